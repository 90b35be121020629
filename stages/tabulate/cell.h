/* A cell of a row: its value read from raw JSON, checked against its column, written as JSON.
 *
 * All memory is of the arena that is handed over, or of the raw value.
 */
#ifndef TIYAO_CELL_H
#define TIYAO_CELL_H

#include "schema.h"

struct cell {
    struct sv text;   /* decoded; of a list the items joined by ";", as CSV has them */
    struct sv raw;    /* a string's JSON where it may be copied as it is; else p is NULL */
    struct sv *items; /* of a list */
    size_t n;
};

/* The value of a column that is given as JSON: a string, a number, or a list for a list column (one
 * string is a list of one, "" a list of none). Lines are joined unless the column is FROM_RECORD. A
 * NULL p and null leave the cell empty. */
int cell_read(struct cell *cell, const struct column *column, struct sv raw, struct arena *a,
              struct err *e);
/* Sets a list cell's text from its items, in which ";" becomes "\;". */
void cell_join(struct cell *cell, struct arena *a);
/* Refuses what the column's type, its allowed values or `required` do not allow. */
int cell_check(const struct cell *cell, const struct column *column, struct err *e);
/* An array for a list column; else a string, or a bare number or true or false, null where empty.
 */
void cell_put(const struct cell *cell, const struct column *column, struct str *json);

#endif
