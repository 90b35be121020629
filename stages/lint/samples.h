/* Texts of the pack's language: the examples, and what was found in them. */
#ifndef TIYAO_LINT_SAMPLES_H
#define TIYAO_LINT_SAMPLES_H

#include "lint.h"

/* How a rule did in the examples in which it should find something. */
struct tryout {
    size_t examples, won, lost;
    const struct rule *rival; /* made a mention of its kind in the last one that it lost */
};

/* Runs the examples, once; the pack has no errors. */
void samples_make(struct lint *l);
/* A mention of a kind as it stood in an example; "" where there was none. */
struct sv samples_of_kind(const struct lint *l, int32_t kind);
/* The texts of the examples, a line each, no longer than the first few thousand bytes. */
struct sv samples_text(const struct lint *l);

#endif
