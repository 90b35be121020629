#include <string.h>

#include "packread.h"

static int read_length(struct condition *c, const struct node *n, struct err *e) {
    int64_t low, high;
    if (n->kind != NODE_LIST || n->n != 2) return node_err(n, e, "\"length\" is [least, most]");
    if (pack_whole_of(n->items[0], &low, e) != 0 || pack_whole_of(n->items[1], &high, e) != 0)
        return -1;
    if (low < 0 || high < low || high > WIDTH_ANY)
        return node_err(n, e, "\"length\" is [least, most]");
    c->test = TEST_LENGTH;
    c->shortest = (unsigned)low;
    c->longest = (unsigned)high;
    return 0;
}

static int read_test(struct reader *r, struct condition *c, const char *key, const struct node *n,
                     struct err *e) {
    if (strcmp(key, "length") == 0) return read_length(c, n, e);
    if (n->kind != NODE_TEXT) return node_err(n, e, "\"%s\" must be text", key);
    bool matches = strcmp(key, "matches") == 0, not_matches = strcmp(key, "not_matches") == 0;
    if (matches || not_matches) {
        c->test = matches ? TEST_MATCHES : TEST_NOT_MATCHES;
        if (strstr(n->text.p, "%{")) return node_err(n, e, "\"%s\" takes no %%{...}", key);
        return rx_compile(&c->rx, n, n->text, e);
    }
    c->test = strcmp(key, "in") == 0       ? TEST_IN
              : strcmp(key, "not_in") == 0 ? TEST_NOT_IN
                                           : TEST_NOT_PART;
    int32_t list = pack_list(r->pack, n->text);
    if (list == NONE) return node_err(n, e, "\"%s\" is no list of define", n->text.p);
    c->list = (uint32_t)list;
    return 0;
}

static int read_condition(struct reader *r, struct rule *rule, const struct node *map,
                          struct err *e) {
    static const char *const keys[] = {"group",   "in",          "not_in",      "length",
                                       "matches", "not_matches", "not_part_of", NULL};
    if (node_keys(map, keys, e) != 0) return -1;
    struct sv group;
    if (node_text(map, "group", &group, e) != 0) return -1;
    if (!group.p) return node_err(map, e, "a condition needs a \"group\"");
    if (pack_check_group(rule, node_get(map, "group"), group, e) != 0) return -1;
    size_t before = rule->n_conditions;
    for (const char *const *key = keys + 1; *key; key++) {
        const struct node *n = node_get(map, *key);
        if (!n) continue;
        struct condition *c = &rule->conditions[rule->n_conditions++];
        c->group = group;
        if (read_test(r, c, *key, n, e) != 0) return -1;
    }
    return rule->n_conditions > before ? 0 : node_err(map, e, "the condition tests nothing");
}

int pack_read_where(struct reader *r, struct rule *rule, struct err *e) {
    const struct node *n = node_get(rule->at, "where");
    if (!n) return 0;
    if (n->kind != NODE_LIST) return node_err(n, e, "\"where\" is a list of conditions");
    rule->conditions = arena_zero(&r->pack->arena, n->n * 6 * sizeof *rule->conditions);
    for (size_t i = 0; i < n->n; i++)
        if (read_condition(r, rule, n->items[i], e) != 0) return -1;
    return 0;
}
