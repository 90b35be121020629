#include "counts.h"

#include <stdlib.h>

/* FNV-1a over the bytes and the length, then mixed as in SplitMix64, for all bits to count. */
uint64_t counts_hash(uint64_t before, struct sv cell) {
    uint64_t h = before ^ 0xCBF29CE484222325U;
    for (size_t i = 0; i < cell.n; i++)
        h = (h ^ (unsigned char)cell.p[i]) * 0x100000001B3U;
    h ^= cell.n + 0x9E3779B97F4A7C15U;
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9U;
    h = (h ^ h >> 27) * 0x94D049BB133111EBU;
    return h ^ h >> 31;
}

static struct count *slot_of(const struct counts *c, uint64_t hash) {
    size_t at = (size_t)hash & (c->size - 1);
    while (c->slots[at].hash && c->slots[at].hash != hash)
        at = (at + 1) & (c->size - 1);
    return &c->slots[at];
}

static void grow(struct counts *c) {
    struct counts more = {NULL, c->n, c->size ? 2 * c->size : 1024};
    more.slots = mem_zero(more.size * sizeof *more.slots);
    for (size_t i = 0; i < c->size; i++)
        if (c->slots[i].hash) *slot_of(&more, c->slots[i].hash) = c->slots[i];
    free(c->slots);
    *c = more;
}

uint64_t counts_add(struct counts *c, uint64_t hash) {
    if (2 * c->n >= c->size) grow(c);
    hash += hash == 0;
    struct count *slot = slot_of(c, hash);
    c->n += slot->hash == 0;
    slot->hash = hash;
    return slot->times++;
}

uint64_t counts_of(const struct counts *c, uint64_t hash) {
    return c->size ? slot_of(c, hash + (hash == 0))->times : 0;
}

void counts_release(struct counts *c) {
    free(c->slots);
    *c = (struct counts){0};
}
