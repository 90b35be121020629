#include <string.h>
#include <time.h>

#include "engineroom.h"

void tally_make(struct engine *g) {
    g->tallies = mem_zero(g->n_ways * sizeof *g->tallies);
    for (size_t i = 0; i < g->n_ways; i++) {
        const struct way *w = &g->ways[i];
        size_t alternative = (size_t)(w->x - w->rule->alternatives);
        g->tallies[i] = (struct tally){.rule = w->rule, .alternative = alternative};
    }
}

void engine_count(struct engine *g) {
    g->counting = true;
}

const struct tally *engine_tally(const struct engine *g, size_t *n) {
    *n = g->n_ways;
    return g->tallies;
}

/* Time that passes: the time of the processor costs as much to ask as a way often takes. */
static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

void tally_begin(struct engine *g) {
    if (!g->counting) return;
    for (size_t i = 0; i < g->n_ways; i++) {
        struct tally *t = &g->tallies[i];
        *t = (struct tally){.rule = t->rule, .alternative = t->alternative};
    }
    g->nanoseconds = now();
}

void tally_end(struct engine *g) {
    if (g->counting) g->nanoseconds = now() - g->nanoseconds;
}

uint64_t engine_nanoseconds(const struct engine *g) {
    return g->nanoseconds;
}

static void keep_first(struct stretch *first, const struct mention *m) {
    if (first->end == 0 || m->start < first->start) *first = (struct stretch){m->start, m->end};
}

uint64_t tally_way(struct engine *g, size_t i, uint64_t steps) {
    if (!g->counting) return sweep_way(g, i, steps);
    struct tally *t = &g->tallies[i];
    size_t before = g->n_candidates;
    uint64_t from = now(), after = sweep_way(g, i, steps);
    t->nanoseconds = now() - from;
    t->steps = after - steps;
    t->matches = g->n_candidates - before;
    for (size_t k = before; k < g->n_candidates; k++)
        keep_first(&t->match, &g->candidates[k]);
    return after;
}

void tally_win(struct engine *g, const struct mention *m) {
    struct tally *t = &g->tallies[m->way];
    t->wins++;
    keep_first(&t->win, m);
}
