/* What a comparison comes to: figures, and who is behind them.
 *
 * Figures follow the guideline's definitions and may count sets or bigrams. Beside them every row
 * has one verdict, which is counted for its rule and its document.
 */
#ifndef TIYAO_EVALUATE_SCORE_H
#define TIYAO_EVALUATE_SCORE_H

#include "gold.h"

struct figure {
    struct sv name;
    uint64_t right, wrong;  /* of what was given */
    uint64_t found, missed; /* of what the gold wants */
};

/* 0 where there is nothing to divide by. */
double figure_precision(const struct figure *f);
double figure_recall(const struct figure *f);
double figure_f1(const struct figure *f);
/* Nothing was given and nothing wanted. */
bool figure_is_empty(const struct figure *f);

enum verdict { VERDICT_RIGHT, VERDICT_FALSE, VERDICT_OPTIONAL, N_VERDICTS };

/* Rows of one rule in one dataset. */
struct by_rule {
    size_t dataset;
    struct sv rule; /* "" where the rows name none */
    uint64_t rows[N_VERDICTS];
};

/* Rows of one dataset in one document. */
struct by_doc {
    const struct gold_doc *doc;
    size_t dataset;
    uint64_t rows[N_VERDICTS], missed;
};

struct score {
    const struct yardstick *yardstick;
    struct figure (*figures)[MOST_KEYS]; /* by dataset */
    bool *compared;                      /* by dataset */
    struct by_rule *rules;               /* score_close: by dataset, false rows, rule */
    size_t n_rules, size_rules;
    struct by_doc *docs; /* in the order of the gold's files, datasets within */
    size_t n_docs, size_docs;
    bool say;        /* whether differences are wanted */
    struct str said; /* a line each */
};

void score_open(struct score *s, const struct yardstick *y);
void score_close(struct score *s);
void score_release(struct score *s);

/* The figure of that name in the datasets that were compared, or NULL. */
const struct figure *score_figure(const struct score *s, struct sv name);

/* ---- for who compares: one dataset of one document ---- */

struct comparison {
    struct score *score;
    const struct gold_doc *doc;
    const struct dataset *dataset;
    const struct entries *gold, *rows;
    struct figure *figures; /* of the dataset */
    struct by_doc *tally;
    struct arena *arena; /* gone after this document */
};

/* Counts a row. */
void score_row(struct comparison *c, const struct entry *row, enum verdict v);
/* Says a difference, if they are wanted: sign '+' for a false row, '-' for a miss, '~' for a row
 * that is found with another value, which is then `wanted`. row or wanted may be NULL. columns are
 * shown. */
void score_say(struct comparison *c, char sign, struct sv figure, const struct entry *row,
               const struct entry *wanted, const bool *columns);

#endif
