#include <stdlib.h>
#include <string.h>

#include "syntax.h"
#include "traceroom.h"

/* ---- the expression that is watched ---- */

/* A reference to a list or a kind: no spot is a part of it. */
static bool is_ref(const struct pattern_map *m, size_t spot) {
    bool holds = spot + 1 < m->n && m->p[spot + 1].whole == spot;
    return m->p[spot].piece->kind == PIECE_REF && !holds;
}

/* Bytes of what opens `after` or `not_after` before the spot of all of it. */
static size_t frame_opener(const struct pattern_spot *s, size_t number) {
    return s->part != PATTERN_MATCH && s->whole == number ? strlen("(?=") : 0;
}

/* The outermost look around that a spot is, or is a part of. */
static size_t look_of(const struct pattern_map *m, size_t spot) {
    size_t look = NO_SPOT;
    for (;; spot = m->p[spot].whole) {
        const struct pattern_spot *s = &m->p[spot];
        bool top = s->whole == spot;
        if (syntax_looks(s->piece) || (top && s->part != PATTERN_MATCH)) look = spot;
        if (top) return look;
    }
}

static void index_spots(struct watched *w) {
    size_t n_refs = 0;
    w->spot_at = mem_alloc((w->x.expanded.n + 1) * sizeof *w->spot_at);
    w->looks = mem_alloc((w->map.n + 1) * sizeof *w->looks);
    w->refs = mem_alloc((w->x.n_refs + 1) * sizeof *w->refs);
    for (size_t i = 0; i <= w->x.expanded.n; i++)
        w->spot_at[i] = NO_SPOT;
    for (size_t i = 0; i < w->map.n; i++) {
        const struct pattern_spot *s = &w->map.p[i];
        for (size_t at = s->from - frame_opener(s, i); at < s->to; at++)
            w->spot_at[at] = i;
        w->looks[i] = look_of(&w->map, i);
        if (is_ref(&w->map, i)) w->refs[n_refs++] = i;
    }
}

static struct watched *watched_of(struct engine *g, size_t i) {
    struct watched *w = &g->trace->ways[i];
    const struct way *way = &g->ways[i];
    struct err ignored;
    if (w->tried) return w->x.rx ? w : NULL;
    w->tried = true;
    size_t alternative = (size_t)(way->x - way->rule->alternatives);
    if (pack_trace(g->pack, way->rule, alternative, &w->x, &w->map, &ignored) != 0) {
        pattern_release(&w->x);
        return NULL;
    }
    index_spots(w);
    return w;
}

void watched_release(struct watched *w) {
    pattern_release(&w->x);
    free(w->map.p);
    free(w->spot_at);
    free(w->looks);
    free(w->refs);
}

/* ---- one attempt ---- */

enum { MOST_CALLS = 50000, MOST_CALLS_OF_WAY = 2000000, MOST_PIECES = 16, MOST_REFUSALS = 4 };

/* How far it got, and the spots that were tried there. */
struct reach {
    size_t far; /* byte of the scope */
    size_t spots[MOST_PIECES];
    size_t n;
};

struct attempt {
    struct trial trial; /* of its own: what it asks costs the rule nothing */
    const struct watched *w;
    size_t alternative;
    uint64_t calls;
    struct reach reach; /* outside of looks around, which are items of it */
    struct reach inner; /* inside the look that was begun last where reach ends */
    bool in_reach;      /* the look at hand is one that was begun there */
    struct trace_event refused[MOST_REFUSALS];
    size_t n_refused;
    bool passed;
};

static void reach_item(struct reach *r, size_t at, size_t spot) {
    if (r->n == 0 || at > r->far) {
        r->far = at;
        r->n = 0;
    }
    for (size_t i = 0; i < r->n; i++)
        if (r->spots[i] == spot) return;
    if (at == r->far && r->n < MOST_PIECES) r->spots[r->n++] = spot;
}

/* Before a piece is tried. */
static void note_item(struct attempt *a, const struct rx_call *call) {
    const struct watched *w = a->w;
    size_t spot = w->spot_at[call->item], look = spot == NO_SPOT ? NO_SPOT : w->looks[spot];
    if (spot == NO_SPOT) return;
    const struct pattern_spot *s = &w->map.p[spot];
    bool opens = look == spot && (syntax_looks(s->piece) || call->item < s->from);
    if (look == NO_SPOT || opens) {
        reach_item(&a->reach, call->at, spot);
        a->inner.n = 0;
        a->in_reach = call->at == a->reach.far;
    } else if (a->in_reach) {
        reach_item(&a->inner, call->at, spot);
    }
}

