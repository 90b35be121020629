/* The least that some figures have to reach: `people=0.95,titles=0.9`. */
#ifndef TIYAO_EVALUATE_LEAST_H
#define TIYAO_EVALUATE_LEAST_H

#include "score.h"
#include "stage.h"

/* Refuses what has not this form (STATUS_USAGE). */
int least_check(const struct texts *given, struct err *e);
/* Says which figures are below; *below counts them. A figure that there is not is STATUS_USAGE. */
int least_compare(const struct texts *given, const struct score *s, size_t *below, struct err *e);

#endif
