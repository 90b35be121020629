#include "spanmap.h"

#include <stdlib.h>
#include <string.h>

#include "stream.h"

/* Normalized code points from `at` on, up to where the next run begins. */
struct map_run {
    uint32_t at;
    uint32_t decoded, decoded_n;
    bool folded; /* all of them stand for the whole decoded stretch, else one for one */
};

/* Decoded code points from `at` on that take `width` bytes each. */
struct width_run {
    uint32_t at, width;
    uint64_t byte;
};

/* ---- reading ---- */

enum { SIGN_SHIFT = 5 };

/* The offsets below `until` that have no sign yet are of this run. */
static void put_signs(struct signpost *s, uint64_t until, size_t run) {
    for (; (uint64_t)s->n << SIGN_SHIFT < until; s->n++) {
        s->run = mem_room(s->run, s->n, &s->size, sizeof *s->run);
        s->run[s->n] = (uint32_t)run;
    }
}

/* The next item of an array of offsets: 0 to 2^32 - 1. False at the end or where there is none. */
static bool next_offset(struct json_array *at, uint32_t *v) {
    int64_t item;
    if (!json_next_int(at, &item) || item < 0 || item > UINT32_MAX) return false;
    *v = (uint32_t)item;
    return true;
}

static bool at_end(const struct json_array *at) {
    for (const char *p = at->p; p < at->end; p++)
        if (!memchr(" \t\r\n", *p, 4)) return false;
    return true;
}

static int broken(const char *key, struct err *e) {
    return err_set(e, STATUS_INPUT, "member \"%s\" does not fit the decoded text", key);
}

static int read_widths(struct spanmap *m, const struct json_object *decoded, struct err *e) {
    struct json_array at;
    int64_t first;
    uint32_t count, width;
    uint64_t cp = 0;
    if (member_array(decoded, "widths", &at, e) != 0) return -1;
    if (member_int(decoded, "first", &first, e) != 0) return -1;
    if (first < 0) return broken("first", e);
    uint64_t byte = (uint64_t)first;
    m->n_widths = m->to_widths.n = 0;
    while (next_offset(&at, &count)) {
        if (!next_offset(&at, &width) || cp + count > m->decoded_n) return broken("widths", e);
        if (count == 0) continue;
        m->widths = mem_room(m->widths, m->n_widths, &m->size_widths, sizeof *m->widths);
        m->widths[m->n_widths++] = (struct width_run){(uint32_t)cp, width, byte};
        cp += count;
        put_signs(&m->to_widths, cp, m->n_widths - 1);
        byte += (uint64_t)count * width;
    }
    if (cp != m->decoded_n || !at_end(&at)) return broken("widths", e);
    /* One more for the end of the text. */
    m->widths = mem_room(m->widths, m->n_widths, &m->size_widths, sizeof *m->widths);
    m->widths[m->n_widths++] = (struct width_run){(uint32_t)cp, 0, byte};
    put_signs(&m->to_widths, cp + 1, m->n_widths - 1);
    return 0;
}

static int read_runs(struct spanmap *m, const struct json_object *normalized, struct err *e) {
    struct json_array at;
    uint32_t from, n, decoded_n;
    uint64_t cp = 0;
    if (member_array(normalized, "map", &at, e) != 0) return -1;
    m->n_runs = m->to_runs.n = 0;
    while (next_offset(&at, &from)) {
        if (!next_offset(&at, &n) || !next_offset(&at, &decoded_n) || cp + n > UINT32_MAX ||
            (uint64_t)from + decoded_n > m->decoded_n)
            return broken("map", e);
        if (n == 0) continue;
        m->runs = mem_room(m->runs, m->n_runs, &m->size_runs, sizeof *m->runs);
        m->runs[m->n_runs++] = (struct map_run){(uint32_t)cp, from, decoded_n, n != decoded_n};
        cp += n;
        put_signs(&m->to_runs, cp, m->n_runs - 1);
    }
    m->normalized_n = (uint32_t)cp;
    return at_end(&at) ? 0 : broken("map", e);
}

