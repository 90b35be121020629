#include "spans.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

enum { DEEPEST = 16, NO_PAIR = UINT16_MAX };

/* A quotation that was opened and not closed yet. */
struct opened {
    uint16_t pair;
    size_t quote; /* in quotes */
};

/* What is known at a place in a block. */
struct scan {
    struct spans *spans;
    const struct textrules *rules;
    struct segment *block;
    struct opened open[DEEPEST];
    size_t depth;
    size_t first_quote;       /* of the block */
    uint16_t carried;         /* the pair that the block before left open */
    const char *p;            /* behind c */
    uint32_t at;              /* code points before c */
    uint32_t before, c, next; /* the code point in hand and its neighbours, 0 outside the block */
    uint32_t sentence;        /* its start, or NONE */
    uint32_t last;            /* behind the last code point that is no space */
    unsigned last_marks;      /* of that code point */
    bool after_end;           /* the sentence ended, and only closers since */
};

#define NOWHERE UINT32_MAX

static inline bool is_space(uint32_t c) {
    if (c > 0x200A) return false;
    return c == ' ' || c == '\t' || c >= 0x2000;
}

/* ---- quotations ---- */

static void open_quote(struct scan *s, uint16_t pair) {
    struct spans *x = s->spans;
    if (s->depth == DEEPEST) return;
    x->quotes = mem_room(x->quotes, x->n_quotes, &x->size_quotes, sizeof *x->quotes);
    s->open[s->depth++] = (struct opened){pair, x->n_quotes};
    x->quotes[x->n_quotes++] = (struct quotation){{s->at, NOWHERE}, (uint32_t)s->depth};
}

/* A quotation that goes on from the block before without its opening mark repeated. */
static void close_carried(struct scan *s) {
    struct spans *x = s->spans;
    size_t first = s->first_quote;
    x->quotes = mem_room(x->quotes, x->n_quotes, &x->size_quotes, sizeof *x->quotes);
    memmove(x->quotes + first + 1, x->quotes + first, (x->n_quotes - first) * sizeof *x->quotes);
    x->n_quotes++;
    x->quotes[first] = (struct quotation){{s->block->span.start, s->at + 1}, 1};
    for (size_t i = first + 1; i < x->n_quotes; i++)
        x->quotes[i].depth++;
    s->carried = NO_PAIR;
}

/* Ends what was opened last, until so much is open. */
static void close_down_to(struct scan *s, size_t depth, uint32_t end) {
    while (s->depth > depth)
        s->spans->quotes[s->open[--s->depth].quote].span.end = end;
}

/* How many stand below the last opened quotation of that pair; DEEPEST where none is open. */
static size_t find_open(const struct scan *s, uint16_t pair) {
    for (size_t i = s->depth; i > 0; i--)
        if (s->open[i - 1].pair == pair) return i - 1;
    return DEEPEST;
}

static void close_quote(struct scan *s, uint16_t pair, size_t below) {
    if (below < DEEPEST) {
        close_down_to(s, below + 1, s->at); /* inner ones that were not closed */
        close_down_to(s, below, s->at + 1);
    } else if (s->carried == pair && s->depth == 0) {
        close_carried(s);
    }
}

/* Takes a quotation mark; true where it opened one. */
static bool take_quote(struct scan *s) {
    const struct textrules *t = s->rules;
    bool apostrophe = textrules_apostrophe(s->before, s->c);
    if (apostrophe && textrules_is_word(s->next)) return false;
    for (uint16_t i = 0; i < t->n_quotes; i++) {
        size_t below = find_open(s, i);
        bool toggles = t->quotes[i].open == t->quotes[i].close;
        if (s->c == t->quotes[i].close && (below < DEEPEST || (!toggles && s->carried == i))) {
            close_quote(s, i, below);
            return false;
        }
        if (s->c == t->quotes[i].open && !apostrophe) {
            if (s->carried == i) s->carried = NO_PAIR; /* the mark is repeated */
            open_quote(s, i);
            return true;
        }
    }
    return false;
}

/* ---- sentences ---- */

static void end_sentence(struct scan *s) {
    struct spans *x = s->spans;
    if (s->sentence == NOWHERE) return;
    x->sentences = mem_room(x->sentences, x->n_sentences, &x->size_sentences, sizeof *x->sentences);
    x->sentences[x->n_sentences++] = (struct span){s->sentence, s->last};
    s->sentence = NOWHERE;
    s->after_end = false;
}

