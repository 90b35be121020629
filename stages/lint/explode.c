/* Expressions that some text makes take very long, and that text. */
#include <stdio.h>

#include "attacks.h"
#include "utf8.h"
#include "work.h"

enum {
    FEW_WAYS = 400,        /* with so few it cannot take long */
    TURNS = 32,            /* of the text that is repeated, when attacks are compared */
    MOST = 400000,         /* steps of one count; about where a document's budget ends */
    MOST_ALL = 1500000,    /* steps of all attacks on one expression */
    MOST_PACK = 100000000, /* of all expressions */
    FEW_STEPS = 5000,      /* for 2 * TURNS: whatever they seem to grow like */
    DEAR = 1500,           /* steps a character that are too many, however they grow */
};

static struct sv attack_text(struct str *s, const struct attack *a, unsigned turns) {
    str_clear(s);
    str_sv(s, a->before);
    while (turns-- > 0)
        str_sv(s, a->pump);
    str_sv(s, a->behind);
    return str_view(s);
}

static uint64_t count(struct work *w, const struct attack *a, unsigned turns) {
    struct str s = {0};
    uint64_t steps = work_count(w, attack_text(&s, a, turns), MOST);
    str_release(&s);
    return steps;
}

static size_t length(const struct attack *a, unsigned turns) {
    return utf8_count(a->before) + turns * utf8_count(a->pump) + utf8_count(a->behind);
}

/* ---- how the work grows ---- */

enum growth { GROWS_LITTLE, GROWS_DEAR, GROWS_CUBIC, GROWS_MORE, GROWS_EXPONENTIALLY };

/* Compares n, 2n and 4n turns, as many as can be counted: a power of n gives the same factor twice,
 * 4 for the square, 8 for the cube; 2^n gives one that grows. The square is what every search costs
 * at worst. */
static enum growth grows(struct work *w, const struct attack *a) {
    double steps[6] = {0};
    int n = 0;
    for (unsigned turns = 2; turns <= 2 * TURNS; turns *= 2) {
        uint64_t taken = count(w, a, turns);
        if (taken >= MOST) break;
        steps[n++] = (double)taken;
    }
    if (n < 3) return GROWS_EXPONENTIALLY;
    if (n == 6 && steps[5] < FEW_STEPS) return GROWS_LITTLE;
    double before = steps[n - 2] / steps[n - 3], last = steps[n - 1] / steps[n - 2];
    if (last > 12 && last > 2 * before) return GROWS_EXPONENTIALLY;
    if (last > 11) return GROWS_MORE;
    if (last > 5.5) return GROWS_CUBIC;
    bool dear = n < 6 || steps[5] / (double)length(a, 2 * TURNS) > DEAR;
    return dear ? GROWS_DEAR : GROWS_LITTLE;
}

/* ---- saying it ---- */

