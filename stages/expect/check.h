/* An expectation while the rows of its dataset go by, and what comes of it. */
#ifndef TIYAO_EXPECT_CHECK_H
#define TIYAO_EXPECT_CHECK_H

#include "counts.h"
#include "csvcell.h"
#include "pack.h"

enum { MOST_SHOWN = 3 };

struct check {
    const struct expectation *x;
    int *when, *must, *has, *unique; /* columns of the file */
    int doc_id;
    uint64_t rows;               /* for which `when` holds */
    uint64_t looked_at, held;    /* rows or documents; those that are as expected */
    struct sv shown[MOST_SHOWN]; /* ids of the first that speak against it */
    size_t n_shown;
    struct counts seen; /* keys of `unique`, or rows by document */
    bool dropped;       /* it cannot be checked, and that was said */
};

/* Finds the columns in the header of dataset `path`. A column that is not there is an error at the
 * place in the pack (STATUS_INPUT). */
int check_open(struct check *c, const struct csv_row *header, const char *path, struct arena *a,
               struct err *e);
void check_row(struct check *c, const struct pack *p, const struct csv_row *row, struct arena *a);
/* After the rows, for `per_document`: each document of the batch. */
void check_document(struct check *c, struct sv id, struct arena *a);
void check_release(struct check *c);

/* The verdict on one number. */
enum outcome { OUTCOME_HOLDS, OUTCOME_FAILS, OUTCOME_NOTHING /* to look at */ };

/* What came of the share, and of the number of rows. Puts a sentence. */
enum outcome check_share(const struct check *c, struct str *said);
enum outcome check_rows(const struct check *c, struct str *said);

#endif
