/* Texts that may make an expression take long, found by following its tree: a text that leads to a
 * repetition, many times a text that it repeats, and a text on which all of it fails.
 */
#ifndef TIYAO_LINT_ATTACKS_H
#define TIYAO_LINT_ATTACKS_H

#include "alphabet.h"

struct attack {
    const struct piece *at; /* the repetition */
    struct sv before, pump, behind;
};

/* The most ways in which an expression can match from one start, about: what has few cannot take
 * long. */
double attacks_ways(struct lint *l, const struct piece *const *trees, size_t n);

struct attacks {
    struct attack *p; /* texts are of the lint's arena */
    size_t n, size;
};

/* All that are worth trying, for trees that follow one another. lead: what stands before all;
 * needed: a text that has to stand somewhere for the expression to be tried at all; "" for none. To
 * be released. */
void attacks_find(struct attacks *out, struct alphabet *a, const struct piece *const *trees,
                  size_t n, struct sv lead, struct sv needed);
void attacks_release(struct attacks *out);

#endif
