#include "attacks.h"

#include <stdlib.h>

#include "utf8.h"

enum {
    MOST_ATTACKS = 160,
    MOST_LOOPS = 24, /* repetitions of one expression that are looked at */
    MOST_PUMPS = 3,  /* characters tried for each */
    MOST_BRANCHES = 6,
    MOST_OTHERS = 4,
    MOST_BETWEEN = 40, /* bytes */
    TURNS = 64,        /* what no bound is taken for */
    RANGE = 3,         /* a repetition with fewer counts than this is none to speak of */
    DEEPEST = 12,
};

static const double MOST_WAYS = 1e12;

/* ---- ways ---- */

static double ways_of(struct lint *l, const struct piece *q, int depth);

static double turns_of(const struct piece *q, double once) {
    unsigned most = q->max < TURNS ? q->max : TURNS, least = q->min < most ? q->min : most;
    double all = 0, some = 1;
    for (unsigned n = 0; n <= most && all < MOST_WAYS; n++, some *= once)
        if (n >= least) all += some;
    return all;
}

static double ways_of_ref(struct lint *l, const struct piece *q, int depth) {
    const struct define *d = lint_define(l, q);
    if (!d || depth > DEEPEST) return 1;
    if (!d->regex.p) return l->pack.lists[d->list].longest - l->pack.lists[d->list].shortest + 1;
    const struct piece *tree = l->trees[d - l->pack.defines];
    return tree ? ways_of(l, tree, depth + 1) : 1;
}

static double ways_of(struct lint *l, const struct piece *q, int depth) {
    double ways = q->kind == PIECE_CHOICE ? 0 : 1;
    if (q->kind == PIECE_REF) return ways_of_ref(l, q, depth);
    if (q->kind == PIECE_REPEAT) return turns_of(q, ways_of(l, q->first, depth));
    for (const struct piece *part = q->first; part && ways < MOST_WAYS; part = part->next) {
        double some = ways_of(l, part, depth);
        ways = q->kind == PIECE_CHOICE ? ways + some : ways * some;
    }
    return ways;
}

double attacks_ways(struct lint *l, const struct piece *const *trees, size_t n) {
    double ways = 1;
    for (size_t i = 0; i < n; i++)
        if (trees[i] && ways < MOST_WAYS) ways *= ways_of(l, trees[i], 0);
    return ways;
}

/* ---- following the tree ---- */

struct loop {
    const struct piece *q;
    struct sv before;
    uint64_t mask; /* of what is repeated */
};

struct finder {
    struct attacks *out;
    struct alphabet *a;
    struct str before; /* what leads to the piece at hand */
    struct loop loops[MOST_LOOPS];
    size_t n_loops;
    int depth;
};

static struct sv keep(struct finder *f, const struct str *s) {
    return arena_copy(&f->a->l->arena, str_view(s));
}

static bool is_loop(const struct piece *q) {
    return q->kind == PIECE_REPEAT && !q->possessive && q->max - q->min >= RANGE;
}

static void follow(struct finder *f, const struct piece *q);

static void follow_all(struct finder *f, const struct piece *q) {
    size_t n = f->before.n;
    for (const struct piece *part = q->first; part; part = part->next) {
        follow(f, part);
        if (q->kind == PIECE_SEQUENCE) alphabet_sample(f->a, part, false, 0, &f->before);
    }
    f->before.n = n;
}

static void follow(struct finder *f, const struct piece *q) {
    const struct piece *tree = q->kind == PIECE_REF ? alphabet_tree(f->a, q) : NULL;
    if (f->n_loops == MOST_LOOPS) return;
    if (is_loop(q))
        f->loops[f->n_loops++] =
            (struct loop){q, keep(f, &f->before), alphabet_mask(f->a, q->first)};
    if (tree && f->depth < DEEPEST) {
        f->depth++;
        follow(f, tree);
        f->depth--;
    }
    follow_all(f, q);
}

/* ---- attacks ---- */

static void add(struct finder *f, const struct loop *loop, struct sv pump, struct sv behind) {
    struct attacks *out = f->out;
    if (out->n == MOST_ATTACKS || pump.n == 0) return;
    for (size_t i = 0; i < out->n; i++)
        if (out->p[i].at == loop->q && sv_eq(out->p[i].before, loop->before) &&
            sv_eq(out->p[i].pump, pump) && sv_eq(out->p[i].behind, behind))
            return;
    out->p = mem_room(out->p, out->n, &out->size, sizeof *out->p);
    out->p[out->n++] = (struct attack){loop->q, loop->before, pump, behind};
}

