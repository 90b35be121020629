/* CSV that Excel and WPS open by a double click: a byte order mark, CRLF, no cell that they would
 * run as a formula. */
#include <stdio.h>
#include <stdlib.h>

#include "format.h"
#include "guard.h"
#include "sheettext.h"

static const char bom[] = "\xEF\xBB\xBF";

/* The file holds every cell whole; what a spreadsheet does not show of it is listed. */
static void plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p) {
    (void)x;
    (void)c;
    if (cell.n <= SHEET_CELL && !memchr(cell.p, '\0', cell.n)) return;
    size_t n = sheet_units(cell);
    if (n > SHEET_CELL) {
        p->change = "long";
        snprintf(p->about, sizeof p->about,
                 "whole in the file; a spreadsheet shows %d of %zu characters", SHEET_CELL, n);
    } else if (memchr(cell.p, '\0', cell.n)) {
        p->change = "nul";
        snprintf(p->about, sizeof p->about, "whole in the file; a spreadsheet may stop at the NUL");
    }
}

static void put_cell(struct str *s, const struct column *c, struct sv cell, bool first) {
    if (!c || !column_is_text(c) || !guard_needs(cell)) {
        csv_field(s, cell, first);
        return;
    }
    struct str guarded = {0};
    str_byte(&guarded, '\'');
    str_sv(&guarded, cell);
    csv_field(s, str_view(&guarded), first);
    str_release(&guarded);
}

static int put_rows(struct outfile *f, const struct dataset *d, struct rows *r, struct err *e) {
    int got;
    str_c(&f->buffer, bom);
    for (size_t i = 0; i < d->schema.n; i++)
        put_cell(&f->buffer, NULL, d->schema.columns[i].name, i == 0);
    str_c(&f->buffer, "\r\n");
    while ((got = rows_next(r, e)) > 0) {
        for (size_t i = 0; i < d->schema.n; i++)
            put_cell(&f->buffer, &d->schema.columns[i], r->cells[i], i == 0);
        str_c(&f->buffer, "\r\n");
        if (outfile_step(f, e) != 0) return -1;
    }
    return got;
}

static int write_dataset(struct export *x, const struct dataset *d, struct err *e) {
    struct outfile f = {.fd = -1};
    struct rows r = {0};
    struct str name = {0};
    str_printf(&name, "%s.csv", d->name.p);
    int result = rows_open(&r, d, e);
    if (result == 0) result = outfile_open(&f, x->folder.fd, name.p, false, e);
    if (result == 0) result = put_rows(&f, d, &r, e);
    if (result == 0) result = outfile_finish(&f, e);
    if (result == 0) result = outfile_rename(&f, e);
    outfile_drop(&f);
    rows_close(&r);
    str_release(&name);
    return result;
}

static int write_all(struct export *x, struct err *e) {
    for (size_t i = 0; i < x->book->n; i++)
        if (write_dataset(x, &x->book->datasets[i], e) != 0) return -1;
    return 0;
}

/* ---- reading back ---- */

static int compare_rows(struct proof *p, struct csv_file *f, struct value *values, struct err *e) {
    const struct dataset *d = p->rows.dataset;
    struct csv_row row;
    int got = csv_next(f, &row, e);
    bool same = got > 0 && row.n == d->schema.n;
    for (size_t i = 0; same && i < row.n; i++)
        same = sv_eq(row.cells[i], d->schema.columns[i].name);
    if (got >= 0 && !same)
        return err_set(e, STATUS_SYSTEM, "excel-csv: the header of %s is another", d->name.p);
    while (got > 0 && (got = csv_next(f, &row, e)) > 0) {
        for (size_t i = 0; i < row.n; i++) {
            bool text = column_is_text(&d->schema.columns[i]);
            struct sv cell =
                text && guard_needs(row.cells[i]) ? guard_off(row.cells[i]) : row.cells[i];
            values[i] = (struct value){.kind = cell.n ? VALUE_TEXT : VALUE_EMPTY, .text = cell};
        }
        if (proof_row(p, values, e) != 0) return -1;
    }
    return got < 0 ? -1 : proof_end(p, e);
}

static int check_dataset(struct export *x, const struct dataset *d, struct err *e) {
    struct value *values = mem_zero((d->schema.n + 1) * sizeof *values);
    struct str path = {0};
    struct proof p = {0};
    export_path(x, &path, d->name.p, ".csv");
    struct csv_file *f = csv_open(path.p, e);
    int result = f && proof_open(&p, x, d, e) == 0 ? compare_rows(&p, f, values, e) : -1;
    csv_close(f);
    proof_close(&p);
    str_release(&path);
    free(values);
    return result;
}

static int check_all(struct export *x, struct err *e) {
    for (size_t i = 0; i < x->book->n; i++)
        if (check_dataset(x, &x->book->datasets[i], e) != 0) return -1;
    return 0;
}

const struct format excel_csv = {
    .name = "excel-csv",
    .endings = ".csv",
    .about = "CSV for Excel and WPS: byte order mark, CRLF, no formulas",
    .plan = plan,
    .write = write_all,
    .check = check_all,
};
