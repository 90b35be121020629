#include "ddl.h"

static const char *const types[] = {"TEXT", "INTEGER", "REAL", "INTEGER", "TEXT"};

void ddl_name(struct str *s, struct sv name) {
    str_byte(s, '"');
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '"') str_byte(s, '"');
        str_byte(s, name.p[i]);
    }
    str_byte(s, '"');
}

static void put_text(struct str *s, struct sv text) {
    str_byte(s, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'') str_byte(s, '\'');
        str_byte(s, text.p[i]);
    }
    str_byte(s, '\'');
}

static struct sv column_name(const struct dataset *d, size_t column) {
    return d->schema.columns[column].name;
}

static void put_names(struct str *s, const struct dataset *d, const size_t *columns, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0) str_c(s, ", ");
        ddl_name(s, column_name(d, columns[i]));
    }
}

/* ---- tables ---- */

static void put_checks(struct str *s, const struct column *c) {
    if (c->required) str_c(s, " NOT NULL");
    if (c->type == TYPE_BOOLEAN) {
        str_c(s, " CHECK (");
        ddl_name(s, c->name);
        str_c(s, " IN (0, 1))");
    }
    if (c->list || c->n_allowed == 0) return;
    /* Not IN: SQLite makes a table of the values for each row. */
    str_c(s, " CHECK (");
    for (size_t i = 0; i < c->n_allowed; i++) {
        if (i > 0) str_c(s, " OR ");
        ddl_name(s, c->name);
        str_c(s, " = ");
        put_text(s, c->allowed[i]);
    }
    str_c(s, ")");
}

static void put_foreign(struct str *s, const struct book *b, const struct dataset *d,
                        const struct foreign_key *k) {
    str_c(s, ",\n  FOREIGN KEY (");
    put_names(s, d, k->fields, k->n);
    str_c(s, ") REFERENCES ");
    ddl_name(s, b->datasets[k->dataset].name);
    str_c(s, " (");
    put_names(s, &b->datasets[k->dataset], k->there, k->n);
    str_c(s, ")");
}

void ddl_table(struct str *s, const struct book *b, const struct dataset *d) {
    str_c(s, "CREATE TABLE ");
    ddl_name(s, d->name);
    str_c(s, " (\n  ");
    for (size_t i = 0; i < d->schema.n; i++) {
        if (i > 0) str_c(s, ",\n  ");
        ddl_name(s, column_name(d, i));
        str_printf(s, " %s", types[d->schema.columns[i].type]);
        put_checks(s, &d->schema.columns[i]);
    }
    if (d->n_key > 0) {
        str_c(s, ",\n  PRIMARY KEY (");
        put_names(s, d, d->key, d->n_key);
        str_c(s, ")");
    }
    for (size_t i = 0; i < d->n_foreign; i++)
        put_foreign(s, b, d, &d->foreign[i]);
    str_c(s, "\n) STRICT;\n");
}

/* ---- lists ---- */

static void put_list_name(struct str *s, const struct dataset *d, size_t column) {
    struct str name = {0};
    str_printf(&name, "%s_%s", d->name.p, column_name(d, column).p);
    ddl_name(s, str_view(&name));
    str_release(&name);
}

void ddl_list(struct str *s, const struct dataset *d, size_t column) {
    str_c(s, "CREATE TABLE ");
    put_list_name(s, d, column);
    str_c(s, " (\n  ");
    for (size_t i = 0; i < d->n_key; i++) {
        ddl_name(s, column_name(d, d->key[i]));
        str_printf(s, " %s NOT NULL,\n  ", types[d->schema.columns[d->key[i]].type]);
    }
    str_c(s, "\"n\" INTEGER NOT NULL,\n  \"item\" TEXT NOT NULL,\n  PRIMARY KEY (");
    put_names(s, d, d->key, d->n_key);
    str_c(s, ", \"n\"),\n  FOREIGN KEY (");
    put_names(s, d, d->key, d->n_key);
    str_c(s, ") REFERENCES ");
    ddl_name(s, d->name);
    str_c(s, " (");
    put_names(s, d, d->key, d->n_key);
    str_c(s, ")\n) STRICT, WITHOUT ROWID;\n");
}

/* ---- search ---- */

/* A pattern anywhere in the field: in its constraints or those of its items. */
static bool has_pattern(const struct column *c) {
    static const char word[] = "\"pattern\"";
    for (size_t i = 0; i < c->field.n; i++) {
        struct sv raw = c->field.members[i].raw;
        if (!sv_is(c->field.members[i].key, "constraints")) continue;
        for (size_t at = 0; at + sizeof word - 1 <= raw.n; at++)
            if (memcmp(raw.p + at, word, sizeof word - 1) == 0) return true;
    }
    return false;
}

bool ddl_is_searched(const struct dataset *d, size_t column) {
    const struct column *c = &d->schema.columns[column];
    return column_is_text(c) && c->n_allowed == 0 && !book_is_key(d, column) && !has_pattern(c) &&
           json_bool(json_get(&c->field, "search"), true);
}

