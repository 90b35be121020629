/* Names of kinds, fields, datasets and lists as small numbers.
 *
 * Filled while the operations are read; a name that no operation uses is not known, so that
 * reading a document can leave out what nobody asks for. 0 is no name.
 */
#ifndef TIYAO_RESOLVE_NAMES_H
#define TIYAO_RESOLVE_NAMES_H

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

/* FNV-1a, for tables of one document. */
uint64_t text_hash(struct sv text);

#endif
