/* A database: a table a dataset, one for each list, indexes, full-text search, views. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bigrams.h"
#include "datasette.h"
#include "ddl.h"
#include "format.h"
#include "items.h"
#include "share.h"
#include "sqlite.h"
#include "tosqlite.h"
#include "wordcheck.h"

static const char file_name[] = "tiyao.sqlite";

/* ---- what a cell becomes ---- */

void tosqlite_plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p) {
    (void)x;
    if (cell.n == 0) return;
    if (c->column->type == TYPE_NUMBER) plan_number(cell, p);
    if (c->column->type == TYPE_INTEGER && !cell_fits_int64(cell))
        plan_loss(p, "large", "no integer of 64 bits");
}

/* ---- writing ---- */

/* What rows of a dataset are written with. */
struct tables {
    struct export *x;
    const struct dataset *d;
    struct statement row, search, *lists; /* lists: by column, open where it is a list */
    struct str *words;                    /* by column, what of it is searched */
    struct items items;
    bool searched, *is_searched; /* any column, where that is wanted; by column */
};

static int open_statement(struct statement *s, struct database *db, struct str *sql,
                          struct err *e) {
    int result = statement_open(s, db, sql->p, e);
    str_clear(sql);
    return result;
}

static int create_tables(struct tables *t, struct database *db, struct str *sql, struct err *e) {
    const struct dataset *d = t->d;
    ddl_table(sql, t->x->book, d);
    for (size_t i = 0; i < d->schema.n; i++)
        if (d->schema.columns[i].list && d->n_key > 0) ddl_list(sql, d, i);
    size_t before = sql->n;
    if (t->searched) ddl_search(sql, d);
    t->searched = sql->n > before;
    int result = database_run(db, sql->p, e);
    str_clear(sql);
    return result;
}

static int open_tables(struct tables *t, struct database *db, struct err *e) {
    const struct dataset *d = t->d;
    struct str sql = {0};
    t->lists = mem_zero((d->schema.n + 1) * sizeof *t->lists);
    t->words = mem_zero((d->schema.n + 1) * sizeof *t->words);
    t->is_searched = mem_zero((d->schema.n + 1) * sizeof *t->is_searched);
    for (size_t i = 0; i < d->schema.n; i++)
        t->is_searched[i] = ddl_is_searched(d, i);
    int result = create_tables(t, db, &sql, e);
    ddl_insert(&sql, d);
    if (result == 0) result = open_statement(&t->row, db, &sql, e);
    for (size_t i = 0; result == 0 && i < d->schema.n; i++) {
        if (!d->schema.columns[i].list || d->n_key == 0) continue;
        ddl_insert_item(&sql, d, i);
        result = open_statement(&t->lists[i], db, &sql, e);
    }
    if (t->searched) ddl_insert_search(&sql, d);
    if (result == 0 && t->searched) result = open_statement(&t->search, db, &sql, e);
    str_release(&sql);
    return result;
}

static void close_tables(struct tables *t) {
    statement_close(&t->row);
    statement_close(&t->search);
    for (size_t i = 0; t->lists && i < t->d->schema.n; i++) {
        statement_close(&t->lists[i]);
        str_release(&t->words[i]);
    }
    items_release(&t->items);
    free(t->lists);
    free(t->words);
    free(t->is_searched);
}

static void bind_cell(struct tables *t, size_t column, struct sv cell) {
    const struct column *c = &t->d->schema.columns[column];
    struct plan p;
    int at = (int)column + 1;
    export_plan(t->x, &t->d->columns[column], cell, &p);
    if (p.value.kind == VALUE_NUMBER)
        statement_number(&t->row, at, p.value.number);
    else if (p.value.kind == VALUE_EMPTY)
        statement_text(&t->row, at, SV(""));
    else if (c->type == TYPE_BOOLEAN)
        statement_integer(&t->row, at, sv_is(cell, "true"));
    else
        statement_text(&t->row, at, p.value.text);
}

