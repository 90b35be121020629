/* The blocks of a normalized text, their sentences and quotations, found in one pass. */
#ifndef TIYAO_SPANS_H
#define TIYAO_SPANS_H

#include "textrules.h"

/* Code points of the text, half-open. */
struct span {
    uint32_t start, end;
};

struct quotation {
    struct span span; /* with its marks; to the block's end where the closing one is missing */
    uint32_t depth;   /* 1: in no other */
};

/* A line of the normalized text, without the marks of a Markdown heading. */
struct segment {
    struct span span;
    struct sv text;
    unsigned heading; /* level, 0: none */
    enum block_kind kind;
    bool ends, stops; /* ends like a sentence; with a full stop */
    bool stop_inside; /* a sentence ends with a full stop before the block does */
    bool goes_on;     /* the last mark pauses or announces */
};

struct spans {
    struct segment *blocks;
    struct span *sentences;
    struct quotation *quotes; /* by start, the outer one first */
    size_t n_blocks, size_blocks, n_sentences, size_sentences, n_quotes, size_quotes;
};

/* Replaces s by what is found in text, normalized and valid UTF-8. Kinds are left KIND_PARAGRAPH.
 */
void spans_find(struct spans *s, struct sv text, const struct textrules *t);
void spans_release(struct spans *s);

#endif
