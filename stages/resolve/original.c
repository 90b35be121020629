/* What stands in the file where an item was read: $F.original. */
#include "scene.h"
#include "spanmap.h"

/* The map of the document at hand, read when it is first asked for; NULL where it cannot be. */
static struct spanmap *map_of(struct scene *s) {
    struct json_object decoded, normalized;
    struct err ignored; /* tabulate says what is wrong with a map */
    if (s->map) return s->map;
    struct spanmap *map = arena_zero(s->arena, sizeof *map);
    if (document_object(s->document, "decoded", &decoded, &ignored) != 0 ||
        document_object(s->document, "normalized", &normalized, &ignored) != 0 ||
        spanmap_read(map, &decoded, &normalized, s->arena, &ignored) != 0) {
        spanmap_release(map);
        return NULL;
    }
    return s->map = map;
}

static struct sv original(struct scene *s, const struct item *item) {
    struct place place;
    struct err ignored;
    struct extent span = {item->span.start, item->span.end};
    struct spanmap *map = span.end > span.start ? map_of(s) : NULL;
    if (!map || spanmap_place(map, &span, 1, &place, s->arena, &ignored) != 0)
        return item_text(item);
    return spanmap_text(map, &place, s->arena);
}

struct value originals_of(struct scene *s, struct value v) {
    struct item *items = arena_zero(s->arena, v.n * sizeof *items);
    for (size_t i = 0; i < v.n; i++)
        items[i] = (struct item){.text = original(s, &v.items[i]), .span = v.items[i].span};
    return (struct value){items, v.n};
}

void originals_release(struct scene *s) {
    if (s->map) spanmap_release(s->map);
    s->map = NULL;
}
