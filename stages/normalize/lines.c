#include "lines.h"

#include <stdlib.h>
#include <string.h>

#include "foldtable.h"
#include "utf8.h"

enum { START_LOOK = 24, DEEP_INDENT = 4, WIDEST_MARGIN = 80, EMPHASIZED = 7 };

static inline bool is_break(uint32_t c) {
    return c <= 0x2029 && ((c >= 0x0A && c <= 0x0D) || c == 0x85 || c >= 0x2028);
}

static bool is_page_break(uint32_t c) {
    return c == 0x0C;
}

static inline bool is_space(uint32_t c) {
    if (c > 0x3000) return false;
    return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F || c == 0x205F;
}

/* ---- marks ---- */

/* What was seen up to a place in a line. */
struct sight {
    struct line *line;
    const struct textrules *rules;
    bool after_end, after_stop; /* an end, and only closers since */
};

static void see_pair(struct sight *s, uint32_t c, unsigned marks) {
    if ((marks & MARK_OPENS) && (marks & MARK_CLOSES)) {
        for (size_t i = 0; i < s->rules->n_quotes && i < 8; i++)
            if (s->rules->quotes[i].open == c) s->line->toggles ^= (uint8_t)(1U << i);
    } else if (marks & MARK_OPENS) {
        s->line->depth++;
    } else if (marks & MARK_CLOSES) {
        s->line->depth--;
    }
}

static void see(struct sight *s, uint32_t c, unsigned marks) {
    struct line *l = s->line;
    if (marks & MARK_END) {
        s->after_end = true;
        s->after_stop = s->after_stop || (marks & MARK_STOP);
    } else if (!(marks & MARK_CLOSER)) {
        l->end_inside = l->end_inside || s->after_end;
        l->stop_inside = l->stop_inside || s->after_stop;
        s->after_end = s->after_stop = false;
    }
    if (marks & (MARK_OPENS | MARK_CLOSES)) see_pair(s, c, marks);
    if ((marks & MARK_PAUSE) && l->pauses < UINT16_MAX) l->pauses++;
    l->leads = (marks & MARK_LEAD) != 0;
    l->whole = (marks & MARK_BRACKET) != 0;
    l->pauses_last = (marks & (MARK_PAUSE | MARK_LIST)) != 0;
}

/* ---- one line ---- */

static void look(struct line *l, const uint32_t *c, const struct fold *f,
                 const struct textrules *t) {
    struct sight s = {l, t, false, false};
    for (uint32_t i = l->start; i < l->end; i++) {
        uint32_t folded = foldtable_first(f, c[i]);
        unsigned marks = textrules_marks(t, folded);
        l->columns += folded < 0x80 ? 1 : 2;
        l->spaced = l->spaced || folded == ' ';
        if (i == l->start) l->inner_first = (marks & MARK_INNER) != 0;
        if (marks || s.after_end || l->leads || l->whole || l->pauses_last) see(&s, folded, marks);
    }
    l->ends = s.after_end;
}

static struct sv fold_part(struct lines *l, uint32_t from, uint32_t to, const uint32_t *c,
                           const struct fold *f) {
    str_clear(&l->folded);
    for (uint32_t i = from; i < to; i++)
        utf8_put(&l->folded, foldtable_first(f, c[i]));
    return str_view(&l->folded);
}

struct sv lines_head(struct lines *l, const struct line *x, const uint32_t *c, const struct fold *f,
                     uint32_t most) {
    return fold_part(l, x->start, x->end - x->start > most ? x->start + most : x->end, c, f);
}

struct sv lines_tail(struct lines *l, const struct line *x, const uint32_t *c, const struct fold *f,
                     uint32_t most) {
    return fold_part(l, x->end - x->start > most ? x->end - most : x->start, x->end, c, f);
}

