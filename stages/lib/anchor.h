/* The anchor of an expression: what every match must contain, so that it is tried only near it.
 *
 * Some texts, terms or mentions, and how many code points may lie between the match's start and
 * it. Of all that is required the choice that is expected to be met least often.
 */
#ifndef TIYAO_ANCHOR_H
#define TIYAO_ANCHOR_H

#include "arena.h"
#include "list.h"

struct class;

enum { WIDTH_ANY = 1000000 }; /* a width without a bound */

struct anchor_item {
    enum { ANCHOR_TEXT, ANCHOR_LIST, ANCHOR_KIND } what;
    struct sv text; /* NUL-terminated */
    uint32_t index;
};

/* What the character behind an anchor can be: it begins one of these. */
struct peek_item {
    enum peek_what { PEEK_CHARACTER, PEEK_CLASS, PEEK_LIST, PEEK_KIND } what;
    uint32_t index; /* code point, list or kind */
    struct sv text; /* PEEK_CLASS, as written */
    const struct class *class;
};

enum { MOST_PEEKS = 12 };

struct peek {
    struct peek_item items[MOST_PEEKS];
    size_t n;
    bool any; /* whatever follows will do */
};

struct anchor {
    struct anchor_item *items;
    size_t n;                        /* 0: the expression has none */
    size_t room;                     /* of items, while a choice grows; else 0 */
    unsigned before_min, before_max; /* code points between the match's start and the anchor */
    double cost;                     /* expected times a code point of text */
    struct peek behind;
    bool open; /* while parsing: what follows may yet be all that stands behind */
};

struct peek peek_any(void);
struct peek peek_of(enum peek_what what, uint32_t index);
struct peek peek_class(struct sv class);
void peek_add(struct peek *to, const struct peek *p);

/* Anchors of one part of an expression; items are of arena a, texts are copied there. */
struct anchor anchor_of_text(struct sv text, struct arena *a);
struct anchor anchor_of_list(struct list *l, uint32_t index, struct arena *a);
struct anchor anchor_of_kind(uint32_t index, struct arena *a);
/* A class of a few plain characters, as written between its brackets, is an anchor of so many
 * texts; without items where it is none. */
struct anchor anchor_of_class(struct sv inside, struct arena *a);

/* Takes an anchor that stands min to max code points behind the start instead of *best, where that
 * costs less. */
void anchor_consider(struct anchor *best, struct anchor a, unsigned min, unsigned max);
/* Either of two: for a choice. */
struct anchor anchor_merge(const struct anchor *x, const struct anchor *y, struct arena *a);

static inline unsigned width_add(unsigned a, unsigned b) {
    return a >= WIDTH_ANY || b >= WIDTH_ANY || a + b >= WIDTH_ANY ? WIDTH_ANY : a + b;
}

#endif
