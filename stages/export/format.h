/* A format: how the datasets are written, and how they are read back to be compared.
 *
 * A format plans each cell: the value that its file will hold for it, and what is changed thereby.
 * write() puts planned values into the part of its folder; check() reads them out of the part, with
 * the format's own reader, and hands each row to proof_row(), which compares it with the canonical
 * row: a value that is not the planned one is an error, one that says something else than the
 * canonical cell has to have been planned so, and is listed in export-changes.csv.
 */
#ifndef TIYAO_FORMAT_H
#define TIYAO_FORMAT_H

#include "cells.h"
#include "changes.h"
#include "folder.h"

struct plan {
    struct value value;
    const char *change; /* NULL: nothing is changed; a code, as in tiyao-export(1) */
    char about[128];
};

struct format;
struct export {
    struct book *book;
    const struct format *format;
    struct folder folder; /* OUT/FORMAT, while it is a part */
    char *at;             /* path of the part */
    struct changes *changes;
    struct str room;          /* for what plan() makes */
    const char *const *packs; /* folders of rule packs, for what they bring beside schemas */
    size_t n_packs;
    const char *const *info; /* lines for bag-info.txt, "LABEL: TEXT" */
    size_t n_info;
    const struct format *const *formats; /* all there are, up to a NULL */
    void *own;                           /* of the format */
};

struct format {
    const char *name, *endings; /* of what it writes, as in folder.h */
    const char *about;
    bool holds_others; /* made of what OUT holds once the other formats have their names */
    /* Text that it needs lies in x->room until the next call. NULL: cells stay as they are. */
    void (*plan)(struct export *x, const struct book_column *c, struct sv cell, struct plan *p);
    int (*write)(struct export *x, struct err *e);
    int (*check)(struct export *x, struct err *e);
};

extern const struct format excel_csv, to_sqlite, to_xlsx, to_dta, to_sav, to_codebook, to_wide,
    to_bag;

/* The planned value of a cell. */
void export_plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p);
/* Plans that several formats share: a double, with what it loses; nothing in the cell's place. */
void plan_number(struct sv cell, struct plan *p);
void plan_loss(struct plan *p, const char *change, const char *about);
/* Path of a file in the part, "DATASET.ENDING"; to be freed by str_release. */
void export_path(const struct export *x, struct str *path, const char *name, const char *ending);

/* The comparison of one dataset. */
struct proof {
    struct export *export;
    struct rows rows;
};
int proof_open(struct proof *p, struct export *x, const struct dataset *d, struct err *e);
/* The next row as it was read back: as many values as there are columns. */
int proof_row(struct proof *p, const struct value *values, struct err *e);
/* There were as many rows as there should be. */
int proof_end(struct proof *p, struct err *e);
void proof_close(struct proof *p);

#endif
