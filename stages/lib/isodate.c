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
