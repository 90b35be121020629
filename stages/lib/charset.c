#include "charset.h"

#include <string.h>

#include "legacy.h"
#include "utf8.h"

/* Damage that is repaired: so many bad sequences, or one in so many code points. */
enum { FEW_BAD = 4, ONE_BAD_IN = 1000 };
/* So many valid sequences of several bytes for each bad one: damaged UTF-8, not something else. */
enum { WIDE_TO_BAD = 4 };
/* With so many bad sequences, more than valid ones, no more are counted. */
enum { ENOUGH_BAD = 20000 };
/* Bytes of a beginning that tells UTF-16. */
enum { SAMPLE = 8192 };
/* Fewer characters than this say nothing about a double-byte encoding. */
enum { FEWEST_PAIRS = 8, MANY_PAIRS = 30 };
/* Fewer letters than this say nothing about a single-byte encoding. */
enum { FEWEST_LETTERS = 100 };

static bool is_light(size_t bad, size_t cps) {
    return bad <= FEW_BAD || bad * ONE_BAD_IN <= cps;
}

/* Repairable, and text rather than NUL bytes. */
static bool is_sound(const struct decoded *d) {
    return is_light(d->bad, d->cps) && 2 * (d->bad + d->nuls) <= d->cps;
}

static bool begins(struct sv v, const char *mark, size_t n) {
    return v.n >= n && memcmp(v.p, mark, n) == 0;
}

/* ---- byte order marks ---- */

static int by_mark(struct decoded *d, const char **encoding, struct sv v) {
    if (begins(v, "\xFF\xFE\0\0", 4) || begins(v, "\0\0\xFE\xFF", 4)) return 0; /* UTF-32 */
    if (begins(v, "\xEF\xBB\xBF", 3)) {
        *encoding = "utf-8";
        decoded_utf8(d, v, 3);
    } else {
        bool big_endian = v.p[0] == '\xFE';
        *encoding = big_endian ? "utf-16be" : "utf-16le";
        decoded_utf16(d, v, 2, big_endian);
    }
    return is_sound(d);
}

static bool has_mark(struct sv v) {
    return begins(v, "\xEF\xBB\xBF", 3) || begins(v, "\xFF\xFE", 2) || begins(v, "\xFE\xFF", 2) ||
           begins(v, "\0\0\xFE\xFF", 4);
}

/* ---- UTF-16 without a mark ---- */

static size_t count_nuls(struct sv v) {
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++)
        n += v.p[i] == '\0';
    return n;
}

/* What a Chinese text is made of: characters, and signs (ASCII, punctuation, full-width forms). */
struct make_up {
    size_t han, signs;
};

static struct make_up make_up(const struct decoded *d) {
    const unsigned char *p = (const unsigned char *)d->text.p;
    struct make_up n = {0, 0};
    for (size_t i = 0; i < d->text.n; i++) {
        unsigned char c = p[i], next = c >= 0xE0 ? p[i + 1] : 0;
        bool mark = (c == 0xE2 && next == 0x80) || (c == 0xE3 && next == 0x80);
        bool full_width = c == 0xEF && next >= 0xBC && next < 0xBF;
        n.signs += c < 0x80 || mark || full_width;
        n.han += (c == 0xE4 && next >= 0xB8) || (c >= 0xE5 && c <= 0xE9);
    }
    return n;
}

/* A right reading is hardly anything else, and not without signs; read with its bytes swapped, or
 * made of the bytes of another encoding, a text is not so. */
static bool reads_as_utf16(struct decoded *d, struct sv v, bool big_endian) {
    decoded_utf16(d, v, 0, big_endian);
    struct make_up n = make_up(d);
    return is_sound(d) && (n.han + n.signs) * 20 >= d->cps * 19 && n.signs * 50 >= d->cps;
}

/* The same, given up early where the beginning says no. */
static bool is_utf16(struct decoded *d, struct sv v, bool big_endian) {
    struct sv sample = {v.p, v.n < SAMPLE ? v.n : SAMPLE};
    return reads_as_utf16(d, sample, big_endian) &&
           (sample.n == v.n || reads_as_utf16(d, v, big_endian));
}

