/* What the person who reads a rule is owed: examples of both sorts, and why a rule is on its way
 * out. */
#include "lint.h"

static void check_tests(struct lint *l, const struct rule *rule) {
    bool finds = false, leaves = false;
    for (size_t i = 0; i < rule->n_tests; i++) {
        if (rule->tests[i].todo) continue;
        finds |= rule->tests[i].want->n > 0;
        leaves |= rule->tests[i].want->n == 0;
    }
    if (finds && leaves) return;
    const char *lacks = finds    ? "no example that it leaves alone"
                        : leaves ? "no example in which it finds something"
                                 : "no example";
    findings_warn(&l->findings, LINT_NO_EXAMPLE, node_get(rule->at, "id"), 0, "rule \"%s\" has %s",
                  rule->id.p, lacks);
}

static void check_status(struct lint *l, const struct rule *rule) {
    if (rule->status != RULE_DEPRECATED || node_get(rule->at, "about")) return;
    findings_warn(&l->findings, LINT_DEPRECATED, node_get(rule->at, "status"), 0,
                  "rule \"%s\" is deprecated and does not say what to use: write \"about\"",
                  rule->id.p);
}

void check_people(struct lint *l) {
    for (size_t i = 0; i < l->pack.n_rules; i++) {
        check_tests(l, l->pack.rules[i]);
        check_status(l, l->pack.rules[i]);
    }
}
