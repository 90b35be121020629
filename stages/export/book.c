#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy_path(struct book *b, const char *name) {
    size_t size = strlen(b->folder) + strlen(name) + 2;
    char *copy = arena_alloc(&b->arena, size);
    snprintf(copy, size, "%s/%s", b->folder, name);
    return copy;
}

struct sv book_label(struct book *b, const struct json_object *o, const char *key) {
    struct str name = {0};
    str_printf(&name, "%s%s", key, b->chinese ? ":zh" : "");
    struct sv text = schema_text(o, name.p, &b->arena);
    str_release(&name);
    return text.n ? text : schema_text(o, key, &b->arena);
}

static int bad(const struct book *b, const struct schema *s, struct err *e, const char *what) {
    return err_at(e, STATUS_INPUT, b->path, "dataset \"%.*s\": %s", (int)s->name.n, s->name.p,
                  what);
}

/* ---- columns ---- */

static int read_category(struct book *b, struct category *c, struct sv raw, struct err *e) {
    struct json_object o;
    if (raw.p[0] != '{') return json_string(raw, &c->value, &b->arena, e);
    if (json_object(&o, raw, &b->arena, e) != 0) return -1;
    c->value = schema_text(&o, "value", &b->arena);
    c->label = book_label(b, &o, "label");
    return 0;
}

/* Those of the items where the column is a list. */
static int read_categories(struct book *b, struct book_column *c, struct err *e) {
    struct json_object of = c->column->field, items;
    struct json_array at;
    struct sv raw = json_get(&of, "items"), item;
    if (raw.p) {
        if (json_object(&items, raw, &b->arena, e) != 0) return -1;
        of = items;
    }
    raw = json_get(&of, "categories");
    if (!raw.p) return 0;
    if (json_array(&at, raw, e) != 0) return -1;
    c->categories = arena_zero(&b->arena, (json_count(at) + 1) * sizeof *c->categories);
    while (json_next(&at, &item))
        if (read_category(b, &c->categories[c->n++], item, e) != 0) return -1;
    return 0;
}

static int read_columns(struct book *b, struct dataset *d, struct err *e) {
    d->columns = arena_zero(&b->arena, d->schema.n * sizeof *d->columns);
    for (size_t i = 0; i < d->schema.n; i++) {
        struct book_column *c = &d->columns[i];
        c->column = &d->schema.columns[i];
        c->label = book_label(b, &c->column->field, "title");
        c->about = book_label(b, &c->column->field, "description");
        if (read_categories(b, c, e) != 0) return -1;
    }
    return 0;
}

/* ---- keys ---- */

/* The columns that a list, or one name, names. */
static int read_key(struct book *b, const struct schema *s, struct sv raw, size_t **key, size_t *n,
                    struct err *e) {
    struct json_array at = {raw.p, raw.p + raw.n};
    struct sv item, name;
    if (raw.p[0] == '[' && json_array(&at, raw, e) != 0) return -1;
    *key = arena_alloc(&b->arena, (json_count(at) + 1) * sizeof **key);
    for (*n = 0; json_next(&at, &item); ++*n) {
        if (item.p[0] != '"' || json_string(item, &name, &b->arena, e) != 0)
            return bad(b, s, e, "a key is a list of columns");
        (*key)[*n] = schema_column(s, name);
        if ((*key)[*n] == s->n) return bad(b, s, e, "a key names a column that is not there");
    }
    return 0;
}

static size_t find_dataset(const struct book *b, struct sv name) {
    size_t i = 0;
    while (i < b->n && !sv_eq(b->datasets[i].name, name))
        i++;
    return i;
}

static int read_foreign(struct book *b, const struct dataset *d, struct foreign_key *k,
                        struct sv raw, struct err *e) {
    struct json_object key, reference;
    size_t n, *fields, *there;
    if (raw.p[0] != '{' || json_object(&key, raw, &b->arena, e) != 0)
        return bad(b, &d->schema, e, "a foreign key is a mapping");
    struct sv here = json_get(&key, "fields"), to = json_get(&key, "reference");
    if (!here.p || !to.p || to.p[0] != '{' || json_object(&reference, to, &b->arena, e) != 0)
        return bad(b, &d->schema, e, "a foreign key has fields and a reference");
    struct sv name = schema_text(&reference, "resource", &b->arena);
    k->dataset = name.n ? find_dataset(b, name) : (size_t)(d - b->datasets);
    if (k->dataset == b->n || !json_get(&reference, "fields").p)
        return bad(b, &d->schema, e, "a foreign key leads to nothing");
    if (read_key(b, &d->schema, here, &fields, &k->n, e) != 0) return -1;
    if (read_key(b, &b->datasets[k->dataset].schema, json_get(&reference, "fields"), &there, &n,
                 e) != 0)
        return -1;
    k->fields = fields;
    k->there = there;
    return n == k->n ? 0 : bad(b, &d->schema, e, "a foreign key has fewer columns on one side");
}

