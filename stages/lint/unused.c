/* Groups, fields and kinds that nothing reads. */
#include "nodes.h"
#include "tree.h"

/* ---- groups ---- */

/* A group that a rule's expression names is read by one of these keys. */
static bool is_read(const struct rule *rule, struct sv name) {
    static const char *const keys[] = {"value", "score", "span", "where", "unless"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (nodes_hold(node_get(rule->at, keys[i]), name)) return true;
    return false;
}

static void check_group(struct lint *l, const struct expression *x, const struct piece *q) {
    if (q->kind != PIECE_GROUP || q->group != GROUP_NAMED) return;
    if (x->use > USE_NOT_AFTER || is_read(x->rule, q->text)) return;
    findings_warn(&l->findings, LINT_UNUSED, q->at, lint_offset(q),
                  "nothing in rule \"%s\" reads group \"%.*s\"", x->rule->id.p, (int)q->text.n,
                  q->text.p);
}

/* ---- fields of lists ---- */

/* Whether anything but definitions names the field. */
static bool is_named(const struct lint *l, struct sv field) {
    for (size_t i = 0; i < l->n_files; i++) {
        const struct node *file = l->files[i];
        for (size_t k = 0; file->kind == NODE_MAP && k < file->n; k++)
            if (!sv_is(file->keys[k]->text, "define") && nodes_hold(file->items[k], field))
                return true;
    }
    return false;
}

static bool is_scanned(const struct lint *l, const struct list *list) {
    for (size_t i = 0; i < l->pack.n_numerals; i++)
        if (l->pack.numerals[i].list == list) return true;
    return false;
}

static void check_fields(struct lint *l, const struct define *d) {
    const struct list *list = &l->pack.lists[d->list];
    for (size_t i = 0; i < list->n_fields; i++)
        if (!is_scanned(l, list) && !is_named(l, list->fields[i]))
            findings_warn(&l->findings, LINT_UNUSED, d->key, 0,
                          "nothing reads field \"%s\" of list \"%.*s\"", list->fields[i].p,
                          (int)d->name.n, d->name.p);
}

/* ---- kinds ---- */

static bool asks_for(const struct rule *rule, int32_t kind) {
    for (size_t i = 0; i < rule->n_outside; i++)
        if (rule->outside[i] == kind) return true;
    for (size_t i = 0; i < rule->n_inside; i++)
        if (rule->inside[i] == kind) return true;
    for (size_t i = 0; i < rule->n_tests; i++)
        for (size_t k = 0; k < rule->tests[i].n_kinds; k++)
            if (rule->tests[i].kinds[k] == kind) return true;
    return false;
}

/* Mentions of scanners are what numeral() and its like read. */
static bool is_asked_for(struct lint *l, int32_t kind) {
    for (size_t i = 0; i < l->pack.n_numerals; i++)
        if (l->pack.numerals[i].kind == kind) return true;
    for (size_t i = 0; i < l->pack.n_rules; i++)
        if (asks_for(l->pack.rules[i], kind)) return true;
    return l->kind_used[kind];
}

static void note_kind(struct lint *l, const struct expression *x, const struct piece *q) {
    (void)x;
    int32_t kind = q->kind == PIECE_REF && q->is_kind ? pack_kind(&l->pack, q->text) : NONE;
    if (kind != NONE) l->kind_used[kind] = true;
}

static void check_kind(struct lint *l, int32_t number) {
    const struct kind *k = &l->pack.kinds[number];
    if (k->made == INT64_MAX)
        findings_warn(&l->findings, LINT_UNUSED, k->at, 0, "no rule makes mentions of kind \"%s\"",
                      k->name.p);
    else if (!k->emit && !is_asked_for(l, number))
        findings_warn(&l->findings, LINT_UNUSED, k->at, 0,
                      "mentions of kind \"%s\" are not handed on and no rule asks for them",
                      k->name.p);
}

void check_unused(struct lint *l) {
    l->kind_used = arena_zero(&l->arena, l->pack.n_kinds * sizeof *l->kind_used);
    lint_pieces(l, note_kind);
    lint_pieces(l, check_group);
    for (size_t i = 0; i < l->pack.n_defines; i++)
        if (!l->pack.defines[i].regex.p) check_fields(l, &l->pack.defines[i]);
    for (size_t i = 0; i < l->pack.n_kinds; i++)
        check_kind(l, (int32_t)i);
}
