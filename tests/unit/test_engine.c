/* engine: layouts at their edges, what is left from one document to the next, what is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "engine.h"
#include "rx.h"
#include "scratch.h"

/* A pack of the rules given (and list l of the letters a, ab and bbbb), and its engine. */
struct bench {
    struct pack pack;
    struct engine *engine;
    struct arena arena;
    struct str said;
};

static void open_bench(struct bench *b, const char *rules, bool jit) {
    const char *folders[] = {scratch};
    struct err e;
    struct str s = {0};
    *b = (struct bench){0};
    str_printf(&s, "define: {l: {list: l.txt}}\n%s", rules);
    scratch_write("pack.yaml", SV("files: [r.yaml]\n"));
    scratch_write("l.txt", SV("a\nab\nbbbb\n"));
    scratch_write("r.yaml", str_view(&s));
    rx_use_jit(jit);
    assert_int_equal(pack_read(&b->pack, folders, 1, &e), 0);
    rx_use_jit(true);
    b->engine = engine_new(&b->pack, true);
    str_release(&s);
}

static void close_bench(struct bench *b) {
    engine_free(b->engine);
    pack_release(&b->pack);
    arena_release(&b->arena);
    str_release(&b->said);
}

/* What is found, as `rule start-end field=text ...;`. */
static const char *run(struct bench *b, const struct layout *l) {
    struct found f;
    engine_run(b->engine, l, &b->arena, &f);
    str_clear(&b->said);
    for (size_t i = 0; i < f.n_mentions; i++) {
        const struct mention *m = &f.mentions[i];
        str_printf(&b->said, "%s %zu-%zu", m->rule->id.p, m->start, m->end);
        for (size_t k = 0; k < m->n_fields; k++)
            str_printf(&b->said, " %s=%.*s", m->fields[k].name.p, (int)m->fields[k].value.text.n,
                       m->fields[k].value.text.p);
        str_byte(&b->said, ';');
    }
    for (size_t i = 0; i < f.n_limits; i++)
        str_printf(&b->said, "limit %s;", f.limits[i].rule->id.p);
    return b->said.n > 0 ? b->said.p : "";
}

static const char *run_text(struct bench *b, const char *text) {
    struct stretch all = {0, strlen(text)};
    struct stretches one = {&all, 1};
    struct sv kind = SV("paragraph");
    struct layout l = {sv_of(text), one, one, one, &kind};
    return run(b, &l);
}

/* The rules, and one that uses the list where none does. */
static void put_rules(struct str *s, const char *rules) {
    const char *at = strstr(rules, "rules: [") + 8;
    str_put(s, rules, (size_t)(at - rules));
    if (!strstr(rules, "%{l}")) str_c(s, "{id: zz, kind: zz, match: '!%{l}'}");
    if (!strstr(rules, "%{l}") && *at != ']') str_c(s, ", ");
    str_c(s, at);
    str_byte(s, '\n');
}

