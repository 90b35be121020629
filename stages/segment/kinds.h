/* What each block of a text is: told by its own look and by where it stands. */
#ifndef TIYAO_KINDS_H
#define TIYAO_KINDS_H

#include "spans.h"

/* Sets the kinds of all blocks. */
void kinds_tell(struct spans *s, const struct textrules *t);

#endif
