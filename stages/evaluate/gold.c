#include "gold.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "utf8.h"
#include "wholefile.h"

enum { LARGEST = 64 * 1024 * 1024, MOST_MEMBERS = 1000 };

/* A gold file on the way to a document. */
struct file {
    const char *path;
    struct sv text, id;
    struct json_object top;
    bool bad;
};

struct reading {
    struct yardstick *y;
    struct form *form;
    struct arena *arena;
    struct file *files;
    size_t n;
};

/* ---- places ---- */

/* An error where p stands in the file. */
__attribute__((format(printf, 4, 5))) static int refuse(const struct file *f, const char *p,
                                                        struct err *e, const char *format, ...) {
    char place[sizeof e->place], text[sizeof e->text];
    size_t line = 1;
    const char *from = f->text.p;
    for (const char *at = from; at < p; at++)
        if (*at == '\n') {
            line++;
            from = at + 1;
        }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place, sizeof place, "%s:%zu:%zu", f->path, line,
             utf8_count((struct sv){from, (size_t)(p - from)}) + 1);
    return err_at(e, STATUS_INPUT, place, "%s", text);
}

/* ---- one file ---- */

static int read_bytes(struct file *f, struct arena *a, struct err *e) {
    static const char *const why[] = {[WHOLEFILE_NOT_REGULAR] = "is no regular file",
                                      [WHOLEFILE_TOO_LARGE] = "is larger than 64 MB"};
    struct str bytes = {0};
    uint64_t size;
    enum wholefile_state state = wholefile_read(&bytes, AT_FDCWD, f->path, LARGEST, &size);
    if (state == WHOLEFILE_UNREADABLE)
        return err_at(e, STATUS_INPUT, f->path, "cannot read: %s", strerror(errno));
    if (state != WHOLEFILE_READ) return err_at(e, STATUS_INPUT, f->path, "%s", why[state]);
    struct sv text = str_view(&bytes);
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        text = (struct sv){text.p + 3, text.n - 3};
    f->text = arena_copy(a, text);
    str_release(&bytes);
    return 0;
}

/* Two members of one name would hide one of them. */
static int check_twice(const struct file *f, const struct json_object *o, struct err *e) {
    for (size_t i = 0; i < o->n; i++)
        for (size_t k = 0; k < i; k++)
            if (sv_eq(o->members[i].key, o->members[k].key))
                return refuse(f, o->members[i].raw.p, e, "\"%.*s\" is there twice",
                              (int)o->members[i].key.n, o->members[i].key.p);
    return 0;
}

static int read_object(const struct file *f, struct json_object *o, struct sv raw, struct arena *a,
                       struct err *e) {
    if (raw.p[0] != '{') return refuse(f, raw.p, e, "an object was expected");
    if (json_object(o, raw, a, e) != 0) return -1;
    if (o->n > MOST_MEMBERS) return refuse(f, raw.p, e, "more than %d members", MOST_MEMBERS);
    return check_twice(f, o, e);
}

static int read_id(struct file *f, struct arena *a, struct err *e) {
    struct sv raw = json_get(&f->top, "doc"), id;
    if (!raw.p) return 0;
    if (raw.p[0] != '"' || json_string(raw, &id, a, e) != 0 || id.n == 0)
        return refuse(f, raw.p, e, "\"doc\" is no name of a document");
    f->id = id;
    return 0;
}

static int read_top(struct file *f, struct arena *a, struct err *e) {
    size_t at;
    if (read_bytes(f, a, e) != 0) return -1;
    if (!json_valid(f->text, &at))
        return refuse(f, f->text.p + at, e,
                      at == f->text.n ? "the JSON is cut off" : "invalid JSON");
    struct sv raw = f->text;
    while (memchr(" \t\r\n", raw.p[0], 4))
        raw = (struct sv){raw.p + 1, raw.n - 1};
    return read_object(f, &f->top, raw, a, e) != 0 ? -1 : read_id(f, a, e);
}

/* ---- datasets and columns ---- */

static bool is_remark(struct sv key) {
    return sv_is(key, "optional") || sv_is(key, "about");
}

