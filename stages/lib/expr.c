#include "expr.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "latin.h"
#include "pack.h"
#include "utf8.h"

enum { MOST_ARGUMENTS = 12, DEEPEST = 16 };

struct converter;

struct expr {
    enum { EXPR_TEXT, EXPR_GROUP, EXPR_CALL } what;
    struct sv text;  /* the text; the group's name */
    struct sv field; /* of the group's mention; NULL p for its text */
    const struct converter *converter;
    struct expr *arguments[MOST_ARGUMENTS];
    size_t n;
    const char *from; /* where it stands in the text of its node */
    int32_t list;     /* of a converter that looks up, and the number of the field it reads */
    int list_field;
};

struct converter {
    const char *name;
    size_t least, most; /* arguments */
    bool looks_up;      /* the first is a list, the third one of its fields */
    bool (*convert)(const struct expr *x, const struct expr_match *m, struct value *out);
};

static const struct value EMPTY = {{"", 0}, 0, 0};

static bool argument(const struct expr *x, size_t i, const struct expr_match *m,
                     struct value *out) {
    *out = EMPTY;
    return i >= x->n || expr_value(x->arguments[i], m, out);
}

/* ---- converters of text ---- */

static void widen(struct value *to, struct value v) {
    if (v.start == v.end) return;
    bool first = to->start == to->end;
    if (first || v.start < to->start) to->start = v.start;
    if (first || v.end > to->end) to->end = v.end;
}

static bool join(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct str s = {0};
    bool good = true;
    *out = EMPTY;
    for (size_t i = 0; i < x->n && good; i++) {
        struct value v;
        good = argument(x, i, m, &v);
        str_sv(&s, v.text);
        widen(out, v);
    }
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return good;
}

static bool first_of(const struct expr *x, const struct expr_match *m, struct value *out) {
    *out = EMPTY;
    for (size_t i = 0; i < x->n; i++) {
        if (!argument(x, i, m, out)) return false;
        if (out->text.n > 0) return true;
    }
    return true;
}

static bool if_any(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value v;
    if (!argument(x, 0, m, &v)) return false;
    return argument(x, v.text.n > 0 ? 1 : 2, m, out);
}

/* Without white space. */
static bool compact(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!argument(x, 0, m, out)) return false;
    char *p = arena_alloc(m->arena, out->text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < out->text.n; i++)
        if (!strchr(" \t\n\r", out->text.p[i]) || !out->text.p[i]) p[n++] = out->text.p[i];
    out->text = (struct sv){p, n};
    return true;
}

static bool first_char(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!argument(x, 0, m, out)) return false;
    if (out->text.n > 0) out->text.n = utf8_width((unsigned char)out->text.p[0]);
    return true;
}

