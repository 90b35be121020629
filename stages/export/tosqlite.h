/* The database, for other formats that are made of it. */
#ifndef TIYAO_TOSQLITE_H
#define TIYAO_TOSQLITE_H

#include "format.h"
#include "sqlite.h"

void tosqlite_plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p);
/* Writes the datasets and the views to a new file; with indexes for full-text search where search
 * says so. */
int tosqlite_build(struct export *x, const char *path, bool search, struct err *e);
/* Compares the tables with the datasets. */
int tosqlite_check(struct export *x, struct database *db, bool search, struct err *e);

#endif
