/* Text as a full-text index of SQLite can find it: pairs of Han characters as words. */
#ifndef TIYAO_BIGRAMS_H
#define TIYAO_BIGRAMS_H

#include "str.h"

/* Appends valid UTF-8 with each run of Han characters written as its pairs, parted by spaces (a
 * character that stands alone as itself); the rest stays, a NUL is a space. */
void bigrams_put(struct str *s, struct sv text);

#endif
