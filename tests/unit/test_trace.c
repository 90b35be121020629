/* trace: what became of every match and attempt, and that watching changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "scratch.h"
#include "syntax.h"
#include "trace.h"

struct bench {
    struct pack pack;
    struct engine *engine;
    struct arena arena;
    struct str said, found;
};

/* A pack of the rules given, with a list l of a, ab and bbbb and numerals of ASCII digits. */
static void open_bench(struct bench *b, const char *rules) {
    const char *folders[] = {scratch};
    struct err e;
    struct str s = {0};
    *b = (struct bench){0};
    str_printf(
        &s,
        "define: {l: {list: l.txt}, d: {regex: '%%{l}|q', uses: l}, n: {list: n.txt, fields: "
        "[role, value]}}\nnumeral: [{kind: num, list: n}]\n%s",
        rules);
    if (!strstr(rules, "%{d}")) str_c(&s, "  - {id: zz, kind: zz, match: 'Z%{d}'}\n");
    scratch_write("pack.yaml", SV("files: [r.yaml]\n"));
    scratch_write("l.txt", SV("a\nab\nbbbb\n"));
    scratch_write("n.txt", SV("N\tdigit\t1\n"));
    scratch_write("r.yaml", str_view(&s));
    assert_int_equal(pack_read(&b->pack, folders, 1, &e), 0);
    b->engine = engine_new(&b->pack, true);
    str_release(&s);
}

static void close_bench(struct bench *b) {
    engine_free(b->engine);
    pack_release(&b->pack);
    arena_release(&b->arena);
    str_release(&b->said);
    str_release(&b->found);
}

static const char *const whats[] = {"stands",  "lost",   "twin", "skipped", "spent",
                                    "refused", "failed", "cut",  "absent"};
static const char *const steps[] = {"phase", "priority", "score", "length",
                                    "start", "id",       "fields"};
static const char *const reasons[] = {"before",  "not_before", "where", "span",
                                      "outside", "inside",     "score", "value"};

static void put_piece(struct str *s, const struct trace_piece *p) {
    static const char *const parts[] = {"", "after:", "not_after:"};
    str_printf(s, " %s%s`%.*s`", p->denies ? "no " : "", parts[p->part], (int)p->piece->source.n,
               p->piece->source.p);
    for (size_t i = 0; i < p->n_within; i++)
        str_printf(s, "/%.*s", (int)p->within[i]->source.n, p->within[i]->source.p);
}

static void put_reason(struct str *s, const struct trace_event *event) {
    str_printf(s, " %s", event->excepts ? "unless" : reasons[event->reason]);
    if (event->condition) str_printf(s, ":%s", event->condition->key);
    if (event->reason == REASON_SCORE)
        str_printf(s, " %g=%g+%g", event->score, event->shares[0], event->shares[1]);
    if (event->reason == REASON_VALUE) str_printf(s, " %s", event->converter);
    if (event->text.n > 0) str_printf(s, " %.*s", (int)event->text.n, event->text.p);
}

static void put_event(struct str *s, const struct trace_event *event) {
    str_printf(s, "%s %s", whats[event->what], event->rule->id.p);
    if (event->rule->n_alternatives > 1) str_printf(s, "/%zu", event->alternative);
    str_printf(s, " %zu-%zu", event->start, event->end);
    if (event->match_start != event->start || event->match_end != event->end)
        str_printf(s, " of %zu-%zu", event->match_start, event->match_end);
    for (size_t i = 0; i < event->n_parts; i++) {
        put_piece(s, &event->parts[i].piece);
        str_printf(s, "=%zu-%zu", event->parts[i].start, event->parts[i].end);
        if (event->parts[i].mention)
            str_printf(s, "@%s",
                       event->parts[i].mention->rule ? event->parts[i].mention->rule->id.p
                                                     : "numeral");
    }
    if (event->other)
        str_printf(s, " to %s %zu-%zu", event->other->rule ? event->other->rule->id.p : "numeral",
                   event->other->start, event->other->end);
    if (event->what == TRACE_LOST) str_printf(s, " by %s", steps[event->step]);
    if (event->what == TRACE_REFUSED) put_reason(s, event);
    if (event->what == TRACE_FAILED) str_printf(s, " at %zu:", event->failed_at);
    for (size_t i = 0; i < event->n_pieces; i++)
        put_piece(s, &event->pieces[i]);
    if (event->unpreceded) str_c(s, " unpreceded");
    str_byte(s, ';');
}

