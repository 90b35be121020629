#include "report.h"

#include <stdlib.h>

#include "shown.h"
#include "tsv.h"

static double ms(uint64_t nanoseconds) {
    return (double)nanoseconds / 1e6;
}

/* Milliseconds for a million bytes of text. */
static double ms_per_mb(uint64_t nanoseconds, uint64_t bytes) {
    return bytes > 0 ? (double)nanoseconds / (double)bytes : 0;
}

static uint64_t time_of(const struct coverage_way *w) {
    return w->counts[COUNT_TIME];
}

static double time_of_all(const struct coverage *c) {
    double all = 0;
    for (size_t i = 0; i < c->n_ways; i++)
        all += (double)time_of(&c->ways[i]);
    return all;
}

static double share_of(const struct coverage_way *w, double all) {
    return all > 0 ? (double)time_of(w) / all : 0;
}

/* More time first, then as they stand in the pack. */
static int by_time(const struct coverage_way *x, const struct coverage_way *y) {
    if (time_of(x) != time_of(y)) return time_of(x) > time_of(y) ? -1 : 1;
    int rule = sv_cmp(x->rule, y->rule);
    return rule ? rule : (x->alternative > y->alternative) - (x->alternative < y->alternative);
}

static int rules_by_time(const void *a, const void *b) {
    return by_time(&((const struct coverage_rule *)a)->all,
                   &((const struct coverage_rule *)b)->all);
}

static int ways_by_time(const void *a, const void *b) {
    return by_time(*(const struct coverage_way *const *)a, *(const struct coverage_way *const *)b);
}

/* ---- for people ---- */

static void put_sums(struct str *s, const struct coverage *c) {
    str_printf(s,
               "%llu documents, %.2f MB of text: matching took %.1f ms, %.1f ms a MB; "
               "the rules took %.1f ms of that\n",
               (unsigned long long)c->documents, (double)c->all.bytes / 1e6, ms(c->all.nanoseconds),
               ms_per_mb(c->all.nanoseconds, c->all.bytes), time_of_all(c) / 1e6);
}

static void put_rule(struct str *s, const struct coverage_rule *r, const struct coverage *c,
                     double all) {
    const struct coverage_way *w = &r->all;
    str_printf(s, "%9.2f %8.2f %5.1f%% %9llu %11llu  ", ms(time_of(w)),
               ms_per_mb(time_of(w), c->all.bytes), 100 * share_of(w, all),
               (unsigned long long)w->counts[COUNT_TRIED],
               (unsigned long long)w->counts[COUNT_STEPS]);
    shown_put(s, w->rule);
    if (w->slowest.path.p) {
        str_printf(s, "  (%.2f ms in ", ms(w->slowest.nanoseconds));
        shown_put(s, w->slowest.doc_id);
        str_byte(s, ')');
    }
    str_byte(s, '\n');
}

static void put_rules(struct str *s, const struct coverage *c, const struct coverage_rule *rules,
                      size_t n, uint64_t most) {
    double all = time_of_all(c), left = 0;
    str_printf(s, "\n%9s %8s %6s %9s %11s  %s\n", "ms", "ms/MB", "share", "tried", "steps",
               "rule (slowest document)");
    for (size_t i = 0; i < n; i++) {
        if (most == 0 || i < most)
            put_rule(s, &rules[i], c, all);
        else
            left += (double)time_of(&rules[i].all);
    }
    if (most > 0 && n > most)
        str_printf(s, "%9.2f %8s %5.1f%% %9s %11s  %zu other rules\n", left / 1e6, "",
                   all > 0 ? 100 * left / all : 0, "", "", n - (size_t)most);
}

