/* Where data that belongs to the programs stands at run time, and the programs themselves.
 *
 * The share folder is $TIYAO_SHARE, else ../share/tiyao beside the folder of the running
 * executable. It holds opencc/, rules/ and schemas/.
 */
#ifndef TIYAO_SHARE_H
#define TIYAO_SHARE_H

#include "err.h"
#include "str.h"

/* Replaces out by the path of something in the share folder; it need not exist. An error is
 * STATUS_SYSTEM: the system does not say where the executable is. */
int share_path(struct str *out, const char *relative, struct err *e);
/* Replaces out by the path of a program that stands beside the running one. */
int share_program(struct str *out, const char *name, struct err *e);

#endif
