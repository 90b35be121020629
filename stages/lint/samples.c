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

static void run_example(struct lint *l, struct engine *g, const struct rule *rule, size_t i) {
    struct arena a = {0};
    struct found found;
    struct sv text = rule->tests[i].text;
    struct sv kind = rule->scope == SCOPE_BLOCK ? rule->block_kind : SV("paragraph");
    struct layout layout = layout_of_lines(text, kind, &a);
    engine_run(g, &layout, &a, &found);
    keep_mentions(l, &found, text);
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
            if (rule->tests[k].want->n > 0 && !l->samples[rule->kind].p) run_example(l, g, rule, k);
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