static int add_columns(struct dataset *d, const struct file *f, const struct json_object *item,
                       struct arena *a, struct err *e) {
    for (size_t i = 0; i < item->n; i++)
        if (!is_remark(item->members[i].key) &&
            dataset_column(d, arena_copy(a, item->members[i].key)) < 0)
            return refuse(f, item->members[i].raw.p, e, "more than %d columns", MOST_COLUMNS);
    return 0;
}

static bool is_dataset_name(struct sv key) {
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return key.n > 0;
}

/* Looks at the items of a list: they are objects. */
static int survey_items(struct reading *r, struct dataset *d, const struct file *f, struct sv raw,
                        struct err *e) {
    struct json_array at;
    struct sv item;
    if (json_array(&at, raw, e) != 0) return -1;
    while (json_next(&at, &item)) {
        struct json_object o;
        if (read_object(f, &o, item, r->arena, e) != 0) return -1;
        if (d->of_gold && add_columns(d, f, &o, r->arena, e) != 0) return -1;
    }
    return 0;
}

static int survey_member(struct reading *r, const struct file *f, const struct json_member *m,
                         struct err *e) {
    struct dataset *d = yardstick_find(r->y, m->key);
    if (m->raw.p[0] != '[') return d ? refuse(f, m->raw.p, e, "\"%s\" is no list", d->name.p) : 0;
    if (!d && !is_dataset_name(m->key))
        return refuse(f, m->raw.p, e, "a dataset's name is made of a-z, 0-9 and _");
    if (!d) d = yardstick_add(r->y, arena_copy(r->arena, m->key));
    if (!d) return refuse(f, m->raw.p, e, "more than %d datasets", MOST_DATASETS);
    return survey_items(r, d, f, m->raw, e);
}

static int survey(struct reading *r, const struct file *f, struct err *e) {
    for (size_t i = 0; i < f->top.n; i++)
        if (survey_member(r, f, &f->top.members[i], e) != 0) return -1;
    return 0;
}

/* ---- rows ---- */

static void join(struct str *s, struct sv item) {
    if (s->n > 0) str_byte(s, ';');
    for (size_t i = 0; i < item.n; i++) {
        if (item.p[i] == ';') str_byte(s, '\\');
        str_byte(s, item.p[i]);
    }
}

/* The text of a value: a list as a cell of the datasets has it, null as nothing. */
static int value_text(struct sv *out, struct sv raw, const struct file *f, struct arena *a,
                      struct err *e) {
    struct json_array at;
    struct sv item, text;
    struct str joined = {0};
    *out = raw;
    if (raw.p[0] == '"') return json_string(raw, out, a, e);
    if (raw.p[0] == '{') return refuse(f, raw.p, e, "a text, a number or a list was expected");
    if (sv_is(raw, "null")) *out = SV("");
    if (raw.p[0] != '[') return 0;
    if (json_array(&at, raw, e) != 0) return -1;
    while (json_next(&at, &item)) {
        if (item.p[0] == '[' || value_text(&text, item, f, a, e) != 0) {
            str_release(&joined);
            return refuse(f, item.p, e, "a text or a number was expected");
        }
        join(&joined, text);
    }
    *out = arena_copy(a, str_view(&joined));
    str_release(&joined);
    return 0;
}

static int read_optional(bool *out, const struct json_object *item, const struct file *f,
                         struct err *e) {
    struct sv raw = json_get(item, "optional");
    *out = raw.p && sv_is(raw, "true");
    if (!raw.p || *out || sv_is(raw, "false")) return 0;
    return refuse(f, raw.p, e, "\"optional\" is true or false");
}

static int read_entry(struct reading *r, struct entry *x, const struct dataset *d, struct sv raw,
                      const struct file *f, struct err *e) {
    struct json_object item;
    if (json_object(&item, raw, r->arena, e) != 0) return -1;
    struct sv *cells = arena_zero(r->arena, (d->n_columns + 1) * sizeof *cells);
    struct sv *forms = arena_zero(r->arena, (d->n_columns + 1) * sizeof *forms);
    *x = (struct entry){.cells = cells, .forms = forms};
    for (size_t i = 0; i < d->n_columns; i++) {
        struct sv value = json_get(&item, d->columns[i].name.p);
        if (!value.p && i == 0 && !d->of_gold)
            return refuse(f, raw.p, e, "\"%s\" is missing", d->columns[i].name.p);
        if (value.p && value_text(&cells[i], value, f, r->arena, e) != 0) return -1;
        if (!cells[i].p) cells[i] = SV("");
        if (form_of(r->form, &forms[i], cells[i], r->arena, e) != 0) return -1;
    }
    return read_optional(&x->optional, &item, f, e);
}

