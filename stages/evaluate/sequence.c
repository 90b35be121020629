/* Rows and gold that both stand in the order of the text, such as numbers.
 *
 * First the alignment that keeps both orders and is alike most in sum; then what is left of the
 * gold takes the rows that are left, in whatever order: a layout may have moved them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"

/* A document with more pairs than that is refused; a longer text is like none but its equal. */
enum { MOST_PAIRS = 1 << 26, LONGEST = 4096 };

struct item {
    const struct entry *entry;
    struct sv form;
    struct points text;
    bool apart; /* of a kind whose values are not compared */
    int match;  /* of the gold: its row; of a row: its gold; -1 */
};

struct sequence {
    struct comparison *c;
    struct item *gold, *rows;
    size_t n_gold, n_rows;
    unsigned *lengths; /* for common(): two rows of LONGEST + 1 */
};

/* ---- how alike two texts are ---- */

/* A stretch that two texts have in common. */
struct stretch {
    size_t a, b, n;
};

/* The longest one, of those as long the first in a, of those the first in b. */
static struct stretch common(const struct sequence *s, const struct points *a,
                             const struct points *b) {
    struct stretch best = {0, 0, 0};
    unsigned *before = s->lengths, *now = s->lengths + LONGEST + 1;
    memset(before, 0, (b->n + 1) * sizeof *before);
    for (size_t i = 0; i < a->n; i++) {
        now[0] = 0;
        for (size_t k = 0; k < b->n; k++) {
            now[k + 1] = a->c[i] == b->c[k] ? before[k] + 1 : 0;
            if (now[k + 1] > best.n)
                best = (struct stretch){i + 1 - now[k + 1], k + 1 - now[k + 1], now[k + 1]};
        }
        unsigned *swap = before;
        before = now;
        now = swap;
    }
    return best;
}

/* Whether a cut there would part a run of digits. */
static bool cuts(const struct points *text, size_t at) {
    return at > 0 && at < text->n && point_is_digit(text->c[at - 1]) && point_is_digit(text->c[at]);
}

static double likeness(const struct sequence *s, const struct item *x, const struct item *y) {
    const struct points *a = &x->text, *b = &y->text;
    if (sv_eq(x->form, y->form)) return 1;
    size_t less = a->n < b->n ? a->n : b->n, more = a->n < b->n ? b->n : a->n;
    if (2 * less < more || more > LONGEST) return 0;
    struct stretch m = common(s, a, b);
    if (2 * m.n < more || cuts(a, m.a) || cuts(a, m.a + m.n) || cuts(b, m.b) || cuts(b, m.b + m.n))
        return 0;
    return (double)m.n / (double)more;
}

/* ---- the alignment ---- */

enum step { STEP_GOLD, STEP_ROW, STEP_BOTH }; /* what is passed over, or that both match */

/* steps[i * n_rows + k] is the best from gold i and row k on. Of the sums only two rows are kept.
 */
static void fill_steps(const struct sequence *s, char *steps) {
    size_t m = s->n_rows;
    double *below = mem_zero((m + 1) * sizeof *below), *now = mem_zero((m + 1) * sizeof *now);
    for (size_t i = s->n_gold; i-- > 0;) {
        for (size_t k = m; k-- > 0;) {
            double alike = likeness(s, &s->gold[i], &s->rows[k]);
            double both = alike > 0 ? alike + below[k + 1] : 0;
            double best = below[k] > now[k + 1] ? below[k] : now[k + 1];
            now[k] = both > best ? both : best;
            steps[i * m + k] = alike > 0 && both >= best ? STEP_BOTH
                               : now[k] == below[k]      ? STEP_GOLD
                                                         : STEP_ROW;
        }
        double *swap = below;
        below = now;
        now = swap;
    }
    free(below);
    free(now);
}

static void match(struct sequence *s, size_t gold, size_t row) {
    s->gold[gold].match = (int)row;
    s->rows[row].match = (int)gold;
}

static void follow_steps(struct sequence *s, const char *steps) {
    for (size_t i = 0, k = 0; i < s->n_gold && k < s->n_rows;) {
        char step = steps[i * s->n_rows + k];
        if (step == STEP_BOTH) match(s, i, k);
        i += step != STEP_ROW;
        k += step != STEP_GOLD;
    }
}

/* ---- what is left ---- */

static void match_left(struct sequence *s, size_t i) {
    double best = 0;
    size_t row = 0;
    if (s->gold[i].match >= 0) return;
    for (size_t k = 0; k < s->n_rows; k++) {
        double alike = s->rows[k].match < 0 ? likeness(s, &s->gold[i], &s->rows[k]) : 0;
        if (alike > best) best = alike, row = k;
    }
    if (best > 0) match(s, i, row);
}

