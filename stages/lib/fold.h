/* Folding for matching: compatibility forms (NFKC) and Traditional to Simplified, over one table.
 *
 * What is folded, and what stays, stands in the `normalize` part of a pack's text.yaml. Nearly
 * every code point folds to one, by one array lookup; phrases, expansions and combining sequences
 * take a slower way. What comes out is UTF-8 with a map back to where it came from.
 */
#ifndef TIYAO_FOLD_H
#define TIYAO_FOLD_H

#include "err.h"
#include "str.h"
#include "yaml.h"

struct fold;

/* A run of the map. Where both lengths are the same, code points map one to one; otherwise each of
 * the folded ones maps to the whole decoded stretch. */
struct fold_run {
    uint32_t start;   /* in the decoded text */
    uint32_t folded;  /* code points of the folded text */
    uint32_t decoded; /* code points of the decoded text */
};

/* A folded text. Zeroed it is ready for use. */
struct folded {
    struct str text;
    struct fold_run *runs; /* in the order of the text; folded sums to its code points */
    size_t n_runs, size_runs;
    /* Han characters; those of them that are written so only in Traditional, only in Simplified
     * text. */
    size_t han, hant, hans;
};

/* Reads the part `normalize` and its tables in the share folder. A mistake in it is STATUS_USAGE, a
 * table that cannot be read STATUS_SYSTEM. */
int fold_open(struct fold **out, const struct node *normalize, struct err *e);
void fold_close(struct fold *f);

/* What a code point folds to, standing alone; of an expansion the first. For a first look at a
 * text. */
uint32_t fold_one(const struct fold *f, uint32_t c);

/* A byte for each code point below FOLD_MADE: 1 where some text folds to one that holds it; to be
 * freed. Those from there on fold to themselves. */
enum { FOLD_MADE = 0x30000 };
uint8_t *fold_made(const struct fold *f);

/* Appends the fold of c[0..n), of which c[i] stands at at[i] of the decoded text. at ascends; a gap
 * in it (a line break taken out) parts combining sequences but not phrases. */
int fold_text(const struct fold *f, struct folded *out, const uint32_t *c, const uint32_t *at,
              size_t n, struct err *e);
/* Appends one code point for a decoded stretch, which is not empty. */
void folded_put(struct folded *out, uint32_t c, uint32_t start, uint32_t decoded);

void folded_clear(struct folded *out);
void folded_release(struct folded *out);

#endif
