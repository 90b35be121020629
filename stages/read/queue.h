/* Which files are to be read, and what their documents are called. */
#ifndef TIYAO_QUEUE_H
#define TIYAO_QUEUE_H

#include "arena.h"
#include "err.h"

struct entry {
    const char *path; /* as given, relative to the root; ends in NUL */
    struct sv doc_id;
};

struct queue {
    struct entry *entries;
    size_t n, size;
    struct arena arena; /* ids and paths */
    struct str manifest;
};

/* Files named on the command line: ids after docid.h. paths must outlive q. */
void queue_paths(struct queue *q, int n, char **paths);

/* A manifest: records that end in NUL, each an id, the byte 1F and a path. One that is broken is
 * STATUS_USAGE. */
int queue_manifest(struct queue *q, const char *file, struct err *e);

void queue_release(struct queue *q);

#endif
