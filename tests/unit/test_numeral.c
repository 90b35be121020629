/* numeral: what written numbers are worth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "numeral.h"
#include "scratch.h"
#include "utf8.h"

/* The signs, with Latin letters only in the file's columns. */
static const char signs[] =
    "〇\tdigit\t0\n零\tdigit\t0\n一\tdigit\t1\n二\tdigit\t2\n三\tdigit\t3\n四\tdigit\t4\n五\tdigit"
    "\t5\n"
    "六\tdigit\t6\n七\tdigit\t7\n八\tdigit\t8\n九\tdigit\t9\n两\tdigit\t2\n壹\tdigit\t1\n贰\tdigit"
    "\t2\n"
    "叁\tdigit\t3\n俩\tpair\t2\n廿\ttens\t20\n卅\ttens\t30\n十\tpower\t10\n百\tpower\t100\n"
    "千\tpower\t1000\n万\tgroup\t10000\n亿\tgroup\t100000000\n兆\tgroup\t1000000000000\n点\tpoint\n"
    "多\tmore\n余\tmore\n几\tfew\n数\tfew\n半\thalf\t0.5\n空\tpower\n";

static const struct sv field_names[] = {{"role", 4}, {"value", 5}};
static struct list list, commas;
static struct arena arena;
static struct numerals numerals;

static int make(void **state) {
    struct err e;
    if (scratch_make(state) != 0) return -1;
    list = (struct list){.name = SV("signs"), .fields = field_names, .n_fields = 2};
    commas = (struct list){.name = SV("commas")};
    if (list_read(&list, scratch_write("signs", SV(signs)), &arena, &e) != 0) return -1;
    if (list_read(&commas, scratch_write("commas", SV(",\n，\n")), &arena, &e) != 0) return -1;
    numerals = (struct numerals){.list = &list, .role = 0, .value = 1, .commas = &commas};
    return 0;
}

static int clean(void **state) {
    list_release(&list);
    list_release(&commas);
    arena_release(&arena);
    return scratch_remove(state);
}

static const struct {
    const char *text, *taken, *value, *max;
} cases[] = {
    /* Arabic digits */
    {"0", "0", "0", ""},
    {"007", "007", "7", ""},
    {"1300", "1300", "1300", ""},
    {"1,300", "1,300", "1300", ""},
    {"1，300", "1，300", "1300", ""},
    {"1,300,500.25", "1,300,500.25", "1300500.25", ""},
    {"12,34", "12", "12", ""},
    {"1,3000", "1", "1", ""},
    {"1234,567", "1234", "1234", ""},
    {"0.50", "0.50", "0.5", ""},
    {"10.0", "10.0", "10", ""},
    {"3.", "3", "3", ""},
    {"1.2.3", "", "", ""},
    {"1,300多", "1,300多", "1300", ""},
    {"1,300多万", "1,300多万", "13000000", ""},
    {"1,100万", "1,100万", "11000000", ""},
    {"7.34亿", "7.34亿", "734000000", ""},
    {"1千零1", "1千零1", "1001", ""},
    {"3万4000", "3万4000", "34000", ""},
    {"3万5", "3万5", "35000", ""},
    {"5千3", "5千3", "5300", ""},
    {"3万05", "3万05", "30005", ""},
    {"3万零5", "3万零5", "30005", ""},
    {"3万5.0", "3万5.0", "30005", ""},
    {"3万5百", "3万5百", "30500", ""},
    {"25万6千", "25万6千", "256000", ""},
    {"21万7,917次", "21万7,917", "217917", ""},
    {"67亿3,280万3千元", "67亿3,280万3千", "6732803000", ""},
    {"2亿3000万", "2亿3000万", "230000000", ""},
    {"1.5万亿", "1.5万亿", "1500000000000", ""},
    /* positional digits */
    {"〇", "〇", "0", ""},
    {"二〇二四", "二〇二四", "2024", ""},
    {"壹贰叁", "壹贰叁", "123", ""},
    {"一二三四", "一二三四", "1234", ""},
    /* digits with powers */
    {"十", "十", "10", ""},
    {"十五", "十五", "15", ""},
    {"二十", "二十", "20", ""},
    {"廿", "廿", "20", ""},
    {"廿三", "廿三", "23", ""},
    {"卅", "卅", "30", ""},
    {"卅一", "卅一", "31", ""},
    {"一百零五", "一百零五", "105", ""},
    {"一百五", "一百五", "150", ""},
    {"一千零五十", "一千零五十", "1050", ""},
    {"一千瓦", "一千", "1000", ""},
    {"两万三", "两万三", "23000", ""},
    {"三万零五", "三万零五", "30005", ""},
    {"一万零十二", "一万零十二", "10012", ""},
    {"一万五千亿", "一万五千亿", "1500000000000", ""},
    {"二十万亿", "二十万亿", "20000000000000", ""},
    {"三十万多亿", "三十万多亿", "30000000000000", ""},
    {"十三亿五千万", "十三亿五千万", "1350000000", ""},
    {"一亿零三", "一亿零三", "100000003", ""},
    {"百", "百", "100", ""},
    {"千亿", "千亿", "100000000000", ""},
    {"万", "万", "10000", ""},
    /* decimals */
    {"二十点六", "二十点六", "20.6", ""},
    {"两百点五", "两百点五", "200.5", ""},
    {"两百点两", "两百点两", "200.2", ""},
    {"三点一四", "三点一四", "3.14", ""},
    {"三点五亿", "三点五亿", "350000000", ""},
    {"三点", "三", "3", ""},
    {"两千三点一", "两千三点一", "2300.1", ""},
    {"一百零一点五", "一百零一点五", "101.5", ""},
    /* where another number begins */
    {"八百一千", "八百", "800", ""},
    {"二十九千", "二十", "20", ""},
    {"九十九九千", "九十九", "99", ""},
    {"两千三千万", "两千", "2000", ""},
    {"三万四万", "三万", "30000", ""},
    {"二十三五七", "二十三五", "23", "25"},
    {"一百二六", "一百二", "120", ""},
    {"3百5百", "", "", ""},
    {"3万4万", "", "", ""},
    /* ranges */
    {"七八", "七八", "7", "8"},
    {"七八十", "七八十", "70", "80"},
    {"三五", "三五", "3", "5"},
    {"三五百", "三五百", "300", "500"},
    {"十七八", "十七八", "17", "18"},
    {"两三万", "两三万", "20000", "30000"},
    {"三四百万", "三四百万", "3000000", "4000000"},
    {"二四", "二四", "24", ""},
    {"九十", "九十", "90", ""},
    /* more and few */
    {"三百多", "三百多", "300", ""},
    {"十几", "十几", "10", ""},
    {"几十", "几十", "10", ""},
    {"数十", "数十", "10", ""},
    {"数百万", "数百万", "1000000", ""},
    {"百余", "百余", "100", ""},
    {"一百零几万", "一百零几万", "1000000", ""},
    {"零十", "零十", "10", ""},
    {"零几", "零", "0", ""},
    {"上百", "", "", ""},
    {"多", "", "", ""},
    {"几", "", "", ""},
    {"点", "", "", ""},
    {"半", "", "", ""},
    {"第七", "", "", ""},
    {"a", "", "", ""},
    {"", "", "", ""},
    /* what is too large or has no value */
    {"999999999999999999999999999999999999", "999999999999999999999999999999999999",
     "999999999999999999999999999999999999", ""},
    {"1000000000000000000000000000000000000", "", "", ""},
    {"1兆兆兆", "", "", ""},
    {"3空", "", "", ""},
};

