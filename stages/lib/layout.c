#include "layout.h"

#include <string.h>

/* Turns code points that mostly grow into bytes: steps from the last one where that is near. */
struct cursor {
    const struct utf8_index *x;
    size_t cp, byte;
};

enum { NEAR = 100 };

static size_t byte_of(struct cursor *c, size_t cp) {
    if (cp < c->cp || cp - c->cp > NEAR) {
        c->byte = utf8_byte_of(c->x, cp);
        c->cp = cp;
    }
    for (; c->cp < cp; c->cp++)
        c->byte += utf8_width((unsigned char)c->x->text.p[c->byte]);
    return c->byte;
}

/* Reads pairs or triples of code points; extra takes the number beside each pair: before it where
 * `leads`, else behind it. */
static int read_spans(struct stretches *out, int64_t **extra, bool leads,
                      const struct json_object *o, const char *key, const struct utf8_index *x,
                      size_t most, struct arena *a, struct err *e) {
    struct json_array at;
    int64_t n[3];
    size_t width = extra ? 3 : 2, count = 0;
    if (member_array(o, key, &at, e) != 0) return -1;
    struct json_array probe = at;
    while (json_next_int(&probe, n))
        count++;
    struct sv other;
    if (json_next(&probe, &other))
        return err_set(e, STATUS_INPUT, "member \"%s\": not all are whole numbers", key);
    if (count % width) return err_set(e, STATUS_INPUT, "member \"%s\": incomplete", key);
    struct stretch *p = arena_alloc(a, count / width * sizeof *p);
    if (extra) *extra = arena_alloc(a, count / width * sizeof(**extra));
    struct cursor c = {x, 0, 0};
    *out = (struct stretches){p, count / width};
    for (size_t i = 0; i < out->n; i++) {
        for (size_t k = 0; k < width; k++)
            if (!json_next_int(&at, &n[k])) return -1;
        size_t first = extra && leads ? 1 : 0;
        if (extra) (*extra)[i] = leads ? n[0] : n[2];
        if (n[first] < 0 || n[first + 1] < n[first] || n[first + 1] > (int64_t)most)
            return err_set(e, STATUS_INPUT, "member \"%s\": a span outside the text", key);
        p[i].start = byte_of(&c, (size_t)n[first]);
        p[i].end = byte_of(&c, (size_t)n[first + 1]);
    }
    return 0;
}

static int read_kinds(struct layout *l, const int64_t *numbers, const struct json_object *o,
                      struct arena *a, struct err *e) {
    struct sv names[64], item;
    size_t n = 0;
    struct json_array at;
    if (member_array(o, "kinds", &at, e) != 0) return -1;
    while (n < 64 && json_next(&at, &item))
        if (json_string(item, &names[n++], a, e) != 0) return -1;
    struct sv *kinds = arena_alloc(a, l->blocks.n * sizeof *kinds);
    for (size_t i = 0; i < l->blocks.n; i++) {
        if (numbers[i] < 0 || numbers[i] >= (int64_t)n)
            return err_set(e, STATUS_INPUT, "member \"blocks\": an unknown kind");
        kinds[i] = names[numbers[i]];
    }
    l->block_kinds = kinds;
    return 0;
}

static void keep_outermost(struct stretches *quotes, const int64_t *depths, struct arena *a) {
    struct stretch *p = arena_alloc(a, quotes->n * sizeof *p);
    size_t n = 0;
    for (size_t i = 0; i < quotes->n; i++)
        if (depths[i] == 1) p[n++] = quotes->p[i];
    *quotes = (struct stretches){p, n};
}

int layout_read(struct layout *l, struct utf8_index *x, const struct document *d, struct err *e) {
    struct json_object normalized, segments;
    struct arena *a = d->arena;
    int64_t *kinds, *depths;
    if (document_object(d, "normalized", &normalized, e) != 0 ||
        member_string(&normalized, "text", &l->text, a, e) != 0 ||
        document_object(d, "segments", &segments, e) != 0)
        return -1;
    utf8_index_init(x, l->text, a);
    size_t most = utf8_cp_of(x, l->text.n);
    if (read_spans(&l->sentences, NULL, false, &segments, "sentences", x, most, a, e) != 0 ||
        read_spans(&l->blocks, &kinds, true, &segments, "blocks", x, most, a, e) != 0 ||
        read_spans(&l->quotes, &depths, false, &segments, "quotes", x, most, a, e) != 0)
        return -1;
    keep_outermost(&l->quotes, depths, a);
    return read_kinds(l, kinds, &segments, a, e);
}

struct layout layout_of_lines(struct sv text, struct sv kind, struct arena *a) {
    size_t most = 1;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '\n';
    struct stretch *lines = arena_alloc(a, most * sizeof *lines);
    struct sv *kinds = arena_alloc(a, most * sizeof *kinds);
    size_t n = 0;
    for (size_t at = 0; at < text.n; n++) {
        const char *feed = memchr(text.p + at, '\n', text.n - at);
        size_t end = feed ? (size_t)(feed - text.p) : text.n;
        lines[n] = (struct stretch){at, end};
        kinds[n] = kind;
        at = end + 1;
    }
    struct stretches all = {lines, n};
    return (struct layout){text, all, all, all, kinds};
}
