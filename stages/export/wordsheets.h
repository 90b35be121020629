/* The sheets of a workbook that hold words: the codebook, and what the whole is. */
#ifndef TIYAO_WORDSHEETS_H
#define TIYAO_WORDSHEETS_H

#include "words.h"

enum { WORD_SHEETS = 2, WORD_CELLS = 8 };

struct word_row {
    uint64_t number; /* from 1 */
    struct sv cells[WORD_CELLS];
    size_t n;
    bool header, tall;
    bool counted; /* the last cell is a number */
};

struct word_sheet {
    const char *name;
    const double *widths; /* of its columns */
    size_t columns;
    bool filtered; /* by its first row */
    struct word_row *rows;
    size_t n;
};

/* All of them, in order, with texts as a cell can hold them; of the book's arena. */
int wordsheets_make(struct word_sheet sheets[WORD_SHEETS], struct book *b, struct err *e);

#endif
