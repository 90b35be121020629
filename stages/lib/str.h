/* Bytes: a view of some and a buffer that grows.
 *
 * A struct sv does not own its bytes and need not end in NUL. A struct str owns p (malloc), holds n
 * bytes and is always followed by a NUL once anything was put in. Running out of memory ends the
 * process with a message and STATUS_SYSTEM: no caller could do better.
 */
#ifndef TIYAO_STR_H
#define TIYAO_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sv {
    const char *p;
    size_t n;
};

struct str {
    char *p;
    size_t n, size;
};

#define SV(literal) ((struct sv){(literal), sizeof(literal) - 1})

static inline struct sv sv_of(const char *cstring) {
    return (struct sv){cstring, strlen(cstring)};
}
static inline bool sv_eq(struct sv a, struct sv b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool sv_is(struct sv a, const char *cstring) {
    return sv_eq(a, sv_of(cstring));
}
static inline bool sv_begins(struct sv a, struct sv with) {
    return with.n <= a.n && memcmp(a.p, with.p, with.n) == 0;
}
/* Order of bytes, then of length: less than, equal to or greater than 0. */
int sv_cmp(struct sv a, struct sv b);

/* malloc and realloc that never return NULL; 0 bytes gives a pointer that may be freed. */
void *mem_alloc(size_t n);
void *mem_grow(void *p, size_t n);
/* As mem_alloc, filled with zero bytes; large ones cost nothing until touched. */
void *mem_zero(size_t n);
/* Makes room for one more element: p of *size elements of width bytes, n in use. */
void *mem_room(void *p, size_t n, size_t *size, size_t width);

void str_release(struct str *s);
void str_clear(struct str *s);
/* Makes room for n more bytes and the NUL; returns where they go. */
char *str_grow(struct str *s, size_t n);
static inline char *str_room(struct str *s, size_t n) {
    return n < s->size - s->n ? s->p + s->n : str_grow(s, n);
}
/* The end of what was written to the room: at is behind it. */
static inline void str_ends(struct str *s, char *at) {
    *at = '\0';
    s->n = (size_t)(at - s->p);
}
static inline void str_put(struct str *s, const char *p, size_t n) {
    char *at = str_room(s, n);
    if (n) memcpy(at, p, n);
    str_ends(s, at + n);
}
static inline void str_sv(struct str *s, struct sv v) {
    str_put(s, v.p, v.n);
}
static inline void str_c(struct str *s, const char *cstring) {
    str_put(s, cstring, strlen(cstring));
}
static inline void str_byte(struct str *s, char c) {
    char *at = str_room(s, 1);
    at[0] = c;
    str_ends(s, at + 1);
}
/* Puts text before the byte at offset at; at <= n, and something was put before. */
void str_insert(struct str *s, size_t at, const char *cstring);
void str_uint(struct str *s, uint64_t v);
void str_int(struct str *s, int64_t v);
void str_printf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline struct sv str_view(const struct str *s) {
    return (struct sv){s->p ? s->p : "", s->n};
}

#endif
