#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "csvcell.h"
#include "scratch.h"

/* What was read, as text: cells in brackets, the line before each row. */
static struct str seen;

static int see(void *context, const struct csv_row *row, struct err *e) {
    (void)e;
    int *stop = context;
    str_printf(&seen, "%llu:", (unsigned long long)row->line);
    for (size_t i = 0; i < row->n; i++) {
        str_byte(&seen, '[');
        str_sv(&seen, row->cells[i]);
        str_byte(&seen, ']');
    }
    str_byte(&seen, ' ');
    return stop && --*stop == 0 ? err_set(e, STATUS_INPUT, "enough") : 0;
}

static int read_text(struct sv text, struct err *e) {
    str_clear(&seen);
    return csv_read(scratch_write("a.csv", text), see, NULL, e);
}

#define GOOD(given, expected)                                                                      \
    do {                                                                                           \
        struct err e = {0};                                                                        \
        if (read_text(SV(given), &e) != 0) fail_msg("%s: %s", e.place, e.text);                    \
        assert_int_equal(seen.n, sizeof(expected) - 1);                                            \
        assert_memory_equal(seen.n ? seen.p : "", expected, sizeof(expected) - 1);                 \
    } while (0)

static void reads_rows(void **state) {
    (void)state;
    GOOD("a,b\n1,2\n", "1:[a][b] 2:[1][2] ");
    GOOD("a,b\r\n1,2\r\n3,4", "1:[a][b] 2:[1][2] 3:[3][4] ");
    GOOD("\"a\",\"b\"\n\"1\"\"x\",\"2,3\"\n", "1:[a][b] 2:[1\"x][2,3] ");
    GOOD("\"a\",\"b\"\n\"1\n2\r\n3\",\"\"\n4,\n", "1:[a][b] 2:[1\n2\r\n3][] 5:[4][] ");
    GOOD("a\n\n\nx\n", "1:[a] 4:[x] ");
    GOOD("\xEF\xBB\xBF\"a\"\nx\n", "1:[a] 2:[x] ");
    GOOD("a, b \n\t1 , 2\n", "1:[a][ b ] 2:[\t1 ][ 2] ");
    GOOD("a\nx\0y\n", "1:[a] 2:[x\0y] ");
    GOOD("a\n\"\"\n", "1:[a] 2:[] ");
    GOOD("", "");
    GOOD("a,b\n", "1:[a][b] ");
}

static void refuse(struct sv text, const char *line, const char *said) {
    struct err e = {0};
    assert_int_equal(read_text(text, &e), -1);
    assert_string_equal(e.text, said);
    assert_int_equal(e.status, STATUS_INPUT);
    assert_string_equal(strrchr(e.place, ':') + 1, line);
}

static void refuses_what_is_no_csv(void **state) {
    (void)state;
    refuse(SV("a,b\n1\n"), "2", "the row has 1 cell, the header 2");
    refuse(SV("a,b\n1,2\n\n1,2,3\n"), "4", "the row has 3 cells, the header 2");
    refuse(SV("a,b\n1,2\n\"1,2\n3,4\n"), "3", "a quoted cell is not closed");
    refuse(SV("a,b\n1,2\n3,4\"5\n"), "3", "a quote stands where none may");
    refuse(SV("a\n\"x\"y\n"), "2", "a quote stands where none may");
    refuse(SV("a\n\"x\ny\"\n\xFF\n"), "4", "the text is not UTF-8");
    refuse(SV("a,b\n\xE4,\xB8\xAD\n"), "2", "the text is not UTF-8");
}

static void refuses_what_is_no_file(void **state) {
    (void)state;
    struct err e = {0};
    assert_int_equal(csv_read("/no/such/file", see, NULL, &e), -1);
    assert_string_equal(e.text, "cannot open: No such file or directory");
    assert_int_equal(csv_read("/dev", see, NULL, &e), -1);
    assert_string_equal(e.text, "is no regular file");
    assert_int_equal(csv_read("/dev/zero", see, NULL, &e), -1);
    assert_string_equal(e.text, "is no regular file");
}

