/* Finds the keys of rows wherever they stand in the text, in one pass. */
#include <stddef.h>
#include <string.h>

#include "entity.h"
#include "operations.h"
#include "table.h"

struct carry_plan {
    uint32_t dataset;
    bool parts;
    struct name_list not_in;
    struct rx *not_before, *not_after;
};

/* ---- keys as a tree of code points, of one document ---- */

struct edge {
    uint64_t id; /* node << 21 | code point, plus 1; 0 is free */
    uint32_t child;
};

struct leaf {
    struct row *row; /* NULL where the term is of several rows */
    struct sv form;
    bool ends;
};

struct tree {
    unsigned char first[0x10000 / 8]; /* a bit for each code point that begins a term */
    struct edge *edges;
    size_t size;         /* a power of two */
    struct leaf *leaves; /* by node; node 0 is the root */
    uint32_t n_nodes;
};

static struct edge *edge_at(const struct tree *t, uint32_t node, uint32_t c) {
    uint64_t id = ((uint64_t)node << 21 | c) + 1;
    size_t at = (size_t)((id * 0x9E3779B97F4A7C15U) >> 24) & (t->size - 1);
    while (t->edges[at].id && t->edges[at].id != id)
        at = (at + 1) & (t->size - 1);
    return &t->edges[at];
}

static void tree_add(struct tree *t, struct sv term, struct row *row, struct sv form) {
    uint32_t node = 0;
    unsigned width;
    for (size_t i = 0; i < term.n; i += width) {
        uint32_t c = utf8_at(term.p + i, &width);
        if (i == 0) t->first[(c & 0xFFFF) / 8] |= (unsigned char)(1U << (c & 7));
        struct edge *edge = edge_at(t, node, c);
        if (!edge->id) *edge = (struct edge){((uint64_t)node << 21 | c) + 1, t->n_nodes++};
        node = edge->child;
    }
    struct leaf *leaf = &t->leaves[node];
    if (leaf->ends && leaf->row == row) return;
    *leaf = leaf->ends ? (struct leaf){NULL, form, true} : (struct leaf){row, form, true};
}

static void tree_init(struct tree *t, size_t steps, struct arena *a) {
    memset(t->first, 0, sizeof t->first);
    t->size = 64;
    while (t->size < 2 * steps)
        t->size *= 2;
    t->edges = arena_zero(a, t->size * sizeof *t->edges);
    t->leaves = arena_zero(a, (steps + 1) * sizeof *t->leaves);
    t->n_nodes = 1;
}

/* The longest term that begins at byte `at`; *end gets where it ends, *n its code points. */
static const struct leaf *tree_longest(const struct tree *t, struct sv text, size_t at, size_t *end,
                                       uint32_t *n) {
    const struct leaf *best = NULL;
    uint32_t node = 0, steps = 0;
    unsigned width;
    while (at < text.n) {
        const struct edge *edge = edge_at(t, node, utf8_at(text.p + at, &width));
        if (!edge->id) break;
        node = edge->child;
        at += width;
        steps++;
        if (!t->leaves[node].ends) continue;
        best = &t->leaves[node];
        *end = at;
        *n = steps;
    }
    return best;
}

/* ---- terms ---- */

struct part_context {
    struct tree *tree;
    struct row *row;
    struct sv form;
    const struct table *keys;
};

/* A part that is a key of its own is that row's. */
static void add_last_part(void *context, struct sv part, bool last) {
    const struct part_context *c = context;
    if (last && utf8_count(part) >= 2 && !table_get(c->keys, part))
        tree_add(c->tree, part, c->row, c->form);
}

static void add_terms(struct scene *s, const struct carry_plan *p, const struct entity_plan *e,
                      struct tree *t) {
    const struct row_list *l = scene_rows(s, p->dataset);
    struct table keys;
    size_t steps = 0;
    table_init(&keys, l->n, s->arena);
    for (size_t i = 0; i < l->n; i++)
        steps += 2 * utf8_count(l->p[i]->key);
    tree_init(t, steps, s->arena);
    for (size_t i = 0; i < l->n; i++) {
        table_add(&keys, l->p[i]->key)->value = l->p[i];
        tree_add(t, l->p[i]->key, l->p[i], e->form);
    }
    for (size_t i = 0; p->parts && i < l->n; i++) {
        struct part_context c = {t, l->p[i], e->parts, &keys};
        entity_split(e, l->p[i]->key, add_last_part, &c);
    }
}

/* ---- the pass ---- */

struct pass {
    struct scene *s;
    const struct carry_plan *plan;
    const struct entity_plan *entity;
    struct span_index taken, kept_out;
};

static bool allowed(const struct pass *c, struct span span) {
    return !span_index_touches(&c->taken, span) && !span_index_holds(&c->kept_out, span) &&
           scene_stands_free(c->s, span, c->plan->not_before, c->plan->not_after);
}

static void take(const struct pass *c, const struct leaf *leaf, struct span span, struct sv text) {
    struct scene *s = c->s;
    struct row *r = leaf->row;
    struct mention *m = scene_add_mention(s, r->mention->kind, r->rule, span);
    mention_set(s, m, c->entity->key, value_of(s, (struct item){text, span, NULL}));
    scene_tie(s, m, r, leaf->form, mention_pieces(s, m));
}

static void scan(const struct pass *c, const struct tree *t) {
    struct sv text = c->s->text;
    uint32_t at = 0;
    for (size_t i = 0; i < text.n; at++) {
        unsigned width;
        uint32_t first = utf8_at(text.p + i, &width), n = 0;
        size_t end = 0;
        const struct leaf *leaf = NULL;
        if (t->first[(first & 0xFFFF) / 8] >> (first & 7) & 1)
            leaf = tree_longest(t, text, i, &end, &n);
        if (leaf && leaf->row && allowed(c, (struct span){at, at + n})) {
            take(c, leaf, (struct span){at, at + n}, (struct sv){text.p + i, end - i});
            at += n - 1;
            i = end;
        } else {
            i += width;
        }
    }
}

static void run_carry(struct scene *s, const void *plan) {
    const struct carry_plan *p = plan;
    const struct entity_plan *e = entity_plan_of(s, p->dataset);
    struct pass c = {.s = s, .plan = p, .entity = e, .taken = *scene_tied(s)};
    struct tree *t = arena_alloc(s->arena, sizeof *t);
    if (!e || scene_rows(s, p->dataset)->n == 0) return;
    span_index_build(s, &c.kept_out, scene_select(s, &p->not_in, NULL));
    add_terms(s, p, e, t);
    scan(&c, t);
}

static const struct key carry_keys[] = {
    {.name = "dataset",
     .type = KEY_DATASET,
     .required = true,
     .offset = offsetof(struct carry_plan, dataset)},
    {.name = "parts", .type = KEY_BOOL, .offset = offsetof(struct carry_plan, parts)},
    {.name = "not_in", .type = KEY_NAMES, .offset = offsetof(struct carry_plan, not_in)},
    {.name = "not_before",
     .type = KEY_RX_BEFORE,
     .offset = offsetof(struct carry_plan, not_before)},
    {.name = "not_after", .type = KEY_RX_AFTER, .offset = offsetof(struct carry_plan, not_after)},
    {.name = NULL},
};

const struct op_def op_carry = {"carry", carry_keys, sizeof(struct carry_plan), run_carry, NULL};
