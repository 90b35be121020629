#include "part.h"

#include "utf8.h"

static unsigned times_width(unsigned a, unsigned n) {
    if (a == 0 || n == 0) return 0;
    return a >= WIDTH_ANY || n >= WIDTH_ANY || a > WIDTH_ANY / n ? WIDTH_ANY : a * n;
}

struct part part_nothing(void) {
    return (struct part){.min = 0};
}

struct part part_any(void) {
    return (struct part){.min = 1, .max = 1, .first = peek_any()};
}

struct part part_text(struct sv text, struct arena *a) {
    unsigned width, n = (unsigned)utf8_count(text);
    return (struct part){.min = n,
                         .max = n,
                         .anchor = anchor_of_text(text, a),
                         .literal = text,
                         .first = peek_of(PEEK_CHARACTER, utf8_at(text.p, &width))};
}

struct part part_digit(struct arena *a) {
    struct part x = part_any();
    x.anchor = anchor_of_class(SV("0123456789"), a);
    return x;
}

struct part part_class(struct sv class, struct arena *a) {
    struct sv inside = {class.p + 1, class.n - 2};
    bool digits = sv_is(inside, "0-9") || sv_is(inside, "\\d");
    struct part x = part_any();
    x.anchor = anchor_of_class(digits ? SV("0123456789") : inside, a);
    x.first = peek_class(class);
    return x;
}

struct part part_list(struct list *l, uint32_t index, struct arena *a) {
    return (struct part){.min = l->shortest,
                         .max = l->longest,
                         .anchor = anchor_of_list(l, index, a),
                         .first = peek_of(PEEK_LIST, index)};
}

struct part part_kind(uint32_t index, struct arena *a) {
    return (struct part){.min = 1,
                         .max = LIST_LONGEST,
                         .anchor = anchor_of_kind(index, a),
                         .first = peek_of(PEEK_KIND, index)};
}

/* ---- sequence ---- */

static void end_run(struct part_sequence *s, struct arena *a) {
    if (s->run.n == 0) return;
    anchor_consider(&s->all.anchor, anchor_of_text(str_view(&s->run), a), s->run_min, s->run_max);
    str_clear(&s->run);
}

/* What comes behind an anchor that is still open. */
static void follow(struct anchor *a, const struct part *item) {
    if (!a->open) return;
    peek_add(&a->behind, &item->first);
    a->open = item->min == 0;
}

static void add_to_run(struct part_sequence *s, struct sv literal) {
    if (s->run.n == 0) {
        s->run_min = s->all.min;
        s->run_max = s->all.max;
    }
    str_sv(&s->run, literal);
}

void part_append(struct part_sequence *s, const struct part *item, struct arena *a) {
    struct part *all = &s->all;
    all->at_start |= item->at_start && all->max == 0;
    if (all->min == 0) peek_add(&all->first, &item->first);
    if (!item->literal.p) end_run(s, a);
    follow(&all->anchor, item);
    if (item->literal.p)
        add_to_run(s, item->literal);
    else
        anchor_consider(&all->anchor, item->anchor, all->min, all->max);
    all->min = width_add(all->min, item->min);
    all->max = width_add(all->max, item->max);
}

struct part part_sequence_end(struct part_sequence *s, struct arena *a) {
    end_run(s, a);
    str_release(&s->run);
    return s->all;
}

/* ---- choice, repetition ---- */

void part_or(struct part *x, const struct part *branch, struct arena *a) {
    x->at_start &= branch->at_start;
    x->min = x->min < branch->min ? x->min : branch->min;
    x->max = x->max > branch->max ? x->max : branch->max;
    x->anchor = anchor_merge(&x->anchor, &branch->anchor, a);
    x->literal = (struct sv){NULL, 0};
    peek_add(&x->first, &branch->first);
}

void part_repeat(struct part *x, unsigned min, unsigned max) {
    x->min = times_width(x->min, min);
    x->max = times_width(x->max, max);
    x->literal = (struct sv){NULL, 0};
    if (max > 1) peek_add(&x->anchor.behind, &x->first);
    x->at_start &= min > 0;
    if (min == 0) x->anchor = (struct anchor){0};
}
