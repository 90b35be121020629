/* A file that appears whole or not at all.
 *
 * It is written beside its place, in the same folder, under a name that begins with "." and ends in
 * ".part", and renamed when complete. Every write is checked. A run that was killed leaves its
 * parts behind; outfile_lock takes them away.
 */
#ifndef TIYAO_OUTFILE_H
#define TIYAO_OUTFILE_H

#include "err.h"
#include "sha256.h"

struct outfile {
    int folder;        /* descriptor of the folder, not owned */
    int fd;            /* -1 when closed */
    char *name, *part; /* the part is there while part is not NULL */
    struct str buffer; /* text is appended here, then outfile_step is called */
    uint64_t bytes;    /* written so far */
    bool summed;       /* sum is kept */
    struct sha256 sum; /* of the bytes written */
};

/* Creates the part, mode 0666 less the umask. */
int outfile_open(struct outfile *f, int folder, const char *name, bool summed, struct err *e);
/* Writes the buffer once it holds 64 KB or more. */
int outfile_step(struct outfile *f, struct err *e);
/* Writes what is left, syncs and closes: the part is then whole and on the disk. */
int outfile_finish(struct outfile *f, struct err *e);
/* Gives the finished part its name. */
int outfile_rename(struct outfile *f, struct err *e);
/* Closes, removes the part if it was not renamed, and frees. A zeroed struct may be dropped. */
void outfile_drop(struct outfile *f);

/* Opens a folder that files are written to, and locks it for this run: what a killed one left of
 * its parts goes. The descriptor is to be closed. */
int outfile_lock(int *folder, const char *path, struct err *e);
/* Removes parts left in a folder. Only for who knows that no other run writes there. */
void outfile_sweep(int folder);
/* Writes all of v to a descriptor. */
int outfile_write(int fd, struct sv v, const char *name, struct err *e);

#endif
