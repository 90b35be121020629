/* Texts that somebody puts forward, compared by the bigrams they share.
 *
 * Rows of the kinds that are `whole` are matched one to one. The rest may be cut into rows in any
 * way: of those the bigrams are counted.
 */
#include <stdlib.h>

#include "compare.h"

static const double alike = 0.6; /* two texts that share as much say the same */

struct text {
    const struct entry *entry;
    struct bigrams bigrams;
    struct sv who; /* the set of names as one text */
    bool whole;
    int match; /* of the gold: the row that matches; of a row: the gold; -1 */
};

struct texts {
    struct comparison *c;
    struct text *gold, *rows;
    size_t n_gold, n_rows;
    bool said[MOST_COLUMNS]; /* columns that a difference shows */
};

/* ---- what is compared ---- */

static int by_bytes(const void *a, const void *b) {
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

/* Who a list of names names: each once, in one order. */
static struct sv names_of(const struct comparison *c, struct sv list, bool is_name) {
    struct sv *names = arena_alloc(c->arena, (list.n + 1) * sizeof *names);
    struct str s = {0};
    size_t n = 0;
    for (size_t at = 0; at < list.n;) {
        const char *mark = memchr(list.p + at, ';', list.n - at);
        struct sv name = {list.p + at, mark ? (size_t)(mark - list.p) - at : list.n - at};
        if (name.n > 0) names[n++] = is_name ? gold_name(c->doc, name) : name;
        at += name.n + 1;
    }
    if (n > 1) qsort(names, n, sizeof *names, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && sv_eq(names[i], names[i - 1])) continue;
        str_sv(&s, names[i]);
        str_byte(&s, '\x1F');
    }
    struct sv all = arena_copy(c->arena, str_view(&s));
    str_release(&s);
    return all;
}

static struct text *read_texts(const struct comparison *c, const struct entries *from) {
    const struct dataset *d = c->dataset;
    struct text *all = arena_zero(c->arena, (from->n + 1) * sizeof *all);
    for (size_t i = 0; i < from->n; i++) {
        const struct entry *x = &from->p[i];
        all[i] = (struct text){
            .entry = x,
            .bigrams = bigrams_of(compare_value(c, x, 0), c->arena),
            .who = SV(""),
            .whole = d->kind < 0 || dataset_lists(d, x->forms[d->kind]),
            .match = -1,
        };
        if (d->who >= 0) all[i].who = names_of(c, x->forms[d->who], d->columns[d->who].is_name);
    }
    return all;
}

/* ---- rows that are whole: the best pair first ---- */

struct pair {
    double overlap;
    bool same_who, wanted;
    size_t gold, row;
};

struct pairs {
    struct pair *p;
    size_t n, size;
};

