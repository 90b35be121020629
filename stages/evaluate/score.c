#include "score.h"

#include <stdlib.h>

#include "shown.h"
#include "utf8.h"

/* ---- figures ---- */

static double share(uint64_t part, uint64_t other) {
    return part + other ? (double)part / (double)(part + other) : 0;
}

double figure_precision(const struct figure *f) {
    return share(f->right, f->wrong);
}

double figure_recall(const struct figure *f) {
    return share(f->found, f->missed);
}

double figure_f1(const struct figure *f) {
    double p = figure_precision(f), r = figure_recall(f);
    return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

bool figure_is_empty(const struct figure *f) {
    return f->right + f->wrong + f->found + f->missed == 0;
}

void score_open(struct score *s, const struct yardstick *y) {
    s->yardstick = y;
    s->figures = mem_zero(y->n * sizeof *s->figures);
    s->compared = mem_zero(y->n * sizeof *s->compared);
    for (size_t i = 0; i < y->n; i++)
        for (size_t k = 0; k < y->datasets[i].n_figures; k++)
            s->figures[i][k].name = y->datasets[i].figures[k];
}

void score_release(struct score *s) {
    free(s->figures);
    free(s->compared);
    free(s->rules);
    free(s->docs);
    str_release(&s->said);
    *s = (struct score){0};
}

const struct figure *score_figure(const struct score *s, struct sv name) {
    for (size_t i = 0; i < s->yardstick->n; i++)
        for (size_t k = 0; s->compared[i] && k < s->yardstick->datasets[i].n_figures; k++)
            if (sv_eq(s->figures[i][k].name, name)) return &s->figures[i][k];
    return NULL;
}

/* ---- rules ---- */

void score_row(struct comparison *c, const struct entry *row, enum verdict v) {
    struct score *s = c->score;
    c->tally->rows[v]++;
    s->rules = mem_room(s->rules, s->n_rules, &s->size_rules, sizeof *s->rules);
    struct by_rule *r = &s->rules[s->n_rules++];
    *r = (struct by_rule){.dataset = c->tally->dataset, .rule = row->rule};
    r->rows[v] = 1;
}

static int by_name(const void *a, const void *b) {
    const struct by_rule *x = a, *y = b;
    if (x->dataset != y->dataset) return x->dataset < y->dataset ? -1 : 1;
    return sv_cmp(x->rule, y->rule);
}

static int by_false(const void *a, const void *b) {
    const struct by_rule *x = a, *y = b;
    if (x->dataset == y->dataset && x->rows[VERDICT_FALSE] != y->rows[VERDICT_FALSE])
        return x->rows[VERDICT_FALSE] > y->rows[VERDICT_FALSE] ? -1 : 1;
    return by_name(a, b);
}

/* So far there is an entry a row; now there is one a rule. */
void score_close(struct score *s) {
    size_t n = 0;
    if (s->n_rules > 1) qsort(s->rules, s->n_rules, sizeof *s->rules, by_name);
    for (size_t i = 0; i < s->n_rules; i++) {
        if (n == 0 || by_name(&s->rules[n - 1], &s->rules[i]) != 0) {
            s->rules[n++] = s->rules[i];
            continue;
        }
        for (int v = 0; v < N_VERDICTS; v++)
            s->rules[n - 1].rows[v] += s->rules[i].rows[v];
    }
    s->n_rules = n;
    if (n > 1) qsort(s->rules, n, sizeof *s->rules, by_false);
}

/* ---- differences ---- */

/* As much as fits a line, on one line. */
static void put_shown(struct str *s, struct sv v) {
    enum { LONGEST = 60 };
    unsigned width;
    size_t end = 0;
    for (size_t n = 0; end < v.n && n < LONGEST; n++) {
        utf8_at(v.p + end, &width);
        end += width;
    }
    shown_put(s, (struct sv){v.p, end});
    if (end < v.n) str_c(s, "...");
}

static void put_cells(struct str *s, const struct comparison *c, const struct entry *x,
                      const bool *columns) {
    for (size_t i = 0, n = 0; i < c->dataset->n_columns; i++) {
        if (!columns[i]) continue;
        str_c(s, n++ > 0 ? " | " : "");
        put_shown(s, x->cells[i]);
    }
}

static void put_source(struct str *s, const struct entry *row) {
    if (row->rule.n == 0) return;
    str_c(s, "  [");
    put_shown(s, row->rule);
    if (row->start.n > 0) {
        str_byte(s, ' ');
        put_shown(s, row->start);
        str_byte(s, '-');
        put_shown(s, row->end);
    }
    str_c(s, "]");
}

void score_say(struct comparison *c, char sign, struct sv figure, const struct entry *row,
               const struct entry *wanted, const bool *columns) {
    struct str *s = &c->score->said;
    if (!c->score->say) return;
    str_byte(s, sign);
    str_byte(s, ' ');
    put_shown(s, c->doc->id);
    str_byte(s, ' ');
    str_sv(s, figure);
    str_c(s, ": ");
    if (row) put_cells(s, c, row, columns);
    if (row && wanted) str_c(s, ", gold ");
    if (wanted) put_cells(s, c, wanted, columns);
    if (row) put_source(s, row);
    str_byte(s, '\n');
}
