/* tiyao-grep: a concordance of an expression of rules, as if it were a rule of the pack. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chain.h"
#include "ink.h"
#include "packs.h"
#include "show.h"
#include "stage.h"
#include "walk.h"

/* Names of files that one run of the chain is given at most, in bytes. */
enum { MOST_NAMES = 65536, FLUSH = 65536 };

static struct texts folders, within, before, not_before, after, not_after;
static uint64_t columns = SHOW_COLUMNS;
static bool count, bytes, json, tsv;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; may be given more than once", OPTION_TEXT, &folders},
    {'w', "within", "SCOPE", "sentence (the default), paragraph, headline, document ...",
     OPTION_TEXT, &within},
    {0, "before", "EXPR", "what must end where a match begins", OPTION_TEXT, &before},
    {0, "not-before", "EXPR", "what must not", OPTION_TEXT, &not_before},
    {0, "after", "EXPR", "what must begin where a match ends", OPTION_TEXT, &after},
    {0, "not-after", "EXPR", "what must not", OPTION_TEXT, &not_after},
    {'C', "context", "N", "columns of context on either side (30)", OPTION_NUMBER, &columns},
    {'b', "bytes", NULL, "places are bytes of the file, not lines and columns", OPTION_FLAG,
     &bytes},
    {'c', "count", NULL, "the number of matches of each document, not the matches", OPTION_FLAG,
     &count},
    {0, "json", NULL, "JSON, an object a line", OPTION_FLAG, &json},
    {0, "tsv", NULL, "a table with tabs", OPTION_FLAG, &tsv},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct asked asked;
    struct origin origin;
    struct str out;
    struct arena arena;
    const char **files;
    size_t n_files, size_files;
    bool found;
} run;

/* ---- output ---- */

static int flush(size_t most, struct err *e) {
    if (run.out.n <= most) return 0;
    bool whole = fwrite(run.out.p, 1, run.out.n, stdout) == run.out.n && fflush(stdout) == 0;
    str_clear(&run.out);
    return whole ? 0
                 : err_set(e, STATUS_SYSTEM, "cannot write standard output: %s", strerror(errno));
}

static void show(const struct hits *h) {
    if (count) {
        ink_put(&run.out, INK_PLACE, h->path);
        str_printf(&run.out, ":%zu\n", h->n);
    } else if (json) {
        show_json(&run.out, h);
    } else if (tsv) {
        show_tsv(&run.out, h);
    } else {
        show_concordance(&run.out, h, bytes, (size_t)columns);
    }
}

static int each(void *context, const struct document *d, struct err *e) {
    struct hits h;
    (void)context;
    if (!document_find(d, "normalized")) return 0;
    if (hits_find(&h, &run.asked, &run.origin, d, e) != 0) return -1;
    run.found |= h.n > 0;
    show(&h);
    return flush(FLUSH, e);
}

/* ---- input ---- */

static void add_file(const char *name) {
    run.files = mem_room(run.files, run.n_files, &run.size_files, sizeof(*run.files));
    run.files[run.n_files++] = name;
}

static void bad(const char *name, const char *text) {
    err_say(name, "error", text);
    stage_bad_input();
}

static void add_folder(const char *name) {
    struct walk w;
    struct err e;
    if (walk_folder(&w, name, &run.arena, &e) != 0) {
        bad(e.place, e.text);
        walk_release(&w);
        return;
    }
    bool slash = name[strlen(name) - 1] == '/';
    for (size_t i = 0; i < w.n; i++) {
        struct str path = {0};
        str_printf(&path, "%s%s%s", name, slash ? "" : "/", w.listed[i].path.p);
        add_file(arena_copy(&run.arena, str_view(&path)).p);
        str_release(&path);
    }
    if (w.n == 0) bad(name, "no *.txt and no *.md stands below it");
    walk_release(&w);
}

static void add_operand(const char *name) {
    struct stat s;
    if (stat(name, &s) != 0)
        bad(name, strerror(errno));
    else if (S_ISDIR(s.st_mode))
        add_folder(name);
    else
        add_file(name);
}

/* Runs the chain on as many files at a time as fit the arguments of a program. */
static int read_files(struct err *e) {
    for (size_t i = 0, n; i < run.n_files; i += n) {
        size_t names = 0;
        for (n = 0; i + n < run.n_files && (n == 0 || names < MOST_NAMES); n++)
            names += strlen(run.files[i + n]) + sizeof(char *);
        struct chain_of of = {
            .files = run.files + i, .n_files = n, .packs = folders.item, .n_packs = folders.n};
        if (chain_run(&of, each, NULL, e) != 0) return -1;
    }
    return 0;
}

static int read_stream(struct err *e) {
    if (isatty(STDIN_FILENO))
        return err_set(e, STATUS_USAGE, "no file is named, and standard input is a terminal");
    struct in *in = in_open(STDIN_FILENO, "-");
    struct document d;
    int got = 0, result = 0;
    while (result == 0 && (got = in_next(in, &d, e)) > 0)
        result = each(NULL, &d, e);
    in_close(in);
    return got < 0 ? -1 : result;
}

/* ---- what is asked ---- */

static int last_of(const struct texts *t, const char *name, const char **out, struct err *e) {
    *out = t->n > 0 ? t->item[t->n - 1] : NULL;
    return t->n < 2 ? 0 : err_set(e, STATUS_USAGE, "option --%s is given twice", name);
}

static int read_request(struct request *r, int n, char **operands, struct err *e) {
    if (n == 0) return err_set(e, STATUS_USAGE, "no expression is given");
    if (json + tsv + count > 1) return err_set(e, STATUS_USAGE, "one of --count, --json and --tsv");
    if (columns > 1000) return err_set(e, STATUS_USAGE, "option --context takes at most 1000");
    *r = (struct request){.expression = operands[0]};
    if (last_of(&within, "within", &r->within, e) != 0 ||
        last_of(&before, "before", &r->before, e) != 0 ||
        last_of(&not_before, "not-before", &r->not_before, e) != 0 ||
        last_of(&after, "after", &r->after, e) != 0 ||
        last_of(&not_after, "not-after", &r->not_after, e) != 0)
        return -1;
    return packs_complete(&folders, e);
}

static int grep(int n, char **operands, struct out *o, struct err *e) {
    struct request r;
    (void)o;
    if (read_request(&r, n, operands, e) != 0 ||
        asked_open(&run.asked, &r, folders.item, folders.n, e) != 0)
        return -1;
    ink_open();
    for (int i = 1; i < n; i++)
        add_operand(operands[i]);
    if (tsv) show_tsv_head(&run.out, run.asked.rule);
    if ((n > 1 ? read_files(e) : read_stream(e)) != 0 || flush(0, e) != 0) return -1;
    if (!run.found) stage_bad_input(); /* status 1, as grep has it */
    return 0;
}

static void release(void) {
    asked_release(&run.asked);
    origin_release(&run.origin);
    arena_release(&run.arena);
    str_release(&run.out);
    free(run.files);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "grep",
        .summary = "find what an expression of rules matches, with its context",
        .operands = "EXPR [FILE ...]",
        .options = options,
        .run = grep,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
