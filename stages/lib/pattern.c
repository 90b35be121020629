#include "pattern.h"

#include <stdio.h>
#include <string.h>

#include "pack.h"
#include "utf8.h"

enum { DEEPEST = 40, MOST_GROUPS = 250 };

/* What is known of a part of an expression. */
struct part {
    unsigned min, max; /* code points */
    struct anchor anchor;
    struct sv literal; /* the one text it matches; NULL p where it matches others too */
    bool at_start;     /* matches only where the subject begins */
    struct peek first; /* what its first character can be, where it takes one */
};

struct parser {
    struct pattern *x;
    struct pack *pack;
    struct str out;
    struct sv rest;
    const char *source; /* where the text that rest is of began */
    const struct node *at;
    unsigned groups;
    const struct group_name *names; /* the last one read */
    int depth;
    struct err *err;
};

static int alternation(struct parser *p, struct part *out);

static int fail(struct parser *p, const char *text) {
    size_t column = utf8_count((struct sv){p->source, (size_t)(p->rest.p - p->source)}) + 1;
    return node_err(p->at, p->err, "expression, character %zu: %s", column, text);
}

static void skip(struct parser *p, size_t n) {
    p->rest = (struct sv){p->rest.p + n, p->rest.n - n};
}

/* Copies n bytes of the source to the expression that PCRE2 gets. */
static void copy(struct parser *p, size_t n) {
    str_put(&p->out, p->rest.p, n);
    skip(p, n);
}

static bool begins(const struct parser *p, const char *text) {
    size_t n = strlen(text);
    return p->rest.n >= n && memcmp(p->rest.p, text, n) == 0;
}

static unsigned add_width(unsigned a, unsigned b) {
    return a >= WIDTH_ANY || b >= WIDTH_ANY || a + b >= WIDTH_ANY ? WIDTH_ANY : a + b;
}

static unsigned times_width(unsigned a, unsigned n) {
    if (a == 0 || n == 0) return 0;
    return a >= WIDTH_ANY || n >= WIDTH_ANY || a > WIDTH_ANY / n ? WIDTH_ANY : a * n;
}

/* ---- the first character ---- */

static struct peek peek_any(void) {
    return (struct peek){.any = true};
}

static struct peek peek_of(enum peek_what what, uint32_t index) {
    return (struct peek){.items = {{.what = what, .index = index}}, .n = 1};
}

static void add_peek(struct peek *to, const struct peek *p) {
    to->any |= p->any || to->n + p->n > MOST_PEEKS;
    for (size_t i = 0; !to->any && i < p->n; i++)
        to->items[to->n++] = p->items[i];
}

static struct peek peek_class(struct sv class) {
    return (struct peek){.items = {{.what = PEEK_CLASS, .class = class}}, .n = 1};
}

/* A class is asked as the expression that it is. */
static void compile_peek(struct pack *p, struct peek *peek) {
    struct err ignored;
    for (size_t i = 0; i < peek->n && !peek->any; i++) {
        struct peek_item *item = &peek->items[i];
        if (item->what != PEEK_CLASS) continue;
        if (rx_compile(&item->rx, NULL, item->class, &ignored) != 0) {
            peek->any = true;
            return;
        }
        item->known = arena_zero(&p->arena, TRIE_BMP);
        pack_keep_rx(p, item->rx);
    }
}

/* ---- anchors ---- */

/* How often a text is expected, a code point of news: rough figures, only for choosing. */
static double cost_of_text(struct sv text) {
    static const double cost[] = {1, 8e-4, 3e-5, 3e-6};
    size_t n = utf8_count(text);
    unsigned char c = (unsigned char)text.p[0];
    bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (n == 1 && !letter && c < 0xE3) return 4e-4; /* signs */
    if (n == 1 && (unsigned char)text.p[0] < 0xE3) return 4e-3;
    if (n == 1 && memcmp(text.p, "\xE3\x80", 2) == 0) return 1e-2; /* CJK punctuation */
    return cost[n < 4 ? n : 3];
}

static double cost_of_list(const struct list *l) {
    double cost = 0;
    for (size_t i = 0; i < l->n && cost < 0.2; i++)
        cost += cost_of_text(l->terms[i].text) / 4;
    return cost;
}