void lines_tell(struct lines *l, struct line *x, const uint32_t *c, const struct fold *f,
                const struct textrules *t) {
    uint32_t cps = x->end - x->start;
    bool all_of_it = cps <= t->longest_rule;
    struct sv head = lines_head(l, x, c, f, all_of_it ? t->longest_rule : START_LOOK);
    size_t prefix;
    x->heading = (uint16_t)textrules_heading(head, &prefix);
    x->starts = textrules_starts(t, head);
    if (!all_of_it || x->heading) return;
    x->kind = (uint8_t)textrules_kind(t, head, cps, false);
    if (x->kind == KIND_PARAGRAPH && textrules_emphasized(head)) x->heading = EMPHASIZED;
    if (x->depth > 0 && x->kind != KIND_CAPTION) x->kind = KIND_PARAGRAPH;
}

/* ---- all lines ---- */

/* The white space and breaks before a line. */
struct gap {
    unsigned breaks, spaces, wide_spaces; /* spaces since the last break */
    bool page;
    uint32_t start;
};

static uint32_t skip_gap(struct gap *g, const uint32_t *c, uint32_t i, uint32_t n) {
    for (; i < n && (is_break(c[i]) || is_space(c[i])); i++) {
        if (is_break(c[i])) {
            bool second_half = c[i] == '\n' && i > 0 && c[i - 1] == '\r';
            g->breaks += !second_half;
            g->page = g->page || is_page_break(c[i]);
            g->spaces = g->wide_spaces = 0;
        } else {
            g->spaces += c[i] == '\t' ? DEEP_INDENT : 1;
            g->wide_spaces += c[i] == 0x3000;
        }
    }
    return i;
}

static uint32_t line_end(const uint32_t *c, uint32_t i, uint32_t n, uint32_t *trimmed) {
    *trimmed = i;
    for (; i < n && !is_break(c[i]); i++)
        if (!is_space(c[i])) *trimmed = i + 1;
    return i;
}

static uint16_t bounded(uint32_t columns) {
    return (uint16_t)(columns < WIDEST_MARGIN ? columns : WIDEST_MARGIN);
}

/* In a text whose lines are all indented an indent says nothing. */
static void forget_margin(struct lines *l) {
    size_t indented = 0, all = 0;
    for (size_t i = 1; i < l->n; i++) {
        all += !l->items[i].blank;
        indented += !l->items[i].blank && l->items[i].indented;
    }
    for (size_t i = 0; 10 * indented > 8 * all && all > 3 && i < l->n; i++)
        l->items[i].indented = false;
}

void lines_read(struct lines *l, const uint32_t *c, size_t n, const struct fold *f,
                const struct textrules *t) {
    struct gap gap = {0};
    l->n = 0;
    for (uint32_t i = 0, end; (i = skip_gap(&gap, c, i, (uint32_t)n)) < n; i = end) {
        struct line line = {.start = i, .gap = gap.start, .next = NO_LINE, .kind = KIND_PARAGRAPH};
        end = line_end(c, i, (uint32_t)n, &line.end);
        line.page = gap.page;
        line.blank = gap.breaks > 1 || gap.page;
        line.indented = gap.wide_spaces > 0 || gap.spaces >= DEEP_INDENT;
        line.margin = bounded(gap.spaces + gap.wide_spaces);
        line.tail = bounded(end - line.end);
        gap = (struct gap){.start = line.end};
        look(&line, c, f, t);
        l->items = mem_room(l->items, l->n, &l->size, sizeof *l->items);
        l->items[l->n++] = line;
    }
    forget_margin(l);
}

void lines_drop_pages(struct lines *l) {
    size_t n = 0;
    bool page = false;
    for (size_t i = 0; i < l->n; i++) {
        struct line *x = &l->items[i];
        x->page = x->page || page;
        x->blank = x->blank || page;
        page = x->kind == KIND_PAGE;
        if (!page) l->items[n++] = *x;
    }
    l->n = n;
}

void lines_release(struct lines *l) {
    free(l->items);
    str_release(&l->folded);
    *l = (struct lines){0};
}
