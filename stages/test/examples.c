#include "examples.h"

#include <string.h>

#include "ink.h"
#include "layout.h"
#include "shown.h"
#include "utf8.h"

/* ---- running ---- */

/* An example at work: what was found, and which of it counts. */
struct example {
    const struct rule *rule;
    const struct test_case *test;
    struct found found;
    const struct mention **got; /* what is compared, in the order of the text */
    size_t n_got;
    bool *is_met;    /* beside got: some wanted one is like it */
    bool *is_missed; /* beside the wanted ones: none that was found is like it */
};

static bool is_compared(const struct example *t, const struct mention *m) {
    if (t->test->n_kinds == 0) return m->rule == t->rule;
    for (size_t i = 0; i < t->test->n_kinds; i++)
        if (m->kind == t->test->kinds[i]) return true;
    return false;
}

static struct sv field_of(const struct mention *m, struct sv name) {
    for (size_t i = 0; i < m->n_fields; i++)
        if (sv_eq(m->fields[i].name, name)) return m->fields[i].value.text;
    return (struct sv){"", 0};
}

static bool is_wanted(const struct mention *m, const struct node *want) {
    for (size_t i = 0; i < want->n; i++)
        if (!sv_eq(field_of(m, want->keys[i]->text), want->items[i]->text)) return false;
    return true;
}

static void collect(struct example *t, struct arena *a) {
    const struct node *want = t->test->want;
    t->got = arena_alloc(a, t->found.n_mentions * sizeof *t->got);
    for (size_t i = 0; i < t->found.n_mentions; i++)
        if (is_compared(t, &t->found.mentions[i])) t->got[t->n_got++] = &t->found.mentions[i];
    t->is_met = arena_zero(a, t->n_got * sizeof *t->is_met);
    t->is_missed = arena_zero(a, want->n * sizeof *t->is_missed);
}

/* Gives each wanted one the first mention like it that is not taken yet. */
static void pair(struct example *t) {
    const struct node *want = t->test->want;
    for (size_t w = 0; w < want->n; w++) {
        size_t i = 0;
        while (i < t->n_got && (t->is_met[i] || !is_wanted(t->got[i], want->items[w])))
            i++;
        t->is_missed[w] = i == t->n_got;
        if (i < t->n_got) t->is_met[i] = true;
    }
}

static bool passes(const struct example *t) {
    const struct node *want = t->test->want;
    bool right = t->n_got == want->n;
    for (size_t i = 0; right && i < want->n; i++)
        right = is_wanted(t->got[i], want->items[i]);
    return right;
}

/* ---- reporting ---- */

static void put_quoted(struct str *s, struct sv text) {
    str_byte(s, '"');
    ink_line(s, INK_PLAIN, text);
    str_byte(s, '"');
}

static void put_field(struct str *s, bool first, struct sv name, struct sv text) {
    if (!first) str_c(s, ", ");
    shown_put(s, name);
    str_c(s, ": ");
    shown_put(s, text);
}

static void put_wanted(struct str *s, const struct node *want) {
    ink_c(s, INK_BAD, "    missing: ");
    str_byte(s, '{');
    for (size_t i = 0; i < want->n; i++)
        put_field(s, i == 0, want->keys[i]->text, want->items[i]->text);
    str_c(s, "}\n");
}

/* Fields, and behind them the rule and the stretch that it was made of: LINE:COL of the example. */
static void put_mention(struct str *s, const char *what, const struct example *t,
                        const struct mention *m) {
    struct sv text = t->test->text;
    size_t line = 1, from = 0;
    str_c(s, "    ");
    ink_c(s, INK_GOOD, what);
    str_c(s, ": {");
    for (size_t i = 0; i < m->n_fields; i++)
        put_field(s, i == 0, m->fields[i].name, m->fields[i].value.text);
    for (size_t i = 0; i < m->start; i++)
        if (text.p[i] == '\n') {
            line++;
            from = i + 1;
        }
    size_t column = 1 + utf8_count((struct sv){text.p + from, m->start - from});
    str_c(s, "} by ");
    shown_put(s, m->rule->id);
    str_printf(s, " at %zu:%zu, ", line, column);
    put_quoted(s, (struct sv){text.p + m->start, m->end - m->start});
    str_byte(s, '\n');
}

/* Mentions of the rule's kind that other rules made, which may have taken the place. */
static void put_instead(struct str *s, const struct example *t) {
    for (size_t i = 0; i < t->found.n_mentions; i++) {
        const struct mention *m = &t->found.mentions[i];
        if (m->kind == t->rule->kind && !is_compared(t, m)) put_mention(s, "instead", t, m);
    }
}

static void put_differences(struct str *s, const struct example *t) {
    size_t missed = 0, noisy = 0;
    for (size_t i = 0; i < t->test->want->n; i++) {
        if (t->is_missed[i]) put_wanted(s, t->test->want->items[i]);
        missed += t->is_missed[i];
    }
    for (size_t i = 0; i < t->n_got; i++) {
        if (!t->is_met[i]) put_mention(s, "noisy", t, t->got[i]);
        noisy += !t->is_met[i];
    }
    if (missed > 0) put_instead(s, t);
    if (missed + noisy > 0) return;
    str_c(s, "    all that is wanted is there, in another order:\n");
    for (size_t i = 0; i < t->n_got; i++)
        put_mention(s, "found", t, t->got[i]);
}

static void put_failure(struct str *s, const struct example *t) {
    const struct node *at = t->test->at;
    shown_put(s, sv_of(at->file));
    str_printf(s, ":%u:%u: fail: ", at->line, at->column);
    shown_put(s, t->rule->id);
    str_c(s, ": ");
    put_quoted(s, t->test->text);
    str_byte(s, '\n');
    if (t->test->todo)
        str_c(s, "    it passes and is no \"todo\" any more\n");
    else
        put_differences(s, t);
}

static void run_one(struct engine *g, struct example *t, struct examples_count *count,
                    struct str *report) {
    struct arena a = {0};
    bool block = t->rule->scope == SCOPE_BLOCK;
    struct sv kind = block ? t->rule->block_kind : SV("paragraph");
    struct layout l = layout_of_lines(t->test->text, kind, &a);
    engine_run(g, &l, &a, &t->found);
    collect(t, &a);
    pair(t);
    bool right = passes(t);
    if (right == t->test->todo)
        count->failed++;
    else
        ++*(t->test->todo ? &count->todo : &count->passed);
    if (right == t->test->todo) put_failure(report, t);
    arena_release(&a);
}

void examples_run(struct engine *g, const struct rule *rule, struct examples_count *count,
                  struct str *report) {
    for (size_t i = 0; i < rule->n_tests; i++) {
        struct example t = {.rule = rule, .test = &rule->tests[i]};
        run_one(g, &t, count, report);
    }
}
