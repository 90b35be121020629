#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "operations.h"
#include "textrules.h"

static void add(struct lint *l, struct expression x) {
    struct err ignored;
    struct piece *tree;
    if (!x.at || x.at->kind != NODE_TEXT) return;
    if (syntax_read(&tree, x.at, &l->arena, &ignored) == 0) x.tree = tree;
    l->expressions =
        mem_room(l->expressions, l->n_expressions, &l->size_expressions, sizeof *l->expressions);
    l->expressions[l->n_expressions++] = x;
}

/* ---- expressions of the pack ---- */

/* Of where and unless. */
static void add_conditions(struct lint *l, const struct rule *rule, const char *key) {
    const struct node *list = node_get(rule->at, key);
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++) {
        add(l, (struct expression){
                   .use = USE_TEST, .at = node_get(list->items[i], "matches"), .rule = rule});
        add(l, (struct expression){
                   .use = USE_TEST, .at = node_get(list->items[i], "not_matches"), .rule = rule});
    }
}

static void add_match(struct lint *l, const struct rule *rule) {
    const struct node *match = node_get(rule->at, "match");
    if (!match) return;
    if (match->kind != NODE_LIST)
        add(l, (struct expression){.use = USE_MATCH, .at = match, .rule = rule});
    for (size_t i = 0; match->kind == NODE_LIST && i < match->n; i++)
        add(l, (struct expression){
                   .use = USE_MATCH, .at = match->items[i], .rule = rule, .alternative = i});
}

static void add_rule(struct lint *l, const struct rule *rule) {
    static const struct {
        enum use use;
        const char *key;
    } contexts[] = {
        {USE_AFTER, "after"},
        {USE_NOT_AFTER, "not_after"},
        {USE_BEFORE, "before"},
        {USE_NOT_BEFORE, "not_before"},
    };
    add_match(l, rule);
    for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++)
        add(l, (struct expression){.use = contexts[i].use,
                                   .at = node_get(rule->at, contexts[i].key),
                                   .rule = rule});
    add_conditions(l, rule, "where");
    add_conditions(l, rule, "unless");
}

