/* Regular expressions: the one module that knows PCRE2.
 *
 * Expressions are compiled for UTF-8 with Unicode properties, JIT where the machine has it, \C and
 * numbered capturing by plain parentheses switched off. Subjects must be valid UTF-8. Offsets are
 * bytes of the subject, half-open. A compiled expression may be used by one thread at a time.
 */
#ifndef TIYAO_RX_H
#define TIYAO_RX_H

#include "err.h"
#include "str.h"
#include "yaml.h"

struct rx;

#define RX_UNSET ((size_t)-1)

/* The number of a call that is of no callout: what the search did so far is undone, it begins anew.
 */
enum { RX_AGAIN = 0 };

/* What a callout `(?Cn)` in an expression sees, n from 1. */
struct rx_call {
    unsigned number;       /* n */
    const size_t *offsets; /* pairs: group g is offsets[2g] to offsets[2g + 1], or RX_UNSET */
    unsigned groups;       /* groups set so far are less than this */
    size_t start;          /* where the match began */
    size_t at;             /* where it stands now */
    size_t item;           /* byte of the expression that comes next */
};

/* 0: go on; 1: this way fails, try the next; -1: give the whole search up. */
typedef int rx_callout(void *context, const struct rx_call *call);

/* One search. */
struct rx_search {
    struct sv subject;
    size_t from;       /* the first place where a match may start */
    size_t last_start; /* the last one, or RX_UNSET */
    rx_callout *callout;
    void *context;
};

enum rx_result {
    RX_MATCH = 1,
    RX_NONE = 0,
    RX_GIVEN_UP = -1, /* the callout said so */
    RX_LIMIT = -2,    /* PCRE2's own limits: matching would have taken too long or too deep */
};

/* JIT is used unless this was called with false before the first compilation. */
void rx_use_jit(bool use);

/* Compiles. where gives the place for the message and may be NULL: a node whose text the expression
 * is, or holds. An expression that PCRE2 refuses is STATUS_USAGE, with the character in the text.
 */
int rx_compile(struct rx **out, const struct node *where, struct sv pattern, struct err *e);
/* The same; the error holds what PCRE2 says and nothing else, *at the byte where it saw it. */
int rx_try(struct rx **out, struct sv pattern, size_t *at, struct err *e);
/* From now on it is interpreted, not compiled to machine code. */
void rx_interpret(struct rx *x);
void rx_free(struct rx *x);

/* Nanoseconds that went into machine code so far: an expression gets it when it is first used. */
uint64_t rx_compiling(void);

/* Number of groups, 0 (the whole match) included. */
unsigned rx_groups(const struct rx *x);
/* The number of a named group, 0 where there is none. */
unsigned rx_group(const struct rx *x, const char *name);
/* Whether it can match the empty string. */
bool rx_matches_empty(const struct rx *x);

/* Searches; on RX_MATCH offsets[0 .. 2 * rx_groups - 1] are filled. offsets may be NULL. */
enum rx_result rx_search(struct rx *x, const struct rx_search *s, size_t *offsets);

/* The plain case: the first match at or after from. */
bool rx_match(struct rx *x, struct sv subject, size_t from, size_t *start, size_t *end);

#endif
