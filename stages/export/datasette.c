#include "datasette.h"

#include "ddl.h"

static const char file_name[] = "metadata.json";

static void put_text(struct str *s, const char *before, const char *key, struct sv text) {
    str_c(s, before);
    str_byte(s, '"');
    str_c(s, key);
    str_c(s, "\": ");
    json_put(s, text);
}

/* "label: description" */
static void put_column(struct str *s, const struct book_column *c) {
    struct str text = {0};
    str_sv(&text, c->label);
    if (c->about.n > 0) str_c(&text, text.n ? ": " : "");
    str_sv(&text, c->about);
    put_text(s, "\n            ", c->column->name.p, str_view(&text));
    str_release(&text);
}

/* Columns with few values are what a reader wants counted. */
static void put_facets(struct str *s, const struct dataset *d) {
    size_t n = 0;
    str_c(s, ",\n          \"facets\": [");
    for (size_t i = 0; i < d->schema.n; i++) {
        const struct column *c = &d->schema.columns[i];
        if (c->list || c->n_allowed == 0) continue;
        if (n++ > 0) str_c(s, ", ");
        json_put(s, c->name);
    }
    str_byte(s, ']');
}

static void put_search(struct str *s, const struct dataset *d) {
    struct str name = {0};
    for (size_t i = 0; i < d->schema.n; i++) {
        if (!ddl_is_searched(d, i)) continue;
        str_printf(&name, "%s_fts", d->name.p);
        put_text(s, ",\n          ", "fts_table", str_view(&name));
        put_text(s, ",\n          ", "fts_pk", SV("rowid"));
        break;
    }
    str_release(&name);
}

static void put_table(struct str *s, const struct dataset *d, bool first) {
    str_c(s, first ? "\n        " : ",\n        ");
    json_put(s, d->name);
    put_text(s, ": {\n          ", "title", d->label);
    put_text(s, ",\n          ", "description", d->about);
    str_c(s, ",\n          \"columns\": {");
    for (size_t i = 0; i < d->schema.n; i++) {
        if (i > 0) str_byte(s, ',');
        put_column(s, &d->columns[i]);
    }
    str_c(s, "\n          }");
    put_facets(s, d);
    put_search(s, d);
    str_c(s, "\n        }");
}

/* The tables of lists are for queries, not for looking at. */
static void put_hidden(struct str *s, const struct dataset *d) {
    for (size_t i = 0; i < d->schema.n; i++) {
        struct str name = {0};
        if (!d->schema.columns[i].list || d->n_key == 0) continue;
        str_printf(&name, "%s_%s", d->name.p, d->schema.columns[i].name.p);
        str_c(s, ",\n        ");
        json_put(s, str_view(&name));
        str_c(s, ": {\"hidden\": true}");
        str_release(&name);
    }
}

static void put_all(struct str *s, struct book *b) {
    put_text(s, "{\n  ", "title", book_label(b, &b->package, "title"));
    str_c(s, ",\n  \"databases\": {\n    \"tiyao\": {\n      \"tables\": {");
    for (size_t i = 0; i < b->n; i++)
        put_table(s, &b->datasets[i], i == 0);
    for (size_t i = 0; i < b->n; i++)
        put_hidden(s, &b->datasets[i]);
    str_c(s, "\n      }\n    }\n  }\n}\n");
}

int datasette_write(struct export *x, struct err *e) {
    struct str text = {0};
    put_all(&text, x->book);
    int result = folder_put(&x->folder, file_name, str_view(&text), e);
    str_release(&text);
    return result;
}

int datasette_check(struct export *x, struct err *e) {
    struct str text = {0};
    put_all(&text, x->book);
    bool same = folder_holds(&x->folder, file_name, str_view(&text));
    str_release(&text);
    return same ? 0 : err_set(e, STATUS_SYSTEM, "sqlite: %s does not read back", file_name);
}
