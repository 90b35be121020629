/* Memory with one life: many small allocations, one release.
 *
 * One arena a run (rules, tables), one a document (reset at the next). Memory is not zeroed. In
 * sanitizer builds every allocation is a malloc of its own, so that overruns are seen.
 */
#ifndef TIYAO_ARENA_H
#define TIYAO_ARENA_H

#include "str.h"

struct arena_block;
struct arena {
    struct arena_block *first; /* all blocks, newest first */
    char *at, *end;            /* free part of the newest block */
};

/* A zeroed struct arena is ready for use. Alignment 16. */
void *arena_alloc(struct arena *a, size_t n);
/* As arena_alloc, filled with zero bytes. */
void *arena_zero(struct arena *a, size_t n);
/* Copies v and a NUL behind it; the view leaves the NUL out. */
struct sv arena_copy(struct arena *a, struct sv v);
/* Forgets all allocations, keeping one block for reuse. */
void arena_reset(struct arena *a);
void arena_release(struct arena *a);

#endif
