/* Rows from mentions, one each. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"
#include "scene.h"
#include "table.h"

struct rows_plan {
    uint32_t dataset, each;
    struct sv prefix;
    struct name_list from, pieces, unique, fuller;
    struct condition_list when;
    struct column_list values;
};

/* ---- pieces ---- */

static int by_start(const void *a, const void *b) {
    const struct span *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

/* In reading order, those that touch joined. */
static size_t join(struct span *p, size_t n) {
    size_t out = 0;
    qsort(p, n, sizeof *p, by_start);
    for (size_t i = 0; i < n; i++) {
        if (out == 0 || p[i].start > p[out - 1].end)
            p[out++] = p[i];
        else if (p[i].end > p[out - 1].end)
            p[out - 1].end = p[i].end;
    }
    return out;
}

static struct spans pieces_of(struct scene *s, const struct rows_plan *p, const struct mention *m) {
    size_t most = 0, n = 0;
    for (size_t i = 0; i < p->pieces.n; i++)
        most += mention_get(m, p->pieces.ids[i]).n;
    struct span *spans = arena_alloc(s->arena, most * sizeof *spans);
    for (size_t i = 0; i < p->pieces.n; i++) {
        struct value v = mention_get(m, p->pieces.ids[i]);
        for (size_t k = 0; k < v.n; k++)
            if (v.items[k].span.end > v.items[k].span.start) spans[n++] = v.items[k].span;
    }
    if (n == 0) return mention_pieces(s, m);
    return (struct spans){spans, join(spans, n)};
}

/* ---- equal rows ---- */

static const struct column *find_column(const struct row *r, uint32_t name) {
    for (size_t i = 0; i < r->values->n; i++)
        if (r->values->columns[i].name == name) return &r->values->columns[i];
    return NULL;
}

static struct sv column_text(struct scene *s, struct row *r, uint32_t name) {
    const struct column *c = find_column(r, name);
    return c ? value_text(s, scene_column(s, c, r->mention, r)) : SV("");
}

/* The texts of the columns that make rows equal, but for those of `without`. */
static struct sv key_of(struct scene *s, const struct rows_plan *p, struct row *r,
                        const struct name_list *without) {
    struct str key = {0};
    str_c(&key, "=");
    for (size_t i = 0; i < p->unique.n; i++) {
        if (without && name_list_has(without, p->unique.ids[i])) continue;
        str_sv(&key, column_text(s, r, p->unique.ids[i]));
        str_byte(&key, '\0');
    }
    struct sv copy = arena_copy(s->arena, str_view(&key));
    str_release(&key);
    return copy;
}

static bool is_full(struct scene *s, const struct rows_plan *p, struct row *r) {
    for (size_t i = 0; i < p->fuller.n; i++)
        if (column_text(s, r, p->fuller.ids[i]).n) return true;
    return false;
}

static void take_up(struct row *from, struct row *into) {
    from->into = into;
    into->mentions += from->mentions;
}

/* The first of equal rows takes the others up, those made by operations before among them. */
static void make_unique(struct scene *s, const struct rows_plan *p) {
    struct row_list *l = scene_rows(s, p->dataset);
    struct table first;
    table_init(&first, l->n, s->arena);
    for (size_t i = 0; i < l->n; i++) {
        if (l->p[i]->into) continue;
        struct table_slot *slot = table_add(&first, key_of(s, p, l->p[i], NULL));
        if (slot->value)
            take_up(l->p[i], slot->value);
        else
            slot->value = l->p[i];
    }
}

static void find_fuller(struct scene *s, const struct rows_plan *p) {
    struct row_list *l = scene_rows(s, p->dataset);
    struct table full;
    table_init(&full, l->n, s->arena);
    for (size_t i = 0; i < l->n; i++) {
        if (l->p[i]->into || !is_full(s, p, l->p[i])) continue;
        struct table_slot *slot = table_add(&full, key_of(s, p, l->p[i], &p->fuller));
        if (!slot->value) slot->value = l->p[i];
    }
    for (size_t i = 0; i < l->n; i++) {
        if (l->p[i]->into || is_full(s, p, l->p[i])) continue;
        struct row *r = table_get(&full, key_of(s, p, l->p[i], &p->fuller));
        if (r) take_up(l->p[i], r);
    }
}

/* ---- rows ---- */

static void add(struct scene *s, const struct rows_plan *p, struct mention *m,
                const struct item *each) {
    struct row *r = scene_add_row(s, p->dataset, p->prefix, m);
    r->values = &p->values;
    r->each = each;
    r->each_field = p->each;
    r->pieces = pieces_of(s, p, m);
    scene_occurs(s, r, r->pieces, (struct sv){NULL, 0}, m->rule);
}

static void run_rows(struct scene *s, const void *plan) {
    const struct rows_plan *p = plan;
    struct mention_list l = scene_select(s, &p->from, &p->when);
    for (size_t i = 0; i < l.n; i++) {
        struct value v = p->each ? mention_get(l.p[i], p->each) : (struct value){NULL, 0};
        if (!p->each) add(s, p, l.p[i], NULL);
        for (size_t k = 0; k < v.n; k++)
            add(s, p, l.p[i], &v.items[k]);
    }
    if (p->unique.n) make_unique(s, p);
    if (p->fuller.n) find_fuller(s, p);
}

static bool has_columns(const struct column_list *l, const struct name_list *names) {
    for (size_t i = 0; i < names->n; i++) {
        size_t k = 0;
        while (k < l->n && l->columns[k].name != names->ids[i])
            k++;
        if (k == l->n) return false;
    }
    return true;
}

static int check_rows(const void *plan, const struct node *at, struct err *e) {
    const struct rows_plan *p = plan;
    for (size_t i = 0; i < p->fuller.n; i++)
        if (!name_list_has(&p->unique, p->fuller.ids[i]))
            return node_err(at, e, "columns of \"fuller\" are among those of \"unique\"");
    if (!has_columns(&p->values, &p->unique))
        return node_err(at, e, "columns of \"unique\" are among those of \"values\"");
    return 0;
}

static const struct key rows_keys[] = {
    {.name = "dataset",
     .type = KEY_MAKES,
     .required = true,
     .offset = offsetof(struct rows_plan, dataset)},
    {.name = "prefix",
     .type = KEY_TEXT,
     .required = true,
     .offset = offsetof(struct rows_plan, prefix)},
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct rows_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct rows_plan, when)},
    {.name = "each", .type = KEY_NAME, .offset = offsetof(struct rows_plan, each)},
    {.name = "pieces", .type = KEY_NAMES, .offset = offsetof(struct rows_plan, pieces)},
    {.name = "values",
     .type = KEY_COLUMNS,
     .required = true,
     .offset = offsetof(struct rows_plan, values)},
    {.name = "unique", .type = KEY_NAMES, .offset = offsetof(struct rows_plan, unique)},
    {.name = "fuller", .type = KEY_NAMES, .offset = offsetof(struct rows_plan, fuller)},
    {.name = NULL},
};

