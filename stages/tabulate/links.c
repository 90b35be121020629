#include "links.h"

#include <string.h>

/* ---- counts ---- */

static int link_counts(struct schemas *s, struct err *e) {
    for (size_t i = 0; i < s->item[0].n; i++) {
        struct column *c = &s->item[0].columns[i];
        if (c->source != FROM_COUNT) continue;
        c->counted = schemas_find(s, (struct sv){c->name.p + 2, c->name.n - 2});
        if (c->counted == s->n)
            return schema_err(&s->item[0], c->at, e, "column \"%s\" of documents counts no dataset",
                              c->name.p);
    }
    return 0;
}

/* ---- foreign keys ---- */

/* All columns that a raw list (or one name) names are there. */
static int check_columns(const struct schema *s, const struct schema *of, struct sv raw,
                         struct arena *a, struct err *e) {
    struct json_array at = {raw.p, raw.p + raw.n};
    struct sv item, name;
    if (raw.p[0] == '[' && json_array(&at, raw, e) != 0) return -1;
    while (json_next(&at, &item)) {
        if (item.p[0] != '"' || json_string(item, &name, a, e) != 0)
            return schema_err(s, item.p, e, "a key is a list of columns");
        if (schema_column(of, name) == of->n)
            return schema_err(s, item.p, e, "a key names the column \"%.*s\", which \"%s\" lacks",
                              (int)name.n, name.p, of->name.p);
    }
    return 0;
}

static int check_key(const struct schemas *all, const struct schema *s, struct sv raw,
                     struct arena *a, struct err *e) {
    struct json_object key, reference;
    if (json_object(&key, raw, a, e) != 0)
        return schema_err(s, raw.p, e, "a foreign key is a mapping");
    struct sv fields = json_get(&key, "fields"), to = json_get(&key, "reference");
    if (!fields.p || !to.p || json_object(&reference, to, a, e) != 0)
        return schema_err(s, raw.p, e, "a foreign key has \"fields\" and a \"reference\"");
    struct sv name = schema_text(&reference, "resource", a), there = json_get(&reference, "fields");
    size_t i = name.n ? schemas_find(all, name) : (size_t)(s - all->item);
    if (i == all->n)
        return schema_err(s, to.p, e,
                          "a foreign key leads to dataset \"%.*s\", which has no schema",
                          (int)name.n, name.p);
    if (!there.p) return schema_err(s, to.p, e, "a foreign key leads to no columns");
    if (check_columns(s, s, fields, a, e) != 0) return -1;
    return check_columns(s, &all->item[i], there, a, e);
}

static int check_keys(struct schemas *all, struct schema *s, struct err *e) {
    struct sv raw = json_get(&s->object, "primaryKey"), item;
    struct json_array at;
    if (raw.p && check_columns(s, s, raw, &all->arena, e) != 0) return -1;
    raw = json_get(&s->object, "foreignKeys");
    if (!raw.p) return 0;
    if (json_array(&at, raw, e) != 0) return schema_err(s, raw.p, e, "\"foreignKeys\" is a list");
    while (json_next(&at, &item))
        if (check_key(all, s, item, &all->arena, e) != 0) return -1;
    return 0;
}

/* ---- names of datasets as values ---- */

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Puts an item at the end of a raw list of the schema's text, laid out as its first one. */
static int append(struct schema *s, struct sv list, const struct str *item, struct arena *a,
                  struct err *e) {
    struct str text = {0};
    const char *first = list.p + 1, *end = list.p + list.n - 1, *last = end;
    while (is_space(*first))
        first++;
    while (is_space(last[-1]))
        last--;
    str_put(&text, s->text.p, (size_t)(last - s->text.p));
    if (first < end) str_c(&text, first == list.p + 1 ? ", " : ",");
    str_put(&text, list.p + 1, (size_t)(first - list.p - 1));
    str_sv(&text, str_view(item));
    str_put(&text, last, (size_t)(s->text.p + s->text.n - last));
    struct sv copy = arena_copy(a, str_view(&text));
    str_release(&text);
    return schema_replace(s, copy, a, e);
}

/* A category of the dataset: its titles are the labels, whatever languages they are in. */
static void put_category(struct str *item, const struct schema *of) {
    str_c(item, "{\"value\": ");
    json_put(item, of->name);
    for (size_t i = 0; i < of->object.n; i++) {
        struct sv key = of->object.members[i].key;
        if (key.n < 5 || memcmp(key.p, "title", 5) != 0) continue;
        struct str label = {0};
        str_c(&label, "label");
        str_put(&label, key.p + 5, key.n - 5);
        str_c(item, ", ");
        json_put(item, str_view(&label));
        str_c(item, ": ");
        str_sv(item, of->object.members[i].raw);
        str_release(&label);
    }
    str_byte(item, '}');
}

/* The list that is what a column's raw member holds, p is NULL where there is none. */
static struct sv find_list(const struct column *c, const char *member, struct arena *a) {
    struct err ignored;
    struct json_object constraints;
    struct sv raw = json_get(&c->field, member), none = {NULL, 0};
    if (strcmp(member, "constraints") == 0 && raw.p) {
        if (json_object(&constraints, raw, a, &ignored) != 0) return none;
        raw = json_get(&constraints, "enum");
    }
    return raw.p && raw.p[0] == '[' ? raw : none;
}

static int allow(struct schema *s, size_t column, const struct schema *of, struct arena *a,
                 struct err *e) {
    struct str value = {0}, category = {0};
    json_put(&value, of->name);
    put_category(&category, of);
    struct sv list = find_list(&s->columns[column], "constraints", a);
    int result = list.p ? append(s, list, &value, a, e) : 0;
    list = find_list(&s->columns[column], "categories", a);
    if (result == 0 && list.p) result = append(s, list, &category, a, e);
    str_release(&value);
    str_release(&category);
    return result;
}

/* The datasets but documents and the schema's own. */
static int allow_datasets(struct schemas *all, struct schema *s, size_t column, struct err *e) {
    for (size_t i = 1; i < all->n; i++)
        if (&all->item[i] != s && !column_allows(&s->columns[column], all->item[i].name) &&
            allow(s, column, &all->item[i], &all->arena, e) != 0)
            return -1;
    return 0;
}

static int name_datasets(struct schemas *all, struct schema *s, struct err *e) {
    for (size_t i = 0; i < s->n; i++)
        if (sv_is(schema_text(&s->columns[i].field, "values", &all->arena), "datasets") &&
            allow_datasets(all, s, i, e) != 0)
            return -1;
    return 0;
}

int schemas_link(struct schemas *s, struct err *e) {
    for (size_t i = 0; i < s->n; i++)
        if (check_keys(s, &s->item[i], e) != 0 || name_datasets(s, &s->item[i], e) != 0) return -1;
    return link_counts(s, e);
}
