#include <nettle/sha2.h>
#undef sha256_init
#undef sha256_update

#include "sha256.h"

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct sha256), "room for nettle's context");

static struct sha256_ctx *context(struct sha256 *s) {
    return (struct sha256_ctx *)(void *)s->room;
}

void sha256_init(struct sha256 *s) {
    nettle_sha256_init(context(s));
}

void sha256_update(struct sha256 *s, struct sv bytes) {
    nettle_sha256_update(context(s), bytes.n, (const uint8_t *)bytes.p);
}

void sha256_hex(struct sha256 *s, char hex[SHA256_HEX]) {
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    nettle_sha256_digest(context(s), sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[SHA256_HEX - 1] = '\0';
}
