#include "legacy.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

#include "han.h"

enum { LEADS = 0xFE - 0x81 + 1, TRAILS = 0xFE - 0x40 + 1, SECOND_SHIFT = 21 };

/* One encoding: the code point of each pair in the low 21 bits (0: none), and a combining mark that
 * some pairs of HKSCS stand for as well above them. */
struct table {
    const char *converter;
    UConverter *icu;
    uint32_t *pairs;
};

static struct table tables[] = {
    [LEGACY_GB18030] = {"gb18030", NULL, NULL},
    [LEGACY_BIG5] = {"ibm-1375_P100-2008", NULL, NULL},
};

/* Where ICU's table (IBM's) is not HKSCS-2008: its private use, and signs it unified otherwise. */
static const struct {
    uint16_t pair, c, second;
} hkscs[] = {
    {0x8840, 0x31C0, 0},      {0x8841, 0x31C1, 0},      {0x8842, 0x31C2, 0},
    {0x8843, 0x31C3, 0},      {0x8844, 0x31C4, 0},      {0x8846, 0x31C5, 0},
    {0x8849, 0x31C6, 0},      {0x884A, 0x31C7, 0},      {0x884D, 0x31C8, 0},
    {0x884F, 0x31C9, 0},      {0x8850, 0x31CA, 0},      {0x8851, 0x31CB, 0},
    {0x8852, 0x31CC, 0},      {0x8854, 0x31CD, 0},      {0x8855, 0x31CE, 0},
    {0x88A9, 0x23DA, 0},      {0x88AA, 0x23DB, 0},      {0x8C43, 0x9FA6, 0},
    {0x8C6D, 0x9FA7, 0},      {0x8C74, 0x9FA8, 0},      {0x8CB7, 0x9FA9, 0},
    {0x8CB9, 0x9FAA, 0},      {0x8CBB, 0x9FAB, 0},      {0x8CC0, 0x9FAC, 0},
    {0x8CD7, 0x9FAD, 0},      {0x8CD8, 0x9FAE, 0},      {0x8CDA, 0x9FAF, 0},
    {0x8CED, 0x9FB2, 0},      {0x8D48, 0x9FB3, 0},      {0xA145, 0x2022, 0},
    {0xA14E, 0xFF64, 0},      {0xA1C2, 0x203E, 0},      {0xA1E3, 0x223C, 0},
    {0xA1F2, 0x2641, 0},      {0xA1F3, 0x2609, 0},      {0xA241, 0xFF0F, 0},
    {0xA242, 0xFF3C, 0},      {0xA244, 0x00A5, 0},      {0xA246, 0x00A2, 0},
    {0xA247, 0x00A3, 0},      {0xC879, 0x31CF, 0},      {0xC8A1, 0x9FB0, 0},
    {0xC8A3, 0x9FB1, 0},      {0x8862, 0x00CA, 0x0304}, {0x8864, 0x00CA, 0x030C},
    {0x88A3, 0x00EA, 0x0304}, {0x88A5, 0x00EA, 0x030C},
};

/* ---- tables ---- */

/* The one code point that a sequence stands for, 0 where there is none. */
static uint32_t ask_icu(UConverter *icu, const unsigned char *p, int n) {
    UChar out[4];
    UErrorCode status = U_ZERO_ERROR;
    ucnv_resetToUnicode(icu);
    int got = ucnv_toUChars(icu, out, 4, (const char *)p, n, &status);
    if (U_FAILURE(status)) return 0;
    if (got == 1) return U16_IS_SURROGATE(out[0]) ? 0 : out[0];
    return got == 2 && U16_IS_LEAD(out[0]) ? (uint32_t)U16_GET_SUPPLEMENTARY(out[0], out[1]) : 0;
}

