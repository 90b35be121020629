/* The gold, and the rows of a run that belong to it.
 *
 * A gold file NAME.json holds one object: `doc`, the id of its document (NAME where it is missing),
 * and a list of objects for each dataset, in the order of the text. Other members that are no lists
 * are remarks. All memory is of the arena handed over.
 */
#ifndef TIYAO_EVALUATE_GOLD_H
#define TIYAO_EVALUATE_GOLD_H

#include "form.h"
#include "yardstick.h"

/* A row of the gold or of the run. */
struct entry {
    const struct sv *cells; /* by column of the dataset, as written */
    const struct sv *forms; /* the same as they are compared */
    bool optional;          /* of the gold: finding it is neither right nor wrong */
    struct sv rule;         /* of the run: its rule and bytes, "" where the file has none */
    struct sv start, end;
};

struct entries {
    struct entry *p;
    size_t n, size;
};

struct variant {
    struct sv form, name;
    size_t order;
};

/* A document that has gold. */
struct gold_doc {
    struct sv id;
    const char *path;
    bool again; /* another file has its gold: this one is left out */
    struct part {
        bool given; /* the gold has the dataset, perhaps without a row */
        struct entries gold, rows;
    } * parts;                /* by dataset of the yardstick */
    struct variant *variants; /* by form */
    size_t n_variants;
};

struct gold {
    struct gold_doc *docs; /* by name of the file */
    size_t n;
    struct gold_doc **by_id;
    size_t n_by_id;
    size_t skipped; /* files that were bad: it was said */
};

/* Reads all NAME.json of a folder in the order of their names and adds datasets that the yardstick
 * does not know. What is wrong with a file is said, with file:line:col, and the file left out. -1
 * where the folder cannot be read (STATUS_INPUT). */
int gold_read(struct gold *g, const char *folder, struct yardstick *y, struct form *f,
              struct arena *a, struct err *e);
void gold_release(struct gold *g, size_t n_datasets);

struct gold_doc *gold_find(const struct gold *g, struct sv id);
/* Whether some document has the dataset. */
bool gold_has(const struct gold *g, size_t dataset);

/* The name that a form of it stands for, or the form. */
struct sv gold_name(const struct gold_doc *d, struct sv form);

#endif
