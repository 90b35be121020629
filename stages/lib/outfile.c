#include "outfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, TRIES = 100 };

static const char ending[] = ".part";

static int failed(const char *what, const char *name, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "cannot %s \"%s\": %s", what, name, strerror(errno));
}

static char *copy_of(const char *text) {
    size_t n = strlen(text) + 1;
    return memcpy(mem_alloc(n), text, n);
}

int outfile_open(struct outfile *f, int folder, const char *name, bool summed, struct err *e) {
    struct str part = {0};
    *f = (struct outfile){.folder = folder, .fd = -1, .name = copy_of(name), .summed = summed};
    sha256_init(&f->sum);
    for (unsigned i = 0; f->fd < 0 && i < TRIES; i++) {
        str_clear(&part);
        str_printf(&part, ".%s.%ld-%u%s", name, (long)getpid(), i, ending);
        f->fd = openat(folder, part.p, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (f->fd < 0 && errno != EEXIST) break;
    }
    if (f->fd >= 0) {
        f->part = part.p;
        return 0;
    }
    str_release(&part);
    return failed("create", name, e);
}

int outfile_write(int fd, struct sv v, const char *name, struct err *e) {
    for (size_t at = 0; at < v.n;) {
        ssize_t n = write(fd, v.p + at, v.n - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return failed("write", name, e);
        at += (size_t)n;
    }
    return 0;
}

static int flush(struct outfile *f, struct err *e) {
    struct sv v = str_view(&f->buffer);
    if (outfile_write(f->fd, v, f->name, e) != 0) return -1;
    if (f->summed) sha256_update(&f->sum, v);
    f->bytes += v.n;
    str_clear(&f->buffer);
    return 0;
}

int outfile_step(struct outfile *f, struct err *e) {
    return f->buffer.n < BLOCK ? 0 : flush(f, e);
}

int outfile_finish(struct outfile *f, struct err *e) {
    int synced, fd = f->fd;
    if (flush(f, e) != 0) return -1;
    do
        synced = fsync(fd);
    while (synced != 0 && errno == EINTR);
    /* EINVAL: a file system that cannot sync; the close still tells of a failed write. */
    if (synced != 0 && errno != EINVAL) return failed("sync", f->name, e);
    f->fd = -1;
    return close(fd) == 0 || errno == EINTR ? 0 : failed("close", f->name, e);
}

int outfile_rename(struct outfile *f, struct err *e) {
    if (renameat(f->folder, f->part, f->folder, f->name) != 0) return failed("rename", f->name, e);
    free(f->part);
    f->part = NULL;
    return 0;
}

void outfile_drop(struct outfile *f) {
    if (f->name && f->fd >= 0) close(f->fd);
    if (f->part) unlinkat(f->folder, f->part, 0);
    free(f->part);
    free(f->name);
    str_release(&f->buffer);
    *f = (struct outfile){.fd = -1};
}

static bool is_part(const char *name) {
    size_t n = strlen(name), m = sizeof ending - 1;
    return name[0] == '.' && n > m && strcmp(name + n - m, ending) == 0;
}

void outfile_sweep(int folder) {
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        if (fd >= 0) close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(d));)
        if (is_part(entry->d_name)) unlinkat(folder, entry->d_name, 0);
    closedir(d);
}

int outfile_lock(int *folder, const char *path, struct err *e) {
    *folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0)
        return err_at(e, errno == ENOENT || errno == ENOTDIR ? STATUS_INPUT : STATUS_SYSTEM, path,
                      "cannot open the folder: %s", strerror(errno));
    if (flock(*folder, LOCK_EX | LOCK_NB) == 0) {
        outfile_sweep(*folder);
        return 0;
    }
    /* A file system without locks: unique names keep two runs apart. */
    if (errno != EWOULDBLOCK) return 0;
    return err_at(e, STATUS_SYSTEM, path, "another run is writing this folder");
}