static bool is_private(uint32_t c) {
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

static void fill(struct table *t, bool private_too) {
    for (unsigned i = 0; i < LEADS; i++)
        for (unsigned k = 0; k < TRAILS; k++) {
            unsigned char pair[2] = {(unsigned char)(0x81 + i), (unsigned char)(0x40 + k)};
            uint32_t c = pair[1] == 0x7F ? 0 : ask_icu(t->icu, pair, 2);
            t->pairs[i * TRAILS + k] = private_too || !is_private(c) ? c : 0;
        }
}

static void correct_big5(uint32_t *pairs) {
    for (size_t i = 0; i < sizeof hkscs / sizeof hkscs[0]; i++) {
        unsigned lead = hkscs[i].pair >> 8, trail = hkscs[i].pair & 0xFF;
        pairs[(lead - 0x81) * TRAILS + trail - 0x40] = hkscs[i].c | (uint32_t)hkscs[i].second
                                                                        << SECOND_SHIFT;
    }
}

static int open_table(enum legacy encoding, struct err *e) {
    struct table *t = &tables[encoding];
    UErrorCode status = U_ZERO_ERROR;
    if (t->pairs) return 0;
    t->icu = ucnv_open(t->converter, &status);
    ucnv_setToUCallBack(t->icu, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    if (U_FAILURE(status))
        return err_set(e, STATUS_SYSTEM, "cannot open ICU converter \"%s\": %s", t->converter,
                       u_errorName(status));
    t->pairs = mem_alloc(sizeof *t->pairs * LEADS * TRAILS);
    fill(t, encoding == LEGACY_GB18030);
    if (encoding == LEGACY_BIG5) correct_big5(t->pairs);
    return 0;
}

void legacy_release(void) {
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (tables[i].icu) ucnv_close(tables[i].icu);
        free(tables[i].pairs);
        tables[i].icu = NULL;
        tables[i].pairs = NULL;
    }
}

/* ---- one sequence ---- */

/* Bytes that stand for value; value 0 means that they are invalid. */
struct sequence {
    uint32_t value;
    unsigned width;
};

/* Two bytes, or the first alone where the second is ASCII or cannot follow. */
static struct sequence pair_at(const struct table *t, const unsigned char *p) {
    uint32_t value = 0;
    if (p[1] >= 0x40 && p[1] <= 0xFE) value = t->pairs[(p[0] - 0x81U) * TRAILS + (p[1] - 0x40U)];
    return (struct sequence){value, value || p[1] >= 0x80 ? 2 : 1};
}

static bool in(unsigned char c, unsigned low, unsigned high) {
    return c >= low && c <= high;
}

/* GB18030's four bytes; those beyond the BMP are numbered in order. */
static struct sequence four_at(const struct table *t, const unsigned char *p, size_t n) {
    if (n < 3) return (struct sequence){0, (unsigned)n};
    if (!in(p[2], 0x81, 0xFE)) return (struct sequence){0, 1};
    if (n < 4) return (struct sequence){0, 3};
    if (!in(p[3], 0x30, 0x39)) return (struct sequence){0, 1};
    uint32_t number =
        (((p[0] - 0x81U) * 10 + (p[1] - 0x30U)) * 126 + (p[2] - 0x81U)) * 10 + (p[3] - 0x30U);
    const uint32_t first_beyond = 15 * 10 * 126 * 10;
    if (number >= first_beyond + 0x100000) return (struct sequence){0, 4};
    if (number >= first_beyond) return (struct sequence){0x10000 + number - first_beyond, 4};
    return (struct sequence){ask_icu(t->icu, p, 4), 4};
}

static struct sequence sequence_at(enum legacy encoding, const unsigned char *p, size_t n) {
    if (!in(p[0], 0x81, 0xFE) || n < 2) return (struct sequence){0, 1};
    if (encoding == LEGACY_GB18030 && in(p[1], 0x30, 0x39)) return four_at(&tables[encoding], p, n);
    return pair_at(&tables[encoding], p);
}

/* ---- census ---- */

/* Level 1 of GB 2312 is rows 16 to 55, its punctuation rows 1 and 3. Korean (KS X 1001) has its
 * syllables in rows 16 to 40. */
static size_t *class_gb(struct legacy_census *n, const unsigned char *p, uint32_t c) {
    if (in(p[1], 0xA1, 0xFE)) {
        n->late += in(p[0], 0xC9, 0xD7);
        if (in(p[0], 0xB0, 0xD7)) return &n->common;
        if (p[0] == 0xA1 || p[0] == 0xA3) return &n->marks;
    }
    return han_is(c) ? &n->rare : &n->odd;
}

/* Level 1 of Big5 is A440 to C67E, its punctuation A140 to A3BF. */
static size_t *class_big5(struct legacy_census *n, const unsigned char *p, uint32_t c) {
    n->late += in(p[0], 0xB0, 0xC6);
    if (in(p[0], 0xA4, 0xC5) || (p[0] == 0xC6 && p[1] < 0x80)) return &n->common;
    if (p[0] == 0xA1) return &n->marks;
    return han_is(c) ? &n->rare : &n->odd;
}

static void count(struct legacy_census *n, enum legacy encoding, const unsigned char *p,
                  struct sequence s) {
    if (s.value == 0)
        n->bad++;
    else if (encoding == LEGACY_BIG5)
        (*class_big5(n, p, s.value & 0x1FFFFF))++;
    else
        (*class_gb(n, p, s.value))++;
}

/* ---- texts ---- */

static void put(struct decoded *d, struct sequence s) {
    if (s.value == 0) {
        decoded_bad(d, s.width);
        return;
    }
    decoded_put(d, s.value & 0x1FFFFF, s.width);
    if (s.value >> SECOND_SHIFT) decoded_put(d, s.value >> SECOND_SHIFT, 0);
    d->wide++;
}

static int each_sequence(struct decoded *d, struct sv v, enum legacy encoding,
                         struct legacy_census *census, struct err *e) {
    const unsigned char *p = (const unsigned char *)v.p, *end = p + v.n;
    *census = (struct legacy_census){0};
    if (open_table(encoding, e) != 0) return -1;
    while (p < end) {
        if (*p < 0x80) {
            if (d) decoded_put(d, *p, 1);
            p++;
            continue;
        }
        struct sequence s = sequence_at(encoding, p, (size_t)(end - p));
        count(census, encoding, p, s);
        if (d) put(d, s);
        p += s.width;
    }
    return 0;
}

int legacy_decode(struct decoded *d, struct sv v, enum legacy encoding,
                  struct legacy_census *census, struct err *e) {
    decoded_clear(d);
    if (each_sequence(d, v, encoding, census, e) != 0) return -1;
    decoded_end(d);
    return 0;
}

int legacy_count(struct sv v, enum legacy encoding, struct legacy_census *census, struct err *e) {
    return each_sequence(NULL, v, encoding, census, e);
}
