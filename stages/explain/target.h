/* What is to be explained: a file, and perhaps a place in it. */
#ifndef TIYAO_EXPLAIN_TARGET_H
#define TIYAO_EXPLAIN_TARGET_H

#include "err.h"
#include "origin.h"
#include "str.h"

struct target {
    struct str file; /* empty where a text was given */
    enum { TARGET_WHOLE, TARGET_BYTE, TARGET_SPOT } what;
    uint64_t byte;
    struct spot spot;
};

/* Reads FILE, FILE:BYTE or FILE:LINE:COL. A name may hold colons: the longest beginning that is a
 * file counts. */
int target_read(struct target *t, const char *operand, struct err *e);
/* Reads BYTE or LINE:COL. */
int target_at(struct target *t, const char *place, struct err *e);
void target_release(struct target *t);

#endif
