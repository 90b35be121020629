#include "schema.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

size_t schema_column(const struct schema *s, struct sv name) {
    size_t i = 0;
    while (i < s->n && !sv_eq(s->columns[i].name, name))
        i++;
    return i;
}

bool column_allows(const struct column *c, struct sv value) {
    for (size_t i = 0; i < c->n_allowed; i++)
        if (sv_eq(c->allowed[i], value)) return true;
    return !c->allowed;
}

int schema_err(const struct schema *s, const char *at, struct err *e, const char *format, ...) {
    char text[sizeof e->text], place[sizeof e->place];
    unsigned line = 1 + s->skipped;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (const char *p = s->text.p; p < at; p++)
        line += *p == '\n';
    snprintf(place, sizeof place, "%s:%u", s->path, line);
    return err_at(e, STATUS_USAGE, place, "%s", text);
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
    c->allowed = arena_alloc(a, json_count(at) * sizeof *c->allowed);
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
    s->columns = arena_alloc(a, json_count(at) * sizeof *s->columns);
    bool documents = sv_is(s->name, "documents");
    for (s->n = 0; json_next(&at, &item); s->n++) {
        struct column *c = &s->columns[s->n];
        if (read_column(c, item, documents, a, e) != 0) {
            struct err plain = *e;
            return schema_err(s, item.p, e, "%s", plain.text);
        }
        c->at = item.p;
        make_key(c, s->n == 0, a);
        if (schema_column(s, c->name) < s->n)
            return schema_err(s, item.p, e, "column \"%s\" is there twice", c->name.p);
    }
    if (s->n == 0) return err_set(e, STATUS_USAGE, "it has no fields");
    s->columns[0].source = FROM_ID;
    return 0;
}

/* Takes white space off; counts the lines of what stands before. */
static struct sv trim(struct sv v, unsigned *lines) {
    for (*lines = 0; v.n > 0 && memchr(" \t\r\n", v.p[0], 4); v.p++, v.n--)
        *lines += v.p[0] == '\n';
    while (v.n > 0 && memchr(" \t\r\n", v.p[v.n - 1], 4))
        v.n--;
    return v;
}

int schema_replace(struct schema *s, struct sv text, struct arena *a, struct err *e) {
    s->text = trim(text, &s->skipped);
    if (json_object(&s->object, s->text, a, e) == 0 && read_columns(s, a, e) == 0) return 0;
    struct err plain = *e;
    return plain.place[0] ? -1 : err_at(e, STATUS_USAGE, s->path, "%s", plain.text);
}

int schema_read(struct schema *s, struct sv name, const char *folder, struct arena *a,
                struct err *e) {
    struct str path = {0};
    struct sv text;
    str_printf(&path, "%s/%s.json", folder, name.p);
    *s = (struct schema){.name = name, .path = arena_copy(a, str_view(&path)).p};
    str_release(&path);
    return schema_file(&text, s->path, a, e) == 0 ? schema_replace(s, text, a, e) : -1;
}
