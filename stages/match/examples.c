#include "examples.h"

#include <stdio.h>
#include <string.h>

/* Each line of the text is a sentence, a block and a quotation. */
static struct layout lay_out(struct sv text, struct sv kind, struct arena *a) {
    size_t most = 1;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '\n';
    struct stretch *lines = arena_alloc(a, most * sizeof *lines);
    struct sv *kinds = arena_alloc(a, most * sizeof *kinds);
    size_t n = 0;
    for (size_t at = 0; at < text.n; n++) {
        const char *feed = memchr(text.p + at, '\n', text.n - at);
        size_t end = feed ? (size_t)(feed - text.p) : text.n;
        lines[n] = (struct stretch){at, end};
        kinds[n] = kind;
        at = end + 1;
    }
    struct stretches all = {lines, n};
    return (struct layout){text, all, all, all, kinds};
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

static void put_mention(struct str *s, const struct mention *m) {
    str_c(s, "{");
    for (size_t i = 0; i < m->n_fields; i++) {
        if (i > 0) str_c(s, ", ");
        str_sv(s, m->fields[i].name);
        str_c(s, ": ");
        str_sv(s, m->fields[i].value.text);
    }
    str_c(s, "}");
}

/* Compares in order; what was found is put into got for the message. */
static bool compare(const struct found *f, const struct rule *rule, const struct test_case *t,
                    struct str *got) {
    size_t n = 0;
    bool right = true;
    for (size_t i = 0; i < f->n_mentions; i++) {
        const struct mention *m = &f->mentions[i];
        if (m->rule != rule) continue;
        if (n > 0) str_c(got, ", ");
        put_mention(got, m);
        right &= n < t->want->n && is_wanted(m, t->want->items[n]);
        n++;
    }
    return right && n == t->want->n;
}

static bool run_one(struct engine *g, const struct rule *rule, const struct test_case *t) {
    struct arena a = {0};
    struct found found;
    struct str got = {0};
    struct sv kind = rule->scope == SCOPE_BLOCK ? rule->block_kind : SV("paragraph");
    struct layout l = lay_out(t->text, kind, &a);
    engine_run(g, &l, &a, &found);
    bool right = compare(&found, rule, t, &got);
    if (right == t->todo)
        printf("FAIL %s:%u:%u: %s: got [%s] from \"%s\"%s\n", t->at->file, t->at->line,
               t->at->column, rule->id.p, got.p ? got.p : "", t->text.p,
               right ? ", which is right: it is no todo any more" : "");
    str_release(&got);
    arena_release(&a);
    return right;
}

static void count(bool right, bool is_todo, size_t *passed, size_t *failed, size_t *todo) {
    if (right == is_todo)
        ++*failed;
    else
        ++*(is_todo ? todo : passed);
}

size_t examples_run(struct engine *g, const struct pack *p) {
    size_t passed = 0, failed = 0, todo = 0;
    for (size_t i = 0; i < p->n_kinds; i++)
        p->kinds[i].emit = true;
    for (size_t i = 0; i < p->n_rules; i++)
        for (size_t k = 0; k < p->rules[i]->n_tests; k++)
            count(run_one(g, p->rules[i], &p->rules[i]->tests[k]), p->rules[i]->tests[k].todo,
                  &passed, &failed, &todo);
    if (todo > 0) printf("%zu to do\n", todo);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed;
}
