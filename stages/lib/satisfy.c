#include <string.h>

#include "engineroom.h"

/* Whether a term of the list holds all of a stretch of the text. */
static bool is_part(const struct engine *g, const struct list *l, const struct value *v) {
    struct sv text = g->layout->text;
    size_t from = v->start;
    for (unsigned n = 0; n < l->longest; n++) {
        uint64_t lengths = list_lengths(l, (struct sv){text.p + from, text.n - from});
        size_t end = from;
        for (; lengths; lengths >>= 1)
            end += utf8_width((unsigned char)text.p[end]);
        if (end >= v->end && end > from) return true;
        if (from == 0) break;
        from = utf8_back(text.p, 0, from, 1);
    }
    return false;
}

typedef bool holds_test(const struct condition *c, const struct engine *g, const struct value *v);

static bool is_in(const struct condition *c, const struct engine *g, const struct value *v) {
    return list_find(&g->pack->lists[c->list], v->text) != NULL;
}

static bool is_no_part(const struct condition *c, const struct engine *g, const struct value *v) {
    return !is_part(g, &g->pack->lists[c->list], v);
}

static bool is_matched(const struct condition *c, const struct engine *g, const struct value *v) {
    size_t from, to;
    (void)g;
    return rx_match(c->rx, v->text, 0, &from, &to);
}

static bool has_length(const struct condition *c, const struct engine *g, const struct value *v) {
    (void)g;
    size_t length = utf8_count(v->text);
    return length >= c->shortest && length <= c->longest;
}

/* By condition_test: what is asked, and the answer that passes. */
static const struct {
    holds_test *holds;
    bool passes;
} condition_tests[] = {
    [TEST_IN] = {is_in, true},
    [TEST_NOT_IN] = {is_in, false},
    [TEST_NOT_PART] = {is_no_part, true},
    [TEST_MATCHES] = {is_matched, true},
    [TEST_NOT_MATCHES] = {is_matched, false},
    [TEST_LENGTH] = {has_length, true},
    [TEST_SCRIPT] = {is_matched, true},
};

static bool condition_holds(const struct condition *c, const struct engine *g,
                            const struct value *v) {
    return condition_tests[c->test].holds(c, g, v) == condition_tests[c->test].passes;
}

/* The first test under `where` that fails, and what its group took; NULL where all hold. */
static const struct condition *failing(const struct rule *rule, const struct match *m,
                                       struct value *v) {
    for (size_t i = 0; i < rule->where.n; i++) {
        const struct condition *c = &rule->where.p[i];
        if (trial_group(&m->expr, c->group, 0, v) && !condition_holds(c, m->trial->g, v)) return c;
    }
    return NULL;
}

/* The last test of the first item under `unless` all of whose tests hold, or NULL. */
static const struct condition *excepting(const struct rule *rule, const struct match *m,
                                         struct value *v) {
    bool hold = true;
    for (size_t i = 0; i < rule->unless.n; i++) {
        const struct condition *c = &rule->unless.p[i];
        hold = hold && trial_group(&m->expr, c->group, 0, v) && condition_holds(c, m->trial->g, v);
        if (hold && !c->more) return c;
        hold |= !c->more;
    }
    return NULL;
}

static bool place_holds(const struct rule *rule, const struct engine *g, size_t start, size_t end) {
    for (size_t i = 0; i < rule->n_outside; i++)
        if (shelf_holds(&g->shelves[rule->outside[i]], start, end)) return false;
    bool inside = rule->n_inside == 0;
    for (size_t i = 0; i < rule->n_inside && !inside; i++)
        inside = shelf_holds(&g->shelves[rule->inside[i]], start, end);
    return inside;
}

static bool own_span(const struct rule *rule, const struct match *m, size_t *start, size_t *end) {
    struct value v = {{"", 0}, m->trial->base + m->offsets[0], m->trial->base + m->offsets[1]};
    if (rule->span.n > 0 && !trial_group(&m->expr, rule->span, 0, &v)) return false;
    *start = v.start;
    *end = v.end;
    return v.end > v.start;
}

double satisfy_score(const struct match *m) {
    const struct rule *rule = m->trial->way->rule;
    double score = 0;
    for (size_t i = 0; i < rule->n_score; i++)
        score += expr_number(rule->score[i].value, &m->expr);
    return score;
}

/* Whether the score, and what is added up of it before each bar, is high enough; shares after the
 * first bar that is missed are not looked at. */
static bool score_reaches(const struct match *m, double *score) {
    const struct rule *rule = m->trial->way->rule;
    *score = 0;
    for (size_t i = 0; i < rule->n_score; i++) {
        if (*score < rule->score[i].least) return false;
        *score += expr_number(rule->score[i].value, &m->expr);
    }
    return !rule->has_score || *score >= rule->at_least;
}