/* Runs over a text that is one sentence, block and quotation; with events that touch from to to. */
static const char *run(struct bench *b, const char *text, const struct trace_want *w) {
    struct stretch all = {0, strlen(text)};
    struct stretches one = {&all, 1};
    struct sv kind = SV("paragraph");
    struct layout l = {sv_of(text), one, one, one, &kind};
    struct found f;
    size_t n;
    engine_trace(b->engine, w);
    engine_run(b->engine, &l, &b->arena, &f);
    str_clear(&b->said);
    str_clear(&b->found);
    const struct trace_event *events = engine_traced(b->engine, &n);
    for (size_t i = 0; i < n; i++)
        put_event(&b->said, &events[i]);
    str_c(&b->found, ".");
    for (size_t i = 0; i < f.n_mentions; i++)
        str_printf(&b->found, "%s %zu-%zu;", f.mentions[i].rule->id.p, f.mentions[i].start,
                   f.mentions[i].end);
    for (size_t i = 0; i < f.n_limits; i++)
        str_printf(&b->found, "limit %s %zu %llu;", f.limits[i].rule->id.p, f.limits[i].at,
                   (unsigned long long)f.limits[i].steps);
    return b->said.n > 0 ? b->said.p : "";
}

#define RULES(text) "rules:\n" text
#define RULE(text) "  - {" text "}\n"

