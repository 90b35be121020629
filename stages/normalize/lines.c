#include "lines.h"

#include <stdlib.h>
#include <string.h>

#include "foldtable.h"
#include "utf8.h"

enum { START_LOOK = 24, DEEP_INDENT = 4, WIDEST_MARGIN = 80, EMPHASIZED = 7 };

/* What a code point is beside its marks (enum mark). */
enum look { LOOK_NARROW = 1 << 12, LOOK_SPACE = 1 << 13, LOOK_BREAK = 1 << 14, LOOKS = 7 << 12 };

static bool is_break(uint32_t c) {
    return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_page_break(uint32_t c) {
    return c == 0x0C;
}

static bool is_space(uint32_t c) {
    return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F || c == 0x205F;
}

void lines_open(struct lines *l, const struct fold *fold, const struct textrules *rules) {
    *l = (struct lines){.fold = fold, .rules = rules};
    l->looks = mem_alloc(MARK_TABLED * sizeof *l->looks);
    for (uint32_t c = 0; c < MARK_TABLED; c++) {
        uint32_t folded = foldtable_first(fold, c);
        unsigned look = textrules_marks(rules, folded);
        if (folded < 0x80) look |= LOOK_NARROW;
        if (is_space(c)) look |= LOOK_SPACE;
        if (is_break(c)) look |= LOOK_BREAK;
        l->looks[c] = (uint16_t)look;
    }
}

static inline unsigned look_at(const struct lines *l, uint32_t c) {
    return c < MARK_TABLED ? l->looks[c] : 0;
}

/* ---- marks ---- */

/* What was seen up to a place in a line. */
struct sight {
    struct line *line;
    const struct textrules *rules;
    uint32_t before, next;      /* code points beside the one in hand, 0 outside the line */
    bool after_end, after_stop; /* an end, and only closers since */
};

/* A mark that may open and close: it closes what another mark has opened, else it does so in turn;
 * behind a letter it opens nothing. */
static void see_toggle(struct sight *s, uint32_t c, bool apostrophe) {
    const struct textrules *t = s->rules;
    for (size_t i = 0; i < t->n_quotes && i < 8; i++) {
        uint8_t bit = (uint8_t)(1U << i);
        if (t->quotes[i].close == c && t->quotes[i].open != c && s->line->depth > 0) {
            s->line->depth--;
            return;
        }
        if (t->quotes[i].open == c && (!apostrophe || (s->line->toggles & bit)))
            s->line->toggles ^= bit;
    }
}

static void see_pair(struct sight *s, uint32_t c, unsigned marks) {
    bool apostrophe = textrules_apostrophe(s->before, c);
    if (apostrophe && textrules_is_word(s->next)) return;
    if ((marks & MARK_OPENS) && (marks & MARK_CLOSES)) {
        see_toggle(s, c, apostrophe);
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

/* The last mark still says something of the line. */
static bool is_pending(const struct sight *s) {
    const struct line *x = s->line;
    return s->after_end || x->leads || x->whole || x->pauses_last;
}

/* The first code point from i on that is a mark, narrow or white space. */
static uint32_t skip_plain(const struct lines *l, uint32_t i, uint32_t end) {
    while (i < end && look_at(l, l->c[i]) == 0)
        i++;
    return i;
}

static void add_folded(struct lines *l, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++)
        utf8_put(&l->folded, foldtable_first(l->fold, l->c[i]));
}

static struct sv fold_part(struct lines *l, uint32_t from, uint32_t to) {
    str_clear(&l->folded);
    add_folded(l, from, to);
    return str_view(&l->folded);
}

/* An end mark within a word or number, or one that the pack excepts, ends nothing. */
static bool is_end(struct lines *l, const struct line *x, uint32_t i, const struct sight *s) {
    if (l->c[i] < 0x80 && textrules_is_word(s->before) && textrules_is_word(s->next)) return false;
    if (!l->rules->not_end) return true;
    uint32_t from = i - x->start < TEXTRULES_LOOK ? x->start : i + 1 - TEXTRULES_LOOK;
    size_t behind = fold_part(l, from, i + 1).n;
    struct sv text =
        fold_part(l, from, x->end - i > TEXTRULES_LOOK ? i + 1 + TEXTRULES_LOOK : x->end);
    return !textrules_no_end(l->rules, text, behind);
}

static void look(struct lines *l, struct line *x) {
    struct sight s = {.line = x, .rules = l->rules};
    uint32_t narrow = 0;
    x->inner_first = (look_at(l, l->c[x->start]) & MARK_INNER) != 0;
    for (uint32_t i = x->start, plain; i < x->end; i++) {
        plain = skip_plain(l, i, x->end);
        if (plain > i && is_pending(&s)) see(&s, 0, 0);
        i = plain;
        if (i == x->end) break;
        unsigned seen = look_at(l, l->c[i]), marks = seen & ~(unsigned)LOOKS;
        narrow += (seen & LOOK_NARROW) != 0;
        x->spaced = x->spaced || (seen & LOOK_SPACE);
        s.before = i > x->start ? l->c[i - 1] : 0;
        s.next = i + 1 < x->end ? l->c[i + 1] : 0;
        if ((marks & MARK_END) && !is_end(l, x, i, &s)) marks &= ~(unsigned)(MARK_END | MARK_STOP);
        if (marks || is_pending(&s)) see(&s, foldtable_first(l->fold, l->c[i]), marks);
    }
    x->columns = 2 * (x->end - x->start) - narrow;
    x->ends = s.after_end;
}

static struct sv head_of(struct lines *l, const struct line *x, uint32_t most) {
    return fold_part(l, x->start, x->end - x->start > most ? x->start + most : x->end);
}

struct sv lines_tail(struct lines *l, const struct line *x, uint32_t most) {
    return fold_part(l, x->end - x->start > most ? x->end - most : x->start, x->end);
}

struct sv lines_seam(struct lines *l, const struct line *a, const struct line *b, uint32_t most) {
    lines_tail(l, a, most);
    str_byte(&l->folded, '\n');
    uint32_t to = b->end - b->start > most ? b->start + most : b->end;
    add_folded(l, b->start, to);
    return str_view(&l->folded);
}

void lines_tell(struct lines *l, struct line *x) {
    const struct textrules *t = l->rules;
    uint32_t cps = x->end - x->start;
    bool all_of_it = cps <= t->longest_rule;
    struct sv head = head_of(l, x, all_of_it ? t->longest_rule : START_LOOK);
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

static uint32_t skip_gap(struct gap *g, const struct lines *l, uint32_t i, uint32_t n) {
    for (; i < n; i++) {
        uint32_t c = l->c[i];
        unsigned seen = look_at(l, c);
        if (seen & LOOK_BREAK) {
            bool second_half = c == '\n' && i > 0 && l->c[i - 1] == '\r';
            g->breaks += !second_half;
            g->page = g->page || is_page_break(c);
            g->spaces = g->wide_spaces = 0;
        } else if (seen & LOOK_SPACE) {
            g->spaces += c == '\t' ? DEEP_INDENT : 1;
            g->wide_spaces += c == 0x3000;
        } else {
            break;
        }
    }
    return i;
}

/* The end of the line that begins at i; *trimmed gets it without white space. */
static uint32_t line_end(const struct lines *l, uint32_t i, uint32_t n, uint32_t *trimmed) {
    const uint32_t start = i;
    while (i < n && !(look_at(l, l->c[i]) & LOOK_BREAK))
        i++;
    *trimmed = i;
    while (*trimmed > start && (look_at(l, l->c[*trimmed - 1]) & LOOK_SPACE))
        --*trimmed;
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

void lines_read(struct lines *l, const uint32_t *c, size_t n) {
    struct gap gap = {0};
    l->n = 0;
    l->c = c;
    for (uint32_t i = 0, end; (i = skip_gap(&gap, l, i, (uint32_t)n)) < n; i = end) {
        struct line line = {.start = i, .gap = gap.start, .next = NO_LINE, .kind = KIND_PARAGRAPH};
        end = line_end(l, i, (uint32_t)n, &line.end);
        line.page = gap.page;
        line.blank = gap.breaks > 1 || gap.page;
        line.indented = gap.wide_spaces > 0 || gap.spaces >= DEEP_INDENT;
        line.margin = bounded(gap.spaces + gap.wide_spaces);
        line.tail = bounded(end - line.end);
        gap = (struct gap){.start = line.end};
        look(l, &line);
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
    free(l->looks);
    str_release(&l->folded);
    *l = (struct lines){0};
}