/* A character of the alphabet that what is repeated does not take, so that all has to end there. */
static void put_other(const struct finder *f, uint64_t mask, struct str *s) {
    uint32_t best = 0;
    for (size_t i = f->a->n; i-- > 0;) {
        uint32_t c = f->a->c[i];
        if (!(mask >> i & 1) && c != '\n' && (best == 0 || c == '!')) best = c;
    }
    if (best) utf8_put(s, best);
}

/* One for each repetition from there on: what ends the first the second may take. */
static void put_others(const struct finder *f, const struct loop *loop, struct str *s) {
    const struct loop *end = f->loops + f->n_loops;
    for (int i = 0; i < MOST_OTHERS && loop < end; i++, loop++)
        put_other(f, loop->mask, s);
}

static bool holds(struct sv text, struct sv part) {
    for (size_t at = 0; at + part.n <= text.n; at++)
        if (memcmp(text.p + at, part.p, part.n) == 0) return true;
    return false;
}

/* With nothing behind, and with what ends all; the text that has to be there stands at the end, if
 * not elsewhere. */
static void add_all(struct finder *f, const struct loop *loop, const struct str *pump,
                    struct sv needed) {
    if (holds(loop->before, needed) || holds(str_view(pump), needed)) needed.n = 0;
    struct str other = {0}, others = {0};
    struct sv kept = keep(f, pump);
    put_other(f, loop->mask, &other);
    put_others(f, loop, &others);
    str_sv(&other, needed);
    str_sv(&others, needed);
    add(f, loop, kept, needed);
    add(f, loop, kept, keep(f, &other));
    add(f, loop, kept, keep(f, &others));
    str_release(&other);
    str_release(&others);
}

/* In how many repetitions a character is. */
static size_t shared(const struct finder *f, size_t c) {
    size_t n = 0;
    for (size_t i = 0; i < f->n_loops; i++)
        n += f->loops[i].mask >> c & 1;
    return n;
}

/* Single characters, those first that most repetitions take. */
static void add_characters(struct finder *f, const struct loop *loop, struct sv needed) {
    uint64_t left = loop->mask;
    for (int i = 0; i < MOST_PUMPS && left; i++) {
        size_t best = 0, most = 0;
        for (size_t c = 0; c < f->a->n; c++)
            if (left >> c & 1 && shared(f, c) > most) {
                best = c;
                most = shared(f, c);
            }
        struct str pump = {0};
        utf8_put(&pump, f->a->c[best]);
        add_all(f, loop, &pump, needed);
        str_release(&pump);
        left &= ~((uint64_t)1 << best);
    }
}

/* Texts of several characters: each branch, the short and the full form. */
static void add_texts(struct finder *f, const struct loop *loop, struct sv needed) {
    for (size_t branch = 0; branch < MOST_BRANCHES; branch++)
        for (int full = 0; full < 2; full++) {
            struct str pump = {0};
            alphabet_sample(f->a, loop->q->first, full, branch, &pump);
            add_all(f, loop, &pump, needed);
            str_release(&pump);
        }
}

/* What stands between this repetition and the last one. */
static void add_between(struct finder *f, const struct loop *loop, struct sv needed) {
    struct sv last = f->loops[f->n_loops - 1].before;
    if (last.n <= loop->before.n || last.n - loop->before.n > MOST_BETWEEN) return;
    if (memcmp(last.p, loop->before.p, loop->before.n) != 0) return; /* of another branch */
    struct str pump = {0};
    str_put(&pump, last.p + loop->before.n, last.n - loop->before.n);
    add_all(f, loop, &pump, needed);
    str_release(&pump);
}

void attacks_find(struct attacks *out, struct alphabet *a, const struct piece *const *trees,
                  size_t n, struct sv lead, struct sv needed) {
    struct finder f = {.out = out, .a = a};
    str_sv(&f.before, lead);
    for (size_t i = 0; i < n; i++) {
        if (!trees[i]) continue;
        follow(&f, trees[i]);
        if (i == 0) alphabet_sample(a, trees[i], false, 0, &f.before);
    }
    for (size_t i = 0; i < f.n_loops; i++) {
        add_characters(&f, &f.loops[i], needed);
        add_between(&f, &f.loops[i], needed);
        if (tree_width(a->l, f.loops[i].q->first).max > 1 || f.loops[i].mask == 0)
            add_texts(&f, &f.loops[i], needed);
    }
    str_release(&f.before);
}

void attacks_release(struct attacks *out) {
    free(out->p);
}
