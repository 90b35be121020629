/* SHA-256 of bytes that come in pieces (nettle). */
#ifndef TIYAO_SHA256_H
#define TIYAO_SHA256_H

#include "str.h"

enum { SHA256_HEX = 65 }; /* 64 lower-case hex digits and a NUL */

/* Room for nettle's context, so that its header is included by sha256.c alone. */
struct sha256 {
    uint64_t room[20];
};

void sha256_init(struct sha256 *s);
void sha256_update(struct sha256 *s, struct sv bytes);
/* The digest of all bytes so far; s is then as after sha256_init. */
void sha256_hex(struct sha256 *s, char hex[SHA256_HEX]);

#endif
