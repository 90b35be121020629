/* The tables behind fold.h: made once a run from ICU's data and the pack's tables. The
 * one module that knows ICU's normalizer. */
#ifndef TIYAO_FOLDTABLE_H
#define TIYAO_FOLDTABLE_H

#include "err.h"
#include "str.h"
#include "trie.h"
#include "yaml.h"

enum {
    FOLD_TABLED = 0x30000,   /* code points from here on fold to themselves */
    FOLD_VALUE = 0x1FFFFF,   /* the code point, or the number of the expansion */
    FOLD_FIXED = 1 << 23,    /* set by the pack: no NFKC */
    FOLD_EXPANDS = 1 << 24,  /* to none or several */
    FOLD_COMBINES = 1 << 25, /* may combine with what stands before it */
    FOLD_PHRASE = 1 << 26,   /* a phrase or a run of look-alikes may begin here */
    FOLD_HAN = 1 << 27,      /* for the census of scripts */
    FOLD_HANT = 1 << 28,
    FOLD_HANS = 1 << 29,
    FOLD_SLOW = FOLD_EXPANDS | FOLD_COMBINES | FOLD_PHRASE,
};

/* Code points pool[from .. from + n). */
struct expansion {
    size_t from, n;
};

/* A phrase of length code points that folds to pool[from .. from + n). */
struct phrase {
    size_t length, from, n;
};

/* Characters written for another one between certain neighbours; the sets end with 0. */
struct alike {
    uint32_t *characters, *after, *before; /* what is written, may stand before and behind it */
    uint32_t as;                           /* what is meant */
};

struct fold {
    uint32_t *table; /* FOLD_TABLED entries */
    uint32_t *pool;
    size_t n_pool, size_pool;
    struct expansion *expansions;
    size_t n_expansions, size_expansions;
    struct phrase *phrases;
    size_t n_phrases, size_phrases;
    struct trie trie; /* of phrases */
    struct alike alike;
    const void *nfkc; /* ICU's */
};

static inline uint32_t foldtable_at(const struct fold *f, uint32_t c) {
    return c < FOLD_TABLED ? f->table[c] : c;
}

/* What a code point folds to, standing alone; of an expansion the first. */
static inline uint32_t foldtable_first(const struct fold *f, uint32_t c) {
    uint32_t entry = foldtable_at(f, c);
    if (!(entry & FOLD_EXPANDS)) return entry & FOLD_VALUE;
    const struct expansion *x = &f->expansions[entry & FOLD_VALUE];
    return x->n ? f->pool[x->from] : c;
}

/* Puts code points into the pool; returns where. */
size_t foldtable_pool(struct fold *f, const uint32_t *c, size_t n);
/* The value part of an entry that folds to c[0..n). */
uint32_t foldtable_value(struct fold *f, const uint32_t *c, size_t n);
/* Fills the table with NFKC, each code point standing alone. */
int foldtable_compatibility(struct fold *f, struct err *e);

/* Replaces composed by the uint32_t code points of a combining sequence's fold. */
int foldtable_compose(const struct fold *f, const uint32_t *c, size_t n, struct str *composed,
                      struct err *e);

#endif
