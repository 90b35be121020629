#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "coverage.h"
#include "outfile.h"
#include "tsv.h"
#include "wholefile.h"

enum { VERSION = 1, MOST_BYTES = 256 << 20 };

static const char *const use_names[USES] = {"none", "helper", "given"};
static const char *const example_names[] = {"none", "lost", "won"};

/* Lines by their first cell, and how many cells each has. */
enum line_kind { LINE_COVERAGE, LINE_WAY, LINE_DOCUMENT, LINE_END, LINES };
enum { WAY_FIXED = 5, WAY_SLOWEST = WAY_FIXED + COUNTS, WAY_EXAMPLE = WAY_SLOWEST + 4 };
enum { WAY_CELLS = WAY_EXAMPLE + 6 };
static const struct {
    const char *name;
    size_t cells;
} lines[LINES] = {{"coverage", 5}, {"way", WAY_CELLS}, {"document", 5}, {"end", 2}};

/* ---- writing ---- */

static void put_document(struct str *s, const struct coverage_document *d) {
    tsv_put(s, d->path);
    tsv_put(s, d->doc_id);
    tsv_uint(s, d->bytes);
    tsv_uint(s, d->nanoseconds);
}

static void put_way(struct str *s, const struct coverage_way *w) {
    const struct coverage_example *x = &w->example;
    tsv_put(s, sv_of(lines[LINE_WAY].name));
    tsv_put(s, w->rule);
    tsv_uint(s, w->alternative);
    tsv_put(s, w->kind);
    tsv_put(s, sv_of(use_names[w->use]));
    for (size_t i = 0; i < COUNTS; i++)
        tsv_uint(s, w->counts[i]);
    put_document(s, &w->slowest);
    tsv_put(s, sv_of(example_names[x->path.p ? 1 + x->won : 0]));
    tsv_put(s, x->path);
    tsv_put(s, x->doc_id);
    tsv_put(s, x->left);
    tsv_put(s, x->text);
    tsv_put(s, x->right);
    tsv_end(s);
}

static void put_all(struct str *s, const struct coverage *c) {
    tsv_put(s, sv_of(lines[LINE_COVERAGE].name));
    tsv_uint(s, VERSION);
    tsv_uint(s, c->documents);
    tsv_uint(s, c->all.bytes);
    tsv_uint(s, c->all.nanoseconds);
    tsv_end(s);
    for (size_t i = 0; i < c->n_ways; i++)
        put_way(s, &c->ways[i]);
    for (size_t i = 0; i < c->n_slowest; i++) {
        tsv_put(s, sv_of(lines[LINE_DOCUMENT].name));
        put_document(s, &c->slowest[i]);
        tsv_end(s);
    }
    tsv_put(s, sv_of(lines[LINE_END].name));
    tsv_uint(s, 1 + c->n_ways + c->n_slowest);
    tsv_end(s);
}

/* The folder of a path, to be closed, and the name in it. */
static int open_folder(const char *path, const char **name, struct err *e) {
    const char *slash = strrchr(path, '/');
    struct str folder = {0};
    *name = slash ? slash + 1 : path;
    str_put(&folder, slash ? path : ".", slash ? (size_t)(*name - path) : 1);
    int fd = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    str_release(&folder);
    if (fd < 0) err_at(e, STATUS_SYSTEM, path, "cannot write: %s", strerror(errno));
    return fd;
}

int coverage_write(const struct coverage *c, const char *path, struct err *e) {
    const char *name;
    struct outfile f = {.fd = -1};
    int folder = open_folder(path, &name, e);
    if (folder < 0) return -1;
    int result = outfile_open(&f, folder, name, false, e);
    if (result == 0) {
        put_all(&f.buffer, c);
        result = outfile_finish(&f, e) == 0 ? outfile_rename(&f, e) : -1;
    }
    outfile_drop(&f);
    close(folder);
    return result;
}

/* ---- reading ---- */

static bool is_one_of(struct sv cell, const char *const *names, size_t n, unsigned *which) {
    for (*which = 0; *which < n; ++*which)
        if (sv_is(cell, names[*which])) return true;
    return false;
}

static bool read_document(const struct sv *cells, struct coverage_document *d) {
    *d = (struct coverage_document){.path = cells[0], .doc_id = cells[1]};
    return tsv_number(cells[2], &d->bytes) && tsv_number(cells[3], &d->nanoseconds);
}

