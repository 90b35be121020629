/* list: terms, their fields and lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "list.h"
#include "scratch.h"
#include "utf8.h"

static const struct sv field_names[] = {{"weight", 6}, {"note", 4}};

static int read_list(struct list *l, struct sv text, struct arena *a, struct err *e) {
    *l = (struct list){.name = SV("l"), .fields = field_names, .n_fields = 2};
    return list_read(l, scratch_write("l.txt", text), a, e);
}

static void reads_terms_and_fields(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct list l;
    assert_int_equal(read_list(&l,
                               SV("\xEF\xBB\xBF# note\r\n\r\na\t1\tx y\r\nab\t2\n\xF0\xA0\xAE\xB7\n"
                                  "abcd\t\tz"),
                               &a, &e),
                     0);
    assert_int_equal(l.n, 4);
    assert_int_equal(l.shortest, 1);
    assert_int_equal(l.longest, 4);
    const struct term *t = list_find(&l, SV("a"));
    assert_true(sv_is(t->fields[0], "1"));
    assert_true(sv_is(t->fields[1], "x y"));
    assert_true(sv_is(list_find(&l, SV("ab"))->fields[1], ""));
    assert_true(sv_is(list_find(&l, SV("abcd"))->fields[0], ""));
    assert_non_null(list_find(&l, SV("\xF0\xA0\xAE\xB7")));
    assert_null(list_find(&l, SV("")));
    assert_null(list_find(&l, SV("abc")));
    assert_null(list_find(&l, SV("abcde")));
    assert_int_equal(list_lengths(&l, SV("abcdef")), 1 | 2 | 8);
    assert_int_equal(list_lengths(&l, SV("abcx")), 1 | 2);
    assert_int_equal(list_lengths(&l, SV("b")), 0);
    assert_int_equal(list_lengths(&l, SV("")), 0);
    assert_int_equal(list_lengths(&l, SV("\xF0\xA0\xAE\xB7")), 1);
    assert_int_equal(list_field(&l, SV("note")), 1);
    assert_int_equal(list_field(&l, SV("no")), -1);
    list_release(&l);
    arena_release(&a);
}

static void leave_it(void *context, const struct err *e) {
    (void)e;
    ++*(int *)context;
}

static void has_numbers(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct list l = {.name = SV("l"), .fields = field_names, .n_fields = 2};
    int told = 0;
    /* A term that is wrongly given twice leaves the places of the others right. */
    const char *file = scratch_write("l.txt", SV("a\t1\t1.5\na\t2\nb\t-32768\t+1\nc\n"));
    list_check(&l, file, &a, leave_it, &told, &e);
    assert_int_equal(told, 1);
    const int16_t *numbers = list_numbers(&l, 0, &a);
    assert_int_equal(numbers[list_place(&l, SV("b"))], -32768);
    assert_int_equal(numbers[list_place(&l, SV("c"))], 0);
    assert_true(sv_is(list_find(&l, SV("b"))->text, "b"));
    assert_int_equal(list_place(&l, SV("d")), -1);
    assert_int_equal(list_place(&l, SV("")), -1);
    assert_ptr_equal(list_numbers(&l, 0, &a), numbers);
    assert_null(list_numbers(&l, 1, &a));
    list_release(&l);
    static const char *const wrong[] = {"a\t32768\n", "a\t 1\n", "a\t+1\n", "a\t1x\n",
                                        "a\t99999999999999999999\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(read_list(&l, sv_of(wrong[i]), &a, &e), 0);
        assert_null(list_numbers(&l, 0, &a));
        list_release(&l);
    }
    arena_release(&a);
}

static void refuses(void **state) {
    (void)state;
    static const struct {
        struct sv text;
        const char *place, *said;
    } cases[] = {
        {{"", 0}, "", "the list has no terms"},
        {{"# a\n\n", 5}, "", "the list has no terms"},
        {{"a\nb\na\t1\n", 8}, ":3", "term is given twice: \"a\""},
        {{"a\t1\t2\t3\n", 8}, ":1", "more fields than the pack declares behind \"a\""},
        {{"a\n\t1\n", 5}, ":2", "no term before the first tab in \"1\""},
        {{"a\n\xE4\xB8\n", 5}, ":2", "not valid UTF-8: \""},
        {{"a\0\n", 3}, ":1", "a NUL character behind \"a\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct list l;
        char place[600];
        assert_int_equal(read_list(&l, cases[i].text, &a, &e), -1);
        snprintf(place, sizeof place, "%s/l.txt%s", scratch, cases[i].place);
        assert_string_equal(e.place, place);
        assert_int_equal(e.status, STATUS_USAGE);
        assert_int_equal(strncmp(e.text, cases[i].said, strlen(cases[i].said)), 0);
        list_release(&l);
        arena_release(&a);
    }
}

/* Terms of 63 characters are the longest; all lengths are seen. */
static void knows_every_length(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct list l;
    struct str s = {0}, text = {0};
    for (unsigned n = 1; n <= LIST_LONGEST; n++) {
        utf8_put(&text, 0x4E00);
        str_sv(&s, str_view(&text));
        str_byte(&s, '\n');
    }
    assert_int_equal(read_list(&l, str_view(&s), &a, &e), 0);
    assert_int_equal(l.longest, LIST_LONGEST);
    utf8_put(&text, 0x4E00);
    assert_true(list_lengths(&l, str_view(&text)) == UINT64_MAX >> 1);
    list_release(&l);
    str_sv(&s, str_view(&text));
    assert_int_equal(read_list(&l, str_view(&s), &a, &e), -1);
    list_release(&l);
    str_release(&s);
    str_release(&text);
    arena_release(&a);
}

static void takes_large_lists(void **state) {
    (void)state;
    enum { TERMS = 200000 };
    struct arena a = {0};
    struct err e = {0};
    struct list l;
    struct str s = {0};
    char term[16];
    for (int i = 0; i < TERMS; i++)
        str_printf(&s, "t%d\t%d\n", i, i);
    assert_int_equal(read_list(&l, str_view(&s), &a, &e), 0);
    for (int i = 0; i < TERMS; i += 37) {
        snprintf(term, sizeof term, "t%d", i);
        assert_int_equal(atoi(list_find(&l, sv_of(term))->fields[0].p), i);
    }
    assert_null(list_find(&l, SV("t200000")));
    list_release(&l);
    str_release(&s);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_terms_and_fields),
        cmocka_unit_test(has_numbers),
        cmocka_unit_test(refuses),
        cmocka_unit_test(knows_every_length),
        cmocka_unit_test(takes_large_lists),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
