/* What a character class holds, entry by entry. */
#ifndef TIYAO_LINT_CHARCLASS_H
#define TIYAO_LINT_CHARCLASS_H

#include "str.h"

struct class_entry {
    size_t at, n;       /* bytes of the class as written */
    uint32_t low, high; /* the same for one character */
    bool set;           /* \d, \p{...}, [:alpha:]: many characters */
};

/* Where the entries of a class as written, brackets included, begin. */
static inline size_t class_begin(struct sv class) {
    return class.n > 1 && class.p[1] == '^' ? 2 : 1;
}
static inline bool class_denies(struct sv class) {
    return class_begin(class) == 2;
}
/* The entry at *at, which is then behind it; false at the end. */
bool class_next(struct sv class, size_t *at, struct class_entry *out);

/* The character that an escape as \x{4e}, \n or \- stands for; false where it is a set. */
bool class_escape(struct sv escape, uint32_t *c);

#endif
