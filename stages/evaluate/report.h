/* A score as a table for people, as one table with tabs, or as JSON. */
#ifndef TIYAO_EVALUATE_REPORT_H
#define TIYAO_EVALUATE_REPORT_H

#include "score.h"

void report_table(struct str *s, const struct score *score);
void report_tsv(struct str *s, const struct score *score);
void report_json(struct str *s, const struct score *score);

#endif
