/* What must, or must not, end where a match starts: the keys `before` and `not_before`.
 *
 * Most contexts are a choice of words, mentions and single characters: words and mentions are
 * looked up where they would end, and for each character it is kept whether it will do. What is
 * left of the choice is an expression that is tried over the few characters it can take.
 */
#ifndef TIYAO_CONTEXT_H
#define TIYAO_CONTEXT_H

#include "pattern.h"

enum { MOST_CHOICES = 24 };

struct context {
    bool at_start; /* the beginning of the scope will do */
    uint32_t lists[MOST_CHOICES], kinds[MOST_CHOICES];
    size_t n_lists, n_kinds;
    struct sv texts[MOST_CHOICES];
    size_t n_texts;
    const struct class *one; /* the choices that take one character; NULL where there are none */
    struct pattern rest;
    bool has_rest;
};

/* Compiles the text of node at. */
int context_compile(struct context *c, const struct node *at, struct pack *p, struct err *e);
void context_release(struct context *c);

#endif
