#include "pattern.h"

#include <stdio.h>
#include <string.h>

#include "pack.h"
#include "part.h"
#include "syntax.h"
#include "utf8.h"

enum { MOST_GROUPS = 250, LONGEST = 65536 };
#define NO_SPOT ((size_t)-1)

/* From the tree of an expression to what PCRE2 gets, and what is known of it. */
struct compiler {
    struct pattern *x;
    struct pack *pack;
    struct arena *arena;
    struct str out;
    unsigned groups;
    const struct group_name *names; /* the last one read */
    int depth;
    struct define *inside;   /* the definition at hand; NULL in what the rule itself holds */
    const struct piece *use; /* the reference of the rule that led there */
    struct pattern_map *map; /* NULL where none is asked for */
    size_t whole;            /* the spot at hand */
    enum pattern_part part;
    size_t bad_at;          /* where PCRE2 refused what it was given */
    const struct node *bad; /* the last place in what was written that comes before it */
    const char *bad_place;
    struct err *err;
};

static int put(struct compiler *c, const struct piece *q, bool steps, struct part *out);
static void note_place(struct compiler *c, const struct piece *q, const char *place);

/* Names the definition that an error is in. What else uses it then fails without a word, so that it
 * is said once. */
static int blame(struct define *d, struct err *e) {
    struct err cause = *e;
    if (!d) return -1;
    d->bad = true;
    return err_at(e, cause.status, cause.place, "%s, in definition \"%.*s\"", cause.text,
                  (int)d->name.n, d->name.p);
}

/* A fault of the text in which a piece stands. */
static int fail(struct compiler *c, const struct piece *q, const char *place, const char *text) {
    syntax_err(q->at, place, c->err, text);
    return blame(c->inside, c->err);
}

/* A fault of the whole, to be mended in what the rule itself holds. */
static int fail_use(struct compiler *c, const struct piece *q, const char *text) {
    const struct piece *at = c->use ? c->use : q;
    return syntax_err(at->at, at->source.p, c->err, text);
}

/* ---- references ---- */

/* The lengths of a list's terms, longest first; the rare long ones are tried only where there are
 * some. */
static void put_lengths(struct str *s, unsigned number, unsigned min, unsigned max) {
    unsigned most = min + REF_SHORT < max ? min + REF_SHORT : max;
    if (most < max) str_printf(s, "(?C%u).{%u,%u}|", number + REF_LONG, most + 1, max);
    str_printf(s, ".{%u,%u}", min, most);
}

/* A list prefers its longest term. A mention has one length, unless its kind may overlap: once that
 * is found no other is tried. */
static int put_ref(struct compiler *c, const struct piece *q, bool is_list, uint32_t index,
                   struct part *out) {
    struct pattern *x = c->x;
    if (x->n_refs == MOST_REFS)
        return fail_use(c, q, "too many lists and mentions in one expression");
    if (c->groups == MOST_GROUPS) return fail_use(c, q, "too many groups in one expression");
    struct ref *r = &x->refs[x->n_refs];
    *r = (struct ref){is_list, index, 0};
    *out =
        is_list ? part_list(&c->pack->lists[index], index, c->arena) : part_kind(index, c->arena);
    unsigned number = 3 * (unsigned)x->n_refs++;
    if (is_list && out->max == 1) {
        str_printf(&c->out, "(?:(?C%u).)", number + REF_BEGINS);
        return 0;
    }
    r->group = ++c->groups;
    bool one_length = !is_list && !c->pack->kinds[index].overlap;
    str_printf(&c->out, "(?%s(?C%u)(?<_%u>", one_length ? ">" : ":", number + REF_BEGINS, r->group);
    if (is_list)
        put_lengths(&c->out, number, out->min, out->max);
    else
        str_printf(&c->out, ".{%u,%u}?", out->min, out->max);
    str_printf(&c->out, ")(?C%u))", number + REF_ENDS);
    return 0;
}

/* What stands between the parentheses of a group; a turn of one that repeats is a step. */
static int put_inside(struct compiler *c, const struct piece *inside, bool steps,
                      struct part *out) {
    if (steps) str_printf(&c->out, "(?C%d)(?:", CALLOUT_STEP);
    c->depth++;
    if (put(c, inside, false, out) != 0) return -1;
    c->depth--;
    out->literal = (struct sv){NULL, 0};
    str_c(&c->out, steps ? "))" : ")");
    return 0;
}

