#define _DEFAULT_SOURCE /* fts */
#include "walk.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool is_document(const char *name) {
    const char *ending = strrchr(name, '.');
    return ending && (strcasecmp(ending, ".txt") == 0 || strcasecmp(ending, ".md") == 0);
}

static int64_t ns_of(struct timespec t) {
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void add(struct walk *w, const FTSENT *entry, size_t skip, struct arena *a) {
    w->listed = mem_room(w->listed, w->n, &w->size, sizeof *w->listed);
    struct listed *f = &w->listed[w->n++];
    *f = (struct listed){.path = arena_copy(a, sv_of(entry->fts_path + skip))};
    if (entry->fts_info == FTS_NS) return;
    const struct stat *s = entry->fts_statp;
    f->size = s->st_size;
    f->mtime = ns_of(s->st_mtim);
    f->ctime = ns_of(s->st_ctim);
}

static int order(const void *a, const void *b) {
    return sv_cmp(((const struct listed *)a)->path, ((const struct listed *)b)->path);
}

/* A visit to one entry; skip is the length of the folder's name and the slash behind it. */
static int visit(struct walk *w, const FTSENT *entry, size_t skip, struct arena *a, struct err *e) {
    if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
        (entry->fts_info == FTS_NS && entry->fts_level == 0))
        return err_at(e, entry->fts_level == 0 ? STATUS_USAGE : STATUS_INPUT, entry->fts_path,
                      "cannot read folder: %s", strerror(entry->fts_errno));
    if (entry->fts_level == 0 && entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
        return err_at(e, STATUS_USAGE, entry->fts_path, "is no folder");
    bool again = entry->fts_info == FTS_DP || entry->fts_info == FTS_DC;
    if (entry->fts_level > 0 && !again && is_document(entry->fts_name)) add(w, entry, skip, a);
    return 0;
}

int walk_folder(struct walk *w, const char *folder, struct arena *a, struct err *e) {
    struct str name = {0};
    str_c(&name, folder);
    while (name.n > 1 && name.p[name.n - 1] == '/')
        name.p[--name.n] = '\0';
    size_t skip = name.p[name.n - 1] == '/' ? name.n : name.n + 1;
    char *roots[] = {name.p, NULL};
    *w = (struct walk){0};
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    if (!tree) err_at(e, STATUS_SYSTEM, folder, "cannot read folder: %s", strerror(errno));
    int result = tree ? 0 : -1;
    FTSENT *entry;
    while (result == 0 && (errno = 0, entry = fts_read(tree)))
        result = visit(w, entry, skip, a, e);
    if (result == 0 && errno)
        result = err_at(e, STATUS_SYSTEM, folder, "cannot read folder: %s", strerror(errno));
    if (tree) fts_close(tree);
    str_release(&name);
    if (w->n > 0) qsort(w->listed, w->n, sizeof *w->listed, order);
    return result;
}

static int to_path(const void *path, const void *listed) {
    return sv_cmp(*(const struct sv *)path, ((const struct listed *)listed)->path);
}

const struct listed *walk_find(const struct walk *w, struct sv path) {
    return w->n ? bsearch(&path, w->listed, w->n, sizeof *w->listed, to_path) : NULL;
}

void walk_release(struct walk *w) {
    free(w->listed);
    *w = (struct walk){0};
}
