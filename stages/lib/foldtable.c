#include "foldtable.h"

#include <stdlib.h>
#include <unicode/unorm2.h>

enum { LONGEST_FOLD = 64 };

size_t foldtable_pool(struct fold *f, const uint32_t *c, size_t n) {
    size_t from = f->n_pool;
    for (size_t i = 0; i < n; i++) {
        f->pool = mem_room(f->pool, f->n_pool, &f->size_pool, sizeof *f->pool);
        f->pool[f->n_pool++] = c[i];
    }
    return from;
}

uint32_t foldtable_value(struct fold *f, const uint32_t *c, size_t n) {
    if (n == 1) return c[0];
    f->expansions =
        mem_room(f->expansions, f->n_expansions, &f->size_expansions, sizeof *f->expansions);
    f->expansions[f->n_expansions] = (struct expansion){foldtable_pool(f, c, n), n};
    return (uint32_t)f->n_expansions++ | FOLD_EXPANDS;
}

/* ---- NFKC ---- */

/* Unified ideographs and Hangul syllables: NFKC leaves them, and they are half of the table. */
static bool is_inert_block(uint32_t c) {
    return (c >= 0x3400 && c < 0xA000) || (c >= 0xAC00 && c < 0xF900) ||
           (c >= 0x20000 && c < 0x2F800);
}

/* The NFKC of UTF-16 text, as code points; n is how many fit. */
static size_t normalize(const void *nfkc, const UChar *text, int32_t length, uint32_t *c,
                        size_t most, UErrorCode *status) {
    size_t n = 0;
    int32_t size = 4 * length + 32; /* grows by at most 18 times; then it is asked again */
    UChar *out = mem_alloc((size_t)size * sizeof *out);
    int32_t got = unorm2_normalize(nfkc, text, length, out, size, status);
    if (*status == U_BUFFER_OVERFLOW_ERROR) {
        *status = U_ZERO_ERROR;
        out = mem_grow(out, (size_t)got * sizeof *out);
        got = unorm2_normalize(nfkc, text, length, out, got, status);
    }
    for (int32_t i = 0; U_SUCCESS(*status) && i < got && n < most;) {
        uint32_t x = out[i++];
        if (U16_IS_LEAD(x) && i < got) x = (uint32_t)U16_GET_SUPPLEMENTARY(x, out[i++]);
        c[n++] = x;
    }
    free(out);
    return n;
}

static void add_nfkc(struct fold *f, uint32_t c, UErrorCode *status) {
    UChar text[2];
    uint32_t folded[LONGEST_FOLD];
    int32_t length = 0;
    if (unorm2_isInert(f->nfkc, (UChar32)c)) return;
    U16_APPEND_UNSAFE(text, length, c);
    size_t n = normalize(f->nfkc, text, length, folded, LONGEST_FOLD, status);
    if (U_FAILURE(*status)) return;
    f->table[c] = foldtable_value(f, folded, n);
    if (!unorm2_hasBoundaryBefore(f->nfkc, (UChar32)c)) f->table[c] |= FOLD_COMBINES;
}

int foldtable_compatibility(struct fold *f, struct err *e) {
    UErrorCode status = U_ZERO_ERROR;
    f->nfkc = unorm2_getNFKCInstance(&status);
    for (uint32_t c = 0; c < FOLD_TABLED; c++) {
        f->table[c] = c;
        bool surrogate = c >= 0xD800 && c < 0xE000;
        if (!surrogate && !is_inert_block(c) && U_SUCCESS(status)) add_nfkc(f, c, &status);
    }
    if (U_SUCCESS(status)) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot read ICU's normalization data: %s",
                   u_errorName(status));
}

/* ---- combining sequences ---- */

static void put_folded(const struct fold *f, struct str *composed, uint32_t c) {
    uint32_t entry = foldtable_at(f, c), value = entry & FOLD_VALUE;
    if (entry & FOLD_EXPANDS) {
        const struct expansion *x = &f->expansions[value];
        str_put(composed, (const char *)(f->pool + x->from), x->n * sizeof *f->pool);
    } else {
        str_put(composed, (const char *)&value, sizeof value);
    }
}

int foldtable_compose(const struct fold *f, const uint32_t *c, size_t n, struct str *composed,
                      struct err *e) {
    UErrorCode status = U_ZERO_ERROR;
    str_clear(composed);
    if (foldtable_at(f, c[0]) & FOLD_FIXED) {
        put_folded(f, composed, c[0]);
        c++;
        n--;
    }
    UChar *text = mem_alloc((2 * n + 1) * sizeof *text);
    int32_t length = 0;
    for (size_t i = 0; i < n; i++)
        U16_APPEND_UNSAFE(text, length, c[i]);
    size_t most = 18 * n + 1;
    uint32_t *normal = mem_alloc(most * sizeof *normal);
    size_t m = normalize(f->nfkc, text, length, normal, most, &status);
    for (size_t i = 0; i < m; i++)
        put_folded(f, composed, normal[i]);
    free(text);
    free(normal);
    if (U_SUCCESS(status)) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot normalize: %s", u_errorName(status));
}
