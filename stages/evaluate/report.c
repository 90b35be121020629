#include "report.h"

#include "json.h"
#include "shown.h"
#include "tsv.h"

static const struct dataset *dataset_of(const struct score *s, size_t i) {
    return &s->yardstick->datasets[i];
}

static uint64_t rows_of(const uint64_t rows[N_VERDICTS]) {
    return rows[VERDICT_RIGHT] + rows[VERDICT_FALSE] + rows[VERDICT_OPTIONAL];
}

static void put_rule(struct str *s, struct sv rule) {
    shown_put(s, rule.n ? rule : SV("-"));
}

/* Calls for each figure of each dataset that was compared. */
static void each_figure(struct str *s, const struct score *score,
                        void (*put)(struct str *, const struct figure *)) {
    for (size_t i = 0; i < score->yardstick->n; i++)
        for (size_t k = 0; score->compared[i] && k < dataset_of(score, i)->n_figures; k++)
            put(s, &score->figures[i][k]);
}

/* ---- for people ---- */

static void put_figure_line(struct str *s, const struct figure *f) {
    str_printf(s, "%-24s", f->name.p);
    if (figure_is_empty(f))
        str_printf(s, "%10s%10s%10s", "-", "-", "-");
    else
        str_printf(s, "%10.3f%10.3f%10.3f", figure_precision(f), figure_recall(f), figure_f1(f));
    str_printf(s, "%8llu%8llu%8llu\n", (unsigned long long)f->right, (unsigned long long)f->wrong,
               (unsigned long long)f->missed);
}

static void put_rule_line(struct str *s, const struct score *score, const struct by_rule *r) {
    str_printf(
        s, "%8llu%8llu%8llu%10llu  %-12s ", (unsigned long long)rows_of(r->rows),
        (unsigned long long)r->rows[VERDICT_RIGHT], (unsigned long long)r->rows[VERDICT_FALSE],
        (unsigned long long)r->rows[VERDICT_OPTIONAL], dataset_of(score, r->dataset)->name.p);
    put_rule(s, r->rule);
    str_byte(s, '\n');
}

static bool is_clean(const struct by_doc *d) {
    return d->missed + d->rows[VERDICT_FALSE] == 0;
}

static void put_doc_line(struct str *s, const struct score *score, const struct by_doc *d) {
    str_printf(s, "%8llu%8llu%8llu%8llu  %-12s ", (unsigned long long)rows_of(d->rows),
               (unsigned long long)d->rows[VERDICT_RIGHT],
               (unsigned long long)d->rows[VERDICT_FALSE], (unsigned long long)d->missed,
               dataset_of(score, d->dataset)->name.p);
    shown_put(s, d->doc->id);
    str_byte(s, '\n');
}

void report_table(struct str *s, const struct score *score) {
    size_t clean = 0;
    str_printf(s, "%-24s%10s%10s%10s%8s%8s%8s\n", "figure", "precision", "recall", "F1", "right",
               "false", "missed");
    each_figure(s, score, put_figure_line);
    str_printf(s, "\n%8s%8s%8s%10s  %-12s rule\n", "rows", "right", "false", "optional", "dataset");
    for (size_t i = 0; i < score->n_rules; i++)
        put_rule_line(s, score, &score->rules[i]);
    str_printf(s, "\n%8s%8s%8s%8s  %-12s document\n", "rows", "right", "false", "missed",
               "dataset");
    for (size_t i = 0; i < score->n_docs; i++) {
        clean += is_clean(&score->docs[i]);
        if (!is_clean(&score->docs[i])) put_doc_line(s, score, &score->docs[i]);
    }
    if (clean > 0) str_printf(s, "%8zu more, without a false row or a miss\n", clean);
}

/* ---- for spreadsheets ---- */

static void put_share(struct str *s, double share, bool empty) {
    struct str cell = {0};
    if (!empty) str_printf(&cell, "%.4f", share);
    tsv_put(s, str_view(&cell));
    str_release(&cell);
}

static void skip_cells(struct str *s, size_t n) {
    while (n-- > 0)
        tsv_put(s, SV(""));
}

