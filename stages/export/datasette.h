/* metadata.json, by which Datasette shows the database: titles, columns, facets, search. */
#ifndef TIYAO_DATASETTE_H
#define TIYAO_DATASETTE_H

#include "format.h"

int datasette_write(struct export *x, struct err *e);
/* Whether it reads back as it was written. */
int datasette_check(struct export *x, struct err *e);

#endif