static int put_items(struct tables *t, size_t column, const struct rows *r, struct err *e) {
    struct statement *s = &t->lists[column];
    const struct dataset *d = t->d;
    struct sv item;
    int key = (int)d->n_key;
    items_begin(&t->items, r->cells[column]);
    for (int n = 1; items_next(&t->items, &item); n++) {
        for (int i = 0; i < key; i++)
            statement_text(s, i + 1, r->cells[d->key[i]]);
        statement_integer(s, key + 1, n);
        statement_item(s, key + 2, item);
        if (statement_step(s, e) < 0) return -1;
    }
    return 0;
}

static int put_words(struct tables *t, const struct rows *r, struct err *e) {
    int at = 1;
    statement_integer(&t->search, at++, (int64_t)r->n);
    for (size_t i = 0; i < t->d->schema.n; i++) {
        if (!t->is_searched[i]) continue;
        str_clear(&t->words[i]);
        bigrams_put(&t->words[i], r->cells[i]);
        statement_text(&t->search, at++, str_view(&t->words[i]));
    }
    return statement_step(&t->search, e);
}

static int put_row(struct tables *t, const struct rows *r, struct err *e) {
    for (size_t i = 0; i < t->d->schema.n; i++)
        bind_cell(t, i, r->cells[i]);
    if (statement_step(&t->row, e) < 0) {
        struct err plain = *e;
        return err_set(e, plain.status, "%s, row %llu of %s", plain.text, (unsigned long long)r->n,
                       t->d->name.p);
    }
    for (size_t i = 0; i < t->d->schema.n; i++)
        if (t->lists[i].at && put_items(t, i, r, e) != 0) return -1;
    return t->searched ? put_words(t, r, e) : 0;
}

static int end_search(struct database *db, const struct dataset *d, struct err *e) {
    struct str sql = {0};
    ddl_search_filled(&sql, d);
    int result = database_run(db, sql.p, e);
    str_release(&sql);
    return result;
}

static int write_dataset(struct export *x, struct database *db, const struct dataset *d,
                         bool search, struct err *e) {
    struct tables t = {.x = x, .d = d, .searched = search};
    struct rows r = {0};
    int got = rows_open(&r, d, e) == 0 && open_tables(&t, db, e) == 0 ? 1 : -1;
    while (got > 0 && (got = rows_next(&r, e)) > 0)
        if (put_row(&t, &r, e) != 0) got = -1;
    if (got == 0 && t.searched) got = end_search(db, d, e);
    close_tables(&t);
    rows_close(&r);
    return got;
}

static int create_indexes(struct export *x, struct database *db, struct err *e) {
    struct str sql = {0};
    for (size_t i = 0; i < x->book->n; i++)
        ddl_indexes(&sql, &x->book->datasets[i]);
    int result = sql.n ? database_run(db, sql.p, e) : 0;
    str_release(&sql);
    return result;
}

/* ---- views ---- */

static int read_views(struct export *x, struct database *db, const char *path, struct err *e) {
    struct sv sql;
    if (access(path, F_OK) != 0) return 0;
    if (schema_file(&sql, path, &x->book->arena, e) != 0) return -1;
    if (database_views(db, sql.p, e) == 0) return 0;
    struct err plain = *e;
    return err_at(e, STATUS_USAGE, path, "%s", plain.text);
}

/* Those that ship, and those of the packs. */
static int create_views(struct export *x, struct database *db, struct err *e) {
    struct str path = {0};
    int result = share_path(&path, "schemas/views.sql", e);
    if (result == 0) result = read_views(x, db, path.p, e);
    for (size_t i = 0; result == 0 && i < x->n_packs; i++) {
        str_clear(&path);
        str_printf(&path, "%s/schemas/views.sql", x->packs[i]);
        result = read_views(x, db, path.p, e);
    }
    str_release(&path);
    return result;
}

/* Whether a view can be read. Why not is said, but for datasets that are not there. */
static bool is_view_whole(struct database *db, struct sv name) {
    struct err why;
    struct str sql = {0};
    struct statement s;
    str_c(&sql, "SELECT * FROM ");
    ddl_name(&sql, name);
    bool whole = statement_open(&s, db, sql.p, &why) == 0;
    if (!whole && !strstr(why.text, "no such table"))
        err_warn(NULL, "view \"%.*s\" is left out: %s", (int)name.n, name.p, why.text);
    statement_close(&s);
    str_release(&sql);
    return whole;
}