static void put_documents(struct str *s, const struct coverage *c) {
    str_printf(s, "\n%9s %8s %9s  %s\n", "ms", "ms/MB", "KB", "document");
    for (size_t i = 0; i < c->n_slowest; i++) {
        const struct coverage_document *d = &c->slowest[i];
        str_printf(s, "%9.2f %8.2f %9.1f  ", ms(d->nanoseconds),
                   ms_per_mb(d->nanoseconds, d->bytes), (double)d->bytes / 1e3);
        shown_put(s, d->doc_id);
        str_c(s, "  ");
        shown_put(s, d->path);
        str_byte(s, '\n');
    }
}

static void put_budgets(struct str *s, const struct coverage_rule *rules, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t *counts = rules[i].all.counts;
        if (counts[COUNT_WARNED] == 0 && counts[COUNT_STOPPED] == 0) continue;
        if (count++ == 0) str_c(s, "\nbeyond their budget:\n");
        str_c(s, "  ");
        shown_put(s, rules[i].all.rule);
        str_printf(s, ": warned in %llu documents, stopped in %llu\n",
                   (unsigned long long)counts[COUNT_WARNED],
                   (unsigned long long)counts[COUNT_STOPPED]);
    }
    if (count == 0) str_c(s, "\nno rule went beyond its budget\n");
}

void report_text(struct str *s, struct coverage *c, uint64_t most) {
    size_t n;
    struct coverage_rule *rules = coverage_rules(c, &n);
    if (n > 1) qsort(rules, n, sizeof *rules, rules_by_time);
    put_sums(s, c);
    put_rules(s, c, rules, n, most);
    put_documents(s, c);
    put_budgets(s, rules, n);
}

/* ---- for spreadsheets ---- */

static void put_names(struct str *s, const char *const *names) {
    for (; *names; names++)
        tsv_put(s, sv_of(*names));
    tsv_end(s);
}

static void put_way(struct str *s, const struct coverage_way *w, const struct coverage *c,
                    double all) {
    static const enum coverage_count counts[] = {COUNT_TRIED, COUNT_STEPS,  COUNT_MATCHED,
                                                 COUNT_WON,   COUNT_WARNED, COUNT_STOPPED};
    tsv_put(s, w->rule);
    tsv_uint(s, w->alternative);
    tsv_thousandths(s, ms(time_of(w)));
    tsv_thousandths(s, ms_per_mb(time_of(w), c->all.bytes));
    tsv_thousandths(s, share_of(w, all));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        tsv_uint(s, w->counts[counts[i]]);
    tsv_put(s, w->slowest.doc_id);
    tsv_thousandths(s, ms(w->slowest.nanoseconds));
    tsv_end(s);
}

void report_rules_tsv(struct str *s, const struct coverage *c) {
    static const char *const names[] = {
        "rule",    "alternative", "ms",     "ms_per_mb", "share",          "tried",      "steps",
        "matched", "won",         "warned", "stopped",   "slowest_doc_id", "slowest_ms", NULL};
    const struct coverage_way **ways = mem_alloc(c->n_ways * sizeof *ways);
    for (size_t i = 0; i < c->n_ways; i++)
        ways[i] = &c->ways[i];
    if (c->n_ways > 1) qsort(ways, c->n_ways, sizeof *ways, ways_by_time);
    put_names(s, names);
    for (size_t i = 0; i < c->n_ways; i++)
        put_way(s, ways[i], c, time_of_all(c));
    free(ways);
}

void report_documents_tsv(struct str *s, const struct coverage *c) {
    static const char *const names[] = {"doc_id", "path", "bytes", "ms", "ms_per_mb", NULL};
    put_names(s, names);
    for (size_t i = 0; i < c->n_slowest; i++) {
        const struct coverage_document *d = &c->slowest[i];
        tsv_put(s, d->doc_id);
        tsv_put(s, d->path);
        tsv_uint(s, d->bytes);
        tsv_thousandths(s, ms(d->nanoseconds));
        tsv_thousandths(s, ms_per_mb(d->nanoseconds, d->bytes));
        tsv_end(s);
    }
}
