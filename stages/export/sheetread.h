/* Reads a workbook (Office Open XML) by libarchive and libxml2, sheet by sheet and row by row.
 *
 * Sheets come in the order in which they stand in the file. Text is read where it stands in the
 * cell (inline), as a workbook written in constant memory has it.
 */
#ifndef TIYAO_SHEETREAD_H
#define TIYAO_SHEETREAD_H

#include "err.h"
#include "str.h"

enum sheet_kind { SHEET_EMPTY, SHEET_TEXT, SHEET_NUMBER, SHEET_BOOLEAN };
struct sheet_value {
    enum sheet_kind kind;
    struct sv text; /* of a number its digits, of true or false "1" or "0" */
};
struct sheet_row {
    uint64_t number; /* from 1 */
    const struct sheet_value *cells;
    size_t n; /* up to the last cell that is there */
};

struct sheets;
struct sheets *sheets_open(const char *path, struct err *e);
/* 1: the next sheet; 0: there is none; -1. */
int sheets_next(struct sheets *w, struct err *e);
/* 1: the next row of the sheet, valid until the next call; 0: that was all; -1. */
int sheets_row(struct sheets *w, struct sheet_row *row, struct err *e);
void sheets_close(struct sheets *w);

#endif
