/* Spans of the normalized text, found again in the decoded text and in the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "spanmap.h"

struct text {
    const char *decoded, *widths, *map;
    int first;
};

/* 0 FULLWIDTH A, 1 U+7701, 2 U+957F, 3 CR, 4 LF, 5 U+3000, 6 U+738B, 7 U+660E, behind a BOM. */
static const struct text lines = {"\uFF41\u7701\u957F\\r\\n\u3000\u738B\u660E", "3,3,2,1,3,3",
                                  "0,3,3,6,2,2", 3};
/* 0-1 a name begun, 2 LF, 3-5 a caption that normalize moved behind, 6 LF, 7 the name's end. */
static const struct text moved = {"\u9AD8\u4E00\\n(x)\\n\u9E23", "2,3,5,1,1,3",
                                  "0,2,2,7,1,1,6,1,1,3,3,3", 0};
/* 0 U+3231 for three code points, 1-2 two code points for one, 3 one for one, of GB18030 widths. */
static const struct text folds = {"\u3231e\u0301\u91D1", "1,2,1,1,1,4,1,2", "0,3,1,1,1,2,3,1,1", 0};
static const struct text empty = {"", "", "", 3};

static const struct {
    const struct text *text;
    const char *spans;     /* normalized, as the record has them */
    const char *stretches; /* "start-end;..." */
    const char *bytes;     /* of the hull */
    const char *original;
} table[] = {
    {&lines, "0,1", "0-1", "3-6", "\uFF41"},
    {&lines, "3,5", "6-8", "17-23", "\u738B\u660E"},
    {&lines, "2,4", "2-7", "9-20", "\u957F\r\n\u3000\u738B"},     /* white space joins */
    {&lines, "0,1,1,2", "0-2", "3-9", "\uFF41\u7701"},            /* touching spans */
    {&lines, "3,4,2,3", "2-7", "9-20", "\u957F\r\n\u3000\u738B"}, /* in the other order */
    {&lines, "0,1,4,5", "0-1;7-8", "3-23", "\uFF41\u660E"},
    {&lines, "4,5,0,1", "7-8;0-1", "3-23", "\u660E\uFF41"},   /* the order asked for */
    {&lines, "0,2,1,3", "0-3", "3-12", "\uFF41\u7701\u957F"}, /* overlapping spans */
    {&lines, "0,1,4,5,0,5", "0-8", "3-23", "\uFF41\u7701\u957F\r\n\u3000\u738B\u660E"},
    {&moved, "0,3", "0-2;7-8", "0-14", "\u9AD8\u4E00\u9E23"},
    {&moved, "4,7", "3-6", "7-10", "(x)"},
    {&moved, "0,7", "0-8", "0-14", "\u9AD8\u4E00\n(x)\n\u9E23"},
    {&folds, "0,1", "0-1", "0-2", "\u3231"},
    {&folds, "1,2", "0-1", "0-2", "\u3231"},
    {&folds, "2,4", "0-3", "0-7", "\u3231e\u0301"},
    {&folds, "0,1,1,2,2,3", "0-1", "0-2", "\u3231"}, /* the fold is there once */
    {&folds, "4,5", "3-4", "7-9", "\u91D1"},
};

static const struct {
    const struct text *text;
    const char *spans, *error;
} bad[] = {
    {&lines, "1,1", "span 1-1 is none of the normalized text"},
    {&lines, "2,1", "span 2-1 is none of the normalized text"},
    {&lines, "4,6", "span 4-6 is none of the normalized text"},
    {&empty, "0,1", "span 0-1 is none of the normalized text"},
};

static const struct {
    struct text text;
    const char *error;
} broken[] = {
    {{"ab", "3,1", "0,2,2", 0}, "member \"widths\" does not fit the decoded text"},
    {{"ab", "1,1", "0,2,2", 0}, "member \"widths\" does not fit the decoded text"},
    {{"ab", "2", "0,2,2", 0}, "member \"widths\" does not fit the decoded text"},
    {{"ab", "2,1,\"x\"", "0,2,2", 0}, "member \"widths\" does not fit the decoded text"},
    {{"ab", "2,1", "1,2,2", 0}, "member \"map\" does not fit the decoded text"},
    {{"ab", "2,1", "0,2", 0}, "member \"map\" does not fit the decoded text"},
    {{"ab", "2,1", "-1,2,2", 0}, "member \"map\" does not fit the decoded text"},
    {{"ab", "2,1", "0,2,2", -1}, "member \"first\" does not fit the decoded text"},
};

