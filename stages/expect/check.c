#include "check.h"

#include "cells.h"

/* ---- columns ---- */

static int find(const struct csv_row *header, struct sv name, const struct node *at,
                const char *path, int *column, struct err *e) {
    *column = csv_column(header, name);
    if (*column >= 0) return 0;
    node_err(at, e, "no column \"%s\" in %s", name.p, path);
    e->status = STATUS_INPUT;
    return -1;
}

static int find_all(const struct csv_row *header, const struct cell_conditions *of,
                    const char *path, int **columns, struct arena *a, struct err *e) {
    *columns = arena_alloc(a, (of->n + 1) * sizeof(**columns));
    for (size_t i = 0; i < of->n; i++)
        if (find(header, of->p[i].column, of->p[i].at, path, &(*columns)[i], e) != 0) return -1;
    return 0;
}

static int find_named(const struct csv_row *header, const struct sv *names, size_t n,
                      const struct node *at, const char *path, int **columns, struct arena *a,
                      struct err *e) {
    *columns = arena_alloc(a, (n + 1) * sizeof(**columns));
    for (size_t i = 0; i < n; i++)
        if (find(header, names[i], at, path, &(*columns)[i], e) != 0) return -1;
    return 0;
}

int check_open(struct check *c, const struct csv_row *header, const char *path, struct arena *a,
               struct err *e) {
    const struct expectation *x = c->x;
    if (find_all(header, &x->when, path, &c->when, a, e) != 0 ||
        find_all(header, &x->must, path, &c->must, a, e) != 0 ||
        find_named(header, x->has, x->n_has, node_get(x->at, "has"), path, &c->has, a, e) != 0 ||
        find_named(header, x->unique, x->n_unique, node_get(x->at, "unique"), path, &c->unique, a,
                   e) != 0)
        return -1;
    if (!x->per_document.given) return 0;
    return find(header, SV("doc_id"), x->at, path, &c->doc_id, e);
}

/* ---- rows ---- */

static bool all_hold(const struct pack *p, const struct cell_conditions *of, const int *columns,
                     const struct csv_row *row) {
    for (size_t i = 0; i < of->n; i++)
        if (!cell_holds(p, &of->p[i], row->cells[columns[i]])) return false;
    return true;
}

static bool has_all(const struct check *c, const struct csv_row *row) {
    for (size_t i = 0; i < c->x->n_has; i++)
        if (row->cells[c->has[i]].n == 0) return false;
    return true;
}

static bool is_first(struct check *c, const struct csv_row *row) {
    uint64_t hash = 0;
    for (size_t i = 0; i < c->x->n_unique; i++)
        hash = counts_hash(hash, row->cells[c->unique[i]]);
    return c->x->n_unique == 0 || counts_add(&c->seen, hash) == 0;
}

/* Where few are to be as expected, those that are speak against it. */
static void judge(struct check *c, bool held, struct sv id, struct arena *a) {
    bool against = c->x->at_least > 0 ? !held : held;
    c->looked_at++;
    c->held += held;
    if (against && c->n_shown < MOST_SHOWN) c->shown[c->n_shown++] = arena_copy(a, id);
}

void check_row(struct check *c, const struct pack *p, const struct csv_row *row, struct arena *a) {
    if (!all_hold(p, &c->x->when, c->when, row)) return;
    c->rows++;
    if (c->x->per_document.given) {
        counts_add(&c->seen, counts_hash(0, row->cells[c->doc_id]));
    } else if (c->x->counts) {
        bool first = is_first(c, row);
        bool held = first && has_all(c, row) && all_hold(p, &c->x->must, c->must, row);
        judge(c, held, row->cells[0], a);
    }
}

void check_document(struct check *c, struct sv id, struct arena *a) {
    const struct span_of_counts *s = &c->x->per_document;
    uint64_t n = counts_of(&c->seen, counts_hash(0, id));
    judge(c, n >= (uint64_t)s->least && n <= (uint64_t)s->most, id, a);
}

void check_release(struct check *c) {
    counts_release(&c->seen);
}

/* ---- what comes of it ---- */

static void put_names(struct str *s, const struct sv *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        str_printf(s, "%s\"%s\"", i > 0 ? ", " : "", names[i].p);
}

