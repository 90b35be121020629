/* What the rules cost and gave over many documents: counted in one process, kept in a file, merged.
 *
 * A file is made whole or not at all and ends in a line that counts the others; tiyao-records(5)
 * describes it. Files of the shards of a batch merge to the same, in whatever order and however
 * the documents were dealt, but for times: which document is an example is decided by the order of
 * paths. All memory is of the coverage and lives until coverage_release.
 */
#ifndef TIYAO_COVERAGE_H
#define TIYAO_COVERAGE_H

#include "arena.h"
#include "err.h"

/* What is added up, in the order of the file's columns. */
enum coverage_count {
    COUNT_TRIED,   /* places where it was tried */
    COUNT_STEPS,   /* searches and callouts */
    COUNT_MATCHED, /* matches that satisfied the rule */
    COUNT_WON,     /* of these, that stand */
    COUNT_REFUSED, /* the first of the kinds of refusal, in the order of enum refusal */
    COUNT_WARNED = COUNT_REFUSED + 7, /* documents in which the rule went beyond its budget */
    COUNT_STOPPED,                    /* and was stopped */
    COUNT_TIME,                       /* nanoseconds that passed */
    COUNTS,
};
enum { COUNT_REFUSALS = COUNT_WARNED - COUNT_REFUSED };
extern const char *const coverage_names[COUNTS];

/* Of what use the mentions of its kind are. */
enum coverage_use {
    USE_NONE,   /* they are not handed on, and no rule asks for them */
    USE_HELPER, /* rules ask for them */
    USE_GIVEN,  /* they are handed on to tiyao-resolve */
    USES,
};

/* A document and the time it took; NULL path where there is none. */
struct coverage_document {
    struct sv path, doc_id;
    uint64_t bytes; /* of the normalized text */
    uint64_t nanoseconds;
};

/* What was matched somewhere, with some characters around it; NULL path where nothing was. */
struct coverage_example {
    struct sv path, doc_id, left, text, right;
    bool won;
};

/* One expression of one rule. */
struct coverage_way {
    struct sv rule, kind;
    uint64_t alternative; /* from 1 */
    enum coverage_use use;
    uint64_t counts[COUNTS];
    struct coverage_document slowest; /* by the time that this one took there */
    struct coverage_example example;  /* one that won rather than one that did not */
};

enum { COVERAGE_SLOWEST = 10 };

struct coverage {
    struct arena arena;
    struct coverage_way *ways; /* in the order of the pack's rules */
    size_t n_ways, size_ways;
    struct coverage_document all;                       /* sums; path is not set */
    uint64_t documents;                                 /* that had a text */
    struct coverage_document slowest[COVERAGE_SLOWEST]; /* the slowest first */
    size_t n_slowest;
};

/* The row of an expression, made where there is none yet. hint is where to look first. */
struct coverage_way *coverage_way(struct coverage *c, struct sv rule, uint64_t alternative,
                                  size_t hint);
/* Adds a document to the sums; puts it among the slowest if it belongs there. Texts are copied
 * where they are kept, here and below. */
void coverage_add_document(struct coverage *c, const struct coverage_document *d);
void coverage_rank_document(struct coverage *c, const struct coverage_document *d);
void coverage_offer_slowest(struct coverage *c, struct coverage_way *w,
                            const struct coverage_document *d);
/* Whether an example of that document would be kept; then coverage_offer_example does so. */
bool coverage_wants_example(const struct coverage_way *w, struct sv path, bool won);
void coverage_offer_example(struct coverage *c, struct coverage_way *w,
                            const struct coverage_example *x);

/* ---- what comes of it ---- */

/* What is to be said of a rule, over these documents. */
enum coverage_verdict {
    VERDICT_WON,       /* mentions of it stand, and may be of use */
    VERDICT_UNUSED,    /* they stand, and nobody asks for them */
    VERDICT_LOST,      /* it matched, and every match lost to another mention */
    VERDICT_UNMATCHED, /* it was tried, and nothing satisfied it */
    VERDICT_UNTRIED,   /* nothing that it looks for stands anywhere */
    VERDICTS,
};
extern const char *const coverage_verdicts[VERDICTS];

/* A rule: its expressions and their sums. */
struct coverage_rule {
    const struct coverage_way **ways;
    size_t n_ways;
    struct coverage_way all; /* alternative 0 */
    bool only;               /* no other rule makes mentions of its kind */
};

uint64_t coverage_lost(const struct coverage_way *w);
uint64_t coverage_refused(const struct coverage_way *w);
enum coverage_verdict coverage_verdict(const struct coverage_way *w);
/* The rules, in the order of their first expressions; n of them, of the coverage's arena. */
struct coverage_rule *coverage_rules(struct coverage *c, size_t *n);

/* ---- files ---- */

/* Writes a file aside and renames it. */
int coverage_write(const struct coverage *c, const char *path, struct err *e);
/* Reads a file and adds what is in it. Refuses one that is cut short or no such file. */
int coverage_read(struct coverage *c, const char *path, struct err *e);
void coverage_release(struct coverage *c);

#endif