static void stops_where_it_is_told(void **state) {
    (void)state;
    struct err e = {0};
    int stop = 2;
    str_clear(&seen);
    assert_int_equal(csv_read(scratch_write("a.csv", SV("a\n1\n2\n")), see, &stop, &e), -1);
    assert_string_equal(seen.p, "1:[a] 2:[1] ");
    assert_string_equal(e.text, "enough");
    assert_string_equal(strrchr(e.place, ':') + 1, "2");
}

/* Cells and rows that lie across the blocks that are read at a time. */
static void reads_large_cells(void **state) {
    (void)state;
    struct str text = {0};
    struct err e = {0};
    str_c(&text, "a,b\n\"");
    for (int i = 0; i < 50000; i++)
        str_c(&text, "\xE4\xB8\xAD\n\"\"");
    str_c(&text, "\",x\n");
    assert_int_equal(read_text(str_view(&text), &e), 0);
    assert_int_equal(seen.n, strlen("1:[a][b] 2:[][x] ") + 50000 * 5);
    str_release(&text);
}

static void refuses_an_endless_row(void **state) {
    (void)state;
    struct str text = {0};
    struct err e = {0};
    str_c(&text, "a\n\"");
    char *at = str_room(&text, 70 * 1024 * 1024);
    memset(at, 'x', 70 * 1024 * 1024);
    str_ends(&text, at + 70 * 1024 * 1024);
    assert_int_equal(read_text(str_view(&text), &e), -1);
    assert_string_equal(e.text, "a row larger than 64 MB");
    str_release(&text);
}

/* Rows with cells of chance; the last one is quoted, so that the row is taken at once, or bare, so
 * that libcsv reads it. */
static void put_rows(struct str *text, const char *last, const char *feed, int bare_each) {
    static const char *const pieces[] = {"", "a", "\"\"", "\n", "\r\n", ",", "\xE4\xB8\xAD", "\r"};
    uint32_t chance = 7;
    str_clear(text);
    str_printf(text, "a,b,c%s", feed);
    for (int row = 0; row < 20000; row++) {
        for (int cell = 0; cell < 2; cell++) {
            str_byte(text, '"');
            for (int i = 0; i < 4; i++) {
                chance = chance * 1664525 + 1013904223;
                str_c(text, pieces[chance >> 29]);
            }
            str_c(text, "\",");
        }
        str_c(text, bare_each && row % bare_each == 0 ? "z" : last);
        str_c(text, feed);
    }
}

static void reads_quoted_rows_as_others(void **state) {
    static const struct {
        const char *last, *feed;
        int bare_each;
    } writings[] = {{"\"z\"", "\n", 0}, {"\"z\"", "\r\n", 0}, {"z", "\r\n", 0}, {"\"z\"", "\n", 3}};
    struct str text = {0}, wanted = {0};
    struct err e = {0};
    (void)state;
    put_rows(&text, "z", "\n", 0);
    assert_int_equal(read_text(str_view(&text), &e), 0);
    str_sv(&wanted, str_view(&seen));
    for (size_t i = 0; i < sizeof writings / sizeof writings[0]; i++) {
        put_rows(&text, writings[i].last, writings[i].feed, writings[i].bare_each);
        assert_int_equal(read_text(str_view(&text), &e), 0);
        assert_true(sv_eq(str_view(&seen), str_view(&wanted)));
    }
    str_release(&text);
    str_release(&wanted);
}

static void finds_columns(void **state) {
    (void)state;
    const struct sv cells[] = {SV("a"), SV("b")};
    const struct csv_row header = {cells, 2, 1};
    assert_int_equal(csv_column(&header, SV("b")), 1);
    assert_int_equal(csv_column(&header, SV("c")), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(refuses_what_is_no_csv),
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(stops_where_it_is_told),
        cmocka_unit_test(reads_large_cells),
        cmocka_unit_test(refuses_an_endless_row),
        cmocka_unit_test(reads_quoted_rows_as_others),
        cmocka_unit_test(finds_columns),
    };
    int failed = cmocka_run_group_tests(tests, scratch_make, scratch_remove);
    str_release(&seen);
    return failed;
}
