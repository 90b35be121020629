#include "stattable.h"

#include <stdio.h>

#include "dates.h"
#include "sheettext.h"
#include "utf8.h"

enum { FIRST_SAV_DAY = -141427 }; /* 1582-10-15, from 1970 on */

/* ---- text ---- */

static size_t cut_at(struct sv text, size_t most) {
    while (most > 0 && ((unsigned char)text.p[most] & 0xC0) == 0x80)
        most--;
    return most;
}

/* SPSS fills texts up with spaces, and so does not know those at the end; ReadStat, and R by it,
 * drops them from Stata's too. */
static void trim(struct plan *p) {
    struct sv *text = &p->value.text;
    size_t n = text->n;
    while (n > 0 && text->p[n - 1] == ' ')
        n--;
    if (n == text->n) return;
    text->n = n;
    if (n == 0) p->value.kind = VALUE_EMPTY;
    if (p->change) return;
    p->change = "trimmed";
    snprintf(p->about, sizeof p->about, "spaces at the end are lost");
}

void stattable_text(struct export *x, enum stat_kind kind, struct sv cell, struct plan *p) {
    p->value = (struct value){.kind = cell.n ? VALUE_TEXT : VALUE_EMPTY, .text = cell};
    if (memchr(cell.p, '\0', cell.n)) {
        str_clear(&x->room);
        for (size_t i = 0; i < cell.n; i++)
            if (cell.p[i])
                str_byte(&x->room, cell.p[i]);
            else
                str_c(&x->room, "\xE2\x90\x80");
        p->value.text = str_view(&x->room);
        p->change = "replaced";
        snprintf(p->about, sizeof p->about, "NUL by U+2400");
    }
    if (kind == STAT_SAV && p->value.text.n > STAT_SAV_TEXT) {
        size_t n = cut_at(p->value.text, STAT_SAV_TEXT);
        p->change = "cut";
        snprintf(p->about, sizeof p->about, "%zu of %zu bytes are kept", n, p->value.text.n);
        p->value.text.n = n;
    }
    trim(p);
}

/* ---- measuring ---- */

bool stattable_code(const struct stat_column *c, struct sv cell, int *code) {
    for (size_t i = 0; i < c->n; i++)
        if (sv_eq(c->values[i], cell)) {
            *code = c->base + (int)i;
            return true;
        }
    return false;
}

static void set_values(struct stat_column *s, const struct book_column *c, struct arena *a) {
    static const struct sv booleans[] = {{"false", 5}, {"true", 4}};
    bool boolean = c->column->type == TYPE_BOOLEAN;
    s->n = boolean ? 2 : c->n > 0 ? c->n : c->column->n_allowed;
    s->base = boolean ? 0 : 1;
    s->values = arena_alloc(a, (s->n + 1) * sizeof *s->values);
    for (size_t i = 0; i < s->n; i++)
        s->values[i] = boolean    ? booleans[i]
                       : c->n > 0 ? c->categories[i].value
                                  : c->column->allowed[i];
}

static void begin(struct stat_column *s, const struct book_column *c, struct arena *a) {
    *s = (struct stat_column){.how = HOW_TEXT, .integer = true};
    switch (c->column->type) {
    case TYPE_INTEGER:
    case TYPE_NUMBER:
        s->how = HOW_NUMBER;
        break;
    case TYPE_DATE:
        s->how = HOW_DATE;
        break;
    case TYPE_BOOLEAN:
        s->how = HOW_CODE;
        break;
    case TYPE_STRING:
        if (!c->column->list && (c->n > 0 || c->column->n_allowed > 0)) s->how = HOW_CODE;
        break;
    }
    if (s->how == HOW_CODE) set_values(s, c, a);
}

static void measure_number(struct stat_column *s, const struct column *c, struct sv cell) {
    double number;
    const char *point = memchr(cell.p, '.', cell.n);
    unsigned decimals = point ? (unsigned)(cell.p + cell.n - point - 1) : 0;
    if (decimals > s->decimals) s->decimals = decimals;
    if (c->type != TYPE_INTEGER || !cell_number(cell, &number) || number > STAT_MOST ||
        number < STAT_LEAST)
        s->integer = false;
}

/* A column with a value that is no code, or no day, is text. */
static void measure_cell(struct stat_column *s, struct export *x, enum stat_kind kind,
                         const struct column *c, struct sv cell) {
    int64_t day;
    int code;
    size_t n = cell.n;
    if (n == 0) return;
    if (s->how == HOW_NUMBER) measure_number(s, c, cell);
    if (s->how == HOW_CODE && !stattable_code(s, cell, &code)) s->how = HOW_TEXT;
    if (s->how == HOW_DATE && (!date_days(cell, &day) || (kind == STAT_SAV && day < FIRST_SAV_DAY)))
        s->how = HOW_TEXT;
    if (n > s->longest || memchr(cell.p, '\0', n)) {
        struct plan p = {.change = NULL};
        stattable_text(x, kind, cell, &p);
        n = p.value.text.n;
    }
    if (n > s->longest) s->longest = n;
}

static int measure(struct stat_table *t, struct export *x, enum stat_kind kind, struct err *e) {
    struct rows r;
    int got = rows_open(&r, t->d, e) == 0 ? 1 : -1;
    while (got > 0 && (got = rows_next(&r, e)) > 0)
        for (size_t i = 0; i < t->d->schema.n; i++)
            measure_cell(&t->columns[i], x, kind, &t->d->schema.columns[i], r.cells[i]);
    rows_close(&r);
    return got;
}

