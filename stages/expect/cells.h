/* Whether a cell is as a condition says. */
#ifndef TIYAO_EXPECT_CELLS_H
#define TIYAO_EXPECT_CELLS_H

#include "pack.h"

/* cell is valid UTF-8. An expression that runs out of PCRE2's limits does not match. */
bool cell_holds(const struct pack *p, const struct cell_condition *c, struct sv cell);

#endif
