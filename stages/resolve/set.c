/* Sets fields of mentions, and adds to lists of rows. */
#include <stddef.h>

#include "operations.h"
#include "scene.h"

struct set_plan {
    struct name_list from;
    struct condition_list when;
    struct column_list values;
};

static void run_set(struct scene *s, const void *plan) {
    const struct set_plan *p = plan;
    struct mention_list l = scene_select(s, &p->from, &p->when);
    for (size_t i = 0; i < l.n; i++)
        for (size_t k = 0; k < p->values.n; k++) {
            const struct column *c = &p->values.columns[k];
            mention_set(s, l.p[i], c->name, scene_column(s, c, l.p[i], NULL));
        }
}

static int check_set(const void *plan, const struct node *at, struct err *e) {
    const struct set_plan *p = plan;
    for (size_t i = 0; i < p->values.n; i++)
        for (size_t k = 0; k < p->values.columns[i].n; k++)
            if (p->values.columns[i].exprs[k].id)
                return node_err(at, e, "rows have no id before all operations have run");
    return 0;
}

static const struct key set_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct set_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct set_plan, when)},
    {.name = "values",
     .type = KEY_COLUMNS,
     .required = true,
     .offset = offsetof(struct set_plan, values)},
    {.name = NULL},
};

const struct op_def op_set = {"set", set_keys, sizeof(struct set_plan), run_set, check_set};

struct give_plan {
    struct name_list from;
    struct condition_list when;
    uint32_t field, list;
    struct expr item;
};

static void give_one(struct scene *s, const struct give_plan *p, struct mention *m) {
    struct value v = mention_get(m, p->field), items = scene_value(s, &p->item, m, NULL);
    for (size_t i = 0; i < v.n; i++)
        for (size_t k = 0; v.items[i].row && k < items.n; k++)
            row_give(s, v.items[i].row, p->list, items.items[k], m->span.start);
}

static void run_give(struct scene *s, const void *plan) {
    const struct give_plan *p = plan;
    struct mention_list l = scene_select(s, &p->from, &p->when);
    for (size_t i = 0; i < l.n; i++)
        give_one(s, p, l.p[i]);
}

static const struct key give_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct give_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct give_plan, when)},
    {.name = "field",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct give_plan, field)},
    {.name = "list",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct give_plan, list)},
    {.name = "item",
     .type = KEY_EXPR,
     .required = true,
     .offset = offsetof(struct give_plan, item)},
    {.name = NULL},
};

const struct op_def op_give = {"give", give_keys, sizeof(struct give_plan), run_give, NULL};
