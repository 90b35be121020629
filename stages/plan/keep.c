#define _GNU_SOURCE /* flock, realpath */
#include "keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"

static int failed(const char *what, const char *name, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "cannot %s \"%s\": %s", what, name, strerror(errno));
}

/* As mkdir -p. */
static int make_folders(const char *name, struct err *e) {
    struct str s = {0};
    int result = 0;
    str_c(&s, name);
    for (size_t i = 1; result == 0 && i <= s.n; i++) {
        if (s.p[i] != '/' && s.p[i] != '\0') continue;
        char c = s.p[i];
        s.p[i] = '\0';
        if (mkdir(s.p, 0777) != 0 && errno != EEXIST && errno != EISDIR)
            result = failed("create folder", s.p, e);
        s.p[i] = c;
    }
    str_release(&s);
    return result;
}

static int lock(int folder, const char *out, struct err *e) {
    int fd = openat(folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY, 0666);
    if (fd < 0) return failed("open the lock of", out, e);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno == EWOULDBLOCK)
        return err_set(e, STATUS_SYSTEM, "another run is at work on \"%s\"", out);
    return failed("lock", out, e);
}

int keep_open(int *folder, const char *out, struct err *e) {
    static const char *const inside[] = {"shards", "text", "rows", "cover"};
    struct str s = {0};
    str_c(&s, out);
    str_c(&s, "/.tiyao");
    int result = make_folders(s.p, e);
    if (result == 0) {
        *folder = open(s.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        result = *folder < 0 ? failed("open folder", s.p, e) : lock(*folder, out, e);
    }
    for (size_t i = 0; result == 0 && i < sizeof inside / sizeof inside[0]; i++)
        if (mkdirat(*folder, inside[i], 0777) != 0 && errno != EEXIST)
            result = failed("create folder", inside[i], e);
    if (result == 0) outfile_sweep(*folder);
    str_release(&s);
    return result;
}

int keep_read(struct str *content, int folder, const char *name, struct err *e) {
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return err_at(e, STATUS_INPUT, name, "cannot open: %s", strerror(errno));
    ssize_t n;
    while ((n = read(fd, str_room(content, 65536), 65536)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;
        content->n += (size_t)n;
        content->p[content->n] = '\0';
    }
    if (n < 0) err_at(e, STATUS_INPUT, name, "cannot read: %s", strerror(errno));
    close(fd);
    return n < 0 ? -1 : 0;
}

static bool holds(int folder, const char *name, struct sv content) {
    struct str now = {0};
    struct err ignored;
    bool same = keep_read(&now, folder, name, &ignored) == 0 && sv_eq(str_view(&now), content);
    str_release(&now);
    return same;
}

static int write_file(int folder, const char *name, struct sv content, struct err *e) {
    struct outfile f;
    int result = outfile_open(&f, folder, name, false, e);
    if (result == 0) {
        str_sv(&f.buffer, content);
        result = outfile_finish(&f, e) == 0 && outfile_rename(&f, e) == 0 ? 0 : -1;
    }
    outfile_drop(&f);
    return result;
}

int keep_file(int folder, const char *name, struct sv content, struct err *e) {
    const char *slash = strchr(name, '/');
    if (holds(folder, name, content)) return 0;
    if (!slash) return write_file(folder, name, content, e);
    char inside[64];
    snprintf(inside, sizeof inside, "%.*s", (int)(slash - name), name);
    int fd = openat(folder, inside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failed("open folder", inside, e);
    int result = write_file(fd, slash + 1, content, e);
    close(fd);
    return result;
}

static bool ends_in(struct sv name, const char *ending) {
    size_t n = strlen(ending);
    return name.n > n && memcmp(name.p + name.n - n, ending, n) == 0;
}

void keep_only(int folder, const char *inside, const char *ending,
               bool (*belongs)(struct sv stem, const void *context), const void *context) {
    int fd = openat(folder, inside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) return;
    for (struct dirent *entry; (entry = readdir(d));) {
        struct sv name = sv_of(entry->d_name);
        struct sv stem = {name.p, name.n - (ends_in(name, ending) ? strlen(ending) : 0)};
        if (ends_in(name, ".part") || (stem.n < name.n && !belongs(stem, context)))
            unlinkat(fd, entry->d_name, 0);
    }
    closedir(d);
}

/* Appends the rest of a path that does not exist, `.` and `..` taken out. */
static void append_rest(struct str *s, const char *rest) {
    while (*rest) {
        size_t n = strcspn(rest, "/");
        struct sv part = {rest, n};
        if (sv_is(part, "..")) {
            while (s->n > 1 && s->p[s->n - 1] != '/')
                s->n--;
            if (s->n > 1) s->n--;
            s->p[s->n] = '\0';
        } else if (n > 0 && !sv_is(part, ".")) {
            if (s->p[s->n - 1] != '/') str_byte(s, '/');
            str_sv(s, part);
        }
        rest += n + (rest[n] == '/');
    }
}

/* The real path of a name whose last parts need not exist. */
static int real_path(struct str *s, const char *name, struct err *e) {
    struct str head = {0};
    char *real;
    size_t prefix = name[0] == '/' ? 0 : 2;
    str_c(&head, prefix ? "./" : "");
    str_c(&head, name);
    size_t n = head.n;
    while (!(real = realpath(head.p, NULL)) && errno == ENOENT) {
        while (n > 1 && head.p[n - 1] == '/')
            n--;
        while (n > 1 && head.p[n - 1] != '/')
            n--;
        head.p[n] = '\0';
    }
    if (!real) {
        str_release(&head);
        return failed("find", name, e);
    }
    str_c(s, real);
    append_rest(s, name + (n - prefix));
    free(real);
    str_release(&head);
    return 0;
}

int keep_apart(const char *in, const char *out, struct err *e) {
    struct str a = {0}, b = {0};
    int result = real_path(&a, in, e) == 0 && real_path(&b, out, e) == 0 ? 0 : -1;
    if (result == 0) {
        size_t n = a.n;
        while (n > 0 && a.p[n - 1] == '/')
            n--;
        if (b.n >= n && memcmp(a.p, b.p, n) == 0 && (b.p[n] == '\0' || b.p[n] == '/'))
            result = err_set(e, STATUS_USAGE,
                             "the output folder \"%s\" is inside the input folder \"%s\"", out, in);
    }
    str_release(&a);
    str_release(&b);
    return result;
}
