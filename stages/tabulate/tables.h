/* The tables while they are written: for every dataset a CSV file and a JSON Lines file, and a
 * folder with one JSON file a document. Nothing is seen of them before tables_rename.
 */
#ifndef TIYAO_TABLES_H
#define TIYAO_TABLES_H

#include "folder.h"
#include "outfile.h"
#include "row.h"

struct table {
    struct outfile csv, jsonl;
    struct row *rows; /* of the current document */
    size_t n, size;
    uint64_t written;      /* rows of all documents */
    char hash[SHA256_HEX]; /* of the CSV, set by tables_finish */
};

struct tables {
    const struct schemas *schemas;
    struct table *table; /* as many as there are schemas */
    struct folder json;
    struct str nested; /* the current document's JSON */
    struct str doc_id; /* its id as JSON */
    struct spanmap map;
    size_t *counts;
    uint64_t documents, skipped;
};

/* Opens everything in a folder and writes the headers. The schemas must outlive the tables. */
int tables_open(struct tables *t, const struct schemas *s, int folder, struct err *e);
int tables_document(struct tables *t, const struct document *d, struct err *e);
/* Makes all files whole and safe on the disk, still under the names of their parts. */
int tables_finish(struct tables *t, struct err *e);
int tables_rename(struct tables *t, struct err *e);
void tables_drop(struct tables *t);

#endif
