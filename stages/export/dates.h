/* Dates of the Gregorian calendar as numbers of days. */
#ifndef TIYAO_DATES_H
#define TIYAO_DATES_H

#include "str.h"

/* Days since 1970-01-01 of a date YYYY-MM-DD; false where there is no such day. */
bool date_days(struct sv date, int64_t *days);
/* Appends YYYY-MM-DD; years 0 to 9999. */
void date_put(struct str *s, int64_t days);

#endif
