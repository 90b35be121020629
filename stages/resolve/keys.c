#include "keys.h"

#include <string.h>

bool name_list_has(const struct name_list *l, uint32_t id) {
    for (size_t i = 0; i < l->n; i++)
        if (l->ids[i] == id) return true;
    return false;
}

static int want_text(const struct node *n, struct err *e) {
    if (n->kind == NODE_TEXT && n->text.n > 0) return 0;
    return node_err(n, e, "a name or text was expected");
}

static int read_name(struct program *p, const struct node *n, void *to, struct err *e) {
    if (want_text(n, e) != 0) return -1;
    *(uint32_t *)to = names_add(&p->names, n->text);
    return 0;
}

int keys_names(struct program *p, const struct node *n, struct name_list *out, struct err *e) {
    bool one = n->kind == NODE_TEXT;
    if (n->kind == NODE_MAP || (!one && n->n == 0))
        return node_err(n, e, "a name or a list of names was expected");
    uint32_t *ids = arena_alloc(&p->arena, (one ? 1 : n->n) * sizeof *ids);
    *out = (struct name_list){ids, one ? 1 : n->n};
    if (one) return read_name(p, n, ids, e);
    for (size_t i = 0; i < n->n; i++)
        if (read_name(p, n->items[i], &ids[i], e) != 0) return -1;
    return 0;
}

static int read_names(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_names(p, n, to, e);
}

static int read_text(struct program *p, const struct node *n, void *to, struct err *e) {
    (void)p;
    if (want_text(n, e) != 0) return -1;
    *(struct sv *)to = n->text;
    return 0;
}

static int read_number(struct program *p, const struct node *n, void *to, struct err *e) {
    (void)p;
    uint32_t v = 0;
    bool good = n->kind == NODE_TEXT && n->text.n > 0 && n->text.n < 9;
    for (size_t i = 0; good && i < n->text.n; i++) {
        good = n->text.p[i] >= '0' && n->text.p[i] <= '9';
        v = v * 10 + (uint32_t)(n->text.p[i] - '0');
    }
    if (!good) return node_err(n, e, "a whole number was expected");
    *(uint32_t *)to = v;
    return 0;
}

static int read_bool(struct program *p, const struct node *n, void *to, struct err *e) {
    (void)p;
    bool yes = n->kind == NODE_TEXT && sv_is(n->text, "true");
    if (!yes && !(n->kind == NODE_TEXT && sv_is(n->text, "false")))
        return node_err(n, e, "true or false was expected");
    *(bool *)to = yes;
    return 0;
}

int keys_rx(struct program *p, const struct node *n, enum key_type type, struct rx **out,
            struct err *e) {
    struct str s = {0};
    if (want_text(n, e) != 0) return -1;
    if (type == KEY_RX_AFTER) str_c(&s, "\\A");
    str_printf(&s, "(?:%s)", n->text.p);
    if (type == KEY_RX_BEFORE) str_c(&s, "\\z");
    int result = rx_compile(out, n, str_view(&s), e);
    str_release(&s);
    if (result != 0) return -1;
    p->rxs = mem_room(p->rxs, p->n_rxs, &p->size_rxs, sizeof *p->rxs);
    p->rxs[p->n_rxs++] = *out;
    return 0;
}

static int read_rx(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_rx(p, n, KEY_RX, to, e);
}

static int read_rx_before(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_rx(p, n, KEY_RX_BEFORE, to, e);
}

static int read_rx_after(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_rx(p, n, KEY_RX_AFTER, to, e);
}

static int read_when(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_when(p, n, to, e);
}

static int read_columns(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_columns(p, n, to, e);
}

static int read_expr(struct program *p, const struct node *n, void *to, struct err *e) {
    return keys_expr(p, n, to, e);
}

static int read_pairs(struct program *p, const struct node *n, void *to, struct err *e) {
    if (n->kind != NODE_MAP) return node_err(n, e, "a mapping of names was expected");
    struct name_pair *pairs = arena_alloc(&p->arena, n->n * sizeof *pairs);
    *(struct pair_list *)to = (struct pair_list){pairs, n->n};
    for (size_t i = 0; i < n->n; i++) {
        if (read_name(p, n->keys[i], &pairs[i].name, e) != 0 ||
            read_name(p, n->items[i], &pairs[i].value, e) != 0)
            return -1;
        pairs[i].text = n->items[i]->text;
    }
    return 0;
}

static int read_dataset(struct program *p, const struct node *n, void *to, struct err *e) {
    uint32_t name;
    if (read_name(p, n, &name, e) != 0) return -1;
    if (program_dataset(p, name) == p->n_datasets)
        return node_err(n, e, "no operation before makes dataset \"%s\"", n->text.p);
    *(uint32_t *)to = name;
    return 0;
}

