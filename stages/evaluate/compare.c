#include "compare.h"

static struct sv cut_out(struct sv v, struct rx *rx, struct arena *a) {
    struct str s = {0};
    size_t from = 0, start, end;
    while (from < v.n && rx_match(rx, v, from, &start, &end) && end > start) {
        str_put(&s, v.p + from, start - from);
        from = end;
    }
    if (from == 0) return v;
    str_put(&s, v.p + from, v.n - from);
    struct sv cut = arena_copy(a, str_view(&s));
    str_release(&s);
    return cut;
}

struct sv compare_value(const struct comparison *c, const struct entry *x, size_t column) {
    const struct column *k = &c->dataset->columns[column];
    struct sv v = x->forms[column];
    if (k->is_name) v = gold_name(c->doc, v);
    return k->without ? cut_out(v, k->without, c->arena) : v;
}

int compare(struct score *s, const struct gold_doc *doc, size_t dataset, struct err *e) {
    static int (*const methods[])(struct comparison *, struct err *) = {
        [METHOD_SETS] = compare_sets,
        [METHOD_TEXTS] = compare_texts,
        [METHOD_SEQUENCE] = compare_sequence,
    };
    struct arena arena = {0};
    const struct dataset *d = &s->yardstick->datasets[dataset];
    s->docs = mem_room(s->docs, s->n_docs, &s->size_docs, sizeof *s->docs);
    s->docs[s->n_docs] = (struct by_doc){.doc = doc, .dataset = dataset};
    struct comparison c = {
        .score = s,
        .doc = doc,
        .dataset = d,
        .gold = &doc->parts[dataset].gold,
        .rows = &doc->parts[dataset].rows,
        .figures = s->figures[dataset],
        .tally = &s->docs[s->n_docs++],
        .arena = &arena,
    };
    int result = methods[d->method](&c, e);
    arena_release(&arena);
    return result;
}
