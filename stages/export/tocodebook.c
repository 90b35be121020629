/* What the datasets are, for people and for archives: codebook.csv in both languages, README.txt,
 * and a recipe for Parquet. */
#include <stdio.h>

#include "format.h"
#include "readme.h"

static const char codebook_name[] = "codebook.csv";

/* ---- codebook.csv ---- */

static const char *const header[] = {
    "dataset", "column",         "type",           "list",      "required",  "label_en", "label_zh",
    "unit",    "description_en", "description_zh", "values_en", "values_zh", "missing",  "example"};
enum { WIDTH = sizeof header / sizeof header[0] };

/* "value: label; ..." of the categories of a field or of its items, else what it allows. */
static struct sv values_of(struct book *b, const struct book_column *c, const char *label) {
    struct str s = {0};
    struct json_object field = c->column->field, category;
    struct json_array at;
    struct sv item, raw = json_get(&field, "items");
    struct err ignored;
    if (raw.p && json_object(&field, raw, &b->arena, &ignored) != 0) return SV("");
    raw = json_get(&field, "categories");
    bool labelled = raw.p && json_array(&at, raw, &ignored) == 0;
    while (labelled && json_next(&at, &item)) {
        if (json_object(&category, item, &b->arena, &ignored) != 0) continue;
        if (s.n > 0) str_c(&s, "; ");
        str_sv(&s, schema_text(&category, "value", &b->arena));
        str_c(&s, ": ");
        str_sv(&s, schema_text(&category, label, &b->arena));
    }
    for (size_t i = 0; !labelled && i < c->column->n_allowed; i++) {
        if (i > 0) str_c(&s, "; ");
        str_sv(&s, c->column->allowed[i]);
    }
    struct sv all = arena_copy(&b->arena, str_view(&s));
    str_release(&s);
    return all;
}

/* The cells of a column's row. */
static void describe(struct book *b, const struct dataset *d, size_t i, struct sv *cells) {
    const struct book_column *c = &d->columns[i];
    const struct json_object *f = &c->column->field;
    const struct sv all[WIDTH] = {
        d->name,
        c->column->name,
        sv_of(schema_type_name(c->column->type)),
        c->column->list ? SV("true") : SV("false"),
        c->column->required ? SV("true") : SV("false"),
        schema_text(f, "title", &b->arena),
        schema_text(f, "title:zh", &b->arena),
        schema_text(f, "unit", &b->arena),
        schema_text(f, "description", &b->arena),
        schema_text(f, "description:zh", &b->arena),
        values_of(b, c, "label"),
        values_of(b, c, "label:zh"),
        c->column->required ? SV("never") : SV("an empty cell"),
        schema_text(f, "example", &b->arena),
    };
    memcpy(cells, all, sizeof all);
}

static void put_codebook(struct str *s, struct book *b) {
    struct sv cells[WIDTH];
    for (size_t i = 0; i < WIDTH; i++)
        csv_field(s, sv_of(header[i]), i == 0);
    csv_end(s);
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->datasets[i].schema.n; k++) {
            describe(b, &b->datasets[i], k, cells);
            for (size_t n = 0; n < WIDTH; n++)
                csv_field(s, cells[n], n == 0);
            csv_end(s);
        }
}

/* ---- parquet.sql ---- */

static const char *const types[] = {"VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE"};

static void put_parquet(struct str *s, const struct book *b) {
    str_c(s, "-- In the folder of the datasets: duckdb <codebook/parquet.sql\n");
    for (size_t i = 0; i < b->n; i++) {
        const struct dataset *d = &b->datasets[i];
        str_printf(
            s,
            "COPY (FROM read_csv('%s.csv', header = true, delim = ',', quote = '\"', escape = "
            "'\"', nullstr = '', columns = {",
            d->name.p);
        for (size_t k = 0; k < d->schema.n; k++) {
            const struct column *c = &d->schema.columns[k];
            str_c(s, k ? ", '" : "'");
            for (size_t n = 0; n < c->name.n; n++) {
                if (c->name.p[n] == '\'') str_byte(s, '\'');
                str_byte(s, c->name.p[n]);
            }
            str_printf(s, "': '%s'", types[c->type]);
        }
        str_printf(s, "})) TO '%s.parquet' (FORMAT parquet);\n", d->name.p);
    }
}

/* ---- the whole ---- */

/* Calls each() for the files of text, in order. */
static int for_texts(struct export *x,
                     int (*each)(struct export *x, const char *name, struct sv text, struct err *e),
                     struct err *e) {
    struct str text = {0};
    int result = readme_put(&text, x->book, e);
    if (result == 0) result = each(x, "README.txt", str_view(&text), e);
    str_clear(&text);
    put_parquet(&text, x->book);
    if (result == 0) result = each(x, "parquet.sql", str_view(&text), e);
    str_release(&text);
    return result;
}

static int put_file(struct export *x, const char *name, struct sv text, struct err *e) {
    return folder_put(&x->folder, name, text, e);
}

static int write_all(struct export *x, struct err *e) {
    struct str text = {0};
    put_codebook(&text, x->book);
    int result = put_file(x, codebook_name, str_view(&text), e);
    str_release(&text);
    return result == 0 ? for_texts(x, put_file, e) : -1;
}

static int check_file(struct export *x, const char *name, struct sv text, struct err *e) {
    if (folder_holds(&x->folder, name, text)) return 0;
    return err_set(e, STATUS_SYSTEM, "codebook: %s does not read back as it was written", name);
}

static bool is_row(const struct csv_row *row, const struct sv *cells) {
    bool same = row->n == WIDTH;
    for (size_t i = 0; same && i < WIDTH; i++)
        same = sv_eq(row->cells[i], cells[i]);
    return same;
}

/* Each column has its row below the header, and the row says what the schema says. */
static int check_rows(struct export *x, struct csv_file *f, struct err *e) {
    struct csv_row row;
    struct sv cells[WIDTH];
    for (size_t i = 0; i < WIDTH; i++)
        cells[i] = sv_of(header[i]);
    int got = csv_next(f, &row, e);
    bool same = got > 0 && is_row(&row, cells);
    for (size_t i = 0; same && i < x->book->n; i++)
        for (size_t k = 0; same && k < x->book->datasets[i].schema.n; k++) {
            describe(x->book, &x->book->datasets[i], k, cells);
            got = csv_next(f, &row, e);
            same = got > 0 && is_row(&row, cells);
        }
    if (same) same = (got = csv_next(f, &row, e)) == 0;
    if (same || got < 0) return got;
    return err_set(e, STATUS_SYSTEM, "codebook: it does not read back as it was written");
}

static int check_all(struct export *x, struct err *e) {
    struct str path = {0};
    export_path(x, &path, codebook_name, "");
    struct csv_file *f = csv_open(path.p, e);
    int result = f ? check_rows(x, f, e) : -1;
    csv_close(f);
    str_release(&path);
    return result == 0 ? for_texts(x, check_file, e) : -1;
}

const struct format to_codebook = {
    .name = "codebook",
    .endings = ".csv .txt .sql",
    .about = "codebook.csv in both languages, README.txt, a recipe for Parquet",
    .write = write_all,
    .check = check_all,
};
