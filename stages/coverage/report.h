/* What is told of a coverage: which rules were tried, matched and won, and which could go. */
#ifndef TIYAO_COVERAGE_REPORT_H
#define TIYAO_COVERAGE_REPORT_H

#include "coverage.h"

/* For people. The rules are those whose id begins with one of the prefixes; all where there are
 * none. */
void report_text(struct str *s, struct coverage *c, const char *const *prefixes, size_t n);
/* For spreadsheets: a line of names, then one for each expression. */
void report_tsv(struct str *s, const struct coverage *c, const char *const *prefixes, size_t n);

#endif
