/* stream: documents come through whole, and what is not whole is refused. */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

/* A file that holds text and nobody sees. */
static int file_of(const char *text, size_t n) {
    char name[] = "/tmp/tiyao-stream.XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    assert_int_equal(write(fd, text, n), (ssize_t)n);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Reads all documents; the result of the last in_next. */
static int read_all(const char *text, size_t *documents, struct err *e) {
    int fd = file_of(text, strlen(text)), got;
    struct in *i = in_open(fd, "test");
    struct document d;
    *documents = 0;
    while ((got = in_next(i, &d, e)) > 0)
        ++*documents;
    in_close(i);
    close(fd);
    return got;
}

#define DOC(id) "{\"record\":\"document\",\"doc_id\":\"" id "\"}\n"
#define END(id) "{\"record\":\"end\",\"doc_id\":\"" id "\"}\n"
#define COMPLETE(d, r) "{\"record\":\"complete\",\"documents\":" #d ",\"records\":" #r "}\n"

static void reads_what_is_whole(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t documents;
    } cases[] = {
        {COMPLETE(0, 0), 0},
        {DOC("a") END("a") COMPLETE(1, 2), 1},
        {DOC("a") "{\"record\":\"x\",\"y\":[1]}\n" END("a") DOC("b") END("b") COMPLETE(2, 5), 2},
        {"{\"doc_id\":\"a\", \"record\":\"document\"}\n" END("a") COMPLETE(1, 2), 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t documents;
        struct err e = {0};
        int got = read_all(cases[i].text, &documents, &e);
        if (got != 0) fail_msg("case %zu: %s: %s", i, e.place, e.text);
        assert_int_equal(documents, cases[i].documents);
    }
}

static void refuses_what_is_not(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "\n",
        DOC("a"),
        DOC("a") END("a"),
        DOC("a") COMPLETE(1, 1),
        DOC("a") END("b") COMPLETE(1, 2),
        DOC("a") END("a") COMPLETE(2, 2),
        DOC("a") END("a") COMPLETE(1, 3),
        DOC("a") END("a") "{\"record\":\"complete\",\"documents\":1,\"reco",
        DOC("a") "not json\n" END("a") COMPLETE(1, 3),
        DOC("a") "{\"no\":\"record\"}\n" END("a") COMPLETE(1, 3),
        "{\"record\":\"x\"}\n" COMPLETE(0, 1),
        COMPLETE(0, 0) "x\n",
        COMPLETE(0, 0) DOC("a") END("a"),
        DOC("a") DOC("b") END("b") END("a") COMPLETE(1, 4),
        "{\"record\":\"document\"}\n" END("a") COMPLETE(1, 2),
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t documents;
        struct err e = {0};
        if (read_all(texts[i], &documents, &e) != -1)
            fail_msg("accepted case %zu: %s", i, texts[i]);
        assert_int_equal(e.status, STATUS_INPUT);
        assert_true(e.text[0] != '\0');
    }
}

/* Lines longer than any buffer, many documents, views that point into them. */
static void reads_long_lines(void **state) {
    (void)state;
    struct str s = {0};
    for (size_t i = 0; i < 50; i++) {
        str_printf(
            &s,
            "{\"record\":\"document\",\"doc_id\":\"d%zu\"}\n{\"record\":\"decoded\",\"text\":\"",
            i);
        for (size_t k = 0; k < i * 9973; k++)
            str_byte(&s, (char)('a' + k % 26));
        str_printf(&s, "\"}\n{\"record\":\"end\",\"doc_id\":\"d%zu\"}\n", i);
    }
    str_c(&s, COMPLETE(50, 150));
    int fd = file_of(s.p, s.n);
    struct in *in = in_open(fd, "test");
    struct document d;
    struct err e = {0};
    for (size_t i = 0; i < 50; i++) {
        struct json_object o;
        struct sv text;
        char id[20];
        assert_int_equal(in_next(in, &d, &e), 1);
        snprintf(id, sizeof id, "d%zu", i);
        assert_true(sv_is(d.doc_id, id));
        assert_int_equal(d.n, 2);
        assert_int_equal(d.records[1].number, 3 * i + 2);
        assert_int_equal(document_object(&d, "decoded", &o, &e), 0);
        assert_int_equal(member_string(&o, "text", &text, d.arena, &e), 0);
        assert_int_equal(text.n, i * 9973);
        assert_int_equal(member_string(&o, "none", &text, d.arena, &e), -1);
        assert_int_equal(document_object(&d, "normalized", &o, &e), -1);
    }
    assert_int_equal(in_next(in, &d, &e), 0);
    in_close(in);
    close(fd);
    str_release(&s);
}

static void writes_what_it_reads(void **state) {
    (void)state;
    int fd = file_of("", 0), copy = dup(fd);
    struct out o;
    struct err e = {0};
    out_init(&o, fd, "test");
    for (int i = 0; i < 1000; i++) {
        json_put_str(out_line(&o, "document"), "doc_id", SV("a\nb"));
        assert_int_equal(out_end_line(&o, &e), 0);
        assert_int_equal(out_copy(&o, SV("{\"record\":\"x\"}"), &e), 0);
        assert_int_equal(out_end_document(&o, SV("a\nb"), &e), 0);
    }
    assert_int_equal(out_complete(&o, &e), 0);
    out_release(&o);
    lseek(copy, 0, SEEK_SET);
    struct in *in = in_open(copy, "test");
    struct document d;
    int documents = 0, got;
    while ((got = in_next(in, &d, &e)) > 0) {
        assert_true(sv_is(d.doc_id, "a\nb"));
        assert_true(sv_is(d.records[1].line, "{\"record\":\"x\"}"));
        documents++;
    }
    assert_int_equal(got, 0);
    assert_int_equal(documents, 1000);
    in_close(in);
    close(copy);
}

static void sees_that_writing_fails(void **state) {
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full) skip();
    struct out o;
    struct err e = {0};
    out_init(&o, dup(fileno(full)), "test");
    assert_int_equal(out_complete(&o, &e), -1);
    assert_int_equal(e.status, STATUS_SYSTEM);
    close(o.fd);
    out_release(&o);
    fclose(full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_whole),     cmocka_unit_test(refuses_what_is_not),
        cmocka_unit_test(reads_long_lines),        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(sees_that_writing_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