static void reads(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct numeral n;
        struct sv text = sv_of(cases[i].text);
        bool read = numeral_read(&numerals, text, 0, &n);
        struct sv taken = {text.p, read ? n.length : 0};
        if (!sv_is(taken, cases[i].taken) || (read && strcmp(n.value, cases[i].value) != 0) ||
            (read && strcmp(n.value_max, cases[i].max) != 0))
            fail_msg("%s: %.*s is %s to %s", cases[i].text, (int)taken.n, taken.p, n.value,
                     n.value_max);
    }
}

/* White space: nowhere; between ASCII digits and what multiplies them; everywhere. */
static void bridges_gaps(void **state) {
    (void)state;
    static const struct {
        const char *text, *none, *digits, *all;
    } gaps[] = {
        {"50 亿", "50", "50 亿", "50 亿"},
        {"7 万5 千4 百", "7", "7 万5 千4 百", "7 万5 千4 百"},
        {"500 余万", "500", "500 余万", "500 余万"},
        {"3   亿", "3", "3   亿", "3   亿"},
        {"3      亿", "3", "3", "3"},
        {"2024 百", "2024", "2024", "2024 百"},
        {"三 十", "三", "三", "三 十"},
        {"一百 五 十 二", "一百", "一百", "一百 五 十 二"},
        {"3 4", "3", "3", "3"},
        {"3 ", "3", "3", "3"},
        {"五 个", "五", "五", "五"},
        {"六 点 五", "六", "六", "六 点 五"},
        {"三点五 六点七", "三点五", "三点五", "三点五"},
        {"十几 亿", "十几", "十几", "十几 亿"},
        {"7万 5千 4百", "7万", "7万", "7万 5千 4百"},
        {"3万 5000", "3万", "3万", "3万"},
        {"八百 一千", "八百", "八百", "八百"},
    };
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        for (int g = GAPS_NONE; g <= GAPS_ALL; g++) {
            struct numeral n;
            struct numerals with = numerals;
            struct sv text = sv_of(gaps[i].text);
            const char *want = g == GAPS_NONE     ? gaps[i].none
                               : g == GAPS_DIGITS ? gaps[i].digits
                                                  : gaps[i].all;
            with.gaps = (enum gaps)g;
            assert_true(numeral_read(&with, text, 0, &n));
            if (n.length != strlen(want))
                fail_msg("%s: %.*s, not %s", text.p, (int)n.length, text.p, want);
        }
}

