#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "str.h"

/* ASCII digits are a number in a pack without a scanner too. */
static bool plain_digits(struct sv text, struct numeral *n) {
    enum { MOST = 36 };
    size_t from = 0;
    if (text.n == 0 || text.n > MOST) return false;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9') return false;
    while (from + 1 < text.n && text.p[from] == '0')
        from++;
    *n = (struct numeral){.length = text.n, .groups = 1, .is_arabic = true, .is_digits = true};
    memcpy(n->value, text.p + from, text.n - from);
    return true;
}

bool convert_numeral(const struct expr *x, size_t i, const struct expr_match *m, struct value *v,
                     struct numeral *n) {
    if (!convert_argument(x, i, m, v)) return false;
    for (size_t k = 0; k < m->pack->n_numerals; k++)
        if (numeral_read(&m->pack->numerals[k], v->text, 0, n) && n->length == v->text.n)
            return true;
    return m->pack->n_numerals == 0 && plain_digits(v->text, n);
}

/* Whole numbers up to here are exact as double; what lies beyond has no true value. */
static const double EXACT = 9007199254740992;

static bool numeral(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    if (!convert_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    out->text = arena_copy(m->arena, sv_of(n.value));
    return true;
}

static bool numeral_max(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    if (!convert_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    out->text = arena_copy(m->arena, sv_of(n.value_max));
    return true;
}

static bool numeral_more(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    struct value otherwise;
    if (!convert_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    if (!convert_argument(x, 1, m, &otherwise)) return false;
    if (n.is_more || n.is_few)
        *out = otherwise;
    else
        *out = CONVERT_EMPTY;
    return true;
}

/* numeral_few(a, b): b where a word of role few stands for a digit. */
static bool numeral_few(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    struct value otherwise;
    if (!convert_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    if (!convert_argument(x, 1, m, &otherwise)) return false;
    *out = n.is_few ? otherwise : CONVERT_EMPTY;
    return true;
}

/* place(a): the place of the last digit of a decimal that is not 0; 1 of 0. */
static bool place(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!convert_argument(x, 0, m, out)) return false;
    struct sv text = out->text;
    const char *point = text.n ? memchr(text.p, '.', text.n) : NULL;
    size_t whole = point ? (size_t)(point - text.p) : text.n, last = text.n;
    while (last > 0 && (text.p[last - 1] < '1' || text.p[last - 1] > '9'))
        last--;
    struct str s = {0};
    if (text.n > 0 && last > whole) str_c(&s, "0.");
    for (size_t i = whole + 1; i + 1 < last; i++)
        str_byte(&s, '0');
    if (text.n > 0) str_byte(&s, '1');
    for (size_t i = last; last > 0 && i < whole; i++)
        str_byte(&s, '0');
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return true;
}

static struct value plain_decimal(double v, struct value from, const struct expr_match *m) {
    char text[64];
    size_t n = (size_t)snprintf(text, sizeof text, "%.9f", v);
    if (n >= sizeof text) return from;
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.') n--;
    from.text = arena_copy(m->arena, (struct sv){text, n});
    return from;
}

/* What the lower of two bounds shares with the upper one that is written behind it: the groups of
 * 3 to 5 ten-thousands; hundreds and thousands too, if both are single digits: 3 to 5 hundred. */
static double shared_unit(double low, double high, const struct numeral *n) {
    double unit = n->power * n->groups, digit = high / unit;
    bool single =
        low >= 1 && low < digit && digit <= 9 && low <= floor(low) && digit <= floor(digit);
    return n->power >= 100 && single ? unit : n->groups;
}

/* numeral_low(a, b): the lower bound of a range. What the upper bound shares counts where the lower
 * one has no power and stays the lower one. */
static bool numeral_low(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral low, high;
    struct value from;
    if (!convert_numeral(x, 0, m, out, &low)) return out->text.n == 0;
    out->text = arena_copy(m->arena, sv_of(low.value));
    if (!convert_numeral(x, 1, m, &from, &high) || low.has_power) return true;
    double least = strtod(low.value, NULL), most = strtod(high.value, NULL);
    double unit = shared_unit(least, most, &high);
    if (unit > 1 && least * unit <= most) *out = plain_decimal(least * unit, *out, m);
    return true;
}

/* The first numeral so many times, divided by the second; false where one is none, or the second is
 * 0. */
static bool divide(const struct expr *x, const struct expr_match *m, double times,
                   struct value *out, double *result) {
    struct numeral part, all;
    struct value from;
    if (!convert_numeral(x, 0, m, out, &part) || !convert_numeral(x, 1, m, &from, &all))
        return false;
    double of = strtod(all.value, NULL);
    if (of <= 0) return false;
    convert_widen(out, from);
    *result = strtod(part.value, NULL) * times / of;
    return true;
}

/* quotient(n, d): n of d parts, to nine decimals. */
static bool quotient(const struct expr *x, const struct expr_match *m, struct value *out) {
    double result;
    if (!divide(x, m, 1, out, &result) || result > EXACT) return false;
    *out = plain_decimal(result, *out, m);
    return true;
}

/* percent_of(n, d): n of d parts, in percent to one decimal, below one to three figures. */
static bool percent_of(const struct expr *x, const struct expr_match *m, struct value *out) {
    double percent;
    char text[64];
    if (!divide(x, m, 100, out, &percent)) return false;
    snprintf(text, sizeof text, percent < 1 ? "%.3g" : "%.1f", percent);
    *out = plain_decimal(strtod(text, NULL), *out, m);
    return true;
}

static bool arithmetic(const struct expr *x, const struct expr_match *m, struct value *out,
                       bool is_product) {
    struct value other;
    if (!convert_argument(x, 0, m, out) || !convert_argument(x, 1, m, &other)) return false;
    if (out->text.n == 0) return true;
    double left = expr_number(x->arguments[0], m), right = expr_number(x->arguments[1], m);
    double result = is_product ? left * right : left + right;
    if (!is_product && fpclassify(right) == FP_ZERO) return true;
    if (fabs(left) > EXACT || fabs(right) > EXACT || fabs(result) > EXACT) return false;
    *out = plain_decimal(result, *out, m);
    return true;
}

static bool plus(const struct expr *x, const struct expr_match *m, struct value *out) {
    return arithmetic(x, m, out, false);
}

static bool product(const struct expr *x, const struct expr_match *m, struct value *out) {
    return arithmetic(x, m, out, true);
}

static double number_of_sum(const struct expr *x, const struct expr_match *m) {
    return expr_number(x->arguments[0], m) + expr_number(x->arguments[1], m);
}

static double number_of_product(const struct expr *x, const struct expr_match *m) {
    return expr_number(x->arguments[0], m) * expr_number(x->arguments[1], m);
}

const struct converter convert_numbers[] = {
    {.name = "numeral", 1, 1, numeral},
    {.name = "numeral_max", 1, 1, numeral_max},
    {.name = "numeral_low", 2, 2, numeral_low},
    {.name = "percent_of", 2, 2, percent_of},
    {.name = "quotient", 2, 2, quotient},
    {.name = "numeral_more", 2, 2, numeral_more},
    {.name = "numeral_few", 2, 2, numeral_few},
    {.name = "place", 1, 1, place},
    {.name = "plus", 2, 2, plus, number_of_sum},
    {.name = "times", 2, 2, product, number_of_product},
    {.name = NULL},
};
