/* The lines of files, to show them and to look for remarks in them. Files that cannot be read have
 * no lines; what is not UTF-8 is kept as it is. */
#ifndef TIYAO_LINT_SOURCES_H
#define TIYAO_LINT_SOURCES_H

#include "arena.h"

struct source {
    const char *file;
    const struct sv *lines; /* without their ends */
    size_t n;
};

struct sources {
    struct arena *arena;
    struct source *p;
    size_t n, size;
};

/* The file of that name, read when first asked for. It stays until the next file is asked for. */
const struct source *sources_file(struct sources *s, const char *file);
/* A line from 1; NULL p where there is none. */
struct sv sources_line(struct sources *s, const char *file, unsigned line);
void sources_release(struct sources *s);

#endif
