/* The finished datasets of a folder: what its datapackage.json says of them.
 *
 * Everything the formats know of columns (types, keys, labels, categories) comes from the Table
 * Schemas in the package; no dataset and no column is known by name.
 */
#ifndef TIYAO_BOOK_H
#define TIYAO_BOOK_H

#include "schema.h"

/* A value that a column may have, and how it is called in the language of the labels. */
struct category {
    struct sv value, label;
};

struct book_column {
    const struct column *column;
    struct sv label, about; /* title and description */
    struct category *categories;
    size_t n; /* of a list these are of its items */
};

struct foreign_key {
    const size_t *fields; /* indexes of columns here ... */
    const size_t *there;  /* ... and of as many there */
    size_t n;
    size_t dataset; /* index in the book */
};

struct dataset {
    struct schema schema;
    struct sv name;
    char *path; /* of the CSV */
    struct sv label, about;
    struct book_column *columns; /* schema.n */
    size_t *key;                 /* indexes of the columns of the primary key */
    size_t n_key;
    struct foreign_key *foreign;
    size_t n_foreign;
    uint64_t rows;  /* as the package says */
    struct sv hash; /* of the CSV, "sha256:..."; "" where the package has none */
};

struct book {
    const char *folder;
    char *path; /* of datapackage.json */
    struct json_object package;
    struct dataset *datasets;
    size_t n;
    bool chinese; /* the language of labels: titles and descriptions that end in ":zh" */
    struct arena arena;
};

/* Reads FOLDER/datapackage.json. STATUS_INPUT where it is missing or no package of ours. */
int book_read(struct book *b, const char *folder, bool chinese, struct err *e);
void book_release(struct book *b);
/* The text of member key in the language of the labels, else of the member without suffix. */
struct sv book_label(struct book *b, const struct json_object *o, const char *key);
/* Whether the values of the column are text: neither numbers, dates nor true or false. */
static inline bool column_is_text(const struct column *c) {
    return c->type == TYPE_STRING;
}

/* Whether a column is part of the primary key or of a foreign one. */
bool book_is_key(const struct dataset *d, size_t column);

#endif
