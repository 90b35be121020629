/* A few characters that stand for all: those that an expression names, those of the pack's examples
 * and some of ASCII. What a part of an expression takes is a set of them.
 */
#ifndef TIYAO_LINT_ALPHABET_H
#define TIYAO_LINT_ALPHABET_H

#include "tree.h"

enum { MOST_CHARACTERS = 64, MOST_MASKS = 96 };

struct alphabet {
    struct lint *l;
    uint32_t c[MOST_CHARACTERS];
    size_t n;
    struct sv masked[MOST_MASKS]; /* parts that were asked about, as written */
    uint64_t masks[MOST_MASKS];
    size_t n_masks;
};

/* Of some trees, definitions looked into. */
void alphabet_make(struct alphabet *a, struct lint *l, const struct piece *const *trees, size_t n);

/* The characters that a part takes as its whole text: bit i for c[i]. */
uint64_t alphabet_mask(struct alphabet *a, const struct piece *q);

/* Appends a short text that a part takes, as far as its own grammar says; what is optional is left
 * out unless full. Of a choice the branch of that number, of its last one where there are less. */
void alphabet_sample(struct alphabet *a, const struct piece *q, bool full, size_t branch,
                     struct str *out);

/* What a reference names; NULL where it is no definition with an expression. */
const struct piece *alphabet_tree(const struct alphabet *a, const struct piece *ref);

#endif