int spanmap_read(struct spanmap *m, const struct json_object *decoded,
                 const struct json_object *normalized, struct arena *a, struct err *e) {
    struct sv text;
    if (member_string(decoded, "text", &text, a, e) != 0) return -1;
    if (text.n >= UINT32_MAX) return err_set(e, STATUS_INPUT, "the document is too large");
    utf8_index_init(&m->decoded, text, a);
    m->decoded_n = (uint32_t)utf8_cp_of(&m->decoded, text.n);
    return read_widths(m, decoded, e) == 0 ? read_runs(m, normalized, e) : -1;
}

void spanmap_release(struct spanmap *m) {
    free(m->runs);
    free(m->widths);
    free(m->to_runs.run);
    free(m->to_widths.run);
    *m = (struct spanmap){0};
}

/* ---- finding ---- */

/* The run that holds normalized offset cp; there is one. */
static size_t run_of(const struct spanmap *m, uint32_t cp) {
    size_t i = m->to_runs.run[cp >> SIGN_SHIFT];
    while (i + 1 < m->n_runs && m->runs[i + 1].at <= cp)
        i++;
    return i;
}

static uint64_t byte_of(const struct spanmap *m, uint32_t cp) {
    size_t i = m->to_widths.run[cp >> SIGN_SHIFT];
    while (i + 1 < m->n_widths && m->widths[i + 1].at <= cp)
        i++;
    const struct width_run *w = &m->widths[i];
    return w->byte + (uint64_t)(cp - w->at) * w->width;
}

/* White space and what has no width. */
static bool is_blank(uint32_t c) {
    static const uint32_t more[] = {0x20,   0x85,   0xA0,   0xAD,   0x1680, 0x2028,
                                    0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF};
    if ((c >= 0x09 && c <= 0x0D) || (c >= 0x2000 && c <= 0x200D)) return true;
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (c == more[i]) return true;
    return false;
}

/* Is there nothing but white space between two offsets of the decoded text, from <= to? */
static bool is_gap(const struct spanmap *m, uint32_t from, uint32_t to) {
    if (from == to) return true;
    const char *p = m->decoded.text.p + utf8_byte_of(&m->decoded, from);
    for (; from < to; from++) {
        unsigned width;
        if (!is_blank(utf8_at(p, &width))) return false;
        p += width;
    }
    return true;
}

/* Is nothing but white space between the two, or less? */
static bool is_one(const struct spanmap *m, struct extent a, struct extent b) {
    if (a.end <= b.start) return is_gap(m, a.end, b.start);
    if (b.end <= a.start) return is_gap(m, b.end, a.start);
    return true;
}

/* Makes stretch k and those that it is one with one stretch, at the place of the first. */
static void unite(const struct spanmap *m, struct place *p, size_t k) {
    for (size_t i = 0; i < p->n; i++) {
        struct extent *a = &p->stretches[i < k ? i : k], *b = &p->stretches[i < k ? k : i];
        if (i == k || !is_one(m, *a, *b)) continue;
        if (b->start < a->start) a->start = b->start;
        if (b->end > a->end) a->end = b->end;
        memmove(b, b + 1, (size_t)(p->stretches + p->n - (b + 1)) * sizeof *b);
        p->n--;
        k = (size_t)(a - p->stretches);
        i = (size_t)-1; /* what grew may be one with others now */
    }
}

static struct extent *room(struct place *p, size_t *size, struct arena *a) {
    if (p->n == *size) {
        struct extent *grown = arena_alloc(a, 2 * *size * sizeof *grown);
        memcpy(grown, p->stretches, p->n * sizeof *grown);
        p->stretches = grown;
        *size *= 2;
    }
    return &p->stretches[p->n];
}

/* p->end is the end of the hull so far. What lies ahead of that can be one only with the stretch
 * that ends there, the last one as a rule. */
