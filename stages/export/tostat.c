/* Files of statistics programs: one a dataset, with labels, for Stata and for SPSS. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dates.h"
#include "stattable.h"

static const char *const endings[] = {".dta", ".sav"};

enum {
    STATA_DAY = -3653,     /* 1960-01-01, from 1970 on */
    SPSS_DAY = -141428,    /* 1582-10-14 */
    SECONDS = 24 * 60 * 60 /* SPSS counts these */
};

/* What is known of the datasets while they are written and compared. */
struct stat_export {
    enum stat_kind kind;
    struct stat_table *tables; /* as many as there are datasets */
    const struct stat_table *now;
};

/* ---- what a cell becomes ---- */

static void plan(struct export *x, const struct book_column *c, struct sv cell, struct plan *p) {
    const struct stat_export *s = x->own;
    if (cell.n == 0) return;
    switch (s->now->columns[c - s->now->d->columns].how) {
    case HOW_TEXT:
        stattable_text(x, s->kind, cell, p);
        break;
    case HOW_NUMBER:
        plan_number(cell, p);
        if (p->value.kind == VALUE_NUMBER && fabs(p->value.number) > STAT_DOUBLE_MOST)
            plan_loss(p, "large", "a number that the format does not hold");
        break;
    case HOW_CODE:
    case HOW_DATE:
        break;
    }
}

/* ---- writing ---- */

static int put_date(struct stat_writer *w, enum stat_kind kind, size_t i, struct sv cell,
                    struct err *e) {
    int64_t day;
    if (!date_days(cell, &day)) return err_set(e, STATUS_SYSTEM, "a day that is none");
    return stat_number(
        w, i, kind == STAT_DTA ? (double)(day - STATA_DAY) : (double)(day - SPSS_DAY) * SECONDS, e);
}

static int put_cell(struct export *x, struct stat_writer *w, size_t i, struct sv cell,
                    struct err *e) {
    const struct stat_export *s = x->own;
    const struct stat_column *c = &s->now->columns[i];
    struct plan p;
    int code;
    if (c->how == HOW_CODE)
        return stattable_code(c, cell, &code) ? stat_number(w, i, code, e) : stat_reason(w, i, e);
    if (c->how == HOW_DATE && cell.n > 0) return put_date(w, s->kind, i, cell, e);
    export_plan(x, &s->now->d->columns[i], cell, &p);
    if (p.value.kind == VALUE_NUMBER) return stat_number(w, i, p.value.number, e);
    return p.value.kind == VALUE_TEXT ? stat_text(w, i, p.value.text, e) : stat_missing(w, i, e);
}

/* Long texts are known before the first row, so the dataset is read once more. */
static int put_longs(struct export *x, struct stat_writer *w, const struct stat_table *t,
                     struct err *e) {
    struct rows r;
    bool any = false;
    for (size_t i = 0; i < t->d->schema.n; i++)
        any |= t->variables[i].type == STAT_LONG;
    if (!any) return 0;
    int got = rows_open(&r, t->d, e) == 0 ? 1 : -1;
    while (got > 0 && (got = rows_next(&r, e)) > 0)
        for (size_t i = 0; got > 0 && i < t->d->schema.n; i++) {
            struct plan p;
            if (t->variables[i].type != STAT_LONG) continue;
            export_plan(x, &t->d->columns[i], r.cells[i], &p);
            struct sv text = p.value.kind == VALUE_TEXT ? p.value.text : SV("");
            if (stat_long(w, text, e) != 0) got = -1;
        }
    rows_close(&r);
    return got;
}

static int put_rows(struct export *x, struct stat_writer *w, struct rows *r, struct err *e) {
    int got;
    while ((got = rows_next(r, e)) > 0) {
        if (stat_begin_row(w, e) != 0) return -1;
        for (size_t i = 0; i < r->dataset->schema.n; i++)
            if (put_cell(x, w, i, r->cells[i], e) != 0) return -1;
        if (stat_end_row(w, e) != 0) return -1;
    }
    return got == 0 ? stat_finish(w, e) : -1;
}

