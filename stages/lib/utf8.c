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

/* ---- many bytes at a time ---- */

enum { BLOCK = 64 };

typedef signed char bytes __attribute__((vector_size(16)));

/* Loaded bytes are less by this, for signed comparisons: those are what processors have. */
enum { LESS = 0x80 };

static inline bytes load(const unsigned char *p) {
    bytes v;
    memcpy(&v, p, sizeof v);
    return v ^ -LESS;
}

static inline bool any(bytes v) {
    uint64_t halves[2];
    memcpy(halves, &v, sizeof v);
    return (halves[0] | halves[1]) != 0;
}

static bool is_ascii(const unsigned char *p) {
    uint64_t w[BLOCK / sizeof(uint64_t)], all = 0;
    memcpy(w, p, sizeof w);
    for (size_t i = 0; i < sizeof w / sizeof w[0]; i++)
        all |= w[i];
    return (all & 0x8080808080808080U) == 0;
}

/* May these BLOCK bytes follow the three before them, which were found good? A sequence that the
 * block's end cuts is good so far, a last byte that leads nothing is left to the next block. */
static bool is_good(const unsigned char *p) {
    bytes bad = {0};
    for (size_t i = 0; i < BLOCK; i += sizeof bad) {
        bytes a = load(p + i - 3), b = load(p + i - 2), c = load(p + i - 1), d = load(p + i);
        bytes tail = (d > 0x7F - LESS) ^ (d > 0xBF - LESS);
        bytes wanted = (a > 0xEF - LESS) | (b > 0xDF - LESS) | (c > 0xBF - LESS);
        bad |= (tail ^ wanted) | ((c & ~1) == 0xC0 - LESS) | (c > 0xF4 - LESS);
        bad |= ((c == 0xE0 - LESS) & (d < 0xA0 - LESS)) | ((c == 0xED - LESS) & (d > 0x9F - LESS));
        bad |= ((c == 0xF0 - LESS) & (d < 0x90 - LESS)) | ((c == 0xF4 - LESS) & (d > 0x8F - LESS));
    }
    return !any(bad);
}

/* Is the block good and without the leads that need a closer look? Most are. */
static bool is_plain(const unsigned char *p) {
    bytes other = {0};
    if (p[-1] < 0x80 && is_ascii(p)) return true;
    for (size_t i = 0; i < BLOCK; i += sizeof other) {
        bytes b = load(p + i - 2), c = load(p + i - 1), d = load(p + i);
        bytes tail = (d > 0x7F - LESS) ^ (d > 0xBF - LESS);
        bytes wanted = (b > 0xDF - LESS) | (c > 0xBF - LESS);
        other |= (tail ^ wanted) | ((c & ~1) == 0xC0 - LESS) | (c > 0xEF - LESS);
        other |= (c == 0xE0 - LESS) | (c == 0xED - LESS);
    }
    return !any(other) && p[-3] < 0xF0 && p[-2] < 0xF0;
}

/* Where the sequence begins that p, the end of good bytes, stands in; p itself if in none. */
static const unsigned char *whole_until(const unsigned char *p) {
    for (unsigned i = 1; i <= 3; i++)
        if (p[-(int)i] >= 0xC0) return utf8_width(p[-(int)i]) > i ? p - i : p;
    return p;
}

/* Past the sequences from p on, up to `until` or beyond; to the first that is none. */
static const unsigned char *step(const unsigned char *p, const unsigned char *until,
                                 const unsigned char *end) {
    bool whole = true;
    while (whole && p < until) {
        unsigned n = *p < 0x80 ? 1 : prefix(p, end, &whole);
        if (whole) p += n;
    }
    return p;
}

size_t utf8_valid(struct sv v) {
    const unsigned char *start = (const unsigned char *)v.p, *end = start + v.n, *p = start;
    if (v.n >= BLOCK + 8) {
        p = step(p, start + 3, end);
        if (p - start < 3) return (size_t)(p - start);
        while (end - p >= BLOCK && (is_plain(p) || is_good(p)))
            p += BLOCK;
        /* The last block overlaps the one before. */
        if (end - p < BLOCK && is_good(end - BLOCK)) p = end;
        p = whole_until(p);
    }
    return (size_t)(step(p, end, end) - start);
}

unsigned utf8_bad_length(const char *p, const char *end) {
    bool whole;
    return prefix((const unsigned char *)p, (const unsigned char *)end, &whole);
}

/* The high bits of the bytes of eight that are no tail of a sequence. */
static inline uint64_t leads_of(const char *p) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return (~w | w << 1) & 0x8080808080808080U;
}

/* How many bytes have their high bit set, where no other bits are. */
static inline size_t count_high(uint64_t w) {
    return (size_t)((w >> 7) * 0x0101010101010101U >> 56);
}

/* Bytes of a block that are no tail of a sequence. */
static inline size_t count_block(const char *p) {
    unsigned char n = 0;
    for (size_t i = 0; i < BLOCK; i++)
        n = (unsigned char)(n + (((unsigned char)p[i] & 0xC0) != 0x80));
    return n;
}

static inline bool is_tail(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t utf8_count(struct sv v) {
    size_t n = 0, i = 0;
    for (; v.n - i >= BLOCK; i += BLOCK)
        n += count_block(v.p + i);
    for (; v.n - i >= 8; i += 8)
        n += count_high(leads_of(v.p + i));
    for (; i < v.n; i++)
        n += !is_tail(v.p[i]);
    return n;
}

void utf8_index_init(struct utf8_index *x, struct sv text, struct arena *a) {
    size_t blocks = text.n / BLOCK, n = 0;
    uint32_t *before = arena_alloc(a, (blocks + 1) * sizeof *before);
    for (size_t b = 0; b < blocks; b++) {
        before[b] = (uint32_t)n;
        n += count_block(text.p + b * BLOCK);
    }
    before[blocks] = (uint32_t)n;
    n += utf8_count((struct sv){text.p + blocks * BLOCK, text.n % BLOCK});
    *x = (struct utf8_index){text, before, n};
}

size_t utf8_cp_of(const struct utf8_index *x, size_t byte) {
    size_t b = byte / BLOCK;
    return x->before[b] + utf8_count((struct sv){x->text.p + b * BLOCK, byte - b * BLOCK});
}

/* The last block that has at most cp code points before it. The search begins where it would be if
 * all code points were of one width, and takes growing steps from there. */
static size_t block_of(const struct utf8_index *x, size_t cp) {
    size_t last = x->text.n / BLOCK;
    size_t low = cp < x->n ? (size_t)((uint64_t)cp * last / x->n) : last, high = low;
    for (size_t by = 1; x->before[low] > cp; by *= 2) {
        high = low - 1;
        low = low > by ? low - by : 0;
    }
    for (size_t by = 1; high < last && x->before[high + 1] <= cp; by *= 2) {
        low = high + 1;
        high = last - low > by ? low + by : last;
    }
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        if (x->before[middle] <= cp)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

size_t utf8_byte_of(const struct utf8_index *x, size_t cp) {
    size_t b = block_of(x, cp), byte = b * BLOCK, at = x->before[b];
    for (; x->text.n - byte >= 8; byte += 8) {
        uint64_t leads = leads_of(x->text.p + byte);
        size_t n = count_high(leads);
        if (at + n > cp) {
            for (; at < cp; at++)
                leads &= leads - 1;
            return byte + (size_t)__builtin_ctzll(leads) / 8;
        }
        at += n;
    }
    while (byte < x->text.n && (is_tail(x->text.p[byte]) || at++ < cp))
        byte++;
    return byte;
}