static int drop_broken_views(struct database *db, struct err *e) {
    struct statement s;
    struct str sql = {0};
    if (statement_open(&s, db, "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name",
                       e) != 0)
        return -1;
    int got;
    while ((got = statement_step(&s, e)) > 0) {
        struct sv name = statement_column(&s, 0);
        if (is_view_whole(db, name)) continue;
        str_c(&sql, "DROP VIEW ");
        ddl_name(&sql, name);
        str_c(&sql, ";");
    }
    statement_close(&s);
    if (got == 0 && sql.n > 0) got = database_run(db, sql.p, e);
    str_release(&sql);
    return got;
}

/* ---- the whole ---- */

static int fill(struct export *x, struct database *db, bool search, struct err *e) {
    for (size_t i = 0; i < x->book->n; i++)
        if (write_dataset(x, db, &x->book->datasets[i], search, e) != 0) return -1;
    if (create_indexes(x, db, e) != 0 || create_views(x, db, e) != 0) return -1;
    return drop_broken_views(db, e) == 0 ? database_commit(db, e) : -1;
}

int tosqlite_build(struct export *x, const char *path, bool search, struct err *e) {
    struct database db = {0};
    int result = database_create(&db, path, e);
    if (result == 0) result = fill(x, &db, search, e);
    database_close(&db);
    return result;
}

static int write_all(struct export *x, struct err *e) {
    struct str path = {0};
    export_path(x, &path, file_name, "");
    int result = tosqlite_build(x, path.p, true, e);
    str_release(&path);
    return result == 0 ? datasette_write(x, e) : -1;
}

/* ---- reading back ---- */

/* A list's items, joined as its cell has them. */
struct list_check {
    struct statement items;
    int64_t n; /* items so far */
    struct str joined;
};

static void join_item(struct str *s, struct sv item, bool first) {
    if (!first) str_byte(s, ';');
    for (size_t i = 0; i < item.n; i++) {
        if (item.p[i] == ';') str_byte(s, '\\');
        str_byte(s, item.p[i]);
    }
}

static int check_list(struct list_check *l, const struct proof *p, size_t column, struct err *e) {
    const struct dataset *d = p->rows.dataset;
    int got, n = 0;
    if (p->rows.cells[column].n == 0) return 0;
    for (size_t i = 0; i < d->n_key; i++)
        statement_text(&l->items, (int)i + 1, p->rows.cells[d->key[i]]);
    for (str_clear(&l->joined); (got = statement_step(&l->items, e)) > 0; n++)
        join_item(&l->joined, statement_column(&l->items, 0), n == 0);
    l->n += n;
    if (got < 0) return -1;
    if (sv_eq(str_view(&l->joined), p->rows.cells[column])) return 0;
    return err_set(e, STATUS_SYSTEM, "sqlite: %s, row %llu: the items of \"%s\" do not read back",
                   d->name.p, (unsigned long long)p->rows.n, d->schema.columns[column].name.p);
}

static int open_list(struct list_check *l, struct database *db, const struct dataset *d,
                     size_t column, struct err *e) {
    struct str sql = {0};
    ddl_select_items(&sql, d, column);
    int result = statement_open(&l->items, db, sql.p, e);
    str_release(&sql);
    return result;
}

/* There are no items but those of the rows. */
static int count_items(const struct list_check *l, struct database *db, const struct dataset *d,
                       size_t column, struct err *e) {
    struct str sql = {0};
    struct statement s;
    ddl_count_items(&sql, d, column);
    int got = statement_open(&s, db, sql.p, e) == 0 ? statement_step(&s, e) : -1;
    bool same = got > 0 && (int64_t)statement_double(&s, 0) == l->n;
    statement_close(&s);
    str_release(&sql);
    if (got < 0 || same) return got < 0 ? -1 : 0;
    return err_set(e, STATUS_SYSTEM, "sqlite: there are other items of \"%s\"", d->name.p);
}

