/* Whether the full-text index of a dataset holds the words of its rows and no others, each at its
 * place: row, column and position. Both are summed by a hash of word and place, whatever their
 * order.
 */
#ifndef TIYAO_WORDCHECK_H
#define TIYAO_WORDCHECK_H

#include "cells.h"
#include "sqlite.h"

/* Places of words. */
struct places {
    uint64_t n, sum;
};

/* The words of a column's cell, which the next row may have again. */
struct cell_words {
    struct str cell;
    bool searched;
    uint64_t name; /* hash of the column's name */
    uint64_t *hashes;
    size_t n, size;
};

struct word_check {
    struct database *db;
    const struct dataset *dataset;
    struct tokenizer *tokenizer; /* NULL where nothing of the dataset is searched */
    struct cell_words *columns;  /* as many as the dataset has */
    struct places wanted, have;
    struct str room;
};

int wordcheck_open(struct word_check *w, struct database *db, const struct dataset *d,
                   struct err *e);
/* The words that the current row has to give. */
int wordcheck_row(struct word_check *w, const struct rows *r, struct err *e);
/* Compares them with those of the index. */
int wordcheck_end(struct word_check *w, struct err *e);
void wordcheck_close(struct word_check *w);

#endif
