#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "csvcell.h"

/* What is known of the file once its header is read. */
struct reading {
    struct gold *gold;
    const struct dataset *dataset;
    size_t number;
    struct form *form;
    struct arena *arena;
    bool begun;
    int doc_id, rule, start, end; /* columns of the file; -1: none */
    int columns[MOST_COLUMNS];    /* by column of the dataset */
};

static int read_header(struct reading *r, const struct csv_row *row, struct err *e) {
    r->begun = true;
    r->doc_id = csv_column(row, SV("doc_id"));
    r->rule = csv_column(row, SV("rule_id"));
    r->start = csv_column(row, SV("byte_start"));
    r->end = csv_column(row, SV("byte_end"));
    if (r->doc_id < 0) return err_set(e, STATUS_INPUT, "no column \"doc_id\"");
    for (size_t i = 0; i < r->dataset->n_columns; i++) {
        r->columns[i] = csv_column(row, r->dataset->columns[i].name);
        if (r->columns[i] < 0)
            return err_set(e, STATUS_INPUT, "no column \"%s\"", r->dataset->columns[i].name.p);
    }
    return 0;
}

static struct sv cell_of(const struct csv_row *row, int column, struct arena *a) {
    return column < 0 ? SV("") : arena_copy(a, row->cells[column]);
}

static int add_row(struct reading *r, struct entries *rows, const struct csv_row *row,
                   struct err *e) {
    const struct dataset *d = r->dataset;
    struct arena *a = r->arena;
    struct sv *cells = arena_alloc(a, (d->n_columns + 1) * sizeof *cells);
    struct sv *forms = arena_alloc(a, (d->n_columns + 1) * sizeof *forms);
    for (size_t i = 0; i < d->n_columns; i++) {
        cells[i] = cell_of(row, r->columns[i], a);
        if (form_of(r->form, &forms[i], cells[i], a, e) != 0) return -1;
    }
    rows->p = mem_room(rows->p, rows->n, &rows->size, sizeof *rows->p);
    rows->p[rows->n++] = (struct entry){
        .cells = cells,
        .forms = forms,
        .rule = cell_of(row, r->rule, a),
        .start = cell_of(row, r->start, a),
        .end = cell_of(row, r->end, a),
    };
    return 0;
}

static int each(void *context, const struct csv_row *row, struct err *e) {
    struct reading *r = context;
    if (!r->begun) return read_header(r, row, e);
    struct gold_doc *doc = gold_find(r->gold, row->cells[r->doc_id]);
    return doc ? add_row(r, &doc->parts[r->number].rows, row, e) : 0;
}

int rows_read(struct gold *g, const char *folder, const struct dataset *d, size_t number,
              struct form *f, struct arena *a, struct err *e) {
    struct reading r = {g, d, number, f, a, .begun = false};
    struct str path = {0};
    str_printf(&path, "%s/%s.csv", folder, d->name.p);
    int result = csv_read(path.p, each, &r, e);
    if (result == 0 && !r.begun) result = err_at(e, STATUS_INPUT, path.p, "there is no header");
    str_release(&path);
    return result;
}
