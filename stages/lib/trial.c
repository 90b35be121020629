#include <string.h>

#include "engineroom.h"

bool trial_group(const struct expr_match *m, struct sv name, unsigned number, struct value *out) {
    const struct match *x = (const struct match *)m;
    unsigned g = number ? number : pattern_group(x->trial->way->x, name);
    if (g == 0 || g >= x->groups || x->offsets[2 * (size_t)g] == RX_UNSET) return false;
    size_t base = x->trial->base;
    out->start = base + x->offsets[2 * (size_t)g];
    out->end = base + x->offsets[2 * (size_t)g + 1];
    out->text = (struct sv){m->text.p + out->start, out->end - out->start};
    return true;
}

static bool field_value(const struct expr_match *m, size_t start, size_t end, struct sv name,
                        struct value *out) {
    const struct engine *g = ((const struct match *)m)->trial->g;
    for (size_t k = 0; k < g->pack->n_kinds; k++) {
        const struct mention *found = shelf_find(&g->shelves[k], start, end);
        for (size_t i = 0; found && i < found->n_fields; i++)
            if (sv_eq(found->fields[i].name, name)) {
                *out = found->fields[i].value;
                return true;
            }
    }
    return false;
}

struct match trial_match(const struct trial *t, const size_t *offsets, unsigned groups) {
    struct match m = {{t->g->pack, t->g->arena, t->g->layout->text, trial_group, field_value},
                      t,
                      offsets,
                      groups};
    return m;
}

static int kind_callout(struct trial *t, const struct ref *r, enum ref_callout which,
                        const struct rx_call *call) {
    const struct shelf *s = &t->g->shelves[r->index];
    size_t at = t->base + call->at;
    if (which == REF_BEGINS) return at >= t->base_end || !bit(s->starts, at);
    if (!bit(s->ends, at)) return 1;
    return shelf_find(s, t->base + call->offsets[2 * (size_t)r->group], at) == NULL;
}

/* The lengths of the list's terms that begin at a place (bytes of the text), as list_lengths. */
static uint64_t lengths_at(struct trial *t, const struct list *l, size_t number, size_t from) {
    if (t->memo_at[number] != from) {
        t->memo_at[number] = from;
        t->memo[number] =
            list_lengths(l, (struct sv){t->g->layout->text.p + from, t->base_end - from});
    }
    return t->memo[number];
}

static int list_callout(struct trial *t, const struct ref *r, size_t number, enum ref_callout which,
                        const struct rx_call *call) {
    const struct list *l = &t->g->pack->lists[r->index];
    size_t at = t->base + call->at;
    if (which == REF_BEGINS) return lengths_at(t, l, number, at) == 0;
    if (which == REF_LONG) return lengths_at(t, l, number, at) >> (l->shortest + REF_SHORT) == 0;
    size_t from = t->base + call->offsets[2 * (size_t)r->group];
    size_t length = utf8_count((struct sv){t->g->layout->text.p + from, at - from});
    return !(lengths_at(t, l, number, from) >> (length - 1) & 1);
}

/* The end of an expression was reached: a match, if the rule's conditions hold. Where all ways are
 * asked for it is taken and the search sent on as if it had failed. */
static int end_callout(struct trial *t, const struct rx_call *call) {
    size_t offsets[2 * 256];
    unsigned groups = call->groups < 256 ? call->groups : 256;
    memcpy(offsets, call->offsets, 2 * groups * sizeof *offsets);
    offsets[0] = call->start;
    offsets[1] = call->at;
    struct match m = trial_match(t, offsets, groups);
    double score;
    enum refusal refusal = satisfy_all(&m, &score);
    if (refusal != REFUSED_BY_NOTHING) {
        t->tally->refused[refusal]++;
        return 1;
    }
    if (!t->way->rule->all) return 0;
    satisfy_take(&m, score);
    return 1;
}

static int answer(struct trial *t, const struct rx_call *call) {
    if (call->number == CALLOUT_STEP) return 0;
    if (call->number == CALLOUT_END) return end_callout(t, call);
    size_t number = (call->number - 1) / 3;
    enum ref_callout which = (enum ref_callout)(call->number - 3 * number);
    const struct ref *r = &t->way->x->refs[number];
    return r->is_list ? list_callout(t, r, number, which, call) : kind_callout(t, r, which, call);
}

static void begin_again(struct trial *t) {
    t->steps = t->steps_before;
    t->g->n_candidates = t->candidates_before;
    memcpy(t->tally->refused, t->refused_before, sizeof t->refused_before);
}

int trial_callout(void *context, const struct rx_call *call) {
    struct trial *t = context;
    if (call->number == RX_AGAIN) {
        begin_again(t);
        return 0;
    }
    int result = ++t->steps > trial_budget(t->g, t->way->rule->stop) ? -1 : answer(t, call);
    if (t->steps <= trial_budget(t->g, t->way->rule->stop)) return result;
    t->given_up_at = t->base + call->start; /* also where a context used the budget up */
    return -1;
}

void trial_give_up(struct trial *t, size_t at) {
    struct engine *g = t->g;
    g->limits = mem_room(g->limits, g->n_limits, &g->size_limits, sizeof *g->limits);
    g->limits[g->n_limits++] = (struct limit){t->way->rule, at, t->steps};
}

/* A rule that is one list: its longest term at a place that satisfies the rule is the match. */
static int try_term(struct trial *t, size_t at) {
    struct engine *g = t->g;
    const struct pattern *x = t->way->x;
    const struct list *l = &g->pack->lists[x->refs[0].index];
    uint64_t lengths = list_lengths(l, (struct sv){g->layout->text.p + at, t->base_end - at});
    struct rx_call call = {CALLOUT_END, g->offsets, x->n_groups, at - t->base, 0, 0};
    if (++t->steps > trial_budget(t->g, t->way->rule->stop)) {
        trial_give_up(t, at);
        return -1;
    }
    for (unsigned n = LIST_LONGEST; n > 0; n--) {
        if (!(lengths >> (n - 1) & 1)) continue;
        size_t end = at;
        for (unsigned i = 0; i < n; i++)
            end += utf8_width((unsigned char)g->layout->text.p[end]);
        call.at = end - t->base;
        for (unsigned i = 0; i < x->n_groups; i++) {
            g->offsets[2 * (size_t)i] = call.start;
            g->offsets[2 * (size_t)i + 1] = call.at;
        }
        if (end_callout(t, &call) != 0) continue;
        struct match m = trial_match(t, g->offsets, x->n_groups);
        satisfy_take(&m, satisfy_score(&m));
        return 1;
    }
    return 0;
}

int trial_starts(struct trial *t, size_t low, size_t high) {
    struct engine *g = t->g;
    if (low == high && t->way->x->is_term && g->prefilter) return try_term(t, low);
    struct sv scope = {g->layout->text.p + t->base, t->base_end - t->base};
    struct rx_search s = {scope, low - t->base, high - t->base, trial_callout, t};
    t->steps++;
    trial_begin(t);
    enum rx_result result = rx_search(t->way->x->rx, &s, g->offsets);
    if (result < 0) {
        trial_give_up(t, result == RX_GIVEN_UP ? t->given_up_at : low);
        return -1;
    }
    if (result == RX_NONE) return 0;
    struct match m = trial_match(t, g->offsets, t->way->x->n_groups);
    satisfy_take(&m, satisfy_score(&m));
    return 1;
}
