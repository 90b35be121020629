/* What the two rooms that trace share: trace.c, which goes over the document and keeps what
 * happened, and attempt.c, which watches one expression at one start.
 */
#ifndef TIYAO_TRACEROOM_H
#define TIYAO_TRACEROOM_H

#include "engineroom.h"
#include "trace.h"

/* A way compiled once more to be watched. */
struct watched {
    bool tried;       /* to compile it */
    struct pattern x; /* no rx where that failed */
    struct pattern_map map;
    size_t *spot_at; /* by byte of the expanded expression: the innermost spot, or NO_SPOT */
    size_t *looks; /* by spot: the outermost look around that it is, or is a part of; or NO_SPOT */
    size_t *refs;  /* beside x.refs: the spot of each */
};
void watched_release(struct watched *w);
#define NO_SPOT ((size_t)-1)

struct trace {
    struct trace_want want;
    struct watched *ways; /* beside the engine's */
    struct trace_event *events;
    size_t n, size;
    struct made *made; /* of the phase at hand */
    size_t n_made, size_made;
    bool made_sorted;
    size_t *taken; /* beside the engine's candidates: where their matches begin */
    size_t size_taken;
    size_t first; /* the first candidate of the way at hand */
    struct tally unused;
    uint64_t calls; /* of the way at hand, over all its attempts */
};

/* Keeps an event where it is wanted. */
bool trace_add(struct engine *g, const struct trace_event *event);
/* The event that was kept last is of an attempt of that way that made a candidate. */
void trace_made(struct engine *g, size_t way);
/* A mention as it is now, for as long as the document. */
const struct mention *trace_copy(const struct engine *g, const struct mention *m);
/* The candidate of the way at hand that a match became; NULL where there is none. */
const struct mention *trace_candidate(const struct engine *g, const struct trace_event *event);
/* A candidate of the way at hand that overlaps a match, or NULL. */
const struct mention *trace_rival(const struct engine *g, const struct trace_event *event);

/* Watches way i at a start in the scope base to base_end and adds what happened. False: all that
 * may be spent on the way was. */
bool attempt(struct engine *g, size_t i, size_t base, size_t base_end, size_t start);

#endif
