#include <stdlib.h>

#include "engineroom.h"

/* ---- what is made once ---- */

static struct way new_way(const struct engine *g, const struct rule *rule, struct pattern *x) {
    struct way w = {.rule = rule, .x = x, .asks = anchors_ask(&x->anchor.behind)};
    w.everywhere = x->anchor.n == 0 || x->at_start || (!g->prefilter && !rule->nearest);
    for (size_t i = 0; i < x->anchor.n && !w.everywhere; i++)
        w.at_kinds |= x->anchor.items[i].what == ANCHOR_KIND;
    return w;
}

static void collect_ways(struct engine *g) {
    size_t n = 0;
    for (size_t i = 0; i < g->pack->n_rules; i++)
        n += g->pack->rules[i]->n_alternatives;
    g->ways = mem_zero(n * sizeof *g->ways);
    for (size_t i = 0; i < g->pack->n_rules; i++) {
        const struct rule *rule = g->pack->rules[i];
        for (size_t k = 0; k < rule->n_alternatives; k++)
            g->ways[g->n_ways++] = new_way(g, rule, &rule->alternatives[k]);
    }
}

struct engine *engine_new(struct pack *p, bool prefilter) {
    struct engine *g = mem_zero(sizeof *g);
    g->pack = p;
    g->prefilter = prefilter;
    g->shelves = mem_zero(p->n_kinds * sizeof *g->shelves);
    g->waiting_of_list = mem_alloc(p->n_lists * sizeof *g->waiting_of_list);
    for (size_t i = 0; i < p->n_lists; i++)
        g->waiting_of_list[i] = NONE;
    trie_init(&g->anchors, 0);
    for (size_t i = 0; i < p->n_numerals; i++)
        g->beginnings[i] = scan_beginnings(&p->numerals[i]);
    collect_ways(g);
    anchors_enter(g);
    tally_make(g);
    return g;
}

void engine_free(struct engine *g) {
    if (!g) return;
    for (size_t i = 0; i < g->n_ways; i++)
        free(g->ways[i].hits.p);
    for (size_t i = 0; i < g->n_waiting; i++)
        free(g->waiting[i].ways);
    for (size_t i = 0; i < g->pack->n_kinds; i++)
        free(g->shelves[i].p);
    free(g->ways);
    free(g->waiting);
    free(g->waiting_of_list);
    free(g->shelves);
    for (size_t i = 0; i < g->pack->n_numerals; i++)
        free(g->beginnings[i]);
    free(g->tallies);
    trace_free(g);
    free(g->candidates);
    free(g->limits);
    free(g->offsets);
    trie_release(&g->anchors);
    free(g);
}

/* ---- a document ---- */

static void clear(struct engine *g) {
    size_t bytes = g->layout->text.n / 8 + 1;
    for (size_t i = 0; i < g->n_ways; i++)
        g->ways[i].hits.n = 0;
    for (size_t i = 0; i < g->pack->n_kinds; i++) {
        struct shelf *s = &g->shelves[i];
        s->n = s->sorted = s->longest = 0;
        s->starts = arena_zero(g->arena, bytes);
        s->ends = arena_zero(g->arena, bytes);
        s->occupied = arena_zero(g->arena, bytes);
    }
    g->n_candidates = g->n_limits = 0;
    tally_begin(g);
}

static int by_place_and_kind(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    int id = sv_cmp(x->rule->id, y->rule->id);
    return id ? id : conflict_by_spans(x, y);
}

static void gather(struct engine *g, struct found *out) {
    size_t n = 0;
    for (size_t i = 0; i < g->pack->n_kinds; i++)
        if (g->pack->kinds[i].emit) n += g->shelves[i].n;
    struct mention *all = arena_alloc(g->arena, n * sizeof *all);
    n = 0;
    for (size_t i = 0; i < g->pack->n_kinds; i++) {
        const struct shelf *s = &g->shelves[i];
        if (!g->pack->kinds[i].emit) continue;
        for (size_t k = 0; k < s->n; k++)
            if (s->p[k].rule) all[n++] = s->p[k];
    }
    if (n > 1) qsort(all, n, sizeof *all, by_place_and_kind);
    *out = (struct found){all, n, g->limits, g->n_limits};
}

/* Behind the last way of a rule that was tried. */
static void check_budget(struct engine *g, size_t way, uint64_t steps) {
    const struct rule *rule = g->ways[way].rule;
    g->tallies[way].warned = steps > trial_budget(g, rule->warn);
    g->tallies[way].stopped = g->n_limits > 0 && g->limits[g->n_limits - 1].rule == rule;
    if (g->tallies[way].warned)
        err_warn(NULL, "rule \"%.*s\" took %llu steps in one document", (int)rule->id.n, rule->id.p,
                 (unsigned long long)steps);
}

/* The number of the next way that there is a place for, from i on: most have none in a document.
 * All are watched. */
static size_t next_way(const struct engine *g, size_t i) {
    while (i < g->n_ways && g->ways[i].hits.n == 0 && !g->ways[i].everywhere &&
           !g->ways[i].at_kinds && !g->trace)
        i++;
    return i;
}

static void try_ways(struct engine *g) {
    uint64_t steps = 0;
    for (size_t i = next_way(g, 0), next; i < g->n_ways; i = next) {
        const struct rule *rule = g->ways[i].rule;
        size_t before = g->n_candidates;
        next = next_way(g, i + 1);
        if (steps <= trial_budget(g, rule->stop)) steps = tally_way(g, i, steps);
        if (g->trace) trace_way(g, i, before);
        if (next < g->n_ways && g->ways[next].rule == rule) continue;
        check_budget(g, i, steps);
        steps = 0;
        if (next < g->n_ways && g->ways[next].rule->phase != rule->phase) conflict_decide(g);
    }
}

void engine_run(struct engine *g, const struct layout *l, struct arena *a, struct found *out) {
    g->layout = l;
    g->arena = a;
    clear(g);
    if (g->trace) trace_begin(g);
    for (size_t i = 0; i < g->pack->n_numerals; i++)
        scan_numerals(g, &g->pack->numerals[i], g->beginnings[i]);
    anchors_find(g);
    try_ways(g);
    conflict_decide(g);
    gather(g, out);
    tally_end(g);
}
