#include "yaml.h"

#include <string.h>

#include "utf8.h"

/* Walks what was written of a scalar and its text side by side. */
struct walker {
    struct sv source, text; /* what is left */
    unsigned line, column;  /* from 1, of the source */
    unsigned indent;        /* columns that a block is indented by */
};

/* The bytes of a line break as libyaml counts them; 0 where none begins. */
static size_t line_break(struct sv v) {
    if (v.n == 0) return 0;
    if (v.p[0] == '\r') return v.n > 1 && v.p[1] == '\n' ? 2 : 1;
    if (v.p[0] == '\n') return 1;
    if (v.n > 1 && memcmp(v.p, "\xC2\x85", 2) == 0) return 2;
    if (v.n < 3) return 0;
    return memcmp(v.p, "\xE2\x80\xA8", 3) == 0 || memcmp(v.p, "\xE2\x80\xA9", 3) == 0 ? 3 : 0;
}

static void skip(struct sv *v, size_t n) {
    *v = n < v->n ? (struct sv){v->p + n, v->n - n} : (struct sv){v->p + v->n, 0};
}

/* Passes one character or line break of the source. */
static void pass(struct walker *w) {
    size_t feed = line_break(w->source);
    w->line += feed > 0;
    w->column = feed ? 1 : w->column + 1;
    if (w->source.n > 0) skip(&w->source, feed ? feed : utf8_width((unsigned char)w->source.p[0]));
}

static void pass_all(struct walker *w, unsigned n) {
    while (n-- > 0)
        pass(w);
}

static bool is_blank(const struct walker *w) {
    return w->source.n > 0 && (w->source.p[0] == ' ' || w->source.p[0] == '\t');
}

/* ---- finding a node ---- */

enum { SPOT_EVERY = 256 }; /* characters */

static void make_spots(struct yaml_source *s) {
    struct walker w = {.source = s->text, .line = 1, .column = 1};
    size_t n = 0;
    s->spots = arena_alloc(s->arena, (s->text.n / SPOT_EVERY + 1) * sizeof *s->spots);
    for (; w.source.n > 0 || n == 0; n++) {
        if (n % SPOT_EVERY == 0)
            s->spots[s->n_spots++] = (struct yaml_spot){w.line, w.column, s->text.n - w.source.n};
        pass(&w);
    }
}

static bool is_behind(const struct yaml_spot *spot, const struct node *n) {
    return spot->line > n->line || (spot->line == n->line && spot->column > n->column);
}

/* The last spot that is not behind the node. */
static const struct yaml_spot *spot_before(struct yaml_source *s, const struct node *n) {
    if (!s->spots) make_spots(s);
    size_t low = 0, high = s->n_spots;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(is_behind(&s->spots[middle], n) ? &high : &low) = middle;
    }
    return &s->spots[low];
}

static void find_start(struct walker *w, const struct node *n) {
    const struct yaml_spot *from = spot_before(n->source, n);
    *w = (struct walker){
        .source = n->source->text, .text = n->text, .line = from->line, .column = from->column};
    skip(&w->source, from->byte);
    while (w->source.n > 0 && (w->line < n->line || w->column < n->column))
        pass(w);
}

/* ---- one step: a character of the text and what was written for it; false: they disagree ---- */

static bool step_same(struct walker *w) {
    unsigned width = w->text.n > 0 ? utf8_width((unsigned char)w->text.p[0]) : 0;
    if (width == 0 || width > w->source.n || memcmp(w->source.p, w->text.p, width) != 0)
        return false;
    pass(w);
    skip(&w->text, width);
    return true;
}

/* Whether nothing but blanks stands before the next line break, which is there. */
static bool at_line_end(const struct walker *w) {
    struct sv v = w->source;
    while (v.n > 0 && (v.p[0] == ' ' || v.p[0] == '\t'))
        skip(&v, 1);
    return line_break(v) > 0;
}

