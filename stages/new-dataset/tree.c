#define _GNU_SOURCE /* renameat2, nftw */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"
#include "wholefile.h"

enum { LARGEST = 1024 * 1024, DEEPEST = 4 };

static int failed(const char *what, const char *path, struct err *e) {
    return err_at(e, STATUS_SYSTEM, path, "cannot %s: %s", what, strerror(errno));
}

/* ---- files ---- */

static int write_file(const char *path, struct sv text, struct err *e) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return failed("create", path, e);
    int result = outfile_write(fd, text, path, e);
    if (result == 0 && fsync(fd) != 0 && errno != EINVAL) result = failed("write", path, e);
    if (close(fd) != 0 && result == 0) result = failed("write", path, e);
    return result;
}

static int copy_file(const char *from, const char *to, const struct fillin_word *words,
                     struct err *e) {
    struct str bytes = {0}, text = {0};
    uint64_t size;
    int result = 0;
    if (wholefile_read(&bytes, AT_FDCWD, from, LARGEST, &size) != WHOLEFILE_READ)
        result = err_at(e, STATUS_SYSTEM, from, "cannot read this sample");
    fillin_put(&text, str_view(&bytes), words);
    if (result == 0) result = write_file(to, str_view(&text), e);
    str_release(&bytes);
    str_release(&text);
    return result;
}

/* ---- folders ---- */

struct copy {
    const char *from, *to, *shown; /* the same place in the sample, the part, the new folder */
    const struct fillin_word *words;
    struct str *made;
    unsigned depth;
};

static int copy_folder(const struct copy *c, struct err *e);

static int copy_entry(const struct copy *c, const char *name, struct err *e) {
    struct str from = {0}, to = {0}, shown = {0}, plain = {0};
    struct stat s;
    int result = 0;
    fillin_put(&plain, sv_of(name), c->words);
    str_printf(&from, "%s/%s", c->from, name);
    str_printf(&to, "%s/%s", c->to, plain.p);
    str_printf(&shown, "%s/%s", c->shown, plain.p);
    struct copy inner = {from.p, to.p, shown.p, c->words, c->made, c->depth + 1};
    if (stat(from.p, &s) != 0) {
        result = failed("read", from.p, e);
    } else if (S_ISDIR(s.st_mode) && c->depth < DEEPEST) {
        result = mkdir(to.p, 0777) == 0 ? copy_folder(&inner, e) : failed("make", to.p, e);
    } else {
        result = copy_file(from.p, to.p, c->words, e);
        str_printf(c->made, "%s\n", shown.p);
    }
    str_release(&from);
    str_release(&to);
    str_release(&shown);
    str_release(&plain);
    return result;
}

static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int copy_folder(const struct copy *c, struct err *e) {
    struct dirent **entries;
    int n = scandir(c->from, &entries, is_shown, by_bytes), result = 0;
    if (n < 0) return failed("open", c->from, e);
    for (int i = 0; i < n; i++) {
        if (result == 0) result = copy_entry(c, entries[i]->d_name, e);
        free(entries[i]);
    }
    free(entries);
    return result;
}

/* ---- whole or not at all ---- */

static int remove_one(const char *path, const struct stat *s, int type, struct FTW *f) {
    (void)s;
    (void)type;
    (void)f;
    return remove(path);
}

static int taken(const char *folder, struct err *e) {
    return err_set(e, STATUS_USAGE, "\"%s\" is there already", folder);
}

static int give_name(const char *part, const char *folder, struct err *e) {
    if (renameat2(AT_FDCWD, part, AT_FDCWD, folder, RENAME_NOREPLACE) == 0) return 0;
    if (errno == EEXIST) return taken(folder, e);
    /* A file system that cannot refuse: rename itself only replaces an empty folder. */
    if (errno == EINVAL && rename(part, folder) == 0) return 0;
    return failed("make", folder, e);
}

int tree_make(const char *folder, const char *sample, const struct fillin_word *words,
              struct str *made, struct err *e) {
    struct stat s;
    struct str part = {0};
    if (lstat(folder, &s) == 0) return taken(folder, e);
    const char *slash = strrchr(folder, '/');
    str_put(&part, folder, slash ? (size_t)(slash + 1 - folder) : 0);
    str_printf(&part, ".%s.%ld.part", slash ? slash + 1 : folder, (long)getpid());
    struct copy c = {sample, part.p, folder, words, made, 0};
    int result = mkdir(part.p, 0777) == 0 ? 0 : failed("make", folder, e);
    bool began = result == 0;
    if (result == 0) result = copy_folder(&c, e);
    if (result == 0) result = give_name(part.p, folder, e);
    if (result != 0 && began) nftw(part.p, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    str_release(&part);
    return result;
}
