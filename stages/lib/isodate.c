#include "isodate.h"

int isodate_days(int year, int month) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && !leap ? 28 : days[month - 1];
}

bool isodate_exists(struct isodate d) {
    if (d.year < 1 || d.year > 9999 || d.month < 0 || d.month > 12) return false;
    if (d.month == 0) return d.day == 0;
    return d.day >= 0 && d.day <= isodate_days(d.year, d.month);
}

/* Takes n digits off v. */
static bool digits(struct sv *v, size_t n, int *out) {
    *out = 0;
    if (v->n < n) return false;
    for (size_t i = 0; i < n; i++) {
        if (v->p[i] < '0' || v->p[i] > '9') return false;
        *out = *out * 10 + (v->p[i] - '0');
    }
    *v = (struct sv){v->p + n, v->n - n};
    return true;
}

/* Takes `-` and two digits off v; 0 where v is at its end. */
static bool part(struct sv *v, int *out) {
    *out = 0;
    if (v->n == 0) return true;
    if (v->p[0] != '-') return false;
    *v = (struct sv){v->p + 1, v->n - 1};
    return digits(v, 2, out) && *out > 0;
}

bool isodate_read(struct isodate *d, struct sv v) {
    const char *time = v.n ? memchr(v.p, 'T', v.n) : NULL;
    if (time) v.n = (size_t)(time - v.p);
    return digits(&v, 4, &d->year) && part(&v, &d->month) && part(&v, &d->day) && v.n == 0 &&
           (!time || d->day) && isodate_exists(*d);
}

void isodate_put(struct str *s, struct isodate d) {
    str_printf(s, "%04d", d.year);
    if (d.month) str_printf(s, "-%02d", d.month);
    if (d.day) str_printf(s, "-%02d", d.day);
}

long isodate_number(struct isodate d) {
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    long years = d.year - 1, month = d.month ? d.month : 1, day = d.day ? d.day : 1;
    long leap = month > 2 && isodate_days(d.year, 2) == 29;
    return years * 365 + years / 4 - years / 100 + years / 400 + before[month - 1] + leap + day - 1;
}

static struct isodate of_number(long n) {
    struct isodate d = {(int)(n / 366) + 1, 1, 1};
    while (isodate_number((struct isodate){d.year + 1, 1, 1}) <= n)
        d.year++;
    n -= isodate_number(d);
    while (n >= isodate_days(d.year, d.month))
        n -= isodate_days(d.year, d.month++);
    d.day += (int)n;
    return d;
}

/* ---- steps ---- */

enum unit { YEAR, HALF, QUARTER, MONTH, WEEK, DAY };
static const char letters[] = "yhqmwd";
/* Months of a unit, and days of one that is not made of months. */
static const int months_of[] = {12, 6, 3, 1, 0, 0}, days_of[] = {0, 0, 0, 0, 7, 1};
static const long last_number = 3652058; /* 9999-12-31 */

/* Where the steps are: a whole date, the unit that is meant, and how far the date is known. */
struct place {
    struct isodate at;
    enum unit unit, known;
};

static bool is_known(const struct place *p, enum unit u) {
    return months_of[u] ? p->known >= u : p->known == DAY;
}

static bool move(struct place *p, enum unit u, long n) {
    if (!is_known(p, u)) return false;
    if (months_of[u]) {
        long month = (long)p->at.year * 12 + p->at.month - 1 + n * months_of[u];
        if (month < 12 || month >= 120000) return false;
        p->at.year = (int)(month / 12);
        p->at.month = (int)(month % 12) + 1;
        int most = isodate_days(p->at.year, p->at.month);
        if (p->at.day > most) p->at.day = most;
    } else {
        long number = isodate_number(p->at) + n * days_of[u];
        if (number < 0 || number > last_number) return false;
        p->at = of_number(number);
    }
    if (u > p->unit) p->unit = u;
    return true;
}

/* To the beginning of the unit, which is known to the day then. */
static bool whole(struct place *p, enum unit u) {
    if (!is_known(p, u)) return false;
    if (u == WEEK) p->at = of_number(isodate_number(p->at) - isodate_number(p->at) % 7);
    if (months_of[u]) {
        p->at.month -= (p->at.month - 1) % months_of[u];
        p->at.day = 1;
    }
    p->unit = u;
    p->known = DAY;
    return true;
}

static bool unit_of(char c, enum unit *u) {
    const char *at = c ? strchr(letters, c) : NULL;
    if (at) *u = (enum unit)(at - letters);
    return at != NULL;
}

static bool step(struct place *p, struct sv *steps) {
    char sign = steps->p[0];
    long n = 0;
    size_t i = 1;
    enum unit u;
    for (; i < steps->n && i < 7 && steps->p[i] >= '0' && steps->p[i] <= '9'; i++)
        n = n * 10 + (steps->p[i] - '0');
    if (i == steps->n || !strchr("+-/", sign) || (sign == '/') != (i == 1)) return false;
    if (!unit_of(steps->p[i], &u)) return false;
    *steps = (struct sv){steps->p + i + 1, steps->n - i - 1};
    return sign == '/' ? whole(p, u) : move(p, u, sign == '-' ? -n : n);
}

/* The first and the last part of the unit, at the precision that it has in ISO 8601. */
static struct isospan span_of(const struct place *p) {
    struct isodate start = p->at;
    if (p->unit == DAY) return (struct isospan){start, start};
    if (p->unit == WEEK) return (struct isospan){start, of_number(isodate_number(start) + 6)};
    start.day = 0;
    if (p->unit == YEAR) start.month = 0;
    struct isodate end = start;
    if (p->unit == HALF || p->unit == QUARTER) end.month += months_of[p->unit] - 1;
    return (struct isospan){start, end};
}

bool isodate_shift(struct isospan *out, struct isodate from, struct sv steps) {
    enum unit given = from.day ? DAY : from.month ? MONTH : YEAR;
    struct place p = {from, given, given};
    if (!from.month) p.at.month = 1;
    if (!from.day) p.at.day = 1;
    while (steps.n > 0)
        if (!step(&p, &steps)) return false;
    *out = span_of(&p);
    return out->end.year <= 9999;
}