/* As much of what stands behind a test as fits a line. */
static void put_operand(struct str *s, const struct node *n) {
    enum { LONGEST = 60, MOST_ITEMS = 5 };
    if (n->kind == NODE_TEXT)
        str_printf(s, " %.*s%s", LONGEST, n->text.p, n->text.n > LONGEST ? "..." : "");
    for (size_t i = 0; n->kind == NODE_LIST && i < n->n && i <= MOST_ITEMS; i++)
        str_printf(s, "%s%s", i > 0 ? ", " : " ", i == MOST_ITEMS ? "..." : n->items[i]->text.p);
}

static void put_conditions(struct str *s, const struct cell_conditions *of) {
    for (size_t i = 0; i < of->n; i++) {
        str_printf(s, "%s\"%s\" %s", i > 0 ? " and " : "", of->p[i].column.p, of->p[i].key);
        put_operand(s, of->p[i].at);
    }
}

static void put_span(struct str *s, const struct span_of_counts *span) {
    if (span->least > 0) str_printf(s, "at least %lld", (long long)span->least);
    if (span->least > 0 && span->most < INT64_MAX) str_c(s, " and ");
    if (span->most < INT64_MAX) str_printf(s, "at most %lld", (long long)span->most);
    if (span->least == 0 && span->most == INT64_MAX) str_c(s, "any number of");
}

/* What is so: `have "name"`, `hold "name" matches`, `have at most 5 rows`. */
static void put_claim(struct str *s, const struct expectation *x) {
    const char *and = "";
    if (x->per_document.given) {
        str_c(s, "have ");
        put_span(s, &x->per_document);
        str_c(s, " rows");
    }
    if (x->n_has > 0) {
        str_c(s, "have ");
        put_names(s, x->has, x->n_has);
        and = " and ";
    }
    if (x->must.n > 0) {
        str_printf(s, "%ssatisfy ", and);
        put_conditions(s, &x->must);
        and = " and ";
    }
    if (x->n_unique > 0) {
        str_printf(s, "%sare unique in ", and);
        put_names(s, x->unique, x->n_unique);
    }
}

static void put_expected(struct str *s, const struct expectation *x) {
    str_c(s, x->at_least >= 1 ? "expected all" : "expected ");
    if (x->at_least > 0 && x->at_least < 1) str_printf(s, "at least %g %%", 100 * x->at_least);
    if (x->at_least > 0 && x->at_most < 1) str_c(s, " and ");
    if (x->at_most < 1) str_printf(s, "at most %g %%", 100 * x->at_most);
    if (x->at_least <= 0 && x->at_most >= 1) str_c(s, "any share");
}

/* Rounded away from the bound: what fails never looks as if it held. */
static void put_percent(struct str *s, uint64_t part, uint64_t whole, bool up) {
    uint64_t tenths = (1000 * part + (up ? whole - 1 : 0)) / whole;
    str_printf(s, "%llu.%llu %%", (unsigned long long)(tenths / 10),
               (unsigned long long)(tenths % 10));
}

static void put_shown(struct str *s, const struct check *c) {
    for (size_t i = 0; i < c->n_shown; i++)
        str_printf(s, "%s%s", i > 0 ? ", " : "; first: ", c->shown[i].p);
}

static void put_about(struct str *s, const struct expectation *x) {
    if (x->about.n > 0) str_printf(s, " (%s)", x->about.p);
}

enum outcome check_share(const struct check *c, struct str *said) {
    const struct expectation *x = c->x;
    const char *things = x->per_document.given ? "documents" : "rows";
    str_printf(said, "%s: ", x->dataset.p);
    if (c->looked_at < (uint64_t)x->from) {
        str_printf(said, "only %llu %s to look at", (unsigned long long)c->looked_at, things);
        return OUTCOME_NOTHING;
    }
    double share = (double)c->held / (double)c->looked_at;
    bool below = share<x->at_least, above = share> x->at_most;
    put_percent(said, c->held, c->looked_at, above);
    str_byte(said, ' ');
    put_claim(said, x);
    str_printf(said, " (of %llu %s), ", (unsigned long long)c->looked_at, things);
    put_expected(said, x);
    if (below || above) put_shown(said, c);
    put_about(said, x);
    return below || above ? OUTCOME_FAILS : OUTCOME_HOLDS;
}

enum outcome check_rows(const struct check *c, struct str *said) {
    const struct span_of_counts *s = &c->x->rows;
    bool within = c->rows >= (uint64_t)s->least && c->rows <= (uint64_t)s->most;
    str_printf(said, "%s: %llu rows, expected ", c->x->dataset.p, (unsigned long long)c->rows);
    put_span(said, s);
    put_about(said, c->x);
    return within ? OUTCOME_HOLDS : OUTCOME_FAILS;
}
