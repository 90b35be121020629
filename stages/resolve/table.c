#include "table.h"

#include "names.h"

void table_init(struct table *t, size_t most, struct arena *a) {
    size_t size = 16;
    while (size < 2 * most)
        size *= 2;
    *t = (struct table){arena_zero(a, size * sizeof *t->slots), size, 0};
}

static struct table_slot *find(const struct table *t, struct sv key) {
    size_t at = (size_t)text_hash(key) & (t->size - 1);
    while (t->slots[at].key.p && !sv_eq(t->slots[at].key, key))
        at = (at + 1) & (t->size - 1);
    return &t->slots[at];
}

struct table_slot *table_add(struct table *t, struct sv key) {
    struct table_slot *slot = find(t, key);
    t->n += slot->key.p == NULL;
    slot->key = key;
    return slot;
}

void *table_get(const struct table *t, struct sv key) {
    return t->size ? find(t, key)->value : NULL;
}
