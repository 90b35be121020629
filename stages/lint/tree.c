#include "tree.h"

#include "rx.h"
#include "utf8.h"

/* What is known of a definition: it is looked at once, however often it is used. */
struct known {
    bool open, widths, idle_known;
    struct width width;
    bool idles;
    unsigned searched; /* the last search for a group that looked into it */
};

static struct known *known_of(struct lint *l, const struct define *d) {
    if (!l->known) l->known = arena_zero(&l->arena, l->pack.n_defines * sizeof *l->known);
    return &l->known[d - l->pack.defines];
}

/* The tree of what a reference names; NULL for lists, kinds, and what is not whole. */
static const struct piece *tree_of(const struct lint *l, const struct define *d) {
    return d && d->regex.p ? l->trees[d - l->pack.defines] : NULL;
}

/* ---- widths ---- */

static struct width width_of_parts(struct lint *l, const struct piece *q) {
    struct width all = {0, 0};
    for (const struct piece *part = q->first; part; part = part->next) {
        struct width w = tree_width(l, part);
        all.min = width_add(all.min, w.min);
        all.max = width_add(all.max, w.max);
    }
    return all;
}

static struct width width_of_branches(struct lint *l, const struct piece *q) {
    struct width all = tree_width(l, q->first);
    for (const struct piece *part = q->first->next; part; part = part->next) {
        struct width w = tree_width(l, part);
        if (w.min < all.min) all.min = w.min;
        if (w.max > all.max) all.max = w.max;
    }
    return all;
}

static unsigned times(unsigned a, unsigned n) {
    if (a == 0 || n == 0) return 0;
    return a >= WIDTH_ANY || n >= COUNT_ANY || a > WIDTH_ANY / n ? WIDTH_ANY : a * n;
}

static struct width width_of_ref(struct lint *l, const struct piece *q) {
    const struct define *d = lint_define(l, q);
    const struct piece *tree = tree_of(l, d);
    if (d && !d->regex.p)
        return (struct width){l->pack.lists[d->list].shortest, l->pack.lists[d->list].longest};
    if (!tree) return (struct width){q->is_kind, q->is_kind ? LIST_LONGEST : WIDTH_ANY};
    struct known *k = known_of(l, d);
    if (k->open) return (struct width){0, WIDTH_ANY};
    if (k->widths) return k->width;
    k->open = true;
    k->width = tree_width(l, tree);
    k->open = false;
    k->widths = true;
    return k->width;
}

struct width tree_width(struct lint *l, const struct piece *q) {
    struct width w = {1, 1};
    switch (q->kind) {
    case PIECE_TEXT:
        w.min = w.max = (unsigned)utf8_count(q->text);
        return w;
    case PIECE_EDGE:
        return (struct width){0, 0};
    case PIECE_REF:
        return width_of_ref(l, q);
    case PIECE_GROUP:
        return syntax_looks(q) ? (struct width){0, 0} : tree_width(l, q->first);
    case PIECE_REPEAT:
        w = tree_width(l, q->first);
        return (struct width){times(w.min, q->min), times(w.max, q->max)};
    case PIECE_SEQUENCE:
        return width_of_parts(l, q);
    case PIECE_CHOICE:
        return width_of_branches(l, q);
    default:
        return w;
    }
}

/* ---- the empty text ---- */

static bool ref_idles(struct lint *l, const struct piece *q) {
    const struct define *d = lint_define(l, q);
    const struct piece *tree = tree_of(l, d);
    if (!tree) return false;
    struct known *k = known_of(l, d);
    if (k->open || k->idle_known) return k->idles;
    k->open = true;
    k->idles = tree_idles(l, tree);
    k->open = false;
    k->idle_known = true;
    return k->idles;
}

