#include "coverage.h"

#include <stdlib.h>

const char *const coverage_names[COUNTS] = {
    "tried",         "steps",          "matched",      "won",           "refused_before",
    "refused_where", "refused_unless", "refused_span", "refused_place", "refused_score",
    "refused_value", "warned",         "stopped",      "nanoseconds",
};

static bool is_way(const struct coverage_way *w, struct sv rule, uint64_t alternative) {
    return w->alternative == alternative && sv_eq(w->rule, rule);
}

struct coverage_way *coverage_way(struct coverage *c, struct sv rule, uint64_t alternative,
                                  size_t hint) {
    if (hint < c->n_ways && is_way(&c->ways[hint], rule, alternative)) return &c->ways[hint];
    for (size_t i = 0; i < c->n_ways; i++)
        if (is_way(&c->ways[i], rule, alternative)) return &c->ways[i];
    c->ways = mem_room(c->ways, c->n_ways, &c->size_ways, sizeof *c->ways);
    struct coverage_way *w = &c->ways[c->n_ways++];
    *w = (struct coverage_way){.rule = arena_copy(&c->arena, rule), .alternative = alternative};
    return w;
}

/* ---- documents ---- */

/* More time first; then by path, so that the order is total. */
static bool is_slower(const struct coverage_document *a, const struct coverage_document *b) {
    if (!b->path.p || a->nanoseconds != b->nanoseconds)
        return !b->path.p || a->nanoseconds > b->nanoseconds;
    return sv_cmp(a->path, b->path) < 0;
}

static struct coverage_document copy_of(struct coverage *c, const struct coverage_document *d) {
    struct coverage_document copy = *d;
    copy.path = arena_copy(&c->arena, d->path);
    copy.doc_id = arena_copy(&c->arena, d->doc_id);
    return copy;
}

void coverage_offer_slowest(struct coverage *c, struct coverage_way *w,
                            const struct coverage_document *d) {
    if (is_slower(d, &w->slowest)) w->slowest = copy_of(c, d);
}

void coverage_rank_document(struct coverage *c, const struct coverage_document *d) {
    size_t at = c->n_slowest;
    while (at > 0 && is_slower(d, &c->slowest[at - 1]))
        at--;
    if (at == COVERAGE_SLOWEST) return;
    if (c->n_slowest < COVERAGE_SLOWEST) c->n_slowest++;
    memmove(&c->slowest[at + 1], &c->slowest[at], (c->n_slowest - 1 - at) * sizeof *c->slowest);
    c->slowest[at] = copy_of(c, d);
}

void coverage_add_document(struct coverage *c, const struct coverage_document *d) {
    c->documents++;
    c->all.bytes += d->bytes;
    c->all.nanoseconds += d->nanoseconds;
    coverage_rank_document(c, d);
}

/* ---- examples ---- */

bool coverage_wants_example(const struct coverage_way *w, struct sv path, bool won) {
    const struct coverage_example *x = &w->example;
    if (!x->path.p || x->won != won) return !x->path.p || won;
    return sv_cmp(path, x->path) < 0;
}

void coverage_offer_example(struct coverage *c, struct coverage_way *w,
                            const struct coverage_example *x) {
    if (!coverage_wants_example(w, x->path, x->won)) return;
    struct sv *parts[] = {&w->example.path, &w->example.doc_id, &w->example.left, &w->example.text,
                          &w->example.right};
    w->example = *x;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i] = arena_copy(&c->arena, *parts[i]);
}

void coverage_release(struct coverage *c) {
    free(c->ways);
    arena_release(&c->arena);
    *c = (struct coverage){0};
}
