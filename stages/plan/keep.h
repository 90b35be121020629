/* The working folder OUT/.tiyao: files that are rewritten only when they would change.
 *
 * make compares times, so a file with the same content must keep its time.
 */
#ifndef TIYAO_KEEP_H
#define TIYAO_KEEP_H

#include "err.h"
#include "str.h"

/* Creates the folders out/.tiyao/{shards,text,rows} where they are missing, opens out/.tiyao and
 * locks it against other runs. The lock lives as long as a process that inherits it. */
int keep_open(int *folder, const char *out, struct err *e);

/* Gives a file of the folder this content. name may hold one slash. */
int keep_file(int folder, const char *name, struct sv content, struct err *e);

/* Removes files of a folder inside that end in `ending` but do not belong, and all *.part. */
void keep_only(int folder, const char *inside, const char *ending,
               bool (*belongs)(struct sv stem, const void *context), const void *context);

/* The whole content of a file, appended; folder may be AT_FDCWD. */
int keep_read(struct str *content, int folder, const char *name, struct err *e);

/* Refuses an output folder that is the input folder or inside it; both may be relative, out need
 * not exist. */
int keep_apart(const char *in, const char *out, struct err *e);

#endif
