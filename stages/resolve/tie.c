/* Ties short forms and pronouns to rows. */
#include <stddef.h>

#include "entity.h"
#include "operations.h"
#include "subject.h"
#include "table.h"

enum by { BY_BEGINS, BY_ENDS, BY_EQUALS, BY_SUBJECT };
static const char *const bys[] = {"begins", "ends", "equals", "subject", NULL};

struct tie_plan {
    struct name_list from;
    struct condition_list when;
    uint32_t dataset, by, field, count;
    struct expr form;
    bool own;
};

static struct sv form_of(struct scene *s, const struct tie_plan *p, const struct mention *m) {
    return value_text(s, scene_value(s, &p->form, m, NULL));
}

static void tie(struct scene *s, const struct tie_plan *p, struct mention *m, struct row *r) {
    const struct entity_plan *e = entity_plan_of(s, p->dataset);
    scene_tie(s, m, r, form_of(s, p, m), mention_pieces(s, m));
    if (e) entity_collect(s, e, m, r);
}

/* ---- by text: one sweep over the mentions ---- */

/* A text that mentions ask for: who had it last, and who still waits for the next. */
struct wanted {
    struct row *last;
    struct wanted_mention *first, *end;
};
struct wanted_mention {
    struct mention *m;
    struct wanted_mention *next;
};

struct sweep {
    struct scene *s;
    const struct tie_plan *plan;
    struct table texts;
};

static struct sv text_of(const struct tie_plan *p, const struct mention *m) {
    struct value v = mention_get(m, p->field);
    return v.n ? v.items[0].text : (struct sv){NULL, 0};
}

/* The row was just named by that text. */
static void named(struct sweep *w, struct sv text, struct row *r) {
    struct wanted *t = table_get(&w->texts, text);
    if (!t) return;
    t->last = r;
    for (struct wanted_mention *i = t->first; i; i = i->next)
        tie(w->s, w->plan, i->m, r);
    t->first = t->end = NULL;
}

static void name_beginnings(struct sweep *w, struct row *r) {
    for (size_t n = 0; n < r->key.n;) {
        n += utf8_width((unsigned char)r->key.p[n]);
        named(w, (struct sv){r->key.p, n}, r);
    }
}

static void name_ends(struct sweep *w, struct row *r) {
    for (size_t at = 0; at < r->key.n; at += utf8_width((unsigned char)r->key.p[at]))
        named(w, (struct sv){r->key.p + at, r->key.n - at}, r);
}

static void name_all(struct sweep *w, struct row *r) {
    if (w->plan->by == BY_BEGINS)
        name_beginnings(w, r);
    else if (w->plan->by == BY_ENDS)
        name_ends(w, r);
    else
        named(w, r->key, r);
}

static void ask(struct sweep *w, struct mention *m) {
    struct wanted *t = table_get(&w->texts, text_of(w->plan, m));
    if (!t) return;
    if (t->last) {
        tie(w->s, w->plan, m, t->last);
        return;
    }
    struct wanted_mention *i = arena_alloc(w->s->arena, sizeof *i);
    *i = (struct wanted_mention){m, NULL};
    if (t->end)
        t->end->next = i;
    else
        t->first = i;
    t->end = i;
}

/* Nobody bears the text in this document: the first mention makes a row. */
static void make_own(struct sweep *w, struct mention_list l) {
    const struct entity_plan *e = entity_plan_of(w->s, w->plan->dataset);
    for (size_t i = 0; e && i < l.n; i++) {
        struct sv text = text_of(w->plan, l.p[i]);
        struct wanted *t = text.n ? table_get(&w->texts, text) : NULL;
        if (!t || !t->first) continue;
        struct mention *m = t->first->m;
        struct span *span = arena_alloc(w->s->arena, sizeof *span);
        *span = mention_span(m, w->plan->field);
        named(w, text, entity_add(w->s, e, m, text, (struct spans){span, 1}));
    }
}

static bool is_of(const struct scene *s, const struct row *r, uint32_t dataset) {
    return r->dataset == program_dataset(s->program, dataset);
}

