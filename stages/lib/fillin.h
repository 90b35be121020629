/* Texts in which words between @ stand for others: "@name@". */
#ifndef TIYAO_FILLIN_H
#define TIYAO_FILLIN_H

#include "str.h"

struct fillin_word {
    const char *word; /* with its two @; NULL ends a list */
    const char *text;
};

/* Appends text with the words replaced; an @ that begins none of them stays. */
void fillin_put(struct str *out, struct sv text, const struct fillin_word *words);

#endif