static void put_figure_row(struct str *s, const struct figure *f) {
    bool empty = figure_is_empty(f);
    tsv_put(s, SV("figure"));
    tsv_put(s, f->name);
    skip_cells(s, 1);
    put_share(s, figure_precision(f), empty);
    put_share(s, figure_recall(f), empty);
    put_share(s, figure_f1(f), empty);
    skip_cells(s, 1);
    tsv_uint(s, f->right);
    tsv_uint(s, f->wrong);
    skip_cells(s, 1);
    tsv_uint(s, f->missed);
    tsv_end(s);
}

static void put_verdicts(struct str *s, const char *by, struct sv dataset, struct sv name,
                         const uint64_t rows[N_VERDICTS]) {
    tsv_put(s, sv_of(by));
    tsv_put(s, dataset);
    tsv_put(s, name);
    skip_cells(s, 3);
    tsv_uint(s, rows_of(rows));
    tsv_uint(s, rows[VERDICT_RIGHT]);
    tsv_uint(s, rows[VERDICT_FALSE]);
    tsv_uint(s, rows[VERDICT_OPTIONAL]);
}

void report_tsv(struct str *s, const struct score *score) {
    str_c(s, "by\tdataset\tname\tprecision\trecall\tf1\trows\tright\tfalse\toptional\tmissed\n");
    each_figure(s, score, put_figure_row);
    for (size_t i = 0; i < score->n_rules; i++) {
        const struct by_rule *r = &score->rules[i];
        put_verdicts(s, "rule", dataset_of(score, r->dataset)->name, r->rule, r->rows);
        skip_cells(s, 1);
        tsv_end(s);
    }
    for (size_t i = 0; i < score->n_docs; i++) {
        const struct by_doc *d = &score->docs[i];
        put_verdicts(s, "document", dataset_of(score, d->dataset)->name, d->doc->id, d->rows);
        tsv_uint(s, d->missed);
        tsv_end(s);
    }
}

/* ---- for programs ---- */

static void put_number(struct str *s, const char *key, double v) {
    json_key(s, key);
    str_printf(s, "%.4f", v);
}

static void put_member(struct str *s, const struct figure *f) {
    json_key(s, f->name.p);
    str_byte(s, '{');
    json_put_int(s, "right", (int64_t)f->right);
    json_put_int(s, "false", (int64_t)f->wrong);
    json_put_int(s, "missed", (int64_t)f->missed);
    put_number(s, "precision", figure_precision(f));
    put_number(s, "recall", figure_recall(f));
    put_number(s, "f1", figure_f1(f));
    str_byte(s, '}');
}

static void open_item(struct str *s, bool first, struct sv dataset, const char *key, struct sv name,
                      const uint64_t rows[N_VERDICTS]) {
    str_c(s, first ? "{" : ",{");
    json_put_str(s, "dataset", dataset);
    json_put_str(s, key, name);
    json_put_int(s, "right", (int64_t)rows[VERDICT_RIGHT]);
    json_put_int(s, "false", (int64_t)rows[VERDICT_FALSE]);
    json_put_int(s, "optional", (int64_t)rows[VERDICT_OPTIONAL]);
}

void report_json(struct str *s, const struct score *score) {
    str_c(s, "{\"figures\":{");
    each_figure(s, score, put_member);
    str_c(s, "},\"rules\":[");
    for (size_t i = 0; i < score->n_rules; i++) {
        const struct by_rule *r = &score->rules[i];
        open_item(s, i == 0, dataset_of(score, r->dataset)->name, "rule", r->rule, r->rows);
        str_byte(s, '}');
    }
    str_c(s, "],\"documents\":[");
    for (size_t i = 0; i < score->n_docs; i++) {
        const struct by_doc *d = &score->docs[i];
        open_item(s, i == 0, dataset_of(score, d->dataset)->name, "document", d->doc->id, d->rows);
        json_put_int(s, "missed", (int64_t)d->missed);
        str_byte(s, '}');
    }
    str_c(s, "]}\n");
}
