/* The grammar of expressions: a text as a tree of its parts, each with its place in the text.
 *
 * What no rule may hold is refused here as far as the text alone shows it; names are looked up and
 * widths are known when the tree is compiled (pattern). A sequence of one part is that part, a
 * choice of one branch that branch.
 */
#ifndef TIYAO_SYNTAX_H
#define TIYAO_SYNTAX_H

#include "arena.h"
#include "err.h"
#include "yaml.h"

enum { SYNTAX_DEEPEST = 40, COUNT_ANY = 1000000 }; /* groups in groups; a repetition without end */

enum piece_kind {
    PIECE_TEXT,     /* characters that stand for themselves */
    PIECE_ANY,      /* . */
    PIECE_CLASS,    /* [...] */
    PIECE_SET,      /* an escape for one character: \d, \w, \p{...}, \x{...} */
    PIECE_EDGE,     /* ^, $, \b: takes no character */
    PIECE_REF,      /* %{name}, %{@kind} */
    PIECE_GROUP,    /* its part is what stands between the parentheses */
    PIECE_REPEAT,   /* its part and how often */
    PIECE_SEQUENCE, /* its parts one behind the other, none for the empty text */
    PIECE_CHOICE,   /* its parts, one of which matches */
};

enum group_kind {
    GROUP_PLAIN,
    GROUP_ATOMIC,
    GROUP_NAMED,
    GROUP_AHEAD,
    GROUP_NOT_AHEAD,
    GROUP_BEHIND,
    GROUP_NOT_BEHIND,
};

struct piece {
    enum piece_kind kind;
    enum group_kind group;
    struct sv source;      /* as written, a stretch of at->text; what opens a group begins it */
    struct sv text;        /* TEXT: the characters; REF: the name, @ left out; GROUP: its name */
    bool is_kind;          /* REF: %{@kind} */
    bool lazy, possessive; /* REPEAT */
    unsigned min, max;     /* REPEAT: COUNT_ANY where unbounded */
    const struct node *at; /* the text it stands in */
    struct piece *first;   /* its parts, by next */
    struct piece *next;
};

/* Reads the text of a node; the tree is of arena a. */
int syntax_read(struct piece **out, const struct node *at, struct arena *a, struct err *e);
/* An error at a place in the text of node at: "expression, character N: text". */
int syntax_err(const struct node *at, const char *place, struct err *e, const char *text);

static inline bool syntax_looks(const struct piece *q) {
    return q->kind == PIECE_GROUP && q->group >= GROUP_AHEAD;
}
static inline bool syntax_denies(const struct piece *q) {
    return syntax_looks(q) && (q->group == GROUP_NOT_AHEAD || q->group == GROUP_NOT_BEHIND);
}

static inline bool syntax_is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/* The bytes of the escape that begins v, more than v has where it is cut short. */
size_t syntax_escape(struct sv v);
/* The bytes of the character class that begins v; 0 where its ] is missing. */
size_t syntax_class(struct sv v);

#endif
