/* The examples that stand beside the rules: each text is matched by the whole pack, and the
 * mentions that the rule makes of it must be the wanted ones, field by field as far as named.
 * An example marked todo is expected to fail, and fails where it does not.
 * A text is one sentence and one block of the kind its rule looks at; a line feed separates two.
 */
#ifndef TIYAO_MATCH_EXAMPLES_H
#define TIYAO_MATCH_EXAMPLES_H

#include "engine.h"

/* Prints a line on stdout for each example that fails and a closing count; returns how many
 * failed. */
size_t examples_run(struct engine *g, const struct pack *p);

#endif