static int write_dataset(struct export *x, const struct stat_table *t, struct err *e) {
    struct stat_export *s = x->own;
    struct outfile f = {.fd = -1};
    struct rows r = {0};
    struct str name = {0};
    struct stat_writer *w = NULL;
    s->now = t;
    str_printf(&name, "%s%s", t->d->name.p, endings[s->kind]);
    int result = rows_open(&r, t->d, e);
    if (result == 0) result = outfile_open(&f, x->folder.fd, name.p, false, e);
    if (result == 0) {
        w = stat_create(s->kind, &f, t->variables, t->d->schema.n, t->d->rows, t->d->label, e);
        result = w && put_longs(x, w, t, e) == 0 ? put_rows(x, w, &r, e) : -1;
    }
    stat_free(w);
    if (result == 0) result = outfile_finish(&f, e);
    if (result == 0) result = outfile_rename(&f, e);
    outfile_drop(&f);
    rows_close(&r);
    str_release(&name);
    return result;
}

static int write_kind(struct export *x, enum stat_kind kind, struct err *e) {
    struct book *b = x->book;
    struct stat_export *s = arena_zero(&b->arena, sizeof *s);
    struct words words;
    s->kind = kind;
    s->tables = arena_zero(&b->arena, b->n * sizeof *s->tables);
    x->own = s;
    if (words_read(&words, b, e) != 0) return -1;
    for (size_t i = 0; i < b->n; i++) {
        if (stattable_read(&s->tables[i], x, kind, &b->datasets[i], &words, e) != 0) return -1;
        if (write_dataset(x, &s->tables[i], e) != 0) return -1;
    }
    return 0;
}

static int write_dta(struct export *x, struct err *e) {
    return write_kind(x, STAT_DTA, e);
}

static int write_sav(struct export *x, struct err *e) {
    return write_kind(x, STAT_SAV, e);
}

/* ---- reading back ---- */

/* A label of a value as it was read. */
struct seen {
    struct sv set, text;
    bool missing;
    double code;
};

struct stat_check {
    struct proof proof;
    const struct stat_table *table;
    enum stat_kind kind;
    struct arena arena;
    struct sv *sets; /* by column */
    size_t variables;
    struct seen *seen;
    size_t n, size;
    struct value *values;
    struct str *rooms; /* dates, by column */
};

static int differs(const struct stat_check *k, size_t i, const char *what, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "%s%s: the %s of \"%s\" reads back as another",
                   k->table->d->name.p, endings[k->kind], what, k->table->variables[i].name);
}

static int check_variable(void *context, size_t i, const char *name, const char *label,
                          const char *set, struct err *e) {
    struct stat_check *k = context;
    const struct stat_variable *v = &k->table->variables[i];
    if (i >= k->table->d->schema.n || !sv_is(sv_of(v->name), name))
        return err_set(e, STATUS_SYSTEM, "%s%s: \"%s\" is there, which was not written",
                       k->table->d->name.p, endings[k->kind], name);
    if (!sv_is(v->label, label)) return differs(k, i, "label", e);
    k->sets[i] = arena_copy(&k->arena, sv_of(set));
    k->variables++;
    return 0;
}

static int check_label(void *context, const char *set, bool missing, double code, const char *text,
                       struct err *e) {
    struct stat_check *k = context;
    (void)e;
    k->seen = mem_room(k->seen, k->n, &k->size, sizeof *k->seen);
    k->seen[k->n++] = (struct seen){arena_copy(&k->arena, sv_of(set)),
                                    arena_copy(&k->arena, sv_of(text)), missing, code};
    return 0;
}

static bool is_seen(const struct stat_check *k, size_t i, const struct stat_label *l) {
    for (size_t s = 0; s < k->n; s++) {
        const struct seen *seen = &k->seen[s];
        bool missing = l->missing && k->kind == STAT_DTA;
        if (sv_eq(seen->set, k->sets[i]) && seen->missing == missing &&
            (missing || seen->code == l->code))
            return sv_eq(seen->text, l->text);
    }
    return false;
}