/* A mark that ends a sentence, but for one within an address or a number, or of an abbreviation. */
static bool is_end(const struct scan *s, unsigned marks) {
    if (!(marks & MARK_END)) return false;
    if (s->c < 0x80 && textrules_is_word(s->before) && textrules_is_word(s->next)) return false;
    return !textrules_no_end(s->rules, s->block->text, (size_t)(s->p - s->block->text.p));
}

static void take_for_sentence(struct scan *s, unsigned marks, bool opened, bool end) {
    if (is_space(s->c)) return;
    if (s->after_end && !end &&
        (opened || !(marks & (MARK_CLOSER | MARK_PAUSE | MARK_LIST | MARK_LEAD))))
        end_sentence(s);
    if (s->sentence == NOWHERE) s->sentence = s->at;
    s->after_end = end || (s->after_end && (marks & MARK_CLOSER));
    s->last = s->at + 1;
}

/* ---- blocks ---- */

static void take(struct scan *s, unsigned marks) {
    struct segment *b = s->block;
    bool opened = (marks & (MARK_OPENS | MARK_CLOSES)) && take_quote(s);
    bool end = is_end(s, marks);
    take_for_sentence(s, marks, opened, end);
    if (is_space(s->c)) return;
    if (b->stops && !(marks & (MARK_CLOSER | MARK_END))) b->stop_inside = true;
    b->stops = (end && (marks & MARK_STOP)) || (b->stops && (marks & MARK_CLOSER));
    s->last_marks = marks;
}

/* The same for a code point that is no mark, in the middle of a sentence. */
static inline bool take_plain(struct scan *s, unsigned marks) {
    if (marks || s->after_end || s->sentence == NOWHERE || is_space(s->c)) return false;
    s->last = s->at + 1;
    s->last_marks = 0;
    return true;
}

static void begin_block(struct scan *s, struct sv line) {
    struct spans *x = s->spans;
    size_t prefix;
    x->blocks = mem_room(x->blocks, x->n_blocks, &x->size_blocks, sizeof *x->blocks);
    s->block = &x->blocks[x->n_blocks++];
    *s->block = (struct segment){.kind = KIND_PARAGRAPH, .text = line};
    s->block->heading = textrules_heading(line, &prefix);
    if (s->block->heading) {
        s->block->text = (struct sv){line.p + prefix, line.n - prefix};
        s->at += (uint32_t)prefix;
    }
    s->block->span.start = s->last = s->at;
    s->first_quote = x->n_quotes;
    s->sentence = NOWHERE;
    s->after_end = false;
    s->last_marks = 0;
    s->before = 0;
}

static void end_block(struct scan *s) {
    s->block->ends = s->after_end;
    s->block->goes_on = (s->last_marks & (MARK_PAUSE | MARK_LIST | MARK_LEAD)) != 0;
    s->carried = s->depth > 0 ? s->open[0].pair : NO_PAIR;
    close_down_to(s, 0, s->at);
    end_sentence(s);
    s->block->span.end = s->at;
}

static void scan_block(struct scan *s, struct sv line) {
    begin_block(s, line);
    const char *p = s->block->text.p, *end = p + s->block->text.n;
    unsigned width = 0;
    s->next = p < end ? utf8_at(p, &width) : 0;
    for (; p < end; s->at++) {
        s->c = s->next;
        s->p = p += width;
        s->next = p < end ? utf8_at(p, &width) : 0;
        unsigned marks = textrules_marks(s->rules, s->c);
        if (!take_plain(s, marks)) take(s, marks);
        s->before = s->c;
    }
    end_block(s);
}

void spans_find(struct spans *s, struct sv text, const struct textrules *t) {
    struct scan scan = {.spans = s, .rules = t, .carried = NO_PAIR};
    s->n_blocks = s->n_sentences = s->n_quotes = 0;
    while (text.n > 0) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n;
        if (n > 0) scan_block(&scan, (struct sv){text.p, n});
        n += end != NULL;
        scan.at += end != NULL;
        text = (struct sv){text.p + n, text.n - n};
    }
}

void spans_release(struct spans *s) {
    free(s->blocks);
    free(s->sentences);
    free(s->quotes);
    *s = (struct spans){0};
}
