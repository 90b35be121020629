/* yaml: trees with places, and everything that is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "scratch.h"
#include "utf8.h"
#include "yaml.h"

static int read_text(struct node **root, struct sv text, struct arena *a, struct err *e) {
    return yaml_read(root, scratch_write("a.yaml", text), a, e);
}

static void keeps_texts_and_places(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e;
    struct node *root;
    assert_int_equal(read_text(&root,
                               SV("\xEF\xBB\xBF"
                                  "one: no\n\"two\": \"\\u4e00\\n\"\nthree:\n  - |\n    x\n\n"
                                  "  - >\n    y\n    z\n  - 'q'\n  - {}\n"),
                               &a, &e),
                     0);
    assert_int_equal(root->kind, NODE_MAP);
    assert_int_equal(root->n, 3);
    struct node *two = node_get(root, "two"), *three = node_get(root, "three");
    assert_string_equal(node_get(root, "one")->text.p, "no");
    assert_string_equal(two->text.p, "\xE4\xB8\x80\n");
    assert_true(two->double_quoted);
    assert_int_equal(two->line, 2);
    assert_int_equal(two->column, 8);
    assert_int_equal(three->n, 4);
    assert_true(three->items[0]->block);
    assert_string_equal(three->items[0]->text.p, "x");
    assert_string_equal(three->items[1]->text.p, "y z");
    assert_false(three->items[2]->double_quoted);
    assert_int_equal(three->items[3]->kind, NODE_MAP);
    assert_null(node_get(root, "four"));
    assert_null(node_get(two, "one"));
    arena_release(&a);
}

static void refuses(void **state) {
    (void)state;
    static const struct {
        struct sv text;
        const char *place; /* behind the file's name */
        const char *said;
    } cases[] = {
        {{"", 0}, ":1:1", "the file is empty"},
        {{"a: 1\na: 2\n", 10}, ":2:1", "key \"a\" is given twice"},
        {{"a: &x 1\n", 8}, ":1:4", "anchors and tags are not allowed"},
        {{"a: *x\n", 6}, ":1:4", "aliases are not allowed"},
        {{"*x : 1\n", 7}, ":1:1", "aliases are not allowed"},
        {{"a: !!int 1\n", 11}, ":1:4", "anchors and tags are not allowed"},
        {{"a: !t {}\n", 9}, ":1:4", "anchors and tags are not allowed"},
        {{"- &x [1]\n", 9}, ":1:3", "anchors and tags are not allowed"},
        {{"<<: {}\n", 7}, ":1:1", "merge keys are not allowed"},
        {{"? [a]\n: b\n", 10}, ":1:3", "a key must be plain text"},
        {{"%TAG ! x:\n--- a\n", 16}, ":1:1", "directives are not allowed"},
        {{"--- a\n--- b\n", 12}, ":2:1", "only one YAML document a file is allowed"},
        {{"\"a\\0\"\n", 6}, ":1:1", "a NUL character is not allowed"},
        {{"a: \"b\n", 6}, ":2:1", "found unexpected end of stream"},
        {{"a: \xFF\n", 5}, "", "byte 4: invalid leading UTF-8 octet"},
        {{"\xFF\xFE"
          "a\0",
          4},
         "",
         "byte 1: invalid leading UTF-8 octet"},
        {{"a\0b", 3}, "", "byte 2: control characters are not allowed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct err e;
        struct node *root;
        char place[600];
        assert_int_equal(read_text(&root, cases[i].text, &a, &e), -1);
        snprintf(place, sizeof place, "%s/a.yaml%s", scratch, cases[i].place);
        assert_string_equal(e.text, cases[i].said);
        assert_string_equal(e.place, place);
        assert_int_equal(e.status, STATUS_USAGE);
        arena_release(&a);
    }
}

/* n times one text, and the end. */
static struct sv repeated(struct str *s, const char *text, size_t n, const char *end) {
    str_clear(s);
    while (n-- > 0)
        str_c(s, text);
    str_c(s, end);
    return str_view(s);
}

static void has_bounds(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e;
    struct node *root;
    struct str s = {0};
    assert_int_equal(read_text(&root, repeated(&s, "{a: ", 5000, ""), &a, &e), -1);
    assert_string_equal(e.text, "nested deeper than 32");
    assert_int_equal(read_text(&root, repeated(&s, "[", 5000, ""), &a, &e), -1);
    assert_string_equal(e.text, "nested deeper than 32");
    assert_int_equal(read_text(&root, repeated(&s, "- a\n", 200001, ""), &a, &e), -1);
    assert_string_equal(e.text, "more than 200000 YAML events");
    assert_int_equal(read_text(&root, repeated(&s, "# 345678\n", 116509, ""), &a, &e), -1);
    assert_string_equal(e.text, "larger than 1048576 bytes");
    str_clear(&s);
    for (int i = 0; i < 20000; i++)
        str_printf(&s, "k%d: v\n", i);
    assert_int_equal(read_text(&root, str_view(&s), &a, &e), 0);
    assert_int_equal(root->n, 20000);
    str_c(&s, "k7: again\n");
    assert_int_equal(read_text(&root, str_view(&s), &a, &e), -1);
    assert_string_equal(e.text, "key \"k7\" is given twice");
    str_release(&s);
    arena_release(&a);
}

