/* tiyao-test: runs what a rule pack says of itself. */

#include <stdio.h>

#include "examples.h"
#include "packs.h"
#include "stage.h"

static struct texts prefixes;

static const struct option_def options[] = {
    {0, "rule", "PREFIX", "only rules whose id begins so; may be given more than once", OPTION_TEXT,
     &prefixes},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct texts folders;
    struct pack pack;
    struct engine *engine;
    struct str report;
} run;

/* ---- which rules ---- */

static bool begins_with(struct sv text, const char *prefix) {
    size_t n = strlen(prefix);
    return n <= text.n && memcmp(text.p, prefix, n) == 0;
}

static bool is_asked_for(const struct rule *rule) {
    for (size_t i = 0; i < prefixes.n; i++)
        if (begins_with(rule->id, prefixes.item[i])) return true;
    return prefixes.n == 0;
}

static int check_prefixes(struct err *e) {
    for (size_t k = 0; k < prefixes.n; k++) {
        bool some = false;
        for (size_t i = 0; i < run.pack.n_rules; i++)
            some |= begins_with(run.pack.rules[i]->id, prefixes.item[k]);
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
    for (size_t i = 0; i < run.pack.n_kinds; i++)
        run.pack.kinds[i].emit = true;
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
    return count.failed == 0;
}

static int print(struct err *e) {
    bool whole = fwrite(run.report.p, 1, run.report.n, stdout) == run.report.n;
    if (whole && fflush(stdout) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (open_pack(n, operands, e) != 0) return -1;
    if (!run_examples()) stage_bad_input();
    return print(e);
}

static void release(void) {
    engine_free(run.engine);
    pack_release(&run.pack);
    str_release(&run.report);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "test",
        .summary = "run the examples that stand beside the rules of a pack",
        .operands = "[PACK ...]",
        .options = options,
        .run = run_all,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
