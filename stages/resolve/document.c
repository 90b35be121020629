/* The one row of a document. */
#include <stddef.h>

#include "operations.h"
#include "scene.h"

/* Where a column's value is looked for; of several for one column the first with a value counts. */
struct source {
    uint32_t column, block, field, dataset, list;
    uint32_t metadata; /* number in known_beside */
    struct name_list from;
    struct condition_list when;
    struct name_list has; /* items of list */
    bool array;
};

/* What metadata may say; 0 where the key is missing. */
static const char *const known_beside[] = {"", "published", "publication", NULL};

struct document_plan {
    uint32_t dataset;
    struct plan_list values;
};

static struct value first_block(struct scene *s, const struct source *c) {
    for (size_t i = 0; i < s->n_blocks; i++)
        if (s->blocks[i].kind == c->block)
            return value_of(s, (struct item){.text = scene_text(s, s->blocks[i].span)});
    return (struct value){NULL, 0};
}

static struct value first_field(struct scene *s, const struct source *c) {
    struct mention_list l = scene_select(s, &c->from, &c->when);
    for (size_t i = 0; i < l.n; i++)
        if (mention_has(l.p[i], c->field)) return mention_get(l.p[i], c->field);
    return (struct value){NULL, 0};
}

static bool has_one(const struct scene *s, const struct row *r, const struct source *c) {
    for (size_t i = 0; i < c->has.n; i++)
        if (row_list_has(r, c->list, s->program->names.texts[c->has.ids[i]])) return true;
    return false;
}

static struct value rows_having(struct scene *s, const struct source *c) {
    const struct row_list *l = scene_rows(s, c->dataset);
    struct item *items = arena_alloc(s->arena, l->n * sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (has_one(s, l->p[i], c)) items[n++] = (struct item){.row = l->p[i]};
    return (struct value){items, n};
}

static struct value known(struct scene *s, const struct source *c) {
    struct sv text = scene_metadata(s, known_beside[c->metadata]);
    return text.n ? value_of(s, (struct item){.text = text}) : (struct value){NULL, 0};
}

static struct value look(struct scene *s, const struct source *c) {
    if (c->metadata) return known(s, c);
    if (c->block) return first_block(s, c);
    if (c->dataset) return rows_having(s, c);
    return first_field(s, c);
}

static struct value first_value(struct scene *s, const struct document_plan *p, uint32_t column) {
    const struct source *c = p->values.plans;
    for (size_t i = 0; i < p->values.n; i++) {
        struct value v = {NULL, 0};
        if (c[i].column == column) v = look(s, &c[i]);
        if (v.n) return v;
    }
    return (struct value){NULL, 0};
}

/* Columns of constants: the values are known now. */
static void put_column(struct scene *s, struct column *to, const struct source *c, struct value v) {
    size_t n = c->array ? v.n : 1;
    struct expr *exprs = arena_zero(s->arena, n * sizeof *exprs);
    *to = (struct column){s->program->names.texts[c->column], c->column, exprs, n, c->array};
    for (size_t i = 0; i < n; i++)
        exprs[i].text = c->array ? item_text(&v.items[i]) : value_text(s, v);
}

static bool is_first(const struct source *c, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (c[k].column == c[i].column) return false;
    return true;
}

static void run_document(struct scene *s, const void *plan) {
    const struct document_plan *p = plan;
    const struct source *c = p->values.plans;
    struct column_list *values = arena_alloc(s->arena, sizeof *values);
    struct column *columns = arena_alloc(s->arena, p->values.n * sizeof *columns);
    size_t n = 0;
    for (size_t i = 0; i < p->values.n; i++)
        if (is_first(c, i)) put_column(s, &columns[n++], &c[i], first_value(s, p, c[i].column));
    *values = (struct column_list){columns, n};
    scene_add_row(s, p->dataset, SV(""), NULL)->values = values;
}

static int check_document(const void *plan, const struct node *at, struct err *e) {
    const struct document_plan *p = plan;
    const struct source *c = p->values.plans;
    for (size_t i = 0; i < p->values.n; i++) {
        int ways =
            (c[i].block != 0) + (c[i].from.n != 0) + (c[i].dataset != 0) + (c[i].metadata != 0);
        bool whole = (c[i].from.n != 0) == (c[i].field != 0) &&
                     (c[i].dataset != 0) == (c[i].list != 0) &&
                     (c[i].list != 0) == (c[i].has.n != 0);
        if (ways != 1 || !whole)
            return node_err(at, e,
                            "a value has block; metadata; from and field; or rows, list and has");
    }
    return 0;
}

static const struct key source_keys[] = {
    {.name = "column",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct source, column)},
    {.name = "array", .type = KEY_BOOL, .offset = offsetof(struct source, array)},
    {.name = "metadata",
     .type = KEY_CHOICE,
     .offset = offsetof(struct source, metadata),
     .choices = known_beside},
    {.name = "block", .type = KEY_NAME, .offset = offsetof(struct source, block)},
    {.name = "from", .type = KEY_NAMES, .offset = offsetof(struct source, from)},
    {.name = "field", .type = KEY_NAME, .offset = offsetof(struct source, field)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct source, when)},
    {.name = "rows", .type = KEY_DATASET, .offset = offsetof(struct source, dataset)},
    {.name = "list", .type = KEY_NAME, .offset = offsetof(struct source, list)},
    {.name = "has", .type = KEY_NAMES, .offset = offsetof(struct source, has)},
    {.name = NULL},
};

static const struct key document_keys[] = {
    {.name = "dataset",
     .type = KEY_MAKES,
     .required = true,
     .offset = offsetof(struct document_plan, dataset)},
    {.name = "values",
     .type = KEY_PLANS,
     .required = true,
     .offset = offsetof(struct document_plan, values),
     .keys = source_keys,
     .size = sizeof(struct source)},
    {.name = NULL},
};

const struct op_def op_document = {"document", document_keys, sizeof(struct document_plan),
                                   run_document, check_document};
