#include <stdio.h>
#include <string.h>

#include "convert.h"
#include "latin.h"
#include "utf8.h"

static bool join(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct str s = {0};
    bool good = true;
    *out = CONVERT_EMPTY;
    for (size_t i = 0; i < x->n && good; i++) {
        struct value v;
        good = convert_argument(x, i, m, &v);
        str_sv(&s, v.text);
        convert_widen(out, v);
    }
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return good;
}

static bool first_of(const struct expr *x, const struct expr_match *m, struct value *out) {
    *out = CONVERT_EMPTY;
    for (size_t i = 0; i < x->n; i++) {
        if (!convert_argument(x, i, m, out)) return false;
        if (out->text.n > 0) return true;
    }
    return true;
}

/* The expression of if() that holds, or NULL. */
static const struct expr *branch(const struct expr *x, const struct expr_match *m) {
    struct value v;
    size_t i = convert_argument(x, 0, m, &v) && v.text.n > 0 ? 1 : 2;
    return i < x->n ? x->arguments[i] : NULL;
}

static double number_of_branch(const struct expr *x, const struct expr_match *m) {
    const struct expr *chosen = branch(x, m);
    return chosen ? expr_number(chosen, m) : 0;
}

static bool if_any(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value v;
    if (!convert_argument(x, 0, m, &v)) return false;
    return convert_argument(x, v.text.n > 0 ? 1 : 2, m, out);
}

/* Without white space. */
static bool compact(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!convert_argument(x, 0, m, out)) return false;
    char *p = arena_alloc(m->arena, out->text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < out->text.n; i++)
        if (!strchr(" \t\n\r", out->text.p[i]) || !out->text.p[i]) p[n++] = out->text.p[i];
    out->text = (struct sv){p, n};
    return true;
}

/* Whether the character is one of a text. */
static bool is_one_of(struct sv character, struct sv characters) {
    for (size_t at = 0; at < characters.n;) {
        size_t width = utf8_width((unsigned char)characters.p[at]);
        if (sv_eq(character, (struct sv){characters.p + at, width})) return true;
        at += width;
    }
    return false;
}

/* Without these characters at both ends, or without white space. The place becomes that of what is
 * left, where the text stands there as it is. */
static bool strip(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value characters;
    if (!convert_argument(x, 0, m, out) || !convert_argument(x, 1, m, &characters)) return false;
    if (x->n < 2) characters.text = SV(" \t\n\r\xE3\x80\x80");
    if (out->text.n == 0) return true;
    const char *from = out->text.p, *to = from + out->text.n;
    while (from < to) {
        struct sv first = {from, utf8_width((unsigned char)*from)};
        if (!is_one_of(first, characters.text)) break;
        from += first.n;
    }
    while (from < to) {
        size_t last = utf8_back(from, 0, (size_t)(to - from), 1);
        if (!is_one_of((struct sv){from + last, (size_t)(to - from) - last}, characters.text))
            break;
        to = from + last;
    }
    bool as_read = out->end - out->start == out->text.n && out->end <= m->text.n &&
                   memcmp(m->text.p + out->start, out->text.p, out->text.n) == 0;
    if (as_read) {
        out->start += (size_t)(from - out->text.p);
        out->end = out->start + (size_t)(to - from);
    }
    out->text = (struct sv){from, (size_t)(to - from)};
    return true;
}

static bool first_char(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!convert_argument(x, 0, m, out)) return false;
    if (out->text.n > 0) out->text.n = utf8_width((unsigned char)out->text.p[0]);
    return true;
}

static bool last_char(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!convert_argument(x, 0, m, out)) return false;
    if (out->text.n == 0) return true;
    size_t at = out->text.n - 1;
    while (at > 0 && ((unsigned char)out->text.p[at] & 0xC0) == 0x80)
        at--;
    out->text = (struct sv){out->text.p + at, out->text.n - at};
    return true;
}

/* The number of code points. */
static bool length(const struct expr *x, const struct expr_match *m, struct value *out) {
    char text[24];
    if (!convert_argument(x, 0, m, out)) return false;
    snprintf(text, sizeof text, "%zu", utf8_count(out->text));
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

static double number_of_length(const struct expr *x, const struct expr_match *m) {
    struct value v;
    return convert_argument(x, 0, m, &v) ? (double)utf8_count(v.text) : 0;
}

/* A surname and a given name in Latin letters, each with a capital, a space between. A surname that
 * is read in its own way may come as that reading. */
static bool pinyin(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value given;
    struct str s = {0};
    if (!convert_argument(x, 0, m, out) || !convert_argument(x, 1, m, &given)) return false;
    latin_put_name(m->pack->latin, &s, out->text);
    if (s.n > 0 && given.text.n > 0) str_byte(&s, ' ');
    latin_put_name(m->pack->latin, &s, given.text);
    convert_widen(out, given);
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return true;
}

const struct converter convert_texts[] = {
    {.name = "join", 1, MOST_ARGUMENTS, join},
    {.name = "or", 1, MOST_ARGUMENTS, first_of},
    {.name = "if", 2, 3, if_any, number_of_branch},
    {.name = "strip", 1, 2, strip},
    {.name = "compact", 1, 1, compact},
    {.name = "length", 1, 1, length, number_of_length},
    {.name = "first", 1, 1, first_char},
    {.name = "last", 1, 1, last_char},
    {.name = "pinyin", 2, 2, pinyin, .latin = true},
    {.name = NULL},
};
