/* A hash table of texts, of one document. */
#ifndef TIYAO_RESOLVE_TABLE_H
#define TIYAO_RESOLVE_TABLE_H

#include "arena.h"

struct table_slot {
    struct sv key; /* p is NULL where the slot is free */
    void *value;
};
struct table {
    struct table_slot *slots;
    size_t size, n; /* size is a power of two */
};

/* Room for so many keys. */
void table_init(struct table *t, size_t most, struct arena *a);
/* The slot of a key, made where it is missing: its value is then NULL. The table has room. */
struct table_slot *table_add(struct table *t, struct sv key);
/* The value of a key, NULL where it is missing. */
void *table_get(const struct table *t, struct sv key);

#endif