static const double COST_OF_KIND = 1e-2;

static struct anchor one_anchor(struct parser *p, struct anchor_item item, double cost) {
    struct anchor a = {
        .items = arena_alloc(&p->pack->arena, sizeof item), .n = 1, .cost = cost, .open = true};
    a.items[0] = item;
    return a;
}

/* Of two anchors the one that costs less, the width of its window considered. */
static double weight(const struct anchor *a) {
    if (a->n == 0) return 1e9;
    if (a->before_max >= WIDTH_ANY) return a->cost * 100;
    return a->cost * (1 + (a->before_max - a->before_min) / 4.0);
}

static void consider(struct anchor *best, struct anchor a, unsigned min, unsigned max) {
    a.before_min = add_width(a.before_min, min);
    a.before_max = add_width(a.before_max, max);
    if (a.n > 0 && weight(&a) < weight(best)) *best = a;
}

static struct anchor merge_anchors(struct parser *p, const struct anchor *a,
                                   const struct anchor *b) {
    struct anchor m = {0};
    if (a->n == 0 || b->n == 0) return m;
    m.items = arena_alloc(&p->pack->arena, (a->n + b->n) * sizeof *m.items);
    memcpy(m.items, a->items, a->n * sizeof *m.items);
    memcpy(m.items + a->n, b->items, b->n * sizeof *m.items);
    m.n = a->n + b->n;
    m.before_min = a->before_min < b->before_min ? a->before_min : b->before_min;
    m.before_max = a->before_max > b->before_max ? a->before_max : b->before_max;
    m.cost = a->cost + b->cost;
    m.behind = a->behind;
    add_peek(&m.behind, &b->behind);
    m.open = a->open || b->open;
    return m;
}

/* ---- references ---- */

static struct part ref_part(struct parser *p, const struct ref *r) {
    struct anchor_item item = {r->is_list ? ANCHOR_LIST : ANCHOR_KIND, {NULL, 0}, r->index};
    const struct list *l = r->is_list ? &p->pack->lists[r->index] : NULL;
    double cost = l ? cost_of_list(l) : COST_OF_KIND;
    return (struct part){l ? l->shortest : 1,
                         l ? l->longest : LIST_LONGEST,
                         one_anchor(p, item, cost),
                         {NULL, 0},
                         false,
                         peek_of(r->is_list ? PEEK_LIST : PEEK_KIND, r->index)};
}

/* The lengths of a list's terms, longest first; the rare long ones are tried only where there are
 * some. */
static void put_lengths(struct str *s, unsigned number, unsigned min, unsigned max) {
    unsigned most = min + REF_SHORT < max ? min + REF_SHORT : max;
    if (most < max) str_printf(s, "(?C%u).{%u,%u}|", number + REF_LONG, most + 1, max);
    str_printf(s, ".{%u,%u}", min, most);
}

/* A list prefers its longest term. A mention has one length, unless its kind may overlap: once that
 * is found no other is tried. */
static int emit_ref(struct parser *p, bool is_list, uint32_t index, struct part *out) {
    struct pattern *x = p->x;
    if (x->n_refs == MOST_REFS) return fail(p, "too many lists and mentions in one expression");
    if (p->groups == MOST_GROUPS) return fail(p, "too many groups in one expression");
    struct ref *r = &x->refs[x->n_refs];
    *r = (struct ref){is_list, index, 0};
    *out = ref_part(p, r);
    unsigned number = 3 * (unsigned)x->n_refs++;
    if (is_list && out->max == 1) {
        str_printf(&p->out, "(?:(?C%u).)", number + REF_BEGINS);
        return 0;
    }
    r->group = ++p->groups;
    bool one_length = !is_list && !p->pack->kinds[index].overlap;
    str_printf(&p->out, "(?%s(?C%u)(?<_%u>", one_length ? ">" : ":", number + REF_BEGINS, r->group);
    if (is_list)
        put_lengths(&p->out, number, out->min, out->max);
    else
        str_printf(&p->out, ".{%u,%u}?", out->min, out->max);
    str_printf(&p->out, ")(?C%u))", number + REF_ENDS);
    return 0;
}

