/* Applies a rule pack to a document's normalized text and decides which matches stand.
 *
 * One pass over the text finds every anchor of every rule; a rule's expression is then tried only
 * where its anchor allows a match to start, so the result is that of trying it everywhere. Phases
 * run in order; in each, matches of one kind that overlap are decided by a total order: higher
 * priority, higher score, longer, earlier, smaller rule id, smaller spans of the fields.
 * Offsets here are bytes of the normalized text, half-open.
 */
#ifndef TIYAO_ENGINE_H
#define TIYAO_ENGINE_H

#include "expr.h"
#include "pack.h"

struct stretch {
    size_t start, end;
};

struct stretches {
    const struct stretch *p;
    size_t n;
};

/* What is known of the text before matching: sorted by start. */
struct layout {
    struct sv text;
    struct stretches sentences, blocks, quotes; /* quotes: the outermost ones */
    const struct sv *block_kinds;               /* beside blocks */
};

struct mention_field {
    struct sv name;
    struct value value;
};

struct mention {
    int32_t kind;
    const struct rule *rule; /* NULL for a numeral, which has no fields */
    size_t start, end;
    double score;
    const struct mention_field *fields;
    size_t n_fields;
};

/* A rule that ran out of its budget. */
struct limit {
    const struct rule *rule;
    size_t at; /* byte */
    uint64_t steps;
};

struct found {
    const struct mention *mentions; /* by start, end, kind's name, rule's id */
    size_t n_mentions;
    const struct limit *limits;
    size_t n_limits;
};

struct engine;

/* What one expression of one rule cost and gave, over all documents so far. */
struct tally {
    const struct rule *rule;
    size_t alternative; /* from 0 */
    uint64_t hits;      /* places where its anchor stood */
    uint64_t steps;     /* searches and callouts */
    uint64_t matches;   /* that satisfied the rule */
    uint64_t wins;      /* of the rule: mentions that stand */
    uint64_t nanoseconds;
};

/* Prepares; the pack outlives the engine. Without prefilter every expression is tried on every
 * scope: for tests and benchmarks. */
struct engine *engine_new(struct pack *p, bool prefilter);
void engine_free(struct engine *g);
/* Counts and times from now on; engine_tally() gives one row for each expression, *n of them. */
void engine_profile(struct engine *g);
const struct tally *engine_tally(const struct engine *g, size_t *n);

/* What it finds is of arena a. */
void engine_run(struct engine *g, const struct layout *l, struct arena *a, struct found *out);

#endif