static void put_search_name(struct str *s, const struct dataset *d) {
    struct str name = {0};
    str_printf(&name, "%s_fts", d->name.p);
    ddl_name(s, str_view(&name));
    str_release(&name);
}

static void put_search_setting(struct str *s, const struct dataset *d, const char *setting,
                               int value) {
    str_c(s, "INSERT INTO ");
    put_search_name(s, d);
    str_c(s, " (");
    put_search_name(s, d);
    str_printf(s, ", rank) VALUES ('%s', %d);\n", setting, value);
}

void ddl_search(struct str *s, const struct dataset *d) {
    size_t n = 0;
    for (size_t i = 0; i < d->schema.n; i++)
        n += ddl_is_searched(d, i);
    if (n == 0) return;
    str_c(s, "CREATE VIRTUAL TABLE ");
    put_search_name(s, d);
    str_c(s, " USING fts5 (");
    for (size_t i = 0; i < d->schema.n; i++) {
        if (!ddl_is_searched(d, i)) continue;
        ddl_name(s, column_name(d, i));
        str_c(s, ", ");
    }
    str_c(s, "content='', columnsize=0);\n");
    /* Larger pieces of the index, which are merged many at a time and not again and again. */
    put_search_setting(s, d, "hashsize", 16777216);
    put_search_setting(s, d, "automerge", 0);
}

void ddl_search_filled(struct str *s, const struct dataset *d) {
    put_search_setting(s, d, "hashsize", 1048576);
    put_search_setting(s, d, "automerge", 4);
}

static void put_words_name(struct str *s, const struct dataset *d) {
    struct str name = {0};
    str_printf(&name, "%s_words", d->name.p);
    str_c(s, "temp.");
    ddl_name(s, str_view(&name));
    str_release(&name);
}

void ddl_search_words(struct str *s, const struct dataset *d) {
    str_c(s, "CREATE VIRTUAL TABLE ");
    put_words_name(s, d);
    str_c(s, " USING fts5vocab (main, ");
    put_search_name(s, d);
    str_c(s, ", instance);\nSELECT each_word(doc, col, offset, term) FROM ");
    put_words_name(s, d);
}

/* ---- indexes ---- */

/* A primary key has one already. */
void ddl_indexes(struct str *s, const struct dataset *d) {
    for (size_t i = 0; i < d->n_foreign; i++) {
        struct str name = {0};
        str_printf(&name, "%s_by_%s", d->name.p, column_name(d, d->foreign[i].fields[0]).p);
        str_c(s, "CREATE INDEX ");
        ddl_name(s, str_view(&name));
        str_c(s, " ON ");
        ddl_name(s, d->name);
        str_c(s, " (");
        put_names(s, d, d->foreign[i].fields, d->foreign[i].n);
        str_c(s, ");\n");
        str_release(&name);
    }
    for (size_t i = 0; i < d->schema.n; i++) {
        if (!d->schema.columns[i].list || d->n_key == 0) continue;
        struct str name = {0};
        str_printf(&name, "%s_by_%s", d->name.p, column_name(d, i).p);
        str_c(s, "CREATE INDEX ");
        ddl_name(s, str_view(&name));
        str_c(s, " ON ");
        put_list_name(s, d, i);
        str_c(s, " (\"item\");\n");
        str_release(&name);
    }
}

/* ---- rows ---- */

static void put_parameters(struct str *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        str_c(s, i ? ", ?" : " VALUES (?");
    str_c(s, ")");
}

void ddl_insert(struct str *s, const struct dataset *d) {
    str_c(s, "INSERT INTO ");
    ddl_name(s, d->name);
    put_parameters(s, d->schema.n);
}

void ddl_insert_item(struct str *s, const struct dataset *d, size_t column) {
    str_c(s, "INSERT INTO ");
    put_list_name(s, d, column);
    put_parameters(s, d->n_key + 2);
}

void ddl_insert_search(struct str *s, const struct dataset *d) {
    size_t n = 1;
    str_c(s, "INSERT INTO ");
    put_search_name(s, d);
    str_c(s, " (\"rowid\"");
    for (size_t i = 0; i < d->schema.n; i++) {
        if (!ddl_is_searched(d, i)) continue;
        str_c(s, ", ");
        ddl_name(s, column_name(d, i));
        n++;
    }
    str_c(s, ")");
    put_parameters(s, n);
}

void ddl_select_items(struct str *s, const struct dataset *d, size_t column) {
    str_c(s, "SELECT \"item\" FROM ");
    put_list_name(s, d, column);
    for (size_t i = 0; i < d->n_key; i++) {
        str_c(s, i ? " AND " : " WHERE ");
        ddl_name(s, column_name(d, d->key[i]));
        str_c(s, " = ?");
    }
    str_c(s, " ORDER BY \"n\"");
}

void ddl_count_items(struct str *s, const struct dataset *d, size_t column) {
    str_c(s, "SELECT count(*) FROM ");
    put_list_name(s, d, column);
}
