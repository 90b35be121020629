/* Collects into a field what lies in a mention: the fields of other mentions. */
#include <stddef.h>

#include "operations.h"
#include "scene.h"

enum { MOST_ITEMS = 64 };

struct gather_plan {
    struct name_list from, of;
    struct condition_list when;
    uint32_t field, as;
    bool first;
};

/* What is gathered for one mention: each text once. */
struct gathered {
    struct item items[MOST_ITEMS];
    size_t n;
};

static void add_item(struct gathered *g, const struct item *item) {
    for (size_t i = 0; i < g->n; i++)
        if (sv_eq(item_text(&g->items[i]), item_text(item))) return;
    if (g->n < MOST_ITEMS) g->items[g->n++] = *item;
}

static void add_field(struct gathered *g, const struct mention *m, uint32_t field) {
    struct value v = mention_get(m, field);
    for (size_t i = 0; i < v.n; i++)
        if (item_text(&v.items[i]).n > 0) add_item(g, &v.items[i]);
}

/* From those that touch the stretch, those that lie in it; with `first`, one that begins it. */
static void gather_span(struct gathered *g, const struct gather_plan *p, const struct span_index *x,
                        struct span span) {
    for (size_t i = span_index_first(x, span.start); i < x->n; i++) {
        if (x->spans[i].start >= span.end) return;
        if (x->spans[i].start < span.start || x->spans[i].end > span.end) continue;
        if (p->first && x->spans[i].start > span.start) return;
        add_field(g, x->mentions[i], p->field);
    }
}

static void gather_one(struct scene *s, const struct gather_plan *p, const struct span_index *x,
                       struct mention *m) {
    struct gathered g = {.n = 0};
    struct spans pieces = mention_pieces(s, m);
    for (size_t i = 0; i < pieces.n && (i == 0 || !p->first); i++)
        gather_span(&g, p, x, pieces.p[i]);
    if (g.n == 0) return;
    struct item *items = arena_alloc(s->arena, g.n * sizeof *items);
    for (size_t i = 0; i < g.n; i++)
        items[i] = g.items[i];
    mention_set(s, m, p->as, (struct value){items, g.n});
}

static void run_gather(struct scene *s, const void *plan) {
    const struct gather_plan *p = plan;
    struct span_index x;
    span_index_build(s, &x, scene_select(s, &p->of, NULL));
    struct mention_list l = scene_select(s, &p->from, &p->when);
    for (size_t i = 0; i < l.n; i++)
        gather_one(s, p, &x, l.p[i]);
}

static const struct key gather_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct gather_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct gather_plan, when)},
    {.name = "of", .type = KEY_NAMES, .required = true, .offset = offsetof(struct gather_plan, of)},
    {.name = "field",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct gather_plan, field)},
    {.name = "as", .type = KEY_NAME, .required = true, .offset = offsetof(struct gather_plan, as)},
    {.name = "first", .type = KEY_BOOL, .offset = offsetof(struct gather_plan, first)},
    {.name = NULL},
};

const struct op_def op_gather = {"gather", gather_keys, sizeof(struct gather_plan), run_gather,
                                 NULL};
