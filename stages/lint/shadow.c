/* Rules, alternatives and branches that something before them always takes. */
#include <stdlib.h>

#include "names.h"
#include "nodes.h"
#include "samples.h"
#include "tree.h"

/* How many others something is compared with. */
enum { MOST_TRIED = 1000 };

/* ---- rules ---- */

static bool same_refs(const struct pattern *x, const struct pattern *y) {
    if (x->n_refs != y->n_refs) return false;
    for (size_t i = 0; i < x->n_refs; i++)
        if (x->refs[i].is_list != y->refs[i].is_list || x->refs[i].index != y->refs[i].index)
            return false;
    return true;
}

static bool has_alternative(const struct rule *rule, const struct pattern *x) {
    for (size_t i = 0; i < rule->n_alternatives; i++)
        if (sv_eq(rule->alternatives[i].expanded, x->expanded) &&
            same_refs(&rule->alternatives[i], x))
            return true;
    return false;
}

/* Whether x asks for nothing that y does not ask for, so that it takes all that y takes. */
static bool asks_less(const struct rule *x, const struct rule *y) {
    static const char *const fixed[] = {"within", "all", "nearest", "span", "score", "at_least"};
    static const char *const asked[] = {"before", "not_before", "where",
                                        "unless", "outside",    "inside"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (!nodes_same(node_get(x->at, fixed[i]), node_get(y->at, fixed[i]))) return false;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const struct node *n = node_get(x->at, asked[i]);
        if (n && !nodes_same(n, node_get(y->at, asked[i]))) return false;
    }
    for (size_t i = 0; i < y->n_alternatives; i++)
        if (!has_alternative(x, &y->alternatives[i])) return false;
    return true;
}

/* Rules stand in the order of phases and ids. */
static bool comes_first(const struct rule *x, const struct rule *y) {
    if (x->phase != y->phase) return x->phase < y->phase;
    if (x->priority != y->priority) return x->priority > y->priority;
    return sv_cmp(x->id, y->id) < 0;
}

/* Alternatives of rules, those that are written alike together. */
struct alike {
    struct names texts; /* expanded */
    size_t *last;       /* by number of a text: the last entry, from 1; 0 for none */
    struct entry {
        const struct rule *rule;
        size_t before; /* the entry before it with the same text */
    } * entries;
    size_t n;
};

static void gather(struct alike *a, const struct pack *p) {
    size_t most = 1;
    for (size_t i = 0; i < p->n_rules; i++)
        most += p->rules[i]->n_alternatives;
    a->last = mem_zero((most + 1) * sizeof *a->last);
    a->entries = mem_alloc((most + 1) * sizeof *a->entries);
    for (size_t i = 0; i < p->n_rules; i++)
        for (size_t k = 0; k < p->rules[i]->n_alternatives; k++) {
            uint32_t text = names_add(&a->texts, p->rules[i]->alternatives[k].expanded);
            a->entries[++a->n] = (struct entry){p->rules[i], a->last[text]};
            a->last[text] = a->n;
        }
}

static void release(struct alike *a) {
    names_release(&a->texts);
    free(a->last);
    free(a->entries);
}

/* Of very many rules that are alike only some are looked at. */
static void check_rule(struct lint *l, const struct alike *a, const struct rule *rule) {
    if (l->pack.kinds[rule->kind].overlap || rule->n_alternatives == 0) return;
    uint32_t text = names_find(&a->texts, rule->alternatives[0].expanded);
    size_t tried = 0;
    for (size_t i = a->last[text]; i && tried < MOST_TRIED; i = a->entries[i].before, tried++) {
        const struct rule *other = a->entries[i].rule;
        if (other->kind != rule->kind || !comes_first(other, rule) || !asks_less(other, rule))
            continue;
        findings_warn(&l->findings, LINT_SHADOWED, node_get(rule->at, "match"), 0,
                      "rule \"%s\" never wins: \"%s\" takes all that it takes and comes first",
                      rule->id.p, other->id.p);
        return;
    }
}

/* In each of its own examples somebody else won. */
static void check_tryout(struct lint *l, size_t i) {
    const struct rule *rule = l->pack.rules[i];
    const struct tryout *r = &l->tryouts[i];
    if (r->examples == 0 || r->lost < r->examples) return;
    findings_warn(&l->findings, LINT_SHADOWED, node_get(rule->at, "id"), 0,
                  "rule \"%s\" wins none of its examples: \"%s\" does", rule->id.p, r->rival->id.p);
}

/* ---- branches ---- */

/* What makes a branch needless, where some other branch is its beginning or its end. */
enum needless {
    NEEDLESS_BEHIND, /* in the order tried: the beginning stands before it */
    NEEDLESS_BEGUN,  /* the beginning, wherever */
    NEEDLESS_ENDED,  /* the end, wherever */
};

