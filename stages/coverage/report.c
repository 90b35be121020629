#include "report.h"

#include <stdio.h>

#include "ink.h"
#include "shown.h"
#include "tsv.h"
#include "width.h"

enum { MOST_ID = 40 };

static bool is_asked_for(struct sv rule, const char *const *prefixes, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (sv_begins(rule, sv_of(prefixes[i]))) return true;
    return n == 0;
}

/* Time that all expressions took together, in nanoseconds. */
static double time_of_all(const struct coverage *c) {
    double all = 0;
    for (size_t i = 0; i < c->n_ways; i++)
        all += (double)c->ways[i].counts[COUNT_TIME];
    return all;
}

static double share_of(const struct coverage_way *w, double all) {
    return all > 0 ? (double)w->counts[COUNT_TIME] / all : 0;
}

/* ---- the table ---- */

static void put_example(struct str *s, const struct coverage_example *x) {
    if (!x->path.p) return;
    str_c(s, x->won ? "  " : "  lost: ");
    shown_put(s, x->doc_id);
    str_c(s, ": ");
    shown_put(s, x->left);
    ink_c(s, INK_FAINT, "[");
    ink_put(s, INK_MATCH, x->text);
    ink_c(s, INK_FAINT, "]");
    shown_put(s, x->right);
}

static void put_padded(struct str *s, struct sv name, size_t width) {
    shown_put(s, name);
    for (size_t n = width_of_text(name); n < width; n++)
        str_byte(s, ' ');
}

static void put_line(struct str *s, struct sv name, size_t width, const struct coverage_way *w,
                     double all) {
    put_padded(s, name, width);
    str_printf(s, " %9llu %9llu %9llu %9llu %9llu %5.1f%%",
               (unsigned long long)w->counts[COUNT_TRIED],
               (unsigned long long)w->counts[COUNT_MATCHED],
               (unsigned long long)w->counts[COUNT_WON], (unsigned long long)coverage_lost(w),
               (unsigned long long)coverage_refused(w), 100 * share_of(w, all));
    put_example(s, &w->example);
    str_byte(s, '\n');
}

static void put_rule(struct str *s, const struct coverage_rule *r, size_t width, double all) {
    put_line(s, r->all.rule, width, &r->all, all);
    for (size_t i = 0; r->n_ways > 1 && i < r->n_ways; i++) {
        char name[32];
        snprintf(name, sizeof name, "  %llu", (unsigned long long)r->ways[i]->alternative);
        put_line(s, sv_of(name), width, r->ways[i], all);
    }
}

static size_t widest(const struct coverage_rule *rules, size_t n) {
    size_t width = 4;
    for (size_t i = 0; i < n; i++) {
        size_t columns = width_of_text(rules[i].all.rule);
        if (columns > width) width = columns;
    }
    return width < MOST_ID ? width : MOST_ID;
}

static void put_table(struct str *s, const struct coverage *c, const struct coverage_rule *rules,
                      size_t n) {
    double all = time_of_all(c);
    size_t width = widest(rules, n);
    put_padded(s, SV("rule"), width);
    str_printf(s, " %9s %9s %9s %9s %9s %6s  %s\n", "tried", "matched", "won", "lost", "refused",
               "time", "example");
    for (size_t i = 0; i < n; i++)
        put_rule(s, &rules[i], width, all);
}

/* ---- what could go ---- */

static const char *const headings[VERDICTS] = {
    [VERDICT_UNUSED] = "won, but mentions of the kind are not handed on and no rule asks for them",
    [VERDICT_LOST] = "matched, but every match lost to another mention",
    [VERDICT_UNMATCHED] = "tried, but never matched",
    [VERDICT_UNTRIED] = "never tried: nothing that they look for stands in these documents",
};

/* What would be different all the same, or would have to be changed as well. */
static void put_reservations(struct str *s, const struct coverage_rule *r) {
    if (r->only && r->all.use != USE_NONE) {
        str_c(s, " (the only one of kind ");
        shown_put(s, r->all.kind);
        str_c(s, ": what names the kind would have to go too)");
    }
    if (r->all.counts[COUNT_STOPPED] > 0)
        str_printf(s, " (ran out of its budget in %llu documents, and their warnings say so)",
                   (unsigned long long)r->all.counts[COUNT_STOPPED]);
}

static size_t put_rules_with(struct str *s, const struct coverage_rule *rules, size_t n,
                             enum coverage_verdict verdict) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (coverage_verdict(&rules[i].all) != verdict) continue;
        if (count++ == 0) str_printf(s, "\n%s:\n", headings[verdict]);
        str_c(s, "  ");
        shown_put(s, rules[i].all.rule);
        put_reservations(s, &rules[i]);
        str_byte(s, '\n');
    }
    return count;
}