static int expand_define(struct parser *p, struct define *d, struct part *out, size_t *inside) {
    if (d->open) return fail(p, "a definition holds itself");
    if (p->depth > DEEPEST) return fail(p, "definitions nested too deeply");
    struct parser outer = *p;
    d->open = true;
    p->rest = d->regex;
    p->source = d->regex.p;
    p->at = d->at;
    p->depth++;
    str_c(&p->out, "(?:");
    *inside = p->out.n;
    int result = alternation(p, out);
    if (result == 0 && p->rest.n > 0) result = fail(p, "unmatched closing parenthesis");
    str_byte(&p->out, ')');
    d->open = false;
    p->rest = outer.rest;
    p->source = outer.source;
    p->at = outer.at;
    p->depth = outer.depth;
    return result;
}

static int reference(struct parser *p, struct part *out, size_t *inside) {
    const char *close = memchr(p->rest.p, '}', p->rest.n);
    if (!close) return fail(p, "%{ without }");
    struct sv name = {p->rest.p + 2, (size_t)(close - p->rest.p) - 2};
    bool is_kind = name.n > 0 && name.p[0] == '@';
    if (is_kind) name = (struct sv){name.p + 1, name.n - 1};
    int32_t kind = is_kind ? pack_kind(p->pack, name) : NONE;
    struct define *d = is_kind ? NULL : pack_define(p->pack, name);
    char text[200];
    snprintf(text, sizeof text,
             is_kind ? "no rule makes mentions of kind \"%.*s\"" : "\"%.*s\" is not defined",
             (int)(name.n < 100 ? name.n : 100), name.p);
    if (is_kind ? kind == NONE : !d) return fail(p, text);
    skip(p, (size_t)(close + 1 - p->rest.p));
    if (is_kind) return emit_ref(p, false, (uint32_t)kind, out);
    d->used = true;
    return d->regex.p ? expand_define(p, d, out, inside) : emit_ref(p, true, d->list, out);
}

/* ---- atoms ---- */

static struct part one_char(void) {
    return (struct part){.min = 1, .max = 1, .first = peek_any()};
}

static struct part nothing(void) {
    return (struct part){.min = 0};
}

static struct part literal(struct parser *p, struct sv text) {
    unsigned width;
    struct sv kept = arena_copy(&p->pack->arena, text);
    struct anchor_item item = {ANCHOR_TEXT, kept, 0};
    return (struct part){1,    1,     one_anchor(p, item, cost_of_text(kept)),
                         kept, false, peek_of(PEEK_CHARACTER, utf8_at(kept.p, &width))};
}

/* The bytes of `{...}` that may follow \p, \P, \x, \o, \N at offset at. */
static size_t braces(const struct parser *p, size_t at) {
    if (at >= p->rest.n || p->rest.p[at] != '{') return 0;
    const char *close = memchr(p->rest.p + at, '}', p->rest.n - at);
    return close ? (size_t)(close + 1 - (p->rest.p + at)) : 0;
}

/* Hexadecimal digits at an offset, two at most. */
static size_t hex_digits(const struct parser *p, size_t at) {
    size_t n = 0;
    while (n < 2 && at + n < p->rest.n && strchr("0123456789abcdefABCDEF", p->rest.p[at + n]))
        n++;
    return n;
}

/* The bytes behind \p, \P, \x, \o or \N that belong to it; \N{2} is \N twice. */
static size_t escape_tail(const struct parser *p, char c) {
    size_t n = braces(p, 2);
    if (c == 'N' && n > 0 && p->rest.p[3] != 'U') return 0;
    if (c == 'x' && n == 0) return hex_digits(p, 2);
    return n == 0 && (c == 'p' || c == 'P') ? 1 : n;
}

static struct anchor anchor_of_digits(struct parser *p);

