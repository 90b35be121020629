/* The engine finds the same with and without its prefilter, and with and without JIT: packs and
 * texts are drawn at random, always the same ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

enum { ROUNDS = 3000, MOST_LINES = 80 };

static uint64_t seed;

static unsigned draw(unsigned n) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(seed >> 33) % n;
}

/* What texts are made of: ASCII, Han, a character beyond the BMP, digits of two scripts. */
static const char *const letters[] = {
    "a", "b", "c", "1", "2", "\xE4\xB8\x80", "\xE4\xBA\x8C", "\xF0\xA0\xAE\xB7", "\xD9\xA1"};
enum { LETTERS = sizeof letters / sizeof *letters };

static const char *letter(void) {
    return letters[draw(draw(3) ? 6 : LETTERS)];
}

static unsigned names; /* of groups in this pack */
static bool may_name, may_refer;

static void put_choices(struct str *s, unsigned depth);

static void put_class(struct str *s) {
    static const char *const ready[] = {"[0-9]",  "[\\d]", "[^a]",       "[]a]",
                                        "[a\\]]", "[^]b]", "[[:alpha:]]"};
    if (draw(3) == 0) {
        str_c(s, ready[draw(sizeof ready / sizeof *ready)]);
        return;
    }
    str_byte(s, '[');
    for (unsigned n = 1 + draw(3); n > 0; n--)
        str_c(s, letter());
    str_byte(s, ']');
}

/* The functions for atoms tell whether it may be repeated. */
static bool put_group(struct str *s, unsigned depth) {
    static const char *const openers[] = {"(?:", "(", "(?>", "(?:", "(?=", "(?!"};
    unsigned which = draw(sizeof openers / sizeof *openers);
    if (may_name && names < 20 && draw(3) == 0)
        str_printf(s, "(?<g%u>", names++);
    else
        str_c(s, openers[which]);
    bool takes = s->p[s->n - 1] == '>' || which < 5; /* (?=...)? is one that may */
    put_choices(s, depth - 1);
    str_byte(s, ')');
    return takes;
}

static bool put_zero_width(struct str *s) {
    static const char *const edges[] = {"^", "$", "\\b"};
    if (draw(2))
        str_printf(s, "(?<%s%s)", draw(2) ? "=" : "!", letter());
    else
        str_c(s, edges[draw(3)]);
    return false;
}

static void put_reference(struct str *s) {
    static const char *const lists[] = {"%{l0}", "%{l1}", "%{l2}", "%{d0}",
                                        "%{d1}", "%{@k}", "%{@o}"};
    str_c(s, lists[draw(may_refer ? 7 : 5)]);
}

static bool put_atom(struct str *s, unsigned depth) {
    static const char *const others[] = {".",     "\\d", "\\D",      "\\.",
                                         "\\x61", "\\s", "\\p{Han}", "\\N{U+62}"};
    unsigned which = draw(depth > 0 ? 16 : 12);
    if (which >= 12) return put_group(s, depth);
    if (which == 7) return put_zero_width(s);
    if (which < 3)
        put_class(s);
    else if (which < 5)
        str_c(s, others[draw(sizeof others / sizeof *others)]);
    else if (which < 7)
        put_reference(s);
    else
        str_c(s, letter());
    return true;
}

static void put_sequence(struct str *s, unsigned depth) {
    static const char *const repeats[] = {"?",     "*",  "+",  "{1,2}", "{2}",
                                          "{0,2}", "??", "*?", "++",    "{0}"};
    for (unsigned n = 1 + draw(3); n > 0; n--)
        if (put_atom(s, depth) && draw(4) == 0)
            str_c(s, repeats[draw(sizeof repeats / sizeof *repeats)]);
}

static void put_choices(struct str *s, unsigned depth) {
    put_sequence(s, depth);
    while (draw(3) == 0) {
        str_byte(s, '|');
        if (draw(8)) put_sequence(s, depth);
    }
}

static void put_expression(struct str *s, const char *key) {
    str_printf(s, "    %s: '", key);
    put_choices(s, 2);
    str_c(s, "'\n");
}

static void put_context(struct str *s, const char *key) {
    may_name = false;
    if (draw(5) == 0) put_expression(s, key);
    may_name = true;
}

