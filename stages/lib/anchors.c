#include <stdlib.h>

#include "engineroom.h"

enum { LONG_LIST = 10000 }; /* terms */

void places_add(struct places *l, size_t at) {
    l->p = mem_room(l->p, l->n, &l->size, sizeof *l->p);
    l->p[l->n++] = at;
}

/* ---- what waits for them ---- */

static uint32_t new_waiting(struct engine *g) {
    g->waiting = mem_room(g->waiting, g->n_waiting, &g->size_waiting, sizeof *g->waiting);
    g->waiting[g->n_waiting] = (struct waiting){0};
    return (uint32_t)g->n_waiting++;
}

static void wait_for(struct engine *g, uint32_t waiting, uint32_t way) {
    struct waiting *w = &g->waiting[waiting];
    w->ways = mem_room(w->ways, w->n, &w->size, sizeof *w->ways);
    w->ways[w->n++] = way;
}

static uint32_t waiting_for_text(struct engine *g, struct sv text) {
    uint32_t node = 0;
    for (size_t at = 0; at < text.n;) {
        unsigned width;
        uint32_t c = utf8_at(text.p + at, &width);
        node = at == 0 ? trie_begin(&g->anchors, c) : trie_step(&g->anchors, node, c);
        if (!node) break;
        at += width;
    }
    uint32_t value = node ? trie_first(&g->anchors, node) : 0;
    if (value) return g->anchors.values[value].value;
    uint32_t waiting = new_waiting(g);
    trie_add(&g->anchors, text, waiting);
    return waiting;
}

/* A long list is not copied: the text is passed once more, with the list's own trie. */
static bool is_long(const struct list *l) {
    return l->n > LONG_LIST;
}

static void add_list_terms(struct engine *g, uint32_t list) {
    const struct list *l = &g->pack->lists[list];
    uint32_t waiting = new_waiting(g);
    g->waiting_of_list[list] = (int32_t)waiting;
    for (size_t i = 0; i < l->n && !is_long(l); i++)
        trie_add(&g->anchors, l->terms[i].text, waiting);
}

/* Texts are all entered before lists, so that a text's node holds its own value only. */
static void enter(struct engine *g, bool lists) {
    for (size_t w = 0; w < g->n_ways; w++) {
        const struct anchor *a = &g->ways[w].x->anchor;
        if (g->ways[w].x->at_start) continue;
        for (size_t i = 0; i < a->n; i++) {
            const struct anchor_item *item = &a->items[i];
            if (item->what == ANCHOR_TEXT && !lists)
                wait_for(g, waiting_for_text(g, item->text), (uint32_t)w);
            if (item->what != ANCHOR_LIST || !lists) continue;
            if (g->waiting_of_list[item->index] == NONE) add_list_terms(g, item->index);
            wait_for(g, (uint32_t)g->waiting_of_list[item->index], (uint32_t)w);
        }
    }
}

void anchors_enter(struct engine *g) {
    enter(g, false);
    enter(g, true);
}

bool anchors_ask(const struct peek *p) {
    bool kinds = false;
    for (size_t i = 0; i < p->n; i++)
        kinds |= p->items[i].what == PEEK_KIND;
    return !p->any && p->n > 0 && !kinds;
}

/* ---- the character behind ---- */

/* Whether the character at a place can be what stands behind an anchor. */
static bool may_follow(const struct engine *g, const struct peek *p, size_t at) {
    struct sv text = g->layout->text;
    if (p->any || p->n == 0) return true;
    if (at >= text.n) return false;
    unsigned width;
    uint32_t c = utf8_at(text.p + at, &width);
    for (size_t i = 0; i < p->n; i++) {
        const struct peek_item *item = &p->items[i];
        if (item->what == PEEK_CHARACTER && item->index == c) return true;
        if (item->what == PEEK_LIST && trie_begin(&g->pack->lists[item->index].trie, c))
            return true;
        if (item->what == PEEK_KIND && bit(g->shelves[item->index].starts, at)) return true;
        if (item->what == PEEK_CLASS &&
            class_takes(item->class, (struct sv){text.p + at, width}, c))
            return true;
    }
    return false;
}