static int put_definition(struct compiler *c, const struct piece *q, struct define *d, bool steps,
                          struct part *out) {
    if (d->bad) return err_set(c->err, STATUS_USAGE, "%s", "");
    if (d->open) return fail(c, q, q->source.p, "a definition holds itself");
    if (c->depth > SYNTAX_DEEPEST) return fail_use(c, q, "definitions nested too deeply");
    if (c->out.n > LONGEST) return fail_use(c, q, "too long once definitions are put in");
    if (!d->tree && syntax_read(&d->tree, d->at, c->arena, c->err) != 0) return blame(d, c->err);
    struct compiler outer = *c;
    c->inside = d;
    if (!c->use) c->use = q;
    d->open = true;
    str_c(&c->out, "(?:");
    int result = put_inside(c, d->tree, steps, out);
    d->open = false;
    c->inside = outer.inside;
    c->use = outer.use;
    return result;
}

static int unknown(struct compiler *c, const struct piece *q) {
    char text[200];
    int shown = (int)(q->text.n < 100 ? q->text.n : 100);
    snprintf(text, sizeof text,
             q->is_kind ? "no rule makes mentions of kind \"%.*s\"" : "\"%.*s\" is not defined",
             shown, q->text.p);
    return fail(c, q, q->source.p, text);
}

static int put_reference(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    int32_t kind = q->is_kind ? pack_kind(c->pack, q->text) : NONE;
    struct define *d = q->is_kind ? NULL : pack_define(c->pack, q->text);
    if (q->is_kind ? kind == NONE : !d) return unknown(c, q);
    if (q->is_kind) return put_ref(c, q, false, (uint32_t)kind, out);
    d->used = true;
    return d->regex.p ? put_definition(c, q, d, steps, out) : put_ref(c, q, true, d->list, out);
}

/* ---- single characters ---- */

static int put_text(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    *out = part_text(q->text, c->arena);
    str_sv(&c->out, q->source);
    return 0;
}

static int put_any(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    *out = part_any();
    str_sv(&c->out, q->source);
    return 0;
}

/* \d and \D mean the ten digits of ASCII, not those of all scripts. */
static int put_set(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    bool digit = sv_is(q->source, "\\d"), no_digit = sv_is(q->source, "\\D");
    *out = digit ? part_digit(c->arena) : part_any();
    str_sv(&c->out, digit ? SV("[0-9]") : no_digit ? SV("[^0-9]") : q->source);
    return 0;
}

static int put_class(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    *out = part_class(q->source, c->arena);
    for (size_t i = 0; i < q->source.n; i++) {
        bool escape = q->source.p[i] == '\\';
        if (escape && q->source.p[i + 1] == 'd')
            str_c(&c->out, "0-9");
        else
            str_put(&c->out, q->source.p + i, escape ? 2 : 1);
        i += escape;
    }
    return 0;
}

static int put_edge(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    *out = part_nothing();
    out->at_start = sv_is(q->source, "^");
    str_sv(&c->out, q->source);
    return 0;
}

/* ---- what holds other pieces ---- */

static int name_group(struct compiler *c, const struct piece *q) {
    struct group_name *name = arena_alloc(c->arena, sizeof *name);
    *name = (struct group_name){q->text, c->groups + 1, c->names};
    for (const struct group_name *other = c->names; other; other = other->before)
        if (sv_eq(other->text, name->text))
            return fail_use(c, q, "a group of this name stands before");
    if (c->groups++ == MOST_GROUPS) return fail_use(c, q, "too many groups in one expression");
    c->names = name;
    return 0;
}

static int put_group(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    size_t opener = (size_t)(q->first->source.p - q->source.p);
    if (q->group == GROUP_NAMED && name_group(c, q) != 0) return -1;
    if (c->depth > SYNTAX_DEEPEST) return fail_use(c, q, "groups nested too deeply");
    str_put(&c->out, q->source.p, opener);
    if (put_inside(c, q->first, steps && !syntax_looks(q), out) != 0) return -1;
    if (syntax_looks(q)) *out = part_nothing();
    return 0;
}

static bool is_group(const struct piece *q) {
    return q->kind == PIECE_GROUP || q->kind == PIECE_REF;
}

static int put_repeat(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    const struct piece *part = q->first;
    const char *behind = part->source.p + part->source.n;
    /* What is possessive is never gone back into. */
    if (put(c, part, q->max > 1 && is_group(part) && !q->possessive, out) != 0) return -1;
    if (syntax_denies(part) || (out->max == 0 && q->max > 1))
        return fail(c, q, behind, "a repetition of what takes no character");
    if (c->bad_at) note_place(c, q, behind);
    str_put(&c->out, behind, q->source.n - part->source.n);
    part_repeat(out, q->min, q->max);
    return 0;
}

