#include <stdio.h>

#include "convert.h"
#include "utf8.h"

static struct sv list_value(const struct expr *x, const struct expr_match *m, struct sv text) {
    const struct term *t = list_find(&m->pack->lists[x->list], text);
    if (!t) return (struct sv){NULL, 0};
    return x->list_field < 0 ? t->text : t->fields[x->list_field];
}

static bool lookup(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value v, otherwise;
    if (!convert_argument(x, 1, m, &v) || !convert_argument(x, 3, m, &otherwise)) return false;
    struct sv found = list_value(x, m, v.text);
    *out = found.p ? (struct value){found, v.start, v.end} : otherwise;
    return true;
}

/* The sum of a field over the characters of a text. */
static bool sum_of_chars(const struct expr *x, const struct expr_match *m, struct value *from,
                         double *sum) {
    struct value otherwise;
    if (!convert_argument(x, 1, m, from) || !convert_argument(x, 3, m, &otherwise)) return false;
    *sum = 0;
    for (size_t at = 0; at < from->text.n;) {
        size_t width = utf8_width((unsigned char)from->text.p[at]);
        struct sv found = list_value(x, m, (struct sv){from->text.p + at, width});
        *sum += convert_small(found.p ? found.p : otherwise.text.p);
        at += width;
    }
    return true;
}

/* The sum of a field over the list's terms that stand in a text, those inside others too. */
static bool sum_of_terms(const struct expr *x, const struct expr_match *m, struct value *from,
                         double *sum) {
    if (!convert_argument(x, 1, m, from)) return false;
    *sum = 0;
    for (size_t at = 0; at < from->text.n; at += utf8_width((unsigned char)from->text.p[at])) {
        struct sv rest = {from->text.p + at, from->text.n - at};
        size_t n = 0;
        for (uint64_t lengths = list_lengths(&m->pack->lists[x->list], rest); lengths;
             lengths >>= 1) {
            n += utf8_width((unsigned char)rest.p[n]);
            struct sv found = lengths & 1 ? list_value(x, m, (struct sv){rest.p, n}) : SV("0");
            *sum += convert_small(found.p);
        }
    }
    return true;
}

typedef bool sum_over(const struct expr *x, const struct expr_match *m, struct value *from,
                      double *sum);

static bool written_sum(sum_over *add_up, const struct expr *x, const struct expr_match *m,
                        struct value *out) {
    char text[40];
    double sum;
    if (!add_up(x, m, out, &sum)) return false;
    snprintf(text, sizeof text, "%g", sum);
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

static bool chars(const struct expr *x, const struct expr_match *m, struct value *out) {
    return written_sum(sum_of_chars, x, m, out);
}

static bool terms(const struct expr *x, const struct expr_match *m, struct value *out) {
    return written_sum(sum_of_terms, x, m, out);
}

static double number_of_chars(const struct expr *x, const struct expr_match *m) {
    struct value v;
    double sum;
    return sum_of_chars(x, m, &v, &sum) ? sum : 0;
}

static double number_of_terms(const struct expr *x, const struct expr_match *m) {
    struct value v;
    double sum;
    return sum_of_terms(x, m, &v, &sum) ? sum : 0;
}

const struct converter convert_lists[] = {
    {.name = "lookup", 2, 4, lookup, .looks_up = true},
    {.name = "chars", 3, 4, chars, number_of_chars, .looks_up = true},
    {.name = "terms", 3, 3, terms, number_of_terms, .looks_up = true},
    {.name = NULL},
};
