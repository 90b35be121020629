#include "latin.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "share.h"
#include "utf8.h"
#include "wholefile.h"

enum { TABLE = 0x10000, LARGEST = 4 * 1024 * 1024 };

struct latin {
    struct str text;     /* the file */
    struct sv *readings; /* by code point below TABLE, in text; NULL p where there is none */
};

static void add_line(struct latin *l, struct sv line) {
    const char *tab = line.n ? memchr(line.p, '\t', line.n) : NULL;
    unsigned width;
    if (!tab) return;
    uint32_t c = utf8_at(line.p, &width);
    struct sv reading = {tab + 1, line.n - (size_t)(tab + 1 - line.p)};
    if (c < TABLE && reading.n > 0) l->readings[c] = reading;
}

static void add_lines(struct latin *l) {
    struct sv rest = str_view(&l->text);
    while (rest.n > 0) {
        const char *feed = memchr(rest.p, '\n', rest.n);
        size_t n = feed ? (size_t)(feed - rest.p) : rest.n;
        add_line(l, (struct sv){rest.p, n});
        n += feed != NULL;
        rest = (struct sv){rest.p + n, rest.n - n};
    }
}

static int read_file(struct latin *l, const char *path, struct err *e) {
    uint64_t size;
    if (wholefile_read(&l->text, AT_FDCWD, path, LARGEST, &size) != WHOLEFILE_READ)
        return err_at(e, STATUS_SYSTEM, path, "cannot read the table of readings");
    if (utf8_valid(str_view(&l->text)) != l->text.n)
        return err_at(e, STATUS_SYSTEM, path, "not valid UTF-8");
    add_lines(l);
    return 0;
}

struct latin *latin_new(struct err *e) {
    struct latin *l = mem_zero(sizeof *l);
    struct str path = {0};
    l->readings = mem_zero(TABLE * sizeof *l->readings);
    int result = share_path(&path, "latin/readings.txt", e);
    if (result == 0) result = read_file(l, path.p, e);
    str_release(&path);
    if (result == 0) return l;
    latin_free(l);
    return NULL;
}

void latin_free(struct latin *l) {
    if (!l) return;
    str_release(&l->text);
    free(l->readings);
    free(l);
}

/* A syllable that begins with a vowel is parted from the one before: Wan'an is not Wanan (GB/T
 * 16159). The vowels are a, e, o, with a tone mark or without. */
static bool begins_with_vowel(struct sv reading) {
    static const uint32_t vowels[] = {'a',  'e',   'o',   0xE0,  0xE1,  0xE8,  0xE9, 0xF2,
                                      0xF3, 0x101, 0x113, 0x11B, 0x14D, 0x1CE, 0x1D2};
    unsigned width;
    uint32_t c = reading.n > 0 ? utf8_at(reading.p, &width) : 0;
    for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++)
        if (vowels[i] == c) return true;
    return false;
}

static void put_all(const struct latin *l, struct str *s, struct sv v) {
    unsigned width;
    for (size_t at = 0; at < v.n; at += width) {
        uint32_t c = utf8_at(v.p + at, &width);
        bool known = c < TABLE && l->readings[c].p;
        if (known && at > 0 && begins_with_vowel(l->readings[c])) str_byte(s, '\'');
        str_sv(s, known ? l->readings[c] : (struct sv){v.p + at, width});
    }
}

void latin_put_name(const struct latin *l, struct str *s, struct sv v) {
    struct str lower = {0};
    unsigned width;
    put_all(l, &lower, v);
    if (lower.n > 0) {
        utf8_put(s, (uint32_t)u_toupper((UChar32)utf8_at(lower.p, &width)));
        str_put(s, lower.p + width, lower.n - width);
    }
    str_release(&lower);
}