static bool last_char(const struct expr *x, const struct expr_match *m, struct value *out) {
    if (!argument(x, 0, m, out)) return false;
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
    if (!argument(x, 0, m, out)) return false;
    snprintf(text, sizeof text, "%zu", utf8_count(out->text));
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

/* A surname and a given name in Latin letters, each with a capital, a space between. A surname that
 * is read in its own way may come as that reading. */
static bool pinyin(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value given;
    struct str s = {0};
    if (!argument(x, 0, m, out) || !argument(x, 1, m, &given)) return false;
    latin_put_name(m->pack->latin, &s, out->text);
    if (s.n > 0 && given.text.n > 0) str_byte(&s, ' ');
    latin_put_name(m->pack->latin, &s, given.text);
    widen(out, given);
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return true;
}

/* ---- lists ---- */

static struct sv list_value(const struct expr *x, const struct expr_match *m, struct sv text) {
    const struct term *t = list_find(&m->pack->lists[x->list], text);
    if (!t) return (struct sv){NULL, 0};
    return x->list_field < 0 ? t->text : t->fields[x->list_field];
}

static bool lookup(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct value v, otherwise;
    if (!argument(x, 1, m, &v) || !argument(x, 3, m, &otherwise)) return false;
    struct sv found = list_value(x, m, v.text);
    *out = found.p ? (struct value){found, v.start, v.end} : otherwise;
    return true;
}

/* As strtod, quicker for the small whole numbers that lists hold. */
static double small_number(const char *text) {
    const char *p = text;
    int n = 0;
    bool negative = *p == '-';
    p += negative;
    for (; *p >= '0' && *p <= '9' && n < 100000; p++)
        n = 10 * n + (*p - '0');
    if (*p || p == text + negative) return strtod(text, NULL);
    return negative ? -n : n;
}

/* The sum of a field over the characters of a text. */
static bool sum_of_chars(const struct expr *x, const struct expr_match *m, struct value *from,
                         double *sum) {
    struct value otherwise;
    if (!argument(x, 1, m, from) || !argument(x, 3, m, &otherwise)) return false;
    *sum = 0;
    for (size_t at = 0; at < from->text.n;) {
        size_t width = utf8_width((unsigned char)from->text.p[at]);
        struct sv found = list_value(x, m, (struct sv){from->text.p + at, width});
        *sum += small_number(found.p ? found.p : otherwise.text.p);
        at += width;
    }
    return true;
}

/* The sum of a field over the list's terms that stand in a text, those inside others too. */
static bool sum_of_terms(const struct expr *x, const struct expr_match *m, struct value *from,
                         double *sum) {
    if (!argument(x, 1, m, from)) return false;
    *sum = 0;
    for (size_t at = 0; at < from->text.n; at += utf8_width((unsigned char)from->text.p[at])) {
        struct sv rest = {from->text.p + at, from->text.n - at};
        size_t n = 0;
        for (uint64_t lengths = list_lengths(&m->pack->lists[x->list], rest); lengths;
             lengths >>= 1) {
            n += utf8_width((unsigned char)rest.p[n]);
            struct sv found = lengths & 1 ? list_value(x, m, (struct sv){rest.p, n}) : SV("0");
            *sum += small_number(found.p);
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

/* ---- numbers ---- */

static bool read_numeral(const struct expr *x, size_t i, const struct expr_match *m,
                         struct value *v, struct numeral *n) {
    if (!argument(x, i, m, v)) return false;
    for (size_t k = 0; k < m->pack->n_numerals; k++)
        if (numeral_read(&m->pack->numerals[k], v->text, 0, n) && n->length == v->text.n)
            return true;
    return false;
}

static bool numeral(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    if (!read_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    out->text = arena_copy(m->arena, sv_of(n.value));
    return true;
}

static bool numeral_max(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    if (!read_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    out->text = arena_copy(m->arena, sv_of(n.value_max));
    return true;
}

static bool numeral_more(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral n;
    struct value otherwise;
    if (!read_numeral(x, 0, m, out, &n)) return out->text.n == 0;
    if (!argument(x, 1, m, &otherwise)) return false;
    if (n.is_more || n.is_few)
        *out = otherwise;
    else
        *out = EMPTY;
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

/* numeral_low(a, b): the lower bound of a range. The groups behind the upper bound count for both
 * where the lower one has none and stays the lower one: 3 to 5 ten-thousands. */
static bool numeral_low(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral low, high;
    struct value from;
    if (!read_numeral(x, 0, m, out, &low)) return out->text.n == 0;
    out->text = arena_copy(m->arena, sv_of(low.value));
    if (!read_numeral(x, 1, m, &from, &high) || low.has_power) return true;
    double least = strtod(low.value, NULL), most = strtod(high.value, NULL);
    if (high.groups > 1 && least * high.groups <= most)
        *out = plain_decimal(least * high.groups, *out, m);
    return true;
}

/* percent_of(n, d): n of d parts, in percent to one decimal, below one to three figures. */
static bool percent_of(const struct expr *x, const struct expr_match *m, struct value *out) {
    struct numeral part, all;
    struct value from;
    char text[64];
    if (!read_numeral(x, 0, m, out, &part) || !read_numeral(x, 1, m, &from, &all)) return false;
    double parts = strtod(part.value, NULL), of = strtod(all.value, NULL);
    if (of <= 0) return false;
    widen(out, from);
    double percent = parts * 100 / of;
    snprintf(text, sizeof text, percent < 1 ? "%.3g" : "%.1f", percent);
    *out = plain_decimal(strtod(text, NULL), *out, m);
    return true;
}

/* A small whole number: digits as written, or a numeral. */
static bool whole(const struct expr *x, size_t i, const struct expr_match *m, long *out,
                  struct value *from) {
    struct numeral n;
    char *end;
    if (!argument(x, i, m, from)) return false;
    *out = NONE;
    if (from->text.n == 0) return true;
    if (!read_numeral(x, i, m, from, &n)) return false;
    *out = strtol(n.value, &end, 10);
    return *end == '\0' && *out >= 0 && *out < 100000;
}

static bool days_fit(long year, long month, long day) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month != NONE && (month < 1 || month > 12)) return false;
    if (day == NONE) return true;
    if (day < 1 || day > (month == NONE ? 31 : days[month - 1])) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return !(year != NONE && month == 2 && day == 29 && !leap);
}

/* ISO 8601 as far as given: 2024-11-05, 2024-11, 2024, --11-05, --11, ---05. */
static bool date(const struct expr *x, const struct expr_match *m, struct value *out) {
    long part[3];
    struct value from;
    char text[64] = "";
    *out = EMPTY;
    for (size_t i = 0; i < 3; i++) {
        if (!whole(x, i, m, &part[i], &from)) return false;
        widen(out, from);
    }
    if (!days_fit(part[0], part[1], part[2])) return false;
    if (part[0] != NONE && (part[0] > 9999 || (part[1] == NONE && part[2] != NONE))) return false;
    if (part[0] != NONE)
        snprintf(text, sizeof text, "%04ld", part[0]);
    else if (part[1] != NONE || part[2] != NONE)
        snprintf(text, sizeof text, part[1] != NONE ? "-" : "--");
    size_t n = strlen(text);
    if (part[1] != NONE) n += (size_t)snprintf(text + n, sizeof text - n, "-%02ld", part[1]);
    if (part[2] != NONE) snprintf(text + n, sizeof text - n, "-%02ld", part[2]);
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

/* T14:30, T14, T14:30:05. */
static bool clock_time(const struct expr *x, const struct expr_match *m, struct value *out) {
    static const long most[] = {24, 59, 59};
    struct str s = {0};
    struct value from;
    long part;
    bool good = true;
    *out = EMPTY;
    for (size_t i = 0; i < 3 && good; i++) {
        good = whole(x, i, m, &part, &from) && part <= most[i];
        if (good && part != NONE) str_printf(&s, "%s%02ld", i == 0 ? "T" : ":", part);
        widen(out, from);
    }
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return good;
}

/* decade(20, 90) is 199X; decade(, 90) is --9X and not known, so refused. */
static bool decade(const struct expr *x, const struct expr_match *m, struct value *out) {
    long century, ten;
    struct value from;
    char text[32];
    *out = EMPTY;
    if (!whole(x, 0, m, &century, out) || !whole(x, 1, m, &ten, &from)) return false;
    widen(out, from);
    if (century < 1 || century > 99 || ten < 0 || ten > 90 || ten % 10) return false;
    snprintf(text, sizeof text, "%02ld%ldX", century - 1, ten / 10);
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

static bool arithmetic(const struct expr *x, const struct expr_match *m, struct value *out,
                       bool is_product) {
    struct value other;
    if (!argument(x, 0, m, out) || !argument(x, 1, m, &other)) return false;
    if (out->text.n == 0) return true;
    double left = expr_number(x->arguments[0], m), right = expr_number(x->arguments[1], m);
    *out = plain_decimal(is_product ? left * right : left + right, *out, m);
    return true;
}

static bool plus(const struct expr *x, const struct expr_match *m, struct value *out) {
    return arithmetic(x, m, out, false);
}

static bool product(const struct expr *x, const struct expr_match *m, struct value *out) {
    return arithmetic(x, m, out, true);
}

static const struct converter converters[] = {
    {"join", 1, MOST_ARGUMENTS, false, join},
    {"or", 1, MOST_ARGUMENTS, false, first_of},
    {"if", 2, 3, false, if_any},
    {"compact", 1, 1, false, compact},
    {"length", 1, 1, false, length},
    {"first", 1, 1, false, first_char},
    {"last", 1, 1, false, last_char},
    {"pinyin", 2, 2, false, pinyin},
    {"lookup", 2, 4, true, lookup},
    {"chars", 3, 4, true, chars},
    {"terms", 3, 3, true, terms},
    {"numeral", 1, 1, false, numeral},
    {"numeral_max", 1, 1, false, numeral_max},
    {"numeral_low", 2, 2, false, numeral_low},
    {"percent_of", 2, 2, false, percent_of},
    {"numeral_more", 2, 2, false, numeral_more},
    {"date", 1, 3, false, date},
    {"time", 1, 3, false, clock_time},
    {"decade", 2, 2, false, decade},
    {"plus", 2, 2, false, plus},
    {"times", 2, 2, false, product},
};

/* ---- reading ---- */

struct reader {
    const struct node *at;
    struct pack *pack;
    const char *p, *end;
    int depth;
    struct err *err;
};

/* An error at a place in the text. */
__attribute__((format(printf, 3, 4))) static int fail(const struct reader *r, const char *place,
                                                      const char *format, ...) {
    char text[sizeof r->err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return node_err_at(r->at, (size_t)(place - r->at->text.p), r->err, "%s", text);
}

static void skip_space(struct reader *r) {
    while (r->p < r->end && *r->p == ' ')
        r->p++;
}

static int read_expr(struct reader *r, struct expr **out);

static struct sv word(struct reader *r, const char *stops) {
    const char *from = r->p;
    while (r->p < r->end && !strchr(stops, *r->p))
        r->p++;
    const char *to = r->p;
    while (to > from && to[-1] == ' ')
        to--;
    return (struct sv){from, (size_t)(to - from)};
}

static int look_up_list(struct reader *r, struct expr *x) {
    struct sv name = x->arguments[0]->text;
    if (x->arguments[0]->what != EXPR_TEXT || (x->n > 2 && x->arguments[2]->what != EXPR_TEXT))
        return fail(r, x->from, "%s() needs the names of a list and of a field as they are",
                    x->converter->name);
    x->list = pack_list(r->pack, name);
    x->list_field = NONE;
    if (x->list == NONE)
        return fail(r, x->arguments[0]->from, "\"%.*s\" is no list of define", (int)name.n, name.p);
    if (x->n < 3 || x->arguments[2]->text.n == 0) return 0;
    struct sv field = x->arguments[2]->text;
    x->list_field = list_field(&r->pack->lists[x->list], field);
    if (x->list_field != NONE) return 0;
    return fail(r, x->arguments[2]->from, "list \"%.*s\" has no field \"%.*s\"", (int)name.n,
                name.p, (int)field.n, field.p);
}

static int read_arguments(struct reader *r, struct expr *x) {
    skip_space(r);
    if (r->p < r->end && *r->p == ')') return r->p++, 0;
    for (;;) {
        if (x->n == MOST_ARGUMENTS) return fail(r, r->p, "too many arguments");
        if (read_expr(r, &x->arguments[x->n]) != 0) return -1;
        x->n++;
        skip_space(r);
        char c = r->p < r->end ? *r->p : '\0';
        if (c != ')' && c != ',') return fail(r, r->p, "a comma or ) is missing in the expression");
        r->p++;
        if (c == ')') return 0;
    }
}

static const struct converter *converter_of(struct sv name) {
    for (size_t i = 0; i < sizeof converters / sizeof *converters; i++)
        if (sv_is(name, converters[i].name)) return &converters[i];
    return NULL;
}

static int unknown_converter(const struct reader *r, struct sv name) {
    struct str known = {0};
    for (size_t i = 0; i < sizeof converters / sizeof *converters; i++)
        node_known(&known, converters[i].name);
    node_unknown(r->at, "converter", name, &known, r->err);
    struct err e = *r->err;
    return fail(r, name.p, "%s", e.text);
}

static int read_call(struct reader *r, struct expr *x, struct sv name) {
    x->converter = converter_of(name);
    if (!x->converter) return unknown_converter(r, name);
    x->what = EXPR_CALL;
    r->p++;
    if (read_arguments(r, x) != 0) return -1;
    if (x->n < x->converter->least || x->n > x->converter->most)
        return fail(r, x->from, "%s() takes %zu to %zu arguments", x->converter->name,
                    x->converter->least, x->converter->most);
    if (x->converter->convert == pinyin && !r->pack->latin) {
        r->pack->latin = latin_new(r->err);
        if (!r->pack->latin) return -1;
    }
    return x->converter->looks_up ? look_up_list(r, x) : 0;
}

static int read_group(struct reader *r, struct expr *x) {
    r->p++;
    struct sv name = word(r, ",) ");
    const char *dot = name.n ? memchr(name.p, '.', name.n) : NULL;
    x->what = EXPR_GROUP;
    if (dot) {
        x->field = (struct sv){dot + 1, (size_t)(name.p + name.n - dot) - 1};
        name.n = (size_t)(dot - name.p);
    }
    x->text = arena_copy(&r->pack->arena, name); /* NUL-terminated for the group's look-up */
    return name.n > 0 ? 0 : fail(r, x->from, "$ without a group's name");
}

static int read_expr(struct reader *r, struct expr **out) {
    struct expr *x = arena_zero(&r->pack->arena, sizeof *x);
    *out = x;
    if (++r->depth > DEEPEST) return fail(r, r->p, "expression nested too deeply");
    skip_space(r);
    x->from = r->p;
    int result = 0;
    if (r->p < r->end && *r->p == '$') {
        result = read_group(r, x);
    } else {
        struct sv name = word(r, "(,)");
        if (r->p < r->end && *r->p == '(')
            result = read_call(r, x, name);
        else
            x->text = arena_copy(&r->pack->arena, name);
    }
    r->depth--;
    return result;
}

/* A plain text without $ and without a call is itself, whatever characters it holds. */
static bool is_plain(struct sv text) {
    if (text.n > 0 && text.p[0] == '$') return false;
    const char *open = text.n ? memchr(text.p, '(', text.n) : NULL;
    if (!open) return true;
    if (converter_of((struct sv){text.p, (size_t)(open - text.p)})) return false;
    if (text.p[text.n - 1] != ')') return true;
    for (const char *p = text.p; p < open; p++)
        if (!((*p >= 'a' && *p <= 'z') || *p == '_')) return true;
    return open == text.p;
}

int expr_parse(struct expr **out, const struct node *at, struct pack *p, struct err *e) {
    if (at->kind != NODE_TEXT) return node_err(at, e, "a value must be text");
    if (is_plain(at->text)) {
        *out = arena_zero(&p->arena, sizeof **out);
        (*out)->text = at->text;
        return 0;
    }
    struct reader r = {at, p, at->text.p, at->text.p + at->text.n, 0, e};
    if (read_expr(&r, out) != 0) return -1;
    skip_space(&r);
    return r.p == r.end ? 0 : fail(&r, r.p, "\"%s\" stands behind the expression", r.p);
}

struct sv expr_unknown_group(const struct expr *x, bool (*known)(const void *, struct sv),
                             const void *context) {
    struct sv none = {NULL, 0};
    if (x->what == EXPR_GROUP) return known(context, x->text) ? none : x->text;
    for (size_t i = 0; i < x->n; i++) {
        struct sv name = expr_unknown_group(x->arguments[i], known, context);
        if (name.p) return name;
    }
    return none;
}

bool expr_reads(const struct expr *x, struct sv field) {
    if (x->what == EXPR_GROUP) return x->field.p && sv_eq(x->field, field);
    for (size_t i = 0; i < x->n; i++)
        if (expr_reads(x->arguments[i], field)) return true;
    return false;
}

/* ---- values ---- */

bool expr_value(const struct expr *x, const struct expr_match *m, struct value *out) {
    *out = EMPTY;
    if (x->what == EXPR_CALL) return x->converter->convert(x, m, out);
    if (x->what == EXPR_TEXT) {
        out->text = x->text;
        return true;
    }
    struct value whole_group;
    if (!m->group(m, x->text, &whole_group)) return true;
    if (!x->field.p)
        *out = whole_group;
    else if (!m->field(m, whole_group.start, whole_group.end, x->field, out))
        *out = EMPTY;
    return true;
}

static void list_arguments(const struct expr *x, const struct expr_match *m, struct sv *given) {
    struct str s = {0};
    for (size_t i = 0; i < x->n; i++) {
        struct value v;
        if (i > 0) str_c(&s, ", ");
        if (argument(x, i, m, &v)) str_sv(&s, v.text);
    }
    *given = arena_copy(m->arena, str_view(&s));
    str_release(&s);
}

const char *expr_refusal(const struct expr *x, const struct expr_match *m, struct sv *given) {
    struct value v;
    if (x->what != EXPR_CALL || expr_value(x, m, &v)) return NULL;
    for (size_t i = 0; i < x->n; i++) {
        const char *deeper = expr_refusal(x->arguments[i], m, given);
        if (deeper) return deeper;
    }
    list_arguments(x, m, given);
    return x->converter->name;
}

/* The expression of if() that holds, or NULL. */
static const struct expr *branch(const struct expr *x, const struct expr_match *m) {
    struct value v;
    size_t i = argument(x, 0, m, &v) && v.text.n > 0 ? 1 : 2;
    return i < x->n ? x->arguments[i] : NULL;
}

/* What is only added up need not be written as text first. */
static bool number_of_call(const struct expr *x, const struct expr_match *m, double *out) {
    struct value v;
    if (x->converter->convert == if_any) {
        const struct expr *chosen = branch(x, m);
        *out = chosen ? expr_number(chosen, m) : 0;
    } else if (x->converter->convert == product) {
        *out = expr_number(x->arguments[0], m) * expr_number(x->arguments[1], m);
    } else if (x->converter->convert == plus) {
        *out = expr_number(x->arguments[0], m) + expr_number(x->arguments[1], m);
    } else if (x->converter->convert == length) {
        *out = argument(x, 0, m, &v) ? (double)utf8_count(v.text) : 0;
    } else if (x->converter->convert == chars) {
        if (!sum_of_chars(x, m, &v, out)) *out = 0;
    } else if (x->converter->convert == terms) {
        if (!sum_of_terms(x, m, &v, out)) *out = 0;
    } else {
        return false;
    }
    return true;
}

double expr_number(const struct expr *x, const struct expr_match *m) {
    struct value v;
    char text[64];
    double number;
    if (x->what == EXPR_CALL && number_of_call(x, m, &number)) return number;
    if (!expr_value(x, m, &v) || v.text.n == 0 || v.text.n >= sizeof text) return 0;
    memcpy(text, v.text.p, v.text.n);
    text[v.text.n] = '\0';
    return small_number(text);
}