/* Where the bytes are valid UTF-8 as well (valid), it takes many NULs, the high bytes of ASCII. */
static bool by_units(struct decoded *d, const char **encoding, struct sv v, bool valid) {
    if (valid && count_nuls(v) * 4 < v.n) return false;
    *encoding = "utf-16le";
    if (is_utf16(d, v, false)) return true;
    *encoding = "utf-16be";
    return is_utf16(d, v, true);
}

/* ---- double-byte encodings ---- */

static size_t pairs(const struct legacy_census *n) {
    return n->common + n->rare + n->marks + n->odd + n->bad;
}

/* How well a reading fits, in thousandths of its pairs; 0 where it leaves half of the code out. */
static int score(const struct legacy_census *n) {
    size_t all = pairs(n);
    if (n->common >= MANY_PAIRS && n->late * 10 < n->common) return 0;
    double good = (double)(n->common + n->marks) - (double)n->odd - 4 * (double)n->bad;
    return all ? (int)(1000 * good / (double)all) : 0;
}

/* A reading is taken with this score, or better than the other one by this much. */
enum { GOOD_SCORE = 350, CLEAR_LEAD = 50 };

static int by_pairs(struct decoded *d, const char **encoding, struct sv v, struct err *e) {
    static const char *const names[] = {"gb18030", "big5-hkscs"};
    struct legacy_census n[2];
    for (int i = 0; i < 2; i++)
        if (legacy_count(v, (enum legacy)i, &n[i], e) != 0) return -1;
    int best = score(&n[1]) > score(&n[0]);
    if (pairs(&n[best]) < FEWEST_PAIRS || score(&n[best]) < GOOD_SCORE ||
        score(&n[best]) < score(&n[!best]) + CLEAR_LEAD)
        return 0;
    if (legacy_decode(d, v, (enum legacy)best, &n[best], e) != 0) return -1;
    *encoding = names[best];
    return is_sound(d);
}

/* ---- Windows-1252 ---- */

