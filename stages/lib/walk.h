/* The documents below a folder: every *.txt and *.md, in any letter case, at any depth.
 *
 * Links are followed; a folder that a link leads back to is not entered again. What carries such a
 * name and is no regular file (a folder, a pipe, a link to nowhere) is listed too, so that read can
 * say so. Order: bytes of the path.
 */
#ifndef TIYAO_WALK_H
#define TIYAO_WALK_H

#include "arena.h"
#include "err.h"

struct listed {
    struct sv path;       /* relative to the folder, any bytes but NUL */
    int64_t size;         /* bytes */
    int64_t mtime, ctime; /* ns since 1970; a new ctime tells of changed permissions too */
    struct sv id;         /* set by shards_ids */
    bool shared;          /* another document has the same stem */
};

struct walk {
    struct listed *listed;
    size_t n, size;
};

/* Paths are of arena a. A folder that cannot be read is an error (STATUS_INPUT): what it holds
 * would be missing without a word. */
int walk_folder(struct walk *w, const char *folder, struct arena *a, struct err *e);
/* The document at a path, or NULL. */
const struct listed *walk_find(const struct walk *w, struct sv path);
void walk_release(struct walk *w);

#endif
