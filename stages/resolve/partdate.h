/* Dates of which a part is given, and what they mean beside a whole one.
 *
 * 2024, 2024-11, 2024-11-05, --11, --11-05, ---05, a decade 199X; a time of day (T14:30) alone or
 * behind a day.
 */
#ifndef TIYAO_RESOLVE_PARTDATE_H
#define TIYAO_RESOLVE_PARTDATE_H

#include "isodate.h"

struct partdate {
    struct isodate date; /* 0 where a part is not given */
    bool decade;         /* date.year is its first */
    struct sv time;      /* with its T; empty where there is none */
};

/* The largest part that is given. */
enum part { PART_YEAR, PART_MONTH, PART_DAY, PART_TIME, PART_NONE };

/* False where v is none of these; an empty one has no part. */
bool partdate_read(struct partdate *p, struct sv v);
enum part partdate_first(const struct partdate *p);

/* Takes the parts above its own from another date. False where that lacks them, or the day does not
 * exist. */
bool partdate_under(struct partdate *p, struct isodate above);
/* Takes them so that the date is as near to another one as can be; it reaches to the end of its
 * month, or to `last` where that is not NULL. Where two are about as near, that in the same year or
 * month is meant, and so it is where of the other only that is known. False where that is not
 * known, or where neither month nor day is given. */
bool partdate_near(struct partdate *p, const struct partdate *last, struct isodate to);

#endif
