/* Repetitions without a bound, and parts that can be empty where that hides others. */
#include "tree.h"
#include "utf8.h"

/* ---- without a bound ---- */

/* Marks that end a run of text: those of the layout, else the common ones of ASCII. */
static struct sv marks_of(struct lint *l) {
    static const char *const keys[] = {"sentence_end", "pauses", "lists"};
    struct str s = {0};
    if (l->marks.p) return l->marks;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct node *n = node_get(l->layout, keys[i]);
        if (n && n->kind == NODE_TEXT) str_sv(&s, n->text);
    }
    if (!l->layout) str_c(&s, ",.;!?");
    if (!l->layout || node_get(l->layout, "space")) str_byte(&s, ' ');
    l->marks = arena_copy(&l->arena, str_view(&s));
    str_release(&s);
    return l->marks;
}

static bool is_ended_by_marks(struct lint *l, const struct piece *q) {
    struct sv marks = marks_of(l);
    for (size_t i = 0; i < marks.n;) {
        struct sv mark = {marks.p + i, utf8_width((unsigned char)marks.p[i])};
        if (!tree_may_hold(l, q, mark)) return true;
        i += mark.n;
    }
    return false;
}

static void check_bound(struct lint *l, const struct piece *q, bool kept) {
    bool atomic = q->kind == PIECE_GROUP && q->group == GROUP_ATOMIC;
    if (q->kind == PIECE_REPEAT && q->max == COUNT_ANY && !q->possessive && !kept &&
        !is_ended_by_marks(l, q->first))
        findings_warn(&l->findings, LINT_UNBOUNDED, q->at, lint_offset(q),
                      "\"%.*s\" may run over all that follows: give the most, as {0,20}, or "
                      "repeat what leaves some mark out",
                      (int)q->source.n, q->source.p);
    for (const struct piece *part = q->first; part; part = part->next)
        check_bound(l, part, atomic);
}

/* What begins where the text begins is tried once, and what conditions and the text file look at is
 * short. */
static bool wants_bounds(const struct expression *x) {
    if (!x->tree || x->use == USE_TEST || x->use == USE_TEXT) return false;
    return x->use != USE_MATCH || x->alternative >= x->rule->n_alternatives ||
           !x->rule->alternatives[x->alternative].at_start;
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
        if (wants_bounds(&l->expressions[i])) check_bound(l, l->expressions[i].tree, false);
        check_context(l, &l->expressions[i]);
    }
}
