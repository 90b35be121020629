/* The Table Schemas of the datasets: which columns there are and where their values come from.
 *
 * Every NAME.json in a folder, NAME of [a-z0-9_], is the schema of dataset NAME; other files are
 * none of ours. No dataset is known here but `documents`, which has to be there and comes first;
 * the others follow in the order of their names. Where a column's value comes from follows from the
 * column's name.
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
    struct json_object field; /* as written, for the codebook */
};

struct schema {
    struct sv name;
    struct sv text; /* the file, without white space around it */
    struct json_object object;
    struct column *columns;
    size_t n;
};

struct schemas {
    struct schema *item;
    size_t n, size;
    struct arena arena;
};

/* Reads the schemas of a folder. Errors name the file and have STATUS_USAGE. */
int schemas_read(struct schemas *s, const char *folder, struct err *e);
void schemas_release(struct schemas *s);
/* Index of the dataset, or s->n. */
size_t schemas_find(const struct schemas *s, struct sv name);

/* Reads a file of at most 16 MB into arena a. */
int schema_file(struct sv *text, const char *path, struct arena *a, struct err *e);
/* The text of member key of an object, "" where there is none. */
struct sv schema_text(const struct json_object *o, const char *key, struct arena *a);
const char *schema_type_name(enum column_type type);

#endif
