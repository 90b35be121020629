#include "origin.h"

/* ---- reading ---- */

static void find_lines(struct origin *o) {
    struct sv text = o->map.decoded.text;
    size_t most = 1, n = 0;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '\n' || text.p[i] == '\r';
    uint32_t *lines = arena_alloc(o->arena, most * sizeof *lines), cp = 0;
    lines[n++] = 0;
    for (size_t i = 0; i < text.n; i++) {
        cp += ((unsigned char)text.p[i] & 0xC0) != 0x80;
        bool before_lf = i + 1 < text.n && text.p[i + 1] == '\n';
        if (text.p[i] == '\n' || (text.p[i] == '\r' && !before_lf)) lines[n++] = cp;
    }
    o->lines = lines;
    o->n_lines = n;
}

int origin_read(struct origin *o, const struct document *d, struct err *e) {
    struct json_object document, decoded, normalized;
    int64_t bytes;
    o->arena = d->arena;
    if (layout_read(&o->layout, &o->index, d, e) != 0 ||
        document_object(d, "document", &document, e) != 0 ||
        member_int(&document, "bytes", &bytes, e) != 0 ||
        document_object(d, "decoded", &decoded, e) != 0 ||
        document_object(d, "normalized", &normalized, e) != 0 ||
        spanmap_read(&o->map, &decoded, &normalized, d->arena, e) != 0)
        return -1;
    o->bytes = bytes > 0 ? (uint64_t)bytes : 0;
    find_lines(o);
    return 0;
}

void origin_release(struct origin *o) {
    spanmap_release(&o->map);
}

/* ---- to the original ---- */

int origin_place(struct origin *o, size_t start, size_t end, struct place *p, struct err *e) {
    struct extent span = {(uint32_t)utf8_cp_of(&o->index, start),
                          (uint32_t)utf8_cp_of(&o->index, end)};
    return spanmap_place(&o->map, &span, 1, p, o->arena, e);
}

struct spot origin_spot(const struct origin *o, uint32_t decoded) {
    size_t low = 0, high = o->n_lines;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (o->lines[middle] <= decoded)
            low = middle;
        else
            high = middle;
    }
    return (struct spot){low + 1, decoded - o->lines[low] + 1};
}

/* ---- from the original ---- */

static size_t offset_of(const struct origin *o, uint32_t decoded) {
    return utf8_byte_of(&o->index, spanmap_to_normalized(&o->map, decoded));
}

int origin_from_byte(const struct origin *o, uint64_t byte, size_t *at, struct err *e) {
    if (byte >= o->bytes)
        return err_set(e, STATUS_USAGE, "there are %llu bytes, no byte %llu",
                       (unsigned long long)o->bytes, (unsigned long long)byte);
    *at = offset_of(o, spanmap_from_byte(&o->map, byte));
    return 0;
}

static bool is_line_end(const struct origin *o, uint32_t cp) {
    char c = o->map.decoded.text.p[utf8_byte_of(&o->map.decoded, cp)];
    return c == '\n' || c == '\r';
}

int origin_from_spot(const struct origin *o, struct spot spot, size_t *at, struct err *e) {
    if (spot.line < 1 || spot.line > o->n_lines)
        return err_set(e, STATUS_USAGE, "there are %zu lines, no line %zu", o->n_lines, spot.line);
    uint32_t from = o->lines[spot.line - 1];
    uint32_t to = spot.line < o->n_lines ? o->lines[spot.line] : o->map.decoded_n;
    while (to > from && is_line_end(o, to - 1))
        to--;
    if (spot.column < 1 || spot.column > to - from)
        return err_set(e, STATUS_USAGE, "line %zu has %lu characters, none at column %zu",
                       spot.line, (unsigned long)(to - from), spot.column);
    *at = offset_of(o, from + (uint32_t)spot.column - 1);
    return 0;
}