static void add(const struct spanmap *m, struct place *p, size_t *size, struct extent s,
                struct arena *a) {
    struct extent *next = room(p, size, a);
    if (s.start < p->end) {
        if (s.end > p->end) p->end = s.end;
        *next = s;
        p->n++;
        unite(m, p, p->n - 1);
        return;
    }
    size_t k = p->n;
    while (k > 0 && p->stretches[k - 1].end != p->end)
        k--;
    if (k > 0 && is_gap(m, p->end, s.start)) {
        p->stretches[k - 1].end = s.end;
    } else {
        *next = s;
        p->n++;
    }
    p->end = s.end;
}

static void add_span(const struct spanmap *m, struct place *p, size_t *size, struct extent span,
                     struct arena *a) {
    for (size_t i = run_of(m, span.start); i < m->n_runs && m->runs[i].at < span.end; i++) {
        const struct map_run *r = &m->runs[i];
        struct extent s = {r->decoded, r->decoded + r->decoded_n};
        if (!r->folded) {
            uint32_t end = r->at + r->decoded_n;
            if (span.start > r->at) s.start += span.start - r->at;
            if (span.end < end) s.end -= end - span.end;
        }
        if (s.start < s.end) add(m, p, size, s, a);
    }
}

static void close_hull(const struct spanmap *m, struct place *p) {
    p->start = p->end;
    for (size_t i = 0; i < p->n; i++)
        if (p->stretches[i].start < p->start) p->start = p->stretches[i].start;
    p->byte_start = byte_of(m, p->start);
    p->byte_end = byte_of(m, p->end);
}

int spanmap_place(const struct spanmap *m, const struct extent *spans, size_t n, struct place *p,
                  struct arena *a, struct err *e) {
    size_t size = 2;
    *p = (struct place){.stretches = arena_alloc(a, size * sizeof *p->stretches)};
    for (size_t i = 0; i < n; i++) {
        if (spans[i].start >= spans[i].end || spans[i].end > m->normalized_n)
            return err_set(e, STATUS_INPUT, "span %lu-%lu is none of the normalized text",
                           (unsigned long)spans[i].start, (unsigned long)spans[i].end);
        add_span(m, p, &size, spans[i], a);
    }
    if (p->n == 0) return err_set(e, STATUS_INPUT, "the span stands for nothing in the file");
    close_hull(m, p);
    return 0;
}

static struct sv text_of(const struct spanmap *m, struct extent s) {
    enum { FEW = 24 };
    const char *from = m->decoded.text.p + utf8_byte_of(&m->decoded, s.start), *to = from;
    if (s.end - s.start > FEW)
        to = m->decoded.text.p + utf8_byte_of(&m->decoded, s.end);
    else
        for (uint32_t n = s.end - s.start; n > 0; n--)
            to += utf8_width((unsigned char)*to);
    return (struct sv){from, (size_t)(to - from)};
}

struct sv spanmap_text(const struct spanmap *m, const struct place *p, struct arena *a) {
    if (p->n == 1) return text_of(m, p->stretches[0]);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += text_of(m, p->stretches[i]).n;
    char *joined = arena_alloc(a, n), *at = joined;
    for (size_t i = 0; i < p->n; i++) {
        struct sv text = text_of(m, p->stretches[i]);
        memcpy(at, text.p, text.n);
        at += text.n;
    }
    return (struct sv){joined, n};
}

/* ---- the other way ---- */

uint32_t spanmap_from_byte(const struct spanmap *m, uint64_t byte) {
    for (size_t i = m->n_widths; i-- > 0;) {
        const struct width_run *w = &m->widths[i];
        if (w->byte > byte) continue;
        return w->width ? w->at + (uint32_t)((byte - w->byte) / w->width) : w->at;
    }
    return 0;
}

uint32_t spanmap_to_normalized(const struct spanmap *m, uint32_t decoded) {
    const struct map_run *next = NULL;
    for (size_t i = 0; i < m->n_runs; i++) {
        const struct map_run *r = &m->runs[i];
        if (r->decoded + r->decoded_n <= decoded) continue;
        if (r->decoded <= decoded) return r->folded ? r->at : r->at + (decoded - r->decoded);
        if (!next || r->decoded < next->decoded) next = r;
    }
    return next ? next->at : m->normalized_n;
}
