/* tiyao-test: holds a rule pack to what it says of itself, examples and snapshots. */

#include <stdio.h>
#include <stdlib.h>

#include "examples.h"
#include "ink.h"
#include "packs.h"
#include "stage.h"
#include "texts.h"

static struct texts prefixes;
static bool accept, review;

static const struct option_def options[] = {
    {0, "rule", "PREFIX", "only rules whose id begins so; may be given more than once", OPTION_TEXT,
     &prefixes},
    {0, "accept", NULL, "write all snapshots that differ", OPTION_FLAG, &accept},
    {0, "review", NULL, "ask for each snapshot that differs", OPTION_FLAG, &review},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct texts folders;
    struct pack pack;
    bool *handed_on; /* beside the pack's kinds; for examples all of them are */
    struct engine *engine;
    struct str report;
} run;

/* ---- which rules ---- */

static bool is_asked_for(const struct rule *rule) {
    for (size_t i = 0; i < prefixes.n; i++)
        if (sv_begins(rule->id, sv_of(prefixes.item[i]))) return true;
    return prefixes.n == 0;
}

static int check_prefixes(struct err *e) {
    for (size_t k = 0; k < prefixes.n; k++) {
        bool some = false;
        for (size_t i = 0; i < run.pack.n_rules; i++)
            some |= sv_begins(run.pack.rules[i]->id, sv_of(prefixes.item[k]));
        if (!some)
            return err_set(e, STATUS_USAGE, "no rule's id begins with \"%s\"", prefixes.item[k]);
    }
    return 0;
}

/* ---- the run ---- */

static int open_pack(int n, char **operands, struct err *e) {
    struct texts *t = &run.folders;
    for (int i = 0; i < n; i++) {
        if (t->n == sizeof t->item / sizeof *t->item)
            return err_set(e, STATUS_USAGE, "too many packs are named");
        t->item[t->n++] = operands[i];
    }
    if (packs_complete(t, e) != 0 || pack_read(&run.pack, t->item, t->n, e) != 0) return -1;
    run.handed_on = mem_alloc(run.pack.n_kinds * sizeof *run.handed_on);
    for (size_t i = 0; i < run.pack.n_kinds; i++) {
        run.handed_on[i] = run.pack.kinds[i].emit;
        run.pack.kinds[i].emit = true;
    }
    run.engine = engine_new(&run.pack, true);
    return check_prefixes(e);
}

static void warn_of_no_example(const struct rule *rule) {
    char place[512];
    snprintf(place, sizeof place, "%s:%u:%u", rule->at->file, rule->at->line, rule->at->column);
    err_warn(place, "rule \"%s\" has no example", rule->id.p);
}

static bool run_examples(void) {
    struct examples_count count = {0};
    for (size_t i = 0; i < run.pack.n_rules; i++) {
        const struct rule *rule = run.pack.rules[i];
        if (!is_asked_for(rule)) continue;
        if (rule->n_tests == 0) warn_of_no_example(rule);
        examples_run(run.engine, rule, &count, &run.report);
    }
    str_printf(&run.report, "examples: %zu passed, %zu failed, %zu to do\n", count.passed,
               count.failed, count.todo);
    fwrite(run.report.p, 1, run.report.n, stdout);
    return count.failed == 0;
}

/* Those of the packs that are named, made by all of them together. */
static int check_snapshots(struct err *e) {
    enum texts_mode mode = review ? TEXTS_REVIEW : accept ? TEXTS_ACCEPT : TEXTS_COMPARE;
    struct texts_maker maker = {&run.folders, &run.pack, run.handed_on, run.engine};
    struct texts_count count = {0};
    for (size_t i = 0; i < run.folders.n; i++)
        if (texts_check(run.folders.item[i], &maker, mode, &count, e) != 0) return -1;
    if (count.differing + count.lacking > 0) stage_bad_input();
    if (count.same + count.differing + count.lacking + count.written == 0) return 0;
    printf("snapshots: %zu as before, %zu written, %zu differ, %zu new\n", count.same,
           count.written, count.differing, count.lacking);
    return 0;
}

static int check_options(struct err *e) {
    if (accept && review)
        return err_set(e, STATUS_USAGE, "--accept and --review exclude each other");
    if (prefixes.n == 0 || !(accept || review)) return 0;
    return err_set(e, STATUS_USAGE, "--rule is for examples, and snapshots are of a whole pack");
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    ink_open();
    if (check_options(e) != 0 || open_pack(n, operands, e) != 0) return -1;
    if (!run_examples()) stage_bad_input();
    if (prefixes.n == 0 && check_snapshots(e) != 0) return -1;
    if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static void release(void) {
    engine_free(run.engine);
    pack_release(&run.pack);
    free(run.handed_on);
    str_release(&run.report);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "test",
        .summary = "run the examples beside the rules of a pack, and compare its snapshots",
        .operands = "[PACK ...]",
        .options = options,
        .run = run_all,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
