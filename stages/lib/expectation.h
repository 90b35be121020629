/* What a pack expects of the datasets of a batch: the key `expect` of its files.
 *
 * Memory is of the pack. tiyao-rules(5) describes the keys.
 */
#ifndef TIYAO_EXPECTATION_H
#define TIYAO_EXPECTATION_H

#include "rx.h"
#include "str.h"
#include "yaml.h"

enum cell_test {
    CELL_IN, /* is one of some values, or a term of a list */
    CELL_NOT_IN,
    CELL_BEGINS, /* with a term of a list */
    CELL_ENDS,
    CELL_MATCHES,
    CELL_NOT_MATCHES,
    CELL_BETWEEN,
    CELL_LENGTH,
    CELL_EMPTY,
};

/* A test of a cell. */
struct cell_condition {
    struct sv column;
    const struct node *at; /* what stands behind the test's key */
    const char *key;
    enum cell_test test;
    int32_t list; /* NONE: values */
    const struct sv *values;
    size_t n_values;
    struct rx *rx;
    struct sv low, high;       /* of CELL_BETWEEN */
    int64_t shortest, longest; /* code points, both included */
    bool empty;                /* of CELL_EMPTY: what it has to be */
};

struct cell_conditions {
    struct cell_condition *p;
    size_t n;
};

/* Bounds of a number, both included. */
struct span_of_counts {
    bool given;
    int64_t least, most;
};

/* A statement on the rows of a dataset for which `when` holds. */
struct expectation {
    const struct node *at;
    struct sv dataset, about;
    struct cell_conditions when;
    /* A row is as expected where all of these are so. */
    struct cell_conditions must;
    const struct sv *has, *unique; /* columns */
    size_t n_has, n_unique;
    /* Or documents are counted, by how many such rows they have. */
    struct span_of_counts per_document;
    bool counts;                /* something of the above is given, and a share of it expected */
    double at_least, at_most;   /* the share, from 0 to 1 */
    int64_t from;               /* of fewer a share is not looked at; at least 1 */
    struct span_of_counts rows; /* how many rows there are in all */
};

/* Frees its expressions. */
void expectation_release(struct expectation *x);

#endif
