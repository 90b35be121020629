#include "entity.h"

#include <stddef.h>

#include "operations.h"
#include "table.h"

const struct entity_plan *entity_plan_of(const struct scene *s, uint32_t dataset) {
    return s->entities[program_dataset(s->program, dataset)];
}

struct row *entity_add(struct scene *s, const struct entity_plan *p, struct mention *m,
                       struct sv key, struct spans pieces) {
    struct row *r = scene_add_row(s, p->dataset, p->prefix, m);
    r->key = key;
    r->key_field = p->key;
    r->values = &p->values;
    r->pieces = pieces;
    r->plan_lists = &p->collect;
    r->otherwise = &p->otherwise;
    r->lists = arena_zero(s->arena, p->collect.n * sizeof *r->lists);
    return r;
}

void entity_collect(struct scene *s, const struct entity_plan *p, const struct mention *m,
                    struct row *r) {
    for (size_t i = 0; i < p->collect.n; i++) {
        struct value v = mention_get(m, p->collect.pairs[i].value);
        for (size_t k = 0; k < v.n; k++)
            row_give(s, r, p->collect.pairs[i].name, v.items[k], m->span.start);
    }
}

bool entity_split(const struct entity_plan *p, struct sv key,
                  void (*f)(void *context, struct sv part, bool last), void *context) {
    size_t from = 0, start, end;
    while (p->split && rx_match(p->split, key, from, &start, &end) && end > start) {
        f(context, (struct sv){key.p + from, start - from}, false);
        from = end;
    }
    if (from == 0) return false;
    f(context, (struct sv){key.p + from, key.n - from}, true);
    return true;
}

/* The spans of the fields that make the name, else the key's. */
static struct spans naming(struct scene *s, const struct entity_plan *p, const struct mention *m) {
    struct span *spans = arena_alloc(s->arena, (p->pieces.n + 1) * sizeof *spans);
    size_t n = 0;
    for (size_t i = 0; i < p->pieces.n; i++) {
        struct value v = mention_get(m, p->pieces.ids[i]);
        if (v.n && v.items[0].span.end > v.items[0].span.start) spans[n++] = v.items[0].span;
    }
    if (n == 0) spans[n++] = mention_span(m, p->key);
    return (struct spans){spans, n};
}

/* ---- keys ---- */

/* All mentions of one key. */
struct group {
    struct sv key;
    struct mention *first;
    struct row *row;
    struct group *whole; /* the group whose key this one is a part of */
    bool split;
};

struct grouping {
    struct scene *s;
    const struct entity_plan *plan;
    struct mention_list mentions;
    struct group **of; /* beside mentions, NULL where the key is empty */
    struct group *groups;
    size_t n;
    struct table parts; /* part: the one group with it, or the group `several` */
    struct group *current, several;
    size_t n_parts;
};

static void group_mentions(struct grouping *g, struct table *keys) {
    for (size_t i = 0; i < g->mentions.n; i++) {
        struct mention *m = g->mentions.p[i];
        struct value v = mention_get(m, g->plan->key);
        g->of[i] = NULL;
        if (v.n == 0 || v.items[0].text.n == 0) continue;
        struct table_slot *slot = table_add(keys, v.items[0].text);
        if (!slot->value) {
            g->groups[g->n] = (struct group){.key = slot->key, .first = m};
            slot->value = &g->groups[g->n++];
        }
        g->of[i] = slot->value;
    }
}

/* Rows that an operation before made for this dataset keep their keys. */
static void find_rows(struct grouping *g, const struct table *keys) {
    struct row_list *l = scene_rows(g->s, g->plan->dataset);
    for (size_t i = 0; i < l->n; i++) {
        struct group *group = table_get(keys, l->p[i]->key);
        if (group) group->row = l->p[i];
    }
}

static void count_part(void *context, struct sv part, bool last) {
    struct grouping *g = context;
    (void)part;
    (void)last;
    g->n_parts++;
}

