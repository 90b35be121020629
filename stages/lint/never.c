/* What can never hold or match, by what is written alone. */
#include <stdio.h>
#include <stdlib.h>

#include "tree.h"

static void warn(struct lint *l, const struct node *at, const char *text) {
    findings_warn(&l->findings, LINT_NEVER, at, 0, "%s", text);
}

/* ---- places that never come ---- */

static bool begins(const struct piece *q) {
    return q->kind == PIECE_EDGE && (sv_is(q->source, "^") || sv_is(q->source, "\\A"));
}

static bool ends(const struct piece *q) {
    return q->kind == PIECE_EDGE && !begins(q) && !sv_is(q->source, "\\b") &&
           !sv_is(q->source, "\\B");
}

/* $ stands before a last line feed too. */
static bool is_feed(const struct piece *q) {
    return sv_is(q->source, "\\n") || (q->source.n > 0 && q->source.p[0] == '\n');
}

static void check_edges(struct lint *l, const struct expression *x, const struct piece *q) {
    unsigned before = 0;
    (void)x;
    for (const struct piece *part = q->first; q->kind == PIECE_SEQUENCE && part;
         part = part->next) {
        if (begins(part) && before > 0)
            findings_warn(&l->findings, LINT_NEVER, q->at, lint_offset(part),
                          "characters stand before it: the beginning is never here");
        if (ends(part) && part->next && tree_width(l, part->next).min > 0 && !is_feed(part->next))
            findings_warn(&l->findings, LINT_NEVER, q->at, lint_offset(part),
                          "characters stand behind it: the end is never here");
        before = width_add(before, tree_width(l, part).min);
    }
}

static void check_denied(struct lint *l, const struct expression *x, const struct piece *q) {
    if (x->use == USE_TEST || x->use == USE_TEXT) return;
    for (const struct piece *part = syntax_denies(q) ? q->first : NULL; part; part = NULL) {
        const struct piece *group = tree_group(l, part, (struct sv){NULL, 0});
        if (group)
            findings_warn(&l->findings, LINT_NEVER, q->at, lint_offset(q),
                          "group \"%.*s\" stands in a denial: it never takes part",
                          (int)group->text.n, group->text.p);
    }
}

/* ---- conditions ---- */

/* The widths that a group of a rule can have; min above max where it is nowhere. */
static struct width width_of_group(struct lint *l, const struct expression *x, struct sv name) {
    struct width all = {WIDTH_ANY, 0};
    for (; x; x = lint_next(l, x)) {
        if (x->use > USE_AFTER || !x->tree) continue;
        const struct piece *group = tree_group(l, x->tree, name);
        if (!group) continue;
        struct width w = tree_width(l, group->first);
        if (w.min < all.min) all.min = w.min;
        if (w.max > all.max) all.max = w.max;
    }
    return all;
}

static bool apart(struct width x, struct width y) {
    return x.max < y.min || y.max < x.min;
}

static void put_width(char *out, size_t size, struct width w) {
    if (w.min == w.max)
        snprintf(out, size, "%u character%s", w.min, w.min == 1 ? "" : "s");
    else if (w.max >= WIDTH_ANY)
        snprintf(out, size, "%u characters or more", w.min);
    else
        snprintf(out, size, "%u to %u characters", w.min, w.max);
}

static void check_condition(struct lint *l, const struct expression *x, const struct condition *c) {
    bool in = c->test == TEST_IN || c->test == TEST_NOT_IN;
    if (!in && c->test != TEST_LENGTH) return;
    const struct list *list = &l->pack.lists[c->list];
    struct width asked = in ? (struct width){list->shortest, list->longest}
                            : (struct width){c->shortest, c->longest};
    struct width has = width_of_group(l, x, c->group);
    if (has.min > has.max || !apart(asked, has)) return;
    char have[64], words[64];
    put_width(have, sizeof have, has);
    put_width(words, sizeof words, asked);
    if (in)
        findings_warn(&l->findings, LINT_NEVER, c->at, 0,
                      "group \"%.*s\" has %s and the words of the list %s: it is never one of them",
                      (int)c->group.n, c->group.p, have, words);
    else
        findings_warn(&l->findings, LINT_NEVER, c->at, 0, "group \"%.*s\" has %s: this never holds",
                      (int)c->group.n, c->group.p, have);
}

