/* The manifest of a bag (RFC 8493): a line a file, its SHA-256 and its path, in the order of the
 * paths' bytes. CR, LF and % within a path are percent-encoded.
 */
#ifndef TIYAO_MANIFEST_H
#define TIYAO_MANIFEST_H

#include "arena.h"
#include "err.h"
#include "sha256.h"

struct manifest_file {
    struct sv path; /* from the bag on, as it is on the disk */
    char sum[SHA256_HEX];
};

struct manifest {
    struct manifest_file *files;
    size_t n, size;
    uint64_t bytes; /* of the files that were summed */
    struct arena arena;
};

/* Reads an open file to its end and adds it; copies it to a descriptor, where to >= 0. */
int manifest_sum(struct manifest *m, struct sv path, int file, int to, struct err *e);
/* The sum of the file added last. */
struct sv manifest_last(const struct manifest *m);
void manifest_sort(struct manifest *m);
void manifest_put(struct str *s, const struct manifest *m);
/* Adds what the lines of a file say. */
int manifest_read(struct manifest *m, const char *path, struct err *e);
/* The first path that only one of two sorted manifests has, or with another sum; "" where both are
 * the same. */
struct sv manifest_difference(const struct manifest *a, const struct manifest *b);
void manifest_release(struct manifest *m);

#endif
