#define _GNU_SOURCE /* syncfs, renameat2 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"

static int failed(const char *what, const char *name, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "cannot %s \"%s\": %s", what, name, strerror(errno));
}

bool folder_owns(const char *endings, const char *name) {
    struct sv whole = sv_of(name);
    for (const char *at = endings; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (whole.n > n && memcmp(name + whole.n - n, at, n) == 0) return true;
        at += n;
    }
    return false;
}

/* Whether "NAME/" is a word of the list. */
static bool is_our_folder(const char *name, const char *ours) {
    size_t length = strlen(name);
    for (const char *at = ours; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (n == length + 1 && at[length] == '/' && memcmp(name, at, length) == 0) return true;
        at += n;
    }
    return false;
}

static bool is_dots(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static DIR *list(int parent, const char *name) {
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d && fd >= 0) close(fd);
    return d;
}

/* Takes away a folder with all that is in it. */
static bool take_whole(int parent, const char *name) {
    DIR *d = list(parent, name);
    if (!d) return false;
    for (struct dirent *entry; (entry = readdir(d));)
        if (!is_dots(entry->d_name) && unlinkat(dirfd(d), entry->d_name, 0) != 0)
            take_whole(dirfd(d), entry->d_name);
    closedir(d);
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

/* Takes away a folder with what is ours in it; what is not moves to folder `to`, if there is one,
 * and otherwise keeps the folder. */
static void take_away(int parent, const char *name, const char *ours, int to) {
    DIR *d = list(parent, name);
    if (!d) return;
    for (struct dirent *entry; (entry = readdir(d));) {
        const char *at = entry->d_name;
        if (is_dots(at)) continue;
        if (folder_owns(ours, at) && unlinkat(dirfd(d), at, 0) == 0) continue;
        if (is_our_folder(at, ours) && take_whole(dirfd(d), at)) continue;
        if (to >= 0) (void)renameat(dirfd(d), at, to, at);
    }
    closedir(d);
    unlinkat(parent, name, AT_REMOVEDIR);
}

int folder_open(struct folder *f, int parent, const char *name, const char *ours, struct err *e) {
    struct stat there;
    *f = (struct folder){.parent = parent, .fd = -1, .before = -1, .name = name, .ours = ours};
    snprintf(f->part, sizeof f->part, ".%s.part", name);
    snprintf(f->old, sizeof f->old, ".%s.old.part", name);
    if (fstatat(parent, name, &there, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(there.st_mode))
        return err_set(e, STATUS_SYSTEM, "\"%s\" is there and is no folder", name);
    take_away(parent, f->old, ours, -1);
    take_away(parent, f->part, ours, -1);
    if (mkdirat(parent, f->part, 0777) != 0) return failed("make", f->part, e);
    f->fd = openat(parent, f->part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (f->fd < 0) return failed("open", f->part, e);
    f->before = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return 0;
}

/* Does a folder have the very same file? */
static bool is_there(int folder, const char *name, struct sv text) {
    struct stat there;
    char block[32 * 1024];
    size_t at = 0;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return false;
    if (fstat(fd, &there) == 0 && S_ISREG(there.st_mode) && there.st_size == (off_t)text.n)
        for (ssize_t n; (n = read(fd, block, sizeof block)) > 0; at += (size_t)n)
            if ((size_t)n > text.n - at || memcmp(block, text.p + at, (size_t)n) != 0) break;
    close(fd);
    return text.n > 0 && at == text.n;
}

int folder_put(struct folder *f, const char *name, struct sv text, struct err *e) {
    if (f->before >= 0 && is_there(f->before, name, text) &&
        linkat(f->before, name, f->fd, name, 0) == 0)
        return 0;
    int fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST)
        return err_set(e, STATUS_INPUT, "a second document would be written to \"%s\"", name);
    if (fd < 0) return failed("create", name, e);
    int result = outfile_write(fd, text, name, e);
    if (close(fd) != 0 && errno != EINTR && result == 0) result = failed("close", name, e);
    return result;
}

bool folder_holds(const struct folder *f, const char *name, struct sv text) {
    return is_there(f->fd, name, text);
}

int folder_within(int folder, const char *name, struct err *e) {
    if (mkdirat(folder, name, 0777) != 0) return failed("make", name, e);
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd >= 0 ? fd : failed("open", name, e);
}

/* All files at once: an fsync each would cost more than everything else. */
static int sync_all(const struct folder *f, struct err *e) {
#ifdef __linux__
    if (syncfs(f->fd) != 0 && errno != ENOSYS && errno != EINVAL) return failed("sync", f->name, e);
#else
    sync();
#endif
    return 0;
}

static bool exchange(const struct folder *f) {
#ifdef RENAME_EXCHANGE
    return renameat2(f->parent, f->part, f->parent, f->name, RENAME_EXCHANGE) == 0;
#else
    return false;
#endif
}

static void close_all(struct folder *f) {
    if (f->fd >= 0) close(f->fd);
    if (f->before >= 0) close(f->before);
    *f = (struct folder){.fd = -1, .before = -1};
}

int folder_commit(struct folder *f, struct err *e) {
    if (sync_all(f, e) != 0) return -1;
    const char *old = f->part;
    if (!exchange(f)) {
        old = f->old;
        if (renameat(f->parent, f->name, f->parent, old) != 0 && errno != ENOENT)
            return failed("rename", f->name, e);
        if (renameat(f->parent, f->part, f->parent, f->name) != 0)
            return failed("rename", f->part, e);
    }
    take_away(f->parent, old, f->ours, f->fd);
    close_all(f);
    return 0;
}

void folder_drop(struct folder *f) {
    if (!f->name) return;
    take_away(f->parent, f->part, f->ours, -1);
    close_all(f);
}