static void check_conditions(struct lint *l, const struct expression *x,
                             const struct conditions *c) {
    for (size_t i = 0; i < c->n; i++)
        check_condition(l, x, &c->p[i]);
}

/* ---- scope, place, score, budget ---- */

static bool makes_kind(const struct node *layout, struct sv kind) {
    const struct node *blocks = node_get(layout, "blocks");
    for (size_t i = 0; blocks && blocks->kind == NODE_LIST && i < blocks->n; i++) {
        const struct node *name = node_get(blocks->items[i], "kind");
        if (name && sv_eq(name->text, kind)) return true;
    }
    return sv_is(kind, "headline") || sv_is(kind, "subhead");
}

static void check_scope(struct lint *l, const struct rule *rule) {
    const struct node *within = node_get(rule->at, "within");
    if (!within || !l->layout) return;
    const struct node *quotes = node_get(l->layout, "quotes");
    if (rule->scope == SCOPE_QUOTATION && (!quotes || quotes->n == 0))
        warn(l, within, "the text file names no quotation marks: there are no quotations");
    if (rule->scope == SCOPE_BLOCK && !makes_kind(l->layout, rule->block_kind))
        findings_warn(&l->findings, LINT_NEVER, within, 0,
                      "the text file has no rule for blocks of kind \"%s\": there are none",
                      rule->block_kind.p);
}

static void check_place(struct lint *l, const struct rule *rule) {
    bool all = rule->n_inside > 0;
    for (size_t i = 0; i < rule->n_inside; i++) {
        bool both = false;
        for (size_t k = 0; k < rule->n_outside; k++)
            both |= rule->inside[i] == rule->outside[k];
        all &= both;
    }
    if (all) warn(l, node_get(rule->at, "inside"), "\"outside\" names the same: there is no place");
}

/* Whether a score is a sum of plain numbers. */
static bool plain_score(const struct node *n, double *sum) {
    bool list = n->kind == NODE_LIST;
    *sum = 0;
    for (size_t i = 0; i < (list ? n->n : 1); i++) {
        const struct node *item = list ? n->items[i] : n;
        const char *text = item->kind == NODE_TEXT ? item->text.p : "";
        char *end;
        *sum += strtod(text, &end);
        if (end == text || *end) return false;
    }
    return true;
}

static void check_score(struct lint *l, const struct rule *rule) {
    const struct node *score = node_get(rule->at, "score"), *least = node_get(rule->at, "at_least");
    double sum;
    if (!score || !least || !plain_score(score, &sum) || sum >= rule->at_least) return;
    findings_warn(&l->findings, LINT_NEVER, least, 0,
                  "the score is always %g: rule \"%s\" never "
                  "matches",
                  sum, rule->id.p);
}

static void check_budget(struct lint *l, const struct rule *rule) {
    const struct node *warns = node_get(node_get(rule->at, "budget"), "warn");
    if (warns && rule->warn >= rule->stop)
        warn(l, warns, "the rule stops at fewer steps: nothing is ever said");
}

void check_never(struct lint *l) {
    lint_pieces(l, check_edges);
    lint_pieces(l, check_denied);
    for (size_t i = 0; i < l->n_expressions; i++) {
        const struct expression *x = &l->expressions[i];
        if (!x->rule || lint_first(l, x) != x) continue;
        check_conditions(l, x, &x->rule->where);
        check_conditions(l, x, &x->rule->unless);
    }
    for (size_t i = 0; i < l->pack.n_rules; i++) {
        const struct rule *rule = l->pack.rules[i];
        check_scope(l, rule);
        check_place(l, rule);
        check_score(l, rule);
        check_budget(l, rule);
    }
}