bool tree_idles(struct lint *l, const struct piece *q) {
    bool all = true, some = false;
    for (const struct piece *part = q->first; part && !(q->kind == PIECE_GROUP && syntax_looks(q));
         part = part->next) {
        bool idles = tree_idles(l, part);
        all &= idles;
        some |= idles;
    }
    switch (q->kind) {
    case PIECE_REF:
        return ref_idles(l, q);
    case PIECE_REPEAT:
        return q->min == 0 || all;
    case PIECE_SEQUENCE:
        return all;
    case PIECE_GROUP:
    case PIECE_CHOICE:
        return some;
    default:
        return false;
    }
}

/* ---- single characters ---- */

bool tree_takes(struct lint *l, const struct piece *q, uint32_t c) {
    char text[5] = "";
    struct rx *x;
    struct err ignored;
    size_t start, end;
    (void)l;
    struct sv subject = {text, utf8_write(text, c)};
    if (q->kind == PIECE_TEXT) return sv_eq(q->text, subject);
    if (sv_is(q->source, "\\d") || sv_is(q->source, "\\D"))
        return (c >= '0' && c <= '9') == (q->source.p[1] == 'd');
    if (rx_compile(&x, NULL, q->source, &ignored) != 0) return true;
    bool takes = rx_match(x, subject, 0, &start, &end);
    rx_free(x);
    return takes;
}

static bool holds(struct sv text, struct sv part) {
    for (size_t i = 0; i + part.n <= text.n; i++)
        if (memcmp(text.p + i, part.p, part.n) == 0) return true;
    return false;
}

static bool list_holds(const struct list *list, struct sv c) {
    for (size_t i = 0; i < list->n; i++)
        if (holds(list->terms[i].text, c)) return true;
    return false;
}

static bool may_hold(struct lint *l, const struct piece *q, struct sv c, unsigned search);

/* A definition that was looked into in this search does not hold it, or the search had ended. */
static bool ref_may_hold(struct lint *l, const struct piece *q, struct sv c, unsigned search) {
    const struct define *d = lint_define(l, q);
    const struct piece *tree = tree_of(l, d);
    if (d && !d->regex.p) return list_holds(&l->pack.lists[d->list], c);
    if (!tree) return true;
    struct known *k = known_of(l, d);
    if (k->searched == search) return false;
    k->searched = search;
    return may_hold(l, tree, c, search);
}

static bool may_hold(struct lint *l, const struct piece *q, struct sv c, unsigned search) {
    unsigned width;
    if (q->kind == PIECE_TEXT) return holds(q->text, c);
    if (q->kind == PIECE_ANY || q->kind == PIECE_SET || q->kind == PIECE_CLASS)
        return tree_takes(l, q, utf8_at(c.p, &width));
    if (q->kind == PIECE_REF) return ref_may_hold(l, q, c, search);
    for (const struct piece *part = syntax_looks(q) ? NULL : q->first; part; part = part->next)
        if (may_hold(l, part, c, search)) return true;
    return false;
}

bool tree_may_hold(struct lint *l, const struct piece *q, struct sv character) {
    return may_hold(l, q, character, ++l->searches);
}

/* ---- groups ---- */

/* Looks for a group; any where name is NULL. A definition is looked into once a search. */
static const struct piece *find_group(struct lint *l, const struct piece *q, struct sv name,
                                      unsigned search) {
    bool named = q->kind == PIECE_GROUP && q->group == GROUP_NAMED;
    if (named && (!name.p || sv_eq(q->text, name))) return q;
    const struct define *d = q->kind == PIECE_REF ? lint_define(l, q) : NULL;
    const struct piece *tree = tree_of(l, d);
    if (tree) {
        struct known *k = known_of(l, d);
        if (k->searched == search) return NULL;
        k->searched = search;
        return find_group(l, tree, name, search);
    }
    for (const struct piece *part = q->first; part; part = part->next) {
        const struct piece *found = find_group(l, part, name, search);
        if (found) return found;
    }
    return NULL;
}

const struct piece *tree_group(struct lint *l, const struct piece *q, struct sv name) {
    return find_group(l, q, name, ++l->searches);
}

bool tree_has_group(struct lint *l, const struct piece *q) {
    return tree_group(l, q, (struct sv){NULL, 0}) != NULL;
}
