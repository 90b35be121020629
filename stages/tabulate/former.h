/* Datasets that a run before this one wrote to the folder, and that are none any more. */
#ifndef TIYAO_FORMER_H
#define TIYAO_FORMER_H

#include "schemas.h"

/* Removes NAME.csv and NAME.jsonl of each dataset that the datapackage.json in the folder (as
 * tiyao-tabulate wrote it) names and the schemas do not. What else lies in the folder stays. */
int former_remove(int folder, const struct schemas *s, struct err *e);

#endif