static int read_keys(struct book *b, struct dataset *d, struct err *e) {
    struct sv raw = json_get(&d->schema.object, "primaryKey"), item;
    struct json_array at;
    if (raw.p && read_key(b, &d->schema, raw, &d->key, &d->n_key, e) != 0) return -1;
    raw = json_get(&d->schema.object, "foreignKeys");
    if (!raw.p) return 0;
    if (json_array(&at, raw, e) != 0) return -1;
    d->foreign = arena_zero(&b->arena, (json_count(at) + 1) * sizeof *d->foreign);
    while (json_next(&at, &item))
        if (read_foreign(b, d, &d->foreign[d->n_foreign++], item, e) != 0) return -1;
    return 0;
}

/* ---- datasets ---- */

/* The name is that of a file, a sheet and a table. */
static bool is_name(struct sv name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    for (size_t i = 0; i < name.n; i++)
        if (!memchr(letters, name.p[i], sizeof letters - 1)) return false;
    return name.n > 0 && name.n <= 64;
}

static int read_dataset(struct book *b, struct dataset *d, struct sv raw, struct err *e) {
    struct json_object resource;
    int64_t rows = 0;
    if (raw.p[0] != '{') return err_set(e, STATUS_INPUT, "a resource is no mapping");
    if (json_object(&resource, raw, &b->arena, e) != 0) return -1;
    d->name = arena_copy(&b->arena, schema_text(&resource, "name", &b->arena));
    if (!is_name(d->name)) return err_set(e, STATUS_INPUT, "a resource has no name of a dataset");
    struct str file = {0};
    str_printf(&file, "%s.csv", d->name.p);
    bool usual = sv_eq(schema_text(&resource, "path", &b->arena), str_view(&file));
    d->path = copy_path(b, file.p);
    str_release(&file);
    struct sv schema = json_get(&resource, "schema");
    if (!usual || !schema.p || json_int(json_get(&resource, "rows"), &rows, e) != 0 || rows < 0)
        return err_set(e, STATUS_INPUT,
                       "resource \"%s\" has no rows, no schema or another path than %s.csv",
                       d->name.p, d->name.p);
    d->rows = (uint64_t)rows;
    d->hash = schema_text(&resource, "hash", &b->arena);
    d->schema = (struct schema){.name = d->name, .path = b->path};
    if (schema_replace(&d->schema, schema, &b->arena, e) != 0) {
        e->status = STATUS_INPUT;
        e->place[0] = '\0';
        return -1;
    }
    d->label = book_label(b, &d->schema.object, "title");
    d->about = book_label(b, &d->schema.object, "description");
    return read_columns(b, d, e);
}

static int read_package(struct book *b, struct err *e) {
    struct sv text, item;
    struct json_array at;
    if (schema_file(&text, b->path, &b->arena, e) != 0) return -1;
    if (json_object(&b->package, text, &b->arena, e) != 0) return -1;
    struct sv raw = json_get(&b->package, "resources");
    if (!raw.p || json_array(&at, raw, e) != 0)
        return err_set(e, STATUS_INPUT, "it has no list of resources");
    b->datasets = arena_zero(&b->arena, (json_count(at) + 1) * sizeof *b->datasets);
    for (; json_next(&at, &item); b->n++)
        if (read_dataset(b, &b->datasets[b->n], item, e) != 0) return -1;
    if (b->n == 0) return err_set(e, STATUS_INPUT, "it has no resources");
    for (size_t i = 0; i < b->n; i++)
        if (read_keys(b, &b->datasets[i], e) != 0) return -1;
    return 0;
}

int book_read(struct book *b, const char *folder, bool chinese, struct err *e) {
    *b = (struct book){.folder = folder, .chinese = chinese};
    b->path = copy_path(b, "datapackage.json");
    *e = (struct err){0};
    if (read_package(b, e) == 0) return 0;
    struct err plain = *e;
    enum status status = plain.status == STATUS_SYSTEM ? STATUS_SYSTEM : STATUS_INPUT;
    return err_at(e, status, b->path, "%s", plain.text);
}

void book_release(struct book *b) {
    arena_release(&b->arena);
}

bool book_is_key(const struct dataset *d, size_t column) {
    for (size_t i = 0; i < d->n_key; i++)
        if (d->key[i] == column) return true;
    for (size_t i = 0; i < d->n_foreign; i++)
        for (size_t k = 0; k < d->foreign[i].n; k++)
            if (d->foreign[i].fields[k] == column) return true;
    return false;
}
