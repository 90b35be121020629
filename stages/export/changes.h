/* OUT/export-changes.csv: what the exports hold otherwise than the datasets, cell by cell. */
#ifndef TIYAO_CHANGES_H
#define TIYAO_CHANGES_H

#include "csvcell.h"
#include "outfile.h"

struct changes {
    struct outfile file;
    uint64_t noted; /* of the current format */
};

/* One cell, or a column where row is 0. */
struct change {
    const char *format;
    struct sv dataset;
    uint64_t row; /* of the data, from 1 */
    struct sv id; /* the row's first cell */
    struct sv column;
    const char *what; /* a code, as in tiyao-export(1) */
    const char *about;
};

int changes_open(struct changes *c, int folder, struct err *e);
int changes_note(struct changes *c, const struct change *change, struct err *e);
/* Takes over what the file says so far of a format that is not written now. */
int changes_keep(struct changes *c, const char *folder, const char *format, struct err *e);

#endif
