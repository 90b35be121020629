/* A folder made after a sample: a folder of files in which words between @ are replaced, in their
 * names too. It appears whole or not at all.
 */
#ifndef TIYAO_TREE_H
#define TIYAO_TREE_H

#include "err.h"
#include "fillin.h"

/* Makes `folder`, which must not be there. made gets the names of its files as `folder/...`, in
 * order, a line each. */
int tree_make(const char *folder, const char *sample, const struct fillin_word *words,
              struct str *made, struct err *e);

#endif
