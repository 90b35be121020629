#include <stdlib.h>
#include <string.h>

#include "engineroom.h"

static size_t behind(const struct trial *t, size_t at) {
    return at < t->base_end ? at + utf8_width((unsigned char)t->g->layout->text.p[at]) : at + 1;
}

/* An expression without a bound may read on to the end of its scope from every start, which no
 * callout sees. In a long scope it is tried start by start, and so many bytes are a step. */
enum { LONG_SCOPE = 4096, STEP_BYTES = 64 };

static bool reads_far(const struct trial *t, size_t at) {
    return t->way->x->longest >= WIDTH_ANY && t->base_end - at > LONG_SCOPE;
}

/* What a start costs besides the search: a look at what stands before it, and reading far. */
static uint64_t start_cost(const struct trial *t, size_t at) {
    uint64_t far = reads_far(t, at) ? (t->base_end - at) / STEP_BYTES : 0;
    return far + standing_asked(t->way->rule);
}

/* One start; what stands before it is asked first, which is cheaper than a search. */
static int try_start(struct trial *t, size_t at) {
    uint64_t cost = start_cost(t, at);
    t->steps += cost;
    if (cost > 0 && t->steps > trial_budget(t->g, t->way->rule->stop)) {
        trial_give_up(t, at);
        return -1;
    }
    if (standing_asked(t->way->rule) && !standing_allows(t, at)) {
        t->tally->refused[REFUSED_BEFORE]++;
        return 0;
    }
    return trial_starts(t, at, at);
}

/* Tries the starts of a window from its end backwards until one matches. */
static int try_backwards(struct trial *t, size_t low, size_t high, size_t *next) {
    const char *text = t->g->layout->text.p;
    int result = 0;
    *next = behind(t, high);
    for (size_t at = high;; at = utf8_back(text, low, at, 1)) {
        result = try_start(t, at);
        if (result > 0) *next = t->base + t->g->offsets[1];
        if (result != 0 || at == low) return result < 0 ? -1 : 0;
    }
}

/* Tries start after start. */
static int try_singly(struct trial *t, size_t low, size_t high, size_t *next) {
    for (*next = low; *next <= high;) {
        int result = try_start(t, *next);
        if (result < 0) return -1;
        *next = result > 0 ? t->base + t->g->offsets[1] : behind(t, *next);
    }
    return 0;
}

/* Tries all starts from low to high; *next becomes the first start not tried. -1: it gave up. */
static int try_window(struct trial *t, size_t low, size_t high, size_t *next) {
    if (t->way->rule->nearest) return try_backwards(t, low, high, next);
    if (standing_asked(t->way->rule) || reads_far(t, low)) return try_singly(t, low, high, next);
    for (*next = low; *next <= high;) {
        int result = trial_starts(t, *next, high);
        if (result < 0) return -1;
        if (result == 0) break;
        *next = t->base + t->g->offsets[1];
    }
    if (*next <= high) *next = behind(t, high);
    return 0;
}

struct stretches sweep_scopes(const struct engine *g, const struct rule *rule,
                              struct stretch *whole) {
    const struct layout *l = g->layout;
    *whole = (struct stretch){0, l->text.n};
    if (rule->scope == SCOPE_SENTENCE) return l->sentences;
    if (rule->scope == SCOPE_QUOTATION) return l->quotes;
    if (rule->scope == SCOPE_DOCUMENT) return (struct stretches){whole, 1};
    return l->blocks;
}

bool sweep_counts(const struct engine *g, const struct rule *rule, size_t i) {
    return rule->scope != SCOPE_BLOCK || sv_eq(g->layout->block_kinds[i], rule->block_kind);
}

static void try_everywhere(struct trial *t, struct stretches scopes) {
    for (size_t i = 0; i < scopes.n; i++) {
        size_t next;
        if (!sweep_counts(t->g, t->way->rule, i)) continue;
        t->base = scopes.p[i].start;
        t->base_end = scopes.p[i].end;
        trial_forget(t, t->way->x);
        size_t high = t->way->x->at_start ? t->base : t->base_end;
        t->tally->tried++;
        if (try_window(t, t->base, high, &next) < 0) return;
    }
}

/* The first stretch from number i on that ends behind a place. Hits are often far apart: strides
 * double until one is behind it. */
static size_t scope_at(struct stretches scopes, size_t i, size_t at) {
    size_t low = i, stride = 1;
    while (low + stride <= scopes.n && scopes.p[low + stride - 1].end <= at) {
        low += stride;
        stride *= 2;
    }
    size_t high = low + stride < scopes.n ? low + stride : scopes.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (scopes.p[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void try_at_hits(struct trial *t, struct stretches scopes) {
    const struct anchor *a = &t->way->x->anchor;
    const struct places *hits = &t->way->hits;
    const char *text = t->g->layout->text.p;
    size_t scope = 0, next = 0;
    for (size_t i = 0; i < hits->n; i++) {
        size_t at = hits->p[i];
        scope = scope_at(scopes, scope, at);
        if (scope == scopes.n) return;
        if (at < scopes.p[scope].start || !sweep_counts(t->g, t->way->rule, scope)) continue;
        if (t->base != scopes.p[scope].start || t->base_end != scopes.p[scope].end) {
            t->base = next = scopes.p[scope].start;
            t->base_end = scopes.p[scope].end;
            trial_forget(t, t->way->x);
        }
        t->tally->tried++;
        size_t high = utf8_back(text, t->base, at, a->before_min);
        if (utf8_count((struct sv){text + high, at - high}) < a->before_min) continue;
        if (high < next) continue; /* tried */
        size_t low = utf8_back(text, next, high, a->before_max - a->before_min);
        if (try_window(t, low, high, &next) < 0) return;
    }
}

uint64_t sweep_way(struct engine *g, size_t i, uint64_t steps) {
    struct way *w = &g->ways[i];
    struct trial t; /* most of it is memory of what was looked up: not cleared */
    t.g = g;
    t.way = w;
    t.base = t.base_end = RX_UNSET;
    t.steps = steps;
    t.tally = &g->tallies[i];
    struct stretch whole;
    struct stretches scopes = sweep_scopes(g, w->rule, &whole);
    if (g->size_offsets < 2 * (size_t)w->x->n_groups) {
        g->size_offsets = 2 * (size_t)w->x->n_groups;
        g->offsets = mem_grow(g->offsets, g->size_offsets * sizeof *g->offsets);
    }
    if (w->at_kinds) anchors_add_kinds(g, w);
    if (w->everywhere)
        try_everywhere(&t, scopes);
    else
        try_at_hits(&t, scopes);
    return t.steps;
}
