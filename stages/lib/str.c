#include "str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"

struct sv sv_of(const char *cstring) {
    return (struct sv){cstring, strlen(cstring)};
}

bool sv_eq(struct sv a, struct sv b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool sv_is(struct sv a, const char *cstring) {
    return sv_eq(a, sv_of(cstring));
}

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

char *str_room(struct str *s, size_t n) {
    if (s->size < s->n + n + 1) {
        size_t size = s->size + s->size / 2;
        if (size < s->n + n + 1) size = s->n + n + 1;
        if (size < 64) size = 64;
        s->p = mem_grow(s->p, size);
        s->size = size;
    }
    return s->p + s->n;
}

void str_put(struct str *s, const char *p, size_t n) {
    char *at = str_room(s, n);
    if (n) memcpy(at, p, n);
    at[n] = '\0';
    s->n += n;
}

void str_sv(struct str *s, struct sv v) {
    str_put(s, v.p, v.n);
}

void str_c(struct str *s, const char *cstring) {
    str_put(s, cstring, strlen(cstring));
}

void str_insert(struct str *s, size_t at, const char *cstring) {
    size_t n = strlen(cstring);
    str_room(s, n);
    memmove(s->p + at + n, s->p + at, s->n - at + 1);
    memcpy(s->p + at, cstring, n);
    s->n += n;
}

void str_byte(struct str *s, char c) {
    char *at = str_room(s, 1);
    at[0] = c;
    at[1] = '\0';
    s->n++;
}

void str_uint(struct str *s, uint64_t v) {
    char digits[20];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    str_put(s, digits + n, sizeof digits - n);
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

struct sv str_view(const struct str *s) {
    return (struct sv){s->p ? s->p : "", s->n};
}