static void reads_only_files(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e;
    struct node *root;
    char path[600];
    assert_int_equal(yaml_read(&root, scratch, &a, &e), -1);
    assert_string_equal(e.text, "not a regular file");
    snprintf(path, sizeof path, "%s/pipe", scratch);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(yaml_read(&root, path, &a, &e), -1);
    assert_string_equal(e.text, "not a regular file");
    snprintf(path, sizeof path, "%s/nothing", scratch);
    assert_int_equal(yaml_read(&root, path, &a, &e), -1);
    assert_string_equal(e.text, "cannot open: No such file or directory");
    arena_release(&a);
}

static void checks_keys(void **state) {
    (void)state;
    static const char *const keys[] = {"a", "b", NULL};
    struct arena a = {0};
    struct err e;
    struct node *root;
    struct sv v;
    assert_int_equal(read_text(&root, SV("a: x\nb: [y]\n"), &a, &e), 0);
    assert_int_equal(node_keys(root, keys, &e), 0);
    assert_int_equal(node_text(root, "a", &v, &e), 0);
    assert_true(sv_is(v, "x"));
    assert_int_equal(node_text(root, "c", &v, &e), 0);
    assert_null(v.p);
    assert_int_equal(node_text(root, "b", &v, &e), -1);
    assert_string_equal(e.text, "\"b\" must be text");
    assert_int_equal(node_keys(root, keys + 1, &e), -1);
    assert_string_equal(e.text, "unknown key \"a\": one of b was expected");
    assert_int_equal(node_keys(node_get(root, "b"), keys, &e), -1);
    assert_string_equal(e.text, "a mapping of keys to values was expected");
    arena_release(&a);
}

/* The place in the file of each character of a text, "line:column" each. */
static void finds_places(void **state) {
    (void)state;
    static const struct {
        const char *file, *places;
    } cases[] = {
        {"k: ab\n", "1:4 1:5"},
        {"k: 'a''b'\n", "1:5 1:6 1:8"},
        {"k: '\xE4\xB8\x80\xE4\xBA\x8C''x'\n", "1:5 1:6 1:7 1:9"},
        {"k: \"a\\tb\\x41\\u4e00\\U00020000c\"\n", "1:5 1:6 1:8 1:9 1:13 1:19 1:29"},
        {"k: \"a\\\n   bc\"\n", "1:5 1:6 2:5"}, /* b is what the escape led to */
        {"k: a\n  b\n", "1:4 1:5 2:3"},
        {"k: 'a  \n\n  b'\n", "1:5 1:6 3:3"},
        {"k: \"a\n  b\"\n", "1:5 1:6 2:3"},
        {"k: |\n  ab\n  c\n", "2:3 2:4 2:5 3:3"},
        {"k: |-\n\n    a\n\n      b\n", "3:5 3:5 3:6 4:1 5:5 5:6 5:7"},
        {"k: >\n  ab\n  c\n", "2:3 2:4 2:5 3:3"},
        {"- '\\d\r\n  e'\r\n", "1:4 1:5 1:6 2:3"},
        {"[ 'x', 'a''' ]", "1:4"},
        {"a: { b: c }", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct err e;
        struct node *root;
        struct str s = {0};
        assert_int_equal(read_text(&root, sv_of(cases[i].file), &a, &e), 0);
        const struct node *n = root->items[0];
        for (size_t at = 0; at < n->text.n; at += utf8_width((unsigned char)n->text.p[at])) {
            struct line_column c = node_place(n, at);
            str_printf(&s, "%s%u:%u", at ? " " : "", c.line, c.column);
        }
        if (strcmp(s.p ? s.p : "", cases[i].places) != 0)
            fail_msg("%s: %s, not %s", cases[i].file, s.p ? s.p : "", cases[i].places);
        str_release(&s);
        arena_release(&a);
    }
}

/* A text that is not what stands in the file has the node's place. */
static void leaves_other_texts(void **state) {
    (void)state;
    struct arena a = {0};
    struct err e;
    struct node *root;
    assert_int_equal(read_text(&root, SV("k: 'abc'\n"), &a, &e), 0);
    struct node *n = root->items[0];
    n->text = SV("axc");
    assert_int_equal(node_place(n, 2).column, 4);
    n->text = SV("abcdefghijkl");
    assert_int_equal(node_place(n, 11).column, 4);
    n->source = NULL;
    assert_int_equal(node_place(n, 1).column, 4);
    assert_int_equal(node_err_at(n, 1, &e, "x"), -1);
    assert_non_null(strstr(e.place, "a.yaml:1:4"));
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_texts_and_places),
        cmocka_unit_test(refuses),
        cmocka_unit_test(has_bounds),
        cmocka_unit_test(reads_only_files),
        cmocka_unit_test(checks_keys),
        cmocka_unit_test(finds_places),
        cmocka_unit_test(leaves_other_texts),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
