#include "utf8.h"

#include <string.h>

unsigned utf8_write(char *p, uint32_t c) {
    unsigned n = utf8_size(c);
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (unsigned i = n - 1; i > 0; i--) {
        p[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    p[0] = (char)(lead[n] | c);
    return n;
}

void utf8_put(struct str *s, uint32_t c) {
    char *p = str_room(s, 4);
    s->n += utf8_write(p, c);
    s->p[s->n] = '\0';
}

/* The smallest second byte and the largest that may follow each lead byte (Unicode, table 3-7), and
 * the sequence's length; length 0 where the byte leads nothing. */
static unsigned sequence(unsigned char c, unsigned char *low, unsigned char *high) {
    *low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    *high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4) return 0;
    return utf8_width(c);
}

/* Bytes at p that are a sequence or the longest beginning of one; *whole says which. */
static unsigned prefix(const unsigned char *p, const unsigned char *end, bool *whole) {
    unsigned char low, high;
    unsigned want = sequence(p[0], &low, &high), n = 1;
    while (n < want && p + n < end && p[n] >= low && p[n] <= high) {
        low = 0x80;
        high = 0xBF;
        n++;
    }
    *whole = n == want;
    return n;
}

size_t utf8_valid(struct sv v) {
    const unsigned char *p = (const unsigned char *)v.p, *end = p + v.n;
    while (p < end) {
        uint64_t eight;
        while (end - p >= 8 && (memcpy(&eight, p, 8), !(eight & 0x8080808080808080U)))
            p += 8;
        /* Three-byte sequences are most of Chinese text. */
        while (end - p >= 3 && p[0] > 0xE0 && p[0] < 0xED && (p[1] & 0xC0) == 0x80 &&
               (p[2] & 0xC0) == 0x80)
            p += 3;
        if (p >= end) break;
        bool whole;
        unsigned n = prefix(p, end, &whole);
        if (!whole) break;
        p += n;
    }
    return (size_t)(p - (const unsigned char *)v.p);
}

unsigned utf8_bad_length(const char *p, const char *end) {
    bool whole;
    return prefix((const unsigned char *)p, (const unsigned char *)end, &whole);
}

size_t utf8_count(struct sv v) {
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++)
        n += ((unsigned char)v.p[i] & 0xC0) != 0x80;
    return n;
}

enum { STRIDE = 64 };

void utf8_index_init(struct utf8_index *x, struct sv text, struct arena *a) {
    size_t blocks = text.n / STRIDE + 1;
    uint32_t *before = arena_alloc(a, blocks * sizeof *before);
    uint32_t n = 0;
    for (size_t b = 0; b < blocks; b++) {
        size_t rest = text.n - b * STRIDE;
        before[b] = n;
        n += (uint32_t)utf8_count((struct sv){text.p + b * STRIDE, rest < STRIDE ? rest : STRIDE});
    }
    *x = (struct utf8_index){text, before};
}

size_t utf8_cp_of(const struct utf8_index *x, size_t byte) {
    size_t b = byte / STRIDE;
    return x->before[b] + utf8_count((struct sv){x->text.p + b * STRIDE, byte - b * STRIDE});
}

size_t utf8_byte_of(const struct utf8_index *x, size_t cp) {
    size_t low = 0, high = x->text.n / STRIDE;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        if (x->before[middle] <= cp)
            low = middle;
        else
            high = middle - 1;
    }
    size_t byte = low * STRIDE, at = x->before[low];
    /* A stride may begin inside a character that an earlier one counted. */
    while (byte < x->text.n && ((unsigned char)x->text.p[byte] & 0xC0) == 0x80)
        byte++;
    for (; byte < x->text.n && at < cp; at++)
        byte += utf8_width((unsigned char)x->text.p[byte]);
    return byte;
}
