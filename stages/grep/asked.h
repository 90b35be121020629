/* The rule that is asked for: an expression and its contexts as a rule of the pack, and the engine
 * that runs it with no more of the pack than it needs.
 */
#ifndef TIYAO_GREP_ASKED_H
#define TIYAO_GREP_ASKED_H

#include "engine.h"
#include "err.h"

/* Texts as they were given, NULL where they were not. */
struct request {
    const char *expression, *within, *before, *not_before, *after, *not_after;
};

struct asked {
    struct pack pack;
    struct pack needed; /* some of its rules */
    struct engine *engine;
    const struct rule *rule; /* its fields are the expression's named groups */
};

/* Reads the packs and adds the rule. What is wrong with the expression is said, with a mark at the
 * place. */
int asked_open(struct asked *a, const struct request *r, const char *const *folders, size_t n,
               struct err *e);
void asked_release(struct asked *a);

#endif
