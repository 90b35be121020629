/* The examples that stand beside the rules: each text is matched by the whole pack, and the
 * mentions that the rule makes of it, or those of the kinds that the example names, must be the
 * wanted ones, field by field as far as named. An example marked todo is expected to fail, and
 * fails where it does not. A text is one sentence and one block of the kind its rule looks at; a
 * line feed separates two.
 */
#ifndef TIYAO_TEST_EXAMPLES_H
#define TIYAO_TEST_EXAMPLES_H

#include "engine.h"

struct examples_count {
    size_t passed, failed, todo;
};

/* Runs those of one rule and adds to the counts; what is wrong is put into report, some lines for
 * each example that failed. Kinds that are not handed on have to be by now. */
void examples_run(struct engine *g, const struct rule *rule, struct examples_count *count,
                  struct str *report);

#endif
