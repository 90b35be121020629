/* What is known of documents beside their texts: a file metadata.csv in the folder of the articles.
 *
 * RFC 4180, UTF-8. The header names the columns: path (relative to that folder) has to be there,
 * published, publication and encoding may; others are left aside. A cell that is empty says
 * nothing.
 */
#ifndef TIYAO_METADATA_H
#define TIYAO_METADATA_H

#include "arena.h"
#include "err.h"

struct metadata_row {
    struct sv path;        /* each ends in NUL, which the view leaves out */
    struct sv published;   /* ISO 8601: 2024, 2024-11, 2024-11-05, 2024-11-05T14:30 */
    struct sv publication; /* without control characters */
    struct sv encoding;    /* as charset.h names it */
    uint64_t line;         /* in the file, from 1 */
};

struct metadata {
    struct arena arena;
    struct metadata_row *rows; /* by path, byte by byte */
    size_t n, size;
    size_t bad; /* rows that were said to be bad, and are left out */
};

/* A zeroed m is ready for use. A row that is bad is said and left out. A file that is no such table
 * is an error (STATUS_USAGE); where there is none, there are no rows. */
int metadata_read(struct metadata *m, const char *file, struct err *e);
/* The row of a path, or NULL. */
const struct metadata_row *metadata_find(const struct metadata *m, struct sv path);
void metadata_release(struct metadata *m);

#endif
