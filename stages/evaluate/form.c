#include "form.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "utf8.h"

int form_open(struct form *f, const struct node *normalize, struct err *e) {
    static const struct node nothing = {.kind = NODE_MAP};
    *f = (struct form){0};
    return fold_open(&f->fold, normalize ? normalize : &nothing, e);
}

void form_release(struct form *f) {
    fold_close(f->fold);
    folded_release(&f->folded);
    free(f->c);
    free(f->at);
    *f = (struct form){0};
}

/* The separators of information count as white space, as they do for most languages' strip. */
static bool is_space(uint32_t c) {
    return u_isUWhiteSpace((UChar32)c) || (c >= 0x1C && c <= 0x1F);
}

static struct sv without_space(struct sv v, struct arena *a) {
    char *to = arena_alloc(a, v.n + 1), *at = to;
    unsigned width;
    for (size_t i = 0; i < v.n; i += width) {
        uint32_t c = utf8_at(v.p + i, &width);
        if (is_space(c)) continue;
        memcpy(at, v.p + i, width);
        at += width;
    }
    *at = '\0';
    return (struct sv){to, (size_t)(at - to)};
}

static void make_room(struct form *f, size_t n) {
    if (n <= f->size) return;
    f->size = 2 * n;
    f->c = mem_grow(f->c, f->size * sizeof *f->c);
    f->at = mem_grow(f->at, f->size * sizeof *f->at);
}

int form_of(struct form *f, struct sv *out, struct sv v, struct arena *a, struct err *e) {
    make_room(f, v.n);
    size_t n = 0;
    unsigned width;
    for (size_t i = 0; i < v.n; i += width, n++) {
        f->c[n] = utf8_at(v.p + i, &width);
        f->at[n] = (uint32_t)n;
    }
    folded_clear(&f->folded);
    if (fold_text(f->fold, &f->folded, f->c, f->at, n, e) != 0) return -1;
    *out = without_space(str_view(&f->folded.text), a);
    return 0;
}

/* ---- code points ---- */

struct points points_of(struct sv v, struct arena *a) {
    struct points p = {arena_alloc(a, v.n * sizeof *p.c), 0};
    unsigned width;
    for (size_t i = 0; i < v.n; i += width)
        p.c[p.n++] = utf8_at(v.p + i, &width);
    return p;
}

bool point_is_digit(uint32_t c) {
    int32_t type = u_getIntPropertyValue((UChar32)c, UCHAR_NUMERIC_TYPE);
    return type == U_NT_DECIMAL || type == U_NT_DIGIT;
}

static bool is_punctuation(uint32_t c) {
    return (U_GET_GC_MASK((UChar32)c) & (U_GC_P_MASK | U_GC_Z_MASK)) != 0;
}

/* ---- bigrams ---- */

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void bigrams_sort(struct bigrams *b) {
    if (b->n > 1) qsort(b->p, b->n, sizeof *b->p, by_value);
}

struct bigrams bigrams_of(struct sv v, struct arena *a) {
    struct points all = points_of(v, a), kept = {all.c, 0};
    for (size_t i = 0; i < all.n; i++)
        if (!is_punctuation(all.c[i])) kept.c[kept.n++] = all.c[i];
    struct bigrams b = {arena_alloc(a, (kept.n + 1) * sizeof *b.p), 0};
    for (size_t i = 0; i + 1 < kept.n; i++)
        b.p[b.n++] = (uint64_t)kept.c[i] << 32 | kept.c[i + 1];
    if (kept.n == 1) b.p[b.n++] = (uint64_t)kept.c[0] << 32 | UINT32_MAX;
    bigrams_sort(&b);
    return b;
}

size_t bigrams_shared(struct bigrams a, struct bigrams b) {
    size_t i = 0, k = 0, shared = 0;
    while (i < a.n && k < b.n) {
        if (a.p[i] == b.p[k]) shared++;
        uint64_t x = a.p[i], y = b.p[k];
        i += x <= y;
        k += y <= x;
    }
    return shared;
}

size_t bigrams_take(struct bigrams *from, struct bigrams a) {
    size_t i = 0, left = 0, taken = 0;
    for (size_t k = 0; k < from->n; k++) {
        while (i < a.n && a.p[i] < from->p[k])
            i++;
        if (i < a.n && a.p[i] == from->p[k])
            i++, taken++;
        else
            from->p[left++] = from->p[k];
    }
    from->n = left;
    return taken;
}

double bigrams_overlap(struct bigrams a, struct bigrams b) {
    enum { FEW = 12 };
    size_t less = a.n < b.n ? a.n : b.n, more = a.n < b.n ? b.n : a.n;
    size_t shared = bigrams_shared(a, b);
    if (shared == 0) return 0;
    if (less <= FEW && shared == less && 2 * less >= more) return 1;
    return (double)shared / (double)(less + more - shared);
}

/* ---- numbers ---- */

static size_t digits_at(const char *p) {
    size_t n = 0;
    while (p[n] >= '0' && p[n] <= '9')
        n++;
    return n;
}

/* [+-] digits [. digits] [e [+-] digits], of which one of the first two runs may be missing. */
static bool is_number(const char *p) {
    p += *p == '+' || *p == '-';
    size_t whole = digits_at(p);
    p += whole;
    size_t part = *p == '.' ? digits_at(p + 1) : 0;
    p += *p == '.' ? part + 1 : 0;
    if (whole + part == 0) return false;
    if (*p == 'e' || *p == 'E') {
        p += p[1] == '+' || p[1] == '-' ? 2 : 1;
        size_t n = digits_at(p);
        if (n == 0) return false;
        p += n;
    }
    return *p == '\0';
}

struct sv number_form(struct sv v, struct arena *a) {
    char text[64];
    if (v.n != strlen(v.p) || !is_number(v.p)) return v;
    snprintf(text, sizeof text, "%.10g", strtod(v.p, NULL));
    return arena_copy(a, sv_of(text));
}
