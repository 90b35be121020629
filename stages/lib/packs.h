/* Which rule packs a stage works by: names looked up, and what they extend before them.
 *
 * A pack is a folder with a file pack.yaml. A name with a slash, or one that is such a folder as
 * seen from here, is a folder; any other is that of a folder in one of those that the environment
 * variable TIYAO_RULES lists (parted by colons), else in the share folder's rules/. What a pack
 * extends is a folder as seen from it where it has a slash, else a name looked for beside the pack
 * first.
 */
#ifndef TIYAO_PACKS_H
#define TIYAO_PACKS_H

#include "err.h"
#include "stage.h"

/* Turns names into folders, in the order in which they are to be read: a pack behind what it
 * extends, each once. Texts are owned by the module and stay. A pack that is not found, or that
 * extends itself, is STATUS_USAGE. */
int packs_expand(struct texts *packs, struct err *e);

/* As packs_expand, of the pack that comes with tiyao where none was named. */
int packs_complete(struct texts *packs, struct err *e);

#endif
