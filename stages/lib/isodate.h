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
/* Days since the first of January of the year 1; what is not given counts as the first. */
long isodate_number(struct isodate d);

/* A stretch of the calendar; start and end have one precision, and both belong to it. */
struct isospan {
    struct isodate start, end;
};

/* Goes from a date to another stretch by steps, one behind the other:
 *   +2m -1y   so many units on or back: y years, h half-years, q quarters, m months, w weeks, d
 * days /m        the whole unit that holds the date, a week from Monday on -1y/y is the year before
 * that of the date, /w+4d the Friday of its week. Where a month is too short its last day is meant.
 * False where steps are none, need more of the date than is given, or leave the years. */
bool isodate_shift(struct isospan *out, struct isodate from, struct sv steps);

#endif
