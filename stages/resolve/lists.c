/* Rows, and the lists that they collect. */
#include "scene.h"

struct row_list *scene_rows(struct scene *s, uint32_t dataset) {
    return &s->datasets[program_dataset(s->program, dataset)];
}

struct row *scene_add_row(struct scene *s, uint32_t dataset, struct sv prefix, struct mention *m) {
    struct row *r = arena_zero(s->arena, sizeof *r);
    struct row_list *l = scene_rows(s, dataset);
    r->dataset = (size_t)(l - s->datasets);
    r->prefix = prefix;
    r->mention = m;
    r->order = s->n_rows++;
    r->rule = m ? m->rule : SV("");
    l->p = scene_room(s, l->p, l->n, &l->size, sizeof(struct row *));
    l->p[l->n++] = r;
    return r;
}

static struct list_items *find_list(const struct row *r, uint32_t list) {
    for (size_t i = 0; r->plan_lists && i < r->plan_lists->n; i++)
        if (r->plan_lists->pairs[i].name == list) return &r->lists[i];
    return NULL;
}

void row_give(struct scene *s, struct row *r, uint32_t list, struct item item, uint32_t at) {
    struct list_items *l = find_list(r, list);
    struct sv text = item_text(&item);
    if (!l || text.n == 0 || sv_eq(text, r->key)) return;
    size_t i = 0;
    while (i < l->n && !sv_eq(item_text(&l->items[i]), text))
        i++;
    if (i < l->n) {
        if (at < l->at[i]) l->at[i] = at;
        return;
    }
    l->items = scene_room(s, l->items, l->n, &l->size, sizeof *l->items);
    l->at = scene_room(s, l->at, l->n, &l->size_at, sizeof *l->at);
    l->items[l->n] = item;
    l->at[l->n++] = at;
}

/* In order of first mention: insertion, the lists are short and nearly sorted. */
static void sort_list(struct list_items *l) {
    for (size_t i = 1; i < l->n; i++) {
        struct item item = l->items[i];
        uint32_t at = l->at[i];
        size_t k = i;
        for (; k > 0 && l->at[k - 1] > at; k--) {
            l->items[k] = l->items[k - 1];
            l->at[k] = l->at[k - 1];
        }
        l->items[k] = item;
        l->at[k] = at;
    }
}

struct value row_list_value(struct scene *s, struct row *r, uint32_t list, bool *known) {
    struct list_items *l = find_list(r, list);
    *known = l != NULL;
    if (!l) return (struct value){NULL, 0};
    sort_list(l);
    if (l->n) return (struct value){l->items, l->n};
    for (size_t i = 0; r->otherwise && i < r->otherwise->n; i++)
        if (r->otherwise->pairs[i].name == list) {
            struct item *item = arena_zero(s->arena, sizeof *item);
            item->text = r->otherwise->pairs[i].text;
            return (struct value){item, 1};
        }
    return (struct value){NULL, 0};
}

bool row_list_has(const struct row *r, uint32_t list, struct sv text) {
    const struct list_items *l = find_list(r, list);
    for (size_t i = 0; l && i < l->n; i++)
        if (sv_eq(item_text(&l->items[i]), text)) return true;
    return false;
}
