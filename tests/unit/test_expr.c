/* expr: values, converters, and what they refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "expr.h"
#include "pack.h"
#include "scratch.h"

static struct pack pack;
static struct arena arena;

static int make(void **state) {
    const char *folders[] = {scratch};
    struct err e;
    if (scratch_make(state) != 0) return -1;
    scratch_write("pack.yaml", SV("files: [r.yaml]\n"));
    scratch_write("l.txt", SV("甲\t3\thigh\n乙\t-1.5\n甲乙\t9\n"));
    scratch_write("n.txt",
                  SV("一\tdigit\t1\n三\tdigit\t3\n五\tdigit\t5\n十\tpower\t10\n百\tpower\t100\n"
                     "万\tgroup\t10000\n亿\tgroup\t100000000\n多\tmore\n"));
    scratch_write("c.txt", SV(",\n"));
    scratch_write("w.txt", SV("甲\t3\thigh\n乙\t-15\tlow\n甲乙\n丙\t\t-\n"));
    scratch_write("k.txt", SV("high\t7\n-\t-2\n"));
    scratch_write("r.yaml", SV("define:\n  l: {list: l.txt, fields: [weight, class]}\n"
                               "  n: {list: n.txt, fields: [role, value]}\n  c: {list: c.txt}\n"
                               "  w: {list: w.txt, fields: [weight, class]}\n"
                               "  code: {list: k.txt, fields: [value]}\n"
                               "numeral: [{kind: numeral, list: n, commas: c}]\n"
                               "rules: [{id: a, kind: k, match: '%{l}%{w}?%{code}?'}]\n"));
    return pack_read(&pack, folders, 1, &e);
}

static int clean(void **state) {
    pack_release(&pack);
    arena_release(&arena);
    return scratch_remove(state);
}

/* The groups of the pretended match; the text holds them one behind another. */
static const struct {
    const char *name, *text;
} groups[] = {
    {"a", "甲"},     {"b", "甲乙丙"},
    {"s", " x\ty "}, {"n", "1,300多万"},
    {"low", "三"},   {"high", "五万"},
    {"r", "三五百"}, {"y", "2024"},
    {"m", "2"},      {"d", "29"},
    {"x9", "99"},    {"bad", "1.2.3"},
    {"z", "0"},      {"big", "99999999999999999999"},
    {"q", "20"},     {"t", "90"},
    {"half", "1.5"}, {"nan", "nan"},
};

static bool group(const struct expr_match *m, struct sv name, unsigned number, struct value *out) {
    (void)number;
    static char all[512]; /* so that a group's text goes on behind it */
    size_t at = 0;
    (void)m;
    bool filled = all[0] != '\0';
    for (size_t i = 0; !filled && i < sizeof groups / sizeof *groups; i++)
        strcat(all, groups[i].text);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        size_t n = strlen(groups[i].text);
        if (sv_is(name, groups[i].name)) {
            *out = (struct value){{all + at, n}, at, at + n};
            return true;
        }
        at += n;
    }
    return false;
}

/* A mention of fields class and rank spans what group a took. */
static bool field(const struct expr_match *m, size_t start, size_t end, struct sv name,
                  struct value *out) {
    (void)m;
    if (start != 0 || end != 3 || !sv_is(name, "class")) return false;
    *out = (struct value){SV("from a"), 0, 3};
    return true;
}

static const char REFUSED[] = "(refused)";

