/* Counts documents, as the engine goes through them, into a coverage. */
#ifndef TIYAO_CENSUS_H
#define TIYAO_CENSUS_H

#include "coverage.h"
#include "layout.h"

/* Makes a row for each expression of the pack and sets the engine to counting. */
void census_open(struct coverage *c, struct engine *g, const struct pack *p);
/* Adds what the engine did with the document it had last. */
int census_add(struct coverage *c, const struct engine *g, const struct layout *l,
               const struct document *d, struct err *e);

#endif