static int by_rank(const void *a, const void *b) {
    const struct pair *x = a, *y = b;
    if (x->overlap != y->overlap) return x->overlap > y->overlap ? -1 : 1;
    if (x->same_who != y->same_who) return x->same_who ? -1 : 1;
    if (x->wanted != y->wanted) return x->wanted ? -1 : 1;
    if (x->gold != y->gold) return x->gold < y->gold ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Texts of which one is less than half of the other cannot be alike. */
static bool may_be_alike(const struct bigrams *a, const struct bigrams *b) {
    return 2 * a->n >= b->n && 2 * b->n >= a->n;
}

static void add_pairs(struct pairs *all, const struct texts *t, size_t i) {
    const struct text *g = &t->gold[i];
    for (size_t k = 0; k < t->n_rows; k++) {
        const struct text *r = &t->rows[k];
        if (!may_be_alike(&g->bigrams, &r->bigrams)) continue;
        double overlap = bigrams_overlap(g->bigrams, r->bigrams);
        if (overlap < alike) continue;
        all->p = mem_room(all->p, all->n, &all->size, sizeof *all->p);
        all->p[all->n++] = (struct pair){overlap, sv_eq(g->who, r->who), !g->entry->optional, i, k};
    }
}

static void match_pairs(struct texts *t) {
    struct pairs all = {0};
    for (size_t i = 0; i < t->n_gold; i++)
        if (t->gold[i].whole) add_pairs(&all, t, i);
    if (all.n > 1) qsort(all.p, all.n, sizeof *all.p, by_rank);
    for (size_t i = 0; i < all.n; i++) {
        struct text *g = &t->gold[all.p[i].gold], *r = &t->rows[all.p[i].row];
        if (g->match >= 0 || r->match >= 0) continue;
        g->match = (int)all.p[i].row;
        r->match = (int)all.p[i].gold;
    }
    free(all.p);
}

/* Counts something that was given and wanted: right, or wrong and missed. */
static void count(struct figure *f, bool right) {
    f->right += right;
    f->found += right;
    f->wrong += !right;
    f->missed += !right;
}

static void miss(struct texts *t, const struct text *g, bool counted) {
    struct comparison *c = t->c;
    c->tally->missed++;
    if (counted) {
        c->figures[FIGURE_ROWS].missed++;
        c->figures[FIGURE_TEXT].missed++;
    }
    score_say(c, '-', c->figures[counted ? FIGURE_ROWS : FIGURE_REST].name, NULL, g->entry,
              t->said);
}

static void judge_match(struct texts *t, const struct text *g, const struct text *r) {
    struct comparison *c = t->c;
    const struct dataset *d = c->dataset;
    bool same_who = sv_eq(g->who, r->who);
    count(&c->figures[FIGURE_TEXT], true);
    count(&c->figures[FIGURE_ROWS], same_who);
    if (!same_who) score_say(c, '~', c->figures[FIGURE_ROWS].name, r->entry, g->entry, t->said);
    c->tally->missed += !same_who;
    score_row(c, r->entry, same_who ? VERDICT_RIGHT : VERDICT_FALSE);
    if (d->kind < 0) return;
    bool same_kind = sv_eq(g->entry->forms[d->kind], r->entry->forms[d->kind]);
    count(&c->figures[FIGURE_KIND], same_kind);
    if (!same_kind) score_say(c, '~', c->figures[FIGURE_KIND].name, r->entry, g->entry, t->said);
}

static void judge_whole(struct texts *t) {
    for (size_t i = 0; i < t->n_gold; i++) {
        const struct text *g = &t->gold[i];
        if (!g->whole) continue;
        if (g->entry->optional && g->match >= 0)
            score_row(t->c, t->rows[g->match].entry, VERDICT_OPTIONAL);
        else if (g->match >= 0)
            judge_match(t, g, &t->rows[g->match]);
        else if (!g->entry->optional)
            miss(t, g, true);
    }
}

/* ---- the rest: bigrams of the gold that rows cover, bigrams of rows that the gold justifies ----
 */

static struct bigrams join(struct arena *a, const struct text *texts, size_t n, bool optional) {
    struct bigrams all = {NULL, 0};
    for (size_t i = 0; i < n; i++)
        all.n += texts[i].bigrams.n;
    all.p = arena_alloc(a, (all.n + 1) * sizeof *all.p);
    all.n = 0;
    for (size_t i = 0; i < n; i++) {
        if (optional && !texts[i].entry->optional) continue;
        if (texts[i].bigrams.n > 0)
            memcpy(all.p + all.n, texts[i].bigrams.p, texts[i].bigrams.n * sizeof *all.p);
        all.n += texts[i].bigrams.n;
    }
    bigrams_sort(&all);
    return all;
}

static void judge_gold(struct texts *t) {
    struct figure *f = &t->c->figures[FIGURE_REST];
    struct bigrams given = join(t->c->arena, t->rows, t->n_rows, false);
    for (size_t i = 0; i < t->n_gold; i++) {
        const struct text *g = &t->gold[i];
        if (g->whole || g->entry->optional) continue;
        size_t found = bigrams_shared(g->bigrams, given);
        f->found += found;
        f->missed += g->bigrams.n - found;
        if ((double)found < alike * (double)g->bigrams.n) miss(t, g, false);
    }
}

/* A whole row that nothing matches is right where optional gold holds most of it. */
static void judge_false(struct texts *t, const struct text *r, struct bigrams optional) {
    struct comparison *c = t->c;
    size_t shared = bigrams_shared(r->bigrams, optional);
    if (r->bigrams.n > 0 && (double)shared / (double)r->bigrams.n >= alike) {
        score_row(c, r->entry, VERDICT_OPTIONAL);
        return;
    }
    c->figures[FIGURE_ROWS].wrong++;
    c->figures[FIGURE_TEXT].wrong++;
    score_row(c, r->entry, VERDICT_FALSE);
    score_say(c, '+', c->figures[FIGURE_ROWS].name, r->entry, NULL, t->said);
}

static void judge_rest(struct texts *t, const struct text *r, struct bigrams *left) {
    struct figure *f = &t->c->figures[FIGURE_REST];
    size_t good = bigrams_take(left, r->bigrams);
    bool is_false = (double)good < alike * (double)r->bigrams.n;
    f->right += good;
    f->wrong += r->bigrams.n - good;
    score_row(t->c, r->entry, is_false ? VERDICT_FALSE : VERDICT_RIGHT);
    if (is_false) score_say(t->c, '+', f->name, r->entry, NULL, t->said);
}

static void judge_rows(struct texts *t) {
    struct bigrams left = join(t->c->arena, t->gold, t->n_gold, false);
    struct bigrams optional = join(t->c->arena, t->gold, t->n_gold, true);
    for (size_t k = 0; k < t->n_rows; k++) {
        const struct text *r = &t->rows[k];
        if (r->match >= 0) continue;
        if (r->whole)
            judge_false(t, r, optional);
        else
            judge_rest(t, r, &left);
    }
}

int compare_texts(struct comparison *c, struct err *e) {
    (void)e;
    struct texts t = {
        .c = c,
        .gold = read_texts(c, c->gold),
        .rows = read_texts(c, c->rows),
        .n_gold = c->gold->n,
        .n_rows = c->rows->n,
        .said = {true},
    };
    if (c->dataset->who >= 0) t.said[c->dataset->who] = true;
    if (c->dataset->kind >= 0) t.said[c->dataset->kind] = true;
    match_pairs(&t);
    judge_whole(&t);
    judge_gold(&t);
    judge_rows(&t);
    return 0;
}