static void finds(void **state) {
    (void)state;
    static const struct {
        const char *rules, *text, *found;
    } cases[] = {
        {"rules: [{id: r, kind: k, match: '%{l}'}]", "aab abbbb", "r 0-1;r 1-3;r 4-6;"},
        {"rules: [{id: r, kind: k, all: true, match: '%{l}'}]\nkinds: {k: {overlap: true}}",
         "abbbb", "r 0-1;r 0-2;r 1-5;"},
        /* a list gives its longest term and goes back to shorter ones */
        {"rules: [{id: r, kind: k, match: '(?<n>%{l})b', value: {n: $n}}]", "ab abb",
         "r 0-2 n=a;r 3-6 n=ab;"},
        /* a possessive list does not */
        {"rules: [{id: r, kind: k, match: '(?>%{l})b'}]", "ab abb", "r 3-6;"},
        {"rules: [{id: r, kind: k, match: '%{l}{2,3}', not_after: b}]", "aabab", "r 0-5;"},
        /* what a list cannot hold is not read past the scope's end */
        {"rules: [{id: r, kind: k, match: '%{l}'}]", "bbb", ""},
        /* groups within what repeats keep their last value */
        {"rules: [{id: r, kind: k, match: '(?:(?<n>%{l}),)+', value: {n: $n}}]", "a,ab,bbbb,",
         "r 0-10 n=bbbb;"},
        {"rules: [{id: r, kind: k, match: '(?<o>(?<n>[xy])z)+(?<m>%{l})', value: {o: $o, n: $n, m: "
         "$m}}]",
         "xzyza", "r 0-5 o=yz n=y m=a;"},
        /* the same list twice in one expression, looked up at the same place */
        {"rules: [{id: r, kind: k, match: '(?:%{l}x|%{l}y)'}]", "aby", "r 0-3;"},
        {"rules: [{id: r, kind: k, match: '%{l}', before: '%{l}|x%{l}'}]", "aabxab", "r 1-3;"},
        /* a context does not look behind the match's start */
        {"rules: [{id: r, kind: k, match: 'b+', before: 'a(?=b)'}]", "abb", ""},
        {"rules: [{id: r, kind: k, match: 'c', before: 'a$'}]", "ac", "r 1-2;"},
        {"rules: [{id: r, kind: k, match: 'c', not_before: 'ac|[]|]|b'}]", "]cbc|cc", "r 6-7;"},
        {"rules: [{id: r, kind: k, match: 'c', before: '[[:digit:]|x]|y'}]", "1c|cxcyc",
         "r 1-2;r 3-4;r 5-6;r 7-8;"},
        {"rules: [{id: r, kind: k, match: 'c', before: '\\||^'}]", "c|cc", "r 0-1;r 2-3;"},
        /* mentions of earlier phases, helpers too, as long as 63 characters */
        {"rules: [{id: a, kind: m, match: 'x+'}, {id: r, kind: k, phase: 1, match: '%{@m}y'}]",
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy", "a 0-63;r 0-64;"},
        {"rules: [{id: a, kind: m, match: 'x+'}, {id: r, kind: k, phase: 1, match: '%{@m}y'}]",
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy", "a 0-64;"},
        {"kinds: {m: {overlap: true}}\nrules: [{id: a, kind: m, all: true, match: 'x{1,2}'}, {id: "
         "r, kind: k, "
         "phase: 1, match: '(?<n>%{@m})y', value: {n: $n}}]",
         "xxy", "a 0-1;a 0-2;r 0-3 n=xx;a 1-2;"},
        /* a mention does not stand where only a part of it does */
        {"rules: [{id: a, kind: m, match: 'xx'}, {id: r, kind: k, phase: 1, match: '%{@m}'}]",
         "xxx", "a 0-2;r 0-2;"},
        /* the span is a group's, also one in front of the match's end; where it is unset there is
           none */
        {"rules: [{id: r, kind: k, span: n, match: 'a(?=(?<n>b)?)'}]", "aab", "r 2-3;"},
        {"rules: [{id: r, kind: k, match: 'a|b', at_least: -1, score: [1, -3]}]", "a", ""},
        /* of equal ones the smaller id, whatever the alternatives */
        {"rules: [{id: q, kind: k, match: 'ab'}, {id: p, kind: k, match: ['x', 'ab']}]", "ab",
         "p 0-2;"},
        {"rules: []", "ab", ""},
        /* where: all hold, a group that took no part passes; unless: one refuses, and it does not
         */
        {"rules: [{id: r, kind: k, match: '(?<n>[a-z])(?<m>[0-9])?', where: [{group: n, in: l}, "
         "{group: m, matches: '[12]'}]}]",
         "a a1 a3 b1", "r 0-1;r 2-4;r 5-6;"},
        {"rules: [{id: r, kind: k, match: '(?<n>[a-z])(?<m>[0-9])?', unless: [{group: n, in: l}, "
         "{group: m, matches: '[12]'}]}]",
         "a b b1 b3 a3", "r 2-3;r 4-5;r 7-9;"},
        /* the tests of one item have to hold together */
        {"rules: [{id: r, kind: k, match: '(?<n>[a-z]+)', unless: [{group: n, in: l, length: [2, "
         "9]}]}]",
         "a ab bbbb c", "r 0-1;r 2-3;r 3-4;r 5-8;r 8-9;r 10-11;"},
        /* what is refused goes back to another way, as where does */
        {"rules: [{id: r, kind: k, match: '(?<n>ab?)', unless: [{group: n, matches: b}]}]", "ab",
         "r 0-1;"},
        {"rules: [{id: r, kind: k, match: '(?<n>a)', where: [{group: n, in: l}], unless: [{group: "
         "n, in: l}]}]",
         "a", ""},
        {"rules: [{id: r, kind: k, match: '(?<n>\\S+)', where: [{group: n, script: Greek}]}]",
         "\xCE\xB1\xCE\xB2 \xCE\xB1x x", "r 0-4;r 5-7;"},
        {"rules: [{id: r, kind: k, match: '<(?<n>[^>]*)>', where: [{group: n, script: [Latin, "
         "Common]}]}]",
         "<a b> <> <\xCE\xB1>", "r 0-5;"},
        {"rules: [{id: r, kind: k, match: '<(?<n>[^>]*)>', unless: [{group: n, script: han}]}]",
         "<\xE4\xB8\x80> <> <\xE4\xB8\x80x>", "r 6-8;r 9-15;"},
    };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct bench b;
        struct str rules = {0};
        put_rules(&rules, cases[i / 2].rules);
        open_bench(&b, rules.p, i % 2);
        const char *found = run_text(&b, cases[i / 2].text);
        if (strcmp(found, cases[i / 2].found) != 0)
            fail_msg("%s in %s: %s", cases[i / 2].rules, cases[i / 2].text, found);
        close_bench(&b);
        str_release(&rules);
    }
}

/* Empty scopes, scopes that touch, gaps, and a text without any. */
static void takes_any_layout(void **state) {
    (void)state;
    static const struct stretch sentences[] = {{0, 0}, {0, 2}, {2, 2}, {2, 3}, {4, 6}, {6, 6}};
    static const struct stretch blocks[] = {{0, 3}, {3, 3}, {4, 6}};
    static const struct sv kinds[] = {{"caption", 7}, {"caption", 7}, {"paragraph", 9}};
    struct bench b;
    open_bench(&b, "rules: [{id: r, kind: k, within: sentence, match: '%{l}?aa'}]\n", true);
    struct layout l = {SV("aaaaaa"), {sentences, 6}, {blocks, 3}, {NULL, 0}, kinds};
    assert_string_equal(run(&b, &l), "r 0-2;r 4-6;");
    struct layout none = {SV(""), {NULL, 0}, {NULL, 0}, {NULL, 0}, NULL};
    assert_string_equal(run(&b, &none), "");
    struct layout only_empty = {SV(""), {sentences, 1}, {sentences, 1}, {NULL, 0}, kinds};
    assert_string_equal(run(&b, &only_empty), "");
    struct layout no_sentences = {SV("aaaaaa"), {NULL, 0}, {blocks, 3}, {NULL, 0}, kinds};
    assert_string_equal(run(&b, &no_sentences), "");
    close_bench(&b);
    open_bench(&b, "rules: [{id: r, kind: k, within: caption, match: '(?<=^)%{l}|.$'}]\n", true);
    assert_string_equal(run(&b, &l), "r 0-1;r 2-3;");
    assert_string_equal(run(&b, &only_empty), "");
    close_bench(&b);
    open_bench(&b, "rules: [{id: r, kind: k, within: quotation, match: '%{l}'}]\n", true);
    assert_string_equal(run(&b, &l), "");
    close_bench(&b);
}

/* The same place in the next document holds other terms and mentions. */
static void forgets_the_document_before(void **state) {
    (void)state;
    struct bench b;
    open_bench(
        &b,
        "rules: [{id: a, kind: m, match: '%{l}x'}, {id: r, kind: k, phase: 1, match: '%{@m}y', "
        "before: '^|%{l}'}]\n",
        true);
    assert_string_equal(run_text(&b, "axy"), "a 0-2;r 0-3;");
    assert_string_equal(run_text(&b, "bxy"), "");
    assert_string_equal(run_text(&b, "aaxy"), "a 1-3;r 1-4;");
    assert_string_equal(run_text(&b, "abxy"), "a 0-3;r 0-4;");
    assert_string_equal(run_text(&b, ""), "");
    assert_string_equal(run_text(&b, "axy"), "a 0-2;r 0-3;");
    close_bench(&b);
}

/* Long runs overrun JIT's stack: the interpreter then finds the same, and nothing twice. */
static void is_the_same_beyond_the_stack(void **state) {
    (void)state;
    enum { LONG = 3000 };
    struct bench with, without;
    static const char rules[] = "kinds: {k: {overlap: true}}\nrules: [{id: r, kind: k, all: true, "
                                "match: '^(?<g>(?:%{l}|b|c)+?)', score: 'length($g)', "
                                "at_least: 3000}]\n";
    char *text = mem_zero(LONG + 1);
    memset(text, 'a', LONG);
    open_bench(&with, rules, true);
    open_bench(&without, rules, false);
    engine_count(with.engine);
    engine_count(without.engine);
    assert_string_equal(run_text(&with, text), "r 0-3000;");
    assert_string_equal(run_text(&without, text), "r 0-3000;");
    size_t n;
    const struct tally *x = engine_tally(with.engine, &n), *y = engine_tally(without.engine, &n);
    assert_int_equal(n, 1);
    assert_int_equal(x->steps, y->steps);
    assert_int_equal(x->refused[REFUSED_SCORE], y->refused[REFUSED_SCORE]);
    assert_int_equal(x->refused[REFUSED_SCORE], LONG - 1);
    close_bench(&with);
    close_bench(&without);
    free(text);
}

static void counts(void **state) {
    (void)state;
    struct bench b;
    size_t n;
    open_bench(&b,
               "rules: [{id: r, kind: k, match: ['%{l}x', 'yb']}, {id: s, kind: k, match: 'yb'}]\n",
               true);
    engine_count(b.engine);
    assert_string_equal(run_text(&b, "ax yb aby"), "r 0-2;r 3-5;");
    const struct tally *t = engine_tally(b.engine, &n);
    assert_int_equal(n, 3);
    assert_string_equal(t[0].rule->id.p, "r");
    assert_int_equal(t[0].matches, 1);
    assert_int_equal(t[1].matches, 1);
    assert_int_equal(t[1].alternative, 1);
    assert_int_equal(t[2].matches, 1);
    assert_int_equal(t[0].wins, 1);
    assert_int_equal(t[1].wins, 1);
    assert_int_equal(t[2].wins, 0);
    assert_int_equal(t[1].tried, 1);
    assert_int_equal(t[1].win.start, 3);
    assert_int_equal(t[1].win.end, 5);
    assert_int_equal(t[2].match.start, 3);
    assert_int_equal(t[2].win.end, 0);
    assert_string_equal(run_text(&b, "yb yb"), "r 0-2;r 3-5;");
    assert_int_equal(engine_tally(b.engine, &n)[0].tried, 0);
    assert_int_equal(engine_tally(b.engine, &n)[1].wins, 2);
    assert_int_equal(engine_tally(b.engine, &n)[1].win.start, 0);
    close_bench(&b);
}

/* Of two expressions that make the same mention, the first has it. */
static void counts_a_twin_once(void **state) {
    (void)state;
    struct bench b;
    size_t n;
    open_bench(&b,
               "kinds: {k: {overlap: true}}\n"
               "rules: [{id: r, kind: k, match: ['%{l}x', '%{l}(?:x|y)']}]\n",
               true);
    engine_count(b.engine);
    assert_string_equal(run_text(&b, "ax ay"), "r 0-2;r 3-5;");
    const struct tally *t = engine_tally(b.engine, &n);
    assert_int_equal(t[0].wins, 1);
    assert_int_equal(t[1].matches, 2);
    assert_int_equal(t[1].wins, 1);
    assert_int_equal(t[1].win.start, 3);
    close_bench(&b);
}

/* One of the two that each rule is tried at is refused, each time by something else. */
static void counts_what_refuses(void **state) {
    (void)state;
    struct bench b;
    size_t n;
    static const enum refusal by[] = {REFUSED_BEFORE, REFUSED_WHERE, REFUSED_UNLESS, REFUSED_SPAN,
                                      REFUSED_PLACE,  REFUSED_SCORE, REFUSED_VALUE};
    open_bench(&b,
               "rules:\n"
               "  - {id: a, kind: a, match: '!o'}\n"
               "  - {id: b, kind: b, phase: 1, match: n, before: p}\n"
               "  - {id: c, kind: c, phase: 1, match: 'w(?<g>.)', where: [{group: g, in: l}]}\n"
               "  - {id: c2, kind: c, phase: 1, match: 'v(?<g>.)', unless: [{group: g, in: l}]}\n"
               "  - {id: d, kind: d, phase: 1, match: 's(?<g>t)?', span: g}\n"
               "  - {id: e, kind: e, phase: 1, match: 'o', outside: a}\n"
               "  - {id: f, kind: f, phase: 1, match: 'c(?<g>.)', score: $g, at_least: 5}\n"
               "  - {id: g, kind: g, phase: 1, match: 'd(?<g>x)?', value: {x: 'numeral($g)'}}"
               "\n",
               true);
    engine_count(b.engine);
    assert_string_equal(run_text(&b, "qn pn wa wz va vz st s o !o c4 c5 d dx"),
                        "b 4-5;c 6-8;c2 15-17;d 19-20;e 23-24;a 25-27;f 31-33;g 34-35;");
    const struct tally *t = engine_tally(b.engine, &n);
    assert_int_equal(n, 8);
    for (size_t i = 1; i < n; i++) {
        assert_int_equal(t[i].tried, 2);
        assert_int_equal(t[i].matches, 1);
        assert_int_equal(t[i].wins, 1);
        for (size_t k = 0; k < REFUSALS; k++)
            assert_int_equal(t[i].refused[k], k == by[i - 1]);
        assert_false(t[i].warned || t[i].stopped);
    }
    close_bench(&b);
}

/* A rule that gave up is not tried again in the document, by no alternative; the next is another.
 */
static void gives_up_for_one_document(void **state) {
    (void)state;
    struct bench b;
    open_bench(&b,
               "rules:\n  - {id: r, kind: k, match: ['(?:%{l}|a)+x', 'z'], budget: {stop: 200}}\n"
               "  - {id: s, kind: s, match: 'z'}\n",
               true);
    engine_count(b.engine);
    assert_string_equal(run_text(&b, "aaaaaaaaaaaaaaaaaaaaz"), "s 20-21;limit r;");
    size_t n;
    const struct tally *t = engine_tally(b.engine, &n);
    assert_true(!t[0].stopped && t[1].stopped && !t[2].stopped);
    assert_int_equal(t[1].tried, 0);
    assert_string_equal(run_text(&b, "axz"), "r 0-2;r 2-3;s 2-3;");
    close_bench(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(takes_any_layout),
        cmocka_unit_test(forgets_the_document_before),
        cmocka_unit_test(is_the_same_beyond_the_stack),
        cmocka_unit_test(counts),
        cmocka_unit_test(counts_a_twin_once),
        cmocka_unit_test(counts_what_refuses),
        cmocka_unit_test(gives_up_for_one_document),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
