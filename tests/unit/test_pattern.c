/* pattern: what an expression becomes, its width and its anchor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "scratch.h"
#include "syntax.h"

/* A pack with lists w (one and three characters) and c (one character), and definitions. */
static void read_pack(struct pack *p) {
    const char *folders[] = {scratch};
    struct err e;
    scratch_write("pack.yaml", SV("files: [r.yaml]\n"));
    scratch_write("w.txt", SV("\xE4\xB8\x80\n\xE4\xB8\x80\xE4\xBA\x8C\xE4\xB8\x89\n"));
    scratch_write("c.txt", SV("a\nb\n"));
    scratch_write("r.yaml", SV("define:\n  w: {list: w.txt}\n  c: {list: c.txt}\n"
                               "  d: {regex: 'x|yz'}\n  s: {regex: '^x|^y'}\n"
                               "rules: [{id: a, kind: k, match: '%{w}%{c}%{d}(?:%{s}|z)'}]\n"));
    assert_int_equal(pack_read(p, folders, 1, &e), 0);
}

static void put_anchor(struct str *s, const struct anchor *a, const struct pack *p) {
    str_printf(s, "%u-%u", a->before_min, a->before_max);
    for (size_t i = 0; i < a->n; i++) {
        const struct anchor_item *item = &a->items[i];
        str_byte(s, ' ');
        if (item->what == ANCHOR_TEXT) str_sv(s, item->text);
        if (item->what == ANCHOR_LIST) str_printf(s, "%%{%s}", p->lists[item->index].name.p);
        if (item->what == ANCHOR_KIND) str_printf(s, "%%{@%s}", p->kinds[item->index].name.p);
    }
}

static void knows_widths_and_anchors(void **state) {
    (void)state;
    static const struct {
        const char *text;
        unsigned min, max; /* 0: without bound */
        const char
            *anchor; /* what stands between, and the anchor's items; "" where there is none */
        bool at_start;
    } cases[] = {
        {"ab", 2, 2, "0-0 ab", false},
        {"a?bc", 2, 3, "0-1 bc", false},
        {"a*bc", 2, 0, "0-1000000 bc", false},
        {"ab?", 1, 2, "0-0 a", false},
        {"ab{2}", 3, 3, "0-0 a", false},
        {"ab{0,2}cd", 3, 5, "1-3 cd", false},
        {"ab{,2}", 6, 6, "0-0 ab{,2}", false}, /* no repetition to PCRE2 10.42 */
        {"a{2,}", 2, 0, "0-0 a", false},
        {"ab|cd", 2, 2, "0-0 ab cd", false},
        {"ab|c?", 0, 2, "", false},
        {"ab|", 0, 2, "", false},
        {"(?:ab|xyc)d", 3, 4, "0-0 ab xyc", false},
        {"(ab)?c", 1, 3, "0-2 c", false},
        {"(?:ab)+", 2, 0, "0-0 ab", false},
        {"[ab]c", 2, 2, "1-1 c", false},
        {"[ab].", 2, 2, "0-0 a b", false},
        {"[^a]", 1, 1, "", false},
        {"[a-c]", 1, 1, "", false},
        {"[a\\]b]", 1, 1, "", false},
        {"[]ab]", 1, 1, "0-0 ] a b", false},
        {"[^]ab]", 1, 1, "", false},
        {"[[:alpha:]]x", 2, 2, "1-1 x", false},
        {"[[:x]y", 2, 2, "1-1 y", false},
        {".a", 2, 2, "1-1 a", false},
        {"\\x61b", 2, 2, "1-1 b", false},
        {"\\x{61}b", 2, 2, "1-1 b", false},
        {"\\N{U+61}b", 2, 2, "1-1 b", false},
        {"\\N{2}b", 3, 3, "2-2 b", false},
        {"\\p{Han}b", 2, 2, "1-1 b", false},
        {"\\pLb", 2, 2, "1-1 b", false},
        {"a\\.b", 3, 3, "0-0 a.b", false},
        {"\\bab\\B", 2, 2, "0-0 ab", false},
        {"a(?=b)c", 2, 2, "0-0 a", false},
        {"(?!ab)c", 1, 1, "0-0 c", false},
        {"(?<=ab)c", 1, 1, "0-0 c", false},
        {"(?>ab)c", 3, 3, "0-0 ab", false},
        {"(?<n>ab)", 2, 2, "0-0 ab", false},
        {"a++b", 2, 0, "0-0 a", false},
        {"^ab", 2, 2, "0-0 ab", true},
        {"a?^b", 1, 2, "0-1 b", false},
        {"(?:^a|^b)c", 2, 2, "1-1 c", true},
        {"(?:^a|b)c", 2, 2, "1-1 c", false},
        {"(?:^)?a", 1, 1, "0-0 a", false},
        {"(?=^)a", 1, 1, "0-0 a", false},
        {"%{w}", 1, 3, "0-0 %{w}", false},
        {"%{c}x", 2, 2, "0-0 %{c}", false},
        {"%{w}{1,2}bcd", 4, 9, "1-6 bcd", false},
        {"%{d}%{d}ab", 4, 6, "2-4 ab", false},
        {"%{s}", 1, 1, "0-0 x y", true},
        {"(?:%{w}|%{@k})", 1, 63, "0-0 %{w} %{@k}", false},
    };
    struct pack p;
    struct err e;
    read_pack(&p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const struct pattern_frame frame;
        struct pattern x;
        struct str s = {0};
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        if (pattern_compile(&x, &node, &frame, &p, &e) != 0)
            fail_msg("%s: %s", cases[i].text, e.text);
        if (x.anchor.n > 0) put_anchor(&s, &x.anchor, &p);
        if (x.shortest != cases[i].min || (x.longest >= WIDTH_ANY ? 0 : x.longest) != cases[i].max)
            fail_msg("%s: %u to %u characters", cases[i].text, x.shortest, x.longest);
        if (strcmp(s.p ? s.p : "", cases[i].anchor) != 0)
            fail_msg("%s: anchor %s", cases[i].text, s.p ? s.p : "");
        assert_int_equal(x.at_start, cases[i].at_start);
        str_release(&s);
        pattern_release(&x);
    }
    pack_release(&p);
}