/* ---- in a document ---- */

static int by_offset(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

void anchors_add_kinds(struct engine *g, struct way *w) {
    const struct anchor *a = &w->x->anchor;
    bool mixed = w->hits.n > 0;
    for (size_t i = 0; i < a->n; i++) {
        if (a->items[i].what != ANCHOR_KIND) continue;
        const struct shelf *s = &g->shelves[a->items[i].index];
        mixed |= w->hits.n > 0;
        for (size_t k = 0; k < s->n; k++)
            if (may_follow(g, &a->behind, s->p[k].end)) places_add(&w->hits, s->p[k].start);
    }
    if (mixed && w->hits.n > 1) qsort(w->hits.p, w->hits.n, sizeof *w->hits.p, by_offset);
}

/* Whether a way's anchor that ends at a place is followed by what may stand behind it. Mentions are
 * not known yet: where they may follow nothing is asked. */
static bool may_hit(const struct engine *g, const struct way *w, size_t end) {
    return !w->asks || may_follow(g, &w->x->anchor.behind, end);
}

static void add_hit(struct engine *g, const struct waiting *w, size_t at, size_t end) {
    for (size_t i = 0; i < w->n; i++) {
        struct way *way = &g->ways[w->ways[i]];
        bool known = way->hits.n > 0 && way->hits.p[way->hits.n - 1] == at;
        if (!known && may_hit(g, way, end)) places_add(&way->hits, at);
    }
}

/* Terms are of the anchors, or of the one list that `waiting` waits for. */
struct pass {
    struct engine *g;
    const struct trie *trie;
    const struct waiting *waiting;
};

/* What ends at a node. */
static void add_hits(const struct pass *p, uint32_t node, size_t at, size_t end) {
    uint32_t v = trie_first(p->trie, node);
    if (p->waiting && v) add_hit(p->g, p->waiting, at, end);
    for (; v && !p->waiting; v = p->trie->values[v].next)
        add_hit(p->g, &p->g->waiting[p->trie->values[v].value], at, end);
}

/* One pass over the text. */
static void pass(const struct pass *p) {
    struct sv text = p->g->layout->text;
    const struct trie *t = p->trie;
    unsigned width = 1, more = 0;
    uint32_t c = text.n > 0 ? utf8_at(text.p, &width) : 0, next;
    for (size_t at = 0; at < text.n; at += width, width = more, c = next) {
        size_t to = at + width;
        next = to < text.n ? utf8_at(text.p + to, &more) : 0;
        bool goes_on = to < text.n && trie_may(t, c, next);
        if (!goes_on && !trie_may_alone(t, c)) continue;
        uint32_t node = trie_begin(t, c);
        if (!node) continue;
        add_hits(p, node, at, to);
        if (!goes_on) continue;
        node = trie_step(t, node, next);
        for (to += more; node;
             node = trie_step(t, node, utf8_at(text.p + to, &width)), to += width) {
            add_hits(p, node, at, to);
            if (to >= text.n) break;
        }
        width = utf8_width((unsigned char)text.p[at]);
    }
}

static void sort_hits(struct engine *g, const struct waiting *w) {
    for (size_t i = 0; i < w->n; i++) {
        struct way *way = &g->ways[w->ways[i]];
        if (way->x->anchor.n > 1 && way->hits.n > 1)
            qsort(way->hits.p, way->hits.n, sizeof *way->hits.p, by_offset);
    }
}

void anchors_find(struct engine *g) {
    if (g->anchors.n_values > 1) pass(&(struct pass){g, &g->anchors, NULL});
    for (size_t i = 0; i < g->pack->n_lists; i++) {
        const struct list *l = &g->pack->lists[i];
        if (g->waiting_of_list[i] == NONE || !is_long(l)) continue;
        const struct waiting *w = &g->waiting[g->waiting_of_list[i]];
        pass(&(struct pass){g, &l->trie, w});
        sort_hits(g, w);
    }
}