static int read_text(struct spanmap *m, const struct text *t, struct arena *a, struct err *e) {
    struct str decoded = {0}, normalized = {0};
    struct json_object d, n;
    str_printf(&decoded, "{\"text\":\"%s\",\"first\":%d,\"widths\":[%s]}", t->decoded, t->first,
               t->widths);
    str_printf(&normalized, "{\"map\":[%s]}", t->map);
    assert_int_equal(json_object(&d, arena_copy(a, str_view(&decoded)), a, e), 0);
    assert_int_equal(json_object(&n, arena_copy(a, str_view(&normalized)), a, e), 0);
    str_release(&decoded);
    str_release(&normalized);
    return spanmap_read(m, &d, &n, a, e);
}

static size_t read_spans(struct extent *spans, const char *text) {
    struct json_array at = {text, text + strlen(text)};
    int64_t start, end;
    size_t n = 0;
    while (json_next_int(&at, &start) && json_next_int(&at, &end))
        spans[n++] = (struct extent){(uint32_t)start, (uint32_t)end};
    return n;
}

static void finds(void **state) {
    (void)state;
    struct spanmap m = {0};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct place p;
        struct extent spans[8];
        struct str got = {0};
        assert_int_equal(read_text(&m, table[i].text, &a, &e), 0);
        size_t n = read_spans(spans, table[i].spans);
        assert_int_equal(spanmap_place(&m, spans, n, &p, &a, &e), 0);
        for (size_t k = 0; k < p.n; k++)
            str_printf(&got, "%s%u-%u", k ? ";" : "", p.stretches[k].start, p.stretches[k].end);
        assert_string_equal(got.p, table[i].stretches);
        str_clear(&got);
        str_printf(&got, "%u-%u", (unsigned)p.byte_start, (unsigned)p.byte_end);
        assert_string_equal(got.p, table[i].bytes);
        str_clear(&got);
        str_sv(&got, spanmap_text(&m, &p, &a));
        assert_string_equal(got.p, table[i].original);
        str_release(&got);
        arena_release(&a);
    }
    spanmap_release(&m);
}

static void refuses_spans(void **state) {
    (void)state;
    struct spanmap m = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct place p;
        struct extent spans[8];
        assert_int_equal(read_text(&m, bad[i].text, &a, &e), 0);
        size_t n = read_spans(spans, bad[i].spans);
        assert_int_equal(spanmap_place(&m, spans, n, &p, &a, &e), -1);
        assert_string_equal(e.text, bad[i].error);
        arena_release(&a);
    }
    spanmap_release(&m);
}

static void refuses_maps(void **state) {
    (void)state;
    struct spanmap m = {0};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct arena a = {0};
        struct err e = {0};
        assert_int_equal(read_text(&m, &broken[i].text, &a, &e), -1);
        assert_string_equal(e.text, broken[i].error);
        arena_release(&a);
    }
    spanmap_release(&m);
}

static const struct {
    const struct text *text;
    unsigned byte, decoded, normalized;
} back[] = {
    {&lines, 0, 0, 0},   {&lines, 3, 0, 0},                      /* the mark is of the first */
    {&lines, 5, 0, 0},   {&lines, 6, 1, 1},  {&lines, 11, 2, 2}, /* inside a character */
    {&lines, 12, 3, 3},  {&lines, 13, 4, 3}, {&lines, 16, 5, 3}, /* taken out */
    {&lines, 17, 6, 3},  {&lines, 22, 7, 4}, {&lines, 23, 8, 5}, /* the end */
    {&lines, 999, 8, 5}, {&moved, 6, 2, 4},  {&moved, 7, 3, 4},  /* the next by the file */
    {&moved, 10, 6, 3},  {&moved, 11, 7, 2}, {&folds, 0, 0, 0},  /* the first of a fold */
    {&folds, 3, 2, 3},   {&empty, 0, 0, 0},  {&empty, 3, 0, 0},
};

static void finds_the_way_back(void **state) {
    (void)state;
    struct spanmap m = {0};
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++) {
        struct arena a = {0};
        struct err e = {0};
        assert_int_equal(read_text(&m, back[i].text, &a, &e), 0);
        uint32_t decoded = spanmap_from_byte(&m, back[i].byte);
        if (decoded != back[i].decoded || spanmap_to_normalized(&m, decoded) != back[i].normalized)
            fail_msg("%zu: %u, %u", i, decoded, spanmap_to_normalized(&m, decoded));
        arena_release(&a);
    }
    spanmap_release(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(refuses_spans),
        cmocka_unit_test(refuses_maps),
        cmocka_unit_test(finds_the_way_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
