/* tiyao-profile: which rules and which documents take the time of matching. */

#include <stdio.h>

#include "report.h"
#include "survey.h"

static struct texts packs;
static bool tsv, documents;
static uint64_t most = 25;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack for documents; may be given more than once", OPTION_TEXT,
     &packs},
    {0, "top", "N", "how many rules are shown, 0 for all (25)", OPTION_NUMBER, &most},
    {0, "tsv", NULL, "a line with tabs for each expression", OPTION_FLAG, &tsv},
    {0, "documents", NULL, "a line with tabs for each of the slowest documents", OPTION_FLAG,
     &documents},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct coverage coverage;
static struct str report;

static int run(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (n == 0) return err_set(e, STATUS_USAGE, "no run, coverage file or documents are named");
    if (survey_read(&coverage, &packs, n, operands, e) != 0) return -1;
    if (documents)
        report_documents_tsv(&report, &coverage);
    else if (tsv)
        report_rules_tsv(&report, &coverage);
    else
        report_text(&report, &coverage, most);
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
        .name = "profile",
        .summary = "tell which rules and which documents take the time of matching",
        .operands = "OUT | DIR | FILE ...",
        .options = options,
        .run = run,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
