/* What the rooms of the engine share, and nobody else.
 *
 * engine.c runs the phases over a document. scan.c finds numerals and anchors.c where anchors
 * stand; sweep.c goes from start to start, trial.c tries an expression at one, standing.c asks what
 * stands before it (`before`, `not_before`) and satisfy.c all else that a rule asks of a match;
 * conflict.c decides which matches stand, derive.c adds what their
 * kinds derive, shelf.c keeps them; tally.c counts. What is called for
 * each character or callout is inline here or stands in one file with its callers.
 */
#ifndef TIYAO_ENGINEROOM_H
#define TIYAO_ENGINEROOM_H

#include "trace.h"
#include "utf8.h"

/* A growing array of byte offsets. */
struct places {
    size_t *p;
    size_t n, size;
};

/* One expression of one rule. */
struct way {
    const struct rule *rule;
    struct pattern *x;
    bool asks;          /* what stands behind its anchor's texts and terms is asked at once */
    bool everywhere;    /* it is tried at every place */
    bool at_kinds;      /* mentions are among its anchors */
    struct places hits; /* where its anchor's texts and terms begin, in this document */
};

/* The ways that wait for one text or for the terms of one list. */
struct waiting {
    uint32_t *ways;
    size_t n, size;
};

/* The mentions that stand, of one kind. */
struct shelf {
    struct mention *p;
    size_t n, size;
    size_t sorted;     /* so many are known to be in order */
    size_t longest;    /* bytes of the longest */
    uint8_t *starts;   /* a bit a byte of text: a mention begins there */
    uint8_t *ends;     /* the same for where one ends */
    uint8_t *occupied; /* a bit a byte of text: lies in a mention */
};

struct engine {
    struct pack *pack;
    bool prefilter;
    struct way *ways; /* in the order of the rules */
    size_t n_ways;
    struct trie anchors; /* values are indexes of waiting */
    struct waiting *waiting;
    size_t n_waiting, size_waiting;
    int32_t *waiting_of_list;
    struct shelf *shelves;              /* a kind each */
    uint8_t *beginnings[MOST_SCANNERS]; /* beside the pack's numerals */
    struct tally *tallies;              /* beside ways */
    bool counting;                      /* else they are written and mean nothing */
    uint64_t nanoseconds, idle;         /* of the document, where counting; see tally.c */
    struct trace *trace;                /* NULL where nothing is watched */
    /* of the document at hand */
    const struct layout *layout;
    struct arena *arena;
    struct mention *candidates;
    size_t n_candidates, size_candidates;
    struct limit *limits;
    size_t n_limits, size_limits;
    size_t *offsets;
    size_t size_offsets;
};

/* ---- shelf.c: mentions that stand ---- */

static inline bool bit(const uint8_t *bits, size_t i) {
    return bits[i / 8] >> (i % 8) & 1;
}

static inline void set_bit(uint8_t *bits, size_t i) {
    bits[i / 8] = (uint8_t)(bits[i / 8] | 1U << (i % 8));
}

void shelf_put(struct engine *g, const struct mention *m);
/* What was put on the shelves since is looked up from now on. */
void shelf_sort_all(struct engine *g);
/* The first mention that spans start to end, or NULL. */
const struct mention *shelf_find(const struct shelf *s, size_t start, size_t end);
/* Whether some mention on the shelf holds all of start to end. */
bool shelf_holds(const struct shelf *s, size_t start, size_t end);
/* Whether no mention on the shelf holds any of it. */
bool shelf_is_free(const struct shelf *s, size_t start, size_t end);

/* ---- anchors.c: where anchors stand ---- */

void places_add(struct places *l, size_t at);
/* Whether all that may stand behind an anchor is known before any mention is. */
bool anchors_ask(const struct peek *p);
/* Makes the ways wait for their anchors. */
void anchors_enter(struct engine *g);
/* Fills the hits of all ways but those at mentions. */
void anchors_find(struct engine *g);
/* Adds where mentions of the anchor's kinds begin, if what follows them may be right. */
void anchors_add_kinds(struct engine *g, struct way *w);

/* ---- scan.c: numerals ---- */

/* What may begin with a character, by code point below 0x10000; to be freed. */
uint8_t *scan_beginnings(const struct numerals *n);
void scan_numerals(struct engine *g, const struct numerals *n, const uint8_t *beginnings);

/* ---- trial.c: an expression at a start ---- */

enum { BUDGET_BYTES = 65536 };

/* A rule's steps in this document: what it declares is for 64 KiB of text, a longer one has more.
 */
static inline uint64_t trial_budget(const struct engine *g, uint64_t steps) {
    return steps * (1 + g->layout->text.n / BUDGET_BYTES);
}

