/* Which files are to be read, and what their documents are called. */
#ifndef TIYAO_QUEUE_H
#define TIYAO_QUEUE_H

#include "arena.h"
#include "err.h"
#include "metadata.h"

struct entry {
    const char *path; /* as given, relative to the root; ends in NUL */
    struct sv doc_id;
    struct metadata_row known; /* all but path and line; each ends in NUL or is empty */
};

struct queue {
    struct entry *entries;
    size_t n, size;
    struct arena arena; /* ids and paths */
    struct str manifest;
};

/* Files named on the command line: ids after docid.h. paths and m must outlive q. */
void queue_paths(struct queue *q, int n, char **paths, const struct metadata *m);

/* A manifest: records that end in NUL, each an id, the byte 1F and a path. Behind the id may stand,
 * each with the byte 1E before it, the date and name of publication and the encoding as metadata.h
 * has them. One that is broken is STATUS_USAGE. */
int queue_manifest(struct queue *q, const char *file, struct err *e);

void queue_release(struct queue *q);

#endif
