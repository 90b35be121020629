/* A file's bytes, read without being caught by what is no file.
 *
 * Opening never blocks (a FIFO, a device) and never takes a terminal; only regular files are read,
 * of no more than a given size.
 */
#ifndef TIYAO_WHOLEFILE_H
#define TIYAO_WHOLEFILE_H

#include "str.h"

enum wholefile_state {
    WHOLEFILE_READ,
    WHOLEFILE_NOT_REGULAR,
    WHOLEFILE_UNREADABLE,
    WHOLEFILE_TOO_LARGE
};

/* Replaces bytes by the content of path below the folder open as root (or AT_FDCWD). *size gets the
 * bytes read, or what the system says of a file that is too large. errno says why it is
 * WHOLEFILE_UNREADABLE. */
enum wholefile_state wholefile_read(struct str *bytes, int root, const char *path, uint64_t most,
                                    uint64_t *size);

#endif
