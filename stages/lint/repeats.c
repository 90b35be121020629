/* Repetitions without a bound, and parts that can be empty where that hides others. */
#include "tree.h"
#include "utf8.h"

/* ---- without a bound ---- */

static bool is_one_character(const struct piece *q) {
    return q->kind == PIECE_ANY || q->kind == PIECE_SET || q->kind == PIECE_CLASS ||
           (q->kind == PIECE_TEXT && utf8_count(q->text) == 1);
}

/* Marks that end a run of text: those of the layout, else the common ones of ASCII. */
static struct sv marks_of(const struct lint *l, const char *key) {
    const struct node *n = node_get(l->layout, key);
    return n && n->kind == NODE_TEXT ? n->text : (struct sv){NULL, 0};
}

static bool leaves_one(struct lint *l, const struct piece *q, struct sv marks) {
    unsigned width;
    for (size_t i = 0; i < marks.n; i += width)
        if (!tree_takes(l, q, utf8_at(marks.p + i, &width))) return true;
    return false;
}

static bool is_ended_by_marks(struct lint *l, const struct piece *q) {
    static const char *const keys[] = {"sentence_end", "pauses", "lists"};
    if (!is_one_character(q)) return false;
    if (!l->layout) return leaves_one(l, q, SV(" ,.;!?"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (leaves_one(l, q, marks_of(l, keys[i]))) return true;
    return node_get(l->layout, "space") && leaves_one(l, q, SV(" "));
}

static void check_bound(struct lint *l, const struct piece *q, bool kept) {
    bool atomic = q->kind == PIECE_GROUP && q->group == GROUP_ATOMIC;
    if (q->kind == PIECE_REPEAT && q->max == COUNT_ANY && !q->possessive && !kept &&
        !is_ended_by_marks(l, tree_bare(q->first)))
        findings_warn(&l->findings, LINT_UNBOUNDED, q->at, lint_offset(q),
                      "\"%.*s\" may run over all that follows: give the most, as {0,20}, or "
                      "repeat a class that leaves marks out",
                      (int)q->source.n, q->source.p);
    for (const struct piece *part = q->first; part; part = part->next)
        check_bound(l, part, atomic);
}

/* ---- empty ---- */

/* Branches before an empty one that only look, as in (?>(?=(?<next>..))|): an optional look. */
static bool only_look(struct lint *l, const struct piece *q) {
    bool look = true;
    for (const struct piece *part = q->first; part->next; part = part->next)
        look &= tree_width(l, part).max == 0;
    return look;
}

static void check_branches(struct lint *l, const struct piece *q) {
    for (const struct piece *part = q->first; part; part = part->next) {
        if (!tree_idles(l, part)) continue;
        if (part->next)
            findings_warn(&l->findings, LINT_EMPTY_BRANCH, q->at, lint_offset(part),
                          "this branch can be empty, so those behind it are tried only when what "
                          "follows fails");
        else if (part->source.n == 0 && !only_look(l, q))
            findings_warn(&l->findings, LINT_EMPTY_BRANCH, q->at, lint_offset(part),
                          "an empty branch: what may be missing is written (?:a|b)?");
    }
}

static void check_empty(struct lint *l, const struct expression *x, const struct piece *q) {
    (void)x;
    if (q->kind == PIECE_CHOICE) check_branches(l, q);
    if (q->kind == PIECE_REPEAT && q->max > 1 && tree_idles(l, q->first))
        findings_warn(&l->findings, LINT_EMPTY_BRANCH, q->at, lint_offset(q),
                      "what is repeated can be empty");
    if (!syntax_looks(q) || !tree_idles(l, q->first)) return;
    if (syntax_denies(q))
        findings_warn(&l->findings, LINT_NEVER, q->at, lint_offset(q),
                      "it denies what can be empty: this never holds");
    else
        findings_warn(&l->findings, LINT_EMPTY_BRANCH, q->at, lint_offset(q),
                      "it asks for what can be empty: this always holds");
}

/* A context that can be empty asks nothing, and refuses everything. */
static void check_context(struct lint *l, const struct expression *x) {
    if (!x->tree || !tree_idles(l, x->tree)) return;
    if (x->use == USE_NOT_AFTER || x->use == USE_NOT_BEFORE)
        findings_warn(&l->findings, LINT_NEVER, x->at, 0,
                      "it refuses what can be empty: rule \"%s\" never matches", x->rule->id.p);
    else if ((x->use == USE_BEFORE || x->use == USE_AFTER) && !tree_has_group(l, x->tree))
        findings_warn(&l->findings, LINT_EMPTY_BRANCH, x->at, 0,
                      "it asks for what can be empty: this always holds");
}

void check_repeats(struct lint *l) {
    lint_pieces(l, check_empty);
    for (size_t i = 0; i < l->n_expressions; i++) {
        /* What conditions look at is short. */
        if (l->expressions[i].tree && l->expressions[i].use != USE_TEST)
            check_bound(l, l->expressions[i].tree, false);
        check_context(l, &l->expressions[i]);
    }
}
