/* The operations of `resolve` that make rows, by dataset, so that a row can name its own. */
#ifndef TIYAO_EXPLAIN_OPERATIONS_H
#define TIYAO_EXPLAIN_OPERATIONS_H

#include "arena.h"
#include "yaml.h"

struct operation {
    struct sv dataset;
    const struct node *name; /* "entity", where it stands */
    const struct node *from; /* kinds of mentions, NODE_TEXT or NODE_LIST */
};

struct operations {
    struct operation *p;
    size_t n, size;
};

/* Reads a pack, which is known to be good; what is not understood is left out. */
void operations_read(struct operations *o, const char *folder, struct arena *a);
/* The operation that makes rows of that dataset of mentions of a kind; the only one of the dataset
 * where none names the kind; else NULL. */
const struct operation *operations_find(const struct operations *o, struct sv dataset,
                                        struct sv kind);
void operations_release(struct operations *o);

#endif