static int put_sequence(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    struct part_sequence s = {0};
    int result = 0;
    for (const struct piece *part = q->first; part && result == 0; part = part->next) {
        result = put(c, part, false, out);
        if (result == 0) part_append(&s, out, c->arena);
    }
    *out = part_sequence_end(&s, c->arena);
    return result;
}

static int put_choice(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    (void)steps;
    struct part branch;
    if (put(c, q->first, false, out) != 0) return -1;
    for (const struct piece *part = q->first->next; part; part = part->next) {
        str_byte(&c->out, '|');
        if (put(c, part, false, &branch) != 0) return -1;
        part_or(out, &branch, c->arena);
    }
    out->anchor.room = 0;
    return 0;
}

/* A lookbehind that PCRE2 refuses is named by its beginning, all else by its end. */
static void note_place(struct compiler *c, const struct piece *q, const char *place) {
    bool behind = syntax_looks(q) && q->group >= GROUP_BEHIND;
    if (c->out.n >= c->bad_at + behind) return;
    c->bad = q->at;
    c->bad_place = place;
}

static bool is_definition(const struct compiler *c, const struct piece *q) {
    const struct define *d = q->is_kind ? NULL : pack_define(c->pack, q->text);
    return d && d->regex.p;
}

/* Whether a piece is tried as one, and so is called before. */
static bool is_tried(const struct compiler *c, const struct piece *q) {
    if (q->kind == PIECE_REF) return !is_definition(c, q);
    return q->kind < PIECE_REF || syntax_looks(q);
}

/* Begins the spot of a piece; returns its number. */
static size_t begin_spot(struct compiler *c, const struct piece *q) {
    struct pattern_map *m = c->map;
    size_t number = m->n;
    if (is_tried(c, q)) str_printf(&c->out, "(?C%d)", CALLOUT_ITEM);
    m->p = mem_room(m->p, m->n, &m->size, sizeof *m->p);
    m->p[m->n++] = (struct pattern_spot){c->out.n, c->out.n, q, number, c->part};
    return number;
}

static int put_piece(struct compiler *c, const struct piece *q, bool steps, struct part *out);

/* Puts a piece and notes where it stands. */
static int put_spot(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    size_t whole = c->whole, spot = begin_spot(c, q);
    if (whole != NO_SPOT) c->map->p[spot].whole = whole;
    c->whole = spot;
    int result = put_piece(c, q, steps, out);
    c->whole = whole;
    c->map->p[spot].to = c->out.n;
    return result;
}

/* steps: turns of the piece, a group that repeats, are counted. */
static int put(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    return (c->map ? put_spot : put_piece)(c, q, steps, out);
}

static int put_piece(struct compiler *c, const struct piece *q, bool steps, struct part *out) {
    static int (*const by_kind[])(struct compiler *, const struct piece *, bool, struct part *) = {
        [PIECE_TEXT] = put_text,     [PIECE_ANY] = put_any,       [PIECE_CLASS] = put_class,
        [PIECE_SET] = put_set,       [PIECE_EDGE] = put_edge,     [PIECE_REF] = put_reference,
        [PIECE_GROUP] = put_group,   [PIECE_REPEAT] = put_repeat, [PIECE_SEQUENCE] = put_sequence,
        [PIECE_CHOICE] = put_choice,
    };
    if (c->bad_at) note_place(c, q, q->source.p);
    return by_kind[q->kind](c, q, steps, out);
}

/* ---- the whole ---- */

static int whole(struct compiler *c, const struct node *at, const char *opener,
                 const struct piece **tree, struct part *out) {
    struct piece *read;
    if (syntax_read(&read, at, c->arena, c->err) != 0) return -1;
    *tree = read;
    if (c->map && c->part != PATTERN_MATCH) str_printf(&c->out, "(?C%d)", CALLOUT_ITEM);
    str_c(&c->out, opener);
    c->whole = NO_SPOT;
    if (put(c, read, false, out) != 0) return -1;
    str_byte(&c->out, ')');
    return 0;
}

