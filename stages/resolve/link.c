/* Fields that refer to rows. */
#include <stddef.h>

#include "operations.h"
#include "subject.h"
#include "table.h"

enum look { LOOK_NOWHERE, LOOK_LEFT, LOOK_RIGHT, LOOK_SUBJECT };
static const char *const looks[] = {"", "left", "right", "subject", NULL};
enum within { WITHIN_SENTENCE, WITHIN_BLOCK };
static const char *const withins[] = {"sentence", "block", NULL};

enum { MOST_STEPS = 256, MOST_ROWS = 64 };

/* One thing to try where the field is still empty. */
struct fallback {
    uint32_t look, within, most;
    uint32_t list, dataset, block, take;
    struct name_list
        not_past; /* kinds that end the search for a block, which then goes back only */
    struct sv has;
};

struct link_plan {
    struct name_list from, to;
    struct condition_list when;
    uint32_t field, as;
    bool text, nothing;
    struct plan_list otherwise;
};

/* What a link has found for one mention. */
struct found {
    struct item items[MOST_ROWS];
    size_t n;
};

static void found_row(struct found *f, struct row *r, struct span span) {
    size_t i = 0;
    while (i < f->n && f->items[i].row != r)
        i++;
    if (i == f->n && f->n < MOST_ROWS) f->items[f->n++] = (struct item){r->key, span, r};
}

static void found_mention(struct found *f, const struct mention *m) {
    for (size_t i = 0; i < m->n_rows; i++)
        found_row(f, m->rows[i], m->span);
}

static bool is_target(const struct link_plan *p, const struct mention *m) {
    return p->to.n == 0 || name_list_has(&p->to, m->kind);
}

static void touching(struct scene *s, const struct link_plan *p, struct span span,
                     struct found *f) {
    const struct span_index *x = scene_tied(s);
    for (size_t i = span_index_first(x, span.start); i < x->n; i++) {
        if (x->spans[i].start >= span.end) return;
        if (x->spans[i].end > span.start && is_target(p, x->mentions[i]))
            found_mention(f, x->mentions[i]);
    }
}

static void row_of_text(struct scene *s, struct sv text, struct found *f) {
    for (size_t i = 0; i < s->program->n_datasets; i++) {
        if (!s->entities[i]) continue;
        for (size_t k = 0; k < s->datasets[i].n; k++)
            if (sv_eq(s->datasets[i].p[k]->key, text))
                found_row(f, s->datasets[i].p[k], (struct span){0, 0});
    }
}

/* ---- fallbacks ---- */

static struct span bounds(const struct scene *s, const struct fallback *b, uint32_t at) {
    if (b->within == WITHIN_SENTENCE) {
        int64_t i = scene_sentence(s, at);
        return i < 0 ? (struct span){0, s->length} : s->sentences[i];
    }
    int64_t i = scene_block(s, at);
    return i < 0 ? (struct span){0, s->length} : s->blocks[i].span;
}

static void look_left(struct scene *s, const struct link_plan *p, const struct fallback *b,
                      struct span span, struct found *f) {
    const struct span_index *x = scene_tied(s);
    struct span in = bounds(s, b, span.start);
    int64_t i = span_at(x->spans, x->n, span.start);
    for (int steps = 0; i >= 0 && steps < MOST_STEPS; i--, steps++) {
        if (x->spans[i].start < in.start) return;
        if (x->spans[i].end > span.start || !is_target(p, x->mentions[i])) continue;
        if (!b->most || span.start - x->spans[i].end <= b->most) found_mention(f, x->mentions[i]);
        return;
    }
}

static void look_right(struct scene *s, const struct link_plan *p, const struct fallback *b,
                       struct span span, struct found *f) {
    const struct span_index *x = scene_tied(s);
    struct span in = bounds(s, b, span.start);
    size_t i = span_index_first(x, span.end);
    for (int steps = 0; i < x->n && steps < MOST_STEPS; i++, steps++) {
        if (x->spans[i].start >= in.end) return;
        if (x->spans[i].start < span.end || !is_target(p, x->mentions[i])) continue;
        if (!b->most || x->spans[i].start - span.end <= b->most) found_mention(f, x->mentions[i]);
        return;
    }
}

static void rows_having(struct scene *s, const struct fallback *b, struct found *f) {
    const struct row_list *l = scene_rows(s, b->dataset);
    for (size_t i = 0; i < l->n; i++)
        if (row_list_has(l->p[i], b->list, b->has)) found_row(f, l->p[i], (struct span){0, 0});
}

static int64_t nearest_block(const struct scene *s, uint32_t kind, uint32_t at) {
    int64_t b = scene_block(s, at), n = (int64_t)s->n_blocks;
    for (int64_t i = b; i >= 0; i--)
        if (s->blocks[i].kind == kind) return i;
    for (int64_t i = b + 1; i < n; i++)
        if (s->blocks[i].kind == kind) return i;
    return -1;
}

static bool holds_any(const struct scene *s, const struct mention_list *l, int64_t block) {
    for (size_t i = 0; i < l->n; i++)
        if (scene_block(s, l->p[i]->span.start) == block) return true;
    return false;
}

