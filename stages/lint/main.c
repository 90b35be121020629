/* tiyao-lint: looks a rule pack over without running it on documents. */

#include <stdio.h>
#include <string.h>

#include "lint.h"
#include "packs.h"
#include "remarks.h"
#include "samples.h"
#include "show.h"
#include "stage.h"

static struct texts without;
static bool brief, list_codes;

static const struct option_def options[] = {
    {'W', "without", "CODE", "leave warnings of this code out; may be given more than once",
     OPTION_TEXT, &without},
    {'q', "quiet", NULL, "only what is wrong and where, not the lines of the files", OPTION_FLAG,
     &brief},
    {0, "codes", NULL, "list the codes of warnings and stop", OPTION_FLAG, &list_codes},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

/* What can be said of any pack, and what of one without errors. */
static void (*const checks[])(struct lint *) = {check_quoting, check_characters, check_repeats};
static void (*const whole_checks[])(struct lint *) = {
    check_unused,  check_people,  check_never,      check_folder,
    check_shadows, check_anchors, check_explosions,
};

static struct {
    struct texts folders;
    struct lint lint;
    struct str report;
    bool off[LINT_CODES];
} run;

/* ---- what was asked for ---- */

static int take_packs(int n, char **operands, struct err *e) {
    struct texts *t = &run.folders;
    for (int i = 0; i < n; i++) {
        if (t->n == sizeof t->item / sizeof *t->item)
            return err_set(e, STATUS_USAGE, "too many packs are named");
        t->item[t->n++] = operands[i];
    }
    return packs_complete(t, e);
}

static int take_codes(struct err *e) {
    for (size_t i = 0; i < without.n; i++) {
        enum code code = code_named(sv_of(without.item[i]));
        if (code == LINT_CODES)
            return err_set(e, STATUS_USAGE, "no warning has the code \"%s\"", without.item[i]);
        run.off[code] = true;
    }
    return 0;
}

/* ---- what is said ---- */

static void put_count(size_t n, const char *what, const char *behind) {
    str_printf(&run.report, "%zu %s%s%s", n, what, n == 1 ? "" : "s", behind);
}

static void report(void) {
    const struct findings *f = &run.lint.findings;
    size_t errors = 0, warnings = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (f->p[i].code != LINT_ERROR && run.off[f->p[i].code]) continue;
        ++*(f->p[i].code == LINT_ERROR ? &errors : &warnings);
        show_finding(&run.report, &f->p[i], &run.lint.sources, brief);
    }
    put_count(errors, "error", ", ");
    put_count(warnings, "warning", "\n");
    if (errors + warnings > 0) stage_bad_input();
}

static int print(struct err *e) {
    bool whole = fwrite(run.report.p, 1, run.report.n, stdout) == run.report.n;
    if (whole && fflush(stdout) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (take_codes(e) != 0 || take_packs(n, operands, e) != 0 ||
        lint_read(&run.lint, run.folders.item, run.folders.n, e) != 0)
        return -1;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](&run.lint);
    if (run.lint.whole) samples_make(&run.lint);
    for (size_t i = 0; run.lint.whole && i < sizeof whole_checks / sizeof *whole_checks; i++)
        whole_checks[i](&run.lint);
    remarks_apply(&run.lint);
    findings_sort(&run.lint.findings);
    report();
    return print(e);
}

static int list_all(int n, char **operands, struct out *o, struct err *e) {
    (void)operands;
    (void)o;
    if (n > 0) return err_set(e, STATUS_USAGE, "no operands go with --codes");
    for (size_t i = 0; i < LINT_CODES; i++)
        str_printf(&run.report, "%-14s %s\n", codes[i].name, codes[i].meaning);
    return print(e);
}

static int choose(int n, char **operands, struct out *o, struct err *e) {
    return (list_codes ? list_all : run_all)(n, operands, o, e);
}

static void release(void) {
    lint_release(&run.lint);
    str_release(&run.report);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "lint",
        .summary = "look a rule pack over: errors, and what is legal and unwise",
        .operands = "[PACK ...]",
        .options = options,
        .run = choose,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
