/* A workbook: a sheet a dataset, then the codebook and what it all is. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "dates.h"
#include "format.h"
#include "sheetread.h"
#include "sheettext.h"
#include "widths.h"
#include "wordsheets.h"

static const char file_name[] = "tiyao.xlsx";
static const char link_name[] = "evidence"; /* the column behind those of the schema */

enum {
    DATA_ROWS = 1048575, /* of a sheet, below its header */
    FIRST_DAY = -25567,  /* day 0 of a sheet, from 1970 on */
    FIRST_SAFE_DAY = 61, /* 1900-03-01: sheets know a 29 February before it */
    SHEET_DIGITS = 15,
    LINE_HEIGHT = 15,
    MOST_LINES = 27,            /* 409 points is the most that a row may have */
    LONGEST_LINK = 255,         /* of a text within a formula */
    LARGE = 1024 * 1024 * 1024, /* bytes of CSV from which a sheet may need a large archive */
};

/* ---- what a cell becomes ---- */

static void plan_as_text(struct sv cell, struct plan *p, const char *about) {
    p->value = (struct value){.kind = VALUE_TEXT, .text = cell};
    p->change = "text";
    snprintf(p->about, sizeof p->about, "%s", about);
}

static void plan_digits(struct sv cell, struct plan *p) {
    p->value.kind = VALUE_NUMBER;
    if (cell_digits(cell) <= SHEET_DIGITS && cell_number(cell, &p->value.number)) return;
    plan_as_text(cell, p, "a text: it has more digits than a sheet holds");
}

/* Days of a sheet; false where it has no such day. */
static bool sheet_day(struct sv cell, int64_t *day) {
    if (!date_days(cell, day)) return false;
    *day -= FIRST_DAY - 2; /* day 1 is 1900-01-01, and there is a 29 February */
    return *day >= FIRST_SAFE_DAY;
}

static void plan_text(struct export *x, struct sv cell, struct plan *p) {
    struct sv kept = sheet_cut(cell);
    if (!sheet_is_xml(kept)) {
        str_clear(&x->room);
        sheet_put_xml(&x->room, kept);
        p->change = "replaced";
        snprintf(p->about, sizeof p->about, "NUL by U+2400, U+FFFE and U+FFFF by U+FFFD");
        p->value.text = str_view(&x->room);
    }
    if (kept.n == cell.n) return;
    if (!p->change) p->value.text = kept;
    p->change = "cut";
    snprintf(p->about, sizeof p->about, "%zu of %zu characters are kept", sheet_units(kept),
             sheet_units(cell));
}

static void plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p) {
    int64_t day;
    if (cell.n == 0) return;
    switch (c->column->type) {
    case TYPE_STRING:
        plan_text(x, cell, p);
        break;
    case TYPE_INTEGER:
    case TYPE_NUMBER:
        plan_digits(cell, p);
        break;
    case TYPE_DATE:
        if (!sheet_day(cell, &day)) plan_as_text(cell, p, "a text: a sheet has no such day");
        break;
    case TYPE_BOOLEAN:
        break;
    }
}

/* ---- writing ---- */

struct book_out {
    struct export *x;
    lxw_workbook *workbook;
    lxw_format *header, *id, *text, *integer, *number, *date, *link;
    struct str room; /* a text with a NUL behind */
};

/* The sheet that rows go to. */
struct sheet_out {
    lxw_worksheet *sheet;
    const struct dataset *d;
    unsigned *widths;
    lxw_row_t row;
    struct str linked; /* the document of the row before, and whether it has a file */
    bool has_file;
};

static int failed(lxw_error code, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "xlsx: %s", lxw_strerror(code));
}

static lxw_format *new_format(struct book_out *b, const char *number, bool wrap) {
    lxw_format *f = workbook_add_format(b->workbook);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (number) format_set_num_format(f, number);
    if (wrap) format_set_text_wrap(f);
    return f;
}

static void make_formats(struct book_out *b) {
    b->header = new_format(b, NULL, false);
    format_set_bold(b->header);
    b->id = new_format(b, "@", false);
    b->text = new_format(b, "@", true);
    b->integer = new_format(b, "0", false);
    b->number = new_format(b, NULL, false);
    b->date = new_format(b, "yyyy-mm-dd", false);
    b->link = new_format(b, NULL, false);
    format_set_hyperlink(b->link);
}

