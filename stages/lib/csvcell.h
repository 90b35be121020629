/* Fields of comma-separated values, as libcsv writes them: always in double quotes, a quote
 * doubled. Records end in LF; text is UTF-8 and may hold line feeds.
 */
#ifndef TIYAO_CSVCELL_H
#define TIYAO_CSVCELL_H

#include "str.h"

/* Appends a field, with a comma before it unless it is the record's first. */
void csv_field(struct str *s, struct sv v, bool first);
void csv_end(struct str *s);

#endif
