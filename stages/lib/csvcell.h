/* Comma-separated values (RFC 4180), as libcsv writes and reads them. Text is UTF-8.
 *
 * Written: fields always in double quotes, a quote doubled; records end in LF. Read: quotes only
 * where they are needed, CRLF and a byte order mark too; cells may hold line feeds and NUL bytes.
 * Rows whose cells are all quoted are taken at once, others by libcsv, byte by byte.
 */
#ifndef TIYAO_CSVCELL_H
#define TIYAO_CSVCELL_H

#include "err.h"
#include "str.h"

/* Appends a field, with a comma before it unless it is the record's first. */
void csv_field(struct str *s, struct sv v, bool first);
void csv_end(struct str *s);

struct csv_row {
    const struct sv *cells; /* valid UTF-8; gone at the next row */
    size_t n;
    uint64_t line; /* where it begins, from 1 */
};

/* A file that is read row by row, the header first; every other one has as many cells. Empty lines
 * are passed over. Holds the rows of a block of 64 KB. NULL where it is no file that can be read
 * (STATUS_INPUT). */
struct csv_file;
struct csv_file *csv_open(const char *path, struct err *e);
/* 1: *row is the next one, valid until the next call; 0: that was all; -1: here it is no CSV: a
 * quote that is never closed or stands within a cell, text that is not UTF-8, too few or too many
 * cells, a row of more than 64 MB (STATUS_INPUT, with file:line). */
int csv_next(struct csv_file *f, struct csv_row *row, struct err *e);
/* From here on rows may have any number of cells. */
void csv_ragged(struct csv_file *f);
/* NULL may be closed. */
void csv_close(struct csv_file *f);

/* Hands the rows of a file over, one after another, until the first -1; an error without a place
 * gets file:line. */
int csv_read(const char *path, int (*each)(void *context, const struct csv_row *row, struct err *e),
             void *context, struct err *e);

/* The number of the cell with this text, or -1. */
int csv_column(const struct csv_row *header, struct sv name);

#endif