static struct trace_piece piece_of(struct attempt *a, size_t spot) {
    const struct pattern_map *m = &a->w->map;
    const struct pattern_spot *s = &m->p[spot];
    const struct piece **within;
    size_t depth = 0, n = 0;
    for (size_t i = spot; m->p[i].whole != i; i = m->p[i].whole)
        depth++;
    within = arena_alloc(a->trial.g->arena, (depth + 1) * sizeof(*within));
    for (size_t i = spot; m->p[i].whole != i; i = m->p[i].whole)
        if (m->p[m->p[i].whole].piece->kind == PIECE_REF) n++;
    size_t at = n;
    for (size_t i = spot; m->p[i].whole != i; i = m->p[i].whole)
        if (m->p[m->p[i].whole].piece->kind == PIECE_REF) within[--at] = m->p[m->p[i].whole].piece;
    const struct piece *whole = m->p[s->whole].piece, *piece = s->piece;
    bool look = a->w->looks[spot] == spot;
    return (struct trace_piece){
        .piece = whole->kind == PIECE_REPEAT ? whole : piece,
        .within = within,
        .n_within = n,
        .part = s->part,
        .denies = look && (s->part == PATTERN_NOT_AFTER || syntax_denies(piece)),
    };
}

/* ---- a match ---- */

static const struct mention *taken_mention(const struct attempt *a, const struct ref *r,
                                           size_t start, size_t end) {
    const struct engine *g = a->trial.g;
    const struct mention *m = r->is_list ? NULL : shelf_find(&g->shelves[r->index], start, end);
    return m ? trace_copy(g, m) : NULL;
}

/* What the references of the expression took. */
static void find_parts(struct attempt *a, const struct match *m, struct trace_event *event) {
    const struct pattern *x = a->trial.way->x;
    struct trace_part *parts = arena_alloc(a->trial.g->arena, (x->n_refs + 1) * sizeof *parts);
    size_t n = 0;
    for (size_t i = 0; i < x->n_refs; i++) {
        const struct ref *r = &x->refs[i];
        if (r->group == 0 || r->group >= m->groups) continue;
        if (m->offsets[2 * (size_t)r->group] == RX_UNSET) continue;
        size_t start = a->trial.base + m->offsets[2 * (size_t)r->group];
        size_t end = a->trial.base + m->offsets[2 * (size_t)r->group + 1];
        parts[n++] = (struct trace_part){piece_of(a, a->w->refs[i]), start, end,
                                         taken_mention(a, r, start, end)};
    }
    event->parts = parts;
    event->n_parts = n;
}

static void refuse(struct attempt *a, const struct trace_event *event) {
    if (a->n_refused < MOST_REFUSALS) a->refused[a->n_refused++] = *event;
}

/* Which of `before` and `not_before` refuses the start, if one does. */
static bool is_unpreceded(struct attempt *a, size_t start, enum trace_reason *reason) {
    const struct rule *rule = a->trial.way->rule;
    size_t at = start - a->trial.base;
    *reason = REASON_BEFORE;
    a->trial.steps = 0;
    if (rule->before && !standing_ends(&a->trial, rule->before, at)) return true;
    *reason = REASON_NOT_BEFORE;
    a->trial.steps = 0;
    return rule->not_before && standing_ends(&a->trial, rule->not_before, at);
}

static bool is_spent(const struct engine *g, const struct rule *rule, size_t start) {
    for (size_t i = 0; i < g->n_limits; i++)
        if (g->limits[i].rule == rule && g->limits[i].at <= start) return true;
    return false;
}

/* What became of a match that satisfies the rule. What is decided of candidates is not known yet.
 */
static void pass(struct attempt *a, const struct match *m, struct trace_event *event) {
    struct engine *g = a->trial.g;
    a->passed = true;
    if (is_unpreceded(a, event->match_start, &event->reason) || satisfy_value_why(m, event)) {
        event->what = TRACE_REFUSED;
    } else if (trace_candidate(g, event)) {
        event->what = TRACE_STANDS;
    } else {
        const struct mention *other = trace_rival(g, event);
        event->what =
            other || !is_spent(g, event->rule, event->match_start) ? TRACE_SKIPPED : TRACE_SPENT;
        event->other = other ? trace_copy(g, other) : NULL;
    }
    if (trace_add(g, event) && event->what == TRACE_STANDS)
        trace_made(g, (size_t)(a->trial.way - g->ways));
}

