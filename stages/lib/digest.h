/* SHA-256: the one module that knows nettle. */
#ifndef TIYAO_DIGEST_H
#define TIYAO_DIGEST_H

#include "str.h"

enum { DIGEST_HEX = 64 };

/* Writes the SHA-256 of v as 64 lower-case hexadecimal digits and a NUL. */
void digest_hex(char hex[DIGEST_HEX + 1], struct sv v);

#endif
