/* utf8: what is valid, how code points are counted and found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "utf8.h"

static void writes_and_reads_all(void **state) {
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c == 0xD800) c = 0xE000;
        char p[4];
        unsigned width, n = utf8_write(p, c);
        assert_int_equal(n, utf8_size(c));
        assert_int_equal(utf8_at(p, &width), c);
        assert_int_equal(width, n);
        assert_int_equal(utf8_valid((struct sv){p, n}), n);
    }
}

static void finds_what_is_not_valid(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t valid;
        unsigned bad; /* length of the first maximal subpart */
    } cases[] = {
        {"a\x80", 1, 1},    /* a tail alone */
        {"\xC0\xAF", 0, 1}, /* overlong */
        {"\xC1\xBF", 0, 1},
        {"\xE0\x9F\xBF", 0, 1},
        {"\xE0\xA0", 0, 2},     /* cut short */
        {"\xED\xA0\x80", 0, 1}, /* a surrogate */
        {"\xF0\x8F\xBF\xBF", 0, 1},
        {"\xF0\x90\x80", 0, 3},
        {"\xF1\x80\x80"
         "a",
         0, 3},
        {"\xF4\x90\x80\x80", 0, 1}, /* beyond 10FFFF */
        {"\xF5\x80", 0, 1},
        {"\xFE", 0, 1},
        {"\xFF", 0, 1},
        {"\xE4\xB8\x80\xE4\xB8", 3, 2},
        {"\xC2", 0, 1},
        {"\xE4"
         "a",
         0, 1},
        {"0123456789012345678901234567890123456789\xC3(", 40, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sv v = sv_of(cases[i].text);
        assert_int_equal(utf8_valid(v), cases[i].valid);
        assert_int_equal(utf8_bad_length(v.p + cases[i].valid, v.p + v.n), cases[i].bad);
    }
}

/* Valid text with all widths at every alignment. */
static void accepts_what_is_valid(void **state) {
    (void)state;
    struct str s = {0};
    for (uint32_t i = 0; i < 3000; i++)
        utf8_put(&s, (uint32_t[]){'a', 0xE9, 0x4E00, 0x20BB7}[i * 7 % 11 % 4]);
    for (size_t from = 0; from < 40; from++) {
        while (((unsigned char)s.p[from] & 0xC0) == 0x80)
            from++;
        struct sv v = {s.p + from, s.n - from};
        assert_int_equal(utf8_valid(v), v.n);
    }
    str_release(&s);
}

/* Blocks are looked at as a whole: what is broken must be found wherever it lies in one. */
static void finds_bad_bytes_at_every_place(void **state) {
    (void)state;
    static const char *const fillers[] = {"a", "\xE4\xB8\x80", "\xC3\xA9", "\xF0\xA0\xAE\xB7"};
    static const char *const bad[] = {"\x80",         "\xC0\xAF",         "\xE4\xB8",
                                      "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\x80",
                                      "\xFF"};
    for (size_t f = 0; f < sizeof fillers / sizeof *fillers; f++)
        for (size_t b = 0; b < sizeof bad / sizeof *bad; b++)
            for (size_t n = 0; n <= 140; n++) {
                struct str s = {0};
                str_c(&s, "");
                while (s.n < n)
                    str_c(&s, fillers[f]);
                size_t at = s.n;
                str_c(&s, bad[b]);
                while (s.n < 300)
                    str_c(&s, fillers[f]);
                assert_int_equal(utf8_valid(str_view(&s)), at);
                str_release(&s);
            }
}

static void counts_and_indexes(void **state) {
    (void)state;
    struct arena a = {0};
    struct str s = {0};
    size_t starts[5001], n = 0;
    for (uint32_t i = 0; i < 5000; i++) {
        starts[n++] = s.n;
        utf8_put(&s, (uint32_t[]){'a', 0x4E00, 0xE9, 0x20BB7, 0x4E01}[i * 13 % 17 % 5]);
    }
    starts[n] = s.n;
    assert_int_equal(utf8_count(str_view(&s)), n);
    struct utf8_index x;
    utf8_index_init(&x, str_view(&s), &a);
    for (size_t i = 0; i <= n; i++) {
        assert_int_equal(utf8_cp_of(&x, starts[i]), i);
        assert_int_equal(utf8_byte_of(&x, i), starts[i]);
    }
    utf8_index_init(&x, SV(""), &a);
    assert_int_equal(utf8_cp_of(&x, 0), 0);
    assert_int_equal(utf8_byte_of(&x, 0), 0);
    str_release(&s);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_all),  cmocka_unit_test(finds_what_is_not_valid),
        cmocka_unit_test(accepts_what_is_valid), cmocka_unit_test(finds_bad_bytes_at_every_place),
        cmocka_unit_test(counts_and_indexes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
