/* What differs between two texts, line by line, as a person reads it. */
#ifndef TIYAO_TEST_DIFFER_H
#define TIYAO_TEST_DIFFER_H

#include "str.h"

/* Puts "- " before lines of before that are no more, "+ " before lines of now that were not there,
 * in their places, and "  " before some lines around them; "..." for what is left out between. */
void differ_put(struct str *s, struct sv before, struct sv now);

#endif