/* What is refused is refused to its end, so that no part of it is a numeral. */
static void refuses_all_of_it(void **state) {
    (void)state;
    struct str s = {0};
    struct numeral n;
    for (int i = 0; i < 50; i++)
        str_c(&s, "九");
    str_c(&s, "万.5元");
    assert_false(numeral_read(&numerals, str_view(&s), 0, &n));
    assert_int_equal(n.length, s.n - strlen("元"));
    assert_false(numeral_read(&numerals, SV("1.2.3百元"), 0, &n));
    assert_int_equal(n.length, strlen("1.2.3百"));
    str_release(&s);
}

static void tells_what_it_is_like(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_more, is_few, is_arabic, is_bare, has_power, is_digits;
        double groups;
    } tellings[] = {
        {"1,300多万", true, false, true, false, true, false, 1e4},
        {"三百多", true, false, false, false, true, false, 1},
        {"数十", false, true, false, false, true, false, 1},
        {"十几", true, false, false, true, true, false, 1},
        {"百万", false, false, false, true, true, false, 1e4},
        {"二〇二四", false, false, false, false, false, true, 1},
        {"5万亿", false, false, true, false, true, false, 1e12},
        {"5万3", false, false, true, false, true, false, 1},
        {"七八", false, false, false, false, false, false, 1},
    };
    for (size_t i = 0; i < sizeof tellings / sizeof *tellings; i++) {
        struct numeral n;
        assert_true(numeral_read(&numerals, sv_of(tellings[i].text), 0, &n));
        if (n.is_more != tellings[i].is_more || n.is_few != tellings[i].is_few ||
            n.is_arabic != tellings[i].is_arabic || n.is_bare != tellings[i].is_bare ||
            n.has_power != tellings[i].has_power || n.is_digits != tellings[i].is_digits ||
            n.groups < tellings[i].groups || n.groups > tellings[i].groups)
            fail_msg("%s: %d%d%d%d%d%d %g", tellings[i].text, n.is_more, n.is_few, n.is_arabic,
                     n.is_bare, n.has_power, n.is_digits, n.groups);
    }
}

/* Long runs end, whatever they are made of, and nothing is written past a buffer. */
static void long_ones_end(void **state) {
    (void)state;
    static const char *const signs_of[] = {"1",  "0",   "一",     "零",   "十",   "万",
                                           "亿", "1万", "1,000,", "点",   "一点", "多",
                                           "几", "1.",  "0.0",    "十几", "廿"};
    for (size_t i = 0; i < sizeof signs_of / sizeof *signs_of; i++)
        for (unsigned lead = 0; lead < 2; lead++) {
            struct str s = {0};
            struct numeral n;
            if (lead) str_c(&s, "0.");
            for (int k = 0; k < 10000; k++)
                str_c(&s, signs_of[i]);
            str_c(&s, "1");
            for (size_t at = 0; at < 200; at += utf8_width((unsigned char)s.p[at]))
                if (numeral_read(&numerals, str_view(&s), at, &n))
                    assert_true(strlen(n.value) < 80);
            str_release(&s);
        }
}

/* Every numeral of up to four signs is read without a fault, and its value is plain decimal. */
static void short_ones_are_plain(void **state) {
    (void)state;
    static const char *const some[] = {"3",  "0",  "1,000", "2.5", "〇", "三", "四", "俩", "廿",
                                       "十", "百", "万",    "亿",  "点", "多", "几", "半"};
    enum { SOME = sizeof some / sizeof *some };
    struct str s = {0};
    for (unsigned k = 0; k < SOME * SOME * SOME * SOME; k++) {
        struct numeral n;
        str_clear(&s);
        for (unsigned rest = k, i = 0; i < 4; i++, rest /= SOME)
            str_c(&s, some[rest % SOME]);
        if (!numeral_read(&numerals, str_view(&s), 0, &n)) continue;
        assert_true(n.length > 0 && n.length <= s.n);
        assert_int_equal(strspn(n.value, "0123456789."), strlen(n.value));
        assert_true(n.value[0] != '.' && n.value[strlen(n.value) - 1] != '.');
        assert_true(n.value[0] != '0' || n.value[1] == '.' || !n.value[1]);
    }
    str_release(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(bridges_gaps),
        cmocka_unit_test(refuses_all_of_it),
        cmocka_unit_test(tells_what_it_is_like),
        cmocka_unit_test(long_ones_end),
        cmocka_unit_test(short_ones_are_plain),
    };
    return cmocka_run_group_tests(tests, make, clean);
}
