#include <stdlib.h>
#include <string.h>

#include "packread.h"

enum { MOST_CONDITIONS = 64 };

/* ---- the tests of a cell ---- */

static int need_list(struct reader *r, struct cell_condition *c, const struct node *n,
                     struct err *e) {
    c->list = n->kind == NODE_TEXT ? pack_list(r->pack, n->text) : NONE;
    if (c->list != NONE) return 0;
    if (n->kind != NODE_TEXT) return node_err(n, e, "the name of a list of define was expected");
    return node_err(n, e, "\"%s\" is no list of define", n->text.p);
}

/* A list of define, or values as they stand. */
static int read_in(struct reader *r, struct cell_condition *c, const struct node *n,
                   struct err *e) {
    c->list = NONE;
    if (n->kind != NODE_LIST) return need_list(r, c, n, e);
    struct sv *values = arena_alloc(&r->pack->arena, (n->n + 1) * sizeof *values);
    for (size_t i = 0; i < n->n; i++) {
        if (n->items[i]->kind != NODE_TEXT) return node_err(n->items[i], e, "text was expected");
        values[i] = n->items[i]->text;
    }
    c->values = values;
    c->n_values = n->n;
    return n->n > 0 ? 0 : node_err(n, e, "the list is empty");
}

static int read_expression(struct reader *r, struct cell_condition *c, const struct node *n,
                           struct err *e) {
    (void)r;
    if (n->kind != NODE_TEXT || n->text.n == 0) return node_err(n, e, "text was expected");
    if (strstr(n->text.p, "%{")) return node_err(n, e, "\"%s\" takes no %%{...}", c->key);
    return rx_compile(&c->rx, n, n->text, e);
}

static int read_between(struct reader *r, struct cell_condition *c, const struct node *n,
                        struct err *e) {
    (void)r;
    if (n->kind != NODE_LIST || n->n != 2 || n->items[0]->kind != NODE_TEXT ||
        n->items[1]->kind != NODE_TEXT || n->items[0]->text.n == 0 || n->items[1]->text.n == 0)
        return node_err(n, e, "\"between\" is [lowest, highest]");
    c->low = n->items[0]->text;
    c->high = n->items[1]->text;
    return 0;
}

static int read_length(struct reader *r, struct cell_condition *c, const struct node *n,
                       struct err *e) {
    (void)r;
    if (n->kind != NODE_LIST || n->n != 2) return node_err(n, e, "\"length\" is [least, most]");
    if (pack_whole_of(n->items[0], &c->shortest, e) != 0 ||
        pack_whole_of(n->items[1], &c->longest, e) != 0)
        return -1;
    if (c->shortest >= 0 && c->longest >= c->shortest) return 0;
    return node_err(n, e, "\"length\" is [least, most]");
}

static int read_empty(struct reader *r, struct cell_condition *c, const struct node *n,
                      struct err *e) {
    (void)r;
    c->empty = n->kind == NODE_TEXT && sv_is(n->text, "true");
    if (c->empty || (n->kind == NODE_TEXT && sv_is(n->text, "false"))) return 0;
    return node_err(n, e, "\"empty\" must be true or false");
}

static const struct {
    const char *key;
    enum cell_test test;
    int (*read)(struct reader *, struct cell_condition *, const struct node *, struct err *);
} tests[] = {
    {"in", CELL_IN, read_in},
    {"not_in", CELL_NOT_IN, read_in},
    {"begins", CELL_BEGINS, need_list},
    {"ends", CELL_ENDS, need_list},
    {"matches", CELL_MATCHES, read_expression},
    {"not_matches", CELL_NOT_MATCHES, read_expression},
    {"between", CELL_BETWEEN, read_between},
    {"length", CELL_LENGTH, read_length},
    {"empty", CELL_EMPTY, read_empty},
};
enum { N_TESTS = sizeof tests / sizeof tests[0] };

/* An item: a column, and tests that all have to hold. */
static int read_item(struct reader *r, struct cell_conditions *to, const struct node *map,
                     struct err *e) {
    const char *keys[N_TESTS + 2] = {"column"};
    struct sv column;
    size_t before = to->n;
    for (size_t i = 0; i < N_TESTS; i++)
        keys[i + 1] = tests[i].key;
    if (node_keys(map, keys, e) != 0 || node_text(map, "column", &column, e) != 0) return -1;
    if (!column.p) return node_err(map, e, "a condition needs a \"column\"");
    for (size_t i = 0; i < N_TESTS; i++) {
        const struct node *n = node_get(map, tests[i].key);
        if (!n) continue;
        if (to->n == MOST_CONDITIONS)
            return node_err(n, e, "more than %d conditions", MOST_CONDITIONS);
        struct cell_condition *c = &to->p[to->n++];
        *c = (struct cell_condition){column, n, tests[i].key, tests[i].test, .list = NONE};
        if (tests[i].read(r, c, n, e) != 0) return -1;
    }
    return to->n > before ? 0 : node_err(map, e, "the condition tests nothing");
}

static int read_conditions(struct reader *r, struct cell_conditions *to, const struct node *map,
                           const char *key, struct err *e) {
    const struct node *n = node_get(map, key);
    if (!n) return 0;
    if (n->kind != NODE_LIST || n->n == 0)
        return node_err(n, e, "\"%s\" is a list of conditions", key);
    to->p = arena_alloc(&r->pack->arena, MOST_CONDITIONS * sizeof *to->p);
    for (size_t i = 0; i < n->n; i++)
        if (read_item(r, to, n->items[i], e) != 0) return -1;
    return 0;
}

