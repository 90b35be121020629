#include "survey.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "census.h"
#include "chain.h"
#include "packs.h"
#include "walk.h"
#include "wholefile.h"

enum { MOST_ORDER = 64 << 20, FILES_AT_A_TIME = 1000 };

/* Documents to be matched. */
struct files {
    const char **item;
    size_t n, size;
    struct arena arena;
};

/* ---- what an operand is ---- */

static void add_file(struct files *f, const char *folder, struct sv path) {
    struct str s = {0};
    if (folder) str_printf(&s, "%s/", folder);
    str_sv(&s, path);
    f->item = mem_room(f->item, f->n, &f->size, sizeof *f->item);
    f->item[f->n++] = arena_copy(&f->arena, str_view(&s)).p;
    str_release(&s);
}

/* The shards of a run, each with the file that was made along with its rows. */
static int read_run(struct coverage *c, const char *out, struct sv order, struct err *e) {
    size_t shards = 0, missing = 0;
    for (size_t at = 0; at < order.n; shards++) {
        struct sv line = {order.p + at, strcspn(order.p + at, "\n")};
        struct str path = {0};
        str_printf(&path, "%s/.tiyao/cover/%.*s.tsv", out, (int)line.n, line.p);
        bool there = access(path.p, F_OK) == 0;
        int result = there ? coverage_read(c, path.p, e) : 0;
        str_release(&path);
        if (result != 0) return -1;
        missing += !there;
        at += line.n + 1;
    }
    if (missing == 0) return 0;
    return err_at(e, STATUS_INPUT, out,
                  "%zu of %zu shards have no coverage: run with COVERAGE=1 first", missing, shards);
}

static int list_folder(struct files *f, const char *folder, struct err *e) {
    struct walk w;
    struct arena a = {0};
    int result = walk_folder(&w, folder, &a, e);
    for (size_t i = 0; result == 0 && i < w.n; i++)
        add_file(f, folder, w.listed[i].path);
    if (result == 0 && w.n == 0)
        result = err_at(e, STATUS_INPUT, folder, "the folder holds no documents and is of no run");
    walk_release(&w);
    arena_release(&a);
    return result;
}

/* Whether a file begins as tiyao-match writes them. */
static bool is_coverage(const char *file) {
    static const char first[] = "coverage\t";
    char bytes[sizeof first - 1];
    int fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    if (fd >= 0) close(fd);
    return n == (ssize_t)sizeof bytes && memcmp(bytes, first, sizeof bytes) == 0;
}

/* What stands at OUT/.tiyao/order, false where that is no run. */
static bool order_of(struct str *order, const char *out) {
    struct str path = {0};
    uint64_t size;
    str_printf(&path, "%s/.tiyao/order", out);
    bool there = wholefile_read(order, AT_FDCWD, path.p, MOST_ORDER, &size) == WHOLEFILE_READ;
    str_release(&path);
    return there;
}

/* Takes an operand that is counted, or one that is not: documents come first, so that the rows of
 * their pack are the first ones. */
static int read_operand(struct coverage *c, struct files *f, const char *name, bool counted,
                        struct err *e) {
    struct stat s;
    struct str order = {0};
    int result = 0;
    if (stat(name, &s) != 0)
        return err_at(e, STATUS_INPUT, name, "cannot read: %s", strerror(errno));
    bool folder = S_ISDIR(s.st_mode), run = folder && order_of(&order, name);
    bool file = !folder && is_coverage(name);
    if (counted && run) result = read_run(c, name, str_view(&order), e);
    if (counted && file) result = coverage_read(c, name, e);
    if (!counted && folder && !run) result = list_folder(f, name, e);
    if (!counted && !folder && !file) add_file(f, NULL, sv_of(name));
    str_release(&order);
    return result;
}

/* ---- documents ---- */

struct measuring {
    struct coverage *coverage;
    struct pack pack;
    struct engine *engine;
};

static int measure(void *context, const struct document *d, struct err *e) {
    struct measuring *m = context;
    struct layout layout;
    struct utf8_index x;
    struct found found;
    if (!document_find(d, "normalized")) return 0; /* skipped: the chain has said so */
    if (layout_read(&layout, &x, d, e) != 0) return -1;
    engine_run(m->engine, &layout, d->arena, &found);
    return census_add(m->coverage, m->engine, &layout, d, e);
}

static int measure_files(struct measuring *m, const struct files *f, const struct texts *packs,
                         struct err *e) {
    for (size_t i = 0; i < f->n; i += FILES_AT_A_TIME) {
        size_t left = f->n - i;
        struct chain_of of = {.files = f->item + i,
                              .n_files = left < FILES_AT_A_TIME ? left : FILES_AT_A_TIME,
                              .packs = packs->item,
                              .n_packs = packs->n};
        if (chain_run(&of, measure, m, e) != 0) return -1;
    }
    return 0;
}

static int match_files(struct coverage *c, const struct files *f, struct texts *packs,
                       struct err *e) {
    struct measuring m = {.coverage = c};
    if (packs_complete(packs, e) != 0) return -1;
    int result = pack_read(&m.pack, packs->item, packs->n, e);
    if (result == 0) {
        m.engine = engine_new(&m.pack, true);
        census_open(c, m.engine, &m.pack);
        result = measure_files(&m, f, packs, e);
        engine_free(m.engine);
    }
    pack_release(&m.pack);
    return result;
}

int survey_read(struct coverage *c, struct texts *packs, int n, char **operands, struct err *e) {
    struct files f = {0};
    int result = 0;
    for (int i = 0; result == 0 && i < n; i++)
        result = read_operand(c, &f, operands[i], false, e);
    if (result == 0 && f.n > 0) result = match_files(c, &f, packs, e);
    for (int i = 0; result == 0 && i < n; i++)
        result = read_operand(c, &f, operands[i], true, e);
    free(f.item);
    arena_release(&f.arena);
    return result;
}
