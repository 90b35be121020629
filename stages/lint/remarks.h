/* Remarks in the files of a pack that allow a warning, with a reason:
 *
 *     # lint: allow CODE REASON
 *
 * at the end of the line that it is about, or on a line of its own before it. */
#ifndef TIYAO_LINT_REMARKS_H
#define TIYAO_LINT_REMARKS_H

#include "lint.h"

/* Takes the findings that remarks allow away; remarks that allow nothing become findings. */
void remarks_apply(struct lint *l);

#endif