static int note_end(struct attempt *a, const struct rx_call *call) {
    size_t offsets[2 * 256];
    unsigned groups = call->groups < 256 ? call->groups : 256;
    memcpy(offsets, call->offsets, 2 * groups * sizeof *offsets);
    offsets[0] = call->start;
    offsets[1] = call->at;
    struct match m = trial_match(&a->trial, offsets, groups);
    struct trace_event event = {.what = TRACE_REFUSED,
                                .rule = a->trial.way->rule,
                                .alternative = a->alternative,
                                .match_start = a->trial.base + call->start,
                                .match_end = a->trial.base + call->at};
    find_parts(a, &m, &event);
    if (satisfy_why(&m, &event)) {
        if (event.other) event.other = trace_copy(a->trial.g, event.other);
        refuse(a, &event);
        return 1;
    }
    pass(a, &m, &event);
    return event.rule->all;
}

static int on_call(void *context, const struct rx_call *call) {
    struct attempt *a = context;
    if (++a->calls > MOST_CALLS) return -1;
    if (call->number == CALLOUT_ITEM) {
        note_item(a, call);
        return 0;
    }
    if (call->number == CALLOUT_END) return note_end(a, call);
    a->trial.steps = 0;
    return trial_callout(&a->trial, call);
}

/* ---- what came of it ---- */

/* Items that took nothing and were followed by others matched. */
static bool went_on(const struct attempt *a, size_t i) {
    const struct pattern_spot *s = &a->w->map.p[a->reach.spots[i]];
    bool no_width = a->w->looks[a->reach.spots[i]] != NO_SPOT || s->piece->kind == PIECE_EDGE;
    return no_width && i + 1 < a->reach.n;
}

static void add_failed(struct attempt *a, size_t start) {
    struct engine *g = a->trial.g;
    const struct reach *r = &a->reach;
    struct trace_piece *pieces = arena_alloc(g->arena, 2 * MOST_PIECES * sizeof *pieces);
    struct trace_event event = {.what = TRACE_FAILED,
                                .rule = a->trial.way->rule,
                                .alternative = a->alternative,
                                .match_start = start,
                                .match_end = a->trial.base + r->far,
                                .start = start,
                                .end = a->trial.base + r->far,
                                .failed_at = a->trial.base + r->far,
                                .pieces = pieces};
    bool last_looks = r->n > 0 && a->w->looks[r->spots[r->n - 1]] != NO_SPOT;
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (!went_on(a, i)) pieces[n++] = piece_of(a, r->spots[i]);
    if (last_looks && !pieces[n - 1].denies && a->inner.n > 0) {
        event.failed_at = a->trial.base + a->inner.far;
        n--;
        for (size_t i = 0; i < a->inner.n; i++)
            pieces[n++] = piece_of(a, a->inner.spots[i]);
    }
    event.n_pieces = n;
    enum trace_reason ignored;
    event.unpreceded = is_unpreceded(a, start, &ignored);
    trace_add(g, &event);
}

static void add_cut(struct attempt *a, size_t start) {
    struct trace_event event = {.what = TRACE_CUT,
                                .rule = a->trial.way->rule,
                                .alternative = a->alternative,
                                .match_start = start,
                                .match_end = start,
                                .start = start,
                                .end = start,
                                .failed_at = start};
    trace_add(a->trial.g, &event);
}

static void conclude(struct attempt *a, enum rx_result result, size_t start) {
    const struct trace_want *want = &a->trial.g->trace->want;
    if (a->passed) return;
    for (size_t i = 0; i < a->n_refused; i++)
        trace_add(a->trial.g, &a->refused[i]);
    if (result < 0)
        add_cut(a, start);
    else if (a->n_refused == 0 && want->near &&
             (want->only || a->trial.base + a->reach.far > start))
        add_failed(a, start);
}

bool attempt(struct engine *g, size_t i, size_t base, size_t base_end, size_t start) {
    struct watched *w = watched_of(g, i);
    struct way *way = &g->ways[i];
    if (!w) return false;
    struct attempt a = {.trial = {.g = g,
                                  .way = way,
                                  .tally = &g->trace->unused,
                                  .base = base,
                                  .base_end = base_end,
                                  .candidates_before = g->n_candidates},
                        .w = w,
                        .alternative = (size_t)(way->x - way->rule->alternatives)};
    memset(a.trial.memo_at, 0xFF, sizeof a.trial.memo_at);
    struct sv scope = {g->layout->text.p + base, base_end - base};
    struct rx_search s = {scope, start - base, start - base, on_call, &a};
    conclude(&a, rx_search(w->x.rx, &s, NULL), start);
    g->trace->calls += a.calls;
    return g->trace->calls < MOST_CALLS_OF_WAY;
}
