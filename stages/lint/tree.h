/* What can be said of a part of an expression from its tree, definitions looked into. */
#ifndef TIYAO_LINT_TREE_H
#define TIYAO_LINT_TREE_H

#include "lint.h"

struct width {
    unsigned min, max; /* code points, WIDTH_ANY where unbounded */
};
struct width tree_width(struct lint *l, const struct piece *q);

/* Whether it can take the empty text whatever stands around. */
bool tree_idles(struct lint *l, const struct piece *q);

/* Whether a part that takes one character takes this one. */
bool tree_takes(struct lint *l, const struct piece *q, uint32_t c);

/* Whether what a part takes may hold a character, given as text. A mention may hold any. */
bool tree_may_hold(struct lint *l, const struct piece *q, struct sv character);

/* The named group in a tree, definitions included; NULL where there is none. */
const struct piece *tree_group(struct lint *l, const struct piece *q, struct sv name);
bool tree_has_group(struct lint *l, const struct piece *q);

#endif
