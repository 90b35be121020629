/* Hits as they are shown. */
#ifndef TIYAO_GREP_SHOW_H
#define TIYAO_GREP_SHOW_H

#include "hits.h"

enum { SHOW_COLUMNS = 30 }; /* of context on either side, where nothing else is said */

/* concordance.c: a line a hit, the matches below each other. bytes: places are bytes of the file.
 */
void show_concordance(struct str *s, const struct hits *h, bool bytes, size_t columns);
/* table.c: text with tabs, below a line of names; JSON, an object a line. */
void show_tsv_head(struct str *s, const struct rule *rule);
void show_tsv(struct str *s, const struct hits *h);
void show_json(struct str *s, const struct hits *h);

#endif
