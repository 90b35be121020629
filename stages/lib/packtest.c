#include "packread.h"

static int check_wanted(const struct node *want, struct err *e) {
    bool good = want->kind == NODE_MAP;
    for (size_t i = 0; good && i < want->n; i++)
        good = want->items[i]->kind == NODE_TEXT;
    return good ? 0 : node_err(want, e, "a wanted mention maps fields to texts");
}

/* The kinds whose mentions are compared, by whatever rule; none: those of the rule itself. */
static int read_kinds(struct pack *p, struct test_case *t, struct err *e) {
    struct node *n = node_get(t->at, "kinds"), *one, **items;
    if (!n) return 0;
    if (pack_texts(&one, n, &items, &t->n_kinds, e) != 0) return -1;
    t->kinds = arena_alloc(&p->arena, t->n_kinds * sizeof *t->kinds);
    for (size_t i = 0; i < t->n_kinds; i++) {
        t->kinds[i] = pack_kind(p, items[i]->text);
        if (t->kinds[i] == NONE)
            return node_err(items[i], e, "no rule makes mentions of kind \"%s\"", items[i]->text.p);
    }
    return 0;
}

static int read_test_case(struct pack *p, struct rule *rule, const struct node *map,
                          struct err *e) {
    static const char *const keys[] = {"text", "want", "kinds", "todo", "about", NULL};
    struct test_case *t = &rule->tests[rule->n_tests];
    if (node_keys(map, keys, e) != 0 || node_text(map, "text", &t->text, e) != 0) return -1;
    t->at = map;
    t->want = node_get(map, "want");
    if (!t->text.p || !t->want) return node_err(map, e, "a test needs \"text\" and \"want\"");
    if (t->want->kind != NODE_LIST) return node_err(t->want, e, "\"want\" is a list of mentions");
    for (size_t i = 0; i < t->want->n; i++)
        if (check_wanted(t->want->items[i], e) != 0) return -1;
    rule->n_tests++;
    if (read_kinds(p, t, e) != 0) return -1;
    return pack_bool(map, "todo", &t->todo, e);
}

void pack_read_tests(struct reader *r, struct rule *rule) {
    const struct node *n = node_get(rule->at, "tests");
    struct err e;
    if (!n) return;
    if (n->kind != NODE_LIST) {
        node_err(n, &e, "\"tests\" is a list");
        pack_fault(r, rule, &e);
        return;
    }
    rule->tests = arena_zero(&r->pack->arena, n->n * sizeof *rule->tests);
    for (size_t i = 0; i < n->n; i++)
        if (read_test_case(r->pack, rule, n->items[i], &e) != 0) pack_fault(r, rule, &e);
}
