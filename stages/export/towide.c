/* Tables for a regression: the views of the database whose names begin with "wide_", as CSV. */
#include <stdio.h>
#include <unistd.h>

#include "ddl.h"
#include "format.h"
#include "tosqlite.h"

static const char database_name[] = "wide.sqlite"; /* until all is compared */

/* Calls each() for every view with its name behind "wide_" and its rows. */
static int for_views(struct export *x, struct database *db,
                     int (*each)(struct export *x, struct sv name, struct statement *s,
                                 struct err *e),
                     struct err *e) {
    struct statement views, rows;
    struct str sql = {0};
    if (statement_open(&views, db,
                       "SELECT substr(name, 6) FROM sqlite_master WHERE type = 'view' AND "
                       "name GLOB 'wide_[a-z]*' AND NOT name GLOB '*[^a-z0-9_]*' ORDER BY name",
                       e) != 0)
        return -1;
    int got;
    while ((got = statement_step(&views, e)) > 0) {
        struct sv name = statement_column(&views, 0);
        str_clear(&sql);
        str_printf(&sql, "SELECT * FROM \"wide_%.*s\"", (int)name.n, name.p);
        if (statement_open(&rows, db, sql.p, e) != 0 || each(x, name, &rows, e) != 0) got = -1;
        statement_close(&rows);
        if (got < 0) break;
    }
    statement_close(&views);
    str_release(&sql);
    return got;
}

/* ---- writing ---- */

static int put_rows(struct outfile *f, struct statement *s, struct err *e) {
    int got, n = statement_columns(s);
    for (int i = 0; i < n; i++)
        csv_field(&f->buffer, sv_of(statement_name(s, i)), i == 0);
    csv_end(&f->buffer);
    while ((got = statement_step(s, e)) > 0) {
        for (int i = 0; i < n; i++)
            csv_field(&f->buffer, statement_column(s, i), i == 0);
        csv_end(&f->buffer);
        if (outfile_step(f, e) != 0) return -1;
    }
    return got;
}

static int write_view(struct export *x, struct sv name, struct statement *s, struct err *e) {
    struct outfile f = {.fd = -1};
    struct str file = {0};
    str_printf(&file, "%.*s.csv", (int)name.n, name.p);
    int result = outfile_open(&f, x->folder.fd, file.p, false, e);
    if (result == 0) result = put_rows(&f, s, e);
    if (result == 0) result = outfile_finish(&f, e);
    if (result == 0) result = outfile_rename(&f, e);
    outfile_drop(&f);
    str_release(&file);
    return result;
}

static int write_all(struct export *x, struct err *e) {
    struct database db = {0};
    struct str path = {0};
    export_path(x, &path, database_name, "");
    int result = tosqlite_build(x, path.p, false, e);
    if (result == 0) result = database_open(&db, path.p, e);
    if (result == 0) result = for_views(x, &db, write_view, e);
    database_close(&db);
    str_release(&path);
    return result;
}

/* ---- reading back ---- */

static int check_rows(struct csv_file *f, struct statement *s, struct err *e) {
    struct csv_row row;
    int got, n = statement_columns(s);
    bool same = csv_next(f, &row, e) > 0 && (int)row.n == n;
    while (same && (got = statement_step(s, e)) > 0) {
        same = csv_next(f, &row, e) > 0;
        for (int i = 0; same && i < n; i++)
            same = sv_eq(row.cells[i], statement_column(s, i));
    }
    if (same && got < 0) return -1;
    if (same && csv_next(f, &row, e) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "wide: a table does not read back as it was written");
}

static int check_view(struct export *x, struct sv name, struct statement *s, struct err *e) {
    struct str path = {0}, file = {0};
    str_sv(&file, name);
    export_path(x, &path, file.p, ".csv");
    struct csv_file *f = csv_open(path.p, e);
    int result = f ? check_rows(f, s, e) : -1;
    csv_close(f);
    str_release(&path);
    str_release(&file);
    return result;
}

static int check_all(struct export *x, struct err *e) {
    struct database db = {0};
    struct str path = {0};
    export_path(x, &path, database_name, "");
    int result = database_open(&db, path.p, e);
    if (result == 0) result = tosqlite_check(x, &db, false, e);
    if (result == 0) result = for_views(x, &db, check_view, e);
    database_close(&db);
    if (result == 0 && unlink(path.p) != 0)
        result = err_set(e, STATUS_SYSTEM, "wide: cannot remove %s", database_name);
    str_release(&path);
    return result;
}

const struct format to_wide = {
    .name = "wide",
    .endings = ".csv .sqlite",
    .about = "a row a person and a row a document, with counts and sums",
    .plan = tosqlite_plan,
    .write = write_all,
    .check = check_all,
};