enum refusal satisfy_all(const struct match *m, double *score) {
    const struct rule *rule = m->trial->way->rule;
    struct value v;
    size_t start, end;
    if (failing(rule, m, &v)) return REFUSED_WHERE;
    if (excepting(rule, m, &v)) return REFUSED_UNLESS;
    if (!own_span(rule, m, &start, &end)) return REFUSED_SPAN;
    if (!place_holds(rule, m->trial->g, start, end)) return REFUSED_PLACE;
    return score_reaches(m, score) ? REFUSED_BY_NOTHING : REFUSED_SCORE;
}

/* ---- why not ---- */

static const struct mention *mention_holding(const struct engine *g, const int32_t *kinds, size_t n,
                                             size_t start, size_t end) {
    for (size_t i = 0; i < n; i++) {
        const struct shelf *s = &g->shelves[kinds[i]];
        for (size_t k = 0; k < s->n; k++)
            if (s->p[k].start <= start && s->p[k].end >= end) return &s->p[k];
    }
    return NULL;
}

static const double *shares_of(const struct match *m) {
    const struct rule *rule = m->trial->way->rule;
    double *shares = arena_alloc(m->expr.arena, rule->n_score * sizeof *shares);
    for (size_t i = 0; i < rule->n_score; i++)
        shares[i] = expr_number(rule->score[i].value, &m->expr);
    return shares;
}

static bool because(struct trace_event *out, enum trace_reason reason) {
    out->reason = reason;
    return true;
}

bool satisfy_why(const struct match *m, struct trace_event *out) {
    const struct rule *rule = m->trial->way->rule;
    const struct engine *g = m->trial->g;
    struct value v = {{"", 0}, 0, 0};
    out->start = out->match_start;
    out->end = out->match_end;
    out->condition = failing(rule, m, &v);
    if (!out->condition) {
        out->condition = excepting(rule, m, &v);
        out->excepts = out->condition != NULL;
    }
    if (out->condition) {
        out->text = v.text;
        return because(out, REASON_CONDITION);
    }
    if (!own_span(rule, m, &out->start, &out->end)) return because(out, REASON_SPAN);
    out->other = mention_holding(g, rule->outside, rule->n_outside, out->start, out->end);
    if (out->other) return because(out, REASON_OUTSIDE);
    if (!place_holds(rule, g, out->start, out->end)) return because(out, REASON_INSIDE);
    out->score = satisfy_score(m);
    out->shares = shares_of(m);
    double so_far;
    return !score_reaches(m, &so_far) && because(out, REASON_SCORE);
}

bool satisfy_value_why(const struct match *m, struct trace_event *out) {
    const struct rule *rule = m->trial->way->rule;
    for (size_t i = 0; i < rule->n_fields; i++) {
        out->field = &rule->fields[i];
        out->converter = expr_refusal(out->field->value, &m->expr, &out->text);
        if (out->converter) return because(out, REASON_VALUE);
    }
    return false;
}

/* ---- taken ---- */

static bool read_values(const struct match *m, struct mention_field *fields, size_t *n) {
    const struct rule *rule = m->trial->way->rule;
    for (size_t i = 0; i < rule->n_fields && *n < MOST_FIELDS; i++) {
        struct mention_field *f = &fields[*n];
        f->name = rule->fields[i].name;
        if (!expr_value(rule->fields[i].value, &m->expr, &f->value)) return false;
        *n += f->value.text.n > 0;
    }
    return true;
}

void satisfy_take(const struct match *m, double score) {
    struct engine *g = m->trial->g;
    const struct rule *rule = m->trial->way->rule;
    struct mention_field fields[MOST_FIELDS];
    uint32_t way = (uint32_t)(m->trial->way - g->ways);
    struct mention c = {.kind = rule->kind, .way = way, .rule = rule, .score = score};
    size_t n = 0;
    if (!own_span(rule, m, &c.start, &c.end)) return;
    if (!read_values(m, fields, &n)) {
        m->trial->tally->refused[REFUSED_VALUE]++;
        return;
    }
    struct mention_field *kept = arena_alloc(g->arena, n * sizeof *kept);
    if (n) memcpy(kept, fields, n * sizeof *kept);
    c.fields = kept;
    c.n_fields = n;
    if (g->trace) trace_taken(g, g->n_candidates, m->trial->base + m->offsets[0]);
    g->candidates =
        mem_room(g->candidates, g->n_candidates, &g->size_candidates, sizeof *g->candidates);
    g->candidates[g->n_candidates++] = c;
}