/* The fewest turns that reach a number of steps; 2 * TURNS where none do. */
static unsigned fewest(struct work *w, const struct attack *a, uint64_t steps) {
    unsigned low = 1, high = 2 * TURNS;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (count(w, a, middle) >= steps)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* A text in quotes, signs that are no letters by their numbers. */
static void put_quoted(struct str *s, struct sv text) {
    str_byte(s, '"');
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\n')
            str_c(s, "\\n");
        else
            str_byte(s, text.p[i]);
    str_byte(s, '"');
}

static void put_attack(struct str *s, const struct attack *a, unsigned turns) {
    if (a->before.n > 0) {
        put_quoted(s, a->before);
        str_c(s, " + ");
    }
    str_printf(s, "%u * ", turns);
    put_quoted(s, a->pump);
    if (a->behind.n > 0) {
        str_c(s, " + ");
        put_quoted(s, a->behind);
    }
}

static const char *const how[] = {
    [GROWS_DEAR] = "costs much",
    [GROWS_CUBIC] = "grows as the cube of the text",
    [GROWS_MORE] = "grows faster than the cube of the text",
    [GROWS_EXPONENTIALLY] = "can explode",
};

static void say(struct lint *l, struct work *w, const struct attack *a, enum growth growth,
                const struct rule *rule) {
    unsigned turns = growth == GROWS_EXPONENTIALLY ? fewest(w, a, MOST / 4) : 2 * TURNS;
    struct str s = {0};
    uint64_t steps = count(w, a, turns);
    put_attack(&s, a, turns);
    if (steps >= MOST)
        str_c(&s, " takes so many steps that it is given up");
    else
        str_printf(&s, " takes %llu steps", (unsigned long long)steps);
    if (rule) str_printf(&s, ", in rule \"%s\"", rule->id.p);
    findings_warn(&l->findings, LINT_EXPLODES, a->at->at, lint_offset(a->at), "%s: %s", how[growth],
                  s.p);
    str_release(&s);
}

/* ---- one expression ---- */

static bool is_shorter(const struct attack *x, const struct attack *y) {
    return x->before.n + x->pump.n + x->behind.n < y->before.n + y->pump.n + y->behind.n;
}

/* The attack that makes it work most, of several the shortest; NULL where there is none. */
static const struct attack *worst(struct lint *l, struct work *w, const struct attacks *all) {
    const struct attack *best = NULL;
    uint64_t most = 0, used = 0;
    for (size_t i = 0; i < all->n && used < MOST_ALL; i++) {
        uint64_t steps = count(w, &all->p[i], TURNS);
        used += steps;
        if (steps < most || (steps == most && best && !is_shorter(&all->p[i], best))) continue;
        best = &all->p[i];
        most = steps;
    }
    l->steps += used;
    return best;
}

static void attack(struct lint *l, struct work *w, const struct piece *const *trees, size_t n,
                   const struct piece *before, const struct rule *rule) {
    struct alphabet a;
    struct attacks all = {0};
    struct str needed = {0}, lead = {0};
    alphabet_make(&a, l, trees, n);
    work_needs(w, &needed);
    if (before) alphabet_sample(&a, before, false, 0, &lead);
    attacks_find(&all, &a, trees, n, arena_copy(&l->arena, str_view(&lead)),
                 arena_copy(&l->arena, str_view(&needed)));
    const struct attack *best = worst(l, w, &all);
    enum growth growth = best ? grows(w, best) : GROWS_LITTLE;
    if (growth != GROWS_LITTLE) say(l, w, best, growth, rule);
    attacks_release(&all);
    str_release(&needed);
    str_release(&lead);
}

/* The tree of the expression for a use in the same rule; NULL where it has none. */
static const struct piece *tree_for(const struct lint *l, const struct expression *x,
                                    enum use use) {
    for (const struct expression *other = lint_first(l, x); other; other = lint_next(l, other))
        if (other->use == use) return other->tree;
    return NULL;
}

static void check(struct lint *l, const struct expression *x) {
    bool match = x->use == USE_MATCH, alone = x->use == USE_TEST || x->use == USE_TEXT;
    struct work w;
    if ((!match && !alone) || !x->tree) return;
    const struct piece *trees[] = {x->tree, match ? tree_for(l, x, USE_AFTER) : NULL,
                                   match ? tree_for(l, x, USE_NOT_AFTER) : NULL};
    if (attacks_ways(l, trees, 3) < FEW_WAYS) return;
    int opened = match ? work_open(&w, l, x->rule, x->alternative) : work_open_plain(&w, l, x->at);
    if (opened == 0) attack(l, &w, trees, 3, match ? tree_for(l, x, USE_BEFORE) : NULL, x->rule);
    work_close(&w);
}

void check_explosions(struct lint *l) {
    for (size_t i = 0; i < l->n_expressions; i++) {
        if (l->steps > MOST_PACK) {
            findings_warn(&l->findings, LINT_EXPLODES, l->expressions[i].at, 0,
                          "so many expressions take long that none from here on was tried");
            return;
        }
        check(l, &l->expressions[i]);
    }
}
