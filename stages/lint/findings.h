/* What lint has to say: errors that reading the pack gave, and warnings, each with a code.
 *
 * Texts are of the arena. A place is that of a line and a column, both from 1; 0 where there is
 * none.
 */
#ifndef TIYAO_LINT_FINDINGS_H
#define TIYAO_LINT_FINDINGS_H

#include "arena.h"
#include "err.h"
#include "yaml.h"

/* Warnings, in the order of codes[]. */
enum code {
    LINT_ALLOW,
    LINT_CLASS_BAR,
    LINT_CLASS_RANGE,
    LINT_CLASS_TWICE,
    LINT_DEPRECATED,
    LINT_DOUBLE_QUOTED,
    LINT_EMPTY_BRANCH,
    LINT_EXPLODES,
    LINT_FOLDED,
    LINT_LINES,
    LINT_NEVER,
    LINT_NO_ANCHOR,
    LINT_NO_EXAMPLE,
    LINT_SCRIPT,
    LINT_SHADOWED,
    LINT_UNBOUNDED,
    LINT_UNLISTED,
    LINT_UNUSED,
    LINT_CODES, /* how many there are */
    LINT_ERROR = LINT_CODES,
};

struct code_info {
    const char *name, *meaning;
};
extern const struct code_info codes[LINT_CODES];
/* The code of that name; LINT_CODES where there is none. */
enum code code_named(struct sv name);

struct finding {
    const char *file;
    unsigned line, column;
    enum code code;
    struct sv text;
    size_t number; /* in the order in which they were found */
};

struct findings {
    struct arena *arena;
    struct finding *p;
    size_t n, size;
};

/* An error as the library tells it. */
void findings_error(struct findings *f, const struct err *e);
/* A warning at a byte of a node's text; at the node itself where it is no text. */
void findings_warn(struct findings *f, enum code code, const struct node *at, size_t offset,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A warning at a place of a file that is no YAML. */
void findings_warn_file(struct findings *f, enum code code, const char *file, unsigned line,
                        unsigned column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Sorts by file, line, column; what is said twice of one place is said once. */
void findings_sort(struct findings *f);
void findings_release(struct findings *f);

#endif
