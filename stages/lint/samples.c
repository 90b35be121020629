#include "samples.h"

#include "engine.h"
#include "layout.h"

enum { MOST_TEXT = 16384 };

static void keep_mentions(struct lint *l, const struct found *found, struct sv text) {
    for (size_t i = 0; i < found->n_mentions; i++) {
        const struct mention *m = &found->mentions[i];
        struct sv v = {text.p + m->start, m->end - m->start};
        if (!l->samples[m->kind].p) l->samples[m->kind] = arena_copy(&l->arena, v);
    }
}

/* Numerals are never handed on: their first sign stands for them. */
static void add_numerals(struct lint *l) {
    for (size_t i = 0; i < l->pack.n_numerals; i++)
        l->samples[l->pack.numerals[i].kind] = SV("1");
}

/* Whether the rule won in its example, and who did where it lost. */
static void note_winner(const struct found *found, const struct rule *rule, struct tryout *r) {
    bool won = false;
    const struct rule *rival = NULL;
    for (size_t i = 0; i < found->n_mentions; i++) {
        const struct mention *m = &found->mentions[i];
        won |= m->rule == rule;
        if (m->kind == rule->kind && m->rule != rule && !rival) rival = m->rule;
    }
    r->examples++;
    r->won += won;
    r->lost += !won && rival;
    if (!won && rival) r->rival = rival;
}

static void run_example(struct lint *l, struct engine *g, size_t rule, size_t i) {
    struct arena a = {0};
    struct found found;
    const struct rule *x = l->pack.rules[rule];
    struct sv text = x->tests[i].text;
    struct sv kind = x->scope == SCOPE_BLOCK ? x->block_kind : SV("paragraph");
    struct layout layout = layout_of_lines(text, kind, &a);
    engine_run(g, &layout, &a, &found);
    keep_mentions(l, &found, text);
    if (x->tests[i].n_kinds == 0) note_winner(&found, x, &l->tryouts[rule]);
    arena_release(&a);
}

static void add_text(struct str *all, struct sv text) {
    if (text.n == 0 || all->n + text.n + 1 > MOST_TEXT) return;
    str_sv(all, text);
    str_byte(all, '\n');
}

void samples_make(struct lint *l) {
    struct str all = {0};
    l->samples = arena_zero(&l->arena, l->pack.n_kinds * sizeof *l->samples);
    l->tryouts = arena_zero(&l->arena, l->pack.n_rules * sizeof *l->tryouts);
    add_numerals(l);
    bool *emits = arena_alloc(&l->arena, l->pack.n_kinds * sizeof *emits);
    for (size_t i = 0; i < l->pack.n_kinds; i++) {
        emits[i] = l->pack.kinds[i].emit;
        l->pack.kinds[i].emit = true;
    }
    struct engine *g = engine_new(&l->pack, true);
    for (size_t i = 0; i < l->pack.n_rules; i++)
        for (size_t k = 0; k < l->pack.rules[i]->n_tests; k++) {
            const struct rule *rule = l->pack.rules[i];
            add_text(&all, rule->tests[k].text);
            if (rule->tests[k].want->n > 0) run_example(l, g, i, k);
        }
    engine_free(g);
    for (size_t i = 0; i < l->pack.n_kinds; i++)
        l->pack.kinds[i].emit = emits[i];
    l->sample_text = arena_copy(&l->arena, str_view(&all));
    str_release(&all);
}

struct sv samples_of_kind(const struct lint *l, int32_t kind) {
    struct sv v = l->samples[kind];
    return v.p ? v : (struct sv){"", 0};
}

struct sv samples_text(const struct lint *l) {
    return l->sample_text;
}
