/* rx: expressions, callouts and limits, with and without JIT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <stdlib.h>

#include "rx.h"

static struct rx *compiled(const char *pattern) {
    struct rx *x;
    struct err e;
    assert_int_equal(rx_compile(&x, NULL, sv_of(pattern), &e), 0);
    return x;
}

static void finds(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *subject;
        size_t from;
        long start, end; /* -1: none */
    } cases[] = {
        {"b+", "abbc", 0, 1, 3},   {"b+", "abbc", 2, 2, 3},
        {"b+", "abbc", 3, -1, -1}, {"^a", "aa", 1, -1, -1},
        {"$", "ab", 0, 2, 2},      {"\\p{Han}", "a\xE4\xB8\x80", 0, 1, 4},
        {"(a)(b)", "ab", 0, 0, 2}, {"(?<=a)b", "ab", 1, 1, 2},
        {"\\b", "", 0, -1, -1},    {"a*", "", 0, 0, 0},
        {".", "\n", 0, -1, -1},    {"\\w", "\xE4\xB8\x80", 0, 0, 3},
    };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        size_t k = i / 2, start = 0, end = 0;
        rx_use_jit(i % 2);
        struct rx *x = compiled(cases[k].pattern);
        bool found = rx_match(x, sv_of(cases[k].subject), cases[k].from, &start, &end);
        assert_int_equal(found, cases[k].start >= 0);
        if (found) assert_int_equal(start, cases[k].start);
        if (found) assert_int_equal(end, cases[k].end);
        rx_free(x);
    }
    rx_use_jit(true);
}

static void knows_groups(void **state) {
    (void)state;
    struct rx *x = compiled("(a)(?<one>b)(?:(?<two>c)|d)");
    size_t offsets[6];
    struct rx_search s = {SV("xabd"), 0, RX_UNSET, NULL, NULL};
    assert_int_equal(rx_groups(x), 3); /* plain parentheses are none */
    assert_int_equal(rx_group(x, "two"), 2);
    assert_int_equal(rx_group(x, "three"), 0);
    assert_int_equal(rx_search(x, &s, offsets), RX_MATCH);
    assert_int_equal(offsets[2], 2);
    assert_int_equal(offsets[3], 3);
    assert_true(offsets[4] == RX_UNSET);
    s.last_start = 0;
    assert_int_equal(rx_search(x, &s, offsets), RX_NONE);
    s.last_start = 1;
    assert_int_equal(rx_search(x, &s, offsets), RX_MATCH);
    rx_free(x);
}

static void explains(void **state) {
    (void)state;
    struct rx *x;
    struct err e;
    struct node node = {.file = "f", .line = 3, .column = 7, .text = SV("\xE4\xB8\x80(a")};
    assert_int_equal(rx_compile(&x, &node, node.text, &e), -1);
    assert_null(x);
    assert_string_equal(e.place, "f:3:7");
    assert_string_equal(e.text, "expression, character 4: missing closing parenthesis");
    assert_int_equal(rx_compile(&x, &node, SV("(?:\xE4\xB8\x80(a)"), &e), -1);
    assert_string_equal(e.text, "expression, character 4: missing closing parenthesis");
    node.text = SV("\\p{No}");
    assert_int_equal(rx_compile(&x, &node, SV("(?:\\p{Hann})"), &e), -1);
    assert_string_equal(e.text, "expression, character 12: unknown property after \\P or \\p");
    assert_int_equal(rx_compile(&x, NULL, SV("a\\C"), &e), -1);
    assert_int_equal(e.status, STATUS_USAGE);
    size_t at;
    assert_int_equal(rx_try(&x, SV("a[c-b]"), &at, &e), -1);
    assert_null(x);
    assert_int_equal(at, 4);
    assert_string_equal(e.text, "range out of order in character class");
    assert_int_equal(rx_try(&x, SV("a"), &at, &e), 0);
    rx_free(x);
}

struct seen {
    unsigned calls, again;
    int answer;
    size_t last_at;
};

static int note(void *context, const struct rx_call *call) {
    struct seen *s = context;
    if (call->number == RX_AGAIN) {
        s->again++;
        s->calls = 0;
        return 0;
    }
    s->calls++;
    s->last_at = call->at;
    return s->answer;
}

/* A callout that refuses sends the search on: to every way and every start. */
static void calls_out(void **state) {
    (void)state;
    for (int jit = 0; jit < 2; jit++) {
        rx_use_jit(jit);
        struct rx *x = compiled("a+(?C7)");
        struct seen seen = {.answer = 1};
        struct rx_search s = {SV("aaa"), 0, RX_UNSET, note, &seen};
        assert_int_equal(rx_search(x, &s, NULL), RX_NONE);
        assert_int_equal(seen.calls, 3 + 2 + 1);
        seen = (struct seen){.answer = -1};
        assert_int_equal(rx_search(x, &s, NULL), RX_GIVEN_UP);
        assert_int_equal(seen.calls, 1);
        seen = (struct seen){.answer = 0};
        assert_int_equal(rx_search(x, &s, NULL), RX_MATCH);
        assert_int_equal(seen.last_at, 3);
        rx_free(x);
    }
    rx_use_jit(true);
}

static void ends_what_takes_too_long(void **state) {
    (void)state;
    char text[64];
    memset(text, 'a', sizeof text);
    for (int jit = 0; jit < 2; jit++) {
        rx_use_jit(jit);
        struct rx *x = compiled("(?:a+)+b?c");
        struct rx_search s = {{text, sizeof text}, 0, RX_UNSET, NULL, NULL};
        assert_int_equal(rx_search(x, &s, NULL), RX_LIMIT);
        rx_free(x);
    }
    rx_use_jit(true);
}

/* Where JIT's stack is too small the search is done again, and what it called is undone. */
static void begins_anew(void **state) {
    (void)state;
    enum { LONG = 4000 };
    char *text = mem_alloc(LONG);
    memset(text, 'a', LONG);
    struct rx *x = compiled("(?:(?C1)(?:a|b)(?:c|))+d?$");
    struct seen seen = {.answer = 0};
    struct rx_search s = {{text, LONG}, 0, RX_UNSET, note, &seen};
    assert_int_equal(rx_search(x, &s, NULL), RX_MATCH);
    assert_true(seen.calls <= LONG + 1);
    rx_free(x);
    free(text);
}

static int note_item(void *context, const struct rx_call *call) {
    struct str *s = context;
    str_printf(s, "%u:%zu@%zu ", call->number, call->item, call->at);
    return 0;
}

/* A call says what comes next in the expression, interpreted or not. */
static void calls_before_items(void **state) {
    (void)state;
    for (int interpret = 0; interpret < 2; interpret++) {
        struct str calls = {0};
        struct rx *x = compiled("a(?:(?C7)b|(?C1)c)(?C9)d");
        if (interpret) rx_interpret(x);
        struct rx_search s = {SV("ace"), 0, 0, note_item, &calls};
        assert_int_equal(rx_search(x, &s, NULL), RX_NONE);
        assert_string_equal(calls.p, "7:9@1 1:16@1 9:23@2 ");
        str_release(&calls);
        rx_free(x);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(knows_groups),
        cmocka_unit_test(explains),
        cmocka_unit_test(calls_out),
        cmocka_unit_test(ends_what_takes_too_long),
        cmocka_unit_test(begins_anew),
        cmocka_unit_test(calls_before_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