static void put_rule(struct str *s, unsigned number, unsigned phase, const char *kind) {
    static const char *const scopes[] = {"sentence", "paragraph", "document", "quotation",
                                         "caption"};
    may_refer = phase > 0;
    unsigned first = names;
    str_printf(s, "  - id: r%u\n    kind: %s\n    phase: %u\n    priority: %u\n    within: %s\n",
               number, kind, phase, draw(2), scopes[draw(8) < 4 ? 0 : draw(5)]);
    if (draw(4) == 0) str_c(s, "    all: true\n");
    put_context(s, "before");
    put_context(s, "not_before");
    put_expression(s, "match");
    put_context(s, "after");
    put_context(s, "not_after");
    if (names > first && draw(3) == 0)
        str_printf(s, "    where: [{group: g%u, %s: l0}]\n", first, draw(2) ? "not_in" : "in");
    if (names > first && draw(2))
        str_printf(s, "    value: {x: $g%u, y: 'join($g%u, z)'}\n", first, names - 1);
}

static char folder[] = "/tmp/tiyao-prefilter.XXXXXX";

static void write_file(const char *name, const struct str *s) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fwrite(s->p, 1, s->n, f);
    assert_int_equal(fclose(f), 0);
}

/* A list of one to four terms of up to `longest` letters. */
static void write_list(const char *name, unsigned longest) {
    struct str s = {0}, term = {0}, all = {0};
    str_c(&all, "\n");
    for (unsigned n = 1 + draw(4); n > 0; n--) {
        str_clear(&term);
        str_byte(&term, '\n');
        for (unsigned k = 1 + draw(longest); k > 0; k--)
            str_c(&term, letter());
        str_byte(&term, '\n');
        if (strstr(all.p, term.p)) continue;
        str_c(&all, term.p + 1);
    }
    str_c(&s, all.p + 1);
    write_file(name, &s);
    str_release(&s);
    str_release(&term);
    str_release(&all);
}

static void put_defines(struct str *s) {
    str_c(s, "define:\n  l0: {list: l0}\n  l1: {list: l1}\n  l2: {list: l2}\n");
    may_name = may_refer = false;
    for (unsigned i = 0; i < 2; i++) {
        str_printf(s, "  d%u:\n    uses: [l0]\n    regex: '%s", i, i ? "%{l0}|" : "");
        for (unsigned n = 1 + draw(2); n > 0; n--)
            str_c(s, letter());
        str_printf(s, "%s'\n", i ? "" : "%{l0}?");
    }
    may_name = true;
}

/* A pack whose every definition is used. */
static void write_pack(struct str *rules, const char *budget) {
    struct str head = {0};
    str_c(&head, "pack: random\nfiles: [rules.yaml]\n");
    write_file("pack.yaml", &head);
    write_list("l0", 1);
    write_list("l1", 2);
    write_list("l2", 6);
    names = 0;
    str_clear(rules);
    put_defines(rules);
    str_c(rules, "kinds:\n  o: {overlap: true}\nrules:\n");
    put_rule(rules, 0, 0, "k");
    str_c(rules, budget);
    put_rule(rules, 1, 0, "o");
    put_rule(rules, 2, 1, "k");
    str_c(rules, budget);
    put_rule(rules, 3, 1, "p");
    str_c(rules, "  - {id: used, kind: u, match: 'zz(?:%{l0}|%{l1}|%{l2}|%{d0}|%{d1})'}\n");
    write_file("rules.yaml", rules);
    str_release(&head);
}

static void draw_stretches(struct stretches *out, const size_t *starts, size_t n, bool gaps,
                           struct arena *a) {
    struct stretch *p = arena_alloc(a, (n + 1) * sizeof *p);
    size_t count = 0, from = 0;
    while (from <= n) {
        size_t to = from + draw(10);
        if (to > n) to = n;
        if (!gaps || draw(3)) p[count++] = (struct stretch){starts[from], starts[to]};
        from = to > from ? to : to + 1;
    }
    *out = (struct stretches){p, count};
}

static void draw_layout(struct layout *l, struct str *text, struct arena *a) {
    size_t starts[MOST_LINES + 1], n = draw(10) ? draw(MOST_LINES) : 0;
    str_clear(text);
    for (size_t i = 0; i < n; i++) {
        starts[i] = text->n;
        str_c(text, letter());
    }
    starts[n] = text->n;
    *l = (struct layout){.text = n ? str_view(text) : SV("")};
    draw_stretches(&l->sentences, starts, n, draw(2), a);
    draw_stretches(&l->blocks, starts, n, false, a);
    draw_stretches(&l->quotes, starts, n, true, a);
    struct sv *kinds = arena_alloc(a, l->blocks.n * sizeof *kinds);
    for (size_t i = 0; i < l->blocks.n; i++)
        kinds[i] = draw(2) ? SV("caption") : SV("paragraph");
    l->block_kinds = kinds;
}

