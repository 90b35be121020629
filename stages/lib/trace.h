/* Why rules made mentions and why they did not: a record of what happened at a place.
 *
 * It is made on request beside what the engine does, and changes nothing of that: for each phase,
 * once its rules are done, each expression is tried again wherever its anchor stands, interpreted
 * and watched item by item, and what is decided of each candidate is noted. Offsets are bytes of
 * the normalized text, half-open. What a trace points to lives until the next engine_run or until
 * the arena of the document ends, whichever is first.
 */
#ifndef TIYAO_TRACE_H
#define TIYAO_TRACE_H

#include "engine.h"

/* What to watch: matches and attempts that touch bytes from to to. */
struct trace_want {
    size_t from, to;
    const struct rule *only; /* this rule alone, wherever it may start; NULL for all */
    bool near;               /* attempts that failed too */
};

enum trace_what {
    TRACE_STANDS,  /* it is a mention */
    TRACE_LOST,    /* it overlaps `other`, which is stronger by `step` */
    TRACE_TWIN,    /* it is the same as `other`, of a kind that may overlap */
    TRACE_SKIPPED, /* it would do, but the rule took `other`, a match of its own that overlaps it */
    TRACE_SPENT,   /* it would do, but the rule had run out of its budget */
    TRACE_REFUSED, /* it matches, and the rule refuses it for `reason` */
    TRACE_FAILED,  /* it does not match: `pieces` were what came next */
    TRACE_CUT,     /* watching it took too long and was given up */
    TRACE_ABSENT,  /* the only rule: its anchor stands nowhere in the scope start to end */
};

/* The order in which the stronger of two is found; after tiyao-rules(5). */
enum trace_step {
    STEP_PHASE, /* it stood already */
    STEP_PRIORITY,
    STEP_SCORE,
    STEP_LENGTH,
    STEP_START,
    STEP_ID,
    STEP_FIELDS,
};

enum trace_reason {
    REASON_BEFORE,
    REASON_NOT_BEFORE,
    REASON_CONDITION, /* `condition`; `text` is what its group took */
    REASON_SPAN,      /* the group of `span` took no part */
    REASON_OUTSIDE,   /* it lies in `other` */
    REASON_INSIDE,    /* it lies in none of the kinds */
    REASON_SCORE,     /* `shares`, one for each expression of the rule's score, sum to `score` */
    REASON_VALUE,     /* `field`: the converter `converter` refuses `text` */
};

/* A piece of the rule's expression, in the definitions through which it came there. */
struct trace_piece {
    const struct piece *piece;
    const struct piece *const *within; /* references, the outermost first */
    size_t n_within;
    enum pattern_part part;
    bool denies; /* a look around that must not match, and does */
};

/* What a reference of the expression took. */
struct trace_part {
    struct trace_piece piece;
    size_t start, end;
    const struct mention *mention; /* NULL for a word of a list */
};

struct trace_event {
    enum trace_what what;
    const struct rule *rule;
    size_t alternative;
    size_t match_start, match_end; /* what the expression took; FAILED: how far it got */
    size_t start, end;             /* of the mention; of the match where there would be none */
    const struct mention *mention; /* STANDS, LOST, TWIN */
    const struct mention *other;   /* NULL rule: a numeral */
    const struct trace_part *parts;
    size_t n_parts;
    enum trace_step step;
    enum trace_reason reason;
    const struct condition *condition;
    bool excepts; /* of `unless`: it holds; else of `where`: it does not */
    const struct field *field;
    const char *converter;
    struct sv text;
    double score;
    const double *shares;
    const struct trace_piece *pieces;
    size_t n_pieces;
    size_t failed_at; /* where the pieces were tried */
    bool unpreceded;  /* FAILED: `before` or `not_before` would have refused it anyway */
};

/* Watches the next runs; NULL ends that. */
void engine_trace(struct engine *g, const struct trace_want *w);
/* What the last run gave: phase by phase, rule by rule, by start. */
const struct trace_event *engine_traced(const struct engine *g, size_t *n);

#endif
