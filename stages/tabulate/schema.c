#include "schema.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST = 16 * 1024 * 1024 };

static const char *const types[] = {"string", "integer", "number", "boolean", "date"};
enum { N_TYPES = sizeof types / sizeof types[0] };

/* Columns that every dataset may have, by name. */
static const struct {
    const char *name;
    enum column_source source;
} sources[] = {
    {"doc_id", FROM_DOC_ID}, {"rule_id", FROM_RULE},          {"start", FROM_START},
    {"end", FROM_END},       {"byte_start", FROM_BYTE_START}, {"byte_end", FROM_BYTE_END},
    {"pieces", FROM_PIECES},
};

/* Columns of documents that the document's records fill. */
static const char *const of_records[] = {"path",     "sha256", "bytes",
                                         "encoding", "script", "warnings"};

const char *schema_type_name(enum column_type type) {
    return types[type];
}

int schema_file(struct sv *text, const char *path, struct arena *a, struct err *e) {
    FILE *f = fopen(path, "rb");
    if (!f) return err_at(e, STATUS_USAGE, path, "cannot open: %s", strerror(errno));
    struct str all = {0};
    size_t n;
    do {
        n = fread(str_room(&all, 65536), 1, 65536, f);
        all.n += n;
    } while (n > 0 && all.n <= LARGEST);
    int result = ferror(f) ? err_at(e, STATUS_SYSTEM, path, "cannot read: %s", strerror(errno))
                 : all.n > LARGEST ? err_at(e, STATUS_USAGE, path, "larger than 16 MB")
                                   : 0;
    fclose(f);
    *text = arena_copy(a, str_view(&all));
    str_release(&all);
    return result;
}

struct sv schema_text(const struct json_object *o, const char *key, struct arena *a) {
    struct err ignored;
    struct sv raw = json_get(o, key), text = SV("");
    if (!raw.p) return text;
    if (raw.p[0] == '"' && json_string(raw, &text, a, &ignored) == 0) return text;
    return raw;
}

static bool ends_in(struct sv name, struct sv with) {
    return name.n > with.n && memcmp(name.p + name.n - with.n, with.p, with.n) == 0;
}

static size_t count_items(struct json_array at) {
    struct sv item;
    size_t n = 0;
    while (json_next(&at, &item))
        n++;
    return n;
}

/* ---- a column ---- */

static enum column_source source_of(struct sv name, bool documents) {
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (sv_is(name, sources[i].name)) return sources[i].source;
    for (size_t i = 0; documents && i < sizeof of_records / sizeof of_records[0]; i++)
        if (sv_is(name, of_records[i])) return FROM_RECORD;
    if (documents && name.n > 2 && memcmp(name.p, "n_", 2) == 0) return FROM_COUNT;
    return ends_in(name, SV("_original")) ? FROM_ORIGINAL : FROM_VALUES;
}

static int read_type(struct column *c, struct sv type, struct err *e) {
    for (int i = 0; i < N_TYPES; i++)
        if (sv_is(type, types[i])) {
            c->type = (enum column_type)i;
            return 0;
        }
    return err_set(e, STATUS_USAGE, "column \"%s\" has the unknown type \"%s\"", c->name.p, type.p);
}

/* The allowed values: constraints.enum, of the items where the column is a list. */
static int read_allowed(struct column *c, const struct json_object *of, struct arena *a,
                        struct err *e) {
    struct json_object constraints;
    struct json_array at;
    struct sv raw = json_get(of, "constraints"), item;
    if (!raw.p) return 0;
    if (json_object(&constraints, raw, a, e) != 0) return -1;
    if (of == &c->field) c->required = json_bool(json_get(&constraints, "required"), false);
    raw = json_get(&constraints, "enum");
    if (!raw.p) return 0;
    if (json_array(&at, raw, e) != 0) return -1;
    c->allowed = arena_alloc(a, count_items(at) * sizeof *c->allowed);
    while (json_next(&at, &item))
        if (json_string(item, &c->allowed[c->n_allowed++], a, e) != 0) return -1;
    return 0;
}

/* The key as every row writes it, for speed. */
static void make_key(struct column *c, bool first, struct arena *a) {
    struct str s = {0};
    str_byte(&s, first ? '{' : ',');
    json_put(&s, c->name);
    str_byte(&s, ':');
    c->lead = arena_copy(a, str_view(&s));
    c->key = (struct sv){c->lead.p + 1, c->lead.n - 1};
    str_release(&s);
}

static int read_column(struct column *c, struct sv raw, bool documents, struct arena *a,
                       struct err *e) {
    struct json_object items;
    *c = (struct column){0};
    if (json_object(&c->field, raw, a, e) != 0) return -1;
    c->name = arena_copy(a, schema_text(&c->field, "name", a));
    if (c->name.n == 0) return err_set(e, STATUS_USAGE, "a field has no name");
    c->source = source_of(c->name, documents);
    struct sv type = arena_copy(a, schema_text(&c->field, "type", a));
    if (read_type(c, type.n ? type : SV("string"), e) != 0) return -1;
    if (read_allowed(c, &c->field, a, e) != 0) return -1;
    raw = json_get(&c->field, "items");
    c->list = raw.p != NULL;
    if (!c->list) return 0;
    if (c->type != TYPE_STRING)
        return err_set(e, STATUS_USAGE, "list column \"%s\" is no string", c->name.p);
    return json_object(&items, raw, a, e) != 0 ? -1 : read_allowed(c, &items, a, e);
}