static int read_datasets(struct program *p, const struct node *n, void *to, struct err *e) {
    uint32_t name;
    for (size_t i = 0; n->kind == NODE_LIST && i < n->n; i++)
        if (read_dataset(p, n->items[i], &name, e) != 0) return -1;
    if (n->kind == NODE_TEXT && read_dataset(p, n, &name, e) != 0) return -1;
    return keys_names(p, n, to, e);
}

static int read_makes(struct program *p, const struct node *n, void *to, struct err *e) {
    uint32_t name;
    if (read_name(p, n, &name, e) != 0) return -1;
    *(uint32_t *)to = name;
    if (program_dataset(p, name) < p->n_datasets) return 0;
    p->datasets = mem_room(p->datasets, p->n_datasets, &p->size_datasets, sizeof *p->datasets);
    p->datasets[p->n_datasets++] = name;
    return 0;
}

typedef int read_value(struct program *p, const struct node *n, void *to, struct err *e);

static read_value *const readers[] = {
    [KEY_NAME] = read_name,           [KEY_NAMES] = read_names,       [KEY_TEXT] = read_text,
    [KEY_NUMBER] = read_number,       [KEY_BOOL] = read_bool,         [KEY_RX] = read_rx,
    [KEY_RX_BEFORE] = read_rx_before, [KEY_RX_AFTER] = read_rx_after, [KEY_WHEN] = read_when,
    [KEY_COLUMNS] = read_columns,     [KEY_PAIRS] = read_pairs,       [KEY_DATASET] = read_dataset,
    [KEY_DATASETS] = read_datasets,   [KEY_MAKES] = read_makes,       [KEY_EXPR] = read_expr,
};

static int read_choice(const struct node *n, const char *const *choices, uint32_t *to,
                       struct err *e) {
    struct str known = {0};
    for (uint32_t i = 0; choices[i]; i++) {
        if (!*choices[i]) continue; /* what a missing key means */
        if (n->kind == NODE_TEXT && sv_is(n->text, choices[i])) {
            *to = i;
            str_release(&known);
            return 0;
        }
        node_known(&known, choices[i]);
    }
    return node_unknown(n, "word", n->text, &known, e);
}

static int read_plans(struct program *p, const struct node *n, const struct key *k, char *to,
                      struct err *e) {
    if (n->kind != NODE_LIST) return node_err(n, e, "a list was expected");
    char *plans = arena_zero(&p->arena, n->n * k->size);
    for (size_t i = 0; i < n->n; i++)
        if (keys_read(p, n->items[i], k->keys, plans + i * k->size, e) != 0) return -1;
    *(struct plan_list *)(void *)to = (struct plan_list){plans, n->n};
    return 0;
}

static int read_one(struct program *p, const struct node *n, const struct key *k, void *plan,
                    struct err *e) {
    char *to = (char *)plan + k->offset;
    if (k->type == KEY_CHOICE) return read_choice(n, k->choices, (uint32_t *)(void *)to, e);
    if (k->type == KEY_PLANS) return read_plans(p, n, k, to, e);
    if (k->type != KEY_PLAN) return readers[k->type](p, n, to, e);
    void *inner = arena_zero(&p->arena, k->size);
    *(const void **)(void *)to = inner;
    return keys_read(p, n, k->keys, inner, e);
}

static int unknown_key(const struct node *key, const struct key *keys, struct err *e) {
    struct str known = {0};
    for (const struct key *k = keys; k->name; k++)
        node_known(&known, k->name);
    node_known(&known, "about");
    return node_unknown(key, "key", key->text, &known, e);
}

static int check_known(const struct node *map, const struct key *keys, struct err *e) {
    if (map->kind != NODE_MAP) return node_err(map, e, "a mapping of keys to values was expected");
    for (size_t i = 0; i < map->n; i++) {
        const struct key *k = keys;
        while (k->name && !sv_is(map->keys[i]->text, k->name))
            k++;
        if (!k->name && !sv_is(map->keys[i]->text, "about"))
            return unknown_key(map->keys[i], keys, e);
    }
    return 0;
}

int keys_read(struct program *p, const struct node *map, const struct key *keys, void *plan,
              struct err *e) {
    if (check_known(map, keys, e) != 0) return -1;
    for (const struct key *k = keys; k->name; k++) {
        const struct node *n = node_get(map, k->name);
        if (!n && k->required) return node_err(map, e, "key \"%s\" is missing", k->name);
        if (!n && k->type == KEY_NUMBER)
            *(uint32_t *)(void *)((char *)plan + k->offset) = k->number;
        if (n && read_one(p, n, k, plan, e) != 0) return -1;
    }
    return 0;
}