/* What is wanted chooses before what is optional. */
static void match_all_left(struct sequence *s) {
    for (int optional = 0; optional < 2; optional++)
        for (size_t i = 0; i < s->n_gold; i++)
            if (s->gold[i].entry->optional == (optional == 1)) match_left(s, i);
}

static int align(struct sequence *s, struct err *e) {
    if (s->n_rows > 0 && s->n_gold > MOST_PAIRS / s->n_rows)
        return err_at(e, STATUS_INPUT, s->c->doc->path,
                      "dataset \"%s\": too many rows to align: %zu, gold %zu",
                      s->c->dataset->name.p, s->n_rows, s->n_gold);
    char *steps = mem_alloc(s->n_gold * s->n_rows);
    fill_steps(s, steps);
    follow_steps(s, steps);
    free(steps);
    match_all_left(s);
    return 0;
}

/* ---- verdicts ---- */

/* Numbers are the same however they are written; everything else by its form. */
static bool has_same_value(const struct comparison *c, const struct entry *x,
                           const struct entry *y) {
    for (size_t i = 0; i < c->dataset->n_columns; i++) {
        if (!c->dataset->same[i]) continue;
        struct sv a = number_form(x->forms[i], c->arena), b = number_form(y->forms[i], c->arena);
        if (!sv_eq(a, b)) return false;
    }
    return true;
}

static void say(const struct sequence *s, char sign, struct sv figure, const struct entry *row,
                const struct entry *gold) {
    bool columns[MOST_COLUMNS];
    memcpy(columns, s->c->dataset->same, sizeof columns);
    columns[0] = true;
    score_say(s->c, sign, figure, row, gold, columns);
}

static void judge_gold(const struct sequence *s, const struct item *g) {
    struct comparison *c = s->c;
    struct figure *detect = &c->figures[g->apart ? FIGURE_APART : FIGURE_DETECT];
    struct figure *value = &c->figures[FIGURE_VALUE];
    if (g->match < 0) {
        detect->missed++;
        value->missed += !g->apart;
        c->tally->missed++;
        say(s, '-', detect->name, NULL, g->entry);
        return;
    }
    const struct entry *row = s->rows[g->match].entry;
    bool right = g->apart || has_same_value(c, g->entry, row);
    detect->right++;
    detect->found++;
    if (!g->apart) {
        value->right += right;
        value->found += right;
        value->wrong += !right;
        value->missed += !right;
    }
    c->tally->missed += !right;
    score_row(c, row, right ? VERDICT_RIGHT : VERDICT_FALSE);
    if (!right) say(s, '~', value->name, row, g->entry);
}

static void judge_row(const struct sequence *s, const struct item *r) {
    struct comparison *c = s->c;
    struct figure *detect = &c->figures[r->apart ? FIGURE_APART : FIGURE_DETECT];
    if (r->match >= 0) {
        if (s->gold[r->match].entry->optional) score_row(c, r->entry, VERDICT_OPTIONAL);
        return;
    }
    detect->wrong++;
    c->figures[FIGURE_VALUE].wrong += !r->apart;
    score_row(c, r->entry, VERDICT_FALSE);
    say(s, '+', detect->name, r->entry, NULL);
}

static struct item *read_items(const struct comparison *c, const struct entries *from) {
    const struct dataset *d = c->dataset;
    struct item *all = arena_zero(c->arena, (from->n + 1) * sizeof *all);
    for (size_t i = 0; i < from->n; i++) {
        const struct entry *x = &from->p[i];
        struct sv form = compare_value(c, x, 0);
        bool apart = d->kind >= 0 && dataset_lists(d, x->forms[d->kind]);
        all[i] = (struct item){x, form, points_of(form, c->arena), apart, -1};
    }
    return all;
}

int compare_sequence(struct comparison *c, struct err *e) {
    struct sequence s = {
        .c = c,
        .gold = read_items(c, c->gold),
        .rows = read_items(c, c->rows),
        .n_gold = c->gold->n,
        .n_rows = c->rows->n,
        .lengths = arena_alloc(c->arena, 2 * (LONGEST + 1) * sizeof(unsigned)),
    };
    if (align(&s, e) != 0) return -1;
    for (size_t i = 0; i < s.n_gold; i++)
        if (!s.gold[i].entry->optional) judge_gold(&s, &s.gold[i]);
    for (size_t k = 0; k < s.n_rows; k++)
        judge_row(&s, &s.rows[k]);
    return 0;
}