const struct op_def op_rows = {"rows", rows_keys, sizeof(struct rows_plan), run_rows, check_rows};

/* ---- mentions ---- */

struct mentions_plan {
    uint32_t dataset;
    struct sv prefix, form;
    struct name_list of;
    struct column_list values;
};

static void run_mentions(struct scene *s, const void *plan) {
    const struct mentions_plan *p = plan;
    size_t n = s->n_occurrences;
    for (size_t i = 0; i < n; i++) {
        const struct occurrence *o = &s->occurrences[i];
        struct row *target = o->row;
        while (target->into)
            target = target->into;
        if (!name_list_has(&p->of, s->program->datasets[target->dataset])) continue;
        struct row *r = scene_add_row(s, p->dataset, p->prefix, NULL);
        r->values = &p->values;
        r->target = target;
        r->pieces = o->pieces;
        r->form = o->form.p ? o->form : p->form;
        r->rule = o->rule;
    }
}

static const struct key mentions_keys[] = {
    {.name = "dataset",
     .type = KEY_MAKES,
     .required = true,
     .offset = offsetof(struct mentions_plan, dataset)},
    {.name = "prefix",
     .type = KEY_TEXT,
     .required = true,
     .offset = offsetof(struct mentions_plan, prefix)},
    {.name = "of",
     .type = KEY_DATASETS,
     .required = true,
     .offset = offsetof(struct mentions_plan, of)},
    {.name = "form",
     .type = KEY_TEXT,
     .required = true,
     .offset = offsetof(struct mentions_plan, form)},
    {.name = "values",
     .type = KEY_COLUMNS,
     .required = true,
     .offset = offsetof(struct mentions_plan, values)},
    {.name = NULL},
};

const struct op_def op_mentions = {"mentions", mentions_keys, sizeof(struct mentions_plan),
                                   run_mentions, NULL};
