/* codebook.md: what the tables are, for people, in every language of the schemas.
 *
 * The words around the schemas' own texts stand in codebook.words.json beside the schemas: a list
 * of languages, each with the suffix that its members have in the schemas ("title:zh" for ":zh").
 */
#ifndef TIYAO_CODEBOOK_H
#define TIYAO_CODEBOOK_H

#include "schemas.h"

int codebook_put(struct str *s, const struct schemas *schemas, const char *folder, struct arena *a,
                 struct err *e);

#endif