static int put_text(struct book_out *b, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                    struct sv text, lxw_format *format, struct err *e) {
    str_clear(&b->room);
    sheet_escape(&b->room, text);
    if (b->room.n == 0) return 0;
    lxw_error code = worksheet_write_string(sheet, row, (lxw_col_t)column, b->room.p, format);
    return code == LXW_NO_ERROR ? 0 : failed(code, e);
}

static lxw_format *format_of(const struct book_out *b, const struct dataset *d, size_t column) {
    switch (d->schema.columns[column].type) {
    case TYPE_INTEGER:
        return b->integer;
    case TYPE_NUMBER:
    case TYPE_BOOLEAN: /* a format for text would show 1 and 0 */
        return b->number;
    case TYPE_DATE:
        return b->date;
    default:
        return book_is_key(d, column) ? b->id : b->text;
    }
}

static int put_cell(struct book_out *b, struct sheet_out *s, size_t column, struct sv cell,
                    struct err *e) {
    const struct book_column *c = &s->d->columns[column];
    lxw_format *format = format_of(b, s->d, column);
    lxw_col_t at = (lxw_col_t)column;
    lxw_error code = LXW_NO_ERROR;
    int64_t day;
    struct plan p;
    if (cell.n == 0) return 0;
    export_plan(b->x, c, cell, &p);
    if (p.value.kind == VALUE_NUMBER)
        code = worksheet_write_number(s->sheet, s->row, at, p.value.number, format);
    else if (c->column->type == TYPE_BOOLEAN)
        code = worksheet_write_boolean(s->sheet, s->row, at, sv_is(cell, "true"), format);
    else if (c->column->type == TYPE_DATE && sheet_day(cell, &day))
        code = worksheet_write_number(s->sheet, s->row, at, (double)day, format);
    else
        return put_text(b, s->sheet, s->row, column, p.value.text,
                        column_is_text(c->column) ? format : b->id, e);
    return code == LXW_NO_ERROR ? 0 : failed(code, e);
}

/* ---- links to the evidence ---- */

/* The column that names the row's document: the key of the first dataset, or one that leads to it.
 */
static size_t document_column(const struct book_out *b, const struct dataset *d) {
    if (d == b->x->book->datasets && d->n_key == 1) return d->key[0];
    for (size_t i = 0; i < d->n_foreign; i++)
        if (d->foreign[i].dataset == 0 && d->foreign[i].n == 1) return d->foreign[i].fields[0];
    return d->schema.n;
}

/* A link by a formula: a sheet holds 65530 other ones, and a library all of them in memory. */
static int put_link(struct book_out *b, struct sheet_out *s, struct sv document, struct err *e) {
    struct str path = {0}, formula = {0};
    lxw_error code = LXW_NO_ERROR;
    if (!sv_eq(document, str_view(&s->linked)) || s->linked.n == 0) {
        str_clear(&s->linked);
        str_sv(&s->linked, document);
        str_printf(&path, "%s/json/%s.json", b->x->book->folder, s->linked.p ? s->linked.p : "");
        s->has_file = document.n > 0 && document.n < LONGEST_LINK - 16 &&
                      !memchr(document.p, '"', document.n) && access(path.p, F_OK) == 0;
    }
    if (s->has_file) {
        str_printf(&formula, "=HYPERLINK(\"../json/%s.json\",\"json\")", s->linked.p);
        code = worksheet_write_formula_str(s->sheet, s->row, (lxw_col_t)s->d->schema.n, formula.p,
                                           b->link, "json");
    }
    str_release(&path);
    str_release(&formula);
    return code == LXW_NO_ERROR ? 0 : failed(code, e);
}

/* ---- sheets ---- */

/* Not longer than 31 characters, and none of ours. */
static void name_sheet(const struct export *x, const struct dataset *d, uint64_t part,
                       struct str *name) {
    size_t number = (size_t)(d - x->book->datasets) + 1;
    bool ours = sv_is(d->name, "codebook") || sv_is(d->name, "about") || sv_is(d->name, "history");
    if (ours || d->name.n > 26)
        str_printf(name, "%.20s_%zu", d->name.p, number);
    else
        str_c(name, d->name.p);
    if (part > 0) str_printf(name, "_%llu", (unsigned long long)part + 1);
}

