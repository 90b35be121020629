/* tiyao-plan: deals the documents of a folder out to shards and tells what must be done again. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keep.h"
#include "packs.h"
#include "shards.h"
#include "stage.h"
#include "stamps.h"

enum { WANTED = 500, MOST_WANTED = 100000 };

static struct texts packs, settings;
static uint64_t wanted = WANTED;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; may be given more than once", OPTION_TEXT, &packs},
    {'n', "shard", "N", "documents a shard, about (500)", OPTION_NUMBER, &wanted},
    {'s', "setting", "TEXT", "read all again when TEXT changes; may be repeated", OPTION_TEXT,
     &settings},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static int check_options(int n, struct err *e) {
    if (n < 2) return err_set(e, STATUS_USAGE, "the folders IN and OUT are missing");
    if (wanted < 1 || wanted > MOST_WANTED)
        return err_set(e, STATUS_USAGE, "option --shard takes 1 to %d", MOST_WANTED);
    return packs_complete(&packs, e);
}

/* Rows of documents that are not there are said once: a table may be of more than this folder. */
static void warn_of_strangers(const struct metadata *m, const struct walk *w, const char *file) {
    const struct metadata_row *first = NULL;
    size_t n = m->n;
    for (size_t i = 0; i < w->n; i++)
        n -= metadata_find(m, w->listed[i].path) != NULL;
    for (size_t i = 0; n > 0 && i < m->n; i++)
        if (!walk_find(w, m->rows[i].path) && (!first || m->rows[i].line < first->line))
            first = &m->rows[i];
    if (first)
        err_warn(file, "%zu row%s of no document here, the first in line %llu: \"%s\"", n,
                 n == 1 ? " is" : "s are", (unsigned long long)first->line, first->path.p);
}

/* metadata.csv in the folder of the documents; the file `metadata` tells how many rows are bad. */
static int read_metadata(struct metadata *m, const struct walk *w, int folder, const char *in,
                         struct err *e) {
    struct str file = {0}, count = {0};
    str_printf(&file, "%s/metadata.csv", in);
    int result = metadata_read(m, file.p, e);
    if (result == 0) warn_of_strangers(m, w, file.p);
    str_printf(&count, "%zu\n", m->bad);
    if (result == 0) result = keep_file(folder, "metadata", str_view(&count), e);
    str_release(&file);
    str_release(&count);
    return result;
}

static int plan(const char *in, const char *out, struct err *e) {
    struct arena a = {0};
    struct walk w = {0};
    struct metadata m = {0};
    int folder = -1;
    int result = keep_apart(in, out, e) == 0 && walk_folder(&w, in, &a, e) == 0 ? 0 : -1;
    if (result == 0) result = keep_open(&folder, out, e);
    if (result == 0) result = shards_ids(&w, &a, e);
    if (result == 0) result = read_metadata(&m, &w, folder, in, e);
    if (result == 0) result = stamps_write(folder, &packs, &settings, e);
    if (result == 0) result = shards_write(folder, &w, &m, (size_t)wanted, e);
    if (result == 0 && w.n == 0) err_warn(in, "no *.txt or *.md file is in this folder");
    if (folder >= 0) close(folder);
    metadata_release(&m);
    walk_release(&w);
    arena_release(&a);
    return result;
}

/* Runs the command in this process, the lock with it. */
static int become(char **command, struct err *e) {
    signal(SIGPIPE, SIG_DFL);
    execvp(command[0], command);
    return err_set(e, STATUS_SYSTEM, "cannot run \"%s\": %s", command[0], strerror(errno));
}

static int run(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (check_options(n, e) != 0 || plan(operands[0], operands[1], e) != 0) return -1;
    return n > 2 ? become(operands + 2, e) : 0;
}

static const struct stage stage = {
    .name = "plan",
    .summary = "deal documents out to shards and run a command under the lock of the output folder",
    .operands = "IN OUT [COMMAND [ARG ...]]",
    .options = options,
    .run = run,
    .sink = true,
};

int main(int argc, char **argv) {
    return stage_main(&stage, argc, argv);
}
