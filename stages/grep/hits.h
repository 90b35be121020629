/* What the rule matches in a document, and where that stands in its file. */
#ifndef TIYAO_GREP_HITS_H
#define TIYAO_GREP_HITS_H

#include "asked.h"
#include "origin.h"

struct hit {
    const struct mention *mention;
    struct place place;
    struct spot spot;      /* where it begins */
    struct stretch around; /* the blocks that hold it, in bytes of the normalized text */
};

struct hits {
    struct sv path;
    struct sv text; /* normalized */
    const struct spanmap *map;
    const struct hit *hits;
    size_t n;
};

/* All is of the document's arena, but for the origin's own tables. */
int hits_find(struct hits *h, const struct asked *a, struct origin *o, const struct document *d,
              struct err *e);

#endif