static void add_layout(struct lint *l) {
    static const char *const keys[] = {"starts",    "cuts_name", "cuts_phrase",
                                       "cuts_word", "space",     "not_end"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        add(l, (struct expression){.use = USE_TEXT, .at = node_get(l->layout, keys[i])});
    const struct node *blocks = node_get(l->layout, "blocks");
    for (size_t i = 0; blocks && blocks->kind == NODE_LIST && i < blocks->n; i++)
        add(l, (struct expression){.use = USE_TEXT, .at = node_get(blocks->items[i], "match")});
}

static void add_definitions(struct lint *l) {
    l->trees = arena_zero(&l->arena, l->pack.n_defines * sizeof(*l->trees));
    for (size_t i = 0; i < l->pack.n_defines; i++) {
        if (!l->pack.defines[i].regex.p) continue;
        add(l, (struct expression){.use = USE_DEFINE, .at = l->pack.defines[i].at});
        l->trees[i] = l->expressions[l->n_expressions - 1].tree;
    }
}

/* What is an expression in the operations of `resolve`, by its key. */
static void add_operations(struct lint *l, const struct node *n) {
    static const char *const keys[] = {"bare", "has",   "matches", "not_after", "not_before",
                                       "skip", "split", "trim",    "until",     "weak"};
    for (size_t i = 0; n && i < n->n; i++) {
        for (size_t k = 0; n->kind == NODE_MAP && k < sizeof keys / sizeof *keys; k++)
            if (sv_is(n->keys[i]->text, keys[k]))
                add(l, (struct expression){.use = USE_TEXT, .at = n->items[i]});
        add_operations(l, n->items[i]);
    }
}

static void add_all(struct lint *l) {
    add_definitions(l);
    for (size_t i = 0; i < l->pack.n_rules; i++)
        add_rule(l, l->pack.rules[i]);
    add_layout(l);
    for (size_t i = 0; i < l->n_files; i++)
        add_operations(l, node_get(l->files[i], "resolve"));
}

/* ---- the files ---- */

static void hear(void *context, const struct err *e) {
    findings_error(context, e);
}

/* Reads folder/name once more; NULL where that cannot be done, which was said. */
static struct node *read_again(struct lint *l, const char *folder, struct sv name) {
    struct err ignored;
    struct node *root;
    struct str path = {0};
    str_printf(&path, "%s/%.*s", folder, (int)name.n, name.p);
    int result = yaml_read(&root, path.p, &l->arena, &ignored);
    str_release(&path);
    return result == 0 ? root : NULL;
}

static void read_files(struct lint *l) {
    size_t size = 0;
    for (size_t i = 0; i < l->n_folders; i++) {
        const struct node *files = node_get(l->pack.sources[i].head, "files");
        for (size_t k = 0; files && files->kind == NODE_LIST && k < files->n; k++) {
            struct node *root = read_again(l, l->folders[i], files->items[k]->text);
            l->files = mem_room(l->files, l->n_files, &size, sizeof(*l->files));
            if (root) l->files[l->n_files++] = root;
        }
    }
}

/* The text file's parts, its errors said. */
static int read_text(struct lint *l, struct err *e) {
    struct node *normalize, *layout;
    struct textrules *rules;
    struct arena scratch = {0};
    bool named = false;
    for (size_t i = 0; i < l->n_folders; i++)
        named |= node_get(l->pack.sources[i].head, "text") != NULL;
    if (!named) return 0;
    if (textrules_find(l->folders, l->n_folders, &normalize, &layout, &l->arena, e) != 0) return -1;
    l->layout = layout;
    l->text_file = layout->file;
    if (fold_open(&l->fold, normalize, e) != 0) return -1;
    l->normalize = normalize;
    l->made = fold_made(l->fold);
    int result = textrules_open(&rules, layout, &scratch, e);
    if (result == 0) textrules_close(rules);
    arena_release(&scratch);
    return result;
}

int lint_read(struct lint *l, const char *const *folders, size_t n, struct err *e) {
    l->folders = folders;
    l->n_folders = n;
    l->findings.arena = l->sources.arena = &l->arena;
    l->whole = pack_check(&l->pack, folders, n, hear, &l->findings, e) == 0;
    if (!l->whole && e->status != STATUS_USAGE) return -1;
    if (rx_compile(&l->bar, NULL, SV("\\p{L}\\|\\p{L}"), e) != 0) return -1;
    read_files(l);
    /* A table that is not there is a mistake of the pack here. */
    if (read_text(l, e) != 0) findings_error(&l->findings, e);
    if (l->whole && operations_check(folders, n, e) != 0) {
        if (e->status != STATUS_USAGE) return -1;
        findings_error(&l->findings, e);
    }
    add_all(l);
    return 0;
}

void lint_release(struct lint *l) {
    fold_close(l->fold);
    free(l->made);
    rx_free(l->bar);
    pack_release(&l->pack);
    free(l->expressions);
    free(l->files);
    findings_release(&l->findings);
    sources_release(&l->sources);
    arena_release(&l->arena);
}

/* ---- for the checks ---- */

const struct expression *lint_first(const struct lint *l, const struct expression *x) {
    while (x > l->expressions && x[-1].rule == x->rule)
        x--;
    return x;
}

const struct expression *lint_next(const struct lint *l, const struct expression *x) {
    const struct expression *end = l->expressions + l->n_expressions;
    return x + 1 < end && x[1].rule == x->rule ? x + 1 : NULL;
}

const struct define *lint_define(const struct lint *l, const struct piece *ref) {
    return ref->is_kind ? NULL : pack_define(&l->pack, ref->text);
}

size_t lint_offset(const struct piece *q) {
    return (size_t)(q->source.p - q->at->text.p);
}

static void visit_all(struct lint *l, const struct expression *x, const struct piece *q,
                      piece_visitor *visit) {
    visit(l, x, q);
    for (const struct piece *part = q->first; part; part = part->next)
        visit_all(l, x, part, visit);
}

void lint_pieces(struct lint *l, piece_visitor *visit) {
    for (size_t i = 0; i < l->n_expressions; i++)
        if (l->expressions[i].tree) visit_all(l, &l->expressions[i], l->expressions[i].tree, visit);
}
