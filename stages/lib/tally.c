#include "engineroom.h"
#include "rx.h"
#include "stopwatch.h"

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

/* Time that passed, but for what was spent on machine code, which each expression gets once. */
static uint64_t now(void) {
    return stopwatch() - rx_compiling();
}

/* Time that passed since while the processor did something else; the clocks differ a little. */
static uint64_t idle_since(uint64_t from) {
    int64_t idle = (int64_t)(stopwatch() - stopwatch_work() - from);
    return idle > 0 ? (uint64_t)idle : 0;
}

void tally_begin(struct engine *g) {
    if (!g->counting) return;
    for (size_t i = 0; i < g->n_ways; i++) {
        struct tally *t = &g->tallies[i];
        *t = (struct tally){.rule = t->rule, .alternative = t->alternative};
    }
    g->idle = stopwatch() - stopwatch_work();
    g->nanoseconds = now();
}

static struct tally *longest(struct engine *g) {
    struct tally *most = &g->tallies[0];
    for (size_t i = 1; i < g->n_ways; i++)
        if (g->tallies[i].nanoseconds > most->nanoseconds) most = &g->tallies[i];
    return most;
}

/* Time is asked of the quick clock, and where the process had to wait, an expression seems to have
 * taken milliseconds. That is taken back from those that took longest, as far as it is more than
 * what they and all else took. */
static void take_back(struct engine *g, uint64_t idle, uint64_t rest) {
    enum { NOISE = 20000 };
    if (rest > idle) return; /* it waited elsewhere */
    while (idle > NOISE && g->n_ways > 0) {
        struct tally *t = longest(g);
        uint64_t part = t->nanoseconds < idle ? t->nanoseconds : idle;
        if (part == 0) return;
        t->nanoseconds -= part;
        idle -= part;
    }
}

void tally_end(struct engine *g) {
    if (!g->counting) return;
    uint64_t all = now() - g->nanoseconds, idle = idle_since(g->idle), ways = 0;
    for (size_t i = 0; i < g->n_ways; i++)
        ways += g->tallies[i].nanoseconds;
    take_back(g, idle, all - ways);
    g->nanoseconds = all > idle ? all - idle : 0;
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
