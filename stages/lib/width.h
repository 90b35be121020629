/* How many columns characters take on a terminal, whatever the locale: for marks below a line. */
#ifndef TIYAO_WIDTH_H
#define TIYAO_WIDTH_H

#include "str.h"

/* 0, 1 or 2; characters of ambiguous width take 1. */
unsigned width_of(uint32_t c);
/* Of valid UTF-8. */
size_t width_of_text(struct sv text);

#endif
