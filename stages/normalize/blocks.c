#include "blocks.h"

#include <stdlib.h>

enum { MOST_ASIDES = 8, MOST_HEADS = 3, SHORTEST_NAME = 4, LOOK = 16 };

/* ---- blocks of lines ---- */

static void block_begin(struct blocks *b, const struct lines *l, uint32_t line) {
    b->items = mem_room(b->items, b->n, &b->size, sizeof *b->items);
    const struct line *x = &l->items[line];
    b->items[b->n++] = (struct block){line, line, x->end - x->start, *x};
}

/* What is seen of a block when a line (or another block's sight) follows. */
static void see_more(struct line *s, const struct line *x) {
    s->stop_inside = s->stop_inside || x->stop_inside || (s->ends && !x->inner_first);
    s->end_inside = s->end_inside || x->end_inside || s->ends;
    unsigned pauses = (unsigned)s->pauses + x->pauses;
    s->pauses = (uint16_t)(pauses < UINT16_MAX ? pauses : UINT16_MAX);
    s->depth = (int16_t)(s->depth + x->depth);
    s->toggles ^= x->toggles;
    s->ends = x->ends;
    s->leads = x->leads;
    s->whole = x->whole;
    s->pauses_last = x->pauses_last;
    s->spaced = s->spaced || x->spaced;
}

static void block_join(struct block *a, const struct block *x, struct lines *l) {
    l->items[a->last].next = x->first;
    a->last = x->last;
    a->cps += x->cps;
    see_more(&a->sight, &x->sight);
}

/* ---- lines cut at a constant width ---- */

/* Signs of geometry, arrows and the like, and what Markdown writes with. */
static bool is_sign(uint32_t c) {
    return (c >= 0x2190 && c < 0x2E80) || c == 0x203B || c == '#' || c == '*';
}

/* Where lines are cut, one that fills its width and has another directly below is no byline,
 * however it reads; in the middle of a sentence it is nothing else either and is not looked at. */
static bool is_cut(const struct wrap *w, const struct lines *l, size_t i) {
    return i + 1 < l->n && !l->items[i + 1].blank && wrap_is_full(w, &l->items[i], 0);
}

static bool is_within(const struct wrap *w, const struct lines *l, size_t i) {
    if (i == 0 || l->items[i].blank || is_sign(l->c[l->items[i].start])) return false;
    const struct line *before = &l->items[i - 1];
    return !before->ends && !before->leads && wrap_is_full(w, before, 0);
}

static void tell_kinds(struct lines *l, const struct wrap *w) {
    for (size_t i = 0; i < l->n; i++) {
        struct line *x = &l->items[i];
        bool cut = is_cut(w, l, i);
        if (cut && is_within(w, l, i)) continue;
        lines_tell(l, x);
        if (cut && (x->kind == KIND_BYLINE || x->kind == KIND_EDITOR)) x->kind = KIND_PARAGRAPH;
    }
}

/* The line goes on the one before it, which was cut. */
static bool goes_on(const struct wrap *w, const struct lines *l, const struct block *block,
                    const struct line *x) {
    const struct line *before = x - 1;
    if (x->blank || x->indented || x->heading || x->kind != KIND_PARAGRAPH ||
        (block->sight.kind != KIND_PARAGRAPH && block->sight.kind != KIND_CAPTION))
        return false;
    if (x->starts && (before->ends || before->leads || before->whole)) return false;
    bool last = !wrap_is_full(w, x, 0); /* of its block, whatever that is */
    if (block->sight.heading && (x->ends || !last)) return false;
    if (before->ends && last && !x->ends && !x->whole) return false; /* a headline */
    return wrap_is_full(w, before, wrap_first_word(l, x));
}

/* A caption's second line: the first one breaks off in a sentence. */
static bool goes_on_caption(const struct block *block, const struct line *x) {
    return block->sight.kind == KIND_CAPTION && x->kind == KIND_PARAGRAPH && !x->blank &&
           !x->heading && !x->indented && (block->sight.pauses_last || block->sight.depth > 0);
}

static void join_lines(struct blocks *b, struct lines *l) {
    b->n = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        struct block *last = b->n > 0 ? &b->items[b->n - 1] : NULL;
        const struct line *x = &l->items[i];
        block_begin(b, l, i);
        if (!last) continue;
        last = &b->items[b->n - 2]; /* block_begin may have moved it */
        if (!goes_on(&b->wrap, l, last, x) && !goes_on_caption(last, x)) continue;
        struct block line = b->items[--b->n];
        block_join(last, &line, l);
    }
}

/* ---- paragraphs that were broken apart ---- */

/* How surely a block breaks off in a sentence. */
enum open {
    CLOSED,
    NEAR,   /* if anything, then the very next block goes on with it */
    LIKELY, /* so that captions may stand between */
    SURE,   /* so that headlines may as well */
};

struct context {
    const struct blocks *blocks;
    struct lines *lines;
    const struct textrules *rules;
    bool marked;  /* headings are marked, so that a short line is none */
    bool heading; /* a marked heading stands before */
    bool text;    /* running text stands before */
};

