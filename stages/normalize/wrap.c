#include "wrap.h"

enum { WIDEST = 200, NARROWEST = 10, NARROW = 20 };

/* With its white space, as the line was measured when it was cut. */
static uint32_t width_of(const struct line *l, bool by_columns) {
    if (by_columns) return l->columns + l->margin + l->tail;
    return l->end - l->start + (l->indented ? (l->margin + 1U) / 2 : l->margin) + l->tail;
}

/* Lines that another follows directly, by width. */
struct census {
    uint32_t lines[WIDEST + 1], marked[WIDEST + 1], ended[WIDEST + 1], inside[WIDEST + 1];
    uint32_t all;
};

static void count(struct census *n, const struct lines *l, bool by_columns) {
    for (size_t i = 0; i + 1 < l->n; i++) {
        const struct line *x = &l->items[i];
        uint32_t width = width_of(x, by_columns);
        if (l->items[i + 1].blank) continue;
        n->all++;
        if (width > WIDEST) continue;
        n->lines[width]++;
        n->marked[width] += x->pauses > 0 || x->ends || x->end_inside;
        n->ended[width] += x->ends;
        n->inside[width] += x->end_inside;
    }
}

static uint32_t sum(const uint32_t *counts, uint32_t width, uint32_t slack) {
    uint32_t n = 0;
    for (uint32_t i = width > slack ? width - slack : 0; i <= width; i++)
        n += counts[i];
    return n;
}

/* Enough lines of that width, made of running text, and not each a sentence as verses are. Two are
 * enough where there are no others and a sentence ends within them. */
static bool convinces(const struct census *n, uint32_t width, uint32_t slack, bool narrow) {
    uint32_t lines = sum(n->lines, width, slack);
    if (10 * sum(n->ended, width, slack) > 4 * lines ||
        10 * sum(n->marked, width, slack) < 3 * lines || 2 * lines < n->all)
        return false;
    if (lines == 2) return n->all == 2 && !narrow && sum(n->inside, width, slack) > 0;
    return lines >= (narrow ? 6 : 3);
}

static uint32_t best_width(const struct census *n, uint32_t slack, uint32_t scale) {
    uint32_t best = 0, most = 0;
    for (uint32_t width = NARROWEST * scale; width <= WIDEST; width++) {
        uint32_t lines = sum(n->lines, width, slack);
        if (lines > most && convinces(n, width, slack, width < NARROW * scale)) {
            best = width;
            most = lines;
        }
    }
    return best;
}

static struct wrap wrap_by(const struct census *n, uint32_t slack, bool by_columns) {
    struct wrap w = {best_width(n, slack, by_columns ? 2 : 1), 0, by_columns};
    if (w.width == 0) return w;
    uint32_t lines = sum(n->lines, w.width, slack);
    while (100 * sum(n->lines, w.width, w.slack) < 95 * lines)
        w.slack++;
    return w;
}

struct wrap wrap_find(const struct lines *l) {
    enum { CPS_SLACK = 2, COLUMNS_SLACK = 4 };
    struct census by_cps = {0}, by_columns = {0};
    count(&by_cps, l, false);
    count(&by_columns, l, true);
    struct wrap a = wrap_by(&by_cps, CPS_SLACK, false);
    struct wrap b = wrap_by(&by_columns, COLUMNS_SLACK, true);
    if (!b.width) return a;
    if (!a.width) return b;
    bool narrower = sum(by_columns.lines, b.width, b.slack) > sum(by_cps.lines, a.width, a.slack);
    return narrower ? b : a;
}

bool wrap_is_full(const struct wrap *w, const struct line *l, uint32_t word) {
    uint32_t width = width_of(l, w->by_columns);
    if (w->width == 0 || width > w->width + (w->by_columns ? 2U : 1U)) return false;
    return width + w->slack >= w->width || (word > 1 && width + word >= w->width);
}

bool wrap_cuts_words(const struct wrap *w, const struct line *l) {
    uint32_t cps = width_of(l, false);
    return !w->by_columns && w->width > 0 && cps == w->width && 2 * l->columns > 3 * cps;
}

bool wrap_cuts_space(const struct wrap *w, const struct line *l, const struct line *next) {
    return wrap_cuts_words(w, l) && l->tail + next->margin == 1;
}
