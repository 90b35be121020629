/* A folder for the files of one test program. */
#ifndef TIYAO_TESTS_SCRATCH_H
#define TIYAO_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "str.h"

static char scratch[] = "/tmp/tiyao-unit.XXXXXX";

static inline int scratch_make(void **state) {
    (void)state;
    return mkdtemp(scratch) ? 0 : -1;
}

static inline int scratch_remove(void **state) {
    (void)state;
    char path[512];
    DIR *folder = opendir(scratch);
    for (struct dirent *d; folder && (d = readdir(folder));) {
        snprintf(path, sizeof path, "%s/%s", scratch, d->d_name);
        if (d->d_name[0] != '.') unlink(path);
    }
    closedir(folder);
    return rmdir(scratch);
}

/* Writes a file and returns its path, which lives until the next call. */
static inline const char *scratch_write(const char *name, struct sv text) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", scratch, name);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0) abort();
    return path;
}

#endif
