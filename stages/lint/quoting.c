/* Forms of YAML that change an expression on its way. */
#include <string.h>

#include "lint.h"
#include "utf8.h"

/* The characters before the first backslash of a text in double quotes; 0 where there is none. */
static unsigned backslash(const struct node *at) {
    struct sv v = node_written(at);
    unsigned n = 1;
    for (size_t i = 1; i < v.n && v.p[i] != '"'; i += utf8_width((unsigned char)v.p[i]), n++)
        if (v.p[i] == '\\') return n;
    return 0;
}

static void check_quotes(struct lint *l, const struct node *at) {
    unsigned n = at->double_quoted ? backslash(at) : 0;
    if (n == 0) return;
    unsigned column = at->lines ? at->column : at->column + n;
    findings_warn_file(&l->findings, LINT_DOUBLE_QUOTED, at->file, at->line, column,
                       "within double quotes YAML reads the backslash: write the expression in "
                       "single quotes");
}

static void check_lines(struct lint *l, const struct node *at) {
    if (!at->lines) return;
    const char *feed = memchr(at->text.p, '\n', at->text.n);
    if (feed)
        findings_warn(&l->findings, LINT_LINES, at, (size_t)(feed - at->text.p),
                      "the line feed is part of the expression");
    else if (at->block ? memchr(at->text.p, ' ', at->text.n) != NULL : true)
        findings_warn(&l->findings, LINT_LINES, at, 0,
                      "the expression is written over several lines: each break is a blank of it");
}

void check_quoting(struct lint *l) {
    for (size_t i = 0; i < l->n_expressions; i++) {
        check_quotes(l, l->expressions[i].at);
        check_lines(l, l->expressions[i].at);
    }
}