static void describe(struct str *s, const struct found *f, const struct pack *p) {
    for (size_t i = 0; i < f->n_mentions; i++) {
        const struct mention *m = &f->mentions[i];
        str_printf(s, "%s %s %zu-%zu", p->kinds[m->kind].name.p, m->rule->id.p, m->start, m->end);
        for (size_t k = 0; k < m->n_fields; k++) {
            const struct value *v = &m->fields[k].value;
            str_printf(s, " %s=%.*s %zu-%zu", m->fields[k].name.p, (int)v->text.n, v->text.p,
                       v->start, v->end);
        }
        str_byte(s, '\n');
    }
    for (size_t i = 0; i < f->n_limits; i++)
        str_printf(s, "limit %s %zu %llu\n", f->limits[i].rule->id.p, f->limits[i].at,
                   (unsigned long long)f->limits[i].steps);
}

/* Standard error elsewhere, while random expressions are refused. */
static int mute(void) {
    int before = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
    return before;
}

static void unmute(int before) {
    dup2(before, STDERR_FILENO);
    close(before);
}

/* Runs the pack over the layout; false where the pack is refused. */
static bool run(const struct layout *l, bool prefilter, bool jit, struct str *out) {
    const char *folders[] = {folder};
    struct pack pack;
    struct arena a = {0};
    struct err e;
    struct found found;
    rx_use_jit(jit);
    str_clear(out);
    bool good = pack_read(&pack, folders, 1, &e) == 0;
    if (good) {
        struct engine *g = engine_new(&pack, prefilter);
        engine_run(g, l, &a, &found);
        engine_run(g, l, &a, &found); /* nothing is left of the document before */
        describe(out, &found, &pack);
        str_put(out, "", 0);
        engine_free(g);
    }
    pack_release(&pack);
    arena_release(&a);
    return good;
}

static void differ(unsigned round, const struct layout *l, const struct str *rules,
                   const struct str *one, const struct str *other) {
    fprintf(stderr, "round %u, \"%.*s\"\n%s\none:\n%sother:\n%s", round, (int)l->text.n, l->text.p,
            rules->p, one->p, other->p);
    for (size_t i = 0; i < l->sentences.n; i++)
        fprintf(stderr, "sentence %zu-%zu\n", l->sentences.p[i].start, l->sentences.p[i].end);
    fail_msg("round %u differs", round);
}

/* Compares a run with one without JIT and, if asked, one without the prefilter. */
static void compare(const char *budget, bool without_prefilter) {
    struct str rules = {0}, text = {0}, one = {0}, other = {0};
    unsigned found = 0;
    seed = 333;
    for (unsigned round = 0; round < ROUNDS;) {
        struct arena a = {0};
        struct layout l;
        write_pack(&rules, budget);
        draw_layout(&l, &text, &a);
        int before = mute();
        bool good = run(&l, true, true, &one) && run(&l, true, false, &other);
        unmute(before);
        if (good && strcmp(one.p, other.p) != 0) differ(round, &l, &rules, &one, &other);
        if (good && without_prefilter && run(&l, false, true, &other) &&
            strcmp(one.p, other.p) != 0)
            differ(round, &l, &rules, &one, &other);
        round += good;
        found += good && one.n > 0;
        arena_release(&a);
    }
    assert_true(found > ROUNDS / 2);
    str_release(&rules);
    str_release(&text);
    str_release(&one);
    str_release(&other);
}

static void neither_prefilter_nor_jit_changes_a_match(void **state) {
    (void)state;
    compare("", true);
}

static void the_budget_ends_at_the_same_place(void **state) {
    (void)state;
    compare("    budget: {warn: 1m, stop: 40}\n", false);
}

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    static const char *const files[] = {"pack.yaml", "rules.yaml", "l0", "l1", "l2"};
    char path[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_prefilter_nor_jit_changes_a_match),
        cmocka_unit_test(the_budget_ends_at_the_same_place),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
