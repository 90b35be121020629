/* The rows of a dataset, and what a format makes of their cells. */
#ifndef TIYAO_CELLS_H
#define TIYAO_CELLS_H

#include "book.h"
#include "csvcell.h"

/* The canonical rows, in order. */
struct rows {
    const struct dataset *dataset;
    struct csv_file *file;
    const struct sv *cells; /* of the current row, as many as the schema has columns */
    uint64_t n;             /* rows so far: the number of the current one */
};

/* Opens the CSV and checks that its header is that of the schema. */
int rows_open(struct rows *r, const struct dataset *d, struct err *e);
/* 1, 0 at the end (where the number of rows is that of the package), -1. */
int rows_next(struct rows *r, struct err *e);
void rows_close(struct rows *r);

/* What a format holds in the place of a cell. */
enum value_kind { VALUE_EMPTY, VALUE_TEXT, VALUE_NUMBER };
struct value {
    enum value_kind kind;
    struct sv text;
    double number;
};

/* Whether a value says what the canonical cell says: the same text; the same number, to the last
 * digit; nothing where nothing stands. */
bool value_says(const struct value *v, struct sv cell);
/* Whether two values are the same to the bit. */
bool value_same(const struct value *a, const struct value *b);
/* Digits without the zeros at both ends; more than 40 are 40. */
size_t cell_digits(struct sv cell);
bool cell_fits_int64(struct sv cell);
/* The number that a cell of digits, sign and point gives; false where it is none. */
bool cell_number(struct sv cell, double *number);

#endif