/* Expressions without a win, of rules that have some. */
static size_t put_idle_alternatives(struct str *s, const struct coverage_rule *rules, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rules[i].n_ways; k++) {
            const struct coverage_way *w = rules[i].ways[k];
            if (rules[i].all.counts[COUNT_WON] == 0 || w->counts[COUNT_WON] > 0) continue;
            if (count++ == 0) str_c(s, "\nalternatives of other rules that never won:\n");
            str_c(s, "  ");
            shown_put(s, w->rule);
            str_printf(s, " %llu: %s\n", (unsigned long long)w->alternative,
                       coverage_verdicts[coverage_verdict(w)]);
        }
    return count;
}

static void put_idle(struct str *s, const struct coverage *c, const struct coverage_rule *rules,
                     size_t n) {
    size_t counts[VERDICTS] = {0}, idle = 0, ways = 0;
    for (size_t v = VERDICT_UNUSED; v < VERDICTS; v++)
        idle += counts[v] = put_rules_with(s, rules, n, (enum coverage_verdict)v);
    size_t alternatives = put_idle_alternatives(s, rules, n);
    for (size_t i = 0; i < n; i++)
        ways += rules[i].n_ways;
    if (c->documents > 0 && idle + alternatives > 0)
        str_c(s, "\nwithout these, the rows of these documents would be the same;"
                 " other documents may need them\n");
    str_printf(s,
               "\n%zu rules, %zu expressions: %zu rules never tried, %zu never matched, "
               "%zu never won, %zu of no use, %zu won\n",
               n, ways, counts[VERDICT_UNTRIED], counts[VERDICT_UNMATCHED], counts[VERDICT_LOST],
               counts[VERDICT_UNUSED], n - idle);
}

/* Keeps the rules that are asked for. */
static size_t keep_asked_for(struct coverage_rule *rules, size_t n, const char *const *prefixes,
                             size_t n_prefixes) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (is_asked_for(rules[i].all.rule, prefixes, n_prefixes)) rules[kept++] = rules[i];
    return kept;
}

void report_text(struct str *s, struct coverage *c, const char *const *prefixes, size_t n) {
    size_t n_rules;
    struct coverage_rule *rules = coverage_rules(c, &n_rules);
    n_rules = keep_asked_for(rules, n_rules, prefixes, n);
    str_printf(s, "%llu documents, %.2f MB of text\n\n", (unsigned long long)c->documents,
               (double)c->all.bytes / 1e6);
    put_table(s, c, rules, n_rules);
    put_idle(s, c, rules, n_rules);
}

/* ---- for spreadsheets ---- */

static const char *const first_columns[] = {"rule", "alternative", "kind", "use", "verdict"};
static const char *const last_columns[] = {
    "lost",    "refused", "share",       "slowest_doc_id", "slowest_nanoseconds",
    "example", "doc_id",  "text_before", "text",           "text_after"};
static const char *const uses[USES] = {"none", "helper", "given"};

static void put_names(struct str *s, const char *const *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        tsv_put(s, sv_of(names[i]));
}

static void put_way(struct str *s, const struct coverage_way *w, double all) {
    const struct coverage_example *x = &w->example;
    tsv_put(s, w->rule);
    tsv_uint(s, w->alternative);
    tsv_put(s, w->kind);
    tsv_put(s, sv_of(uses[w->use]));
    tsv_put(s, sv_of(coverage_verdicts[coverage_verdict(w)]));
    for (size_t i = 0; i < COUNTS; i++)
        tsv_uint(s, w->counts[i]);
    tsv_uint(s, coverage_lost(w));
    tsv_uint(s, coverage_refused(w));
    tsv_thousandths(s, share_of(w, all));
    tsv_put(s, w->slowest.doc_id);
    tsv_uint(s, w->slowest.nanoseconds);
    tsv_put(s, x->path.p ? x->won ? SV("won") : SV("lost") : SV(""));
    tsv_put(s, x->doc_id);
    tsv_put(s, x->left);
    tsv_put(s, x->text);
    tsv_put(s, x->right);
    tsv_end(s);
}

void report_tsv(struct str *s, const struct coverage *c, const char *const *prefixes, size_t n) {
    double all = time_of_all(c);
    put_names(s, first_columns, sizeof first_columns / sizeof *first_columns);
    put_names(s, coverage_names, COUNTS);
    put_names(s, last_columns, sizeof last_columns / sizeof *last_columns);
    tsv_end(s);
    for (size_t i = 0; i < c->n_ways; i++)
        if (is_asked_for(c->ways[i].rule, prefixes, n)) put_way(s, &c->ways[i], all);
}
