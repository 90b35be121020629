#define _XOPEN_SOURCE 700 /* realpath */
#include "append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"
#include "wholefile.h"
#include "yaml.h"

enum { LARGEST = 1024 * 1024 };

/* ---- where ---- */

/* Where a line begins, lines from 1; the end where there are not so many. */
static size_t line_start(struct sv text, unsigned line) {
    size_t at = 0;
    for (; line > 1 && at < text.n; line--) {
        const char *feed = memchr(text.p + at, '\n', text.n - at);
        at = feed ? (size_t)(feed + 1 - text.p) : text.n;
    }
    return at;
}

static unsigned line_of(struct sv text, size_t at) {
    unsigned line = 1;
    for (size_t i = 0; i < at; i++)
        line += text.p[i] == '\n';
    return line;
}

/* Before the next key of the file, and the remarks that stand above it; else at the end. */
static size_t place_behind(struct sv text, const struct node *root, const struct node *rules) {
    unsigned next = 0;
    for (size_t i = 0; i < root->n; i++) {
        unsigned line = root->keys[i]->line;
        if (line > rules->line && (next == 0 || line < next)) next = line;
    }
    if (next == 0) return text.n;
    for (; next > 1; next--) {
        size_t at = line_start(text, next - 1);
        if (at < text.n && text.p[at] != '#' && text.p[at] != '\n' && text.p[at] != '\r') break;
    }
    return line_start(text, next);
}

/* How far the dashes of a list are indented; -1 where it is not written with dashes. */
static int indentation(struct sv text, const struct node *rules) {
    int n = 0;
    if (rules->n == 0) return -1;
    for (size_t at = line_start(text, rules->items[0]->line); at < text.n; at++, n++)
        if (text.p[at] != ' ') return text.p[at] == '-' ? n : -1;
    return -1;
}

/* ---- the new text ---- */

static void put_rule(struct str *s, struct sv rule, int indent) {
    for (size_t at = 0; at < rule.n;) {
        const char *feed = memchr(rule.p + at, '\n', rule.n - at);
        size_t end = feed ? (size_t)(feed + 1 - rule.p) : rule.n;
        if (end - at > 2) {
            str_printf(s, "%*s", indent, "");
            at += 2;
        }
        str_put(s, rule.p + at, end - at);
        at = end;
    }
}

/* The end of the last line before a place that is not empty. */
static size_t last_line(struct sv text, size_t at) {
    size_t end = at;
    while (end > 0 && (text.p[end - 1] == '\n' || text.p[end - 1] == '\r'))
        end--;
    const char *feed = end > 0 ? memchr(text.p + end, '\n', at - end) : NULL;
    return feed ? (size_t)(feed + 1 - text.p) : end;
}

static void put_text(struct str *s, struct sv text, const struct node *root, struct sv rule,
                     int indent, size_t *begins) {
    const struct node *rules = root ? node_get(root, "rules") : NULL;
    size_t next = rules ? place_behind(text, root, rules) : text.n, at = last_line(text, next);
    str_put(s, text.p, at);
    if (at > 0 && text.p[at - 1] != '\n') str_byte(s, '\n');
    if (at > 0) str_byte(s, '\n');
    if (!rules) str_c(s, "rules:\n");
    *begins = s->n;
    put_rule(s, rule, indent);
    if (next < text.n) str_byte(s, '\n');
    str_put(s, text.p + next, text.n - next);
}

/* ---- reading and writing ---- */

struct rulefile {
    char *path; /* without links */
    struct str text;
    mode_t mode; /* 0 where the file is new */
    struct arena arena;
    struct node *root; /* NULL where there is nothing in it */
};

static bool has_content(struct sv text) {
    for (size_t at = 0; at < text.n;) {
        const char *feed = memchr(text.p + at, '\n', text.n - at);
        size_t end = feed ? (size_t)(feed - text.p) : text.n;
        while (at < end && memchr(" \t\r", text.p[at], 3))
            at++;
        if (at < end && text.p[at] != '#') return true;
        at = end + 1;
    }
    return false;
}

