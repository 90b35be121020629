#include "decoded.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

enum { REPLACEMENT = 0xFFFD };

void decoded_clear(struct decoded *d) {
    str_clear(&d->own);
    *d = (struct decoded){.own = d->own, .runs = d->runs, .size_runs = d->size_runs};
}

void decoded_release(struct decoded *d) {
    str_release(&d->own);
    free(d->runs);
    *d = (struct decoded){0};
}

static void add_run(struct decoded *d, size_t count, unsigned width) {
    if (d->n_runs > 0 && d->runs[d->n_runs - 1].width == width) {
        d->runs[d->n_runs - 1].count += (uint32_t)count;
    } else {
        d->runs = mem_room(d->runs, d->n_runs, &d->size_runs, sizeof *d->runs);
        d->runs[d->n_runs++] = (struct width_run){(uint32_t)count, width};
    }
    d->cps += count;
}

void decoded_put(struct decoded *d, uint32_t c, unsigned width) {
    if (c == 0) {
        c = REPLACEMENT;
        d->nuls++;
    }
    add_run(d, 1, width);
    utf8_put(&d->own, c);
}

void decoded_bad(struct decoded *d, unsigned width) {
    decoded_put(d, REPLACEMENT, width);
    d->bad++;
}

void decoded_end(struct decoded *d) {
    d->text = str_view(&d->own);
}

/* ---- UTF-8 ---- */

/* Counts the code points of valid UTF-8 into runs. */
static void measure(struct decoded *d, struct sv v) {
    const unsigned char *p = (const unsigned char *)v.p, *end = p + v.n;
    while (p < end) {
        unsigned width = utf8_width(*p);
        const unsigned char *from = p;
        if (width == 1)
            while (p < end && *p < 0x80)
                p++;
        else if (width == 3)
            while (p < end && (*p & 0xF0) == 0xE0)
                p += 3;
        else
            while (p < end && *p >= 0xC0 && utf8_width(*p) == width)
                p += width;
        size_t count = (size_t)(p - from) / width;
        if (width > 1) d->wide += count;
        add_run(d, count, width);
    }
}

/* Copies valid UTF-8 without NUL and measures it. */
static void take(struct decoded *d, struct sv v) {
    measure(d, v);
    str_sv(&d->own, v);
}

/* Copies valid UTF-8 in which each NUL becomes U+FFFD. */
static void take_with_nuls(struct decoded *d, struct sv v) {
    while (v.n > 0) {
        const char *nul = memchr(v.p, '\0', v.n);
        size_t n = nul ? (size_t)(nul - v.p) : v.n;
        take(d, (struct sv){v.p, n});
        if (nul) decoded_put(d, 0, 1);
        n += nul != NULL;
        v = (struct sv){v.p + n, v.n - n};
    }
}

static void repair_utf8(struct decoded *d, struct sv v) {
    while (v.n > 0) {
        size_t n = utf8_valid(v);
        take_with_nuls(d, (struct sv){v.p, n});
        if (n < v.n) {
            unsigned width = utf8_bad_length(v.p + n, v.p + v.n);
            decoded_bad(d, width);
            n += width;
        }
        v = (struct sv){v.p + n, v.n - n};
    }
    decoded_end(d);
}

void decoded_utf8(struct decoded *d, struct sv v, size_t first) {
    struct sv rest = {v.p + first, v.n - first};
    decoded_clear(d);
    d->first = first;
    if (rest.n > 0 && (memchr(rest.p, '\0', rest.n) || utf8_valid(rest) != rest.n)) {
        repair_utf8(d, rest);
    } else {
        measure(d, rest);
        d->text = rest;
    }
}

/* ---- UTF-16 ---- */

static uint32_t unit_at(const unsigned char *p, bool big_endian) {
    return big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

void decoded_utf16(struct decoded *d, struct sv v, size_t first, bool big_endian) {
    const unsigned char *p = (const unsigned char *)v.p + first;
    size_t n = v.n - first;
    decoded_clear(d);
    d->first = first;
    for (; n >= 2; p += 2, n -= 2) {
        uint32_t c = unit_at(p, big_endian), low = 0;
        if (c >= 0xD800 && c < 0xDC00 && n >= 4) low = unit_at(p + 2, big_endian);
        if (low >= 0xDC00 && low < 0xE000) {
            decoded_put(d, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), 4);
            p += 2;
            n -= 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            decoded_bad(d, 2);
        } else {
            decoded_put(d, c, 2);
        }
    }
    if (n > 0) decoded_bad(d, 1);
    decoded_end(d);
}
