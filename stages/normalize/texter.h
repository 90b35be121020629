/* A decoded text made a normalized one: its lines put together again, folded and mapped. */
#ifndef TIYAO_TEXTER_H
#define TIYAO_TEXTER_H

#include "blocks.h"

/* Code points; at says where they stand in the decoded text. */
struct points {
    uint32_t *c, *at;
    size_t n, size;
};

/* Its memory is used again for the next text. */
struct texter {
    struct points decoded, block; /* decoded has no at */
    struct lines lines;
    struct blocks blocks;
    struct folded folded; /* what was made */
};

/* fold and rules must outlive t. */
void texter_open(struct texter *t, const struct fold *fold, const struct textrules *rules);
void texter_release(struct texter *t);

/* Replaces t->folded by the normalized form of text, valid UTF-8. Blocks are parted by one line
 * feed that stands for the line break. */
int texter_make(struct texter *t, struct sv text, struct err *e);

#endif