/* Its code points for the bytes 80 to 9F, 0 where there is none; the rest is Latin-1. */
static const uint16_t windows_c1[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t windows_code_point(unsigned char c) {
    return c >= 0x80 && c < 0xA0 ? windows_c1[c - 0x80] : c;
}

static bool is_ascii_letter(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* What a text in Latin letters is made of. high are the bytes from 80 on; of these, strange stand
 * beside another one, or for a letter beside none, or for what is hardly ever written. */
struct latin_census {
    size_t letters, plain, high, strange;
    bool foreign; /* a byte that stands for nothing */
};

static bool is_strange(unsigned char before, unsigned char c, unsigned char next) {
    static const char rare[] = "\xA4\xA6\xA8\xAC\xAF\xB4\xB8\xD7\xF7";
    if (before >= 0x80 || next >= 0x80 || strchr(rare, (char)c)) return true;
    return c >= 0xC0 && !is_ascii_letter(before) && !is_ascii_letter(next);
}

static struct latin_census latin_census(struct sv v) {
    const unsigned char *p = (const unsigned char *)v.p;
    struct latin_census n = {0};
    for (size_t i = 0; i < v.n; i++) {
        unsigned char before = i > 0 ? p[i - 1] : ' ', next = i + 1 < v.n ? p[i + 1] : ' ';
        n.letters += is_ascii_letter(p[i]);
        n.plain += (p[i] >= ' ' && p[i] < 0x7F) || (p[i] >= '\t' && p[i] <= '\r');
        n.high += p[i] >= 0x80;
        n.strange += p[i] >= 0x80 && is_strange(before, p[i], next);
        n.foreign = n.foreign || windows_code_point(p[i]) == 0;
    }
    return n;
}

static int as_latin(struct decoded *d, struct sv v) {
    decoded_clear(d);
    for (size_t i = 0; i < v.n; i++) {
        uint32_t c = windows_code_point((unsigned char)v.p[i]);
        if (c || !v.p[i])
            decoded_put(d, c, 1);
        else
            decoded_bad(d, 1);
    }
    decoded_end(d);
    return is_sound(d);
}

/* Running text in ASCII letters, with single accented letters, quotation marks and the like. */
static int by_latin(struct decoded *d, const char **encoding, struct sv v) {
    struct latin_census n = latin_census(v);
    if (n.foreign || n.letters < FEWEST_LETTERS || 10 * n.high > n.letters ||
        4 * n.strange > n.high || n.plain + n.high < v.n)
        return 0;
    *encoding = "windows-1252";
    return as_latin(d, v);
}

/* ---- UTF-8 ---- */

struct damage {
    size_t wide, bad; /* valid sequences of several bytes, maximal subparts of invalid ones */
};

/* Given up where it is clearly no UTF-8. */
static struct damage damage(struct sv v) {
    struct damage n = {0, 0};
    while (v.n > 0 && (n.bad < ENOUGH_BAD || n.bad < n.wide)) {
        size_t good = utf8_valid(v);
        for (size_t i = 0; i < good; i++)
            n.wide += (unsigned char)v.p[i] >= 0xC0;
        if (good < v.n) {
            n.bad++;
            good += utf8_bad_length(v.p + good, v.p + v.n);
        }
        v = (struct sv){v.p + good, v.n - good};
    }
    return n;
}

static int by_utf8(struct decoded *d, const char **encoding, struct sv v) {
    *encoding = "utf-8";
    decoded_utf8(d, v, 0);
    return is_sound(d);
}

int charset_decode(struct decoded *d, const char **encoding, struct sv v, struct err *e) {
    if (has_mark(v)) return by_mark(d, encoding, v);
    struct damage n = damage(v);
    bool nul = v.n > 0 && memchr(v.p, '\0', v.n);
    if ((n.bad > 0 || nul) && by_units(d, encoding, v, n.bad == 0)) return 1;
    if (n.bad == 0 || n.wide >= WIDE_TO_BAD * n.bad) return by_utf8(d, encoding, v);
    int found = by_pairs(d, encoding, v, e);
    return found != 0 ? found : by_latin(d, encoding, v);
}

/* ---- an encoding that is told ---- */

static int as_pairs(struct decoded *d, struct sv v, enum legacy encoding, struct err *e) {
    struct legacy_census n;
    if (legacy_decode(d, v, encoding, &n, e) != 0) return -1;
    return is_sound(d);
}

static int as_utf8(struct decoded *d, struct sv v) {
    decoded_utf8(d, v, begins(v, "\xEF\xBB\xBF", 3) ? 3 : 0);
    return is_sound(d);
}

static int as_units(struct decoded *d, struct sv v, bool big_endian) {
    decoded_utf16(d, v, begins(v, big_endian ? "\xFE\xFF" : "\xFF\xFE", 2) ? 2 : 0, big_endian);
    return is_sound(d);
}

int charset_decode_as(struct decoded *d, const char *encoding, struct sv v, struct err *e) {
    struct sv name = sv_of(encoding);
    if (sv_is(name, "utf-8")) return as_utf8(d, v);
    if (sv_is(name, "gb18030")) return as_pairs(d, v, LEGACY_GB18030, e);
    if (sv_is(name, "big5-hkscs")) return as_pairs(d, v, LEGACY_BIG5, e);
    if (sv_is(name, "windows-1252")) return as_latin(d, v);
    return as_units(d, v, sv_is(name, "utf-16be"));
}

const char *charset_name(struct sv v) {
    static const struct {
        const char *alias, *name;
    } known[] = {
        {"utf8", "utf-8"},           {"ascii", "utf-8"},         {"utf16le", "utf-16le"},
        {"utf16be", "utf-16be"},     {"gb18030", "gb18030"},     {"gbk", "gb18030"},
        {"gb2312", "gb18030"},       {"cp936", "gb18030"},       {"big5", "big5-hkscs"},
        {"big5hkscs", "big5-hkscs"}, {"cp950", "big5-hkscs"},    {"windows1252", "windows-1252"},
        {"cp1252", "windows-1252"},  {"latin1", "windows-1252"}, {"iso88591", "windows-1252"},
    };
    char plain[16];
    size_t n = 0;
    for (size_t i = 0; i < v.n && n < sizeof plain; i++) {
        char c = v.p[i] >= 'A' && v.p[i] <= 'Z' ? (char)(v.p[i] - 'A' + 'a') : v.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain[n++] = c;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (sv_is((struct sv){plain, n}, known[i].alias)) return known[i].name;
    return NULL;
}

void charset_release(void) {
    legacy_release();
}