static bool read_all(struct coverage *c, const struct sv *cells) {
    uint64_t version, v[3];
    for (size_t i = 0; i < 3; i++)
        if (!tsv_number(cells[2 + i], &v[i])) return false;
    c->documents += v[0];
    c->all.bytes += v[1];
    c->all.nanoseconds += v[2];
    return tsv_number(cells[1], &version) && version == VERSION;
}

static bool read_way(struct coverage *c, const struct sv *cells, size_t hint) {
    unsigned use, example;
    uint64_t alternative, v;
    struct coverage_document slowest;
    if (!tsv_number(cells[2], &alternative) || !is_one_of(cells[4], use_names, USES, &use) ||
        !read_document(cells + WAY_SLOWEST, &slowest) ||
        !is_one_of(cells[WAY_EXAMPLE], example_names, 3, &example))
        return false;
    struct coverage_way *w = coverage_way(c, cells[1], alternative, hint);
    if (!w->kind.p) {
        w->kind = arena_copy(&c->arena, cells[3]);
        w->use = (enum coverage_use)use;
    }
    for (size_t i = 0; i < COUNTS; i++) {
        if (!tsv_number(cells[WAY_FIXED + i], &v)) return false;
        w->counts[i] += v;
    }
    if (slowest.path.n > 0) coverage_offer_slowest(c, w, &slowest);
    const struct sv *x = cells + WAY_EXAMPLE + 1;
    if (example > 0)
        coverage_offer_example(
            c, w, &(struct coverage_example){x[0], x[1], x[2], x[3], x[4], example > 1});
    return true;
}

static bool read_ranked(struct coverage *c, const struct sv *cells) {
    struct coverage_document d;
    if (!read_document(cells + 1, &d)) return false;
    coverage_rank_document(c, &d);
    return true;
}

static bool read_line(struct coverage *c, struct sv line, size_t number, struct arena *a) {
    struct sv cells[WAY_CELLS];
    size_t n = tsv_cells(line, cells, WAY_CELLS, a), kind = 0;
    while (kind < LINES && !sv_is(cells[0], lines[kind].name))
        kind++;
    if (kind == LINES || n != lines[kind].cells || (kind == LINE_COVERAGE) != (number == 0))
        return false;
    if (kind == LINE_COVERAGE) return read_all(c, cells);
    if (kind == LINE_WAY) return read_way(c, cells, number - 1);
    return kind == LINE_DOCUMENT && read_ranked(c, cells);
}

/* Whether the line is the last one of a file in which so many stand before it. */
static bool is_end(struct sv line, size_t number, struct arena *a) {
    struct sv cells[2];
    uint64_t before;
    return tsv_cells(line, cells, 2, a) == 2 && sv_is(cells[0], lines[LINE_END].name) &&
           tsv_number(cells[1], &before) && before == number;
}

static int read_text(struct coverage *c, struct sv text, const char *path, struct err *e) {
    struct arena a = {0};
    struct sv line;
    size_t number = 0;
    bool ended = false, good = true;
    while (good && !ended && tsv_line(&text, &line)) {
        ended = number > 0 && is_end(line, number, &a);
        good = ended || read_line(c, line, number, &a);
        number++;
        arena_reset(&a);
    }
    arena_release(&a);
    if (!good && number == 1) return err_at(e, STATUS_INPUT, path, "this is no coverage file");
    if (!good)
        return err_at(e, STATUS_INPUT, path, "line %zu does not belong in a coverage file", number);
    if (ended && text.n == 0) return 0;
    return err_at(e, STATUS_INPUT, path,
                  ended ? "something follows the end of the coverage"
                        : "the coverage file is cut short");
}

int coverage_read(struct coverage *c, const char *path, struct err *e) {
    static const char *const why[] = {[WHOLEFILE_NOT_REGULAR] = "this is no file",
                                      [WHOLEFILE_TOO_LARGE] = "the file is too large"};
    struct str bytes = {0};
    uint64_t size;
    enum wholefile_state state = wholefile_read(&bytes, AT_FDCWD, path, MOST_BYTES, &size);
    int result;
    if (state == WHOLEFILE_READ)
        result = read_text(c, str_view(&bytes), path, e);
    else
        result = err_at(e, STATUS_INPUT, path, "cannot read: %s",
                        state == WHOLEFILE_UNREADABLE ? strerror(errno) : why[state]);
    str_release(&bytes);
    return result;
}
