/* tiyao-tabulate: the datasets of a run, from the rows that resolve made. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codebook.h"
#include "former.h"
#include "package.h"
#include "packs.h"
#include "share.h"
#include "stage.h"
#include "tables.h"

static struct texts out_option, schemas_option, pack_option, rules_option, label_option,
    counts_option;
static bool allow_skipped;

static const struct option_def options[] = {
    {'o', "out", "DIR", "the folder to write, made if it is not there", OPTION_TEXT, &out_option},
    {'s', "schemas", "DIR", "the folder of the schemas", OPTION_TEXT, &schemas_option},
    {'r', "rules", "PACK", "a rule pack: its schemas, its name in the package", OPTION_TEXT,
     &rules_option},
    {0, "pack", "TEXT", "a name in the package only, NAME=VERSION=SHA256", OPTION_TEXT,
     &pack_option},
    {0, "counts", "FILE", "write the number of rows of each dataset to a file", OPTION_TEXT,
     &counts_option},
    {0, "label", "TEXT", "how messages call the folder", OPTION_TEXT, &label_option},
    {0, "allow-skipped", NULL, "exit with 0 though documents were skipped", OPTION_FLAG,
     &allow_skipped},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct arena arena;
    struct str schemas_folder;
    struct schemas schemas;
    struct pack_note packs[128];
    size_t n_packs;
    int folder; /* OUT, locked */
    struct tables tables;
    struct outfile package, codebook;
} run = {.folder = -1};

/* ---- before the first document ---- */

static int find_schemas(struct err *e) {
    if (schemas_option.n == 0) return share_path(&run.schemas_folder, "schemas", e);
    str_c(&run.schemas_folder, schemas_option.item[schemas_option.n - 1]);
    return 0;
}

static int read_packs(struct err *e) {
    for (size_t i = 0; i < pack_option.n; i++)
        if (pack_note_parse(&run.packs[run.n_packs++], pack_option.item[i], e) != 0) return -1;
    for (size_t i = 0; i < rules_option.n; i++)
        if (pack_note_read(&run.packs[run.n_packs++], rules_option.item[i], &run.arena, e) != 0)
            return -1;
    return 0;
}

static int start(struct err *e) {
    if (out_option.n != 1) return err_set(e, STATUS_USAGE, "one folder has to be given by --out");
    signal(SIGXFSZ, SIG_IGN); /* so that a limit on file sizes is an error of write */
    if (packs_expand(&rules_option, e) != 0 || find_schemas(e) != 0 || read_packs(e) != 0)
        return -1;
    return schemas_read(&run.schemas, run.schemas_folder.p, rules_option.item, rules_option.n, e);
}

/* Opens OUT and locks it for this run. */
static int open_out(const char *path, struct err *e) {
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return err_at(e, STATUS_SYSTEM, path, "cannot make the folder: %s", strerror(errno));
    return outfile_lock(&run.folder, path, e);
}

/* ---- the documents ---- */

static int read_stream(int fd, const char *name, struct err *e) {
    struct in *in = in_open(fd, name);
    struct document d;
    int got;
    while ((got = in_next(in, &d, e)) > 0)
        if (tables_document(&run.tables, &d, e) != 0) {
            if (!e->place[0])
                snprintf(e->place, sizeof e->place, "%s:%zu", name, d.records[0].number);
            got = -1;
            break;
        }
    in_close(in);
    return got;
}

static int read_operand(const char *name, struct err *e) {
    if (strcmp(name, "-") == 0) return read_stream(STDIN_FILENO, "-", e);
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return err_at(e, STATUS_INPUT, name, "cannot open: %s", strerror(errno));
    int result = read_stream(fd, name, e);
    close(fd);
    return result;
}

static int read_all(int n, char **operands, struct err *e) {
    if (n == 0) return read_operand("-", e);
    for (int i = 0; i < n; i++)
        if (read_operand(operands[i], e) != 0) return -1;
    return 0;
}

/* ---- after the last document ---- */

static int write_codebook(struct err *e) {
    if (outfile_open(&run.codebook, run.folder, "codebook.md", false, e) != 0) return -1;
    if (codebook_put(&run.codebook.buffer, &run.schemas, run.schemas_folder.p, &run.arena, e) != 0)
        return -1;
    return outfile_finish(&run.codebook, e);
}

static int write_package(struct err *e) {
    if (outfile_open(&run.package, run.folder, "datapackage.json", false, e) != 0) return -1;
    if (package_put(&run.package.buffer, &run.tables, run.packs, run.n_packs, e) != 0) return -1;
    return outfile_finish(&run.package, e);
}

/* Everything is whole: now it gets its names, the package last. */
static int rename_all(struct err *e) {
    if (tables_rename(&run.tables, e) != 0 || outfile_rename(&run.codebook, e) != 0 ||
        former_remove(run.folder, &run.schemas, e) != 0 || outfile_rename(&run.package, e) != 0)
        return -1;
    if (fsync(run.folder) != 0 && errno != EINVAL)
        return err_set(e, STATUS_SYSTEM, "cannot sync the folder: %s", strerror(errno));
    return 0;
}

static int write_counts(const char *path, struct err *e) {
    FILE *f = fopen(path, "w");
    if (!f) return err_at(e, STATUS_SYSTEM, path, "cannot open: %s", strerror(errno));
    for (size_t i = 0; i < run.schemas.n; i++)
        fprintf(f, "rows %s %llu\n", run.schemas.item[i].name.p,
                (unsigned long long)run.tables.table[i].written);
    bool bad = ferror(f);
    if (fclose(f) != 0 || bad)
        return err_at(e, STATUS_SYSTEM, path, "cannot write: %s", strerror(errno));
    return 0;
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (open_out(out_option.item[0], e) != 0 ||
        tables_open(&run.tables, &run.schemas, run.folder, e) != 0)
        return -1;
    if (read_all(n, operands, e) != 0 || tables_finish(&run.tables, e) != 0) return -1;
    if (write_codebook(e) != 0 || write_package(e) != 0 || rename_all(e) != 0) return -1;
    return counts_option.n ? write_counts(counts_option.item[counts_option.n - 1], e) : 0;
}

/* The last line on stderr, in the words of the contract. */
static int finish(struct out *o, struct err *e) {
    (void)o;
    (void)e;
    if (run.tables.skipped == 0) return 0;
    fprintf(stderr, "tiyao: %llu of %llu documents skipped, see %s/documents.csv\n",
            (unsigned long long)run.tables.skipped, (unsigned long long)run.tables.documents,
            label_option.n ? label_option.item[label_option.n - 1] : out_option.item[0]);
    if (!allow_skipped) stage_bad_input();
    return 0;
}

static void release(void) {
    outfile_drop(&run.package);
    outfile_drop(&run.codebook);
    tables_drop(&run.tables);
    schemas_release(&run.schemas);
    str_release(&run.schemas_folder);
    arena_release(&run.arena);
    if (run.folder >= 0) close(run.folder);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "tabulate",
        .summary = "write the datasets: CSV, JSON, the data package and the codebook",
        .operands = "[FILE ...]",
        .options = options,
        .start = start,
        .run = run_all,
        .sink = true,
        .finish = finish,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
