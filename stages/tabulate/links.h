/* What schemas say of each other: columns that count or name other datasets, foreign keys. */
#ifndef TIYAO_LINKS_H
#define TIYAO_LINKS_H

#include "schemas.h"

/* Finds the datasets that columns n_NAME of documents count, checks that foreign keys lead to
 * columns that there are, and adds to each field with `"values": "datasets"` the names of datasets
 * that it does not allow yet, with their titles as labels. Errors name file and line. */
int schemas_link(struct schemas *s, struct err *e);

#endif
