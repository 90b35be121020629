/* err: messages are whole, cut at characters, and harmless on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "utf8.h"

static void sets_status_place_and_text(void **state) {
    (void)state;
    struct err e;
    assert_int_equal(err_at(&e, STATUS_USAGE, "a:1", "no \"%s\"", "x"), -1);
    assert_int_equal(e.status, STATUS_USAGE);
    assert_string_equal(e.place, "a:1");
    assert_string_equal(e.text, "no \"x\"");
    assert_int_equal(err_set(&e, STATUS_INPUT, "y"), -1);
    assert_string_equal(e.place, "");
}

static void may_be_made_of_itself(void **state) {
    (void)state;
    struct err e;
    err_at(&e, STATUS_INPUT, "p", "inner");
    err_at(&e, STATUS_INPUT, e.place, "outer: %s", e.text);
    assert_string_equal(e.place, "p");
    assert_string_equal(e.text, "outer: inner");
}

static void is_cut_at_a_character(void **state) {
    (void)state;
    struct err e;
    char text[2000];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', sizeof text);
        for (size_t i = shift; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xE4\xB8\x80", 3);
        text[sizeof text - 1] = '\0';
        err_set(&e, STATUS_INPUT, "%s", text);
        struct sv v = sv_of(e.text);
        assert_int_equal(utf8_valid(v), v.n);
        assert_true(v.n > sizeof e.text - 5);
    }
}

/* What err_say writes to standard error. */
static void said(char *to, size_t size, const char *place, const char *text) {
    int ends[2], kept = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    err_program("tiyao-test");
    err_say(place, "error", text);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(ends[1]);
    ssize_t n = read(ends[0], to, size - 1);
    to[n > 0 ? n : 0] = '\0';
    close(ends[0]);
    close(kept);
}

static void escapes_what_a_terminal_obeys(void **state) {
    (void)state;
    static const struct {
        const char *place, *text, *line;
    } cases[] = {
        {"f:1", "x", "tiyao-test: f:1: error: x\n"},
        {"", "x", "tiyao-test: error: x\n"},
        {NULL, "x", "tiyao-test: error: x\n"},
        {NULL, "a\033[31m", "tiyao-test: error: a\\x1B[31m\n"},
        {NULL, "a\nb", "tiyao-test: error: a\\x0Ab\n"},
        {NULL, "\xE4\xB8\x80\xFF", "tiyao-test: error: \xE4\xB8\x80\\xFF\n"},
        {NULL,
         "\xE2\x80\xAE"
         "x",
         "tiyao-test: error: \\xE2\\x80\\xAEx\n"},
        {NULL, "\xC2\x9B", "tiyao-test: error: \\xC2\\x9B\n"},
        {"a\rb", "x", "tiyao-test: a\\x0Db: error: x\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[500];
        said(line, sizeof line, cases[i].place, cases[i].text);
        assert_string_equal(line, cases[i].line);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_status_place_and_text),
        cmocka_unit_test(may_be_made_of_itself),
        cmocka_unit_test(is_cut_at_a_character),
        cmocka_unit_test(escapes_what_a_terminal_obeys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