/* What the callouts of one rule's searches share. */
struct trial {
    struct engine *g;
    struct way *way;
    size_t base, base_end; /* the scope, in bytes of the text */
    uint64_t steps;
    size_t given_up_at;
    struct tally *tally;
    uint64_t steps_before; /* what there was when the search at hand began */
    size_t candidates_before;
    uint64_t refused_before[REFUSALS];
    size_t memo_at[MOST_REFS]; /* the lengths last looked up for each list, and where */
    uint64_t memo[MOST_REFS];
};

/* What was looked up for the lists of an expression counts no longer. */
static inline void trial_forget(struct trial *t, const struct pattern *x) {
    memset(t->memo_at, 0xFF, x->n_refs * sizeof *t->memo_at);
}

/* expr_match first, so that its callbacks find the rest. */
struct match {
    struct expr_match expr;
    const struct trial *trial;
    const size_t *offsets; /* of the scope */
    unsigned groups;
};

/* The match that lies in offsets, as conditions and values see it. */
struct match trial_match(const struct trial *t, const size_t *offsets, unsigned groups);
/* What a named group took; false where it took no part. */
bool trial_group(const struct expr_match *m, struct sv name, unsigned number, struct value *out);
/* A search begins: what it adds is taken back where it has to begin anew. */
static inline void trial_begin(struct trial *t) {
    t->steps_before = t->steps;
    t->candidates_before = t->g->n_candidates;
    for (unsigned i = 0; i < REFUSALS; i++)
        t->refused_before[i] = t->tally->refused[i];
}

/* Answers the callouts of a search; the context is the trial. */
int trial_callout(void *context, const struct rx_call *call);
void trial_give_up(struct trial *t, size_t at);
/* Searches for a match that starts from low to high (bytes of the text) and takes it. 1: taken;
 * 0: none; -1: the rule gave up. */
int trial_starts(struct trial *t, size_t low, size_t high);

/* ---- standing.c: what stands before a match ---- */

static inline bool standing_asked(const struct rule *rule) {
    return rule->before || rule->not_before;
}

/* Whether a match may start at a place (bytes of the text), by what stands before it. */
bool standing_allows(struct trial *t, size_t place);
/* Whether what a context asks for ends at a byte of the scope. */
bool standing_ends(struct trial *t, struct context *c, size_t at);

/* ---- satisfy.c: what a rule asks of a match ---- */

/* What of all that the rule asks of a match refuses this one first, but for values. */
enum refusal satisfy_all(const struct match *m, double *score);
double satisfy_score(const struct match *m);
/* Makes a candidate of it, unless a value refuses. */
void satisfy_take(const struct match *m, double score);

/* For a trace: whether and why it does not, and the value that refuses; completes *out. */
bool satisfy_why(const struct match *m, struct trace_event *out);
bool satisfy_value_why(const struct match *m, struct trace_event *out);

/* ---- derive.c: fields of other fields ---- */

/* Adds the fields that its kind derives to a mention that stands. */
void derive_fields(struct engine *g, struct mention *m);

/* ---- sweep.c: one expression over the document ---- */

/* Tries way i, and returns the steps it took, those given included. */
uint64_t sweep_way(struct engine *g, size_t i, uint64_t steps);
/* The stretches of text in which a rule is matched, those apart that do not count. */
struct stretches sweep_scopes(const struct engine *g, const struct rule *rule,
                              struct stretch *whole);
bool sweep_counts(const struct engine *g, const struct rule *rule, size_t scope);

/* ---- tally.c: what it cost and gave, where that is counted ---- */

/* A row for each way. */
void tally_make(struct engine *g);
/* A document begins; ends. */
void tally_begin(struct engine *g);
void tally_end(struct engine *g);
/* sweep_way for way i. */
uint64_t tally_way(struct engine *g, size_t i, uint64_t steps);
/* A candidate stands. */
void tally_win(struct engine *g, const struct mention *m);

/* ---- trace.c: why, where that is asked for ---- */

void trace_begin(struct engine *g);
/* A match that begins there becomes a candidate, which gets that number. */
void trace_taken(struct engine *g, size_t candidate, size_t match_start);
/* Watches way i, which was done; its candidates begin with number first. */
void trace_way(struct engine *g, size_t i, size_t first);
/* What was decided of a candidate: stands, lost or twin. */
void trace_decided(struct engine *g, const struct mention *c, enum trace_what what);
void trace_phase_ends(struct engine *g);
void trace_free(struct engine *g);

/* ---- conflict.c: which matches stand ---- */

/* An order of mentions by the spans of their fields. */
int conflict_by_spans(const struct mention *a, const struct mention *b);
/* Puts the candidates that win on the shelves; none is left. */
void conflict_decide(struct engine *g);

#endif