static bool is_unclosed(const struct line *s) {
    return s->depth > 0 || s->toggles;
}

/* What no headline has, or hardly any. */
static bool is_running(const struct context *x, const struct block *b) {
    const struct line *s = &b->sight;
    const uint32_t running = x->rules->running;
    if (s->pauses_last || s->stop_inside || (is_unclosed(s) && b->cps >= x->rules->clause))
        return true;
    return x->text && ((b->cps >= running && (s->pauses > 1 || s->end_inside)) ||
                       (b->cps >= 2 * running && s->pauses > 0));
}

static enum open openness(const struct context *x, const struct block *b) {
    const struct line *s = &b->sight;
    if (s->kind != KIND_PARAGRAPH || s->heading || s->ends || s->leads ||
        (s->whole && !is_unclosed(s)))
        return CLOSED;
    if (is_running(x, b)) return SURE;
    struct sv tail = lines_tail(x->lines, &x->lines->items[b->last], LOOK);
    if (textrules_cuts_name(x->rules, tail)) return LIKELY;
    if (textrules_cuts_phrase(x->rules, tail)) return NEAR;
    if (!x->marked || !x->heading) return CLOSED;
    if (s->pauses > 0 && b->cps >= x->rules->clause) return LIKELY;
    if (b->cps < SHORTEST_NAME || s->spaced) return CLOSED;
    return x->text ? LIKELY : NEAR;
}

/* A page ends between the two, and in the middle of something. */
static bool meets_page_end(const struct line *a, const struct line *b) {
    return !a->ends && !a->leads && b->page;
}

static bool is_aside(const struct block *b) {
    return b->sight.kind == KIND_BYLINE || b->sight.kind == KIND_CAPTION ||
           b->sight.kind == KIND_EDITOR;
}

/* Running text that does not say that it begins anew. */
static bool can_go_on(const struct context *x, const struct block *b) {
    const struct line *s = &b->sight;
    if (s->kind != KIND_PARAGRAPH || s->heading || s->indented || s->starts) return false;
    return s->ends || s->end_inside || s->inner_first || openness(x, b) == SURE;
}

static bool is_head(const struct context *x, const struct block *b) {
    const struct line *s = &b->sight;
    return s->kind == KIND_PARAGRAPH && !s->heading && !s->ends && !s->stop_inside &&
           b->cps <= x->rules->longest_headline;
}

/* What the one leaves open the other closes. */
static bool fits(const struct line *a, const struct line *b) {
    return !a->ends && ((a->depth > 0 && b->depth < 0) || (a->toggles & b->toggles));
}

/* The block, from block `from` on, that goes on with block i, or 0. */
static size_t find_rest(const struct context *x, size_t i, size_t from) {
    const struct blocks *b = x->blocks;
    const struct line *open = &b->items[i].sight;
    enum open how = openness(x, &b->items[i]);
    size_t asides = 0, heads = 0;
    bool caption = false;
    if (open->kind != KIND_PARAGRAPH || open->heading) return 0;
    for (size_t k = from; k < b->n; k++) {
        const struct block *next = &b->items[k];
        const struct line *s = &next->sight;
        if (next->first == NO_LINE) continue;
        if (k == from && how == CLOSED && meets_page_end(open, s)) how = NEAR;
        if (can_go_on(x, next) && (how > CLOSED || s->inner_first || fits(open, s)))
            return heads == 0 || caption ? k : 0;
        if (is_aside(next) && ++asides <= MOST_ASIDES && how != NEAR)
            caption = caption || s->kind == KIND_CAPTION;
        else if (how != SURE || !is_head(x, next) || ++heads > MOST_HEADS)
            return 0;
    }
    return 0;
}

static bool marks_headings(const struct blocks *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += b->items[i].sight.heading > 1;
    return n > 1;
}

static void join_broken(struct blocks *b, struct lines *l) {
    struct context x = {b, l, l->rules, marks_headings(b), false, false};
    for (size_t i = 0; i < b->n; i++) {
        if (b->items[i].first == NO_LINE) continue;
        size_t rest, from = i + 1;
        const struct line *s = &b->items[i].sight;
        x.heading = x.heading || s->heading;
        while ((rest = find_rest(&x, i, from)) != 0) {
            from = rest + 1;
            block_join(&b->items[i], &b->items[rest], l);
            b->items[rest].first = NO_LINE;
        }
        x.text = x.text || (s->kind == KIND_PARAGRAPH && !s->heading && s->ends);
    }
}

static void drop_joined(struct blocks *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        if (b->items[i].first != NO_LINE) b->items[n++] = b->items[i];
    b->n = n;
}

void blocks_make(struct blocks *b, struct lines *l) {
    b->wrap = wrap_find(l);
    tell_kinds(l, &b->wrap);
    lines_drop_pages(l);
    join_lines(b, l);
    join_broken(b, l);
    drop_joined(b);
}

void blocks_release(struct blocks *b) {
    free(b->items);
    *b = (struct blocks){0};
}
