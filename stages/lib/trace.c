#include <stdlib.h>
#include <string.h>

#include "syntax.h"
#include "traceroom.h"

/* ---- what is kept ---- */

static bool is_wanted(const struct trace_want *w, const struct trace_event *event) {
    size_t start = event->match_start < event->start ? event->match_start : event->start;
    size_t end = event->match_end > event->end ? event->match_end : event->end;
    if (event->what == TRACE_FAILED || event->what == TRACE_CUT) end = event->failed_at + 1;
    return (!w->only || w->only == event->rule) && start < w->to && end > w->from;
}

bool trace_add(struct engine *g, const struct trace_event *event) {
    struct trace *t = g->trace;
    if (!is_wanted(&t->want, event)) return false;
    t->events = mem_room(t->events, t->n, &t->size, sizeof *t->events);
    t->events[t->n++] = *event;
    return true;
}

void trace_taken(struct engine *g, size_t candidate, size_t match_start) {
    struct trace *t = g->trace;
    t->taken = mem_room(t->taken, candidate, &t->size_taken, sizeof *t->taken);
    t->taken[candidate] = match_start;
}

/* The first candidate of the way at hand whose match begins at or behind a place: a way's matches
 * are taken in the order of the text. */
static size_t first_taken(const struct engine *g, size_t start) {
    size_t low = g->trace->first, high = g->n_candidates;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->trace->taken[middle] < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct mention *trace_candidate(const struct engine *g, const struct trace_event *event) {
    size_t i = first_taken(g, event->match_start);
    for (; i < g->n_candidates && g->trace->taken[i] == event->match_start; i++)
        if (g->candidates[i].start == event->start && g->candidates[i].end == event->end)
            return &g->candidates[i];
    return NULL;
}

const struct mention *trace_rival(const struct engine *g, const struct trace_event *event) {
    size_t i = first_taken(g, event->match_start);
    if (i > g->trace->first) i--;
    for (; i < g->n_candidates && g->trace->taken[i] < event->match_end; i++) {
        const struct mention *c = &g->candidates[i];
        if (c->start < event->match_end && event->match_start < c->end) return c;
    }
    return NULL;
}

/* ---- what is decided ---- */

const struct mention *trace_copy(const struct engine *g, const struct mention *m) {
    struct mention *copy = arena_alloc(g->arena, sizeof *copy);
    *copy = *m;
    return copy;
}

/* The mention that stands where c would: the one that is decided first. */
static const struct mention *standing_over(const struct engine *g, const struct mention *c) {
    const struct shelf *s = &g->shelves[c->kind];
    for (size_t i = 0; i < s->n; i++)
        if (s->p[i].start < c->end && c->start < s->p[i].end) return &s->p[i];
    return NULL;
}

/* The first step at which a is before b. */
static enum trace_step step_between(const struct mention *a, const struct mention *b) {
    if (!a->rule || a->rule->phase != b->rule->phase) return STEP_PHASE;
    if (a->rule->priority != b->rule->priority) return STEP_PRIORITY;
    if (a->score > b->score || a->score < b->score) return STEP_SCORE;
    if (a->end - a->start != b->end - b->start) return STEP_LENGTH;
    if (a->start != b->start) return STEP_START;
    return a->rule == b->rule ? STEP_FIELDS : STEP_ID;
}

static size_t alternative_of(const struct engine *g, size_t way) {
    return (size_t)(g->ways[way].x - g->ways[way].rule->alternatives);
}

/* Where the event of an attempt that made a candidate is found again. */
struct made {
    uint32_t way;
    size_t start, end;
    size_t event; /* its number */
};

static int by_candidate(const void *a, const void *b) {
    const struct made *x = a, *y = b;
    if (x->way != y->way) return x->way < y->way ? -1 : 1;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

void trace_made(struct engine *g, size_t way) {
    struct trace *t = g->trace;
    const struct trace_event *event = &t->events[t->n - 1];
    t->made = mem_room(t->made, t->n_made, &t->size_made, sizeof *t->made);
    t->made[t->n_made++] = (struct made){(uint32_t)way, event->start, event->end, t->n - 1};
}

/* The event of the attempt that made a candidate, to be completed. Some candidates are alike, but
 * for their fields: each has an event of its own. */
static struct trace_event *attempt_of(struct trace *t, const struct mention *c) {
    struct made key = {c->way, c->start, c->end, 0};
    if (!t->made_sorted && t->n_made > 1) qsort(t->made, t->n_made, sizeof *t->made, by_candidate);
    t->made_sorted = true;
    size_t low = 0, high = t->n_made;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_candidate(&t->made[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < t->n_made; low++) {
        const struct made *m = &t->made[low];
        if (m->way != c->way || m->start != c->start || m->end != c->end) return NULL;
        if (!t->events[m->event].mention) return &t->events[m->event];
    }
    return NULL;
}

void trace_decided(struct engine *g, const struct mention *c, enum trace_what what) {
    struct trace_event own = {.rule = c->rule,
                              .alternative = alternative_of(g, c->way),
                              .match_start = c->start,
                              .match_end = c->end,
                              .start = c->start,
                              .end = c->end};
    struct trace_event *known = attempt_of(g->trace, c), *event = known ? known : &own;
    const struct mention *other = NULL;
    if (what == TRACE_TWIN) other = c - 1;
    if (what == TRACE_LOST) other = standing_over(g, c);
    struct mention full = *c;
    if (what == TRACE_STANDS) derive_fields(g, &full);
    event->what = what;
    event->mention = trace_copy(g, &full);
    event->score = c->score;
    event->other = other ? trace_copy(g, other) : NULL;
    if (what == TRACE_LOST && other) event->step = step_between(other, c);
    if (!known) trace_add(g, event);
}

void trace_phase_ends(struct engine *g) {
    g->trace->n_made = 0;
    g->trace->made_sorted = false;
}

/* ---- where an expression is tried ---- */

static bool anchor_begins(const struct engine *g, const struct anchor *a, size_t at, size_t end) {
    struct sv rest = {g->layout->text.p + at, end - at};
    for (size_t i = 0; i < a->n; i++) {
        const struct anchor_item *item = &a->items[i];
        if (item->what == ANCHOR_TEXT && item->text.n <= rest.n &&
            memcmp(rest.p, item->text.p, item->text.n) == 0)
            return true;
        if (item->what == ANCHOR_LIST && list_lengths(&g->pack->lists[item->index], rest))
            return true;
        if (item->what == ANCHOR_KIND && rest.n > 0 && bit(g->shelves[item->index].starts, at))
            return true;
    }
    return false;
}

static size_t behind(const struct engine *g, size_t at, size_t end) {
    return at < end ? at + utf8_width((unsigned char)g->layout->text.p[at]) : at + 1;
}

/* The starts in a scope: all of them where the expression has no anchor. */
static void find_starts(const struct engine *g, const struct way *w, size_t base, size_t base_end,
                        struct places *starts) {
    const struct anchor *a = &w->x->anchor;
    const char *text = g->layout->text.p;
    bool anchored = a->n > 0 && !w->x->at_start;
    unsigned before = anchored ? a->before_min : 0;
    unsigned more = anchored ? a->before_max - a->before_min : 0;
    size_t next = base;
    for (size_t at = base; at <= base_end; at = behind(g, at, base_end)) {
        if (anchored && !anchor_begins(g, a, at, base_end)) continue;
        size_t high = utf8_back(text, base, at, before);
        if (utf8_count((struct sv){text + high, at - high}) < before || high < next) continue;
        for (size_t from = utf8_back(text, next, high, more); from <= high;
             from = behind(g, from, base_end))
            places_add(starts, from);
        next = behind(g, high, base_end);
        if (w->x->at_start) return;
    }
}

static void watch_scope(struct engine *g, size_t i, size_t base, size_t base_end,
                        struct places *starts) {
    const struct trace_want *want = &g->trace->want;
    starts->n = 0;
    find_starts(g, &g->ways[i], base, base_end, starts);
    if (starts->n == 0 && want->only) {
        struct trace_event event = {.what = TRACE_ABSENT,
                                    .rule = g->ways[i].rule,
                                    .alternative =
                                        (size_t)(g->ways[i].x - want->only->alternatives),
                                    .match_start = base,
                                    .match_end = base_end,
                                    .start = base,
                                    .end = base_end};
        trace_add(g, &event);
    }
    for (size_t k = 0; k < starts->n && starts->p[k] < want->to; k++)
        if (!attempt(g, i, base, base_end, starts->p[k])) return;
}

void trace_way(struct engine *g, size_t i, size_t first) {
    const struct rule *rule = g->ways[i].rule;
    const struct trace_want *want = &g->trace->want;
    struct stretch whole;
    struct places starts = {0};
    if (want->only && want->only != rule) return;
    struct stretches scopes = sweep_scopes(g, rule, &whole);
    g->trace->calls = 0;
    g->trace->first = first;
    for (size_t k = 0; k < scopes.n && scopes.p[k].start < want->to; k++)
        if (scopes.p[k].end > want->from && sweep_counts(g, rule, k))
            watch_scope(g, i, scopes.p[k].start, scopes.p[k].end, &starts);
    free(starts.p);
}

/* ---- on and off ---- */

void trace_free(struct engine *g) {
    struct trace *t = g->trace;
    if (!t) return;
    for (size_t i = 0; i < g->n_ways; i++)
        watched_release(&t->ways[i]);
    free(t->ways);
    free(t->events);
    free(t->taken);
    free(t->made);
    free(t);
    g->trace = NULL;
}

void engine_trace(struct engine *g, const struct trace_want *w) {
    if (!w) {
        trace_free(g);
        return;
    }
    if (!g->trace) {
        g->trace = mem_zero(sizeof *g->trace);
        g->trace->ways = mem_zero(g->n_ways * sizeof *g->trace->ways);
    }
    g->trace->want = *w;
}

void trace_begin(struct engine *g) {
    g->trace->n = 0;
    trace_phase_ends(g);
}

const struct trace_event *engine_traced(const struct engine *g, size_t *n) {
    *n = g->trace ? g->trace->n : 0;
    return g->trace ? g->trace->events : NULL;
}
