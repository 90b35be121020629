#include "anchor.h"

#include <string.h>

#include "utf8.h"

/* ---- the first character ---- */

struct peek peek_any(void) {
    return (struct peek){.any = true};
}

struct peek peek_of(enum peek_what what, uint32_t index) {
    return (struct peek){.items = {{.what = what, .index = index}}, .n = 1};
}

struct peek peek_class(struct sv class) {
    return (struct peek){.items = {{.what = PEEK_CLASS, .text = class}}, .n = 1};
}

void peek_add(struct peek *to, const struct peek *p) {
    to->any |= p->any || to->n + p->n > MOST_PEEKS;
    for (size_t i = 0; !to->any && i < p->n; i++)
        to->items[to->n++] = p->items[i];
}

/* ---- what an anchor costs ---- */

/* How often a text is expected, a code point of news: rough figures, only for choosing. */
static double cost_of_text(struct sv text) {
    static const double cost[] = {1, 8e-4, 3e-5, 3e-6};
    size_t n = utf8_count(text);
    unsigned char c = (unsigned char)text.p[0];
    bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (n == 1 && !letter && c < 0xE3) return 4e-4; /* signs */
    if (n == 1 && c < 0xE3) return 4e-3;
    if (n == 1 && memcmp(text.p, "\xE3\x80", 2) == 0) return 1e-2; /* CJK punctuation */
    return cost[n < 4 ? n : 3];
}

static double cost_of_list(struct list *l) {
    for (size_t i = l->cost > 0 ? l->n : 0; i < l->n && l->cost < 0.2; i++)
        l->cost += cost_of_text(l->terms[i].text) / 4;
    return l->cost;
}

static const double COST_OF_KIND = 1e-2;

/* The width of its window considered. */
static double weight(const struct anchor *a) {
    if (a->n == 0) return 1e9;
    if (a->before_max >= WIDTH_ANY) return a->cost * 100;
    return a->cost * (1 + (a->before_max - a->before_min) / 4.0);
}

/* ---- anchors ---- */

static struct anchor one_anchor(struct anchor_item item, double cost, struct arena *a) {
    struct anchor x = {.items = arena_alloc(a, sizeof item), .n = 1, .cost = cost, .open = true};
    x.items[0] = item;
    return x;
}

struct anchor anchor_of_text(struct sv text, struct arena *a) {
    return one_anchor((struct anchor_item){ANCHOR_TEXT, arena_copy(a, text), 0}, cost_of_text(text),
                      a);
}

struct anchor anchor_of_list(struct list *l, uint32_t index, struct arena *a) {
    return one_anchor((struct anchor_item){ANCHOR_LIST, {NULL, 0}, index}, cost_of_list(l), a);
}

struct anchor anchor_of_kind(uint32_t index, struct arena *a) {
    return one_anchor((struct anchor_item){ANCHOR_KIND, {NULL, 0}, index}, COST_OF_KIND, a);
}

struct anchor anchor_of_class(struct sv inside, struct arena *a) {
    struct anchor x = {0};
    if (inside.n == 0 || inside.p[0] == '^' || memchr(inside.p, '\\', inside.n) ||
        memchr(inside.p, '-', inside.n) || memchr(inside.p, '[', inside.n))
        return x;
    x.items = arena_alloc(a, inside.n * sizeof *x.items);
    x.open = true;
    for (size_t at = 0; at < inside.n;) {
        unsigned width = utf8_width((unsigned char)inside.p[at]);
        struct sv c = arena_copy(a, (struct sv){inside.p + at, width});
        x.items[x.n++] = (struct anchor_item){ANCHOR_TEXT, c, 0};
        x.cost += cost_of_text(c);
        at += width;
    }
    return x;
}

void anchor_consider(struct anchor *best, struct anchor a, unsigned min, unsigned max) {
    a.before_min = width_add(a.before_min, min);
    a.before_max = width_add(a.before_max, max);
    if (a.n > 0 && weight(&a) < weight(best)) *best = a;
}

/* The items of both, in the room of the first where there is some. */
static struct anchor both_items(const struct anchor *x, const struct anchor *y, struct arena *a) {
    struct anchor m = {.items = x->items, .n = x->n + y->n, .room = x->room};
    if (m.n > m.room) {
        m.room = 2 * m.n;
        m.items = arena_alloc(a, m.room * sizeof *m.items);
        memcpy(m.items, x->items, x->n * sizeof *m.items);
    }
    memcpy(m.items + x->n, y->items, y->n * sizeof *m.items);
    return m;
}

struct anchor anchor_merge(const struct anchor *x, const struct anchor *y, struct arena *a) {
    if (x->n == 0 || y->n == 0) return (struct anchor){0};
    struct anchor m = both_items(x, y, a);
    m.before_min = x->before_min < y->before_min ? x->before_min : y->before_min;
    m.before_max = x->before_max > y->before_max ? x->before_max : y->before_max;
    m.cost = x->cost + y->cost;
    m.behind = x->behind;
    peek_add(&m.behind, &y->behind);
    m.open = x->open || y->open;
    return m;
}
