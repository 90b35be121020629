/* The ways in which the rows of a dataset are compared with the gold of one document. */
#ifndef TIYAO_EVALUATE_COMPARE_H
#define TIYAO_EVALUATE_COMPARE_H

#include "score.h"

/* Compares one dataset of one document by its method. -1 where the document has so many rows that
 * they cannot be aligned (STATUS_INPUT). */
int compare(struct score *s, const struct gold_doc *doc, size_t dataset, struct err *e);

/* What a column's value is compared by: with the name for its variant, without what is left out. */
struct sv compare_value(const struct comparison *c, const struct entry *x, size_t column);

int compare_sets(struct comparison *c, struct err *e);
int compare_texts(struct comparison *c, struct err *e);
int compare_sequence(struct comparison *c, struct err *e);

#endif