static void gives_values(void **state) {
    (void)state;
    static const struct {
        const char *text, *value;
    } cases[] = {
        {"word", "word"},
        {"a word, (and) more", "a word, (and) more"},
        {"", ""},
        {"A(b)", "A(b)"},
        {"(b)", "(b)"},
        {"0.5", "0.5"},
        {"$a", "甲"},
        {"$none", ""},
        {"$a.class", "from a"},
        {"$a.other", ""},
        {"$b.class", ""},
        {"join($a, -, $b)", "甲-甲乙丙"},
        {"join( $a ,$none, x y )", "甲x y"},
        {"or($none, $a)", "甲"},
        {"or($none, ,)", ""},
        {"if($a, yes, no)", "yes"},
        {"if($none, yes, no)", "no"},
        {"if($none, yes)", ""},
        {"compact($s)", "xy"},
        {"first($b)", "甲"},
        {"last($b)", "丙"},
        {"first($none)", ""},
        {"last($none)", ""},
        {"last(date(2023, 2, 29))", REFUSED},
        {"lookup(l, $a, weight)", "3"},
        {"lookup(l, $a)", "甲"},
        {"lookup(l, $b, weight)", ""},
        {"lookup(l, $b, weight, -7)", "-7"},
        {"lookup(l, 乙, class, none)", ""},
        {"chars(l, $b, weight)", "1.5"},
        {"chars(l, $b, weight, -4)", "-2.5"},
        {"terms(l, $b, weight)", "10.5"},
        {"terms(l, $none, weight)", "0"},
        {"numeral($n)", "13000000"},
        {"numeral($none)", ""},
        {"numeral($a)", REFUSED},
        {"numeral($bad)", REFUSED},
        {"numeral(三多)", REFUSED},
        {"numeral_max($r)", "500"},
        {"numeral_max($n)", ""},
        {"numeral_more($n, over)", "over"},
        {"numeral_more($r, over)", ""},
        {"numeral_low($low, $high)", "30000"},
        {"numeral_low($high, $low)", "50000"},
        {"numeral_low($low, $none)", "3"},
        {"numeral_low($low, 五百)", "300"},
        {"numeral_low(3, 5百万)", "3000000"},
        {"numeral_low($low, 五百一)", "3"},
        {"numeral_low($low, 五十)", "3"},
        {"numeral_low($low, 500万)", "30000"},
        {"numeral_low(五, 三百)", "5"},
        {"percent_of($low, $high)", "0.006"},
        {"percent_of(1, 3)", "33.3"},
        {"quotient(1, 3)", "0.333333333"},
        {"quotient(3, 3)", "1"},
        {"quotient(3, $z)", REFUSED},
        {"quotient(1, 0)", REFUSED},
        {"percent_of(3, 3)", "100"},
        {"percent_of(3, $z)", REFUSED},
        {"date($y, $m, $d)", "2024-02-29"},
        {"date(2023, 2, 29)", REFUSED},
        {"date(1900, 2, 29)", REFUSED},
        {"date(2000, 2, 29)", "2000-02-29"},
        {"date($none, 2, 29)", "--02-29"},
        {"date($none, 2, 30)", REFUSED},
        {"date($y)", "2024"},
        {"date($y, 11)", "2024-11"},
        {"date($y, 13)", REFUSED},
        {"date($y, $none, 5)", REFUSED},
        {"date($none, 11)", "--11"},
        {"date($none, $none, 5)", "---05"},
        {"date($none, $none, 31)", "---31"},
        {"date($none, $none, 32)", REFUSED},
        {"date($none, 0, 5)", REFUSED},
        {"date($none)", ""},
        {"date(12345)", REFUSED},
        {"date(三, 五)", "0003-05"},
        {"date($half)", REFUSED},
        {"time(14, 30)", "T14:30"},
        {"time(9)", "T09"},
        {"time(14, 5, 7)", "T14:05:07"},
        {"time(25)", REFUSED},
        {"time(14, 60)", REFUSED},
        {"decade($q, $t)", "199X"},
        {"decade($none, $t)", REFUSED},
        {"decade($q, $x9)", REFUSED},
        {"plus($y, 1911)", "3935"},
        {"plus($half, -0.25)", "1.25"},
        {"times($half, 1000)", "1500"},
        {"times($none, 3)", ""},
        {"times($half, numeral($a))", REFUSED},
        {"join(x, numeral($a))", REFUSED},
        {"strip($s)", "x\ty"},
        {"strip($b, 丙甲)", "乙"},
        {"strip($b, 丙乙甲)", ""},
        {"strip($b, $a)", "乙丙"},
        {"strip($b, $none)", "甲乙丙"},
        {"strip($none)", ""},
        {"strip(\" (a), \", \" ,()\")", "a"},
        {"strip(numeral($a))", REFUSED},
        {"join(\", \", $a, \"\")", ", 甲"},
        {"\"a\"", "\"a\""},
        {"join(a\"b, c\"d)", "a\"bc\"d"},
        /* one in another */
        {"lookup(l, strip(join(丙, $a), 丙), weight)", "3"},
        {"lookup(l, strip(join(丙, 丁), 丙), weight, none)", "none"},
        {"date(numeral(join($low, $r)), numeral($m), strip(\" 5 \"))", REFUSED},
        {"date($y, numeral($low), strip(\" 5 \"))", "2024-03-05"},
        {"join(date($y, $m), T, strip(compact($s), y))", "2024-02Tx"},
        {"or($a, numeral($a))", "甲"},
        {"if($none, numeral($a), x)", "x"},
    };
    struct expr_match m = {.pack = &pack, .arena = &arena, .group = group, .field = field};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        struct expr *x;
        struct err e;
        struct value v;
        if (expr_parse(&x, &node, &pack, &e) != 0) fail_msg("%s: %s", cases[i].text, e.text);
        bool good = expr_value(x, &m, &v);
        struct sv got = good ? v.text : sv_of(REFUSED);
        if (!sv_is(got, cases[i].value)) fail_msg("%s is %.*s", cases[i].text, (int)got.n, got.p);
    }
}

