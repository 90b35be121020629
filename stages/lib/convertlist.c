#include <stdio.h>

#include "convert.h"
#include "utf8.h"

/* What a lookup() in one list gives, looked up in another: places in it by places in the first. */
struct through {
    int32_t from;
    int field;
    int32_t to;
    struct sv otherwise;
    const int32_t *places;
    const struct through *before;
};

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

/* The place of the term that lookup() finds, -1 for none; false where an argument refuses. */
static bool found_place(const struct expr *x, const struct expr_match *m, int32_t *place) {
    struct value v;
    if (x->through) {
        if (!found_place(x->arguments[1], m, place)) return false;
        *place = x->through[*place];
        return true;
    }
    if (!convert_argument(x, 1, m, &v)) return false;
    *place = list_place(&m->pack->lists[x->list], v.text);
    return true;
}

/* The number of the field of a term. */
static double number_of_term(const struct expr *x, const struct expr_match *m, int32_t place) {
    if (x->numbers) return x->numbers[place];
    const struct term *t = &m->pack->lists[x->list].terms[place];
    return convert_small(x->list_field < 0 ? t->text.p : t->fields[x->list_field].p);
}

static double number_of_lookup(const struct expr *x, const struct expr_match *m) {
    int32_t place;
    if (!found_place(x, m, &place)) return 0;
    if (place >= 0) return number_of_term(x, m, place);
    return x->n > 3 ? expr_number(x->arguments[3], m) : 0;
}

/* The same of the term that is all of text; `otherwise` where none is. */
static double number_at(const struct expr *x, const struct expr_match *m, struct sv text,
                        double otherwise) {
    int32_t place = list_place(&m->pack->lists[x->list], text);
    return place < 0 ? otherwise : number_of_term(x, m, place);
}

/* The sum of a field over the characters of a text. */
static bool sum_of_chars(const struct expr *x, const struct expr_match *m, struct value *from,
                         double *sum) {
    struct value otherwise;
    if (!convert_argument(x, 1, m, from) || !convert_argument(x, 3, m, &otherwise)) return false;
    const double missing = x->n > 3 ? expr_number(x->arguments[3], m) : 0;
    *sum = 0;
    for (size_t at = 0; at < from->text.n;) {
        size_t width = utf8_width((unsigned char)from->text.p[at]);
        *sum += number_at(x, m, (struct sv){from->text.p + at, width}, missing);
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
            if (lengths & 1) *sum += number_at(x, m, (struct sv){rest.p, n}, 0);
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

/* Whether x is a lookup() of a group whose field some outer lookup() looks up in turn. */
static bool gives_terms(const struct expr *x) {
    return x->what == EXPR_CALL && x->converter->convert == lookup && x->list_field >= 0 &&
           x->arguments[1]->what == EXPR_GROUP && (x->n < 4 || x->arguments[3]->what == EXPR_TEXT);
}

/* The places in list `to` of what x, such a lookup(), gives, by the place it finds, from -1 on. */
static const int32_t *places_through(const struct expr *x, int32_t to, struct pack *p) {
    const struct list *from = &p->lists[x->list], *target = &p->lists[to];
    struct sv otherwise = x->n < 4 ? SV("") : x->arguments[3]->text;
    for (const struct through *t = p->throughs; t; t = t->before)
        if (t->from == x->list && t->field == x->list_field && t->to == to &&
            sv_eq(t->otherwise, otherwise))
            return t->places;
    int32_t *places = arena_alloc(&p->arena, (from->n + 1) * sizeof *places);
    *places++ = list_place(target, otherwise);
    for (size_t i = 0; i < from->n; i++)
        places[i] = list_place(target, from->terms[i].fields[x->list_field]);
    struct through *t = arena_alloc(&p->arena, sizeof *t);
    *t = (struct through){x->list, x->list_field, to, otherwise, places, p->throughs};
    p->throughs = t;
    return places;
}

void convert_prepare_list(struct expr *x, struct pack *p) {
    const struct expr *inner = x->arguments[1];
    if (x->list_field < 0) return;
    x->numbers = list_numbers(&p->lists[x->list], x->list_field, &p->arena);
    if (!x->numbers || x->converter->convert != lookup || !gives_terms(inner)) return;
    x->through = places_through(inner, x->list, p);
}

const struct converter convert_lists[] = {
    {.name = "lookup", 2, 4, lookup, number_of_lookup, .looks_up = true},
    {.name = "chars", 3, 4, chars, number_of_chars, .looks_up = true},
    {.name = "terms", 3, 3, terms, number_of_terms, .looks_up = true},
    {.name = NULL},
};