/* ---- variables ---- */

static int note(struct export *x, const struct stat_table *t, size_t column, const char *what,
                const char *about, struct err *e) {
    const struct change change = {.format = x->format->name,
                                  .dataset = t->d->name,
                                  .id = SV(""),
                                  .column = t->d->schema.columns[column].name,
                                  .what = what,
                                  .about = about};
    return changes_note(x->changes, &change, e);
}

static bool is_taken(const struct stat_table *t, size_t before, struct sv name) {
    for (size_t i = 0; i < before; i++) {
        struct sv other = sv_of(t->variables[i].name);
        size_t at = 0;
        while (other.n == name.n && at < name.n && (other.p[at] | 32) == (name.p[at] | 32))
            at++;
        if (other.n == name.n && at == name.n) return true;
    }
    return false;
}

/* The column's name where it may be one, else vN, N its number. */
static int name_variable(struct export *x, struct stat_table *t, size_t i, struct err *e) {
    struct sv name = t->d->schema.columns[i].name;
    struct str other = {0};
    t->variables[i].name = name.p;
    if (stat_is_name(name.p) && !is_taken(t, i, name)) return 0;
    str_printf(&other, "v%zu", i + 1);
    while (is_taken(t, i, str_view(&other)))
        str_byte(&other, 'x');
    name = arena_copy(&x->book->arena, str_view(&other));
    str_release(&other);
    t->variables[i].name = name.p;
    return note(x, t, i, "renamed", name.p, e);
}

static int label_values(struct export *x, struct stat_table *t, size_t i, enum stat_kind kind,
                        const struct words *w, struct err *e) {
    const struct stat_column *c = &t->columns[i];
    const struct book_column *b = &t->d->columns[i];
    struct stat_variable *v = &t->variables[i];
    v->labels = arena_zero(&x->book->arena, (c->n + 1) * sizeof *v->labels);
    v->n_labels = c->n + 1;
    for (size_t k = 0; k < c->n; k++) {
        bool labelled = b->n > 0 && b->categories[k].label.n > 0;
        struct sv whole = labelled ? b->categories[k].label : c->values[k];
        v->labels[k] = (struct stat_label){c->base + (int)k, false, stat_cut_category(kind, whole)};
        if (v->labels[k].text.n < whole.n &&
            note(x, t, i, "label", "the label of a value is cut", e) != 0)
            return -1;
    }
    v->labels[c->n] = (struct stat_label){-1, true, stat_cut_category(kind, words_of(w, "empty"))};
    return 0;
}

static const char *format_of(const struct stat_column *c, enum stat_kind kind, struct arena *a) {
    struct str s = {0};
    if (c->how == HOW_DATE) return kind == STAT_DTA ? "%td" : "SDATE10";
    if (kind == STAT_DTA) return c->how == HOW_NUMBER ? "%16.0g" : "";
    if (c->how == HOW_CODE) return "F8.0"; /* else a code has two decimals */
    if (c->how != HOW_NUMBER) return "";
    unsigned decimals = c->decimals > 15 ? 15 : c->decimals;
    str_printf(&s, "F%u.%u", 20 + decimals, decimals);
    const char *format = arena_copy(a, str_view(&s)).p;
    str_release(&s);
    return format;
}

static enum stat_type type_of(const struct stat_column *c, enum stat_kind kind) {
    if (c->how == HOW_TEXT)
        return kind == STAT_DTA && c->longest > STAT_DTA_TEXT ? STAT_LONG : STAT_TEXT;
    if (c->how == HOW_NUMBER) return c->integer ? STAT_INTEGER : STAT_DOUBLE;
    return c->how == HOW_DATE && kind == STAT_SAV ? STAT_DOUBLE : STAT_INTEGER;
}

static int make_variable(struct export *x, struct stat_table *t, size_t i, enum stat_kind kind,
                         const struct words *w, struct err *e) {
    const struct stat_column *c = &t->columns[i];
    const struct book_column *b = &t->d->columns[i];
    struct stat_variable *v = &t->variables[i];
    v->type = type_of(c, kind);
    v->width = c->longest > 0 ? c->longest : 1;
    v->label = stat_cut_label(kind, b->label);
    v->nominal = c->how == HOW_TEXT || c->how == HOW_CODE;
    v->format = format_of(c, kind, &x->book->arena);
    if (v->label.n < b->label.n && note(x, t, i, "label", "the label is cut", e) != 0) return -1;
    if (c->how == HOW_TEXT && !column_is_text(b->column) &&
        note(x, t, i, "text", "the column is text: not all of it is a day", e) != 0)
        return -1;
    if (c->how == HOW_CODE && label_values(x, t, i, kind, w, e) != 0) return -1;
    return name_variable(x, t, i, e);
}

int stattable_read(struct stat_table *t, struct export *x, enum stat_kind kind,
                   const struct dataset *d, const struct words *w, struct err *e) {
    struct arena *a = &x->book->arena;
    *t = (struct stat_table){.d = d};
    t->columns = arena_zero(a, d->schema.n * sizeof *t->columns);
    t->variables = arena_zero(a, d->schema.n * sizeof *t->variables);
    for (size_t i = 0; i < d->schema.n; i++)
        begin(&t->columns[i], &d->columns[i], a);
    if (measure(t, x, kind, e) != 0) return -1;
    for (size_t i = 0; i < d->schema.n; i++)
        if (make_variable(x, t, i, kind, w, e) != 0) return -1;
    return 0;
}
