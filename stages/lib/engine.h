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
    uint32_t way;            /* the expression that made it: its row of engine_tally */
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

/* What refused a match that its expression would have allowed. */
enum refusal {
    REFUSED_BEFORE, /* what stands before the place: before, not_before */
    REFUSED_WHERE,  /* a condition on a group */
    REFUSED_UNLESS, /* an exception that holds */
    REFUSED_SPAN,   /* the group of the span took no part */
    REFUSED_PLACE,  /* outside, inside */
    REFUSED_SCORE,  /* less than at_least */
    REFUSED_VALUE,  /* a field without a true value */
    REFUSALS,
    REFUSED_BY_NOTHING = REFUSALS,
};

/* What one expression of one rule cost and gave in the last document. */
struct tally {
    const struct rule *rule;
    size_t alternative;         /* from 0 */
    uint64_t tried;             /* places: where its anchor stands in a scope, else scopes */
    uint64_t steps;             /* searches and callouts */
    uint64_t matches;           /* that satisfied the rule */
    uint64_t wins;              /* of these, that stand */
    uint64_t refused[REFUSALS]; /* by enum refusal; the same stretch may be refused repeatedly */
    bool warned, stopped;       /* the rule went beyond its budget; set where it was tried last */
    uint64_t nanoseconds;
    struct stretch match, win; /* the first of each in the text; empty where there is none */
};

/* Prepares; the pack outlives the engine. Without prefilter every expression is tried on every
 * scope: for tests and benchmarks. */
struct engine *engine_new(struct pack *p, bool prefilter);
void engine_free(struct engine *g);
/* Counts and times from now on: after each document engine_tally() gives one row for each
 * expression, *n of them, in the order of the pack's rules. What is found is the same. */
void engine_count(struct engine *g);
const struct tally *engine_tally(const struct engine *g, size_t *n);
/* What the last document took, all in all. */
uint64_t engine_nanoseconds(const struct engine *g);

/* What it finds is of arena a. */
void engine_run(struct engine *g, const struct layout *l, struct arena *a, struct found *out);

#endif
