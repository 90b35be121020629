/* coverage: files of parts merge to what one run would have counted; what is no whole file is
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "coverage.h"
#include "scratch.h"

enum { DOCUMENTS = 25, WAYS = 3 };

/* A path with what must be escaped, not in the order of numbers. */
static struct sv path_of(unsigned document) {
    static char path[32];
    snprintf(path, sizeof path, "%02u\t\n\\%u", document * 7 % DOCUMENTS, document);
    return sv_of(path);
}

/* Counts a document: way k matches in those that k + 2 divides and wins in some of them. */
static void add(struct coverage *c, unsigned document) {
    struct coverage_document d = {path_of(document), SV("id\t"), 10 + document,
                                  1000 * (document % 5)};
    for (unsigned k = 0; k < WAYS; k++) {
        struct coverage_way *w = coverage_way(c, sv_of(k ? "r" : "a\tb"), k + (k == 0), k);
        w->kind = SV("k");
        w->use = (enum coverage_use)k;
        for (size_t i = 0; i < COUNTS; i++)
            w->counts[i] += document + i * k;
        struct coverage_document here = d;
        here.nanoseconds = document * (k + 3) % 11;
        coverage_offer_slowest(c, w, &here);
        struct coverage_example x = {d.path,    d.doc_id, SV("l\n"),
                                     SV("t\\"), SV("\r"), k > 0 && document % 4 == 3};
        if (document % (k + 2) == 0) coverage_offer_example(c, w, &x);
    }
    coverage_add_document(c, &d);
}

static char written[512];

static const char *write_part(unsigned part, unsigned parts) {
    struct coverage c = {0};
    struct err e;
    for (unsigned i = 0; i < DOCUMENTS; i++)
        if (i % parts == part) add(&c, DOCUMENTS - 1 - i);
    snprintf(written, sizeof written, "%s/part-%u-of-%u", scratch, part, parts);
    assert_int_equal(coverage_write(&c, written, &e), 0);
    coverage_release(&c);
    return written;
}

static void read_whole(struct str *s, const char *path) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    str_clear(s);
    for (int c; (c = getc(f)) != EOF;)
        str_byte(s, (char)c);
    fclose(f);
}

static void merges(void **state) {
    (void)state;
    struct str one = {0}, other = {0};
    struct err e;
    read_whole(&one, write_part(0, 1));
    assert_true(strstr(one.p, "a\\tb") != NULL);
    for (unsigned parts = 1; parts < 9; parts++) {
        struct coverage c = {0};
        for (unsigned i = 0; i < parts; i++)
            assert_int_equal(coverage_read(&c, write_part(parts - 1 - i, parts), &e), 0);
        assert_int_equal(c.documents, DOCUMENTS);
        snprintf(written, sizeof written, "%s/merged", scratch);
        assert_int_equal(coverage_write(&c, written, &e), 0);
        read_whole(&other, written);
        assert_string_equal(other.p, one.p);
        coverage_release(&c);
    }
    str_release(&one);
    str_release(&other);
}

static void ranks(void **state) {
    (void)state;
    struct coverage c = {0};
    for (unsigned i = 0; i < DOCUMENTS; i++)
        add(&c, i);
    assert_int_equal(c.n_slowest, COVERAGE_SLOWEST);
    for (size_t i = 1; i < c.n_slowest; i++) {
        const struct coverage_document *a = &c.slowest[i - 1], *b = &c.slowest[i];
        assert_true(a->nanoseconds > b->nanoseconds ||
                    (a->nanoseconds == b->nanoseconds && sv_cmp(a->path, b->path) < 0));
    }
    assert_int_equal(c.slowest[0].nanoseconds, 4000);
    assert_true(c.ways[1].example.won);
    assert_false(c.ways[0].example.won);
    coverage_release(&c);
}

/* Whatever is cut off, and one letter changed anywhere in the structure. */
static void refuses(void **state) {
    (void)state;
    struct str whole = {0};
    struct err e;
    read_whole(&whole, write_part(0, 1));
    for (size_t n = 0; n < whole.n; n++) {
        struct coverage c = {0};
        const char *path = scratch_write("cut", (struct sv){whole.p, n});
        assert_int_equal(coverage_read(&c, path, &e), -1);
        assert_int_equal(e.status, STATUS_INPUT);
        assert_string_equal(e.place, path);
        coverage_release(&c);
    }
    static const char *const bad[] = {"",
                                      "\n",
                                      "\n\n\n",
                                      "end\t0\n",
                                      "coverage\t2\t0\t0\t0\nend\t1\n",
                                      "coverage\t1\t0\t0\nend\t1\n",
                                      "coverage\t1\t0\t0\t-1\nend\t1\n",
                                      "coverage\t1\t0\t0\t0\nend\t2\n",
                                      "coverage\t1\t0\t0\t0\nend\t1\n\n",
                                      "coverage\t1\t0\t0\t0\nother\nend\t2\n",
                                      "coverage\t1\t0\t0\t0\ncoverage\t1\t0\t0\t0\nend\t2\n",
                                      "coverage\t1\t0\t0\t0\ndocument\tp\ti\t1\nend\t2\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct coverage c = {0};
        assert_int_equal(coverage_read(&c, scratch_write("bad", sv_of(bad[i])), &e), -1);
        assert_int_equal(e.status, STATUS_INPUT);
        coverage_release(&c);
    }
    struct coverage c = {0};
    const char *good = scratch_write("good", SV("coverage\t1\t0\t0\t0\nend\t1\n"));
    assert_int_equal(coverage_read(&c, good, &e), 0);
    assert_int_equal(coverage_read(&c, scratch, &e), -1);
    assert_int_equal(coverage_read(&c, "no/such", &e), -1);
    assert_non_null(strstr(e.text, "No such file"));
    assert_int_equal(coverage_write(&c, "no/such", &e), -1);
    assert_int_equal(e.status, STATUS_SYSTEM);
    coverage_release(&c);
    str_release(&whole);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges),
        cmocka_unit_test(ranks),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
