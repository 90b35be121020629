#include "wrap.h"

enum { WIDEST = 200, NARROWEST = 10, NARROW = 20, LONGEST_WORD = 40 };

/* From here on most scripts are written without spaces between words. */
enum { FIRST_WIDE = 0x2E80 };

static bool is_in_word(uint32_t c) {
    return c > ' ' && c != 0xA0 && !(c >= 0x2000 && c <= 0x200A) && c < FIRST_WIDE;
}

uint32_t wrap_first_word(const struct lines *all, const struct line *l) {
    uint32_t n = 0;
    while (n < LONGEST_WORD && l->start + n < l->end && is_in_word(all->c[l->start + n]))
        n++;
    return n;
}

/* With its white space, as the line was measured when it was cut. */
static uint32_t width_of(const struct line *l, bool by_columns) {
    if (by_columns) return l->columns + l->margin + l->tail;
    return l->end - l->start + (l->indented ? (l->margin + 1U) / 2 : l->margin) + l->tail;
}

/* How many lines fit a width: they are so wide, or shorter by what is allowed or by a word that
 * begins the next one and had no room. */
struct fits {
    uint32_t lines, marked, ended, inside;
};

/* Lines that another follows directly. */
struct census {
    uint32_t lines[WIDEST + 1];   /* by their own width */
    struct fits fits[WIDEST + 2]; /* by the width that they fit */
    uint32_t all;
};

static void fit(struct fits *f, const struct line *x, uint32_t sign) {
    f->lines += sign;
    f->marked += (x->pauses > 0 || x->ends || x->end_inside) ? sign : 0;
    f->ended += x->ends ? sign : 0;
    f->inside += x->end_inside ? sign : 0;
}

static void add_up(struct fits *f, size_t n) {
    for (size_t i = 1; i < n; i++) {
        f[i].lines += f[i - 1].lines;
        f[i].marked += f[i - 1].marked;
        f[i].ended += f[i - 1].ended;
        f[i].inside += f[i - 1].inside;
    }
}

static void count(struct census *n, const struct lines *l, uint32_t slack, bool by_columns) {
    for (size_t i = 0; i + 1 < l->n; i++) {
        const struct line *x = &l->items[i];
        uint32_t width = width_of(x, by_columns), word = wrap_first_word(l, x + 1);
        uint32_t widest = width + (word > slack ? word : slack);
        if (x[1].blank) continue;
        n->all++;
        if (width > WIDEST) continue;
        n->lines[width]++;
        fit(&n->fits[width], x, 1);
        fit(&n->fits[widest < WIDEST ? widest + 1 : WIDEST + 1], x, UINT32_MAX); /* takes one off */
    }
    add_up(n->fits, WIDEST + 1);
}

static uint32_t sum(const uint32_t *counts, uint32_t width, uint32_t slack) {
    uint32_t n = 0;
    for (uint32_t i = width > slack ? width - slack : 0; i <= width; i++)
        n += counts[i];
    return n;
}

/* Enough lines of that width, made of running text, and not each a sentence as verses are. Two are
 * enough where there are no others and a sentence ends within them. */
static bool convinces(const struct census *n, uint32_t width, bool narrow) {
    const struct fits *f = &n->fits[width];
    if (10 * f->ended > 4 * f->lines || 10 * f->marked < 3 * f->lines || 2 * f->lines < n->all)
        return false;
    if (f->lines == 2) return n->all == 2 && !narrow && f->inside > 0;
    return f->lines >= (narrow ? 6 : 3);
}

static uint32_t best_width(const struct census *n, uint32_t scale) {
    uint32_t best = 0, most = 0;
    for (uint32_t width = NARROWEST * scale; width <= WIDEST; width++) {
        uint32_t lines = n->fits[width].lines;
        if (lines > most && convinces(n, width, width < NARROW * scale)) {
            best = width;
            most = lines;
        }
    }
    return best;
}

static struct wrap wrap_by(const struct census *n, uint32_t slack, bool by_columns) {
    struct wrap w = {best_width(n, by_columns ? 2 : 1), 0, by_columns};
    if (w.width == 0) return w;
    uint32_t lines = sum(n->lines, w.width, slack);
    while (100 * sum(n->lines, w.width, w.slack) < 95 * lines)
        w.slack++;
    return w;
}

struct wrap wrap_find(const struct lines *l) {
    enum { CPS_SLACK = 2, COLUMNS_SLACK = 4 };
    struct census by_cps = {0}, by_columns = {0};
    count(&by_cps, l, CPS_SLACK, false);
    count(&by_columns, l, COLUMNS_SLACK, true);
    struct wrap a = wrap_by(&by_cps, CPS_SLACK, false);
    struct wrap b = wrap_by(&by_columns, COLUMNS_SLACK, true);
    if (!b.width) return a;
    if (!a.width) return b;
    bool narrower = by_columns.fits[b.width].lines > by_cps.fits[a.width].lines;
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
