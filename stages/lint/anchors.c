/* Expressions that are tried at every place of the text, and what that costs. */
#include <stdio.h>

#include "samples.h"
#include "work.h"

/* What a step takes on a machine of our time, measured once with expressions compiled by JIT: only
 * for an estimate that is the same everywhere. */
static const double NANOSECONDS = 3;

enum { MOST_STEPS = 2000000 };

/* Milliseconds for a megabyte of text like the examples; 0 where there are none. */
static double cost(struct work *w, struct sv text) {
    uint64_t steps = 0;
    size_t bytes = 0;
    while (text.n > 0 && steps < MOST_STEPS) {
        const char *feed = memchr(text.p, '\n', text.n);
        size_t n = feed ? (size_t)(feed - text.p) : text.n;
        steps += work_count(w, (struct sv){text.p, n}, MOST_STEPS - steps);
        bytes += n;
        n += feed != NULL;
        text = (struct sv){text.p + n, text.n - n};
    }
    return bytes ? (double)steps * NANOSECONDS / (double)bytes : 0;
}

/* Rounded to 1, 2 or 5 of a power of ten. */
static unsigned rounded(double ms) {
    static const unsigned of_ten[] = {1, 2, 5};
    unsigned power = 1, best = 1;
    for (int i = 0; i < 21; i++) {
        if (i > 0 && i % 3 == 0) power *= 10;
        if (of_ten[i % 3] * power <= ms * 1.4) best = of_ten[i % 3] * power;
    }
    return best;
}

static void check(struct lint *l, const struct rule *rule, size_t i) {
    const struct pattern *x = &rule->alternatives[i];
    struct work w;
    char about[64] = "";
    if (x->anchor.n > 0 || x->at_start) return;
    if (work_open(&w, l, rule, i) == 0) {
        double ms = cost(&w, samples_text(l));
        if (ms > 0) snprintf(about, sizeof about, ", about %u ms/MB", rounded(ms));
    }
    work_close(&w);
    findings_warn(&l->findings, LINT_NO_ANCHOR, x->at, 0,
                  "rule \"%s\" is tried at every place%s: no word, list or mention has to be there",
                  rule->id.p, about);
}

void check_anchors(struct lint *l) {
    for (size_t i = 0; i < l->pack.n_rules; i++)
        for (size_t k = 0; k < l->pack.rules[i]->n_alternatives; k++)
            check(l, l->pack.rules[i], k);
}
