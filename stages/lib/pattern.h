/* An expression of a rule: references expanded, widths known, its anchor found.
 *
 * `%{name}` stands for a named pattern or a list, `%{@kind}` for a mention of an earlier phase. A
 * list or a mention is never pasted in: the expression holds a callout that asks whether a term or
 * a mention begins at a place, and one that asks whether what was taken is one. Groups that repeat
 * hold a callout that counts steps, so that a budget counts the same with and without JIT.
 *
 * The anchor is what every match must contain: some texts, terms or mentions, and how many code
 * points may lie between the match's start and it. It is derived from the expression: of all that
 * is required the choice that is expected to be met least often.
 */
#ifndef TIYAO_PATTERN_H
#define TIYAO_PATTERN_H

#include "arena.h"
#include "rx.h"

struct pack;

enum { WIDTH_ANY = 1000000 }; /* a width without a bound */

/* Callout numbers. Reference i takes 3 * i + each of ref_callout. */
enum { CALLOUT_STEP = 255, CALLOUT_END = 253, MOST_REFS = 80 };
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

struct anchor_item {
    enum { ANCHOR_TEXT, ANCHOR_LIST, ANCHOR_KIND } what;
    struct sv text;
    uint32_t index;
};

/* What the character behind an anchor can be: it begins one of these. */
struct peek_item {
    enum peek_what { PEEK_CHARACTER, PEEK_CLASS, PEEK_LIST, PEEK_KIND } what;
    uint32_t index;  /* code point, list or kind */
    struct sv class; /* PEEK_CLASS, as written; below what is made of it */
    struct rx *rx;
    uint8_t *known; /* by code point below 0x10000: 0 not asked, 1 yes, 2 no */
};

enum { MOST_PEEKS = 12 };

struct peek {
    struct peek_item items[MOST_PEEKS];
    size_t n;
    bool any; /* whatever follows will do */
};

struct anchor {
    struct anchor_item *items;
    size_t n;                        /* 0: the expression has none */
    unsigned before_min, before_max; /* code points between the match's start and the anchor */
    double cost;                     /* expected times a code point of text */
    struct peek behind;
    bool open; /* while parsing: what follows may yet be all that stands behind */
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

/* How a rule's expression is finished: what must follow the match, and which checks are called. */
struct pattern_frame {
    const struct node *after, *not_after; /* NULL where there is none */
    bool check_end;                       /* CALLOUT_END where it ends */
    bool at_end;                          /* must end where the subject ends (for `before`) */
};

/* Compiles the text of node at. Kinds and definitions it names are marked as used. */
int pattern_compile(struct pattern *x, const struct node *at, const struct pattern_frame *frame,
                    struct pack *p, struct err *e);
/* The number of a named group, 0 where there is none. */
unsigned pattern_group(const struct pattern *x, struct sv name);
void pattern_release(struct pattern *x);

/* The bytes of the character class that begins v; 0 where its ] is missing. */
size_t pattern_class(struct sv v);

#endif