static void keeps_where_it_was_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t start, end;
    } cases[] = {
        {"x", 0, 0},
        {"$a", 0, 3},
        {"join(x, $b, $a)", 0, 12},
        {"$a.class", 0, 3},
        {"lookup(l, $a, class)", 0, 3},
        {"or($none, $b)", 3, 12},
        {"if($a, yes)", 0, 0},
        {"compact($s)", 12, 17},
        {"strip($s)", 13, 16},
        {"strip($b, 甲)", 6, 12},
        {"strip($b, 甲乙)", 9, 12},
        {"strip($b, 甲乙丙)", 12, 12},
        {"strip(compact($s), x)", 12, 17},
        {"strip(join($a, $b), 甲)", 6, 12},
        {"strip(join($b, $a), 甲)", 0, 12},
        {"join(strip($b, 甲), 丁)", 6, 12},
    };
    struct str all = {0};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        str_c(&all, groups[i].text);
    struct expr_match m = {&pack, &arena, str_view(&all), group, field};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        struct expr *x;
        struct err e;
        struct value v;
        assert_int_equal(expr_parse(&x, &node, &pack, &e), 0);
        assert_true(expr_value(x, &m, &v));
        if (v.start != cases[i].start || v.end != cases[i].end)
            fail_msg("%s: %zu to %zu", cases[i].text, v.start, v.end);
    }
    str_release(&all);
}

static bool knows_a(const void *context, struct sv name) {
    (void)context;
    return sv_is(name, "a");
}

static void names_unknown_groups(void **state) {
    (void)state;
    static const struct {
        const char *text, *unknown;
    } cases[] = {
        {"$a", ""}, {"$b", "b"}, {"join($a, or($a, $c))", "c"}, {"$a.b", ""}, {"word", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        struct expr *x;
        struct err e;
        assert_int_equal(expr_parse(&x, &node, &pack, &e), 0);
        assert_true(sv_is(expr_unknown_group(x, knows_a, NULL), cases[i].unknown));
    }
}

static unsigned knows_none(const void *context, struct sv name) {
    (void)context;
    (void)name;
    return 0;
}

/* What is prepared gives the same numbers. */
static void prepares_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"lookup(w, $a, weight)", 3},
        {"lookup(l, $a, weight)", 3},
        {"lookup(w, $b, weight)", 0},
        {"lookup(w, $b, weight, 4)", 4},
        {"lookup(w, $none, weight, $q)", 20},
        {"lookup(w, 甲乙, weight, 4)", 0},
        {"lookup(w, date(2023, 2, 29), weight, 4)", 0},
        {"lookup(w, $none, weight, $m)", 2}, /* and no digit behind it */
        {"lookup(l, $none, weight, $m)", 2},
        {"chars(w, $none, weight, $m)", 0},
        {"chars(w, 丁, weight, $m)", 2},
        {"lookup(w, $a, class)", 0},
        {"lookup(code, lookup(w, $a, class), value)", 7},
        {"lookup(code, lookup(w, $a, class, -), value)", 7},
        {"lookup(code, lookup(w, $b, class), value, 5)", 5},
        {"lookup(code, lookup(w, $b, class, -), value, 5)", -2},
        {"lookup(code, lookup(w, $b, class, $b), value, 5)", 5},
        {"lookup(code, lookup(w, $none, class, -), value)", -2},
        {"lookup(code, lookup(l, $a, class), value)", 7},
        {"lookup(code, lookup(w, 乙, class), value, 5)", 5},
        {"chars(w, $b, weight)", -12},
        {"chars(l, $b, weight, 1)", 2.5},
        {"terms(w, $b, weight)", -12},
        {"terms(l, $b, weight)", 10.5},
        {"if($a, lookup(w, $a, weight), 8)", 3},
    };
    struct expr_match m = {.pack = &pack, .arena = &arena, .group = group, .field = field};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node node = {.file = "f", .text = sv_of(cases[i].text)};
        struct expr *x;
        struct err e;
        if (expr_parse(&x, &node, &pack, &e) != 0) fail_msg("%s: %s", cases[i].text, e.text);
        double before = expr_number(x, &m);
        expr_prepare(x, &pack, knows_none, NULL);
        double after = expr_number(x, &m);
        if (before < cases[i].value || before > cases[i].value)
            fail_msg("%s is %g", cases[i].text, before);
        if (after < before || after > before) fail_msg("%s becomes %g", cases[i].text, after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_values),
        cmocka_unit_test(keeps_where_it_was_read),
        cmocka_unit_test(names_unknown_groups),
        cmocka_unit_test(prepares_numbers),
    };
    return cmocka_run_group_tests(tests, make, clean);
}