static int framed(struct compiler *c, const struct node *at, const struct pattern_frame *f,
                  const struct piece **tree, struct part *out) {
    const struct piece *other;
    struct part ignored;
    if (whole(c, at, "(?:", tree, out) != 0) return -1;
    c->part = PATTERN_AFTER;
    if (f->after && whole(c, f->after, "(?=", &other, &ignored) != 0) return -1;
    c->part = PATTERN_NOT_AFTER;
    if (f->not_after && whole(c, f->not_after, "(?!", &other, &ignored) != 0) return -1;
    if (f->at_end) str_c(&c->out, "\\z");
    if (f->check_end) str_printf(&c->out, "(?C%d)", CALLOUT_END);
    return 0;
}

/* Whether the tree is %{list}, or that in one named group. */
static bool is_one_list(const struct pattern *x, const struct piece *tree,
                        const struct pack *pack) {
    if (x->n_refs != 1 || !x->refs[0].is_list) return false;
    if (tree->kind == PIECE_GROUP && tree->group == GROUP_NAMED) tree = tree->first;
    const struct define *d = tree->kind == PIECE_REF ? pack_define(pack, tree->text) : NULL;
    return d && !d->regex.p;
}

/* A class is asked as the expression that it is. */
static void compile_peek(struct pack *p, struct peek *peek) {
    for (size_t i = 0; i < peek->n && !peek->any; i++) {
        struct peek_item *item = &peek->items[i];
        if (item->what != PEEK_CLASS) continue;
        item->class = classes_get(&p->classes, arena_copy(&p->arena, item->text));
        peek->any = !item->class;
    }
}

static void refuse_at(struct compiler *c, const char *text) {
    struct define *d = NULL;
    for (size_t i = 0; i < c->pack->n_defines && !d; i++)
        if (c->pack->defines[i].at == c->bad) d = &c->pack->defines[i];
    syntax_err(c->bad, c->bad_place, c->err, text);
    blame(d, c->err);
}

/* Says which place of what was written PCRE2 refused: it is found by putting all once more. */
static int refused(struct compiler *first, const struct node *at, const struct pattern_frame *f,
                   size_t bad_at) {
    struct compiler c = {.x = first->x,
                         .pack = first->pack,
                         .arena = first->arena,
                         .bad_at = bad_at ? bad_at : 1,
                         .err = first->err};
    const struct piece *tree;
    struct part ignored;
    char text[sizeof c.err->text];
    memcpy(text, c.err->text, sizeof text);
    c.x->n_refs = 0;
    if (framed(&c, at, f, &tree, &ignored) == 0 && c.bad) refuse_at(&c, text);
    str_release(&c.out);
    return -1;
}

static void keep(struct compiler *c, const struct part *part) {
    struct pattern *x = c->x;
    x->shortest = part->min;
    x->longest = part->max;
    x->anchor = part->anchor;
    x->anchor.behind.any |= part->anchor.open;
    compile_peek(c->pack, &x->anchor.behind);
    x->at_start = part->at_start;
    x->names = c->names;
}

int pattern_compile(struct pattern *x, const struct node *at, const struct pattern_frame *frame,
                    struct pack *pack, struct err *e) {
    struct compiler c = {.x = x, .pack = pack, .arena = &pack->arena, .map = frame->map, .err = e};
    const struct piece *tree;
    struct part part;
    size_t bad_at;
    *x = (struct pattern){.at = at};
    struct ref refs[MOST_REFS] = {0};
    x->refs = refs;
    int result = framed(&c, at, frame, &tree, &part);
    x->refs = arena_alloc(&pack->arena, x->n_refs * sizeof *refs);
    memcpy(x->refs, refs, x->n_refs * sizeof *refs);
    x->expanded = arena_copy(&pack->arena, str_view(&c.out));
    str_release(&c.out);
    if (result != 0) return -1;
    keep(&c, &part);
    x->is_term =
        frame->check_end && !frame->after && !frame->not_after && is_one_list(x, tree, pack);
    if (rx_try(&x->rx, x->expanded, &bad_at, e) != 0) return refused(&c, at, frame, bad_at);
    if (frame->map) rx_interpret(x->rx);
    x->n_groups = rx_groups(x->rx);
    return 0;
}

unsigned pattern_group(const struct pattern *x, struct sv name) {
    for (const struct group_name *g = x->names; g; g = g->before)
        if (g->text.n == name.n && g->text.p[0] == name.p[0] && sv_eq(g->text, name))
            return g->number; /* most names differ in the first letter */
    return 0;
}

void pattern_release(struct pattern *x) {
    rx_free(x->rx);
    x->rx = NULL;
}
