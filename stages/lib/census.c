#include "census.h"

#include <string.h>

#include "expr.h"

_Static_assert((int)COUNT_REFUSALS == (int)REFUSALS, "a column for each kind of refusal");

enum { AROUND = 12 }; /* characters beside an example */

/* ---- of what use a kind is ---- */

static bool is_named_in(const struct pattern *x, int32_t kind) {
    for (size_t i = 0; i < x->n_refs; i++)
        if (!x->refs[i].is_list && (int32_t)x->refs[i].index == kind) return true;
    return false;
}

static bool is_named_before(const struct context *c, int32_t kind) {
    for (size_t i = 0; c && i < c->n_kinds; i++)
        if ((int32_t)c->kinds[i] == kind) return true;
    return c && c->has_rest && is_named_in(&c->rest, kind);
}

static bool is_among(const int32_t *kinds, size_t n, int32_t kind) {
    for (size_t i = 0; i < n; i++)
        if (kinds[i] == kind) return true;
    return false;
}

/* Whether a value of the rule may read a field that the maker gives its mentions: `$group.field`
 * names no kind. */
static bool may_read(const struct rule *rule, const struct rule *maker) {
    bool reads = false;
    for (size_t k = 0; k < maker->n_fields; k++) {
        for (size_t i = 0; i < rule->n_fields; i++)
            reads |= expr_reads(rule->fields[i].value, maker->fields[k].name);
        for (size_t i = 0; i < rule->n_score; i++)
            reads |= expr_reads(rule->score[i].value, maker->fields[k].name);
    }
    return reads;
}

static bool asks_for(const struct rule *rule, const struct rule *maker) {
    int32_t kind = maker->kind;
    bool asks = is_named_before(rule->before, kind) || is_named_before(rule->not_before, kind) ||
                is_among(rule->outside, rule->n_outside, kind) ||
                is_among(rule->inside, rule->n_inside, kind);
    for (size_t i = 0; i < rule->n_alternatives; i++)
        asks |= is_named_in(&rule->alternatives[i], kind);
    return asks || may_read(rule, maker);
}

static enum coverage_use use_of(const struct pack *p, const struct rule *maker) {
    if (p->kinds[maker->kind].emit) return USE_GIVEN;
    for (size_t i = 0; i < p->n_rules; i++)
        if (asks_for(p->rules[i], maker)) return USE_HELPER;
    return USE_NONE;
}

void census_open(struct coverage *c, struct engine *g, const struct pack *p) {
    engine_count(g);
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct rule *rule = p->rules[i];
        enum coverage_use use = use_of(p, rule);
        for (size_t k = 1; k <= rule->n_alternatives; k++) {
            struct coverage_way *w = coverage_way(c, rule->id, k, c->n_ways);
            w->kind = arena_copy(&c->arena, p->kinds[rule->kind].name);
            w->use = use;
        }
    }
}

/* ---- a document ---- */

/* So many characters before a place, at most, that stand in its line. */
static struct sv left_of(struct sv text, size_t at) {
    size_t from = at;
    for (unsigned i = 0; i < AROUND && from > 0 && text.p[from - 1] != '\n'; i++)
        from = utf8_back(text.p, 0, from, 1);
    return (struct sv){text.p + from, at - from};
}

static struct sv right_of(struct sv text, size_t at) {
    size_t to = at;
    for (unsigned i = 0; i < AROUND && to < text.n && text.p[to] != '\n'; i++)
        to += utf8_width((unsigned char)text.p[to]);
    return (struct sv){text.p + at, to - at};
}

static void offer_example(struct coverage *c, struct coverage_way *w, const struct tally *t,
                          struct sv text, const struct coverage_document *d) {
    bool won = t->wins > 0;
    struct stretch s = won ? t->win : t->match;
    if (t->matches == 0 || !coverage_wants_example(w, d->path, won)) return;
    coverage_offer_example(c, w,
                           &(struct coverage_example){d->path,
                                                      d->doc_id,
                                                      left_of(text, s.start),
                                                      {text.p + s.start, s.end - s.start},
                                                      right_of(text, s.end),
                                                      won});
}

static void add_way(struct coverage *c, struct coverage_way *w, const struct tally *t,
                    struct sv text, const struct coverage_document *d) {
    w->counts[COUNT_TRIED] += t->tried;
    w->counts[COUNT_STEPS] += t->steps;
    w->counts[COUNT_MATCHED] += t->matches;
    w->counts[COUNT_WON] += t->wins;
    for (size_t i = 0; i < REFUSALS; i++)
        w->counts[COUNT_REFUSED + i] += t->refused[i];
    w->counts[COUNT_WARNED] += t->warned;
    w->counts[COUNT_STOPPED] += t->stopped;
    w->counts[COUNT_TIME] += t->nanoseconds;
    if (t->tried == 0) return;
    struct coverage_document here = *d;
    here.nanoseconds = t->nanoseconds;
    coverage_offer_slowest(c, w, &here);
    offer_example(c, w, t, text, d);
}

int census_add(struct coverage *c, const struct engine *g, const struct layout *l,
               const struct document *d, struct err *e) {
    struct json_object first;
    struct coverage_document here = {
        .doc_id = d->doc_id, .bytes = l->text.n, .nanoseconds = engine_nanoseconds(g)};
    if (document_object(d, "document", &first, e) != 0 ||
        member_string(&first, "path", &here.path, d->arena, e) != 0)
        return -1;
    size_t n;
    const struct tally *t = engine_tally(g, &n);
    for (size_t i = 0; i < n; i++)
        add_way(c, &c->ways[i], &t[i], l->text, &here);
    coverage_add_document(c, &here);
    return 0;
}
