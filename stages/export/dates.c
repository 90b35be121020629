#include "dates.h"

static bool read_digits(struct sv v, size_t at, size_t n, int64_t *number) {
    *number = 0;
    for (size_t i = at; i < at + n; i++) {
        if (v.p[i] < '0' || v.p[i] > '9') return false;
        *number = 10 * *number + (v.p[i] - '0');
    }
    return true;
}

/* Years are counted from March, so that the leap day is the last; 146097 days are 400 years. */
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
    int64_t y = month <= 2 ? year - 1 : year, m = (month + 9) % 12;
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * m + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void date_put(struct str *s, int64_t days) {
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    int64_t day = of_year - (153 * m + 2) / 5 + 1, month = m < 10 ? m + 3 : m - 9;
    y += era * 400 + (month <= 2);
    str_printf(s, "%04d-%02d-%02d", (int)y, (int)month, (int)day);
}

bool date_days(struct sv date, int64_t *days) {
    int64_t year, month, day;
    if (date.n != 10 || date.p[4] != '-' || date.p[7] != '-') return false;
    if (!read_digits(date, 0, 4, &year) || !read_digits(date, 5, 2, &month) ||
        !read_digits(date, 8, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    *days = days_of(year, month, day);
    struct str back = {0};
    date_put(&back, *days);
    bool same = sv_eq(str_view(&back), date);
    str_release(&back);
    return same;
}
