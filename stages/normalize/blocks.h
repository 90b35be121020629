/* Lines put together again: blocks of the lines that are one paragraph, headline or caption. */
#ifndef TIYAO_BLOCKS_H
#define TIYAO_BLOCKS_H

#include "lines.h"
#include "wrap.h"

struct block {
    uint32_t first, last; /* lines; the others hang on `next` */
    uint32_t cps;
    struct line sight; /* what is seen of all its lines as one; start, end and next are unused */
};

struct blocks {
    struct block *items;
    size_t n, size;
    struct wrap wrap;
};

/* Makes blocks of lines, in the order in which they are to be read: what stood in the middle of a
 * sentence follows the block that it interrupted. Sets `next` of the lines. */
void blocks_make(struct blocks *b, struct lines *l);
void blocks_release(struct blocks *b);

#endif
