/* The database, for other formats that are made of it. */
#ifndef TIYAO_TOSQLITE_H
#define TIYAO_TOSQLITE_H

#include "format.h"

void tosqlite_plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p);
/* Writes the datasets and the views to a new file. */
int tosqlite_build(struct export *x, const char *path, struct err *e);

#endif
