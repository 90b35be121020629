#include <time.h>

#include "engineroom.h"

void engine_profile(struct engine *g) {
    g->tallies = mem_zero(g->n_ways * sizeof *g->tallies);
    for (size_t i = 0; i < g->n_ways; i++) {
        const struct way *w = &g->ways[i];
        size_t alternative = (size_t)(w->x - w->rule->alternatives);
        g->tallies[i] = (struct tally){.rule = w->rule, .alternative = alternative};
    }
}

const struct tally *engine_tally(const struct engine *g, size_t *n) {
    *n = g->n_ways;
    return g->tallies;
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

void tally_win(struct engine *g, const struct rule *rule) {
    for (size_t i = 0; g->tallies && i < g->n_ways; i++)
        if (g->ways[i].rule == rule) {
            g->tallies[i].wins++;
            return;
        }
}

uint64_t tally_way(struct engine *g, size_t i, uint64_t steps) {
    if (!g->tallies) return sweep_way(g, &g->ways[i], steps);
    struct tally *t = &g->tallies[i];
    size_t before = g->n_candidates;
    uint64_t from = now(), after = sweep_way(g, &g->ways[i], steps);
    t->nanoseconds += now() - from;
    t->hits += g->ways[i].hits.n;
    t->steps += after - steps;
    t->matches += g->n_candidates - before;
    return after;
}
