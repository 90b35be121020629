/* Text as a cell of a spreadsheet holds it. */
#ifndef TIYAO_SHEETTEXT_H
#define TIYAO_SHEETTEXT_H

#include "str.h"

enum { SHEET_CELL = 32767 }; /* code units of UTF-16 that a cell may hold */

/* Code units of UTF-16 that valid UTF-8 takes. */
size_t sheet_units(struct sv text);
/* The longest stretch from the start that a cell holds, cut between characters. */
struct sv sheet_cut(struct sv text);
/* Whether all of it are characters that XML knows, escaped ones included; else what becomes of it
 * (NUL as its picture U+2400, U+FFFE and U+FFFF as U+FFFD) is put into s. */
bool sheet_is_xml(struct sv text);
void sheet_put_xml(struct str *s, struct sv text);
/* Control characters, and what looks like one so written, as _xHHHH_; and back. */
void sheet_escape(struct str *s, struct sv text);
void sheet_unescape(struct str *s, struct sv text);

#endif
