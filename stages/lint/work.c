#include "work.h"

#include <stdlib.h>

#include "engine.h"
#include "samples.h"
#include "utf8.h"

/* ---- opening ---- */

static bool may_be_refused(const struct rule *rule) {
    return rule->all || rule->where.n > 0 || rule->unless.n > 0 || rule->n_outside > 0 ||
           rule->n_inside > 0 || rule->has_score;
}

/* What has to stand before a match, or must not, as one expression. */
static int open_context(struct work *w, const struct rule *rule, const char *key,
                        struct pattern *x) {
    static const struct pattern_frame frame = {.at_end = true};
    const struct node *n = node_get(rule->at, key);
    struct err ignored;
    return n ? pattern_compile(x, n, &frame, &w->l->pack, &ignored) : 0;
}

int work_open(struct work *w, struct lint *l, const struct rule *rule, size_t alternative) {
    struct pattern_map map = {0};
    struct err ignored;
    *w = (struct work){.l = l, .every_way = may_be_refused(rule)};
    int result = pack_trace(&l->pack, rule, alternative, &w->x, &map, &ignored);
    free(map.p);
    w->at_start = w->x.at_start;
    if (open_context(w, rule, "before", &w->before) != 0 ||
        open_context(w, rule, "not_before", &w->not_before) != 0)
        return -1;
    return result;
}

int work_open_plain(struct work *w, struct lint *l, const struct node *at) {
    struct pattern_map map = {0};
    struct pattern_frame frame = {.map = &map};
    struct err ignored;
    *w = (struct work){.l = l};
    int result = pattern_compile(&w->x, at, &frame, &l->pack, &ignored);
    free(map.p);
    w->x.anchor.n = 0; /* such an expression is asked wherever it stands */
    return result;
}

void work_close(struct work *w) {
    pattern_release(&w->x);
    pattern_release(&w->before);
    pattern_release(&w->not_before);
}

/* ---- references ---- */

static bool is_term(const struct work *w, const struct ref *r, struct sv v) {
    if (r->is_list) return list_find(&w->l->pack.lists[r->index], v) != NULL;
    return sv_eq(samples_of_kind(w->l, (int32_t)r->index), v) && v.n > 0;
}

/* Bit n - 1 is set where a term or mention of n code points begins. */
static uint64_t lengths(const struct work *w, const struct ref *r, size_t at) {
    struct sv rest = {w->text.p + at, w->text.n - at};
    if (r->is_list) return list_lengths(&w->l->pack.lists[r->index], rest);
    struct sv sample = samples_of_kind(w->l, (int32_t)r->index);
    size_t n = utf8_count(sample);
    bool here = n > 0 && n < 64 && sample.n <= rest.n && memcmp(sample.p, rest.p, sample.n) == 0;
    return here ? (uint64_t)1 << (n - 1) : 0;
}

static int answer(const struct work *w, const struct rx_call *call) {
    size_t number = (call->number - 1) / 3;
    const struct ref *r = &w->at_work->refs[number];
    unsigned shortest = r->is_list ? w->l->pack.lists[r->index].shortest : 1;
    switch ((enum ref_callout)(call->number - 3 * number)) {
    case REF_BEGINS:
        return lengths(w, r, call->at) == 0;
    case REF_LONG:
        return lengths(w, r, call->at) >> (shortest + REF_SHORT) == 0;
    default:
        break;
    }
    size_t from = call->offsets[2 * (size_t)r->group];
    return !is_term(w, r, (struct sv){w->text.p + from, call->at - from});
}

static int on_callout(void *context, const struct rx_call *call) {
    struct work *w = context;
    if (call->number == RX_AGAIN) return 0;
    if (++w->steps >= w->most) return -1;
    if (call->number == CALLOUT_ITEM || call->number == CALLOUT_STEP) return 0;
    if (call->number == CALLOUT_END) return w->every_way;
    return answer(w, call);
}

/* ---- searching ---- */

/* Whether a context ends at a place; it takes no more characters than it can. */
static bool ends_at(struct work *w, const struct pattern *x, size_t at) {
    struct sv text = w->text;
    size_t from = utf8_back(text.p, 0, at, x->longest);
    struct rx_search s = {{text.p, at}, from, RX_UNSET, on_callout, w};
    w->at_work = x;
    return rx_search(x->rx, &s, NULL) == RX_MATCH;
}

static bool may_start(struct work *w, size_t at) {
    if (w->before.rx && !ends_at(w, &w->before, at)) return false;
    return !w->not_before.rx || !ends_at(w, &w->not_before, at);
}

/* Tries one start; returns where the next may be. */
static size_t try_start(struct work *w, size_t at) {
    size_t offsets[2 * 256];
    struct rx_search s = {w->text, at, at, on_callout, w};
    size_t behind = at < w->text.n ? at + utf8_width((unsigned char)w->text.p[at]) : at + 1;
    if (rx_groups(w->x.rx) > 256 || !may_start(w, at)) return behind;
    w->at_work = &w->x;
    enum rx_result result = rx_search(w->x.rx, &s, offsets);
    if (result == RX_LIMIT) w->steps = w->most; /* PCRE2 gave up by itself, the rule would too */
    return result == RX_MATCH && offsets[1] > behind ? offsets[1] : behind;
}

static void try_window(struct work *w, size_t low, size_t high, size_t *next) {
    if (*next < low) *next = low;
    while (*next <= high && w->steps < w->most)
        *next = try_start(w, *next);
}

static bool begins_at(const struct work *w, const struct anchor_item *item, size_t at) {
    struct ref r = {item->what == ANCHOR_LIST, item->index, 0};
    if (item->what != ANCHOR_TEXT) return lengths(w, &r, at) != 0;
    return item->text.n <= w->text.n - at &&
           memcmp(w->text.p + at, item->text.p, item->text.n) == 0;
}

static bool anchor_at(const struct work *w, size_t at) {
    for (size_t i = 0; i < w->x.anchor.n; i++)
        if (begins_at(w, &w->x.anchor.items[i], at)) return true;
    return false;
}

static void try_at_anchors(struct work *w) {
    const struct anchor *a = &w->x.anchor;
    size_t next = 0;
    for (size_t at = 0; at < w->text.n && w->steps < w->most;
         at += utf8_width((unsigned char)w->text.p[at])) {
        if (!anchor_at(w, at)) continue;
        size_t high = utf8_back(w->text.p, 0, at, a->before_min);
        if (utf8_count((struct sv){w->text.p + high, at - high}) < a->before_min) continue;
        try_window(w, utf8_back(w->text.p, 0, high, a->before_max - a->before_min), high, &next);
    }
}

uint64_t work_count(struct work *w, struct sv text, uint64_t most) {
    size_t next = 0;
    if (utf8_valid(text) != text.n) return 0; /* what JIT made does not look */
    w->text = text;
    w->steps = 0;
    w->most = most;
    if (w->at_start)
        try_start(w, 0);
    else if (w->x.anchor.n > 0)
        try_at_anchors(w);
    else
        try_window(w, 0, text.n, &next);
    return w->steps;
}

void work_needs(const struct work *w, struct str *out) {
    if (w->at_start || w->x.anchor.n == 0) return;
    const struct anchor_item *item = &w->x.anchor.items[0];
    const struct list *list = &w->l->pack.lists[item->index];
    if (item->what == ANCHOR_TEXT) str_sv(out, item->text);
    if (item->what == ANCHOR_LIST && list->n > 0) str_sv(out, list->terms[0].text);
    if (item->what == ANCHOR_KIND) str_sv(out, samples_of_kind(w->l, (int32_t)item->index));
}
