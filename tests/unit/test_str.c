/* str: a buffer that grows and views of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "str.h"

static void grows_and_ends_in_nul(void **state) {
    (void)state;
    struct str s = {0};
    for (size_t i = 0; i < 100000; i++) {
        str_byte(&s, (char)('a' + i % 26));
        assert_int_equal(s.p[s.n], '\0');
    }
    assert_int_equal(s.n, 100000);
    for (size_t i = 0; i < s.n; i++)
        assert_int_equal(s.p[i], 'a' + (int)(i % 26));
    str_clear(&s);
    assert_int_equal(s.n, 0);
    str_c(&s, "x");
    assert_string_equal(s.p, "x");
    str_release(&s);
}

static void holds_nul(void **state) {
    (void)state;
    struct str s = {0};
    str_put(&s, "a\0b", 3);
    assert_int_equal(s.n, 3);
    assert_true(sv_eq(str_view(&s), (struct sv){"a\0b", 3}));
    assert_false(sv_is(str_view(&s), "a"));
    str_release(&s);
}

static void writes_numbers(void **state) {
    (void)state;
    static const struct {
        int64_t v;
        const char *text;
    } cases[] = {
        {0, "0"},
        {7, "7"},
        {10, "10"},
        {-1, "-1"},
        {1234567890123, "1234567890123"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str s = {0};
        str_int(&s, cases[i].v);
        assert_string_equal(s.p, cases[i].text);
        str_release(&s);
    }
    struct str s = {0};
    str_uint(&s, UINT64_MAX);
    assert_string_equal(s.p, "18446744073709551615");
    str_release(&s);
}

static void inserts(void **state) {
    (void)state;
    struct str s = {0};
    str_c(&s, "ad");
    str_insert(&s, 1, "bc");
    str_insert(&s, 4, "e");
    str_insert(&s, 0, "_");
    assert_string_equal(s.p, "_abcde");
    str_release(&s);
}

static void prints(void **state) {
    (void)state;
    struct str s = {0};
    for (int i = 0; i < 200; i++)
        str_printf(&s, "%d,", i);
    assert_int_equal(s.n, 10 * 2 + 90 * 3 + 100 * 4);
    assert_memory_equal(s.p + s.n - 8, "198,199,", 8);
    str_release(&s);
}

static void orders(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        int sign;
    } cases[] = {
        {"", "", 0},     {"a", "a", 0},  {"a", "b", -1},      {"b", "a", 1},
        {"a", "aa", -1}, {"ab", "a", 1}, {"\xFF", "\x01", 1}, {"", "a", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int c = sv_cmp(sv_of(cases[i].a), sv_of(cases[i].b));
        assert_int_equal((c > 0) - (c < 0), cases[i].sign);
        assert_int_equal(sv_eq(sv_of(cases[i].a), sv_of(cases[i].b)), cases[i].sign == 0);
    }
}

static void makes_room(void **state) {
    (void)state;
    int *p = NULL;
    size_t size = 0;
    for (int i = 0; i < 1000; i++) {
        p = mem_room(p, (size_t)i, &size, sizeof *p);
        assert_true(size > (size_t)i);
        p[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(p[i], i);
    free(p);
    free(mem_alloc(0));
    unsigned char *zero = mem_zero(5000);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(zero[i], 0);
    free(zero);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_ends_in_nul),
        cmocka_unit_test(holds_nul),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(inserts),
        cmocka_unit_test(prints),
        cmocka_unit_test(orders),
        cmocka_unit_test(makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
