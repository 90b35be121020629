#include <string.h>

#include "engineroom.h"

/* A context without a bound would look back over all of its scope from every place, which no
 * budget counts; it sees so many code points. */
enum { CONTEXT_LONGEST = 256 };

/* Whether a term of the list ends at a place (bytes of the text). */
static bool term_ends(const struct trial *t, const struct list *l, size_t at) {
    const char *text = t->g->layout->text.p;
    size_t from = at;
    for (unsigned n = 1; n <= l->longest && from > t->base; n++) {
        from = utf8_back(text, t->base, from, 1);
        if (n >= l->shortest && list_find(l, (struct sv){text + from, at - from})) return true;
    }
    return false;
}

/* Whether the rest of a context matches so that it ends at a place of the scope. */
static bool rest_ends(struct trial *t, struct pattern *x, size_t at) {
    const char *text = t->g->layout->text.p + t->base;
    struct way *way = t->way, context = {.rule = t->way->rule, .x = x};
    size_t end = t->base_end;
    unsigned longest = x->longest < CONTEXT_LONGEST ? x->longest : CONTEXT_LONGEST;
    t->way = &context;
    t->base_end = t->base + at;
    trial_forget(t, x);
    struct rx_search s = {{text, at}, utf8_back(text, 0, at, longest), RX_UNSET, trial_callout, t};
    trial_begin(t);
    bool matches = rx_search(x->rx, &s, NULL) == RX_MATCH;
    trial_forget(t, x);
    t->way = way;
    t->base_end = end;
    return matches;
}

/* Whether the character before a place is one of the context's single characters. */
static bool one_ends(const struct trial *t, const struct context *c, size_t at) {
    const char *text = t->g->layout->text.p + t->base;
    size_t from = utf8_back(text, 0, at, 1);
    unsigned width;
    if (at == 0) return false;
    uint32_t character = utf8_at(text + from, &width);
    return class_takes(c->one, (struct sv){text + from, at - from}, character);
}

static bool text_ends(const struct trial *t, const struct context *c, size_t at) {
    const char *text = t->g->layout->text.p + t->base;
    for (size_t i = 0; i < c->n_texts; i++)
        if (c->texts[i].n <= at &&
            memcmp(text + at - c->texts[i].n, c->texts[i].p, c->texts[i].n) == 0)
            return true;
    return false;
}

bool standing_ends(struct trial *t, struct context *c, size_t at) {
    size_t place = t->base + at;
    if (c->at_start && at == 0) return true;
    if (c->one && one_ends(t, c, at)) return true;
    if (text_ends(t, c, at)) return true;
    for (size_t i = 0; i < c->n_kinds; i++)
        if (at > 0 && bit(t->g->shelves[c->kinds[i]].ends, place)) return true;
    for (size_t i = 0; i < c->n_lists; i++)
        if (term_ends(t, &t->g->pack->lists[c->lists[i]], place)) return true;
    return c->has_rest && rest_ends(t, &c->rest, at);
}

bool standing_allows(struct trial *t, size_t place) {
    const struct rule *rule = t->way->rule;
    size_t at = place - t->base;
    if (rule->before && !standing_ends(t, rule->before, at)) return false;
    return !rule->not_before || !standing_ends(t, rule->not_before, at);
}
