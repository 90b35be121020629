/* The rule packs a stage works by: those that --rules named, else the one that ships. */
#ifndef TIYAO_PACKS_H
#define TIYAO_PACKS_H

#include "err.h"
#include "stage.h"

/* Adds the folder of the share folder's pack when none was named, so that at least one stands
 * there. Its text is owned by the module and stays. Errors are those of share_path. */
int packs_complete(struct texts *packs, struct err *e);

#endif
