/* Texts in which words between @ stand for others: "@name@". */
#ifndef TIYAO_TEMPLATE_H
#define TIYAO_TEMPLATE_H

#include "str.h"

struct template_word {
    const char *word; /* with its two @; NULL ends a list */
    const char *text;
};

/* Appends text with the words replaced; an @ that begins none of them stays. */
void template_fill(struct str *out, struct sv text, const struct template_word *words);

#endif
