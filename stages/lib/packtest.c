#include "packread.h"

static int check_wanted(const struct node *want, struct err *e) {
    bool good = want->kind == NODE_MAP;
    for (size_t i = 0; good && i < want->n; i++)
        good = want->items[i]->kind == NODE_TEXT;
    return good ? 0 : node_err(want, e, "a wanted mention maps fields to texts");
}

static int read_test_case(struct rule *rule, const struct node *map, struct err *e) {
    static const char *const keys[] = {"text", "want", "todo", "about", NULL};
    struct test_case *t = &rule->tests[rule->n_tests];
    if (node_keys(map, keys, e) != 0 || node_text(map, "text", &t->text, e) != 0) return -1;
    t->at = map;
    t->want = node_get(map, "want");
    if (!t->text.p || !t->want) return node_err(map, e, "a test needs \"text\" and \"want\"");
    if (t->want->kind != NODE_LIST) return node_err(t->want, e, "\"want\" is a list of mentions");
    for (size_t i = 0; i < t->want->n; i++)
        if (check_wanted(t->want->items[i], e) != 0) return -1;
    rule->n_tests++;
    return pack_bool(map, "todo", &t->todo, e);
}

int pack_read_tests(struct reader *r, struct rule *rule, struct err *e) {
    const struct node *n = node_get(rule->at, "tests");
    if (!n) return 0;
    if (n->kind != NODE_LIST) return node_err(n, e, "\"tests\" is a list");
    rule->tests = arena_zero(&r->pack->arena, n->n * sizeof *rule->tests);
    for (size_t i = 0; i < n->n; i++)
        if (read_test_case(rule, n->items[i], e) != 0) return -1;
    return 0;
}
