/* The Table Schema of a dataset: which columns there are and where their values come from.
 *
 * Where a column's value comes from follows from the column's name. No dataset is known here but
 * `documents`, whose columns may say what the records of a document say.
 */
#ifndef TIYAO_SCHEMA_H
#define TIYAO_SCHEMA_H

#include "json.h"

enum column_source {
    FROM_VALUES, /* the row's value of that name */
    FROM_ID,     /* the first column */
    FROM_DOC_ID,
    FROM_RULE,
    FROM_START,
    FROM_END,
    FROM_BYTE_START,
    FROM_BYTE_END,
    FROM_PIECES,
    FROM_ORIGINAL, /* NAME_original: the decoded text of the row's pieces */
    FROM_RECORD,   /* documents: what the records of the document say */
    FROM_COUNT,    /* documents: n_NAME, the number of rows of dataset NAME */
};

enum column_type { TYPE_STRING, TYPE_INTEGER, TYPE_NUMBER, TYPE_BOOLEAN, TYPE_DATE };

struct column {
    struct sv name;
    struct sv key;  /* `"NAME":` */
    struct sv lead; /* the same behind what comes before it in a row, "{" or "," */
    enum column_source source;
    enum column_type type;
    bool list;          /* several items, of the type string */
    bool required;      /* never empty */
    struct sv *allowed; /* NULL where all values are */
    size_t n_allowed;
    size_t counted;           /* FROM_COUNT: index of the dataset */
    const char *at;           /* where it stands in the schema's text */
    struct json_object field; /* as written, for the codebook */
};

struct schema {
    struct sv name;
    const char *path; /* of its file */
    struct sv text;   /* the file, without white space around it */
    unsigned skipped; /* lines before it */
    struct json_object object;
    struct column *columns;
    size_t n;
};

/* Reads FOLDER/NAME.json; everything is of arena a. Errors name file and line, and have
 * STATUS_USAGE. */
int schema_read(struct schema *s, struct sv name, const char *folder, struct arena *a,
                struct err *e);
/* Reads text, of arena a, in the place of the schema's own. */
int schema_replace(struct schema *s, struct sv text, struct arena *a, struct err *e);
/* Sets an error at a place in the schema's text. */
int schema_err(const struct schema *s, const char *at, struct err *e, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Index of the column, or s->n. */
size_t schema_column(const struct schema *s, struct sv name);
bool column_allows(const struct column *c, struct sv value);

/* Reads a file of at most 16 MB into arena a. */
int schema_file(struct sv *text, const char *path, struct arena *a, struct err *e);
/* The text of member key of an object, "" where there is none. */
struct sv schema_text(const struct json_object *o, const char *key, struct arena *a);
const char *schema_type_name(enum column_type type);

#endif
