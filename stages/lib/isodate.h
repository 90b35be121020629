/* Calendar dates of ISO 8601 at their own precision: a year, a month or a day (2024, 2024-11,
 * 2024-11-05). The calendar is the Gregorian one, before 1582 too; years are 1 to 9999.
 */
#ifndef TIYAO_ISODATE_H
#define TIYAO_ISODATE_H

#include "str.h"

struct isodate {
    int year, month, day; /* 0 where it is not given; month and day count from 1 */
};

/* Reads all of v; a time behind it (2024-11-05T14:30) is left aside. False where there is none, or
 * one that does not exist (2023-02-29). */
bool isodate_read(struct isodate *d, struct sv v);
bool isodate_exists(struct isodate d);
void isodate_put(struct str *s, struct isodate d);

/* Days of a month; of February in a leap year where year is 0. */
int isodate_days(int year, int month);

#endif
