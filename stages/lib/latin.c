#include "latin.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "utf8.h"

enum { TABLE = 0x10000, LONGEST = 32 }; /* UTF-16 units of one reading */

struct latin {
    UTransliterator *reader;
    char **readings; /* by code point below TABLE, NULL where not asked */
};

struct latin *latin_new(struct err *e) {
    struct latin *l = mem_zero(sizeof *l);
    UErrorCode code = U_ZERO_ERROR;
    l->reader = utrans_openU(u"Han-Latin", -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    l->readings = mem_zero(TABLE * sizeof *l->readings);
    if (U_SUCCESS(code)) return l;
    latin_free(l);
    err_set(e, STATUS_SYSTEM, "ICU has no transliterator \"Han-Latin\"");
    return NULL;
}

void latin_free(struct latin *l) {
    if (!l) return;
    for (size_t i = 0; i < TABLE; i++)
        free(l->readings[i]);
    if (l->reader) utrans_close(l->reader);
    free(l->readings);
    free(l);
}

/* Runs a transliterator over UTF-8; what it cannot do stays as it is. */
static void transliterate(UTransliterator *t, struct str *s, struct sv v) {
    UChar text[4 * LONGEST];
    char bytes[8 * LONGEST];
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = 0, limit, n = 0;
    u_strFromUTF8(text, LONGEST, &length, v.p, (int32_t)v.n, &code);
    limit = length;
    if (U_SUCCESS(code)) utrans_transUChars(t, text, &length, 4 * LONGEST, 0, &limit, &code);
    if (U_SUCCESS(code)) u_strToUTF8(bytes, sizeof bytes, &n, text, length, &code);
    if (U_SUCCESS(code))
        str_put(s, bytes, (size_t)n);
    else
        str_sv(s, v);
}

static const char *reading(struct latin *l, uint32_t c, struct sv character) {
    if (!l->readings[c]) {
        struct str s = {0};
        transliterate(l->reader, &s, character);
        l->readings[c] = s.p;
    }
    return l->readings[c];
}

void latin_put(struct latin *l, struct str *s, struct sv v) {
    unsigned width;
    for (size_t at = 0; at < v.n; at += width) {
        uint32_t c = utf8_at(v.p + at, &width);
        struct sv character = {v.p + at, width};
        if (c < TABLE && c > 0)
            str_c(s, reading(l, c, character));
        else
            str_sv(s, character);
    }
}

void latin_put_name(struct latin *l, struct str *s, struct sv v) {
    struct str lower = {0};
    unsigned width;
    latin_put(l, &lower, v);
    if (lower.n > 0) {
        utf8_put(s, (uint32_t)u_toupper((UChar32)utf8_at(lower.p, &width)));
        str_put(s, lower.p + width, lower.n - width);
    }
    str_release(&lower);
}