static void says_what_became_of_it(void **state) {
    (void)state;
    static const struct {
        const char *rules, *text, *events;
    } cases[] = {
        {RULES(RULE("id: r, kind: k, match: 'x%{d}'")), "xabxq",
         "stands r 0-3 `%{l}`/%{d}=1-3;stands r 3-5;"},
        {RULES(RULE("id: a, kind: m, match: 'xy'")
                   RULE("id: r, kind: k, phase: 1, match: '%{@m}%{@num}'")),
         "xy12", "stands a 0-2;stands r 0-4 `%{@m}`=0-2@a `%{@num}`=2-4@numeral;"},
        /* lost, step by step */
        {RULES(RULE("id: a, kind: k, match: xy") RULE("id: b, kind: k, phase: 1, match: xyz")),
         "xyz", "stands a 0-2;lost b 0-3 to a 0-2 by phase;"},
        {RULES(RULE("id: a, kind: k, match: xy") RULE("id: b, kind: k, priority: 1, match: yz")),
         "xyz", "lost a 0-2 to b 1-3 by priority;stands b 1-3;"},
        {RULES(RULE("id: a, kind: k, score: '1', match: xyz")
                   RULE("id: b, kind: k, score: '2', match: yz")),
         "xyz", "lost a 0-3 to b 1-3 by score;stands b 1-3;"},
        {RULES(RULE("id: a, kind: k, match: yz") RULE("id: b, kind: k, match: xyz")), "xyz",
         "lost a 1-3 to b 0-3 by length;stands b 0-3;"},
        {RULES(RULE("id: a, kind: k, match: yz") RULE("id: b, kind: k, match: xy")), "xyz",
         "lost a 1-3 to b 0-2 by start;stands b 0-2;"},
        {RULES(RULE("id: b, kind: k, match: xy") RULE("id: a, kind: k, match: x.")), "xyz",
         "stands a 0-2;lost b 0-2 to a 0-2 by id;"},
        {RULES(RULE("id: a, kind: k, match: ['x(?<n>y)', '(?<n>x)y'], value: {n: $n}")), "xy",
         "lost a/0 0-2 to a 0-2 by fields;stands a/1 0-2;"},
        {"kinds: {k: {overlap: true}}\n" RULES(RULE("id: a, kind: k, match: [xy, x.]")), "xy",
         "stands a/0 0-2;twin a/1 0-2 to a 0-2;"},
        /* passed over */
        {RULES(RULE("id: r, kind: k, match: 'x[xy]'")), "xxy",
         "stands r 0-2;skipped r 1-3 to r 0-2;"},
        {RULES(RULE("id: r, kind: k, nearest: true, match: '.{1,2}y'")), "zxy",
         "skipped r 0-3 to r 1-3;stands r 1-3;"},
        {RULES(RULE("id: r, kind: k, match: '(?:x|w)+y', budget: {stop: 5}")), "xxxxxxxxy.xy",
         "spent r 0-9;spent r 1-9;spent r 2-9;spent r 3-9;spent r 4-9;spent r 5-9;spent r 6-9;"
         "spent r 7-9;spent r 10-12;"},
        /* refused */
        {RULES(RULE("id: r, kind: k, match: x, before: '%{l}'")), "abx xx",
         "stands r 2-3;refused r 4-5 before;refused r 5-6 before;"},
        {RULES(RULE("id: r, kind: k, match: x, not_before: 'b|%{@num}'")), "bx1xx",
         "refused r 1-2 not_before;refused r 3-4 not_before;stands r 4-5;"},
        {RULES(RULE("id: r, kind: k, match: '(?<n>x.)(?<m>z)?', where: [{group: n, not_in: l}, "
                    "{group: m, length: [2, 3]}, {group: n, not_matches: 'y'}]")),
         "xxzxy", "stands r 0-2;skipped r 1-3 to r 0-2;refused r 3-5 where:not_matches xy;"},
        {RULES(RULE("id: r, kind: k, match: '(?<n>.b)', unless: [{group: n, in: l}]")), "abxb",
         "refused r 0-2 unless:in ab;stands r 2-4;"},
        {RULES(RULE("id: r, kind: k, match: 'x(?<n>y)?', span: n")), "xxy",
         "refused r 0-1 span;stands r 2-3 of 1-3;"},
        {RULES(RULE("id: a, kind: m, match: xyz") RULE(
             "id: r, kind: k, phase: 1, match: y, outside: m") RULE("id: s, kind: s, phase: 1, "
                                                                    "match: x, inside: m")),
         "xyz x", "stands a 0-3;refused r 1-2 to a 0-3 outside;stands s 0-1;refused s 4-5 inside;"},
        {RULES(RULE("id: r, kind: k, match: '(?<n>x)?y', score: ['if($n, 3)', '-1'], at_least: 1")),
         "yxy", "refused r 0-1 score -1=0+-1;stands r 1-3;refused r 2-3 score -1=0+-1;"},
        {RULES(RULE("id: r, kind: k, match: '(?<d>[0-9]+)m', value: {d: 'date(,$d)'}")), "13m",
         "refused r 0-3 value date , 13;skipped r 1-3;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench b;
        struct trace_want all = {0, 100, NULL, false};
        open_bench(&b, cases[i].rules);
        const char *events = run(&b, cases[i].text, &all);
        if (strcmp(events, cases[i].events) != 0)
            fail_msg("%s in %s: %s", cases[i].rules, cases[i].text, events);
        close_bench(&b);
    }
}

static void says_what_failed(void **state) {
    (void)state;
    static const struct {
        const char *rules, *text, *events;
    } cases[] = {
        {RULES(RULE("id: r, kind: k, match: 'xyz'")), "xyw", ""}, /* its anchor is not there */
        {RULES(RULE("id: r, kind: k, match: 'x%{d}z'")), "xabz xz",
         "stands r 0-4 `%{l}`/%{d}=1-3;failed r 5-6 at 6: `%{l}`/%{d} `q`/%{d};"},
        {RULES(RULE("id: r, kind: k, match: 'x[0-9]{2,3}%{@num}?y'")), "x12z",
         "failed r 0-3 at 3: `%{@num}?` `y`;"},
        /* where the furthest way ends, not the last one */
        {RULES(RULE("id: r, kind: k, match: 'x(?:yy|y)w'")), "xyyz", "failed r 0-3 at 3: `w`;"},
        /* looks around are pieces; what is in them when they are the last */
        {RULES(RULE("id: r, kind: k, match: 'x(?=yz)'")), "xyw", "failed r 0-1 at 1: `yz`;"},
        {RULES(RULE("id: r, kind: k, match: 'x(?=[a-z]{2})y[0-9]'")), "xyz",
         "failed r 0-2 at 2: `[0-9]`;"},
        {RULES(RULE("id: r, kind: k, match: 'x(?!y)'")), "xy", "failed r 0-1 at 1: no `(?!y)`;"},
        {RULES(RULE("id: r, kind: k, match: 'wx(?<!wx)'")), "wx",
         "failed r 0-2 at 2: no `(?<!wx)`;"},
        {RULES(RULE("id: r, kind: k, match: x, after: 'y%{d}'")), "xyw",
         "failed r 0-1 at 2: after:`%{l}`/%{d} after:`q`/%{d};"},
        {RULES(RULE("id: r, kind: k, match: x, not_after: 'y|z'")), "xz",
         "failed r 0-1 at 1: no not_after:`y|z`;"},
        {RULES(RULE("id: r, kind: k, match: '(?:x|(?:xy)+)z', not_before: w")), "wxyxyw",
         "failed r 1-5 at 5: `xy` `z` unpreceded;failed r 3-5 at 5: `xy` `z`;"},
        /* nothing was taken: not near */
        {RULES(RULE("id: r, kind: k, match: '[0-9]x'")), "zx", ""},
        /* a group that repeats so often that more than its pieces could not be watched */
        {RULES(RULE("id: r, kind: k, match: 'x(?:ab|cd|ef|gh|ij|kl|[m-z]y|%{@num}){1,80}!'")),
         "xabcdij?!", "failed r 0-7 at 7: `ab` `cd` `ef` `gh` `ij` `kl` `[m-z]` `%{@num}` `!`;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench b;
        struct trace_want all = {0, 100, NULL, true};
        open_bench(&b, cases[i].rules);
        const char *events = run(&b, cases[i].text, &all);
        if (strcmp(events, cases[i].events) != 0)
            fail_msg("%s in %s: %s", cases[i].rules, cases[i].text, events);
        close_bench(&b);
    }
}

static void watches_a_place_or_a_rule(void **state) {
    (void)state;
    struct bench b;
    open_bench(&b, RULES(RULE("id: r, kind: k, match: [xy, zz]") RULE("id: s, kind: s, match: y")));
    struct trace_want place = {3, 4, NULL, true}, only = {0, 9, b.pack.rules[0], true};
    assert_string_equal(run(&b, "xy xy", &place), "stands r/0 3-5;");
    assert_string_equal(run(&b, "xy xy", &only), "stands r/0 0-2;stands r/0 3-5;absent r/1 0-5;");
    assert_string_equal(run(&b, "", &only), "");
    assert_string_equal(run(&b, "xy", NULL), "");
    assert_string_equal(b.found.p, ".r 0-2;s 1-2;");
    close_bench(&b);
}

/* Whatever is watched, what is found and what it cost are the same. */
static void changes_nothing(void **state) {
    (void)state;
    static const char rules[] = "kinds: {k: {overlap: true}}\n" RULES(
        RULE("id: a, kind: m, match: ['%{d}+', 'x(?=%{@num})']")
            RULE("id: r, kind: k, all: true, phase: 1, match: '%{@m}.{0,3}', before: '^|%{l}', "
                 "not_before: 'y(?=x)'") RULE("id: s, kind: s, match: '(?:[a-z]|x)+!', budget: "
                                              "{stop: 60}"));
    static const char *const texts[] = {"",           "abx1bbbbab",  "aaaaaaaaaaaaaaaaaaaaaaaa!",
                                        "yxab,ab!,q", "xxxxxxx!xx!", "a"};
    struct bench with, without;
    open_bench(&with, rules);
    open_bench(&without, rules);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trace_want all = {0, 100, NULL, true};
        run(&with, texts[i], &all);
        run(&without, texts[i], NULL);
        assert_string_equal(with.found.p, without.found.p);
    }
    close_bench(&with);
    close_bench(&without);
}

/* What takes for ever is given up, each start for itself and all of a rule. */
static void gives_up(void **state) {
    (void)state;
    struct bench b;
    char text[120];
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof text - 2, "y", 2);
    struct trace_want all = {0, 200, NULL, true};
    open_bench(&b,
               RULES(RULE("id: r, kind: k, match: '(?:x?x?)+[yx]{300}z?|y!', budget: {stop: 9}")));
    assert_non_null(strstr(run(&b, text, &all), "cut r 0-0;"));
    close_bench(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_became_of_it),
        cmocka_unit_test(says_what_failed),
        cmocka_unit_test(watches_a_place_or_a_rule),
        cmocka_unit_test(changes_nothing),
        cmocka_unit_test(gives_up),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
