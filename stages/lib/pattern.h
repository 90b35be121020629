/* An expression of a rule: references expanded, widths known, its anchor found.
 *
 * `%{name}` stands for a named pattern or a list, `%{@kind}` for a mention of an earlier phase. A
 * list or a mention is never pasted in: the expression holds a callout that asks whether a term or
 * a mention begins at a place, and one that asks whether what was taken is one. Groups that repeat
 * hold a callout that counts steps, so that a budget counts the same with and without JIT.
 */
#ifndef TIYAO_PATTERN_H
#define TIYAO_PATTERN_H

#include "anchor.h"
#include "rx.h"

struct pack;
struct piece;

/* Callout numbers. Reference i takes 3 * i + each of ref_callout. */
enum { CALLOUT_STEP = 255, CALLOUT_ITEM = 254, CALLOUT_END = 253, MOST_REFS = 80 };
enum ref_callout {
    REF_BEGINS = 1, /* does a term or mention begin here? */
    REF_LONG = 2,   /* is one of them longer than REF_SHORT more than the shortest? */
    REF_ENDS = 3,   /* is what was taken one? */
};
enum { REF_SHORT = 1 };

struct ref {
    bool is_list;   /* else a kind of mention */
    uint32_t index; /* of the list or kind */
    unsigned group; /* what it took; 0 where all terms have one code point */
};

/* A named group and those named before it. */
struct group_name {
    struct sv text;
    unsigned number;
    const struct group_name *before;
};

struct pattern {
    const struct node *at;
    struct rx *rx;
    struct sv expanded; /* as given to PCRE2 */
    struct ref *refs;
    size_t n_refs;
    unsigned n_groups;
    const struct group_name *names; /* the last one */
    unsigned shortest, longest;     /* code points, WIDTH_ANY where unbounded */
    struct anchor anchor;
    bool at_start; /* a match begins where the subject begins, or nowhere */
    bool is_term;  /* it is a list's term and nothing else: refs[0], no context behind */
};

/* Where the pieces of what was written stand in what PCRE2 gets. */
enum pattern_part { PATTERN_MATCH, PATTERN_AFTER, PATTERN_NOT_AFTER };
struct pattern_spot {
    size_t from, to; /* bytes of the expanded expression */
    const struct piece *piece;
    size_t whole; /* number of the spot that it is a part of, its own at the top */
    enum pattern_part part;
};
struct pattern_map {
    struct pattern_spot *p; /* what holds others stands before them; to be freed */
    size_t n, size;
};

/* How a rule's expression is finished: what must follow the match, and which checks are called. */
struct pattern_frame {
    const struct node *after, *not_after; /* NULL where there is none */
    bool check_end;                       /* CALLOUT_END where it ends */
    bool at_end;                          /* must end where the subject ends (for `before`) */
    /* Gets the spots. CALLOUT_ITEM is then called before each piece that is tried as one, and
     * before `after` and `not_after`, and the expression is interpreted. */
    struct pattern_map *map;
};

/* Compiles the text of node at. Kinds and definitions it names are marked as used. */
int pattern_compile(struct pattern *x, const struct node *at, const struct pattern_frame *frame,
                    struct pack *p, struct err *e);
/* The number of a named group, 0 where there is none. */
unsigned pattern_group(const struct pattern *x, struct sv name);
void pattern_release(struct pattern *x);

#endif
