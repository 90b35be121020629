/* How much work an expression makes on a text: the items of it that PCRE2 looks at are counted, so
 * the figure is the same on every machine. Nothing is timed.
 *
 * Lists are as they are. A mention of a kind stands wherever the text is like the one of that kind
 * that was found in the pack's examples.
 */
#ifndef TIYAO_LINT_WORK_H
#define TIYAO_LINT_WORK_H

#include "lint.h"

struct work {
    struct lint *l;
    struct pattern x;                  /* traced */
    struct pattern before, not_before; /* what stands before a start; without rx where not asked */
    const struct pattern *at_work;     /* the one that is tried at the moment */
    bool at_start;                     /* tried at the beginning of a text only */
    bool every_way; /* what is found may be refused, so that all ways are tried */
    struct sv text; /* at hand */
    uint64_t steps, most;
};

/* Of an alternative of a rule. */
int work_open(struct work *w, struct lint *l, const struct rule *rule, size_t alternative);
/* Of an expression that stands alone, without references. */
int work_open_plain(struct work *w, struct lint *l, const struct node *at);
void work_close(struct work *w);

/* The steps of trying it on a text, at every place that its anchor allows; no more than most are
 * counted. */
uint64_t work_count(struct work *w, struct sv text, uint64_t most);

/* Appends a text that has to stand somewhere for the expression to be tried at all: one of those of
 * its anchor. Nothing where it has none. */
void work_needs(const struct work *w, struct str *out);

#endif