/* \d and \D mean the ten digits of ASCII, not those of all scripts. */
static int digit_escape(struct parser *p, struct part *out) {
    bool is_digit = p->rest.p[1] == 'd';
    str_c(&p->out, is_digit ? "[0-9]" : "[^0-9]");
    skip(p, 2);
    *out = one_char();
    if (is_digit) out->anchor = anchor_of_digits(p);
    return 0;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int escape(struct parser *p, struct part *out, size_t *inside) {
    (void)inside;
    if (p->rest.n < 2) return fail(p, "a backslash ends the expression");
    char c = p->rest.p[1];
    if (strchr("cCEgGkKQRX0123456789", c)) return fail(p, "this escape is not allowed in a rule");
    if (c == 'd' || c == 'D') return digit_escape(p, out);
    if (!is_letter(c)) {
        unsigned width = utf8_width((unsigned char)c);
        *out = literal(p, (struct sv){p->rest.p + 1, width});
        copy(p, 1 + width);
        return 0;
    }
    *out = strchr("bBAzZ", c) ? nothing() : one_char();
    size_t n = 2 + (strchr("pPxoN", c) ? escape_tail(p, c) : 0);
    if (n > p->rest.n) return fail(p, "an escape is cut short");
    copy(p, n);
    return 0;
}

/* A class of a few plain characters is an anchor of so many texts. */
static struct anchor anchor_of_class(struct parser *p, struct sv inside) {
    struct anchor a = {0};
    if (inside.n == 0 || inside.p[0] == '^' || memchr(inside.p, '\\', inside.n) ||
        memchr(inside.p, '-', inside.n) || memchr(inside.p, '[', inside.n))
        return a;
    a.items = arena_alloc(&p->pack->arena, inside.n * sizeof *a.items);
    a.open = true;
    for (size_t at = 0; at < inside.n;) {
        unsigned width = utf8_width((unsigned char)inside.p[at]);
        struct sv c = arena_copy(&p->pack->arena, (struct sv){inside.p + at, width});
        a.items[a.n++] = (struct anchor_item){ANCHOR_TEXT, c, 0};
        a.cost += cost_of_text(c);
        at += width;
    }
    return a;
}

static struct anchor anchor_of_digits(struct parser *p) {
    return anchor_of_class(p, SV("0123456789"));
}

/* The bytes of a [:name:] that begins at an offset; 0 where none does. */
static size_t posix_name(struct sv v, size_t at) {
    if (at + 1 >= v.n || v.p[at] != '[' || v.p[at + 1] != ':') return 0;
    for (size_t i = at + 2; i + 1 < v.n && v.p[i] != ']' && v.p[i] != '['; i++)
        if (v.p[i] == ':' && v.p[i + 1] == ']') return i + 2 - at;
    return 0;
}

size_t pattern_class(struct sv v) {
    size_t at = 1;
    if (at < v.n && v.p[at] == '^') at++;
    if (at < v.n && v.p[at] == ']') at++;
    while (at < v.n && v.p[at] != ']') {
        size_t name = posix_name(v, at);
        at += name ? name : v.p[at] == '\\' ? 2 : 1;
    }
    return at < v.n ? at + 1 : 0;
}

/* Copies a class to the expression that PCRE2 gets, \d in it as 0-9. */
static int copy_class(struct parser *p, size_t n) {
    for (const char *end = p->rest.p + n; p->rest.p < end;) {
        char c = p->rest.p[0] == '\\' ? p->rest.p[1] : '\0';
        if (c && strchr("cDEQ0123456789", c))
            return fail(p, "this escape is not allowed in a class");
        if (c == 'd') {
            str_c(&p->out, "0-9");
            skip(p, 2);
        } else {
            copy(p, c ? 2 : 1);
        }
    }
    return 0;
}

static int class(struct parser *p, struct part *out, size_t *inside) {
    (void)inside;
    size_t n = pattern_class(p->rest);
    if (n == 0) return fail(p, "[ without ]");
    struct sv chars = {p->rest.p + 1, n - 2};
    *out = one_char();
    out->anchor = sv_is(chars, "0-9") || sv_is(chars, "\\d") ? anchor_of_digits(p)
                                                             : anchor_of_class(p, chars);
    out->first = peek_class((struct sv){p->rest.p, n});
    return copy_class(p, n);
}

/* What may stand behind "(?"; looks says that the group has no width. */
struct opener {
    const char *text;
    bool looks, names;
};
static const struct opener openers[] = {
    {"(?:", false, false}, {"(?>", false, false}, {"(?=", true, false}, {"(?!", true, false},
    {"(?<=", true, false}, {"(?<!", true, false}, {"(?<", false, true}, {"(?P<", false, true},
};

/* Remembers the name of a group of n bytes of opener and name. */
static int name_group(struct parser *p, const struct opener *o, size_t n) {
    size_t head = strlen(o->text);
    struct group_name *name = arena_alloc(&p->pack->arena, sizeof *name);
    *name = (struct group_name){{p->rest.p + head, n - head - 1}, p->groups + 1, p->names};
    if (name->text.n > 0 && name->text.p[0] == '_')
        return fail(p, "a group's name must not begin with _");
    for (const struct group_name *other = p->names; other; other = other->before)
        if (sv_eq(other->text, name->text)) return fail(p, "a group of this name stands before");
    if (p->groups++ == MOST_GROUPS) return fail(p, "too many groups in one expression");
    p->names = name;
    return 0;
}

/* Finds what opens a group and its bytes, the name included. */
static int open_group(struct parser *p, const struct opener **opener, size_t *n) {
    const struct opener *o = NULL;
    *opener = NULL;
    *n = 1;
    if (begins(p, "(*")) return fail(p, "(*...) is not allowed in a rule");
    if (!begins(p, "(?")) return 0;
    for (size_t i = 0; i < sizeof openers / sizeof *openers && !o; i++)
        if (begins(p, openers[i].text)) o = &openers[i];
    if (!o) return fail(p, "this kind of group is not allowed in a rule");
    *opener = o;
    *n = strlen(o->text);
    if (!o->names) return 0;
    const char *close = memchr(p->rest.p, '>', p->rest.n);
    if (!close) return fail(p, "a group's name has no >");
    *n = (size_t)(close + 1 - p->rest.p);
    return name_group(p, o, *n);
}

static int group(struct parser *p, struct part *out, size_t *inside) {
    const struct opener *o;
    size_t n;
    if (open_group(p, &o, &n) != 0) return -1;
    if (p->depth > DEEPEST) return fail(p, "groups nested too deeply");
    copy(p, n);
    if (!o || !o->looks) *inside = p->out.n;
    p->depth++;
    if (alternation(p, out) != 0) return -1;
    p->depth--;
    if (p->rest.n == 0 || p->rest.p[0] != ')') return fail(p, "( without )");
    copy(p, 1);
    if (o && o->looks) *out = nothing();
    return 0;
}

static int no_atom(struct parser *p, struct part *out, size_t *inside) {
    (void)out;
    (void)inside;
    return fail(p, "nothing to repeat");
}

static int edge(struct parser *p, struct part *out, size_t *inside) {
    (void)inside;
    *out = nothing();
    out->at_start = p->rest.p[0] == '^';
    copy(p, 1);
    return 0;
}

static int dot(struct parser *p, struct part *out, size_t *inside) {
    (void)inside;
    *out = one_char();
    copy(p, 1);
    return 0;
}

/* What does not stand for itself, by its first byte. */
static const struct {
    char first;
    int (*read)(struct parser *p, struct part *out, size_t *inside);
} atoms[] = {
    {'\\', escape}, {'[', class}, {'(', group}, {'*', no_atom}, {'+', no_atom},
    {'?', no_atom}, {'^', edge},  {'$', edge},  {'.', dot},
};

/* *inside: where the expression that PCRE2 gets goes on inside a group; 0 where it is none. */
static int atom(struct parser *p, struct part *out, size_t *inside) {
    *inside = 0;
    if (begins(p, "%{")) return reference(p, out, inside);
    for (size_t i = 0; i < sizeof atoms / sizeof *atoms; i++)
        if (p->rest.p[0] == atoms[i].first) return atoms[i].read(p, out, inside);
    unsigned width = utf8_width((unsigned char)p->rest.p[0]);
    *out = literal(p, (struct sv){p->rest.p, width});
    copy(p, width);
    return 0;
}

/* ---- repetition, sequence, alternation ---- */

/* Reads {m}, {m,} or {m,n} at the start of v; returns its bytes, 0 where it is none. */
static size_t counts(struct sv v, unsigned *min, unsigned *max) {
    size_t at = 1;
    unsigned number[2] = {0, 0};
    int which = 0, digits = 0;
    if (v.n == 0 || v.p[0] != '{') return 0;
    for (; at < v.n && v.p[at] != '}'; at++) {
        if (v.p[at] == ',' && which == 0 && digits > 0) {
            which = 1;
            digits = 0;
        } else if (v.p[at] >= '0' && v.p[at] <= '9' && number[which] < 10000) {
            number[which] = number[which] * 10 + (unsigned)(v.p[at] - '0');
            digits++;
        } else {
            return 0;
        }
    }
    if (at >= v.n || (which == 0 && digits == 0)) return 0;
    *min = number[0];
    *max = which == 0 ? number[0] : digits ? number[1] : WIDTH_ANY;
    return at + 1;
}

static size_t quantifier(struct sv v, unsigned *min, unsigned *max) {
    *min = *max = 1;
    char c = v.n > 0 ? v.p[0] : '\0';
    if (c == '*' || c == '?') *min = 0;
    if (c == '*' || c == '+') *max = WIDTH_ANY;
    size_t n = c == '*' || c == '+' || c == '?' ? 1 : counts(v, min, max);
    if (n > 0 && n < v.n && (v.p[n] == '?' || v.p[n] == '+')) n++;
    return n;
}

static int repeated(struct parser *p, struct part *out) {
    unsigned min, max;
    size_t inside;
    bool denies = begins(p, "(?!") || begins(p, "(?<!");
    if (atom(p, out, &inside) != 0) return -1;
    size_t n = quantifier(p->rest, &min, &max);
    if (n == 0) return 0;
    if (denies || (out->max == 0 && max > 1))
        return fail(p, "a repetition of what takes no character");
    unsigned other[2];
    if (quantifier((struct sv){p->rest.p + n, p->rest.n - n}, &other[0], &other[1]) > 0)
        return fail(p, "a repetition of a repetition");
    bool possessive = n > 1 && p->rest.p[n - 1] == '+'; /* is never gone back into */
    if (max > 1 && inside > 0 && !possessive) {
        char step[16];
        snprintf(step, sizeof step, "(?C%d)(?:", CALLOUT_STEP);
        str_insert(&p->out, p->out.n - 1, ")");
        str_insert(&p->out, inside, step);
    }
    copy(p, n);
    out->min = times_width(out->min, min);
    out->max = times_width(out->max, max);
    out->literal = (struct sv){NULL, 0};
    if (max > 1) add_peek(&out->anchor.behind, &out->first);
    out->at_start &= min > 0;
    if (min == 0) out->anchor = (struct anchor){0};
    return 0;
}

/* A run of literal characters in a sequence, and where it began. */
struct run {
    struct str text;
    unsigned min, max;
};

static void end_run(struct parser *p, struct run *r, struct anchor *best) {
    if (r->text.n == 0) return;
    struct sv text = arena_copy(&p->pack->arena, str_view(&r->text));
    struct anchor_item item = {ANCHOR_TEXT, text, 0};
    consider(best, one_anchor(p, item, cost_of_text(text)), r->min, r->max);
    str_clear(&r->text);
}

/* What comes behind an anchor that is still open. */
static void follow(struct anchor *a, const struct part *item) {
    if (!a->open) return;
    add_peek(&a->behind, &item->first);
    a->open = item->min == 0;
}

static int sequence(struct parser *p, struct part *out) {
    struct run r = {0};
    struct part item;
    int result = 0;
    *out = nothing();
    while (result == 0 && p->rest.n > 0 && p->rest.p[0] != '|' && p->rest.p[0] != ')') {
        result = repeated(p, &item);
        if (result != 0) break;
        out->at_start |= item.at_start && out->max == 0;
        if (out->min == 0) add_peek(&out->first, &item.first);
        if (!item.literal.p) end_run(p, &r, &out->anchor);
        follow(&out->anchor, &item);
        if (item.literal.p) {
            if (r.text.n == 0) {
                r.min = out->min;
                r.max = out->max;
            }
            str_sv(&r.text, item.literal);
        } else {
            consider(&out->anchor, item.anchor, out->min, out->max);
        }
        out->min = add_width(out->min, item.min);
        out->max = add_width(out->max, item.max);
    }
    end_run(p, &r, &out->anchor);
    str_release(&r.text);
    return result;
}

static int alternation(struct parser *p, struct part *out) {
    struct part next;
    if (sequence(p, out) != 0) return -1;
    while (p->rest.n > 0 && p->rest.p[0] == '|') {
        copy(p, 1);
        if (sequence(p, &next) != 0) return -1;
        out->at_start &= next.at_start;
        out->min = out->min < next.min ? out->min : next.min;
        out->max = out->max > next.max ? out->max : next.max;
        out->anchor = merge_anchors(p, &out->anchor, &next.anchor);
        add_peek(&out->first, &next.first);
    }
    return 0;
}

/* ---- the whole ---- */

static int whole(struct parser *p, const struct node *at, struct part *out) {
    p->at = at;
    p->rest = at->text;
    p->source = at->text.p;
    if (utf8_valid(at->text) != at->text.n) return node_err(at, p->err, "not valid UTF-8");
    if (alternation(p, out) != 0) return -1;
    return p->rest.n == 0 ? 0 : fail(p, "unmatched closing parenthesis");
}

static int look(struct parser *p, const char *opener, const struct node *at) {
    struct part ignored;
    if (!at) return 0;
    str_c(&p->out, opener);
    if (whole(p, at, &ignored) != 0) return -1;
    str_byte(&p->out, ')');
    return 0;
}

static int framed(struct parser *p, const struct node *at, const struct pattern_frame *f,
                  struct part *out) {
    str_c(&p->out, "(?:");
    if (whole(p, at, out) != 0) return -1;
    str_byte(&p->out, ')');
    if (look(p, "(?=", f->after) != 0 || look(p, "(?!", f->not_after) != 0) return -1;
    if (f->at_end) str_c(&p->out, "\\z");
    if (f->check_end) str_printf(&p->out, "(?C%d)", CALLOUT_END);
    return 0;
}

/* Whether the text is %{list}, or that in one named group. */
static bool is_one_list(const struct pattern *x, struct sv text, const struct pack *pack) {
    if (x->n_refs != 1 || !x->refs[0].is_list || text.n < 4) return false;
    if (memcmp(text.p, "(?<", 3) == 0 && text.p[text.n - 1] == ')') {
        const char *close = memchr(text.p, '>', text.n);
        if (!close) return false;
        size_t head = (size_t)(close + 1 - text.p);
        text = (struct sv){text.p + head, text.n - head - 1};
    }
    if (text.n < 4 || memcmp(text.p, "%{", 2) != 0 ||
        memchr(text.p, '}', text.n) != text.p + text.n - 1)
        return false;
    const struct define *d = pack_define(pack, (struct sv){text.p + 2, text.n - 3});
    return d && !d->regex.p;
}

int pattern_compile(struct pattern *x, const struct node *at, const struct pattern_frame *frame,
                    struct pack *pack, struct err *e) {
    struct parser p = {.x = x, .pack = pack, .err = e};
    struct part part;
    *x = (struct pattern){.at = at};
    if (at->kind != NODE_TEXT) return node_err(at, e, "an expression must be text");
    x->refs = arena_alloc(&pack->arena, MOST_REFS * sizeof *x->refs);
    int result = framed(&p, at, frame, &part);
    x->expanded = arena_copy(&pack->arena, str_view(&p.out));
    str_release(&p.out);
    if (result != 0) return -1;
    x->shortest = part.min;
    x->longest = part.max;
    x->anchor = part.anchor;
    x->anchor.behind.any |= part.anchor.open;
    compile_peek(pack, &x->anchor.behind);
    x->at_start = part.at_start;
    x->names = p.names;
    x->is_term =
        frame->check_end && !frame->after && !frame->not_after && is_one_list(x, at->text, pack);
    if (rx_compile(&x->rx, at, x->expanded, e) != 0) return -1;
    x->n_groups = rx_groups(x->rx);
    return 0;
}

unsigned pattern_group(const struct pattern *x, struct sv name) {
    for (const struct group_name *g = x->names; g; g = g->before)
        if (sv_eq(g->text, name)) return g->number;
    return 0;
}

void pattern_release(struct pattern *x) {
    rx_free(x->rx);
    x->rx = NULL;
}