/* The block before, unless a mention that is not to be passed stands between. */
static int64_t unpassed_block(struct scene *s, const struct fallback *b, uint32_t at) {
    struct mention_list stops = scene_select(s, &b->not_past, NULL);
    int64_t here = scene_block(s, at);
    for (int64_t i = here; i >= 0; i--) {
        if (s->blocks[i].kind == b->block) return i;
        if (i != here && holds_any(s, &stops, i)) return -1;
    }
    return -1;
}

static void rows_in_block(struct scene *s, const struct link_plan *p, const struct fallback *b,
                          uint32_t at, struct found *f) {
    int64_t i = b->not_past.n > 0 ? unpassed_block(s, b, at) : nearest_block(s, b->block, at);
    if (i >= 0) touching(s, p, s->blocks[i].span, f);
}

static void take_field(const struct fallback *b, const struct mention *m, struct found *f) {
    struct value v = mention_get(m, b->take);
    for (size_t i = 0; i < v.n && f->n < MOST_ROWS; i++)
        f->items[f->n++] = v.items[i];
}

static void fall_back(struct scene *s, const struct link_plan *p, const struct fallback *b,
                      const struct mention *m, struct found *f) {
    if (b->take) take_field(b, m, f);
    if (b->list) rows_having(s, b, f);
    if (b->block) rows_in_block(s, p, b, m->span.start, f);
    if (b->look == LOOK_LEFT) look_left(s, p, b, m->span, f);
    if (b->look == LOOK_RIGHT) look_right(s, p, b, m->span, f);
    if (b->look != LOOK_SUBJECT) return;
    const struct mention *subject = subject_of(s, m->span.start);
    if (subject) found_mention(f, subject);
}

static void link_one(struct scene *s, const struct link_plan *p, struct mention *m) {
    struct found f = {.n = 0};
    struct value v = mention_get(m, p->field);
    bool spanned = v.n && v.items[0].span.end > v.items[0].span.start;
    if (spanned || (!p->field && !p->nothing)) touching(s, p, mention_span(m, p->field), &f);
    if (f.n == 0 && v.n) row_of_text(s, item_text(&v.items[0]), &f);
    if (f.n == 0 && v.n && p->text) f.items[f.n++] = v.items[0];
    const struct fallback *b = p->otherwise.plans;
    for (size_t i = 0; i < p->otherwise.n && f.n == 0; i++)
        fall_back(s, p, &b[i], m, &f);
    if (f.n == 0) return;
    struct item *items = arena_alloc(s->arena, f.n * sizeof *items);
    for (size_t i = 0; i < f.n; i++)
        items[i] = f.items[i];
    mention_set(s, m, p->as, (struct value){items, f.n});
}

static void run_link(struct scene *s, const void *plan) {
    const struct link_plan *p = plan;
    struct mention_list l = scene_select(s, &p->from, &p->when);
    for (size_t i = 0; i < l.n; i++)
        link_one(s, p, l.p[i]);
}

static int check_link(const void *plan, const struct node *at, struct err *e) {
    const struct link_plan *p = plan;
    const struct fallback *b = p->otherwise.plans;
    for (size_t i = 0; i < p->otherwise.n; i++) {
        int ways =
            (b[i].look != LOOK_NOWHERE) + (b[i].list != 0) + (b[i].block != 0) + (b[i].take != 0);
        if (ways != 1)
            return node_err(at, e, "an item of \"otherwise\" has one of look, list, block, take");
        if (b[i].list && (!b[i].has.p || !b[i].dataset))
            return node_err(at, e, "\"list\" goes with \"has\" and \"dataset\"");
    }
    return 0;
}

static const struct key fallback_keys[] = {
    {.name = "look",
     .type = KEY_CHOICE,
     .offset = offsetof(struct fallback, look),
     .choices = looks},
    {.name = "within",
     .type = KEY_CHOICE,
     .offset = offsetof(struct fallback, within),
     .choices = withins},
    {.name = "most", .type = KEY_NUMBER, .offset = offsetof(struct fallback, most)},
    {.name = "list", .type = KEY_NAME, .offset = offsetof(struct fallback, list)},
    {.name = "has", .type = KEY_TEXT, .offset = offsetof(struct fallback, has)},
    {.name = "dataset", .type = KEY_DATASET, .offset = offsetof(struct fallback, dataset)},
    {.name = "block", .type = KEY_NAME, .offset = offsetof(struct fallback, block)},
    {.name = "not_past", .type = KEY_NAMES, .offset = offsetof(struct fallback, not_past)},
    {.name = "take", .type = KEY_NAME, .offset = offsetof(struct fallback, take)},
    {.name = NULL},
};

static const struct key link_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct link_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct link_plan, when)},
    {.name = "field", .type = KEY_NAME, .offset = offsetof(struct link_plan, field)},
    {.name = "nothing", .type = KEY_BOOL, .offset = offsetof(struct link_plan, nothing)},
    {.name = "to", .type = KEY_NAMES, .offset = offsetof(struct link_plan, to)},
    {.name = "as", .type = KEY_NAME, .required = true, .offset = offsetof(struct link_plan, as)},
    {.name = "text", .type = KEY_BOOL, .offset = offsetof(struct link_plan, text)},
    {.name = "otherwise",
     .type = KEY_PLANS,
     .offset = offsetof(struct link_plan, otherwise),
     .keys = fallback_keys,
     .size = sizeof(struct fallback)},
    {.name = NULL},
};

const struct op_def op_link = {"link", link_keys, sizeof(struct link_plan), run_link, check_link};
