/* UTF-8 and code points.
 *
 * Code points are 0 to 10FFFF without surrogates. Text inside the chain is valid UTF-8: read makes
 * it so and stream checks it at each border, so the fast functions here do not check.
 */
#ifndef TIYAO_UTF8_H
#define TIYAO_UTF8_H

#include "arena.h"
#include "str.h"

/* Bytes of the sequence that begins with lead byte c of valid UTF-8: 1 to 4. */
static inline unsigned utf8_width(unsigned char c) {
    return c < 0x80 ? 1U : c < 0xE0 ? 2U : c < 0xF0 ? 3U : 4U;
}

/* Bytes that code point c takes in UTF-8: 1 to 4. */
static inline unsigned utf8_size(uint32_t c) {
    return c < 0x80 ? 1U : c < 0x800 ? 2U : c < 0x10000 ? 3U : 4U;
}

/* The code point that begins at p of valid UTF-8; *width gets its bytes. */
static inline uint32_t utf8_at(const char *p, unsigned *width) {
    const unsigned char *u = (const unsigned char *)p;
    *width = utf8_width(u[0]);
    switch (*width) {
    case 1:
        return u[0];
    case 2:
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3FU);
    case 3:
        return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3FU);
    default:
        return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
               (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3FU);
    }
}

/* So many characters back from a place in valid UTF-8, but not before least. */
static inline size_t utf8_back(const char *text, size_t least, size_t at, unsigned characters) {
    for (unsigned i = 0; i < characters && at > least; i++)
        while (at-- > least && ((unsigned char)text[at] & 0xC0) == 0x80)
            continue;
    return at;
}

/* Writes c to p (room for 4 bytes) and returns how many bytes it took. */
unsigned utf8_write(char *p, uint32_t c);
void utf8_put(struct str *s, uint32_t c);

/* The length in bytes of the longest valid prefix of v; v.n where all is valid UTF-8. */
size_t utf8_valid(struct sv v);
/* Length of the maximal subpart of an ill-formed sequence at p, p < end (Unicode, D93b): what one
 * U+FFFD stands for. At least 1. */
unsigned utf8_bad_length(const char *p, const char *end);

/* Code points in valid UTF-8. */
size_t utf8_count(struct sv v);

/* Turns byte offsets of one text into code point offsets and back; both 0-based. Owns nothing but
 * arena memory, about 1/16 of the text. */
struct utf8_index {
    struct sv text;
    const uint32_t *before; /* code points before byte 64 * i */
    size_t n;               /* code points */
};
void utf8_index_init(struct utf8_index *x, struct sv text, struct arena *a);
/* byte <= text.n and at a character boundary. */
size_t utf8_cp_of(const struct utf8_index *x, size_t byte);
/* cp <= number of code points. */
size_t utf8_byte_of(const struct utf8_index *x, size_t cp);

#endif