static int check_labels(const struct stat_check *k, struct err *e) {
    size_t n = 0;
    for (size_t i = 0; i < k->table->d->schema.n; i++) {
        const struct stat_variable *v = &k->table->variables[i];
        for (size_t l = 0; l < v->n_labels; l++)
            if (!is_seen(k, i, &v->labels[l])) return differs(k, i, "label of a value", e);
        n += v->n_labels;
    }
    if (n == k->n && k->variables == k->table->d->schema.n) return 0;
    return err_set(e, STATUS_SYSTEM, "%s%s: other labels or variables read back",
                   k->table->d->name.p, endings[k->kind]);
}

static struct value day_value(const struct stat_check *k, double number, struct str *room) {
    int64_t day =
        k->kind == STAT_DTA ? (int64_t)number + STATA_DAY : (int64_t)(number / SECONDS) + SPSS_DAY;
    str_clear(room);
    date_put(room, day);
    return (struct value){.kind = VALUE_TEXT, .text = str_view(room)};
}

static struct value read_value(const struct stat_check *k, size_t i, const struct stat_value *v) {
    static const struct value empty = {.kind = VALUE_EMPTY};
    const struct stat_column *c = &k->table->columns[i];
    if (v->state == STAT_IS_TEXT) return (struct value){.kind = VALUE_TEXT, .text = v->text};
    /* A code has a reason where it is missing, a number has none. */
    if (v->state == STAT_IS_REASON && c->how == HOW_CODE) return empty;
    if (v->state == STAT_IS_MISSING && c->how != HOW_CODE) return empty;
    if (v->state == STAT_IS_NUMBER && c->how == HOW_DATE)
        return day_value(k, v->number, &k->rooms[i]);
    if (v->state == STAT_IS_NUMBER && c->how == HOW_NUMBER)
        return (struct value){.kind = VALUE_NUMBER, .number = v->number};
    double at = v->number - c->base;
    if (v->state == STAT_IS_NUMBER && at >= 0 && at < (double)c->n)
        return (struct value){.kind = VALUE_TEXT, .text = c->values[(size_t)at]};
    return (struct value){.kind = VALUE_TEXT, .text = SV("\xFF")}; /* as no cell is */
}

static int check_row(void *context, const struct stat_value *values, size_t n, struct err *e) {
    struct stat_check *k = context;
    for (size_t i = 0; i < n; i++)
        k->values[i] = read_value(k, i, &values[i]);
    return proof_row(&k->proof, k->values, e);
}

static int check_dataset(struct export *x, const struct stat_table *t, struct err *e) {
    struct stat_export *s = x->own;
    size_t n = t->d->schema.n;
    struct stat_check k = {.table = t, .kind = s->kind};
    struct str path = {0};
    s->now = t;
    k.sets = mem_zero((n + 1) * sizeof *k.sets);
    k.values = mem_zero((n + 1) * sizeof *k.values);
    k.rooms = mem_zero((n + 1) * sizeof *k.rooms);
    const struct stat_reader reader = {&k, check_variable, check_label, check_row};
    export_path(x, &path, t->d->name.p, endings[s->kind]);
    int result = proof_open(&k.proof, x, t->d, e);
    if (result == 0) result = stat_read(s->kind, path.p, &reader, e);
    if (result == 0) result = proof_end(&k.proof, e);
    if (result == 0) result = check_labels(&k, e);
    proof_close(&k.proof);
    for (size_t i = 0; i < n; i++)
        str_release(&k.rooms[i]);
    str_release(&path);
    arena_release(&k.arena);
    free(k.sets);
    free(k.seen);
    free(k.values);
    free(k.rooms);
    return result;
}

static int check_all(struct export *x, struct err *e) {
    const struct stat_export *s = x->own;
    for (size_t i = 0; i < x->book->n; i++)
        if (check_dataset(x, &s->tables[i], e) != 0) return -1;
    return 0;
}

const struct format to_dta = {
    .name = "dta",
    .endings = ".dta",
    .about = "files of Stata (format 118) with labels",
    .plan = plan,
    .write = write_dta,
    .check = check_all,
};

const struct format to_sav = {
    .name = "sav",
    .endings = ".sav",
    .about = "files of SPSS with labels",
    .plan = plan,
    .write = write_sav,
    .check = check_all,
};
