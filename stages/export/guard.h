/* The apostrophe that keeps a spreadsheet from running a text cell of a CSV file as a formula. */
#ifndef TIYAO_GUARD_H
#define TIYAO_GUARD_H

#include "err.h"
#include "str.h"

/* Whether a text gets an apostrophe in front: it begins with = + - @ tab or CR and is no plain
 * number, or begins with an apostrophe, so that all can be taken off again. */
bool guard_needs(struct sv text);
/* The text without its apostrophe. */
struct sv guard_off(struct sv text);
/* Copies a guarded CSV file to standard output as it was before. */
int guard_undo(const char *path, struct err *e);

#endif
