/* How often each key came, keys told apart by 64 bits of a hash: of a million keys two are taken
 * for one with a chance of 1 to 30 million. 16 bytes a key, whatever its length.
 */
#ifndef TIYAO_EXPECT_COUNTS_H
#define TIYAO_EXPECT_COUNTS_H

#include "str.h"

struct counts {
    struct count {
        uint64_t hash; /* 0 where free */
        uint64_t times;
    } * slots;
    size_t n, size; /* size is a power of two */
};

/* Counts a key once more and returns how often it came before. */
uint64_t counts_add(struct counts *c, uint64_t hash);
/* How often a key came. */
uint64_t counts_of(const struct counts *c, uint64_t hash);
void counts_release(struct counts *c);

/* The hash of some cells, one after another: begin with 0. */
uint64_t counts_hash(uint64_t before, struct sv cell);

#endif