static void run_by_text(struct scene *s, const struct tie_plan *p) {
    struct mention_list asking = scene_select(s, &p->from, &p->when);
    struct sweep w = {.s = s, .plan = p};
    struct span_index tied = *scene_tied(s);
    table_init(&w.texts, asking.n, s->arena);
    for (size_t i = 0; i < asking.n; i++) {
        struct sv text = text_of(p, asking.p[i]);
        if (text.n == 0 || asking.p[i]->n_rows) continue;
        struct table_slot *slot = table_add(&w.texts, text);
        if (!slot->value) slot->value = arena_zero(s->arena, sizeof(struct wanted));
    }
    for (size_t i = 0, k = 0; i < asking.n || k < tied.n;) {
        bool next = k == tied.n || (i < asking.n && asking.p[i]->span.start < tied.spans[k].start);
        if (next) {
            if (asking.p[i]->n_rows == 0 && text_of(p, asking.p[i]).n) ask(&w, asking.p[i]);
            i++;
            continue;
        }
        const struct mention *m = tied.mentions[k++];
        for (size_t r = 0; r < m->n_rows; r++)
            if (is_of(s, m->rows[r], p->dataset)) name_all(&w, m->rows[r]);
    }
    if (p->own) make_own(&w, asking);
}

/* ---- by subject ---- */

static size_t count_of(const struct tie_plan *p, const struct mention *m) {
    struct value v = p->count ? mention_get(m, p->count) : (struct value){NULL, 0};
    size_t n = 0;
    for (size_t i = 0; v.n && i < v.items[0].text.n && n < 100; i++) {
        unsigned char c = (unsigned char)v.items[0].text.p[i];
        if (c < '0' || c > '9') return 1;
        n = n * 10 + (size_t)(c - '0');
    }
    return n ? n : 1;
}

static void run_by_subject(struct scene *s, const struct tie_plan *p) {
    struct mention_list l = scene_select(s, &p->from, &p->when);
    for (size_t i = 0; i < l.n; i++) {
        struct mention *m = l.p[i];
        struct row **rows;
        size_t n = count_of(p, m);
        if (m->n_rows || scene_speech(s, m->span.start) >= 0) continue;
        if (n > 1) {
            n = subject_several(s, m->span.start, n, &rows);
        } else {
            const struct mention *subject = subject_of(s, m->span.start);
            rows = subject ? subject->rows : NULL;
            n = subject ? subject->n_rows : 0;
        }
        for (size_t k = 0; k < n; k++)
            if (is_of(s, rows[k], p->dataset)) tie(s, p, m, rows[k]);
    }
}

static void run_tie(struct scene *s, const void *plan) {
    const struct tie_plan *p = plan;
    if (p->by == BY_SUBJECT)
        run_by_subject(s, p);
    else
        run_by_text(s, p);
}

static int check_tie(const void *plan, const struct node *at, struct err *e) {
    const struct tie_plan *p = plan;
    if (p->by == BY_SUBJECT && (p->field || p->own))
        return node_err(at, e, "\"field\" and \"own\" do not go with by: subject");
    if (p->by != BY_SUBJECT && (!p->field || p->count))
        return node_err(at, e, "by: %s goes with \"field\" and without \"count\"", bys[p->by]);
    return 0;
}

static const struct key tie_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct tie_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct tie_plan, when)},
    {.name = "dataset",
     .type = KEY_DATASET,
     .required = true,
     .offset = offsetof(struct tie_plan, dataset)},
    {.name = "by",
     .type = KEY_CHOICE,
     .required = true,
     .offset = offsetof(struct tie_plan, by),
     .choices = bys},
    {.name = "field", .type = KEY_NAME, .offset = offsetof(struct tie_plan, field)},
    {.name = "count", .type = KEY_NAME, .offset = offsetof(struct tie_plan, count)},
    {.name = "form", .type = KEY_EXPR, .required = true, .offset = offsetof(struct tie_plan, form)},
    {.name = "own", .type = KEY_BOOL, .offset = offsetof(struct tie_plan, own)},
    {.name = NULL},
};

const struct op_def op_tie = {"tie", tie_keys, sizeof(struct tie_plan), run_tie, check_tie};
