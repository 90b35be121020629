/* width: columns on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "width.h"

static void counts_columns(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        {"", 0},
        {"abc ", 4},
        {"\xE4\xB8\x80\xE4\xBA\x8C", 4}, /* two Han characters */
        {"\xEF\xBC\x8C", 2},             /* full-width comma */
        {"\xEF\xBD\xB1", 1},             /* half-width katakana */
        {"\xE2\x80\x9C", 1},             /* a quotation mark, of ambiguous width */
        {"e\xCC\x81", 1},                /* e and a combining accent */
        {"\xE2\x80\x8B", 0},             /* zero width space */
        {"\xF0\xA0\x80\x80", 2},         /* Han beyond the BMP */
        {"\xEA\xB0\x80", 2},             /* Hangul */
        {"\xC3\xA9", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(width_of_text(sv_of(cases[i].text)), cases[i].columns);
    assert_int_equal(width_of(0x4E00), 2);
    assert_int_equal(width_of('a'), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