static bool is_part(struct sv part, struct sv whole, enum needless how) {
    if (part.n >= whole.n) return false;
    const char *at = how == NEEDLESS_ENDED ? whole.p + whole.n - part.n : whole.p;
    return memcmp(at, part.p, part.n) == 0;
}

static void check_text(struct lint *l, const struct piece *all, const struct piece *branch,
                       enum needless how) {
    bool before = true;
    int tried = 0;
    for (const struct piece *other = all->first; other && tried < MOST_TRIED;
         other = other->next, tried++) {
        if (other == branch) {
            if (how == NEEDLESS_BEHIND) return;
            before = false;
            continue;
        }
        if (other->kind != PIECE_TEXT || !is_part(other->text, branch->text, how)) continue;
        findings_warn(&l->findings, LINT_SHADOWED, all->at, lint_offset(branch),
                      "\"%.*s\" is not needed: \"%.*s\" %s", (int)branch->source.n,
                      branch->source.p, (int)other->source.n, other->source.p,
                      before ? "stands before it" : "stands behind it");
        return;
    }
}

/* Follows a tree to where a match of it ends, or begins. */
static void check_ends(struct lint *l, const struct piece *q, enum needless how) {
    const struct piece *last = q->first;
    if (q->kind == PIECE_GROUP && !syntax_looks(q)) check_ends(l, q->first, how);
    if (q->kind == PIECE_SEQUENCE && last) {
        while (how != NEEDLESS_ENDED && last->next)
            last = last->next;
        check_ends(l, last, how);
    }
    if (q->kind != PIECE_CHOICE) return;
    for (const struct piece *branch = q->first; branch; branch = branch->next) {
        if (branch->kind == PIECE_TEXT) check_text(l, q, branch, how);
        check_ends(l, branch, how);
    }
}

static void check_looks(struct lint *l, const struct expression *x, const struct piece *q) {
    (void)x;
    if (!syntax_looks(q)) return;
    bool behind = q->group == GROUP_BEHIND || q->group == GROUP_NOT_BEHIND;
    check_ends(l, q->first, behind ? NEEDLESS_ENDED : NEEDLESS_BEGUN);
}

/* Where a match ends nothing may send the search back for a longer branch. */
static bool takes_the_first(const struct rule *rule) {
    static const char *const asked[] = {"after", "not_after", "where", "unless",
                                        "score", "outside",   "inside"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (node_get(rule->at, asked[i])) return false;
    return !rule->all;
}

static void check_whole(struct lint *l, const struct expression *x) {
    if (!x->tree) return;
    if (x->use == USE_AFTER || x->use == USE_NOT_AFTER) check_ends(l, x->tree, NEEDLESS_BEGUN);
    if (x->use == USE_BEFORE || x->use == USE_NOT_BEFORE) check_ends(l, x->tree, NEEDLESS_ENDED);
    if (x->use == USE_MATCH && takes_the_first(x->rule)) check_ends(l, x->tree, NEEDLESS_BEHIND);
}

static void check_twice(struct lint *l, const struct expression *x, const struct piece *q) {
    struct names before = {0};
    (void)x;
    if (q->kind != PIECE_CHOICE) return;
    for (const struct piece *branch = q->first; branch; branch = branch->next) {
        size_t n = before.n;
        if (branch->source.n > 0 && names_add(&before, branch->source) && before.n == n)
            findings_warn(&l->findings, LINT_SHADOWED, q->at, lint_offset(branch),
                          "\"%.*s\" stands before among the branches", (int)branch->source.n,
                          branch->source.p);
    }
    names_release(&before);
}

static void check_alternatives(struct lint *l, const struct rule *rule) {
    for (size_t i = 0; i < rule->n_alternatives; i++)
        for (size_t k = 0; k < i && k < MOST_TRIED; k++)
            if (sv_eq(rule->alternatives[i].expanded, rule->alternatives[k].expanded) &&
                same_refs(&rule->alternatives[i], &rule->alternatives[k])) {
                findings_warn(&l->findings, LINT_SHADOWED, rule->alternatives[i].at, 0,
                              "alternative %zu of rule \"%s\" is the same", k + 1, rule->id.p);
                break;
            }
}

void check_shadows(struct lint *l) {
    lint_pieces(l, check_looks);
    lint_pieces(l, check_twice);
    for (size_t i = 0; i < l->n_expressions; i++)
        check_whole(l, &l->expressions[i]);
    struct alike alike = {0};
    gather(&alike, &l->pack);
    for (size_t i = 0; i < l->pack.n_rules; i++) {
        check_alternatives(l, l->pack.rules[i]);
        check_rule(l, &alike, l->pack.rules[i]);
        check_tryout(l, i);
    }
    release(&alike);
}