static void add_entry(struct entries *all, struct entry x) {
    all->p = mem_room(all->p, all->n, &all->size, sizeof *all->p);
    all->p[all->n++] = x;
}

static int read_part(struct reading *r, struct part *p, const struct dataset *d,
                     const struct file *f, struct err *e) {
    struct sv raw = json_get(&f->top, d->name.p), item;
    struct json_array at;
    if (!raw.p) return 0;
    p->given = true;
    if (json_array(&at, raw, e) != 0) return -1;
    while (json_next(&at, &item)) {
        struct entry x;
        if (read_entry(r, &x, d, item, f, e) != 0) return -1;
        add_entry(&p->gold, x);
    }
    return 0;
}

/* ---- variants of names ---- */

/* Of two names for one form the later counts. */
static int by_form(const void *a, const void *b) {
    const struct variant *x = a, *y = b;
    int order = sv_cmp(x->form, y->form);
    return order ? order : (x->order < y->order) - (x->order > y->order);
}

struct variants {
    struct variant *p;
    size_t n, size;
};

static int add_variants(struct reading *r, struct variants *all, const struct file *f,
                        const struct json_object *item, struct err *e) {
    struct sv raw = json_get(item, r->y->names.name.p), text, name, one;
    struct json_array at;
    if (!raw.p) return 0;
    if (value_text(&text, raw, f, r->arena, e) != 0 ||
        form_of(r->form, &name, text, r->arena, e) != 0)
        return -1;
    raw = json_get(item, r->y->names.variants.p);
    if (!raw.p || sv_is(raw, "null")) return 0;
    if (json_array(&at, raw, e) != 0) return refuse(f, raw.p, e, "a list was expected");
    while (json_next(&at, &one)) {
        struct variant v = {.name = name, .order = all->n};
        if (value_text(&text, one, f, r->arena, e) != 0 ||
            form_of(r->form, &v.form, text, r->arena, e) != 0)
            return -1;
        all->p = mem_room(all->p, all->n, &all->size, sizeof *all->p);
        all->p[all->n++] = v;
    }
    return 0;
}

static int read_variants(struct reading *r, struct gold_doc *d, const struct file *f,
                         struct err *e) {
    struct variants all = {0};
    struct json_array at;
    struct sv item, raw = {NULL, 0};
    if (r->y->names.dataset.p) raw = json_get(&f->top, r->y->names.dataset.p);
    if (!raw.p) return 0;
    int result = json_array(&at, raw, e);
    while (result == 0 && json_next(&at, &item)) {
        struct json_object o;
        result = json_object(&o, item, r->arena, e);
        if (result == 0) result = add_variants(r, &all, f, &o, e);
    }
    if (all.n > 1) qsort(all.p, all.n, sizeof *all.p, by_form);
    d->variants = all.p;
    d->n_variants = all.n;
    return result;
}

struct sv gold_name(const struct gold_doc *d, struct sv form) {
    size_t low = 0, high = d->n_variants;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sv_cmp(d->variants[middle].form, form) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->n_variants && sv_eq(d->variants[low].form, form) ? d->variants[low].name : form;
}

/* ---- documents ---- */

static int read_doc(struct reading *r, struct gold_doc *d, const struct file *f, struct err *e) {
    *d = (struct gold_doc){.id = f->id, .path = f->path};
    d->parts = arena_zero(r->arena, r->y->n * sizeof *d->parts);
    for (size_t i = 0; i < r->y->n; i++)
        if (read_part(r, &d->parts[i], &r->y->datasets[i], f, e) != 0) return -1;
    return read_variants(r, d, f, e);
}

static void release_doc(struct gold_doc *d, size_t n_datasets) {
    for (size_t i = 0; d->parts && i < n_datasets; i++) {
        free(d->parts[i].gold.p);
        free(d->parts[i].rows.p);
    }
    free(d->variants);
}