static void expands(void **state) {
    (void)state;
    static const struct {
        const char *text, *expanded;
    } cases[] = {
        {"a", "(?:a)"},
        {"\\d[\\d-]\\D", "(?:[0-9][0-9-][^0-9])"},
        {"%{c}", "(?:(?:(?C1).))"},
        {"%{w}", "(?:(?:(?C1)(?<_1>(?C2).{3,3}|.{1,2})(?C3)))"},
        {"%{@k}", "(?:(?>(?C1)(?<_1>.{1,63}?)(?C3)))"},
        {"(?<n>a)%{w}%{c}", "(?:(?<n>a)(?:(?C1)(?<_2>(?C2).{3,3}|.{1,2})(?C3))(?:(?C4).))"},
        {"%{d}", "(?:(?:x|yz))"},
        {"(a|b)+", "(?:((?C255)(?:a|b))+)"},
        {"(a|b)?", "(?:(a|b)?)"},
        {"(?<n>a){2}", "(?:(?<n>(?C255)(?:a)){2})"},
        {"%{d}*", "(?:(?:(?C255)(?:x|yz))*)"},
        {"(?:(?<n>a)|(?<m>%{w}))+(?<o>b)", "(?:(?:(?C255)(?:(?<n>a)|(?<m>(?:(?C1)(?<_3>(?C2).{3,3}|"
                                           ".{1,2})(?C3)))))+(?<o>b))"},
    };
    struct pack p;
    struct err e;
    read_pack(&p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const struct pattern_frame frame;
        struct pattern x;
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        assert_int_equal(pattern_compile(&x, &node, &frame, &p, &e), 0);
        assert_string_equal(x.expanded.p, cases[i].expanded);
        for (size_t r = 0; r < x.n_refs; r++) {
            char name[16];
            snprintf(name, sizeof name, "_%u", x.refs[r].group);
            if (x.refs[r].group) assert_int_equal(rx_group(x.rx, name), x.refs[r].group);
        }
        if (strstr(cases[i].text, "(?<o>")) {
            assert_int_equal(pattern_group(&x, SV("o")), 4);
            assert_int_equal(rx_group(x.rx, "o"), 4);
        }
        pattern_release(&x);
    }
    pack_release(&p);
}

/* Each spot: the one that it is a part of, what was written, what PCRE2 gets of it. */
static void maps_pieces(void **state) {
    (void)state;
    struct pack p;
    struct err e;
    struct pattern x;
    struct pattern_map map = {0};
    struct node after = {.file = "f", .text = SV("q")};
    struct node node = {.file = "f", .text = SV("a%{d}(?:%{c}|[b-d])+(?!r)")};
    struct pattern_frame frame = {.after = &after, .map = &map};
    static const char *const wanted[] = {
        ("0 a%{d}(?:%{c}|[b-d])+(?!r) (?C254)a(?:(?C254)x|(?C254)yz)(?:(?C255)(?:(?C254)(?:(?C1).)|"
         "(?C254)[b-d]))+(?C254)(?!(?C254)r)"),
        "0 a a",
        "0 %{d} (?:(?C254)x|(?C254)yz)",
        "2 x|yz (?C254)x|(?C254)yz",
        "3 x x",
        "3 yz yz",
        "0 (?:%{c}|[b-d])+ (?:(?C255)(?:(?C254)(?:(?C1).)|(?C254)[b-d]))+",
        "6 (?:%{c}|[b-d]) (?:(?C255)(?:(?C254)(?:(?C1).)|(?C254)[b-d]))",
        "7 %{c}|[b-d] (?C254)(?:(?C1).)|(?C254)[b-d]",
        "8 %{c} (?:(?C1).)",
        "8 [b-d] [b-d]",
        "0 (?!r) (?!(?C254)r)",
        "11 r r",
        "13 q q",
    };
    read_pack(&p);
    assert_int_equal(pattern_compile(&x, &node, &frame, &p, &e), 0);
    assert_int_equal(map.n, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < map.n; i++) {
        const struct pattern_spot *s = &map.p[i];
        struct str got = {0};
        str_printf(&got, "%zu %.*s %.*s", s->whole, (int)s->piece->source.n, s->piece->source.p,
                   (int)(s->to - s->from), x.expanded.p + s->from);
        assert_string_equal(got.p, wanted[i]);
        assert_int_equal(s->part, i == 13 ? PATTERN_AFTER : PATTERN_MATCH);
        str_release(&got);
    }
    free(map.p);
    pattern_release(&x);
    pack_release(&p);
}

static void measures_classes(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t bytes;
    } cases[] = {
        {"[a]b", 3},           {"[]]x", 3}, {"[^]]x", 4},    {"[]", 0},       {"[a", 0},
        {"[a\\]]x", 5},        {"[\\", 0},  {"[[]x", 3},     {"[[:a:]]x", 7}, {"[[:a]x", 5},
        {"[[:^alpha:]|]", 13}, {"[|]|", 3}, {"[[:a:b]x", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(syntax_class(sv_of(cases[i].text)), cases[i].bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_widths_and_anchors),
        cmocka_unit_test(expands),
        cmocka_unit_test(maps_pieces),
        cmocka_unit_test(measures_classes),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
