#include <stdlib.h>

#include "engineroom.h"

bool shelf_is_free(const struct shelf *s, size_t start, size_t end) {
    for (size_t i = start; i < end; i++)
        if (bit(s->occupied, i)) return false;
    return true;
}

void shelf_put(struct engine *g, const struct mention *m) {
    struct shelf *s = &g->shelves[m->kind];
    s->p = mem_room(s->p, s->n, &s->size, sizeof *s->p);
    s->p[s->n++] = *m;
    if (m->end - m->start > s->longest) s->longest = m->end - m->start;
    set_bit(s->starts, m->start);
    set_bit(s->ends, m->end);
    for (size_t i = m->start; i < m->end; i++)
        set_bit(s->occupied, i);
}

static int by_place(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return x->rule && y->rule ? sv_cmp(x->rule->id, y->rule->id) : 0;
}

void shelf_sort_all(struct engine *g) {
    for (size_t i = 0; i < g->pack->n_kinds; i++) {
        struct shelf *s = &g->shelves[i];
        if (s->n > s->sorted) qsort(s->p, s->n, sizeof *s->p, by_place);
        s->sorted = s->n;
    }
}

/* The first mention on the shelf that begins at or behind a place. */
static size_t first_from(const struct shelf *s, size_t start) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->p[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct mention *shelf_find(const struct shelf *s, size_t start, size_t end) {
    if (!bit(s->starts, start)) return NULL;
    for (size_t i = first_from(s, start); i < s->n && s->p[i].start == start; i++)
        if (s->p[i].end == end) return &s->p[i];
    return NULL;
}

/* Whether some mention on the shelf holds all of start to end. */
bool shelf_holds(const struct shelf *s, size_t start, size_t end) {
    if (s->n == 0 || !bit(s->occupied, start)) return false;
    for (size_t i = first_from(s, start + 1); i-- > 0 && start - s->p[i].start < s->longest;)
        if (s->p[i].end >= end) return true;
    return false;
}
