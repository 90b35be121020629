/* Where the coverage that a person asks about comes from: a run with COVERAGE=1, files that
 * tiyao-match wrote, or documents, which are then matched here and now.
 */
#ifndef TIYAO_SURVEY_H
#define TIYAO_SURVEY_H

#include "coverage.h"
#include "stage.h"

/* Adds what each operand stands for: the OUT of a run, a coverage file, a folder of documents or a
 * document. The packs are those that documents are matched by; the one that ships where there are
 * none. */
int survey_read(struct coverage *c, struct texts *packs, int n, char **operands, struct err *e);

#endif
