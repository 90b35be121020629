#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "latin.h"

enum { DEEPEST = 16 };

static const struct converter *const tables[] = {convert_texts, convert_lists, convert_numbers,
                                                 convert_dates};
enum { N_TABLES = sizeof tables / sizeof tables[0] };

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
    for (size_t i = 0; i < N_TABLES; i++)
        for (const struct converter *c = tables[i]; c->name; c++)
            if (sv_is(name, c->name)) return c;
    return NULL;
}

static int unknown_converter(const struct reader *r, struct sv name) {
    struct str known = {0};
    for (size_t i = 0; i < N_TABLES; i++)
        for (const struct converter *c = tables[i]; c->name; c++)
            node_known(&known, c->name);
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
    if (x->converter->latin && !r->pack->latin) {
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

/* A word in double quotes, which may hold commas, parentheses and spaces. */
static int read_quoted(struct reader *r, struct expr *x) {
    const char *from = r->p + 1, *to = memchr(from, '"', (size_t)(r->end - from));
    if (!to) return fail(r, r->p, "a word has no second quotation mark");
    x->text = arena_copy(&r->pack->arena, (struct sv){from, (size_t)(to - from)});
    r->p = to + 1;
    return 0;
}

static int read_expr(struct reader *r, struct expr **out) {
    struct expr *x = arena_zero(&r->pack->arena, sizeof *x);
    *out = x;
    if (++r->depth > DEEPEST) return fail(r, r->p, "expression nested too deeply");
    skip_space(r);
    x->from = r->p;
    int result = 0;
    char c = r->p < r->end ? *r->p : '\0';
    if (c == '$') {
        result = read_group(r, x);
    } else if (c == '"' && r->depth > 1) {
        result = read_quoted(r, x);
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

void expr_prepare(struct expr *x, struct pack *p, expr_group_number *number, const void *context) {
    for (size_t i = 0; i < x->n; i++)
        expr_prepare(x->arguments[i], p, number, context);
    if (x->what == EXPR_GROUP && context) x->number = number(context, x->text);
    if (x->what == EXPR_CALL && x->converter->looks_up) convert_prepare_list(x, p);
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

bool convert_argument(const struct expr *x, size_t i, const struct expr_match *m,
                      struct value *out) {
    *out = CONVERT_EMPTY;
    return i >= x->n || expr_value(x->arguments[i], m, out);
}

void convert_widen(struct value *to, struct value v) {
    if (v.start == v.end) return;
    bool first = to->start == to->end;
    if (first || v.start < to->start) to->start = v.start;
    if (first || v.end > to->end) to->end = v.end;
}

double convert_small(const char *text) {
    const char *p = text;
    int n = 0;
    bool negative = *p == '-';
    p += negative;
    for (; *p >= '0' && *p <= '9' && n < 100000; p++)
        n = 10 * n + (*p - '0');
    if (*p || p == text + negative) return strtod(text, NULL);
    return negative ? -n : n;
}

bool expr_value(const struct expr *x, const struct expr_match *m, struct value *out) {
    *out = CONVERT_EMPTY;
    if (x->what == EXPR_CALL) return x->converter->convert(x, m, out);
    if (x->what == EXPR_TEXT) {
        out->text = x->text;
        return true;
    }
    struct value whole_group;
    if (!m->group(m, x->text, x->number, &whole_group)) return true;
    if (!x->field.p)
        *out = whole_group;
    else if (!m->field(m, whole_group.start, whole_group.end, x->field, out))
        *out = CONVERT_EMPTY;
    return true;
}

static void list_arguments(const struct expr *x, const struct expr_match *m, struct sv *given) {
    struct str s = {0};
    for (size_t i = 0; i < x->n; i++) {
        struct value v;
        if (i > 0) str_c(&s, ", ");
        if (convert_argument(x, i, m, &v)) str_sv(&s, v.text);
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

double expr_number(const struct expr *x, const struct expr_match *m) {
    struct value v;
    char text[64];
    if (x->what == EXPR_CALL && x->converter->number) return x->converter->number(x, m);
    if (!expr_value(x, m, &v) || v.text.n == 0 || v.text.n >= sizeof text) return 0;
    memcpy(text, v.text.p, v.text.n);
    text[v.text.n] = '\0';
    return convert_small(text);
}
