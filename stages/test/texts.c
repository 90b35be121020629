#include "texts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chain.h"
#include "differ.h"
#include "outfile.h"
#include "shown.h"
#include "snapshot.h"
#include "wholefile.h"

enum { MOST_BYTES = 64 << 20 };

static const char text_ending[] = ".txt", snapshot_ending[] = ".snapshot";

struct text {
    const char *path; /* with the pack's folder */
    struct sv stem;   /* of the name in tests/ */
    struct str rows;  /* records */
    struct str made;
    bool is_made; /* else it was skipped */
};

struct folder {
    char *path; /* PACK/tests */
    int fd;
    struct arena arena;
    struct text *texts;
    size_t n, size;
    size_t arrived; /* so many came out of the chain */
    const struct texts_maker *maker;
};

/* ---- the folder ---- */

static bool take_ending(struct sv *name, const char *ending) {
    size_t n = strlen(ending);
    if (name->n <= n || memcmp(name->p + name->n - n, ending, n) != 0) return false;
    name->n -= n;
    return true;
}

static void add_text(struct folder *f, const char *name, struct sv stem) {
    struct str path = {0};
    str_printf(&path, "%s/%s", f->path, name);
    f->texts = mem_room(f->texts, f->n, &f->size, sizeof *f->texts);
    f->texts[f->n++] = (struct text){.path = arena_copy(&f->arena, str_view(&path)).p,
                                     .stem = arena_copy(&f->arena, stem)};
    str_release(&path);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool has_text(const struct folder *f, struct sv stem) {
    for (size_t i = 0; i < f->n; i++)
        if (sv_eq(f->texts[i].stem, stem)) return true;
    return false;
}

static void warn_of_left_over(const struct folder *f, const char *name) {
    struct sv stem = sv_of(name);
    if (!take_ending(&stem, snapshot_ending) || has_text(f, stem)) return;
    struct str path = {0};
    str_printf(&path, "%s/%s", f->path, name);
    err_warn(path.p, "the snapshot has no text");
    str_release(&path);
}

/* Opens tests/ and lists it; 1 where there is none. */
static int open_folder(struct folder *f, const char *pack, struct err *e) {
    struct str path = {0};
    struct dirent **entries;
    str_printf(&path, "%s/tests", pack);
    f->path = path.p;
    f->fd = open(path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->fd < 0 && errno == ENOENT) return 1;
    int n = f->fd < 0 ? -1 : scandir(path.p, &entries, NULL, by_name);
    if (n < 0) return err_at(e, STATUS_USAGE, path.p, "cannot read folder: %s", strerror(errno));
    for (int i = 0; i < n; i++) {
        struct sv stem = sv_of(entries[i]->d_name);
        if (stem.p[0] != '.' && take_ending(&stem, text_ending)) add_text(f, stem.p, stem);
    }
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.') warn_of_left_over(f, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

static void close_folder(struct folder *f) {
    for (size_t i = 0; i < f->n; i++)
        str_release(&f->texts[i].made), str_release(&f->texts[i].rows);
    if (f->fd >= 0) close(f->fd);
    free(f->texts);
    free(f->path);
    arena_release(&f->arena);
}

/* ---- what the pack makes now ---- */

static int next_text(struct folder *f, struct text **t, struct err *e) {
    if (f->arrived == f->n) return err_set(e, STATUS_SYSTEM, "the chain made more than it got");
    *t = &f->texts[f->arrived++];
    return 0;
}

static int take_rows(void *context, const struct document *d, struct err *e) {
    struct text *t = NULL;
    if (next_text(context, &t, e) != 0) return -1;
    for (size_t i = 0; i < d->n; i++) {
        if (!sv_is(d->records[i].type, "row")) continue;
        str_sv(&t->rows, d->records[i].line);
        str_byte(&t->rows, '\n');
    }
    return 0;
}

static int take_segments(void *context, const struct document *d, struct err *e) {
    struct folder *f = context;
    struct text *t = NULL;
    if (next_text(f, &t, e) != 0) return -1;
    if (!document_find(d, "normalized")) return 0;
    t->is_made = true;
    struct snapshot_of of = {d, f->maker->pack, f->maker->handed_on, f->maker->engine,
                             str_view(&t->rows)};
    return snapshot_put(&t->made, &of, e);
}

static int run_chain(struct folder *f, bool rows, const char **files, struct err *e) {
    struct chain_of of = {.files = files,
                          .n_files = f->n,
                          .packs = f->maker->packs->item,
                          .n_packs = f->maker->packs->n,
                          .rows = rows};
    f->arrived = 0;
    if (chain_run(&of, rows ? take_rows : take_segments, f, e) != 0) return -1;
    if (f->arrived == f->n) return 0;
    return err_set(e, STATUS_SYSTEM, "the chain made less than it got");
}

static int make_all(struct folder *f, struct err *e) {
    const char **files = mem_alloc(f->n * sizeof *files);
    for (size_t i = 0; i < f->n; i++)
        files[i] = f->texts[i].path;
    int result = run_chain(f, true, files, e);
    if (result == 0) result = run_chain(f, false, files, e);
    free(files);
    return result;
}

/* ---- comparing ---- */

static void name_of(struct str *name, const struct text *t) {
    str_sv(name, t->stem);
    str_c(name, snapshot_ending);
}

/* Prints `PATH: WHAT` and what stands below it. */
static void print(const struct folder *f, const struct text *t, const char *what,
                  const struct str *below) {
    struct str s = {0};
    shown_put(&s, sv_of(f->path));
    str_byte(&s, '/');
    shown_put(&s, t->stem);
    str_printf(&s, "%s: %s\n", snapshot_ending, what);
    if (below) str_sv(&s, str_view(below));
    fwrite(s.p, 1, s.n, stdout);
    str_release(&s);
}

/* The answer to one question: y, n or q, which the end of input is too. */
static char ask(void) {
    char *line = NULL, answer = 0;
    size_t size = 0;
    while (!answer) {
        fputs("write this snapshot? [y/n/q] ", stdout);
        fflush(stdout);
        ssize_t n = getline(&line, &size, stdin);
        if (n <= 0) answer = 'q';
        if (n > 0 && line[0] && strchr("ynq", line[0])) answer = line[0];
    }
    free(line);
    if (!isatty(STDIN_FILENO)) putchar('\n');
    return answer;
}

static bool is_to_be_written(enum texts_mode *mode) {
    if (*mode != TEXTS_REVIEW) return *mode == TEXTS_ACCEPT;
    char answer = ask();
    if (answer == 'q') *mode = TEXTS_COMPARE;
    return answer == 'y';
}

static int write_snapshot(const struct folder *f, const struct text *t, struct err *e) {
    struct outfile out;
    struct str name = {0};
    name_of(&name, t);
    int result = outfile_open(&out, f->fd, name.p, false, e);
    if (result == 0) {
        str_sv(&out.buffer, str_view(&t->made));
        result = outfile_finish(&out, e) == 0 ? outfile_rename(&out, e) : -1;
    }
    outfile_drop(&out);
    str_release(&name);
    return result;
}

/* A snapshot that differs from what is made, or is not there: before has NULL p. */
static int settle(const struct folder *f, const struct text *t, struct sv before,
                  enum texts_mode *mode, struct texts_count *count, struct err *e) {
    struct str changes = {0};
    bool lacks = !before.p;
    differ_put(&changes, lacks ? (struct sv){"", 0} : before, str_view(&t->made));
    if (*mode != TEXTS_ACCEPT)
        print(f, t, lacks ? "new: look at it, then --accept" : "fail: - as it was, + as it is",
              lacks && *mode == TEXTS_COMPARE ? NULL : &changes);
    str_release(&changes);
    if (!is_to_be_written(mode)) {
        ++*(lacks ? &count->lacking : &count->differing);
        return 0;
    }
    if (write_snapshot(f, t, e) != 0) return -1;
    count->written++;
    print(f, t, "written", NULL);
    return 0;
}

static int check_text(const struct folder *f, const struct text *t, enum texts_mode *mode,
                      struct texts_count *count, struct err *e) {
    struct str before = {0}, name = {0};
    uint64_t size;
    if (!t->is_made) {
        print(f, t, "fail: the text was skipped", NULL);
        count->differing++;
        return 0;
    }
    name_of(&name, t);
    enum wholefile_state state = wholefile_read(&before, f->fd, name.p, MOST_BYTES, &size);
    bool there = state == WHOLEFILE_READ, lacks = !there && errno == ENOENT;
    int result = 0;
    if (!there && !(state == WHOLEFILE_UNREADABLE && lacks))
        result = err_at(e, STATUS_INPUT, name.p, "cannot read the snapshot");
    else if (there && sv_eq(str_view(&before), str_view(&t->made)))
        count->same++;
    else
        result = settle(f, t, there ? str_view(&before) : (struct sv){NULL, 0}, mode, count, e);
    str_release(&before);
    str_release(&name);
    return result;
}

int texts_check(const char *pack, const struct texts_maker *maker, enum texts_mode mode,
                struct texts_count *count, struct err *e) {
    struct folder f = {.fd = -1, .maker = maker};
    int found = open_folder(&f, pack, e), result = found < 0 ? -1 : 0;
    if (found == 0 && f.n > 0) result = make_all(&f, e);
    for (size_t i = 0; found == 0 && result == 0 && i < f.n; i++)
        result = check_text(&f, &f.texts[i], &mode, count, e);
    close_folder(&f);
    return result;
}
