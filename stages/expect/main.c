/* tiyao-expect: whether the datasets of a batch are as the packs expect. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "packs.h"
#include "stage.h"

static struct texts folders;
static bool verbose;

static const struct option_def options[] = {
    {'r', "rules", "DIR", "rule pack; may be given more than once", OPTION_TEXT, &folders},
    {'v', "verbose", NULL, "also print what holds and what there was nothing to look at for",
     OPTION_FLAG, &verbose},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct pack pack;
    struct check *checks; /* beside the pack's expectations */
    struct arena arena;
    uint64_t failed, checked; /* statements */
} run;

static int start(struct err *e) {
    if (packs_complete(&folders, e) != 0) return -1;
    int result = pack_read(&run.pack, folders.item, folders.n, e);
    run.checks = mem_zero((run.pack.n_expectations + 1) * sizeof *run.checks);
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        run.checks[i].x = &run.pack.expectations[i];
    return result;
}

/* ---- the rows ---- */

/* A dataset as it is read. */
struct reading {
    struct sv dataset;
    const char *path;
    bool begun;
    int doc_id, encoding; /* of documents */
};

static bool is_asked(const struct check *c, struct sv dataset) {
    return !c->dropped && sv_eq(c->x->dataset, dataset);
}

/* What is no good is said, and what depends on it is not checked. */
static void say_bad(const struct err *e) {
    err_say(e->place, "error", e->text);
    stage_bad_input();
}

static void drop(struct sv dataset, const struct err *e) {
    say_bad(e);
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        run.checks[i].dropped |= sv_eq(run.checks[i].x->dataset, dataset);
}

static void read_header(const struct reading *r, const struct csv_row *row) {
    struct err e;
    for (size_t i = 0; i < run.pack.n_expectations; i++) {
        struct check *c = &run.checks[i];
        if (!is_asked(c, r->dataset) || check_open(c, row, r->path, &run.arena, &e) == 0) continue;
        say_bad(&e);
        c->dropped = true;
    }
}

static int each_row(void *context, const struct csv_row *row, struct err *e) {
    struct reading *r = context;
    (void)e;
    if (!r->begun) {
        r->begun = true;
        read_header(r, row);
        return 0;
    }
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        if (is_asked(&run.checks[i], r->dataset))
            check_row(&run.checks[i], &run.pack, row, &run.arena);
    return 0;
}

/* Reads OUT/dataset.csv. */
static int read_file(const char *folder, struct sv dataset,
                     int (*each)(void *, const struct csv_row *, struct err *), struct err *e) {
    struct str path = {0};
    str_printf(&path, "%s/%s.csv", folder, dataset.p);
    struct reading r = {.dataset = dataset, .path = path.p};
    int result = csv_read(path.p, each, &r, e);
    if (result == 0 && !r.begun) result = err_at(e, STATUS_INPUT, path.p, "there is no header");
    str_release(&path);
    return result;
}

static int read_dataset(const char *folder, struct sv dataset, struct err *e) {
    if (read_file(folder, dataset, each_row, e) == 0) return 0;
    if (e->status != STATUS_INPUT) return -1;
    drop(dataset, e);
    return 0;
}

/* Each dataset is read once. */
static int read_datasets(const char *folder, struct err *e) {
    for (size_t i = 0; i < run.pack.n_expectations; i++) {
        struct sv dataset = run.checks[i].x->dataset;
        size_t first = 0;
        while (!sv_eq(run.checks[first].x->dataset, dataset))
            first++;
        if (first == i && read_dataset(folder, dataset, e) != 0) return -1;
    }
    return 0;
}

/* ---- the documents ---- */

static bool counts_documents(const struct check *c) {
    return !c->dropped && c->x->per_document.given;
}

/* Those that were skipped have no encoding, and nobody expects rows of them. */
static int each_document(void *context, const struct csv_row *row, struct err *e) {
    struct reading *r = context;
    if (!r->begun) {
        r->begun = true;
        r->doc_id = csv_column(row, SV("doc_id"));
        r->encoding = csv_column(row, SV("encoding"));
        return r->doc_id >= 0 ? 0 : err_set(e, STATUS_INPUT, "no column \"doc_id\"");
    }
    if (r->encoding >= 0 && row->cells[r->encoding].n == 0) return 0;
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        if (counts_documents(&run.checks[i]))
            check_document(&run.checks[i], row->cells[r->doc_id], &run.arena);
    return 0;
}

static int read_documents(const char *folder, struct err *e) {
    bool asked = false;
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        asked |= counts_documents(&run.checks[i]);
    if (!asked || read_file(folder, SV("documents"), each_document, e) == 0) return 0;
    if (e->status != STATUS_INPUT) return -1;
    say_bad(e);
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        run.checks[i].dropped |= run.checks[i].x->per_document.given;
    return 0;
}

/* ---- what comes of it ---- */

static void say(const struct check *c, enum outcome outcome, const struct str *text) {
    struct err at;
    node_err(c->x->at, &at, "%s", text->p);
    run.checked += outcome != OUTCOME_NOTHING;
    if (outcome == OUTCOME_FAILS) {
        run.failed++;
        err_say(at.place, "warning", text->p);
    } else if (verbose) {
        printf("%s: %s: %s\n", at.place, outcome == OUTCOME_HOLDS ? "holds" : "not checked",
               text->p);
    }
}

static void tell(const struct check *c) {
    struct str share = {0}, rows = {0};
    if (c->dropped) return;
    if (c->x->counts) say(c, check_share(c, &share), &share);
    if (c->x->rows.given) say(c, check_rows(c, &rows), &rows);
    str_release(&share);
    str_release(&rows);
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (n != 1) return err_set(e, STATUS_USAGE, "one folder is needed: OUT");
    if (read_datasets(operands[0], e) != 0 || read_documents(operands[0], e) != 0) return -1;
    for (size_t i = 0; i < run.pack.n_expectations; i++)
        tell(&run.checks[i]);
    if (verbose)
        printf("%llu of %llu expectations hold\n", (unsigned long long)(run.checked - run.failed),
               (unsigned long long)run.checked);
    if (run.failed > 0) stage_bad_input();
    if (fflush(stdout) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output: %s", strerror(errno));
}

static void release(void) {
    for (size_t i = 0; run.checks && i < run.pack.n_expectations; i++)
        check_release(&run.checks[i]);
    free(run.checks);
    arena_release(&run.arena);
    pack_release(&run.pack);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "expect",
        .summary = "check the datasets of a batch against what the rule packs expect of them",
        .operands = "OUT",
        .options = options,
        .start = start,
        .run = run_all,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
