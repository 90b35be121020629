/* The datasets of a run: the schemas that ship, and those that rule packs bring.
 *
 * Every NAME.json in a folder is the schema of dataset NAME, which is of [a-z0-9_]; hidden files
 * and those with another full stop in their names are none of ours. `documents` has to be there and
 * comes first; the others follow in the order of their names. A pack that brings a dataset that is
 * there already must go on from its schema: all columns in the same order, and what it adds behind
 * them.
 */
#ifndef TIYAO_SCHEMAS_H
#define TIYAO_SCHEMAS_H

#include "schema.h"

struct schemas {
    struct schema *item;
    size_t n, size;
    struct arena arena;
};

/* Reads the schemas of a folder, then those in the folder `schemas` of each of n packs that has
 * one. Errors name the file and have STATUS_USAGE. */
int schemas_read(struct schemas *s, const char *folder, const char *const *packs, size_t n,
                 struct err *e);
void schemas_release(struct schemas *s);
/* Index of the dataset, or s->n. */
size_t schemas_find(const struct schemas *s, struct sv name);
/* Whether a dataset may have this name. */
bool schemas_is_name(struct sv name);

#endif
