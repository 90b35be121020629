/* json: what is read, what is refused, and that writing and reading agree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "json.h"
#include "utf8.h"

static void accepts_any_valid_json(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{}",
        " { } ",
        "{\"a\":1}",
        "{\"a\" : [ ] , \"b\":{\"c\":null}}\r\n",
        "{\"a\":-0.5e+10,\"b\":true,\"c\":false}",
        "{\"\":\"\"}",
        "{\"a\":[1,[2,[3,{\"b\":\"]}\\\"\"}]]]}",
        "{\"\\u0061\":1}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena a = {0};
        struct json_object o;
        struct err e = {0};
        assert_int_equal(json_object(&o, sv_of(texts[i]), &a, &e), 0);
        arena_release(&a);
    }
}

static void says_where_it_is_invalid(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool valid;
        size_t at;
    } cases[] = {
        {" [1, {\"a\": null}] \n", true, 19},
        {"", false, 0},
        {"[1, ]", false, 4},
        {"{\"a\" 1}", false, 6},
        {"[] []", false, 3},
        {"{\"a\": \"\xFF\"}", false, 7},
        {"[1", false, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t at;
        assert_int_equal(json_valid(sv_of(cases[i].text), &at), cases[i].valid);
        assert_int_equal(at, cases[i].at);
    }
}

static void refuses_what_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "[]",
        "1",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1}x",
        "{\"a\":1}{}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":tru}",
        "{\"a\":NaN}",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12G4\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\x01\"}",
        "{\"a\":\"\xFF\"}",
        "{\"a\":\"\xED\xA0\x80\"}",
        "{\"a\":[1,]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{\"a\":[}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena a = {0};
        struct json_object o;
        struct err e = {0};
        if (json_object(&o, sv_of(texts[i]), &a, &e) == 0) fail_msg("accepted: %s", texts[i]);
        assert_true(e.text[0] != '\0');
        arena_release(&a);
    }
}

static void bounds_depth(void **state) {
    (void)state;
    static const struct { int depth, result; } cases[] = {{60, 0}, {66, -1}, {100000, -1}};
    for (size_t i = 0; i < 3; i++) {
        struct arena a = {0};
        struct json_object o;
        struct err e = {0};
        struct str s = {0};
        str_c(&s, "{\"a\":");
        for (int k = 0; k < cases[i].depth; k++)
            str_byte(&s, '[');
        for (int k = 0; k < cases[i].depth; k++)
            str_byte(&s, ']');
        str_byte(&s, '}');
        assert_int_equal(json_object(&o, str_view(&s), &a, &e), cases[i].result);
        str_release(&s);
        arena_release(&a);
    }
}

static void finds_members_in_any_order(void **state) {
    (void)state;
    struct arena a = {0};
    struct json_object o;
    struct err e = {0};
    assert_int_equal(json_object(&o, SV("{ \"b\" : [1, 2] ,\"\\u0061\":\"x\"}"), &a, &e), 0);
    assert_int_equal(o.n, 2);
    assert_true(sv_is(json_get(&o, "b"), "[1, 2]"));
    assert_true(sv_is(json_get(&o, "a"), "\"x\""));
    assert_null(json_get(&o, "c").p);
    arena_release(&a);
}

static void decodes_strings(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        struct sv text;
    } cases[] = {
        {"\"\"", {"", 0}},
        {"\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"", {"a\n\t\"\\/\b\f\r", 9}},
        {"\"\\u4e00\\u4E00\"", {"\xE4\xB8\x80\xE4\xB8\x80", 6}},
        {"\"\\ud842\\udfb7\"", {"\xF0\xA0\xAE\xB7", 4}},
        {"\"\\ud842\"", {"\xEF\xBF\xBD", 3}},
        {"\"\\udfb7x\"", {"\xEF\xBF\xBDx", 4}},
        {"\"\\ud842\\u0041\"",
         {"\xEF\xBF\xBD"
          "A",
          4}},
        {"\"\\u0000\"", {"\0", 1}},
        {"\"\xE4\xB8\x80\"", {"\xE4\xB8\x80", 3}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct sv text;
        assert_int_equal(json_string(sv_of(cases[i].raw), &text, &a, &e), 0);
        assert_int_equal(text.n, cases[i].text.n);
        assert_memory_equal(text.p, cases[i].text.p, text.n);
        arena_release(&a);
    }
}

static void writes_what_it_reads(void **state) {
    (void)state;
    struct str text = {0}, raw = {0};
    struct arena a = {0};
    struct err e = {0};
    struct sv back;
    for (uint32_t c = 0; c < 0x300; c++)
        utf8_put(&text, c);
    for (uint32_t c = 0x10FFF0; c <= 0x10FFFF; c++)
        utf8_put(&text, c);
    json_put(&raw, str_view(&text));
    assert_int_equal(utf8_valid(str_view(&raw)), raw.n);
    for (size_t i = 0; i < raw.n; i++)
        assert_true((unsigned char)raw.p[i] >= 0x20);
    assert_int_equal(json_string(str_view(&raw), &back, &a, &e), 0);
    assert_true(sv_eq(back, str_view(&text)));
    str_release(&text);
    str_release(&raw);
    arena_release(&a);
}

static void writes_objects(void **state) {
    (void)state;
    struct str s = {0};
    str_byte(&s, '{');
    json_put_str(&s, "a", SV("x\"y"));
    json_put_int(&s, "b", -12);
    json_key(&s, "c");
    str_c(&s, "[]}");
    assert_string_equal(s.p, "{\"a\":\"x\\\"y\",\"b\":-12,\"c\":[]}");
    str_release(&s);
}

static void steps_through_arrays(void **state) {
    (void)state;
    struct json_array at;
    struct err e = {0};
    struct sv item;
    int64_t v, sum = 0;
    assert_int_equal(json_array(&at, SV("[ 1, \"a,]\" ,[2,3], {\"b\":[4]}]"), &e), 0);
    static const char *const items[] = {"1", "\"a,]\"", "[2,3]", "{\"b\":[4]}"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(json_next(&at, &item));
        assert_true(sv_is(item, items[i]));
    }
    assert_false(json_next(&at, &item));
    assert_int_equal(json_array(&at, SV("[10, -20,300]"), &e), 0);
    while (json_next_int(&at, &v))
        sum = sum * 7 + v;
    assert_int_equal(sum, 10 * 49 - 20 * 7 + 300);
    assert_int_equal(json_array(&at, SV("[]"), &e), 0);
    assert_false(json_next_int(&at, &v));
    assert_int_equal(json_array(&at, SV("{}"), &e), -1);
}

static void reads_numbers(void **state) {
    (void)state;
    struct err e = {0};
    int64_t v;
    assert_int_equal(json_int(SV("-42"), &v, &e), 0);
    assert_int_equal(v, -42);
    assert_int_equal(json_int(SV("999999999999999999"), &v, &e), 0);
    assert_true(v == 999999999999999999);
    assert_int_equal(json_int(SV("9223372036854775808"), &v, &e), -1);
    assert_int_equal(json_int(SV("\"1\""), &v, &e), -1);
    assert_int_equal(json_int(SV("1.5"), &v, &e), -1);
    assert_true(json_bool(SV("true"), false));
    assert_false(json_bool(SV("false"), true));
    assert_true(json_bool((struct sv){NULL, 0}, true));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_any_valid_json),     cmocka_unit_test(says_where_it_is_invalid),
        cmocka_unit_test(refuses_what_is_none),       cmocka_unit_test(bounds_depth),
        cmocka_unit_test(finds_members_in_any_order), cmocka_unit_test(decodes_strings),
        cmocka_unit_test(writes_what_it_reads),       cmocka_unit_test(writes_objects),
        cmocka_unit_test(steps_through_arrays),       cmocka_unit_test(reads_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
