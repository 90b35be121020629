/* The rows of a run: OUT/NAME.csv, of the documents that have gold. */
#ifndef TIYAO_EVALUATE_ROWS_H
#define TIYAO_EVALUATE_ROWS_H

#include "gold.h"

/* Puts the rows of a dataset, in the order of the file, with the documents of the gold. -1 where
 * the file is no good: then the dataset cannot be compared. */
int rows_read(struct gold *g, const char *folder, const struct dataset *d, size_t number,
              struct form *f, struct arena *a, struct err *e);

#endif
