#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "isodate.h"

static bool same(const char *text, struct isodate want) {
    struct isodate d;
    return isodate_read(&d, sv_of(text)) && d.year == want.year && d.month == want.month &&
           d.day == want.day;
}

static void reads_what_is_given(void **state) {
    (void)state;
    assert_true(same("2024", (struct isodate){2024, 0, 0}));
    assert_true(same("2024-11", (struct isodate){2024, 11, 0}));
    assert_true(same("2024-02-29", (struct isodate){2024, 2, 29}));
    assert_true(same("2024-11-05T14:30:00+08:00", (struct isodate){2024, 11, 5}));
    assert_true(same("0618", (struct isodate){618, 0, 0}));
}

static void refuses_what_is_none(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",           "24",          "2023-02-29", "1900-02-29", "2024-13",    "2024-00",
        "2024-11-00", "2024-11-31",  "2024-1-5",   "2024-11-5",  "2024T14:30", "0000",
        "2024-",      "2024-11-05x", "199X",       "--11-05",    "2024/11",    "-2024",
    };
    struct isodate d;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (isodate_read(&d, sv_of(bad[i]))) fail_msg("%s", bad[i]);
}

static void writes_as_far_as_given(void **state) {
    (void)state;
    struct str s = {0};
    isodate_put(&s, (struct isodate){618, 0, 0});
    str_byte(&s, ' ');
    isodate_put(&s, (struct isodate){2024, 3, 0});
    str_byte(&s, ' ');
    isodate_put(&s, (struct isodate){2024, 3, 8});
    assert_string_equal(s.p, "0618 2024-03 2024-03-08");
    str_release(&s);
}

static void shifts(const char *from, const char *steps, const char *want) {
    struct isodate d;
    struct isospan out;
    struct str s = {0};
    assert_true(isodate_read(&d, sv_of(from)));
    if (isodate_shift(&out, d, sv_of(steps))) {
        isodate_put(&s, out.start);
        if (isodate_number(out.start) != isodate_number(out.end)) {
            str_byte(&s, '/');
            isodate_put(&s, out.end);
        }
    } else {
        str_c(&s, "none");
    }
    if (strcmp(s.p, want) != 0) fail_msg("%s %s: %s, not %s", from, steps, s.p, want);
    str_release(&s);
}

static void shifts_dates(void **state) {
    (void)state;
    shifts("2024-03-08", "", "2024-03-08");
    shifts("2024-03-08", "-1y/y", "2023");
    shifts("2024-03-08", "-1y", "2023-03-08");
    shifts("2024-03-08", "-1m/m", "2024-02");
    shifts("2024-03-31", "-1m", "2024-02-29");
    shifts("2024-02-29", "+1y", "2025-02-28");
    shifts("2024-01-01", "-1d", "2023-12-31");
    shifts("2024-02-28", "+2d", "2024-03-01");
    shifts("1900-02-28", "+1d", "1900-03-01");
    shifts("2000-12-31", "+366d", "2002-01-01");
    shifts("2024-03-08", "-1w/w", "2024-02-26/2024-03-03");
    shifts("2024-03-08", "/w+4d", "2024-03-08");
    shifts("2024-03-10", "-1w/w+6d", "2024-03-03");
    shifts("2024-03-11", "/w", "2024-03-11/2024-03-17");
    shifts("2024-03-08", "-1q/q", "2023-10/2023-12");
    shifts("2024-09-08", "/h", "2024-07/2024-12");
    shifts("2024-03-08", "-1y/y+2m", "2023-03");
    shifts("2024-03-08", "/y+1m+4d", "2024-02-05");
}

static void needs_what_is_given(void **state) {
    (void)state;
    shifts("2024", "-1y/y", "2023");
    shifts("2024", "-1m/m", "none");
    shifts("2024-03", "-3d", "none");
    shifts("2024-03", "/w", "none");
    shifts("2024-03", "-1q/q", "2023-10/2023-12");
    shifts("2024-03", "/m+2d", "2024-03-03");
}

static void refuses_steps(void **state) {
    (void)state;
    static const char *const bad[] = {"y",   "-y",    "+1",    "/",         "/2y",
                                      "+1x", "+0.5y", "-1y y", "+9999999d", "+1Y"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        shifts("2024-03-08", bad[i], "none");
    shifts("2024-03-08", "+8000y", "none");
    shifts("2024-03-08", "-2024y", "none");
    shifts("9999-12-31", "+1d", "none");
    shifts("9999-12-31", "/w", "none");
    shifts("0001-01-01", "-1d", "none");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_given),    cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(writes_as_far_as_given), cmocka_unit_test(shifts_dates),
        cmocka_unit_test(needs_what_is_given),    cmocka_unit_test(refuses_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
