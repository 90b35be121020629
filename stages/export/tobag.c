/* A bag (BagIt, RFC 8493): the datasets, what describes them and the exports that are there, each
 * with its checksum, for archives. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "baginfo.h"
#include "manifest.h"
#include "readme.h"
#include "utf8.h"

static const char declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
static const char payload_name[] = "manifest-sha256.txt", tags_name[] = "tagmanifest-sha256.txt";
static const char *const tag_files[] = {"bagit.txt", "bag-info.txt", payload_name};
enum { N_TAG_FILES = sizeof tag_files / sizeof tag_files[0] };

static int failed(const char *what, const char *name, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "bag: cannot %s \"%s\": %s", what, name, strerror(errno));
}

static int open_folder(int parent, const char *name) {
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* A regular file; -1 with errno 0 where it is none. */
static int open_file(int folder, const char *name) {
    struct stat there;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || (fstat(fd, &there) == 0 && S_ISREG(there.st_mode))) return fd;
    close(fd);
    errno = 0;
    return -1;
}

/* ---- writing ---- */

/* Where files come from and go to. */
struct copying {
    int from, to;
    struct manifest *m;
    struct str path; /* of the folder within the bag, with a slash behind */
};

static int copy_open(struct copying *c, const char *name, int in, struct err *e) {
    size_t n = c->path.n;
    int out = openat(c->to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (out < 0) return failed("create", name, e);
    str_c(&c->path, name);
    int result = manifest_sum(c->m, str_view(&c->path), in, out, e);
    c->path.n = n;
    if (close(out) != 0 && errno != EINTR && result == 0) result = failed("close", name, e);
    return result;
}

static int copy_file(struct copying *c, const char *name, struct err *e) {
    int in = open_file(c->from, name);
    if (in < 0)
        return err_set(e, STATUS_INPUT, "bag: cannot open \"%s\": %s", name,
                       errno ? strerror(errno) : "it is no regular file");
    int result = utf8_valid(sv_of(name)) == strlen(name)
                     ? copy_open(c, name, in, e)
                     : err_set(e, STATUS_INPUT, "bag: \"%s\" is no name in UTF-8", name);
    close(in);
    return result;
}

static int copy_if_there(struct copying *c, const char *name, struct err *e) {
    return faccessat(c->from, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? copy_file(c, name, e) : 0;
}

static int copy_entries(struct copying *c, const char *endings, struct err *e) {
    int fd = dup(c->from), result = 0;
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        if (fd >= 0) close(fd);
        return failed("list", c->path.p, e);
    }
    for (struct dirent *entry; result == 0 && (entry = readdir(d));)
        if (entry->d_name[0] != '.' && folder_owns(endings, entry->d_name))
            result = copy_file(c, entry->d_name, e);
    closedir(d);
    return result;
}

/* A folder of OUT, those of its files that end so. */
static int copy_folder(struct copying *all, const char *name, const char *endings, struct err *e) {
    struct copying c = {.from = open_folder(all->from, name), .to = -1, .m = all->m};
    if (c.from < 0) return errno == ENOENT ? 0 : failed("open", name, e);
    c.to = folder_within(all->to, name, e);
    str_sv(&c.path, str_view(&all->path));
    str_printf(&c.path, "%s/", name);
    int result = c.to >= 0 ? copy_entries(&c, endings, e) : -1;
    if (c.to >= 0) close(c.to);
    close(c.from);
    str_release(&c.path);
    return result;
}

/* A dataset has to be what the package says of it: by its sum, or else by its rows. */
static int check_dataset(const struct manifest *m, const struct dataset *d, struct err *e) {
    static const struct sv kind = {"sha256:", 7};
    struct rows r = {0};
    if (sv_begins(d->hash, kind)) {
        struct sv sum = {d->hash.p + kind.n, d->hash.n - kind.n};
        return sv_eq(sum, manifest_last(m))
                   ? 0
                   : err_at(e, STATUS_INPUT, d->path,
                            "its SHA-256 is not the one that datapackage.json has");
    }
    int got = rows_open(&r, d, e) == 0 ? 1 : -1;
    while (got > 0)
        got = rows_next(&r, e);
    rows_close(&r);
    return got;
}

static int copy_datasets(struct copying *c, const struct book *b, struct err *e) {
    struct str name = {0};
    int result = copy_file(c, "datapackage.json", e);
    for (size_t i = 0; result == 0 && i < b->n; i++) {
        str_clear(&name);
        str_printf(&name, "%s.csv", b->datasets[i].name.p);
        result = copy_file(c, name.p, e);
        if (result == 0) result = check_dataset(c->m, &b->datasets[i], e);
        str_clear(&name);
        str_printf(&name, "%s.jsonl", b->datasets[i].name.p);
        if (result == 0) result = copy_if_there(c, name.p, e);
    }
    if (result == 0) result = copy_if_there(c, "codebook.md", e);
    if (result == 0) result = copy_if_there(c, "export-changes.csv", e);
    if (result == 0) result = copy_folder(c, "json", ".json", e);
    str_release(&name);
    return result;
}

/* Whether an export is there and no older than the datasets; an older one is said. */
static bool is_current(int out, const char *name) {
    struct stat package, folder;
    if (fstatat(out, "datapackage.json", &package, 0) != 0 ||
        fstatat(out, name, &folder, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    bool older = folder.st_mtim.tv_sec < package.st_mtim.tv_sec ||
                 (folder.st_mtim.tv_sec == package.st_mtim.tv_sec &&
                  folder.st_mtim.tv_nsec < package.st_mtim.tv_nsec);
    if (older) err_warn(NULL, "bag: %s is of earlier datasets and left out", name);
    return !older;
}

static int copy_exports(struct copying *c, const struct format *const *formats, struct err *e) {
    for (; *formats; formats++) {
        const struct format *f = *formats;
        if (f->holds_others || !is_current(c->from, f->name)) continue;
        if (copy_folder(c, f->name, f->endings, e) != 0) return -1;
    }
    return 0;
}

/* Writes a file of text and adds it to a manifest. */
static int put_text(struct manifest *m, int folder, const char *path, const char *name,
                    struct sv text, struct err *e) {
    int fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return failed("create", name, e);
    int result = outfile_write(fd, text, name, e);
    if (result == 0 && lseek(fd, 0, SEEK_SET) != 0) result = failed("read", name, e);
    if (result == 0) result = manifest_sum(m, sv_of(path), fd, -1, e);
    if (close(fd) != 0 && errno != EINTR && result == 0) result = failed("close", name, e);
    return result;
}

static int write_payload(struct export *x, struct manifest *m, struct err *e) {
    struct copying c = {.from = open_folder(AT_FDCWD, x->book->folder), .to = -1, .m = m};
    struct str text = {0};
    str_c(&c.path, "data/");
    if (c.from < 0) return failed("open", x->book->folder, e);
    c.to = folder_within(x->folder.fd, "data", e);
    int result = c.to >= 0 ? copy_datasets(&c, x->book, e) : -1;
    if (result == 0) result = copy_exports(&c, x->formats, e);
    if (result == 0) result = readme_put(&text, x->book, e);
    if (result == 0)
        result = put_text(m, c.to, "data/README.txt", "README.txt", str_view(&text), e);
    if (c.to >= 0) close(c.to);
    close(c.from);
    str_release(&c.path);
    str_release(&text);
    return result;
}

static int write_tags(struct export *x, struct manifest *payload, struct err *e) {
    struct manifest tags = {0};
    struct str texts[N_TAG_FILES] = {{0}}, text = {0};
    manifest_sort(payload);
    str_c(&texts[0], declaration);
    baginfo_put(&texts[1], x, payload->bytes, payload->n);
    manifest_put(&texts[2], payload);
    int result = 0;
    for (size_t i = 0; i < N_TAG_FILES; i++) {
        if (result == 0)
            result =
                put_text(&tags, x->folder.fd, tag_files[i], tag_files[i], str_view(&texts[i]), e);
        str_release(&texts[i]);
    }
    manifest_sort(&tags);
    manifest_put(&text, &tags);
    if (result == 0) result = folder_put(&x->folder, tags_name, str_view(&text), e);
    manifest_release(&tags);
    str_release(&text);
    return result;
}

static int write_all(struct export *x, struct err *e) {
    struct manifest payload = {0};
    int result = write_payload(x, &payload, e);
    if (result == 0) result = write_tags(x, &payload, e);
    manifest_release(&payload);
    return result;
}

/* ---- reading back ---- */

static int sum_file(struct manifest *m, int folder, const char *name, struct sv path,
                    struct err *e) {
    int fd = open_file(folder, name);
    if (fd < 0) return failed("read", name, e);
    int result = manifest_sum(m, path, fd, -1, e);
    close(fd);
    return result;
}

/* All that the disk has below a folder. */
static int sum_folder(struct manifest *m, int parent, const char *name, struct str *path,
                      struct err *e) {
    int fd = open_folder(parent, name), result = 0;
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    size_t before = path->n;
    if (!d) {
        if (fd >= 0) close(fd);
        return failed("list", name, e);
    }
    str_printf(path, "%s/", name);
    for (struct dirent *entry; result == 0 && (entry = readdir(d));) {
        size_t n = path->n;
        const char *at = entry->d_name;
        struct stat there;
        if (strcmp(at, ".") == 0 || strcmp(at, "..") == 0) continue;
        if (fstatat(fd, at, &there, AT_SYMLINK_NOFOLLOW) != 0) {
            result = failed("look at", at, e);
        } else if (S_ISDIR(there.st_mode)) {
            result = sum_folder(m, fd, at, path, e);
        } else {
            str_c(path, at);
            result = sum_file(m, fd, at, str_view(path), e);
        }
        path->n = n;
    }
    closedir(d);
    path->n = before;
    return result;
}

/* What is on the disk is what a manifest of the bag lists, no more and no less. */
static int check_manifest(struct export *x, const char *name, struct manifest *have,
                          struct err *e) {
    struct manifest said = {0};
    struct str path = {0};
    export_path(x, &path, name, "");
    manifest_sort(have);
    int result = manifest_read(&said, path.p, e);
    if (result == 0) {
        struct sv other = manifest_difference(have, &said);
        if (other.n > 0)
            result = err_set(e, STATUS_SYSTEM, "bag: %.*s is not what %s says", (int)other.n,
                             other.p, name);
    }
    manifest_release(&said);
    str_release(&path);
    return result;
}

static int check_oxum(struct export *x, const struct manifest *payload, struct err *e) {
    struct str path = {0}, oxum = {0};
    struct sv text;
    export_path(x, &path, "bag-info.txt", "");
    baginfo_oxum(&oxum, payload->bytes, payload->n);
    int result = schema_file(&text, path.p, &x->book->arena, e);
    if (result == 0 && !strstr(text.p, oxum.p))
        result = err_set(e, STATUS_SYSTEM, "bag: bag-info.txt has another Payload-Oxum");
    str_release(&path);
    str_release(&oxum);
    return result;
}

static int check_all(struct export *x, struct err *e) {
    struct manifest payload = {0}, tags = {0};
    struct str path = {0};
    int result = sum_folder(&payload, x->folder.fd, "data", &path, e);
    if (result == 0) result = check_manifest(x, payload_name, &payload, e);
    if (result == 0) result = check_oxum(x, &payload, e);
    for (size_t i = 0; result == 0 && i < N_TAG_FILES; i++)
        result = sum_file(&tags, x->folder.fd, tag_files[i], sv_of(tag_files[i]), e);
    if (result == 0) result = check_manifest(x, tags_name, &tags, e);
    manifest_release(&payload);
    manifest_release(&tags);
    str_release(&path);
    return result;
}

const struct format to_bag = {
    .name = "bag",
    .endings = ".txt data/",
    .about = "a bag (BagIt) of the datasets and the exports that are there, for archives",
    .holds_others = true,
    .write = write_all,
    .check = check_all,
};
