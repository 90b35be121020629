#include <string.h>

#include "packread.h"

static int read_length(struct reader *r, struct condition *c, const struct node *n, struct err *e) {
    int64_t low, high;
    (void)r;
    if (n->kind != NODE_LIST || n->n != 2) return node_err(n, e, "\"length\" is [least, most]");
    if (pack_whole_of(n->items[0], &low, e) != 0 || pack_whole_of(n->items[1], &high, e) != 0)
        return -1;
    if (low < 0 || high < low || high > WIDTH_ANY)
        return node_err(n, e, "\"length\" is [least, most]");
    c->shortest = (unsigned)low;
    c->longest = (unsigned)high;
    return 0;
}

static int need_text(const struct condition *c, const struct node *n, struct err *e) {
    return n->kind == NODE_TEXT ? 0 : node_err(n, e, "\"%s\" must be text", c->key);
}

static int read_expression(struct reader *r, struct condition *c, const struct node *n,
                           struct err *e) {
    (void)r;
    if (need_text(c, n, e) != 0) return -1;
    if (strstr(n->text.p, "%{")) return node_err(n, e, "\"%s\" takes no %%{...}", c->key);
    return rx_compile(&c->rx, n, n->text, e);
}

static int read_list(struct reader *r, struct condition *c, const struct node *n, struct err *e) {
    if (need_text(c, n, e) != 0) return -1;
    int32_t list = pack_list(r->pack, n->text);
    if (list == NONE) return node_err(n, e, "\"%s\" is no list of define", n->text.p);
    c->list = (uint32_t)list;
    return 0;
}

/* Whether Unicode knows a script of that name; what else stands in it never reaches PCRE2. */
static bool is_script(struct sv name) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    struct err ignored;
    struct rx *rx;
    struct str s = {0};
    if (name.n == 0 || strspn(name.p, letters) != name.n) return false;
    str_printf(&s, "\\p{sc:%s}", name.p);
    bool known = rx_compile(&rx, NULL, str_view(&s), &ignored) == 0;
    rx_free(rx);
    str_release(&s);
    return known;
}

static int read_script(struct reader *r, struct condition *c, const struct node *n, struct err *e) {
    struct node **items, *one = arena_alloc(&r->pack->arena, sizeof *one);
    size_t count;
    *one = *n;
    if (pack_texts(&one, one, &items, &count, e) != 0) return -1;
    struct str s = {0};
    str_c(&s, "\\A[");
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        struct sv name = items[i]->text;
        if (!is_script(name)) result = node_err(items[i], e, "unknown script \"%s\"", name.p);
        str_printf(&s, "\\p{sc:%s}", name.p);
    }
    str_c(&s, "]++\\z");
    if (result == 0) result = rx_compile(&c->rx, NULL, str_view(&s), e);
    str_release(&s);
    return result;
}

static const struct {
    const char *key;
    enum condition_test test;
    int (*read)(struct reader *r, struct condition *c, const struct node *n, struct err *e);
} tests[] = {
    {"in", TEST_IN, read_list},
    {"not_in", TEST_NOT_IN, read_list},
    {"length", TEST_LENGTH, read_length},
    {"matches", TEST_MATCHES, read_expression},
    {"not_matches", TEST_NOT_MATCHES, read_expression},
    {"not_part_of", TEST_NOT_PART, read_list},
    {"script", TEST_SCRIPT, read_script},
};
enum { N_TESTS = sizeof tests / sizeof tests[0] };

static int check_keys(const struct node *map, struct err *e) {
    const char *keys[N_TESTS + 2] = {"group"};
    for (size_t i = 0; i < N_TESTS; i++)
        keys[i + 1] = tests[i].key;
    return node_keys(map, keys, e);
}

/* Reads one item, which may hold several tests of a group. */
static int read_item(struct reader *r, struct rule *rule, struct conditions *to,
                     const struct node *map, struct err *e) {
    struct sv group;
    if (check_keys(map, e) != 0 || node_text(map, "group", &group, e) != 0) return -1;
    if (!group.p) return node_err(map, e, "a condition needs a \"group\"");
    if (pack_check_group(rule, node_get(map, "group"), group, e) != 0) return -1;
    size_t before = to->n;
    for (size_t i = 0; i < N_TESTS; i++) {
        const struct node *n = node_get(map, tests[i].key);
        if (!n) continue;
        struct condition *c = &to->p[to->n++];
        *c = (struct condition){group, tests[i].test, tests[i].key, n, .more = true};
        if (tests[i].read(r, c, n, e) != 0) return -1;
    }
    if (to->n == before) return node_err(map, e, "the condition tests nothing");
    to->p[to->n - 1].more = false;
    return 0;
}

void pack_read_conditions(struct reader *r, struct rule *rule, const char *key,
                          struct conditions *to) {
    const struct node *n = node_get(rule->at, key);
    struct err e;
    if (!n) return;
    if (n->kind != NODE_LIST) {
        node_err(n, &e, "\"%s\" is a list of conditions", key);
        pack_fault(r, rule, &e);
        return;
    }
    to->p = arena_zero(&r->pack->arena, n->n * N_TESTS * sizeof *to->p);
    for (size_t i = 0; i < n->n; i++)
        if (read_item(r, rule, to, n->items[i], &e) != 0) pack_fault(r, rule, &e);
}
