/* datapackage.json: what the tables are, for programs (Data Package v2). */
#ifndef TIYAO_PACKAGE_H
#define TIYAO_PACKAGE_H

#include "tables.h"

/* A rule pack that took part. */
struct pack_note {
    struct sv name, version, sha256;
};

/* Reads "NAME=VERSION=SHA256". */
int pack_note_parse(struct pack_note *p, const char *text, struct err *e);
/* Reads the pack in a folder: name and version from its pack.yaml; the sum is that of the lines
 * `sha256sum` writes for its files, hidden ones left out, in the order of their paths. */
int pack_note_read(struct pack_note *p, const char *folder, struct arena *a, struct err *e);

/* Appends the package. After tables_finish. "created" is there only if SOURCE_DATE_EPOCH is set. */
int package_put(struct str *s, const struct tables *t, const struct pack_note *packs, size_t n,
                struct err *e);

#endif
