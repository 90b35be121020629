/* Tab-separated values: a record a line, UTF-8. Tab, line feed, carriage return and backslash in a
 * cell are written \t, \n, \r and \\, so that any text may stand in one.
 */
#ifndef TIYAO_TSV_H
#define TIYAO_TSV_H

#include "arena.h"
#include "str.h"

/* Appends a cell; tsv_end ends the line behind the last one. */
void tsv_put(struct str *s, struct sv cell);
void tsv_uint(struct str *s, uint64_t v);
/* A number with three decimals. */
void tsv_thousandths(struct str *s, double v);
void tsv_end(struct str *s);

/* Takes the next line off text; false where none is left. The last one must end in a line feed. */
bool tsv_line(struct sv *text, struct sv *line);
/* Reads the cells of a line, at most `most`; returns how many there are, more than `most` where
 * not all were read. Cells point into the line or, where something was escaped, into the arena. */
size_t tsv_cells(struct sv line, struct sv *cells, size_t most, struct arena *a);
/* A cell that is a whole number below 2^64. */
bool tsv_number(struct sv cell, uint64_t *v);

#endif