static void leave_out(struct gold *g, struct file *f, const struct err *e) {
    err_say(e->place, "error", e->text);
    f->bad = true;
    g->skipped++;
}

static int by_id(const void *a, const void *b) {
    const struct gold_doc *x = *(struct gold_doc *const *)a, *y = *(struct gold_doc *const *)b;
    int order = sv_cmp(x->id, y->id);
    return order ? order : (x > y) - (x < y);
}

/* Of two files for one document the first counts. */
static void index_docs(struct gold *g) {
    size_t n = 0;
    g->by_id = mem_alloc((g->n + 1) * sizeof(*g->by_id));
    for (size_t i = 0; i < g->n; i++)
        g->by_id[i] = &g->docs[i];
    if (g->n > 1) qsort(g->by_id, g->n, sizeof(*g->by_id), by_id);
    for (size_t i = 0; i < g->n; i++) {
        if (n > 0 && sv_eq(g->by_id[n - 1]->id, g->by_id[i]->id)) {
            struct err e;
            err_at(&e, STATUS_INPUT, g->by_id[i]->path, "the gold of document \"%.*s\" is in %s",
                   (int)g->by_id[i]->id.n, g->by_id[i]->id.p, g->by_id[n - 1]->path);
            err_say(e.place, "error", e.text);
            g->by_id[i]->again = true;
            g->skipped++;
        } else {
            g->by_id[n++] = g->by_id[i];
        }
    }
    g->n_by_id = n;
}

/* First all files are looked at, so that the columns of each dataset are known. */
static void read_all(struct reading *r, struct gold *g) {
    struct err e;
    for (size_t i = 0; i < r->n; i++)
        if (read_top(&r->files[i], r->arena, &e) != 0 || survey(r, &r->files[i], &e) != 0)
            leave_out(g, &r->files[i], &e);
    for (size_t i = 0; i < r->y->n; i++)
        dataset_close(&r->y->datasets[i]);
    g->docs = mem_zero((r->n + 1) * sizeof *g->docs);
    for (size_t i = 0; i < r->n; i++) {
        if (r->files[i].bad) continue;
        if (read_doc(r, &g->docs[g->n], &r->files[i], &e) == 0) {
            g->n++;
            continue;
        }
        release_doc(&g->docs[g->n], r->y->n);
        leave_out(g, &r->files[i], &e);
    }
    index_docs(g);
}

static int is_gold(const struct dirent *entry) {
    size_t n = strlen(entry->d_name);
    return entry->d_name[0] != '.' && n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int list_files(struct reading *r, const char *folder, struct err *e) {
    struct dirent **entries;
    int n = scandir(folder, &entries, is_gold, by_bytes);
    if (n < 0) return err_at(e, STATUS_INPUT, folder, "cannot open: %s", strerror(errno));
    r->files = arena_zero(r->arena, ((size_t)n + 1) * sizeof *r->files);
    for (int i = 0; i < n; i++) {
        struct str path = {0};
        struct file *f = &r->files[r->n++];
        str_printf(&path, "%s/%s", folder, entries[i]->d_name);
        f->path = arena_copy(r->arena, str_view(&path)).p;
        f->id = arena_copy(r->arena, sv_of(entries[i]->d_name));
        f->id.n -= strlen(".json");
        str_release(&path);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

int gold_read(struct gold *g, const char *folder, struct yardstick *y, struct form *f,
              struct arena *a, struct err *e) {
    struct reading r = {.y = y, .form = f, .arena = a};
    *g = (struct gold){0};
    if (list_files(&r, folder, e) != 0) return -1;
    read_all(&r, g);
    return 0;
}

void gold_release(struct gold *g, size_t n_datasets) {
    for (size_t i = 0; i < g->n; i++)
        release_doc(&g->docs[i], n_datasets);
    free(g->docs);
    free(g->by_id);
    *g = (struct gold){0};
}

struct gold_doc *gold_find(const struct gold *g, struct sv id) {
    size_t low = 0, high = g->n_by_id;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = sv_cmp(g->by_id[middle]->id, id);
        if (order == 0) return g->by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool gold_has(const struct gold *g, size_t dataset) {
    for (size_t i = 0; i < g->n; i++)
        if (!g->docs[i].again && g->docs[i].parts[dataset].given) return true;
    return false;
}
