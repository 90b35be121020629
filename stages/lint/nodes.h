/* Looking through the YAML of a pack as it stands in its files. */
#ifndef TIYAO_LINT_NODES_H
#define TIYAO_LINT_NODES_H

#include "yaml.h"

/* Whether both say the same, wherever they stand. */
bool nodes_same(const struct node *x, const struct node *y);

/* Whether a text holds a word, with none of A-Z a-z 0-9 _ - beside it. */
bool nodes_word(struct sv text, struct sv word);
/* Whether some text in a tree does, keys left out. */
bool nodes_hold(const struct node *n, struct sv word);

#endif
