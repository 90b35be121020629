#include "str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"

int sv_cmp(struct sv a, struct sv b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static void *or_end(void *p) {
    static const char text[] = "tiyao: error: out of memory\n";
    if (p) return p;
    ssize_t ignored = write(2, text, sizeof text - 1);
    (void)ignored;
    _exit(STATUS_SYSTEM);
}

void *mem_alloc(size_t n) {
    return or_end(malloc(n ? n : 1));
}

void *mem_zero(size_t n) {
    return or_end(calloc(n ? n : 1, 1));
}

void *mem_grow(void *p, size_t n) {
    return or_end(realloc(p, n ? n : 1));
}

void *mem_room(void *p, size_t n, size_t *size, size_t width) {
    if (n < *size) return p;
    *size = *size ? *size * 2 : 16;
    return mem_grow(p, *size * width);
}

void str_release(struct str *s) {
    free(s->p);
    *s = (struct str){0};
}

void str_clear(struct str *s) {
    s->n = 0;
    if (s->p) s->p[0] = '\0';
}

char *str_grow(struct str *s, size_t n) {
    size_t size = s->size + s->size / 2;
    if (size < s->n + n + 1) size = s->n + n + 1;
    if (size < 64) size = 64;
    s->p = mem_grow(s->p, size);
    s->size = size;
    return s->p + s->n;
}

void str_insert(struct str *s, size_t at, const char *cstring) {
    size_t n = strlen(cstring);
    str_room(s, n);
    memmove(s->p + at + n, s->p + at, s->n - at + 1);
    memcpy(s->p + at, cstring, n);
    s->n += n;
}

void str_uint(struct str *s, uint64_t v) {
    size_t n = 1;
    for (uint64_t least = 10; n < 20 && v >= least; least *= 10)
        n++;
    char *end = str_room(s, n) + n, *at = end;
    do {
        *--at = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    str_ends(s, end);
}

void str_int(struct str *s, int64_t v) {
    if (v < 0) str_byte(s, '-');
    str_uint(s, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void str_printf(struct str *s, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n > 0) {
        vsnprintf(str_room(s, (size_t)n), (size_t)n + 1, format, again);
        s->n += (size_t)n;
    }
    va_end(again);
}
