/* tiyao-evaluate: how right a run is, against gold made by hand. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "least.h"
#include "packs.h"
#include "report.h"
#include "rows.h"
#include "stage.h"

static struct texts folders, least;
static bool tsv, json, diff;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack that says how to compare; may be given more than once",
     OPTION_TEXT, &folders},
    {'d', "diff", NULL, "first print each miss (-), false row (+) and wrong value (~)", OPTION_FLAG,
     &diff},
    {0, "tsv", NULL, "print one table with tabs", OPTION_FLAG, &tsv},
    {0, "json", NULL, "print one JSON object", OPTION_FLAG, &json},
    {0, "least", "LIST", "FIGURE=SHARE,...: exit with 1 where an F1 is below", OPTION_TEXT, &least},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct yardstick yardstick;
    struct form form;
    struct arena arena; /* gold and rows */
    struct gold gold;
    struct score score;
} run;

static int start(struct err *e) {
    if (packs_complete(&folders, e) != 0 || least_check(&least, e) != 0) return -1;
    if (tsv + json + diff > 1)
        return err_set(e, STATUS_USAGE, "one of --tsv, --json and --diff may be given");
    return yardstick_read(&run.yardstick, folders.item, folders.n, e) != 0
               ? -1
               : form_open(&run.form, run.yardstick.normalize, e);
}

/* A file that is no good is said, and what it belongs to left out; the rest goes on. */
static int leave_out(const struct err *e) {
    if (e->status != STATUS_INPUT) return -1;
    err_say(e->place, "error", e->text);
    stage_bad_input();
    return 0;
}

static int read_rows(const char *folder, struct err *e) {
    for (size_t i = 0; i < run.yardstick.n; i++) {
        if (!gold_has(&run.gold, i)) continue;
        run.score.compared[i] = rows_read(&run.gold, folder, &run.yardstick.datasets[i], i,
                                          &run.form, &run.arena, e) == 0;
        if (!run.score.compared[i] && leave_out(e) != 0) return -1;
    }
    return 0;
}

/* The gold of a document has rows and the run has none: perhaps its id is another. */
static bool is_missing(const struct gold_doc *d) {
    size_t gold = 0, rows = 0;
    for (size_t i = 0; i < run.yardstick.n; i++) {
        gold += run.score.compared[i] ? d->parts[i].gold.n : 0;
        rows += d->parts[i].rows.n;
    }
    return gold > 0 && rows == 0;
}

static int compare_all(struct err *e) {
    size_t n = 0;
    for (size_t i = 0; i < run.gold.n; i++) {
        const struct gold_doc *d = &run.gold.docs[i];
        if (d->again) continue;
        if (is_missing(d)) err_warn(d->path, "no row of document \"%.*s\"", (int)d->id.n, d->id.p);
        for (size_t k = 0; k < run.yardstick.n; k++) {
            if (!d->parts[k].given || !run.score.compared[k]) continue;
            if (compare(&run.score, d, k, e) != 0) return -1;
            n++;
        }
    }
    score_close(&run.score);
    return n > 0 ? 0 : err_set(e, STATUS_USAGE, "nothing could be compared");
}

static void print(void) {
    struct str s = {0};
    fwrite(run.score.said.p ? run.score.said.p : "", 1, run.score.said.n, stdout);
    if (tsv)
        report_tsv(&s, &run.score);
    else if (json)
        report_json(&s, &run.score);
    else
        report_table(&s, &run.score);
    fwrite(s.p, 1, s.n, stdout);
    str_release(&s);
}

static int evaluate(const char *gold, const char *out, struct err *e) {
    size_t below;
    if (gold_read(&run.gold, gold, &run.yardstick, &run.form, &run.arena, e) != 0) return -1;
    if (run.gold.skipped > 0) stage_bad_input();
    score_open(&run.score, &run.yardstick);
    run.score.say = diff;
    if (read_rows(out, e) != 0 || compare_all(e) != 0) return -1;
    print();
    if (fflush(stdout) != 0)
        return err_set(e, STATUS_SYSTEM, "cannot write standard output: %s", strerror(errno));
    if (least_compare(&least, &run.score, &below, e) != 0) return -1;
    if (below > 0) stage_bad_input();
    return 0;
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (n != 2) return err_set(e, STATUS_USAGE, "two folders are needed: GOLD and OUT");
    return evaluate(operands[0], operands[1], e);
}

static void release(void) {
    score_release(&run.score);
    gold_release(&run.gold, run.yardstick.n);
    form_release(&run.form);
    arena_release(&run.arena);
    yardstick_release(&run.yardstick);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "evaluate",
        .summary = "compare a run with gold: precision, recall, F1, by dataset, rule and document",
        .operands = "GOLD OUT",
        .options = options,
        .start = start,
        .run = run_all,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
