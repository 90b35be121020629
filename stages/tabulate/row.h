/* A row: read from a record, checked against its schema, written as CSV and as JSON. */
#ifndef TIYAO_ROW_H
#define TIYAO_ROW_H

#include "schemas.h"
#include "spanmap.h"
#include "stream.h"

struct row {
    size_t dataset; /* index in the schemas */
    size_t line;    /* of its record, for messages */
    struct sv id, rule;
    struct sv id_raw, rule_raw; /* their JSON; p is NULL where it is not at hand */
    struct sv *values;          /* by column, raw JSON; p is NULL where the row has none */
    bool placed;                /* it has pieces */
    struct place place;
};

/* What the rows of one document share. */
struct row_context {
    const struct schemas *schemas;
    const struct document *document;
    struct sv doc_id_raw;      /* the document's id as JSON */
    const struct spanmap *map; /* NULL where the document has no text */
    const size_t *counts;      /* rows by dataset */
};

/* Reads a record "row". Values of a column that the schema does not have, or that is not for the
 * rules to give, are an error. */
int row_read(struct row *r, const struct row_context *c, const struct record *record,
             struct err *e);
/* Appends the row as a CSV record with its line feed and as a JSON object without one. A value that
 * the schema refuses is an error that names dataset, row and column. */
int row_put(const struct row *r, const struct row_context *c, struct str *csv, struct str *json,
            struct err *e);
/* Order for qsort: start and end in the decoded document, then the id, n2 before n10. */
int row_order(const void *a, const void *b);

#endif
