#include <stdlib.h>

#include "coverage.h"

const char *const coverage_verdicts[VERDICTS] = {"won", "unused", "lost", "unmatched", "untried"};

uint64_t coverage_lost(const struct coverage_way *w) {
    return w->counts[COUNT_MATCHED] - w->counts[COUNT_WON];
}

uint64_t coverage_refused(const struct coverage_way *w) {
    uint64_t all = 0;
    for (size_t i = 0; i < COUNT_REFUSALS; i++)
        all += w->counts[COUNT_REFUSED + i];
    return all;
}

enum coverage_verdict coverage_verdict(const struct coverage_way *w) {
    if (w->counts[COUNT_WON] > 0) return w->use == USE_NONE ? VERDICT_UNUSED : VERDICT_WON;
    if (w->counts[COUNT_MATCHED] > 0) return VERDICT_LOST;
    return w->counts[COUNT_TRIED] > 0 ? VERDICT_UNMATCHED : VERDICT_UNTRIED;
}

/* ---- rules ---- */

static void add_way(struct coverage *c, struct coverage_rule *r, const struct coverage_way *w) {
    r->ways[r->n_ways++] = w;
    for (size_t i = 0; i < COUNTS; i++)
        r->all.counts[i] += w->counts[i];
    if (w->slowest.path.p) coverage_offer_slowest(c, &r->all, &w->slowest);
    if (w->example.path.p) coverage_offer_example(c, &r->all, &w->example);
}

static int by_rule(const void *a, const void *b) {
    const struct coverage_way *x = *(const struct coverage_way *const *)a;
    const struct coverage_way *y = *(const struct coverage_way *const *)b;
    int rule = sv_cmp(x->rule, y->rule);
    return rule ? rule : (x->alternative > y->alternative) - (x->alternative < y->alternative);
}

static int by_first_way(const void *a, const void *b) {
    const struct coverage_rule *x = a, *y = b;
    return (x->ways[0] > y->ways[0]) - (x->ways[0] < y->ways[0]);
}

static int by_kind(const void *a, const void *b) {
    const struct coverage_rule *x = *(struct coverage_rule *const *)a;
    const struct coverage_rule *y = *(struct coverage_rule *const *)b;
    return sv_cmp(x->all.kind, y->all.kind);
}

static void find_only_ones(struct coverage_rule *rules, size_t n) {
    struct coverage_rule **sorted = mem_alloc(n * sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &rules[i];
    if (n > 1) qsort(sorted, n, sizeof *sorted, by_kind);
    for (size_t i = 0; i < n; i++)
        sorted[i]->only = !(i > 0 && by_kind(&sorted[i - 1], &sorted[i]) == 0) &&
                          !(i + 1 < n && by_kind(&sorted[i], &sorted[i + 1]) == 0);
    free(sorted);
}

struct coverage_rule *coverage_rules(struct coverage *c, size_t *n) {
    const struct coverage_way **ways = arena_alloc(&c->arena, c->n_ways * sizeof *ways);
    struct coverage_rule *rules = arena_zero(&c->arena, c->n_ways * sizeof *rules);
    for (size_t i = 0; i < c->n_ways; i++)
        ways[i] = &c->ways[i];
    if (c->n_ways > 1) qsort(ways, c->n_ways, sizeof *ways, by_rule);
    *n = 0;
    for (size_t i = 0; i < c->n_ways; i++) {
        const struct coverage_way *w = ways[i];
        bool first = i == 0 || !sv_eq(ways[i - 1]->rule, w->rule);
        if (first)
            rules[(*n)++] = (struct coverage_rule){
                .ways = ways + i, .all = {.rule = w->rule, .kind = w->kind, .use = w->use}};
        add_way(c, &rules[*n - 1], w);
    }
    if (*n > 1) qsort(rules, *n, sizeof *rules, by_first_way);
    find_only_ones(rules, *n);
    return rules;
}
