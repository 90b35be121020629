#include "remarks.h"

#include <stdlib.h>
#include <string.h>

struct remark {
    const char *file;
    unsigned line, column; /* where it stands */
    unsigned about;        /* the line that it is about */
    enum code code;        /* LINT_CODES where there is none of that name */
    struct sv name, reason;
    bool used;
};

struct remarks {
    struct remark *p;
    size_t n, size;
};

static const char OPENS[] = "# lint: allow ";

static struct sv trimmed(struct sv v) {
    while (v.n > 0 && v.p[0] == ' ')
        v = (struct sv){v.p + 1, v.n - 1};
    while (v.n > 0 && v.p[v.n - 1] == ' ')
        v.n--;
    return v;
}

/* The bytes before the remark in a line; its length where it has none. */
static size_t find_opener(struct sv line) {
    size_t n = sizeof OPENS - 1;
    for (size_t i = 0; i + n <= line.n; i++)
        if (memcmp(line.p + i, OPENS, n) == 0) return i;
    return line.n;
}

static bool is_remark_only(struct sv line) {
    line = trimmed(line);
    return line.n == 0 || line.p[0] == '#';
}

/* The next line that is more than a remark. */
static unsigned next_line(const struct source *s, size_t i) {
    do
        i++;
    while (i < s->n && is_remark_only(s->lines[i]));
    return (unsigned)i + 1;
}

static void read_remark(struct remarks *r, const struct source *s, size_t i, size_t at) {
    struct sv line = s->lines[i], before = {line.p, at};
    struct sv rest = {line.p + at + sizeof OPENS - 1, line.n - at - (sizeof OPENS - 1)};
    struct remark x = {.file = s->file, .line = (unsigned)i + 1, .column = 1};
    rest = trimmed(rest);
    const char *blank = rest.n ? memchr(rest.p, ' ', rest.n) : NULL;
    x.name = (struct sv){rest.p, blank ? (size_t)(blank - rest.p) : rest.n};
    x.reason = trimmed((struct sv){rest.p + x.name.n, rest.n - x.name.n});
    x.code = code_named(x.name);
    x.about = trimmed(before).n > 0 ? x.line : next_line(s, i);
    for (size_t k = 0; k < at; k++)
        x.column += ((unsigned char)line.p[k] & 0xC0) != 0x80;
    r->p = mem_room(r->p, r->n, &r->size, sizeof *r->p);
    r->p[r->n++] = x;
}

static void read_file(struct lint *l, struct remarks *r, const char *file) {
    const struct source *s = sources_file(&l->sources, file);
    for (size_t i = 0; i < s->n; i++) {
        size_t at = find_opener(s->lines[i]);
        if (at < s->lines[i].n) read_remark(r, s, i, at);
    }
}

static void read_in(struct lint *l, struct remarks *r, const char *folder, struct sv name) {
    struct str path = {0};
    str_printf(&path, "%s/%.*s", folder, (int)name.n, name.p);
    read_file(l, r, arena_copy(&l->arena, str_view(&path)).p);
    str_release(&path);
}

static void read_files(struct lint *l, struct remarks *r) {
    for (size_t i = 0; i < l->n_folders; i++) {
        const struct node *files = node_get(l->pack.sources[i].head, "files");
        read_in(l, r, l->folders[i], SV("pack.yaml"));
        for (size_t k = 0; files && files->kind == NODE_LIST && k < files->n; k++)
            if (files->items[k]->kind == NODE_TEXT)
                read_in(l, r, l->folders[i], files->items[k]->text);
    }
    if (l->text_file) read_file(l, r, l->text_file);
    for (size_t i = 0; i < l->pack.n_lists; i++)
        for (unsigned k = 0; k < l->pack.lists[i].n_files; k++)
            read_file(l, r, l->pack.lists[i].files[k]);
}

static bool is_allowed(struct remarks *r, const struct finding *f) {
    bool allowed = false;
    for (size_t i = 0; i < r->n; i++) {
        struct remark *x = &r->p[i];
        if (f->code == LINT_ERROR || x->code != f->code || x->about != f->line ||
            x->reason.n == 0 || strcmp(x->file, f->file) != 0)
            continue;
        allowed = x->used = true;
    }
    return allowed;
}

static void say(struct lint *l, const struct remark *x) {
    const char *what = x->code == LINT_CODES ? "no warning has the code"
                       : x->reason.n == 0    ? "there is no reason behind"
                                             : "there is nothing here to allow of";
    findings_warn_file(&l->findings, LINT_ALLOW, x->file, x->line, x->column, "%s \"%.*s\"", what,
                       (int)x->name.n, x->name.p);
}

void remarks_apply(struct lint *l) {
    struct remarks r = {0};
    struct findings *f = &l->findings;
    size_t kept = 0;
    read_files(l, &r);
    for (size_t i = 0; i < f->n; i++)
        if (!is_allowed(&r, &f->p[i])) f->p[kept++] = f->p[i];
    f->n = kept;
    /* Of a pack with errors not all is looked at. */
    for (size_t i = 0; l->whole && i < r.n; i++)
        if (!r.p[i].used) say(l, &r.p[i]);
    free(r.p);
}
