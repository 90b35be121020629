/* How findings look: a line with place, level, text and code, and below it the line of the file
 * with a mark under the place. */
#ifndef TIYAO_LINT_SHOW_H
#define TIYAO_LINT_SHOW_H

#include "findings.h"
#include "sources.h"

/* brief: without the lines of the files. */
void show_finding(struct str *s, const struct finding *f, struct sources *sources, bool brief);

#endif
