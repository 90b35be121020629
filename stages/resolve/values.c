/* Values and conditions as they stand in YAML. */
#include <string.h>

#include "keys.h"

static const struct {
    const char *name;
    enum expr_source source;
} built_in[] = {
    {"text", EXPR_TEXT}, {"sentence", EXPR_SENTENCE}, {"kind", EXPR_KIND},
    {"rule", EXPR_RULE}, {"mentions", EXPR_MENTIONS}, {"dataset", EXPR_DATASET},
    {"row", EXPR_ROW},   {"form", EXPR_FORM},
};

static int read_built_in(const struct node *n, struct sv name, struct expr *out, struct err *e) {
    for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++)
        if (sv_is(name, built_in[i].name)) {
            out->source = built_in[i].source;
            return 0;
        }
    struct str known = {0};
    for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++)
        node_known(&known, built_in[i].name);
    return node_unknown(n, "built-in value", n->text, &known, e);
}

static struct sv cut(struct sv v, char mark, struct sv *rest) {
    const char *at = v.n ? memchr(v.p, mark, v.n) : NULL;
    *rest = (struct sv){NULL, 0};
    if (!at) return v;
    size_t n = (size_t)(at - v.p);
    *rest = (struct sv){at + 1, v.n - n - 1};
    return (struct sv){v.p, n};
}

int keys_expr(struct program *p, const struct node *n, struct expr *out, struct err *e) {
    struct sv part, t = n->text;
    if (n->kind != NODE_TEXT) return node_err(n, e, "a value was expected");
    *out = (struct expr){.source = EXPR_CONSTANT, .text = t};
    if (t.n == 0 || t.p[0] != '$') return 0;
    t = (struct sv){t.p + 1, t.n - 1};
    if (t.n > 0 && t.p[0] == '$') return out->text = t, 0;
    t = cut(t, '|', &out->otherwise);
    if (t.n > 1 && t.p[0] == '.') return read_built_in(n, (struct sv){t.p + 1, t.n - 1}, out, e);
    t = cut(t, '.', &part);
    bool known = !part.p || sv_is(part, "id") || sv_is(part, "original");
    if (t.n == 0 || !known)
        return node_err(n, e,
                        "\"%s\" is no value: $FIELD, $FIELD.id or $FIELD.original was expected",
                        n->text.p);
    out->source = EXPR_FIELD;
    out->name = names_add(&p->names, t);
    out->id = part.p && sv_is(part, "id");
    out->original = part.p && sv_is(part, "original");
    return 0;
}

static int read_column(struct program *p, const struct node *key, const struct node *n,
                       struct column *c, struct err *e) {
    c->list = n->kind == NODE_LIST;
    c->n = c->list ? n->n : 1;
    c->text = key->text;
    c->name = names_add(&p->names, key->text);
    struct expr *exprs = arena_zero(&p->arena, c->n * sizeof *exprs);
    c->exprs = exprs;
    if (!c->list) return keys_expr(p, n, exprs, e);
    for (size_t i = 0; i < n->n; i++)
        if (keys_expr(p, n->items[i], &exprs[i], e) != 0) return -1;
    return 0;
}

int keys_columns(struct program *p, const struct node *n, struct column_list *out, struct err *e) {
    if (n->kind != NODE_MAP) return node_err(n, e, "a mapping of columns to values was expected");
    struct column *columns = arena_zero(&p->arena, n->n * sizeof *columns);
    *out = (struct column_list){columns, n->n};
    for (size_t i = 0; i < n->n; i++)
        if (read_column(p, n->keys[i], n->items[i], &columns[i], e) != 0) return -1;
    return 0;
}

/* ---- conditions ---- */

static const struct {
    const char *name;
    enum test test;
    bool field; /* goes with `field` */
} tests[] = {
    {"is", TEST_IS, true},
    {"not", TEST_NOT, true},
    {"empty", TEST_EMPTY, true},
    {"matches", TEST_MATCHES, true},
    {"tied", TEST_TIED, true},
    {"block", TEST_BLOCK, false},
    {"not_block", TEST_NOT_BLOCK, false},
    {"quoted", TEST_QUOTED, false},
    {"inside", TEST_INSIDE, false},
    {"outside", TEST_OUTSIDE, false},
};

static int read_texts(struct program *p, const struct node *n, struct condition *c, struct err *e) {
    if (n->kind == NODE_MAP) return node_err(n, e, "a text or a list of texts was expected");
    c->n_texts = n->kind == NODE_LIST ? n->n : 1;
    struct sv *texts = arena_alloc(&p->arena, c->n_texts * sizeof *texts);
    c->texts = texts;
    for (size_t i = 0; i < c->n_texts; i++) {
        const struct node *item = n->kind == NODE_LIST ? n->items[i] : n;
        if (item->kind != NODE_TEXT) return node_err(item, e, "a text was expected");
        texts[i] = item->text;
    }
    return 0;
}

static int read_operand(struct program *p, const struct node *n, struct condition *c,
                        struct err *e) {
    switch (c->test) {
    case TEST_IS:
    case TEST_NOT:
        return read_texts(p, n, c, e);
    case TEST_MATCHES:
        return keys_rx(p, n, KEY_RX, &c->rx, e);
    case TEST_EMPTY:
    case TEST_TIED:
    case TEST_QUOTED:
        c->wanted = n->kind == NODE_TEXT && sv_is(n->text, "true");
        if (c->wanted || (n->kind == NODE_TEXT && sv_is(n->text, "false"))) return 0;
        return node_err(n, e, "true or false was expected");
    default:
        return keys_names(p, n, &c->names, e);
    }
}

static int unknown_test(const struct node *name, struct err *e) {
    struct str known = {0};
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        node_known(&known, tests[i].name);
    return node_unknown(name, "test", name->text, &known, e);
}

static int read_condition(struct program *p, const struct node *n, struct condition *c,
                          struct err *e) {
    const struct node *field = node_get(n, "field");
    if (n->kind != NODE_MAP || n->n != (field ? 2U : 1U) || (field && field->kind != NODE_TEXT))
        return node_err(n, e, "a condition is one test, with the field where it tests one");
    size_t at = field && n->items[0] == field ? 1 : 0, i = 0;
    while (i < sizeof tests / sizeof tests[0] && !sv_is(n->keys[at]->text, tests[i].name))
        i++;
    if (i == sizeof tests / sizeof tests[0]) return unknown_test(n->keys[at], e);
    if (tests[i].field != (field != NULL))
        return node_err(n, e, "test \"%s\" goes %s \"field\"", tests[i].name,
                        field ? "without" : "with");
    c->test = tests[i].test;
    if (field) c->field = names_add(&p->names, field->text);
    return read_operand(p, n->items[at], c, e);
}

int keys_when(struct program *p, const struct node *n, struct condition_list *out, struct err *e) {
    if (n->kind != NODE_LIST) return node_err(n, e, "a list of conditions was expected");
    struct condition *items = arena_zero(&p->arena, n->n * sizeof *items);
    *out = (struct condition_list){items, n->n};
    for (size_t i = 0; i < n->n; i++)
        if (read_condition(p, n->items[i], &items[i], e) != 0) return -1;
    return 0;
}
