/* Where the time of matching goes: rules, the slowest first, and documents. */
#ifndef TIYAO_PROFILE_REPORT_H
#define TIYAO_PROFILE_REPORT_H

#include "coverage.h"

/* For people; no more than `most` rules, all where it is 0. */
void report_text(struct str *s, struct coverage *c, uint64_t most);
/* For spreadsheets: expressions, the slowest first; the slowest documents. */
void report_rules_tsv(struct str *s, const struct coverage *c);
void report_documents_tsv(struct str *s, const struct coverage *c);

#endif
