/* syntax: the tree of an expression, and the place of each part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "syntax.h"

static const char *const names[] = {
    [PIECE_TEXT] = "text",     [PIECE_ANY] = "any",       [PIECE_CLASS] = "class",
    [PIECE_SET] = "set",       [PIECE_EDGE] = "edge",     [PIECE_REF] = "ref",
    [PIECE_GROUP] = "group",   [PIECE_REPEAT] = "repeat", [PIECE_SEQUENCE] = "seq",
    [PIECE_CHOICE] = "choice",
};

static void put_tree(struct str *s, const struct piece *q) {
    str_printf(s, "%s", names[q->kind]);
    if (q->kind == PIECE_GROUP) str_printf(s, "%d", (int)q->group);
    if (q->kind == PIECE_REPEAT) str_printf(s, "%u-%u", q->min, q->max);
    if (q->lazy) str_byte(s, '?');
    if (q->possessive) str_byte(s, '+');
    if (q->is_kind) str_byte(s, '@');
    if (!q->first) str_printf(s, "<%.*s>", (int)q->text.n, q->text.p);
    if (!q->first) return;
    str_byte(s, '(');
    for (const struct piece *part = q->first; part; part = part->next) {
        if (part != q->first) str_byte(s, ' ');
        put_tree(s, part);
    }
    str_byte(s, ')');
}

static void reads_trees(void **state) {
    (void)state;
    static const struct {
        const char *text, *tree;
    } cases[] = {
        {"", "seq<>"},
        {"abc", "text<abc>"},
        {"abc+", "seq(text<ab> repeat1-1000000(text<c>))"},
        {"a\\.b", "seq(text<a> text<.> text<b>)"},
        {"a{,2}", "text<a{,2}>"},
        {"a{2,}?b", "seq(repeat2-1000000?(text<a>) text<b>)"},
        {"a?+", "repeat0-1+(text<a>)"},
        {"[]a].", "seq(class<[]a]> any<.>)"},
        {"\\p{Han}\\pL\\x{4e}\\x6ff",
         "seq(set<\\p{Han}> set<\\pL> set<\\x{4e}> set<\\x6f> text<f>)"},
        {"\\N{2}", "repeat2-2(set<\\N>)"},
        {"^a$\\b", "seq(edge<^> text<a> edge<$> edge<\\b>)"},
        {"a|b|", "choice(text<a> text<b> seq<>)"},
        {"(a|b)c", "seq(group0(choice(text<a> text<b>)) text<c>)"},
        {"(?<n>a)(?P<m>)", "seq(group2(text<a>) group2(seq<>))"},
        {"(?>a)(?=b)(?!c)(?<=d)(?<!e)",
         "seq(group1(text<a>) group3(text<b>) group4(text<c>) group5(text<d>) group6(text<e>))"},
        {"%{w}+%{@k}%", "seq(repeat1-1000000(ref<w>) ref@<k> text<%>)"},
        {"\xE4\xB8\x80\xE4\xBA\x8C*",
         "seq(text<\xE4\xB8\x80> repeat0-1000000(text<\xE4\xBA\x8C>))"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        struct piece *tree;
        struct str s = {0};
        struct err e;
        if (syntax_read(&tree, &node, &a, &e) != 0) fail_msg("%s: %s", cases[i].text, e.text);
        put_tree(&s, tree);
        assert_string_equal(s.p, cases[i].tree);
        assert_ptr_equal(tree->source.p, node.text.p);
        assert_int_equal(tree->source.n, node.text.n);
        str_release(&s);
    }
    arena_release(&a);
}

/* Each part's source is what was written of it. */
static void knows_places(void **state) {
    (void)state;
    struct arena a = {0};
    struct node node = {.file = "f", .text = SV("x(?<n>a+|%{w})?y")};
    struct piece *tree;
    struct err e;
    assert_int_equal(syntax_read(&tree, &node, &a, &e), 0);
    const struct piece *optional = tree->first->next, *group = optional->first;
    assert_true(sv_is(optional->source, "(?<n>a+|%{w})?"));
    assert_true(sv_is(group->source, "(?<n>a+|%{w})"));
    assert_true(sv_is(group->text, "n"));
    assert_true(sv_is(group->first->source, "a+|%{w}"));
    assert_true(sv_is(group->first->first->source, "a+"));
    assert_true(sv_is(group->first->first->next->source, "%{w}"));
    assert_ptr_equal(group->first->at, &node);
    arena_release(&a);
}

/* What the grammar refuses, and at which character. */
static void refuses(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"\xE4\xB8\x80\\", "2: a backslash ends the expression"},
        {"a\\p", "2: an escape is cut short"},
        {"ab\\1", "3: this escape is not allowed in a rule"},
        {"a[b\\d\\1]", "6: this escape is not allowed in a class"},
        {"[a", "1: [ without ]"},
        {"a(b", "2: ( without )"},
        {"(a(b)", "1: ( without )"},
        {"((a", "2: ( without )"},
        {"a)b", "2: unmatched closing parenthesis"},
        {"a|*", "3: nothing to repeat"},
        {"a{2}{3}", "2: a repetition of a repetition"},
        {"a%{b", "2: %{ without }"},
        {"(?i)a", "1: this kind of group is not allowed in a rule"},
        {"(?<_a>b)", "1: a group's name must not begin with _"},
        {"(?<a", "1: a group's name has no >"},
        {"(*UTF)", "1: (*...) is not allowed in a rule"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        struct piece *tree;
        struct err e;
        assert_int_equal(syntax_read(&tree, &node, &a, &e), -1);
        assert_memory_equal(e.text, "expression, character ", 22);
        assert_string_equal(e.text + 22, cases[i].message);
    }
    arena_release(&a);
}

/* A million parentheses are refused, not followed. */
static void bounds_depth(void **state) {
    (void)state;
    struct arena a = {0};
    struct str s = {0};
    for (int i = 0; i < 1000000; i++)
        str_byte(&s, '(');
    struct node node = {.file = "f", .text = str_view(&s)};
    struct piece *tree;
    struct err e;
    assert_int_equal(syntax_read(&tree, &node, &a, &e), -1);
    assert_non_null(strstr(e.text, "groups nested too deeply"));
    str_release(&s);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_trees),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(refuses),
        cmocka_unit_test(bounds_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
