/* Names as small numbers: from 1 on, in the order in which they were first added. 0 is no name. */
#ifndef TIYAO_NAMES_H
#define TIYAO_NAMES_H

#include "arena.h"

struct names {
    struct sv *texts; /* texts[0] is not used */
    size_t n, size;
    uint32_t *slots; /* open addressing; 0 is free */
    size_t n_slots;  /* a power of two */
};

/* The number of a name, given one where it is new. The text must outlive the names. */
uint32_t names_add(struct names *s, struct sv text);
/* The number of a name, 0 where it was never added. */
uint32_t names_find(const struct names *s, struct sv text);
void names_release(struct names *s);

/* FNV-1a. */
uint64_t text_hash(struct sv text);

#endif
