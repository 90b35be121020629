/* How the columns of a dataset stand in a file of a statistics program: measured on all of its
 * rows.
 */
#ifndef TIYAO_STATTABLE_H
#define TIYAO_STATTABLE_H

#include "format.h"
#include "statfile.h"
#include "words.h"

enum stat_how {
    HOW_TEXT,
    HOW_NUMBER,
    HOW_CODE, /* a number with a label, for true and false too */
    HOW_DATE, /* days or seconds, after the format */
};

struct stat_column {
    enum stat_how how;
    struct sv *values; /* HOW_CODE: that of code base + i */
    size_t n;
    int base;
    bool integer;      /* fits STAT_INTEGER */
    size_t longest;    /* bytes of text */
    unsigned decimals; /* of numbers, the most */
};

struct stat_table {
    const struct dataset *d;
    struct stat_column *columns;
    struct stat_variable *variables;
};

/* Reads the dataset once. All is of the book's arena. Notes the names and labels that the kind does
 * not hold. */
int stattable_read(struct stat_table *t, struct export *x, enum stat_kind kind,
                   const struct dataset *d, const struct words *w, struct err *e);
/* The text that the kind holds for a cell. */
void stattable_text(struct export *x, enum stat_kind kind, struct sv cell, struct plan *p);
/* Code of a cell of a column HOW_CODE; false where it has none. */
bool stattable_code(const struct stat_column *c, struct sv cell, int *code);

#endif
