/* What the checks of lint share: the pack, everything written in it that is an expression, and
 * where findings go. A check looks at one thing in all of it.
 */
#ifndef TIYAO_LINT_LINT_H
#define TIYAO_LINT_LINT_H

#include "findings.h"
#include "fold.h"
#include "pack.h"
#include "rx.h"
#include "sources.h"
#include "syntax.h"

/* What an expression is for. */
enum use {
    USE_MATCH,
    USE_AFTER,
    USE_NOT_AFTER,
    USE_BEFORE,
    USE_NOT_BEFORE,
    USE_DEFINE, /* of define */
    USE_TEST,   /* of a condition: plain PCRE2, whose grammar may go beyond ours */
    USE_TEXT,   /* of the text file or the operations of resolve, as USE_TEST */
};

/* An expression as written. */
struct expression {
    enum use use;
    const struct node *at;
    const struct piece *tree; /* NULL where it is not of our grammar */
    const struct rule *rule;  /* NULL for USE_DEFINE and USE_TEXT */
    size_t alternative;       /* USE_MATCH */
};

struct lint {
    struct arena arena;
    const char *const *folders;
    size_t n_folders;
    struct pack pack;
    struct node **files; /* the rule files */
    size_t n_files;
    const struct node *normalize, *layout; /* parts of the text file, NULL where there is none */
    const char *text_file;
    struct fold *fold;          /* NULL without normalize */
    uint8_t *made;              /* by fold_made; NULL without */
    const struct piece **trees; /* by definition; NULL where it is a list, or not of our grammar */
    struct known *known;        /* of tree.c */
    unsigned searches;          /* of tree.c */
    bool *kind_used;            /* some expression asks for mentions of the kind */
    struct sv *samples;         /* by kind, of samples.c */
    struct tryout *tryouts;     /* by rule, of samples.c */
    struct sv sample_text;      /* of samples.c */
    uint64_t steps;             /* of explode.c */
    struct expression *expressions; /* those of a rule side by side, its matches first */
    size_t n_expressions, size_expressions;
    struct findings findings;
    struct sources sources;
    struct sv marks; /* of repeats.c */
    uint8_t *seen;   /* by character, of characters.c */
    struct rx *bar;  /* a bar between letters */
    bool whole;      /* the pack has no errors: it can be run */
};

/* Reads the packs; what is wrong with them goes to the findings. */
int lint_read(struct lint *l, const char *const *folders, size_t n, struct err *e);
void lint_release(struct lint *l);

/* The first expression of the rule that an expression is of, and the next of the same rule; NULL
 * where there is none. */
const struct expression *lint_first(const struct lint *l, const struct expression *x);
const struct expression *lint_next(const struct lint *l, const struct expression *x);
/* The definition that a reference names; NULL where it is none of define. */
const struct define *lint_define(const struct lint *l, const struct piece *ref);

/* Hands each part of a tree to a function, parents first; references are not followed. */
typedef void piece_visitor(struct lint *l, const struct expression *x, const struct piece *q);
void lint_pieces(struct lint *l, piece_visitor *visit);
/* The byte of its node's text where a piece begins. */
size_t lint_offset(const struct piece *q);

/* ---- checks ---- */

void check_quoting(struct lint *l);
void check_characters(struct lint *l);
void check_repeats(struct lint *l);
void check_unused(struct lint *l);
void check_people(struct lint *l);
void check_never(struct lint *l);
void check_folder(struct lint *l);
void check_shadows(struct lint *l);
void check_anchors(struct lint *l);
void check_explosions(struct lint *l);

#endif
