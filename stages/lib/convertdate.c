#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"

/* A small whole number: digits as written, or a numeral. */
static bool whole(const struct expr *x, size_t i, const struct expr_match *m, long *out,
                  struct value *from) {
    struct numeral n;
    char *end;
    if (!convert_argument(x, i, m, from)) return false;
    *out = NONE;
    if (from->text.n == 0) return true;
    if (!convert_numeral(x, i, m, from, &n)) return false;
    *out = strtol(n.value, &end, 10);
    return *end == '\0' && *out >= 0 && *out < 100000;
}

static bool days_fit(long year, long month, long day) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month != NONE && (month < 1 || month > 12)) return false;
    if (day == NONE) return true;
    if (day < 1 || day > (month == NONE ? 31 : days[month - 1])) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return !(year != NONE && month == 2 && day == 29 && !leap);
}

/* ISO 8601 as far as given: 2024-11-05, 2024-11, 2024, --11-05, --11, ---05. */
static bool date(const struct expr *x, const struct expr_match *m, struct value *out) {
    long part[3];
    struct value from;
    char text[64] = "";
    *out = CONVERT_EMPTY;
    for (size_t i = 0; i < 3; i++) {
        if (!whole(x, i, m, &part[i], &from)) return false;
        convert_widen(out, from);
    }
    if (!days_fit(part[0], part[1], part[2])) return false;
    if (part[0] != NONE && (part[0] > 9999 || (part[1] == NONE && part[2] != NONE))) return false;
    if (part[0] != NONE)
        snprintf(text, sizeof text, "%04ld", part[0]);
    else if (part[1] != NONE || part[2] != NONE)
        snprintf(text, sizeof text, part[1] != NONE ? "-" : "--");
    size_t n = strlen(text);
    if (part[1] != NONE) n += (size_t)snprintf(text + n, sizeof text - n, "-%02ld", part[1]);
    if (part[2] != NONE) snprintf(text + n, sizeof text - n, "-%02ld", part[2]);
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

/* T14:30, T14, T14:30:05. */
static bool clock_time(const struct expr *x, const struct expr_match *m, struct value *out) {
    static const long most[] = {24, 59, 59};
    struct str s = {0};
    struct value from;
    long part;
    bool good = true;
    *out = CONVERT_EMPTY;
    for (size_t i = 0; i < 3 && good; i++) {
        good = whole(x, i, m, &part, &from) && part <= most[i];
        if (good && part != NONE) str_printf(&s, "%s%02ld", i == 0 ? "T" : ":", part);
        convert_widen(out, from);
    }
    out->text = arena_copy(m->arena, str_view(&s));
    str_release(&s);
    return good;
}

/* decade(20, 90) is 199X; decade(, 90) is --9X and not known, so refused. */
static bool decade(const struct expr *x, const struct expr_match *m, struct value *out) {
    long century, ten;
    struct value from;
    char text[32];
    *out = CONVERT_EMPTY;
    if (!whole(x, 0, m, &century, out) || !whole(x, 1, m, &ten, &from)) return false;
    convert_widen(out, from);
    if (century < 1 || century > 99 || ten < 0 || ten > 90 || ten % 10) return false;
    snprintf(text, sizeof text, "%02ld%ldX", century - 1, ten / 10);
    out->text = arena_copy(m->arena, sv_of(text));
    return true;
}

const struct converter convert_dates[] = {
    {.name = "date", 1, 3, date},
    {.name = "time", 1, 3, clock_time},
    {.name = "decade", 2, 2, decade},
    {.name = NULL},
};