static struct value read_value(struct statement *s, const struct column *c, int at) {
    struct sv text = statement_column(s, at);
    if (!text.p) return (struct value){.kind = VALUE_EMPTY};
    if (c->type == TYPE_NUMBER)
        return (struct value){.kind = VALUE_NUMBER, .number = statement_double(s, at)};
    if (c->type == TYPE_BOOLEAN) text = sv_is(text, "1") ? SV("true") : SV("false");
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

static int check_rows(struct proof *p, struct statement *s, struct list_check *lists,
                      struct word_check *words, struct err *e) {
    const struct dataset *d = p->rows.dataset;
    struct value *values = mem_zero((d->schema.n + 1) * sizeof *values);
    int got;
    while ((got = statement_step(s, e)) > 0) {
        for (size_t i = 0; i < d->schema.n; i++)
            values[i] = read_value(s, &d->schema.columns[i], (int)i);
        if (proof_row(p, values, e) != 0 || wordcheck_row(words, &p->rows, e) != 0) got = -1;
        for (size_t i = 0; got > 0 && i < d->schema.n; i++)
            if (lists[i].items.at && check_list(&lists[i], p, i, e) != 0) got = -1;
        if (got < 0) break;
    }
    free(values);
    return got < 0 ? -1 : proof_end(p, e);
}

static int check_dataset(struct export *x, struct database *db, const struct dataset *d,
                         bool search, struct err *e) {
    struct list_check *lists = mem_zero((d->schema.n + 1) * sizeof *lists);
    struct proof p = {0};
    struct statement rows = {0};
    struct word_check words = {0};
    struct str sql = {0};
    str_c(&sql, "SELECT * FROM ");
    ddl_name(&sql, d->name);
    str_c(&sql, " ORDER BY rowid");
    int result = proof_open(&p, x, d, e);
    if (result == 0) result = statement_open(&rows, db, sql.p, e);
    for (size_t i = 0; result == 0 && i < d->schema.n; i++)
        if (d->schema.columns[i].list && d->n_key > 0) result = open_list(&lists[i], db, d, i, e);
    if (result == 0 && search) result = wordcheck_open(&words, db, d, e);
    if (result == 0) result = check_rows(&p, &rows, lists, &words, e);
    if (result == 0) result = wordcheck_end(&words, e);
    for (size_t i = 0; i < d->schema.n; i++) {
        if (result == 0 && lists[i].items.at) result = count_items(&lists[i], db, d, i, e);
        statement_close(&lists[i].items);
        str_release(&lists[i].joined);
    }
    statement_close(&rows);
    wordcheck_close(&words);
    proof_close(&p);
    str_release(&sql);
    free(lists);
    return result;
}

int tosqlite_check(struct export *x, struct database *db, bool search, struct err *e) {
    for (size_t i = 0; i < x->book->n; i++)
        if (check_dataset(x, db, &x->book->datasets[i], search, e) != 0) return -1;
    return 0;
}

/* Rows that refer to what is not there are the datasets' own; they are exported as they are. */
static int say_dangling(struct database *db, struct err *e) {
    struct statement s;
    int got = statement_open(&s, db,
                             "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check "
                             "GROUP BY 1, 2 ORDER BY 1, 2",
                             e);
    while (got == 0 && (got = statement_step(&s, e)) > 0) {
        struct sv from = statement_column(&s, 0), to = statement_column(&s, 1);
        err_warn(NULL, "sqlite: %.0f row(s) of %.*s refer to rows of %.*s that are not there",
                 statement_double(&s, 2), (int)from.n, from.p, (int)to.n, to.p);
        got = 0;
    }
    statement_close(&s);
    return got;
}

static int check_all(struct export *x, struct err *e) {
    struct database db = {0};
    struct str path = {0};
    export_path(x, &path, file_name, "");
    int result = database_open(&db, path.p, e);
    if (result == 0) result = tosqlite_check(x, &db, true, e);
    if (result == 0) result = say_dangling(&db, e);
    if (result == 0) result = datasette_check(x, e);
    database_close(&db);
    str_release(&path);
    return result;
}

const struct format to_sqlite = {
    .name = "sqlite",
    .endings = ".sqlite .json",
    .about = "an SQLite database with keys, indexes and full-text search; metadata for Datasette",
    .plan = tosqlite_plan,
    .write = write_all,
    .check = check_all,
};