static int read_file(struct rulefile *f, const char *file, struct err *e) {
    struct stat s;
    uint64_t size;
    f->path = realpath(file, NULL);
    if (!f->path && errno == ENOENT && (f->path = strdup(file)) != NULL) return 0;
    if (!f->path || stat(f->path, &s) != 0 ||
        wholefile_read(&f->text, AT_FDCWD, f->path, LARGEST, &size) != WHOLEFILE_READ)
        return err_at(e, STATUS_USAGE, file, "this is no file that can be read");
    f->mode = s.st_mode & 07777;
    return has_content(str_view(&f->text)) ? yaml_read(&f->root, file, &f->arena, e) : 0;
}

/* What was written is a rule file with one more rule. */
static bool is_good(const char *path, size_t rules) {
    struct arena a = {0};
    struct node *root;
    struct err ignored = {0};
    const struct node *list = yaml_read(&root, path, &a, &ignored) == 0 && root->kind == NODE_MAP
                                  ? node_get(root, "rules")
                                  : NULL;
    bool good = list && list->kind == NODE_LIST && list->n == rules + 1;
    arena_release(&a);
    return good;
}

/* Writes the part beside the file and reads it. */
static int write_part(struct outfile *out, const char *folder, const struct rulefile *f,
                      struct sv text, size_t rules, struct err *e) {
    struct str part = {0};
    if (f->mode && fchmod(out->fd, f->mode) != 0)
        return err_set(e, STATUS_SYSTEM, "cannot write: %s", strerror(errno));
    str_sv(&out->buffer, text);
    if (outfile_finish(out, e) != 0) return -1;
    str_printf(&part, "%s%s", folder, out->part);
    bool good = is_good(part.p, rules);
    str_release(&part);
    if (good) return 0;
    return err_set(e, STATUS_USAGE,
                   "no rule can be put behind the last one here; print it and add it by hand");
}

static int replace(const struct rulefile *f, const char *file, struct sv text, size_t rules,
                   struct err *e) {
    struct outfile out = {.fd = -1};
    struct str folder = {0};
    const char *slash = strrchr(f->path, '/');
    str_put(&folder, slash ? f->path : "./", slash ? (size_t)(slash + 1 - f->path) : 2);
    int fd = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? err_set(e, STATUS_SYSTEM, "cannot write: %s", strerror(errno)) : 0;
    if (result == 0) result = outfile_open(&out, fd, slash ? slash + 1 : f->path, false, e);
    if (result == 0) result = write_part(&out, folder.p, f, text, rules, e);
    if (result == 0) result = outfile_rename(&out, e);
    outfile_drop(&out);
    if (fd >= 0) close(fd);
    str_release(&folder);
    if (result == 0) return 0;
    struct err plain = *e;
    return err_at(e, plain.status, file, "%s", plain.text);
}

static int check_free(const struct node *rules, const char *id, struct err *e) {
    for (size_t i = 0; i < rules->n; i++) {
        const struct node *item = rules->items[i];
        const struct node *known = item->kind == NODE_MAP ? node_get(item, "id") : NULL;
        if (known && sv_is(known->text, id))
            return node_err(known, e, "a rule \"%s\" is here already", id);
    }
    return 0;
}

static int append(const struct rulefile *f, const char *file, const char *id, struct sv rule,
                  unsigned *line, struct err *e) {
    struct str text = {0};
    size_t begins;
    if (f->root && f->root->kind != NODE_MAP) return node_err(f->root, e, "this is no rule file");
    const struct node *rules = f->root ? node_get(f->root, "rules") : NULL;
    int indent = rules && rules->kind == NODE_LIST ? indentation(str_view(&f->text), rules) : 2;
    if (rules && (rules->kind != NODE_LIST || indent < 0))
        return node_err(rules, e, "the rules are not written below each other, each behind a dash");
    if (rules && check_free(rules, id, e) != 0) return -1;
    put_text(&text, str_view(&f->text), f->root, rule, indent, &begins);
    *line = line_of(str_view(&text), begins);
    int result = replace(f, file, str_view(&text), rules ? rules->n : 0, e);
    str_release(&text);
    return result;
}

int append_rule(const char *file, const char *id, struct sv rule, unsigned *line, struct err *e) {
    struct rulefile f = {0};
    int result = read_file(&f, file, e);
    if (result == 0) result = append(&f, file, id, rule, line, e);
    free(f.path);
    str_release(&f.text);
    arena_release(&f.arena);
    return result;
}
