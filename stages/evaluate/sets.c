/* Rows as sets of keys: what is there once or twice counts once. */
#include <stdlib.h>

#include "compare.h"

/* A row of the gold or of the run, and its key. */
struct keyed {
    struct sv key;
    const struct entry *entry;
    bool of_gold;
};

/* Nothing that is compared holds the mark between parts: it counts as white space. */
static struct sv make_key(const struct comparison *c, const struct key *k, const struct entry *x) {
    struct str s = {0};
    for (size_t i = 0; i < k->n; i++) {
        if (k->begins[i]) str_byte(&s, '\x1F');
        str_sv(&s, compare_value(c, x, k->columns[i]));
    }
    struct sv key = arena_copy(c->arena, str_view(&s));
    str_release(&s);
    return key;
}

static int by_key(const void *a, const void *b) {
    const struct keyed *x = a, *y = b;
    int order = sv_cmp(x->key, y->key);
    if (order != 0) return order;
    if (x->of_gold != y->of_gold) return x->of_gold ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static struct keyed *make_keys(const struct comparison *c, const struct key *k, size_t n) {
    struct keyed *all = arena_alloc(c->arena, (n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        bool of_gold = i < c->gold->n;
        const struct entry *x = of_gold ? &c->gold->p[i] : &c->rows->p[i - c->gold->n];
        all[i] = (struct keyed){make_key(c, k, x), x, of_gold};
    }
    if (n > 1) qsort(all, n, sizeof *all, by_key);
    return all;
}

/* Gold and rows of one key, the gold first. */
struct group {
    const struct keyed *p;
    size_t n, n_gold;
    bool wanted; /* by some gold that is not optional */
};

static struct group next_group(const struct keyed *p, size_t most) {
    struct group g = {.p = p};
    while (g.n < most && sv_eq(p[g.n].key, p[0].key)) {
        g.n_gold += p[g.n].of_gold;
        g.wanted |= p[g.n].of_gold && !p[g.n].entry->optional;
        g.n++;
    }
    return g;
}

static void count_group(struct figure *f, const struct group *g) {
    bool given = g->n > g->n_gold;
    f->right += given && g->wanted;
    f->found += given && g->wanted;
    f->missed += !given && g->wanted;
    f->wrong += given && g->n_gold == 0;
}

static void tell_group(struct comparison *c, const struct group *g, struct sv figure,
                       const bool *columns) {
    enum verdict v = g->wanted ? VERDICT_RIGHT : g->n_gold == 0 ? VERDICT_FALSE : VERDICT_OPTIONAL;
    for (size_t i = g->n_gold; i < g->n; i++) {
        score_row(c, g->p[i].entry, v);
        if (v == VERDICT_FALSE) score_say(c, '+', figure, g->p[i].entry, NULL, columns);
    }
    if (g->n > g->n_gold || !g->wanted) return;
    c->tally->missed++;
    score_say(c, '-', figure, NULL, g->p[0].entry, columns);
}

int compare_sets(struct comparison *c, struct err *e) {
    (void)e;
    size_t n = c->gold->n + c->rows->n;
    for (size_t k = 0; k < c->dataset->n_keys; k++) {
        const struct key *key = &c->dataset->keys[k];
        const struct keyed *all = make_keys(c, key, n);
        bool columns[MOST_COLUMNS] = {false};
        for (size_t i = 0; i < key->n; i++)
            columns[key->columns[i]] = true;
        for (size_t at = 0; at < n;) {
            struct group g = next_group(all + at, n - at);
            count_group(&c->figures[k], &g);
            if (k == 0) tell_group(c, &g, key->figure, columns);
            at += g.n;
        }
    }
    return 0;
}
