/* tiyao-export: the finished datasets in the formats of other tools. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "baginfo.h"
#include "format.h"
#include "guard.h"
#include "packs.h"
#include "stage.h"

static struct texts labels_option, packs_option, info_option;
static bool undo;

static const struct option_def options[] = {
    {'l', "labels", "LANGUAGE", "labels in Chinese (zh) or English (en); zh", OPTION_TEXT,
     &labels_option},
    {'i', "info", "LINE", "a line \"LABEL: TEXT\" of a bag's bag-info.txt", OPTION_TEXT,
     &info_option},
    {'r', "rules", "PACK", "a rule pack: the views that it brings", OPTION_TEXT, &packs_option},
    {0, "unguard", NULL, "print a CSV file of excel-csv without its apostrophes", OPTION_FLAG,
     &undo},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static const struct format *const formats[] = {&excel_csv,   &to_sqlite, &to_xlsx, &to_dta, &to_sav,
                                               &to_codebook, &to_wide,   &to_bag,  NULL};
enum { N_FORMATS = sizeof formats / sizeof formats[0] - 1 };

static struct {
    int folder; /* OUT, locked */
    struct book book;
    struct changes changes;
    struct export exports[N_FORMATS];
    bool asked[N_FORMATS], open[N_FORMATS];
} run = {.folder = -1};

/* ---- what is asked for ---- */

static int no_format(const char *name, struct err *e) {
    struct str names = {0};
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (i > 0) str_c(&names, ", ");
        str_c(&names, formats[i]->name);
    }
    err_set(e, STATUS_USAGE, "no format \"%s\"; there are %s", name, names.p);
    str_release(&names);
    return -1;
}

static int ask(const char *name, struct err *e) {
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcmp(name, formats[i]->name) == 0) {
            run.asked[i] = true;
            return 0;
        }
    return no_format(name, e);
}

static int read_labels(bool *chinese, struct err *e) {
    const char *given = labels_option.n ? labels_option.item[labels_option.n - 1] : "zh";
    *chinese = strcmp(given, "zh") == 0;
    if (*chinese || strcmp(given, "en") == 0) return 0;
    return err_set(e, STATUS_USAGE, "labels are zh or en, not \"%s\"", given);
}

/* ---- one format ---- */

static int begin(size_t i, const char *folder, struct err *e) {
    struct export *x = &run.exports[i];
    *x = (struct export){.book = &run.book,
                         .format = formats[i],
                         .changes = &run.changes,
                         .packs = packs_option.item,
                         .n_packs = packs_option.n,
                         .info = info_option.item,
                         .n_info = info_option.n,
                         .formats = formats};
    if (folder_open(&x->folder, run.folder, formats[i]->name, formats[i]->endings, e) != 0)
        return -1;
    run.open[i] = true;
    struct str path = {0};
    str_printf(&path, "%s/%s", folder, x->folder.part);
    x->at = path.p;
    return 0;
}

/* What was read without an error when it was written is not to blame. */
static int check(struct export *x, struct err *e) {
    if (x->format->check(x, e) == 0) return 0;
    e->status = STATUS_SYSTEM;
    return -1;
}

static int make(size_t i, struct err *e) {
    struct export *x = &run.exports[i];
    run.changes.noted = 0;
    if (formats[i]->write(x, e) != 0 || check(x, e) != 0) return -1;
    if (run.changes.noted > 0)
        err_warn(NULL, "%s: %llu change%s, see %s/export-changes.csv", formats[i]->name,
                 (unsigned long long)run.changes.noted, run.changes.noted == 1 ? "" : "s",
                 run.book.folder);
    return 0;
}

static int make_one(size_t i, const char *folder, struct err *e) {
    return begin(i, folder, e) == 0 ? make(i, e) : -1;
}

/* Everything is written and compared: now it gets its names. */
static int rename_all(struct err *e) {
    if (outfile_finish(&run.changes.file, e) != 0) return -1;
    for (size_t i = 0; i < N_FORMATS; i++)
        if (run.open[i] && folder_commit(&run.exports[i].folder, e) != 0) return -1;
    return outfile_rename(&run.changes.file, e);
}

/* Those that hold nothing of the others, all together. */
static int make_plain(const char *folder, struct err *e) {
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (formats[i]->holds_others) continue;
        int result = run.asked[i] ? make_one(i, folder, e)
                                  : changes_keep(&run.changes, folder, formats[i]->name, e);
        if (result != 0) return -1;
    }
    return rename_all(e);
}

/* Those that hold the others; they change nothing, so no change is noted. */
static int make_holding(const char *folder, struct err *e) {
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (!formats[i]->holds_others || !run.asked[i]) continue;
        if (make_one(i, folder, e) != 0 || folder_commit(&run.exports[i].folder, e) != 0) return -1;
    }
    return 0;
}

static int start(struct err *e) {
    return packs_expand(&packs_option, e);
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    bool chinese;
    (void)o;
    if (undo && n != 1) return err_set(e, STATUS_USAGE, "one CSV file is needed");
    if (undo) return guard_undo(operands[0], e);
    if (n < 2) return err_set(e, STATUS_USAGE, "formats are needed, and the folder OUT");
    for (int i = 0; i + 1 < n; i++)
        if (ask(operands[i], e) != 0) return -1;
    const char *folder = operands[n - 1];
    if (read_labels(&chinese, e) != 0) return -1;
    if (baginfo_check(info_option.item, info_option.n, e) != 0) return -1;
    signal(SIGXFSZ, SIG_IGN); /* so that a limit on file sizes is an error of write */
    if (outfile_lock(&run.folder, folder, e) != 0) return -1;
    if (book_read(&run.book, folder, chinese, e) != 0) return -1;
    if (changes_open(&run.changes, run.folder, e) != 0) return -1;
    return make_plain(folder, e) == 0 ? make_holding(folder, e) : -1;
}

static void release(void) {
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (run.open[i]) folder_drop(&run.exports[i].folder);
        free(run.exports[i].at);
        str_release(&run.exports[i].room);
    }
    outfile_drop(&run.changes.file);
    book_release(&run.book);
    if (run.folder >= 0) close(run.folder);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "export",
        .summary = "write the datasets in the formats of spreadsheets, databases and statistics",
        .operands = "FORMAT ... OUT",
        .options = options,
        .start = start,
        .run = run_all,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