/* ---- an expectation ---- */

/* The name is that of a file. */
static bool is_dataset(struct sv name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return name.n > 0 && strspn(name.p, letters) == name.n;
}

static int read_columns(struct reader *r, const struct node *map, const char *key,
                        const struct sv **out, size_t *count, struct err *e) {
    struct node *n = node_get(map, key), *one, **items;
    if (!n) return 0;
    if (pack_texts(&one, n, &items, count, e) != 0) return -1;
    struct sv *columns = arena_alloc(&r->pack->arena, *count * sizeof *columns);
    for (size_t i = 0; i < *count; i++)
        columns[i] = items[i]->text;
    *out = columns;
    return 0;
}

static int read_counts(const struct node *map, const char *key, struct span_of_counts *s,
                       struct err *e) {
    static const char *const keys[] = {"at_least", "at_most", NULL};
    const struct node *n = node_get(map, key);
    *s = (struct span_of_counts){n != NULL, 0, INT64_MAX};
    if (!n) return 0;
    if (node_keys(n, keys, e) != 0 || pack_whole(n, "at_least", &s->least, e) != 0 ||
        pack_whole(n, "at_most", &s->most, e) != 0)
        return -1;
    if (n->n > 0 && s->least >= 0 && s->most >= s->least) return 0;
    return node_err(n, e, "\"%s\" holds \"at_least\", \"at_most\" or both, the former no greater",
                    key);
}

static int read_share(const struct node *map, const char *key, double *share, struct err *e) {
    struct sv v;
    char *end;
    if (node_text(map, key, &v, e) != 0) return -1;
    if (!v.p) return 0;
    *share = strtod(v.p, &end);
    bool plain = v.n > 0 && strspn(v.p, "0123456789.") == v.n;
    if (plain && *end == '\0' && *share <= 1) return 0;
    return node_err(node_get(map, key), e, "\"%s\" is a share, from 0 to 1", key);
}

/* What is counted has a share that is expected: all of it, where none is given. */
static int read_shares(struct expectation *x, struct err *e) {
    const struct node *least = node_get(x->at, "at_least"), *most = node_get(x->at, "at_most");
    x->at_least = most ? 0 : 1;
    x->at_most = 1;
    x->from = 1;
    x->counts = x->n_has + x->n_unique + x->must.n > 0 || x->per_document.given;
    if ((least || most) && !x->counts)
        return node_err(least ? least : most, e, "there is nothing to take a share of");
    if (read_share(x->at, "at_least", &x->at_least, e) != 0 ||
        read_share(x->at, "at_most", &x->at_most, e) != 0 ||
        pack_whole(x->at, "from", &x->from, e) != 0)
        return -1;
    return x->from >= 1 ? 0 : node_err(node_get(x->at, "from"), e, "\"from\" is at least 1");
}

static int check_sense(const struct expectation *x, struct err *e) {
    if (x->per_document.given && x->n_has + x->n_unique + x->must.n > 0)
        return node_err(node_get(x->at, "per_document"), e,
                        "\"per_document\" counts documents, \"has\", \"must\" and \"unique\" rows");
    if (x->counts || x->rows.given) return 0;
    return node_err(
        x->at, e, "one of \"has\", \"must\", \"unique\", \"per_document\" and \"rows\" is needed");
}

void expectation_release(struct expectation *x) {
    for (size_t i = 0; i < x->when.n; i++)
        rx_free(x->when.p[i].rx);
    for (size_t i = 0; i < x->must.n; i++)
        rx_free(x->must.p[i].rx);
}

static int read_all(struct reader *r, struct expectation *x, struct err *e) {
    const struct node *map = x->at;
    if (read_conditions(r, &x->when, map, "when", e) != 0 ||
        read_conditions(r, &x->must, map, "must", e) != 0 ||
        read_columns(r, map, "has", &x->has, &x->n_has, e) != 0 ||
        read_columns(r, map, "unique", &x->unique, &x->n_unique, e) != 0 ||
        read_counts(map, "per_document", &x->per_document, e) != 0 ||
        read_counts(map, "rows", &x->rows, e) != 0 || read_shares(x, e) != 0)
        return -1;
    return check_sense(x, e);
}

static int read_expectation(struct reader *r, const struct node *map, struct err *e) {
    static const char *const keys[] = {"every",        "when",     "has",     "must",
                                       "unique",       "at_least", "at_most", "from",
                                       "per_document", "rows",     "about",   NULL};
    struct pack *p = r->pack;
    struct expectation x = {.at = map};
    if (node_keys(map, keys, e) != 0 || node_text(map, "every", &x.dataset, e) != 0 ||
        node_text(map, "about", &x.about, e) != 0)
        return -1;
    if (!x.dataset.p) return node_err(map, e, "\"every\" is missing: the dataset");
    if (!is_dataset(x.dataset))
        return node_err(node_get(map, "every"), e, "a dataset's name is made of a-z, 0-9 and _");
    if (read_all(r, &x, e) != 0) {
        expectation_release(&x);
        return -1;
    }
    p->expectations = mem_room(p->expectations, p->n_expectations, &p->size_expectations,
                               sizeof *p->expectations);
    p->expectations[p->n_expectations++] = x;
    return 0;
}

void pack_read_expectations(struct reader *r, const struct node *file) {
    pack_each(r, file, "expect", read_expectation);
}
