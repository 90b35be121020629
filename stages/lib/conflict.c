#include <stdlib.h>

#include "engineroom.h"

int conflict_by_spans(const struct mention *a, const struct mention *b) {
    for (size_t i = 0; i < a->n_fields && i < b->n_fields; i++) {
        const struct value *x = &a->fields[i].value, *y = &b->fields[i].value;
        if (x->start != y->start) return x->start < y->start ? -1 : 1;
        if (x->end != y->end) return x->end < y->end ? -1 : 1;
        int text = sv_cmp(x->text, y->text);
        if (!text) text = sv_cmp(a->fields[i].name, b->fields[i].name);
        if (text) return text;
    }
    return (a->n_fields > b->n_fields) - (a->n_fields < b->n_fields);
}

static int by_strength(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    size_t length_x = x->end - x->start, length_y = y->end - y->start;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->rule->priority != y->rule->priority)
        return x->rule->priority > y->rule->priority ? -1 : 1;
    if (x->score > y->score || x->score < y->score) return x->score > y->score ? -1 : 1;
    if (length_x != length_y) return length_x > length_y ? -1 : 1;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    int id = sv_cmp(x->rule->id, y->rule->id);
    if (!id) id = conflict_by_spans(x, y);
    return id ? id : (x->way > y->way) - (x->way < y->way);
}

static bool is_twin(const struct mention *a, const struct mention *b) {
    return a->kind == b->kind && a->start == b->start && a->end == b->end &&
           conflict_by_spans(a, b) == 0;
}

static enum trace_what fate(const struct engine *g, size_t i) {
    const struct mention *c = &g->candidates[i];
    if (g->pack->kinds[c->kind].overlap)
        return i > 0 && is_twin(c, c - 1) ? TRACE_TWIN : TRACE_STANDS;
    return shelf_is_free(&g->shelves[c->kind], c->start, c->end) ? TRACE_STANDS : TRACE_LOST;
}

void conflict_decide(struct engine *g) {
    if (g->n_candidates > 1)
        qsort(g->candidates, g->n_candidates, sizeof *g->candidates, by_strength);
    for (size_t i = 0; i < g->n_candidates; i++) {
        const struct mention *c = &g->candidates[i];
        enum trace_what what = fate(g, i);
        if (g->trace) trace_decided(g, c, what);
        if (what != TRACE_STANDS) continue;
        struct mention m = *c;
        derive_fields(g, &m);
        shelf_put(g, &m);
        tally_win(g, c);
    }
    g->n_candidates = 0;
    if (g->trace) trace_phase_ends(g);
    shelf_sort_all(g);
}