static int open_sheet(struct book_out *b, struct sheet_out *s, uint64_t part, uint64_t rows,
                      struct err *e) {
    const struct dataset *d = s->d;
    struct str name = {0};
    name_sheet(b->x, d, part, &name);
    s->sheet = workbook_add_worksheet(b->workbook, name.p);
    str_release(&name);
    if (!s->sheet) return err_set(e, STATUS_SYSTEM, "xlsx: no sheet can be made");
    lxw_col_t last = (lxw_col_t)d->schema.n;
    for (size_t i = 0; i < d->schema.n; i++) {
        lxw_col_t at = (lxw_col_t)i;
        worksheet_set_column(s->sheet, at, at, s->widths[i], NULL);
        if (put_text(b, s->sheet, 0, i, d->schema.columns[i].name, b->header, e) != 0) return -1;
    }
    if (put_text(b, s->sheet, 0, d->schema.n, SV(link_name), b->header, e) != 0) return -1;
    worksheet_freeze_panes(s->sheet, 1, 1);
    worksheet_repeat_rows(s->sheet, 0, 0);
    worksheet_set_landscape(s->sheet);
    worksheet_autofilter(s->sheet, 0, 0, (lxw_row_t)(rows > 0 ? rows : 1), last);
    s->row = 1;
    return 0;
}

static int put_row(struct book_out *b, struct sheet_out *s, const struct rows *r, struct err *e) {
    const struct dataset *d = s->d;
    unsigned lines = widths_lines(s->widths, r);
    size_t document = document_column(b, d);
    if (lines > MOST_LINES) lines = MOST_LINES;
    if (lines > 1) worksheet_set_row(s->sheet, s->row, lines * LINE_HEIGHT, NULL);
    for (size_t i = 0; i < d->schema.n; i++)
        if (put_cell(b, s, i, r->cells[i], e) != 0) return -1;
    if (document < d->schema.n && put_link(b, s, r->cells[document], e) != 0) return -1;
    s->row++;
    return 0;
}

/* Rows of the part from its first on. */
static uint64_t rows_of_part(const struct dataset *d, uint64_t part) {
    uint64_t left = d->rows - part * DATA_ROWS;
    return left > DATA_ROWS ? DATA_ROWS : left;
}

static int put_rows(struct book_out *b, struct sheet_out *s, struct rows *r, struct err *e) {
    int got;
    if (open_sheet(b, s, 0, rows_of_part(s->d, 0), e) != 0) return -1;
    for (uint64_t part = 0; (got = rows_next(r, e)) > 0;) {
        if (s->row > DATA_ROWS && ++part > 0 &&
            open_sheet(b, s, part, rows_of_part(s->d, part), e) != 0)
            return -1;
        if (put_row(b, s, r, e) != 0) return -1;
    }
    if (got == 0 && s->d->rows > DATA_ROWS)
        err_warn(NULL, "xlsx: %s has %llu rows, a sheet %d: they go on in further sheets",
                 s->d->name.p, (unsigned long long)s->d->rows, DATA_ROWS);
    return got;
}

static int write_dataset(struct book_out *b, const struct dataset *d, struct err *e) {
    struct sheet_out s = {.d = d, .widths = mem_zero((d->schema.n + 1) * sizeof *s.widths)};
    struct rows r = {0};
    int result = widths_measure(s.widths, d, e);
    if (result == 0) result = rows_open(&r, d, e);
    if (result == 0) result = put_rows(b, &s, &r, e);
    rows_close(&r);
    str_release(&s.linked);
    free(s.widths);
    return result;
}

/* ---- codebook and about ---- */

static int put_word_row(struct book_out *b, lxw_worksheet *sheet, const struct word_row *row,
                        struct err *e) {
    lxw_format *format = row->header ? b->header : b->text;
    lxw_row_t at = (lxw_row_t)row->number - 1;
    size_t texts = row->n - row->counted;
    if (row->tall) worksheet_set_row(sheet, at, 4 * LINE_HEIGHT, NULL);
    for (size_t i = 0; i < texts; i++)
        if (put_text(b, sheet, at, i, row->cells[i], format, e) != 0) return -1;
    if (!row->counted) return 0;
    lxw_error code = worksheet_write_number(sheet, at, (lxw_col_t)texts,
                                            strtod(row->cells[texts].p, NULL), b->integer);
    return code == LXW_NO_ERROR ? 0 : failed(code, e);
}

