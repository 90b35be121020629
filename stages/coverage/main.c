/* tiyao-coverage: which rules of a pack were tried, matched and won over many documents. */

#include <stdio.h>

#include "ink.h"
#include "report.h"
#include "survey.h"

static struct texts packs, prefixes;
static bool tsv;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack for documents; may be given more than once", OPTION_TEXT,
     &packs},
    {0, "rule", "PREFIX", "only rules whose id begins so; may be given more than once", OPTION_TEXT,
     &prefixes},
    {0, "tsv", NULL, "a line with tabs for each expression", OPTION_FLAG, &tsv},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct coverage coverage;
static struct str report;

static int run(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    ink_open();
    if (n == 0) return err_set(e, STATUS_USAGE, "no run, coverage file or documents are named");
    if (survey_read(&coverage, &packs, n, operands, e) != 0) return -1;
    if (tsv)
        report_tsv(&report, &coverage, prefixes.item, prefixes.n);
    else
        report_text(&report, &coverage, prefixes.item, prefixes.n);
    bool whole = fwrite(report.p, 1, report.n, stdout) == report.n;
    if (whole && fflush(stdout) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static void release(void) {
    coverage_release(&coverage);
    str_release(&report);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "coverage",
        .summary = "tell which rules were tried, matched and won over many documents",
        .operands = "OUT | DIR | FILE ...",
        .options = options,
        .run = run,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