static void add_part(void *context, struct sv part, bool last) {
    struct grouping *g = context;
    (void)last;
    if (part.n == 0) return;
    struct table_slot *slot = table_add(&g->parts, part);
    slot->value = !slot->value || slot->value == g->current ? g->current : &g->several;
}

static void find_wholes(struct grouping *g) {
    for (size_t i = 0; i < g->n; i++)
        g->groups[i].split = entity_split(g->plan, g->groups[i].key, count_part, g);
    if (g->n_parts == 0) return;
    table_init(&g->parts, g->n_parts, g->s->arena);
    for (size_t i = 0; i < g->n; i++) {
        g->current = &g->groups[i];
        entity_split(g->plan, g->groups[i].key, add_part, g);
    }
    for (size_t i = 0; i < g->n; i++) {
        struct group *whole = table_get(&g->parts, g->groups[i].key);
        if (!g->groups[i].split && whole != &g->several) g->groups[i].whole = whole;
    }
}

static void tie_mentions(struct grouping *g) {
    for (size_t i = 0; i < g->mentions.n; i++) {
        struct group *group = g->of[i];
        if (!group) continue;
        struct mention *m = g->mentions.p[i];
        struct row *r = group->whole ? group->whole->row : group->row;
        scene_tie(g->s, m, r, group->whole ? g->plan->parts : g->plan->form,
                  naming(g->s, g->plan, m));
        entity_collect(g->s, g->plan, m, r);
    }
}

static void run_entity(struct scene *s, const void *plan) {
    const struct entity_plan *p = plan;
    struct grouping g = {.s = s, .plan = p, .mentions = scene_select(s, &p->from, &p->when)};
    struct table keys;
    g.of = arena_alloc(s->arena, g.mentions.n * sizeof(struct group *));
    g.groups = arena_alloc(s->arena, g.mentions.n * sizeof *g.groups);
    table_init(&keys, g.mentions.n, s->arena);
    group_mentions(&g, &keys);
    find_rows(&g, &keys);
    find_wholes(&g);
    for (size_t i = 0; i < g.n; i++) {
        struct group *group = &g.groups[i];
        if (group->row || group->whole) continue;
        group->row = entity_add(s, p, group->first, group->key, naming(s, p, group->first));
    }
    tie_mentions(&g);
    s->entities[program_dataset(s->program, p->dataset)] = p;
}

static int check_entity(const void *plan, const struct node *at, struct err *e) {
    const struct entity_plan *p = plan;
    if ((p->split != NULL) != (p->parts.p != NULL))
        return node_err(at, e, "\"split\" and \"parts\" go together");
    return 0;
}

static const struct key entity_keys[] = {
    {.name = "dataset",
     .type = KEY_MAKES,
     .required = true,
     .offset = offsetof(struct entity_plan, dataset)},
    {.name = "prefix",
     .type = KEY_TEXT,
     .required = true,
     .offset = offsetof(struct entity_plan, prefix)},
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct entity_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct entity_plan, when)},
    {.name = "key",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct entity_plan, key)},
    {.name = "form",
     .type = KEY_TEXT,
     .required = true,
     .offset = offsetof(struct entity_plan, form)},
    {.name = "split", .type = KEY_RX, .offset = offsetof(struct entity_plan, split)},
    {.name = "parts", .type = KEY_TEXT, .offset = offsetof(struct entity_plan, parts)},
    {.name = "collect", .type = KEY_PAIRS, .offset = offsetof(struct entity_plan, collect)},
    {.name = "otherwise", .type = KEY_PAIRS, .offset = offsetof(struct entity_plan, otherwise)},
    {.name = "pieces", .type = KEY_NAMES, .offset = offsetof(struct entity_plan, pieces)},
    {.name = "values",
     .type = KEY_COLUMNS,
     .required = true,
     .offset = offsetof(struct entity_plan, values)},
    {.name = NULL},
};

const struct op_def op_entity = {"entity", entity_keys, sizeof(struct entity_plan), run_entity,
                                 check_entity};