static int put_word_sheet(struct book_out *b, const struct word_sheet *s, struct err *e) {
    lxw_worksheet *sheet = workbook_add_worksheet(b->workbook, s->name);
    if (!sheet) return err_set(e, STATUS_SYSTEM, "xlsx: no sheet can be made");
    for (size_t i = 0; i < s->columns; i++)
        worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, s->widths[i], NULL);
    for (size_t i = 0; i < s->n; i++)
        if (put_word_row(b, sheet, &s->rows[i], e) != 0) return -1;
    if (!s->filtered) return 0;
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_autofilter(sheet, 0, 0, (lxw_row_t)s->n - 1, (lxw_col_t)s->columns - 1);
    return 0;
}

static int put_word_sheets(struct book_out *b, struct err *e) {
    struct word_sheet sheets[WORD_SHEETS];
    if (wordsheets_make(sheets, b->x->book, e) != 0) return -1;
    for (size_t i = 0; i < WORD_SHEETS; i++)
        if (put_word_sheet(b, &sheets[i], e) != 0) return -1;
    return 0;
}

/* ---- the whole ---- */

static bool is_large(const struct book *b) {
    struct stat there;
    for (size_t i = 0; i < b->n; i++)
        if (stat(b->datasets[i].path, &there) == 0 && there.st_size > LARGE) return true;
    return false;
}

/* When the datasets were made, where that is told; else the time is the same in every workbook. */
static time_t time_of(void) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    return epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : 946684800;
}

static int fill(struct book_out *b, struct err *e) {
    struct book *book = b->x->book;
    lxw_doc_properties properties = {.created = time_of(), .title = (char[]){"tiyao"}};
    workbook_set_properties(b->workbook, &properties);
    make_formats(b);
    for (size_t i = 0; i < book->n; i++)
        if (write_dataset(b, &book->datasets[i], e) != 0) return -1;
    return put_word_sheets(b, e);
}

static int write_all(struct export *x, struct err *e) {
    struct str path = {0};
    lxw_workbook_options options = {
        .constant_memory = 1, .tmpdir = x->at, .use_zip64 = is_large(x->book)};
    export_path(x, &path, file_name, "");
    struct book_out b = {.x = x, .workbook = workbook_new_opt(path.p, &options)};
    int result = b.workbook ? fill(&b, e) : err_set(e, STATUS_SYSTEM, "xlsx: cannot begin");
    lxw_error code = b.workbook ? workbook_close(b.workbook) : LXW_NO_ERROR;
    if (result == 0 && code != LXW_NO_ERROR) result = failed(code, e);
    str_release(&path);
    str_release(&b.room);
    return result;
}

/* ---- reading back ---- */

static struct value read_value(const struct sheet_value *v, const struct column *c,
                               struct str *room) {
    double number;
    switch (v->kind) {
    case SHEET_EMPTY:
        return (struct value){.kind = VALUE_EMPTY};
    case SHEET_TEXT:
        return (struct value){.kind = VALUE_TEXT, .text = v->text};
    case SHEET_BOOLEAN:
        return (struct value){.kind = VALUE_TEXT,
                              .text = sv_is(v->text, "1") ? SV("true") : SV("false")};
    case SHEET_NUMBER:
        break;
    }
    str_clear(room);
    str_sv(room, v->text);
    number = strtod(room->p, NULL);
    if (c->type != TYPE_DATE) return (struct value){.kind = VALUE_NUMBER, .number = number};
    str_clear(room);
    date_put(room, (int64_t)number + FIRST_DAY - 2);
    return (struct value){.kind = VALUE_TEXT, .text = str_view(room)};
}

struct sheet_check {
    struct proof proof;
    struct sheets *workbook;
    struct value *values;
    struct str *rooms; /* by column */
};

static int check_header(const struct dataset *d, const struct sheet_row *row, struct err *e) {
    bool same = row->n == d->schema.n + 1 && row->number == 1;
    for (size_t i = 0; same && i < d->schema.n; i++)
        same = sv_eq(row->cells[i].text, d->schema.columns[i].name);
    return same ? 0 : err_set(e, STATUS_SYSTEM, "xlsx: the header of %s is another", d->name.p);
}

static int check_row(struct sheet_check *k, const struct sheet_row *row, struct err *e) {
    const struct dataset *d = k->proof.rows.dataset;
    for (size_t i = 0; i < d->schema.n; i++)
        k->values[i] = i < row->n ? read_value(&row->cells[i], &d->schema.columns[i], &k->rooms[i])
                                  : (struct value){.kind = VALUE_EMPTY};
    return proof_row(&k->proof, k->values, e);
}

