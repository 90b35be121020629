/* Lengths as spreadsheets count them. */
#ifndef TIYAO_UTF16_H
#define TIYAO_UTF16_H

#include "str.h"

enum { SPREADSHEET_CELL = 32767 }; /* code units of UTF-16 that a cell may hold */

/* Code units of UTF-16 that valid UTF-8 takes. */
size_t utf16_units(struct sv v);
/* The longest stretch from the start with no more code units, cut between characters. */
struct sv utf16_cut(struct sv v, size_t most);

#endif
