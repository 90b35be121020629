/* The part `resolve` of a pack, checked by what tiyao-resolve reads it with. */
#ifndef TIYAO_LINT_OPERATIONS_H
#define TIYAO_LINT_OPERATIONS_H

#include <stddef.h>

#include "err.h"

/* -1 and the first error in it. */
int operations_check(const char *const *folders, size_t n, struct err *e);

#endif