/* One sheet of so many rows. */
static int check_sheet(struct sheet_check *k, uint64_t rows, struct err *e) {
    struct sheet_row row;
    uint64_t n = 0;
    int got = sheets_next(k->workbook, e);
    if (got > 0) got = sheets_row(k->workbook, &row, e);
    if (got > 0 && check_header(k->proof.rows.dataset, &row, e) != 0) return -1;
    if (got <= 0) return got < 0 ? -1 : err_set(e, STATUS_SYSTEM, "xlsx: a sheet is missing");
    for (; (got = sheets_row(k->workbook, &row, e)) > 0; n++)
        if (row.number != n + 2 || check_row(k, &row, e) != 0)
            return e->text[0] ? -1 : err_set(e, STATUS_SYSTEM, "xlsx: a row is missing");
    if (got == 0 && n != rows)
        return err_set(e, STATUS_SYSTEM, "xlsx: a sheet of %s has %llu rows, not %llu",
                       k->proof.rows.dataset->name.p, (unsigned long long)n,
                       (unsigned long long)rows);
    return got;
}

static int check_dataset(struct export *x, struct sheets *w, const struct dataset *d,
                         struct err *e) {
    struct sheet_check k = {.workbook = w};
    k.values = mem_zero((d->schema.n + 1) * sizeof *k.values);
    k.rooms = mem_zero((d->schema.n + 1) * sizeof *k.rooms);
    e->text[0] = '\0';
    int result = proof_open(&k.proof, x, d, e);
    for (uint64_t part = 0; result == 0; part++) {
        if (part > 0 && part * DATA_ROWS >= d->rows) break;
        result = check_sheet(&k, rows_of_part(d, part), e);
    }
    if (result == 0) result = proof_end(&k.proof, e);
    proof_close(&k.proof);
    for (size_t i = 0; i < d->schema.n; i++)
        str_release(&k.rooms[i]);
    free(k.rooms);
    free(k.values);
    return result;
}

static bool is_word_row(const struct sheet_row *have, const struct word_row *row) {
    bool same = have->number == row->number;
    for (size_t i = 0; same && i < row->n; i++) {
        struct sv text = i < have->n ? have->cells[i].text : SV("");
        same = sv_eq(text, row->cells[i]);
    }
    return same && have->n <= row->n;
}

static int check_word_sheet(struct sheets *w, const struct word_sheet *s, struct err *e) {
    struct sheet_row row;
    int got = sheets_next(w, e);
    for (size_t i = 0; got > 0 && i < s->n; i++)
        if ((got = sheets_row(w, &row, e)) > 0 && !is_word_row(&row, &s->rows[i])) got = 0;
    if (got > 0) got = sheets_row(w, &row, e) == 0 ? 1 : 0;
    if (got != 0) return got < 0 ? -1 : 0;
    return err_set(e, STATUS_SYSTEM, "xlsx: the sheet %s does not read back as it was written",
                   s->name);
}

static int check_word_sheets(struct export *x, struct sheets *w, struct err *e) {
    struct word_sheet sheets[WORD_SHEETS];
    int result = wordsheets_make(sheets, x->book, e);
    for (size_t i = 0; result == 0 && i < WORD_SHEETS; i++)
        result = check_word_sheet(w, &sheets[i], e);
    if (result == 0 && sheets_next(w, e) != 0)
        result = err_set(e, STATUS_SYSTEM, "xlsx: there are more sheets than were written");
    return result;
}

static int check_all(struct export *x, struct err *e) {
    struct str path = {0};
    export_path(x, &path, file_name, "");
    struct sheets *w = sheets_open(path.p, e);
    int result = w ? 0 : -1;
    for (size_t i = 0; result == 0 && i < x->book->n; i++)
        result = check_dataset(x, w, &x->book->datasets[i], e);
    if (result == 0) result = check_word_sheets(x, w, e);
    sheets_close(w);
    str_release(&path);
    return result;
}

const struct format to_xlsx = {
    .name = "xlsx",
    .endings = ".xlsx",
    .about = "a workbook: a sheet a dataset, the codebook, what it is",
    .plan = plan,
    .write = write_all,
    .check = check_all,
};
