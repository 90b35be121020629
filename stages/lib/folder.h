/* A folder of files that is exchanged for the old one when it is complete.
 *
 * The files are written to ".NAME.part" beside it; folder_commit puts that in the place of NAME in
 * one step where the file system can, so what is no longer written is gone with the old folder.
 * A file that stays as it is is linked, not written: removing and creating thousands of files in
 * turn is slow (ext4 does not take a freed inode again for minutes and looks at each). Entries that
 * do not end as ours do are not ours and move to the new folder. A folder within it is ours with
 * all that it holds where its name and a slash ("data/") stand among the endings.
 */
#ifndef TIYAO_FOLDER_H
#define TIYAO_FOLDER_H

#include "err.h"
#include "str.h"

struct folder {
    int parent;       /* descriptor of the folder around it, not owned */
    int fd;           /* of the part */
    int before;       /* of the old folder, -1 where there is none */
    const char *name; /* not owned */
    const char *ours; /* endings of what is ours, parted by spaces; not owned */
    char part[64], old[64];
};

int folder_open(struct folder *f, int parent, const char *name, const char *ours, struct err *e);
/* Writes one file; a name that was used before is an error. */
int folder_put(struct folder *f, const char *name, struct sv text, struct err *e);
/* Whether a file in the part is there with this text and nothing else. */
bool folder_holds(const struct folder *f, const char *name, struct sv text);
/* Makes a folder within a folder of the part, and opens it; -1 is no descriptor but an error. */
int folder_within(int folder, const char *name, struct err *e);
int folder_commit(struct folder *f, struct err *e);
/* Whether a file's name ends in a word of such a list, and is more than that. */
bool folder_owns(const char *endings, const char *name);
/* Removes the part if it is still there. */
void folder_drop(struct folder *f);

#endif
