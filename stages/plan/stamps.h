/* Stamps: files that change when what a step of the chain depends on has changed.
 *
 * text.stamp stands for reading, normalizing and segmenting, rules.stamp for matching and
 * resolving, tables.stamp for the tables. Each holds a line `SHA-256  name` for every file that
 * counts: pack files, data and schemas of the share folder, the programs themselves.
 */
#ifndef TIYAO_STAMPS_H
#define TIYAO_STAMPS_H

#include "stage.h"

/* packs: folders; settings: what else decides how documents are read, a line each. */
int stamps_write(int folder, const struct texts *packs, const struct texts *settings,
                 struct err *e);

#endif
