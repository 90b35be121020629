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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_given),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(writes_as_far_as_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
