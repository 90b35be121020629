/* A field that is empty takes what the neighbourhood says. */
#include <stddef.h>

#include "operations.h"
#include "scene.h"

enum { MOST_STEPS = 256 };
enum look { LOOK_LEFT, LOOK_RIGHT };
static const char *const looks[] = {"left", "right", NULL};

struct source {
    uint32_t kind, field;
    struct condition_list when;
};

struct inherit_plan {
    struct name_list from;
    struct condition_list when;
    uint32_t field, look, blocks, most;
    struct plan_list take;
};

static const struct source *source_of(struct scene *s, const struct inherit_plan *p,
                                      const struct mention *m) {
    const struct source *t = p->take.plans;
    for (size_t i = 0; i < p->take.n; i++)
        if (t[i].kind == m->kind && mention_has(m, t[i].field) && scene_holds(s, m, &t[i].when))
            return &t[i];
    return NULL;
}

static bool near(const struct scene *s, const struct inherit_plan *p, const struct mention *m,
                 const struct mention *from) {
    int64_t a = scene_block(s, m->span.start), b = scene_block(s, from->span.start);
    uint32_t gap = m->span.start >= from->span.end   ? m->span.start - from->span.end
                   : from->span.start >= m->span.end ? from->span.start - m->span.end
                                                     : 0;
    int64_t apart = a > b ? a - b : b - a;
    return apart <= (int64_t)p->blocks && (!p->most || gap <= p->most);
}

static void inherit_one(struct scene *s, const struct inherit_plan *p,
                        const struct mention_list *all, size_t at) {
    struct mention *m = all->p[at];
    int64_t step = p->look == LOOK_LEFT ? -1 : 1;
    int64_t i = (int64_t)at + step;
    for (int steps = 0; i >= 0 && i < (int64_t)all->n && steps < MOST_STEPS; i += step, steps++) {
        const struct mention *from = all->p[i];
        if (!near(s, p, m, from)) return;
        const struct source *source = source_of(s, p, from);
        if (!source) continue;
        mention_set(s, m, p->field, mention_get(from, source->field));
        return;
    }
}

/* The mentions that take and those that give, in one order. */
static struct mention_list everyone(struct scene *s, const struct inherit_plan *p) {
    const struct source *t = p->take.plans;
    size_t n = p->from.n + p->take.n;
    uint32_t *ids = arena_alloc(s->arena, n * sizeof *ids);
    for (size_t i = 0; i < p->from.n; i++)
        ids[i] = p->from.ids[i];
    for (size_t i = 0; i < p->take.n; i++)
        ids[p->from.n + i] = t[i].kind;
    struct name_list kinds = {ids, n};
    return scene_select(s, &kinds, NULL);
}

static void run_inherit(struct scene *s, const void *plan) {
    const struct inherit_plan *p = plan;
    struct mention_list all = everyone(s, p);
    for (size_t i = 0; i < all.n; i++) {
        size_t at = p->look == LOOK_LEFT ? i : all.n - 1 - i;
        struct mention *m = all.p[at];
        if (name_list_has(&p->from, m->kind) && !mention_has(m, p->field) &&
            scene_holds(s, m, &p->when))
            inherit_one(s, p, &all, at);
    }
}

static const struct key source_keys[] = {
    {.name = "kind", .type = KEY_NAME, .required = true, .offset = offsetof(struct source, kind)},
    {.name = "field", .type = KEY_NAME, .required = true, .offset = offsetof(struct source, field)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct source, when)},
    {.name = NULL},
};

static const struct key inherit_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct inherit_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct inherit_plan, when)},
    {.name = "field",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct inherit_plan, field)},
    {.name = "take",
     .type = KEY_PLANS,
     .required = true,
     .offset = offsetof(struct inherit_plan, take),
     .keys = source_keys,
     .size = sizeof(struct source)},
    {.name = "look",
     .type = KEY_CHOICE,
     .offset = offsetof(struct inherit_plan, look),
     .choices = looks},
    {.name = "blocks", .type = KEY_NUMBER, .offset = offsetof(struct inherit_plan, blocks)},
    {.name = "most", .type = KEY_NUMBER, .offset = offsetof(struct inherit_plan, most)},
    {.name = NULL},
};

const struct op_def op_inherit = {"inherit", inherit_keys, sizeof(struct inherit_plan), run_inherit,
                                  NULL};
