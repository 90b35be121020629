#include "partdate.h"

#include <stdlib.h>

/* Two dates are about as near where they differ by less than so many days; stretches of some months
 * are mostly those of this year. */
enum { CLOSE_DAYS = 4, CLOSE_MONTHS = 90, CLOSE_STRETCHES = 180 };

static bool two_digits(struct sv v, size_t at, int *out) {
    if (at + 2 > v.n || v.p[at] < '0' || v.p[at] > '9' || v.p[at + 1] < '0' || v.p[at + 1] > '9')
        return false;
    *out = (v.p[at] - '0') * 10 + v.p[at + 1] - '0';
    return true;
}

/* --11, --11-05, ---05 */
static bool read_rest(struct isodate *d, struct sv v) {
    if (sv_begins(v, SV("---")))
        return v.n == 5 && two_digits(v, 3, &d->day) && d->day >= 1 && d->day <= 31;
    if (!sv_begins(v, SV("--")) || !two_digits(v, 2, &d->month)) return false;
    if (d->month < 1 || d->month > 12) return false;
    if (v.n == 4) return true;
    return v.n == 7 && v.p[4] == '-' && two_digits(v, 5, &d->day) && d->day >= 1 &&
           d->day <= isodate_days(0, d->month);
}

static bool read_decade(struct partdate *p, struct sv v) {
    int century, ten;
    if (v.n != 4 || v.p[3] != 'X' || !two_digits(v, 0, &century)) return false;
    ten = v.p[2] - '0';
    if (ten < 0 || ten > 9) return false;
    p->decade = true;
    p->date.year = century * 100 + ten * 10;
    return p->date.year > 0;
}

bool partdate_read(struct partdate *p, struct sv v) {
    *p = (struct partdate){.time = {"", 0}};
    const char *time = v.n ? memchr(v.p, 'T', v.n) : NULL;
    if (time) {
        p->time = (struct sv){time, v.n - (size_t)(time - v.p)};
        v.n -= p->time.n;
    }
    if (v.n == 0) return true;
    if (v.p[0] == '-') return read_rest(&p->date, v) && (!time || p->date.day);
    if (read_decade(p, v)) return !time;
    *p = (struct partdate){.time = p->time};
    return isodate_read(&p->date, v) && (!time || p->date.day);
}

enum part partdate_first(const struct partdate *p) {
    return p->date.year    ? PART_YEAR
           : p->date.month ? PART_MONTH
           : p->date.day   ? PART_DAY
           : p->time.n     ? PART_TIME
                           : PART_NONE;
}

bool partdate_under(struct partdate *p, struct isodate above) {
    enum part first = partdate_first(p);
    struct isodate *d = &p->date;
    if (first >= PART_MONTH) d->year = above.year;
    if (first >= PART_DAY) d->month = above.month;
    if (first >= PART_TIME) d->day = above.day;
    bool whole = d->year && (first < PART_DAY || d->month) && (first != PART_TIME || d->day);
    return whole && isodate_exists(*d);
}

/* The last day of a date, or of the range that it begins. */
static struct isodate end_of(struct partdate p, const struct partdate *last) {
    if (last && partdate_first(last) == PART_MONTH) {
        p.date.year += last->date.month < p.date.month;
        p.date.month = last->date.month;
        p.date.day = last->date.day;
    }
    if (!p.date.day) p.date.day = isodate_days(p.date.year, p.date.month);
    return p.date;
}

/* Days between a day and a stretch that it does not lie in. */
static long distance(const struct partdate *p, const struct partdate *last, struct isodate to) {
    long day = isodate_number(to);
    long before = isodate_number(p->date) - day, behind = day - isodate_number(end_of(*p, last));
    return before > 0 ? before : behind > 0 ? behind : 0;
}

static long closeness(const struct partdate *p, const struct partdate *last) {
    if (partdate_first(p) == PART_DAY) return CLOSE_DAYS;
    bool stretch = last && partdate_first(last) == PART_MONTH && !last->date.day;
    return stretch ? CLOSE_STRETCHES : CLOSE_MONTHS;
}

/* The date under the year or month of `to`, so many of them on. */
static bool candidate(const struct partdate *p, struct isodate to, int on, struct partdate *out) {
    struct isospan above;
    bool month = partdate_first(p) == PART_MONTH;
    char steps[] = "+1y/y";
    steps[0] = on < 0 ? '-' : '+';
    steps[1] = on ? '1' : '0';
    steps[2] = steps[4] = month ? 'y' : 'm';
    *out = *p;
    return isodate_shift(&above, to, sv_of(steps)) && partdate_under(out, above.start);
}

/* Whether it is still to come, while the one a year or a month before it is about as near. */
static bool is_doubtful(const struct partdate *p, const struct partdate *best,
                        const struct partdate *last, struct isodate to) {
    struct partdate before;
    long close = closeness(p, last);
    if (close == CLOSE_STRETCHES || isodate_number(best->date) <= isodate_number(to)) return false;
    return candidate(p, to, -1, &before) &&
           distance(&before, last, to) - distance(best, last, to) < close;
}

bool partdate_near(struct partdate *p, const struct partdate *last, struct isodate to) {
    static const int order[] = {0, -1, 1}; /* the same year or month counts where it is as near */
    enum part first = partdate_first(p);
    struct partdate best, other;
    long least = -1;
    if (first != PART_MONTH && first != PART_DAY) return false;
    if (first == PART_MONTH ? !to.month : !to.day) return partdate_under(p, to);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (!candidate(p, to, order[i], &other)) continue;
        long far = distance(&other, last, to);
        if (least >= 0 && far + closeness(p, last) > least) continue;
        least = far;
        best = other;
    }
    if (least < 0 || is_doubtful(p, &best, last, to)) return false;
    *p = best;
    return true;
}
