#include <stdio.h>

#include "format.h"

void export_plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p) {
    p->value = (struct value){.kind = cell.n ? VALUE_TEXT : VALUE_EMPTY, .text = cell};
    p->change = NULL;
    if (x->format->plan) x->format->plan(x, c, cell, p);
}

void plan_loss(struct plan *p, const char *change, const char *about) {
    p->value = (struct value){.kind = VALUE_EMPTY};
    p->change = change;
    snprintf(p->about, sizeof p->about, "%s", about);
}

void plan_number(struct sv cell, struct plan *p) {
    p->value.kind = VALUE_NUMBER;
    if (!cell_number(cell, &p->value.number)) {
        plan_loss(p, "no-number", "it is no number");
    } else if (!value_says(&p->value, cell)) {
        p->change = "rounded";
        snprintf(p->about, sizeof p->about, "to %.17g", p->value.number);
    }
}

void export_path(const struct export *x, struct str *path, const char *name, const char *ending) {
    str_clear(path);
    str_printf(path, "%s/%s%s", x->at, name, ending);
}

int proof_open(struct proof *p, struct export *x, const struct dataset *d, struct err *e) {
    p->export = x;
    return rows_open(&p->rows, d, e);
}

void proof_close(struct proof *p) {
    rows_close(&p->rows);
}

static int differs(const struct proof *p, size_t column, struct err *e) {
    const struct dataset *d = p->rows.dataset;
    return err_set(e, STATUS_SYSTEM,
                   "%s: %s, row %llu: column \"%s\" does not read back as it was written",
                   p->export->format->name, d->name.p, (unsigned long long)p->rows.n,
                   d->schema.columns[column].name.p);
}

static int note(const struct proof *p, size_t column, const struct plan *plan, struct err *e) {
    const struct dataset *d = p->rows.dataset;
    const struct change change = {
        .format = p->export->format->name,
        .dataset = d->name,
        .row = p->rows.n,
        .id = p->rows.cells[0],
        .column = d->schema.columns[column].name,
        .what = plan->change,
        .about = plan->about,
    };
    return changes_note(p->export->changes, &change, e);
}

int proof_row(struct proof *p, const struct value *values, struct err *e) {
    const struct dataset *d = p->rows.dataset;
    int got = rows_next(&p->rows, e);
    if (got < 0) return -1;
    if (got == 0)
        return err_set(e, STATUS_SYSTEM, "%s: %s reads back with more rows than were written",
                       p->export->format->name, d->name.p);
    for (size_t i = 0; i < d->schema.n; i++) {
        struct plan plan;
        struct sv cell = p->rows.cells[i];
        export_plan(p->export, &d->columns[i], cell, &plan);
        if (!value_same(&values[i], &plan.value)) return differs(p, i, e);
        if (!plan.change && !value_says(&values[i], cell)) return differs(p, i, e);
        if (plan.change && note(p, i, &plan, e) != 0) return -1;
    }
    return 0;
}

int proof_end(struct proof *p, struct err *e) {
    int got = rows_next(&p->rows, e);
    if (got <= 0) return got;
    return err_set(e, STATUS_SYSTEM, "%s: %s reads back with fewer rows than were written",
                   p->export->format->name, p->rows.dataset->name.p);
}