/* Lines that are joined: one break is a blank, of more the first is none. */
static bool step_joined(struct walker *w) {
    unsigned line = w->line;
    while (is_blank(w) || line_break(w->source))
        pass(w);
    unsigned breaks = w->line - line;
    if (breaks == 1) {
        bool blank = w->text.n > 0 && w->text.p[0] == ' ';
        skip(&w->text, 1);
        return blank;
    }
    for (unsigned i = 1; i < breaks; i++, skip(&w->text, 1))
        if (w->text.n == 0 || w->text.p[0] != '\n') return false;
    return true;
}

static bool step_plain(struct walker *w) {
    return at_line_end(w) ? step_joined(w) : step_same(w);
}

static bool step_single(struct walker *w) {
    if (at_line_end(w)) return step_joined(w);
    if (w->source.n > 1 && memcmp(w->source.p, "''", 2) == 0) pass(w);
    return step_same(w);
}

/* An escape stands for one character, but for that of a line break, which stands for none. */
static bool step_double(struct walker *w) {
    if (w->source.n > 0 && w->source.p[0] != '\\')
        return at_line_end(w) ? step_joined(w) : step_same(w);
    pass(w);
    if (at_line_end(w)) {
        unsigned line = w->line;
        while (is_blank(w) || (w->line == line && line_break(w->source)))
            pass(w);
        return true;
    }
    char c = w->source.n > 0 ? w->source.p[0] : '\0';
    pass_all(w, c == 'x' ? 3 : c == 'u' ? 5 : c == 'U' ? 9 : 1);
    if (w->text.n > 0) skip(&w->text, utf8_width((unsigned char)w->text.p[0]));
    return true;
}

static void pass_indent(struct walker *w) {
    while (w->column <= w->indent && w->source.n > 0 && w->source.p[0] == ' ')
        pass(w);
}

static bool step_literal(struct walker *w) {
    size_t feed = line_break(w->source);
    if (!feed) return step_same(w);
    bool same = w->text.n > 0 && w->text.p[0] == '\n';
    pass(w);
    pass_indent(w);
    skip(&w->text, 1);
    return same;
}

/* Lines of a block are joined unless they are indented more, which the text shows. */
static bool step_folded(struct walker *w) {
    if (!line_break(w->source)) return step_same(w);
    if (w->text.n > 0 && w->text.p[0] == ' ') {
        pass(w);
        skip(&w->text, 1);
        pass_indent(w);
        return true;
    }
    while (line_break(w->source)) {
        pass(w);
        if (w->text.n > 0 && w->text.p[0] == '\n') skip(&w->text, 1);
        pass_indent(w);
    }
    return true;
}

/* ---- the forms of scalars ---- */

/* Passes the line of a block's indicator and the first line's indentation. */
static void begin_block(struct walker *w) {
    while (w->source.n > 0 && !line_break(w->source))
        pass(w);
    pass(w);
    while (w->source.n > 0 && (w->source.p[0] == ' ' || line_break(w->source))) {
        struct sv text = w->text;
        bool feed = line_break(w->source) > 0;
        pass(w);
        if (feed && text.n > 0 && text.p[0] == '\n') skip(&w->text, 1);
    }
    w->indent = w->column - 1;
}

typedef bool step(struct walker *w);

static step *begin(struct walker *w) {
    char c = w->source.n > 0 ? w->source.p[0] : '\0';
    if (c == '\'' || c == '"') {
        pass(w);
        return c == '"' ? step_double : step_single;
    }
    if (c != '|' && c != '>') return step_plain;
    begin_block(w);
    return c == '|' ? step_literal : step_folded;
}

struct line_column node_place(const struct node *n, size_t offset) {
    struct line_column start = {n->line, n->column};
    struct walker w;
    if (!n->source || n->kind != NODE_TEXT) return start;
    find_start(&w, n);
    step *next = begin(&w);
    size_t left = offset < n->text.n ? n->text.n - offset : 0;
    while (w.text.n > left) {
        size_t before = w.source.n;
        if (!next(&w) || w.source.n == before) return start;
    }
    return (struct line_column){w.line, w.column};
}

struct sv node_written(const struct node *n) {
    struct walker w;
    if (!n->source) return (struct sv){NULL, 0};
    find_start(&w, n);
    return w.source;
}
