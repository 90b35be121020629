/* tsv: any text goes through a cell and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tsv.h"

static void gives_back_what_was_put(void **state) {
    (void)state;
    const struct sv cells[] = {
        SV(""), SV("a"),     SV("\t"),   SV("a\tb\nc\rd\\e"), SV("\\t"), SV("\\\\n\\"),
        SV(""), SV("\0x\0"), SV("\\\0"), SV("\xE4\xB8\x80"),  SV("")};
    enum { N = sizeof cells / sizeof *cells };
    struct str s = {0};
    struct arena a = {0};
    struct sv got[N], line;
    for (size_t i = 0; i < N; i++)
        tsv_put(&s, cells[i]);
    tsv_end(&s);
    tsv_uint(&s, UINT64_MAX);
    tsv_end(&s);
    struct sv text = str_view(&s);
    assert_true(tsv_line(&text, &line));
    assert_int_equal(tsv_cells(line, got, N, &a), N);
    for (size_t i = 0; i < N; i++)
        assert_true(sv_eq(got[i], cells[i]));
    assert_true(tsv_cells(line, got, N - 1, &a) > N - 1);
    assert_true(tsv_line(&text, &line));
    assert_true(sv_is(line, "18446744073709551615"));
    assert_false(tsv_line(&text, &line));
    arena_release(&a);
    str_release(&s);
}

static void takes_whole_lines_only(void **state) {
    (void)state;
    struct sv text = SV("\na"), line;
    assert_true(tsv_line(&text, &line));
    assert_int_equal(line.n, 0);
    assert_false(tsv_line(&text, &line));
    assert_int_equal(text.n, 1);
}

static void reads_numbers(void **state) {
    (void)state;
    uint64_t v = 7;
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "1.0",
                                      "1e3",
                                      "18446744073709551616",
                                      "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(tsv_number(sv_of(bad[i]), &v));
    assert_int_equal(v, 7);
    assert_true(tsv_number(SV("0"), &v) && v == 0);
    assert_true(tsv_number(SV("18446744073709551615"), &v) && v == UINT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_was_put),
        cmocka_unit_test(takes_whole_lines_only),
        cmocka_unit_test(reads_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