/* ---- a schema ---- */

static int read_columns(struct schema *s, struct arena *a, struct err *e) {
    struct json_array at;
    struct sv raw = json_get(&s->object, "fields"), item;
    if (!raw.p) return err_set(e, STATUS_USAGE, "it has no fields");
    if (json_array(&at, raw, e) != 0) return -1;
    s->columns = arena_alloc(a, count_items(at) * sizeof *s->columns);
    bool documents = sv_is(s->name, "documents");
    while (json_next(&at, &item)) {
        struct column *c = &s->columns[s->n];
        if (read_column(c, item, documents, a, e) != 0) return -1;
        make_key(c, s->n == 0, a);
        for (size_t i = 0; i < s->n; i++)
            if (sv_eq(s->columns[i].name, c->name))
                return err_set(e, STATUS_USAGE, "column \"%s\" is there twice", c->name.p);
        s->n++;
    }
    if (s->n == 0) return err_set(e, STATUS_USAGE, "it has no fields");
    s->columns[0].source = FROM_ID;
    return 0;
}

static struct sv trim(struct sv v) {
    while (v.n > 0 && memchr(" \t\r\n", v.p[0], 4))
        v = (struct sv){v.p + 1, v.n - 1};
    while (v.n > 0 && memchr(" \t\r\n", v.p[v.n - 1], 4))
        v.n--;
    return v;
}

static int read_schema(struct schema *s, const char *folder, struct arena *a, struct err *e) {
    struct str path = {0};
    str_printf(&path, "%s/%s.json", folder, s->name.p);
    int result = schema_file(&s->text, path.p, a, e);
    if (result == 0) {
        s->text = trim(s->text);
        result = json_object(&s->object, s->text, a, e);
        if (result == 0) result = read_columns(s, a, e);
        if (result != 0) {
            struct err plain = *e;
            err_at(e, STATUS_USAGE, path.p, "%s", plain.text);
        }
    }
    str_release(&path);
    return result;
}

/* ---- all of them ---- */

static bool is_dataset(struct sv file) {
    if (!ends_in(file, SV(".json"))) return false;
    for (size_t i = 0; i + 5 < file.n; i++)
        if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789_", file.p[i], 37)) return false;
    return true;
}

static int by_name(const void *a, const void *b) {
    const struct schema *x = a, *y = b;
    int other = sv_is(y->name, "documents") - sv_is(x->name, "documents");
    return other ? other : sv_cmp(x->name, y->name);
}

static int list_folder(struct schemas *s, const char *folder, struct err *e) {
    DIR *d = opendir(folder);
    if (!d) return err_at(e, STATUS_USAGE, folder, "cannot open: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(d));) {
        struct sv file = sv_of(entry->d_name);
        if (!is_dataset(file)) continue;
        s->item = mem_room(s->item, s->n, &s->size, sizeof *s->item);
        struct sv name = arena_copy(&s->arena, (struct sv){file.p, file.n - 5});
        s->item[s->n++] = (struct schema){.name = name};
    }
    closedir(d);
    if (s->n > 0) qsort(s->item, s->n, sizeof *s->item, by_name);
    if (s->n == 0 || !sv_is(s->item[0].name, "documents"))
        return err_at(e, STATUS_USAGE, folder, "there is no schema of documents");
    return 0;
}

static int link_counts(struct schemas *s, const char *folder, struct err *e) {
    for (size_t i = 0; i < s->item[0].n; i++) {
        struct column *c = &s->item[0].columns[i];
        if (c->source != FROM_COUNT) continue;
        c->counted = schemas_find(s, (struct sv){c->name.p + 2, c->name.n - 2});
        if (c->counted == s->n)
            return err_at(e, STATUS_USAGE, folder, "column \"%s\" of documents counts no dataset",
                          c->name.p);
    }
    return 0;
}

int schemas_read(struct schemas *s, const char *folder, struct err *e) {
    *s = (struct schemas){0};
    if (list_folder(s, folder, e) != 0) return -1;
    for (size_t i = 0; i < s->n; i++)
        if (read_schema(&s->item[i], folder, &s->arena, e) != 0) return -1;
    return link_counts(s, folder, e);
}

void schemas_release(struct schemas *s) {
    free(s->item);
    arena_release(&s->arena);
    *s = (struct schemas){0};
}

size_t schemas_find(const struct schemas *s, struct sv name) {
    size_t i = 0;
    while (i < s->n && !sv_eq(s->item[i].name, name))
        i++;
    return i;
}
