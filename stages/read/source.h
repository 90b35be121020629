/* A file and the records that are made of it. */
#ifndef TIYAO_SOURCE_H
#define TIYAO_SOURCE_H

#include "decoded.h"
#include "queue.h"
#include "stream.h"

/* Why a document is skipped. */
enum problem { NONE, NOT_REGULAR, UNREADABLE, TOO_LARGE, UNDECODABLE };

/* The file in hand; zeroed but for most it is ready for use, and its buffers are used again for the
 * next one. */
struct source {
    uint64_t most; /* bytes that are read at most */
    const struct entry *entry;
    struct str bytes, path; /* path as records show it */
    uint64_t size;
    struct decoded decoded;
    const char *encoding;
    enum problem problem;
};

/* Reads a file below the folder open as folder (or AT_FDCWD) and decodes it. One that is skipped is
 * said and counts as bad input; -1 is an error of the system. */
int source_load(struct source *s, int folder, const struct entry *entry, struct err *e);
/* Writes the document. */
int source_put(const struct source *s, struct out *o, struct err *e);
void source_release(struct source *s);

#endif
