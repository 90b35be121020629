#include "syntax.h"

#include <string.h>

#include "utf8.h"

struct reader {
    struct sv rest;
    const struct node *at;
    struct arena *arena;
    int depth;
    struct err *err;
};

static int choice(struct reader *r, struct piece **out);

int syntax_err(const struct node *at, const char *place, struct err *e, const char *text) {
    size_t offset = (size_t)(place - at->text.p);
    size_t character = utf8_count((struct sv){at->text.p, offset}) + 1;
    return node_err_at(at, offset, e, "expression, character %zu: %s", character, text);
}

static int fail(struct reader *r, const char *text) {
    return syntax_err(r->at, r->rest.p, r->err, text);
}

static bool begins(const struct reader *r, const char *text) {
    size_t n = strlen(text);
    return r->rest.n >= n && memcmp(r->rest.p, text, n) == 0;
}

/* A piece of the next n bytes, which are read. */
static struct piece *take(struct reader *r, enum piece_kind kind, size_t n) {
    struct piece *q = arena_zero(r->arena, sizeof *q);
    q->kind = kind;
    q->source = q->text = (struct sv){r->rest.p, n};
    q->at = r->at;
    r->rest = (struct sv){r->rest.p + n, r->rest.n - n};
    return q;
}

/* Lets a piece that began earlier end where the reader stands. */
static void ends_here(const struct reader *r, struct piece *q) {
    q->source.n = (size_t)(r->rest.p - q->source.p);
}

/* ---- escapes and classes ---- */

/* The bytes of `{...}` that may follow \p, \P, \x, \o, \N at offset at. */
static size_t braces(struct sv v, size_t at) {
    if (at >= v.n || v.p[at] != '{') return 0;
    const char *close = memchr(v.p + at, '}', v.n - at);
    return close ? (size_t)(close + 1 - (v.p + at)) : 0;
}

/* Hexadecimal digits at an offset, two at most. */
static size_t hex_digits(struct sv v, size_t at) {
    size_t n = 0;
    while (n < 2 && at + n < v.n && strchr("0123456789abcdefABCDEF", v.p[at + n]))
        n++;
    return n;
}

/* The bytes behind \p, \P, \x, \o or \N that belong to it; \N{2} is \N twice. */
static size_t escape_tail(struct sv v) {
    char c = v.p[1];
    size_t n = braces(v, 2);
    if (c == 'N' && n > 0 && v.p[3] != 'U') return 0;
    if (c == 'x' && n == 0) return hex_digits(v, 2);
    return n == 0 && (c == 'p' || c == 'P') ? 1 : n;
}

size_t syntax_escape(struct sv v) {
    if (v.n < 2) return v.n;
    if (!syntax_is_letter(v.p[1])) return 1 + utf8_width((unsigned char)v.p[1]);
    return 2 + (strchr("pPxoN", v.p[1]) ? escape_tail(v) : 0);
}

static int escape(struct reader *r, struct piece **out) {
    if (r->rest.n < 2) return fail(r, "a backslash ends the expression");
    char c = r->rest.p[1];
    if (strchr("cCEgGkKQRX0123456789", c)) return fail(r, "this escape is not allowed in a rule");
    size_t n = syntax_escape(r->rest);
    if (!syntax_is_letter(c)) {
        *out = take(r, PIECE_TEXT, n);
        (*out)->text = (struct sv){(*out)->source.p + 1, n - 1};
        return 0;
    }
    if (n > r->rest.n) return fail(r, "an escape is cut short");
    *out = take(r, strchr("bBAzZ", c) ? PIECE_EDGE : PIECE_SET, n);
    return 0;
}

/* The bytes of a [:name:] that begins at an offset; 0 where none does. */
static size_t posix_name(struct sv v, size_t at) {
    if (at + 1 >= v.n || v.p[at] != '[' || v.p[at + 1] != ':') return 0;
    for (size_t i = at + 2; i + 1 < v.n && v.p[i] != ']' && v.p[i] != '['; i++)
        if (v.p[i] == ':' && v.p[i + 1] == ']') return i + 2 - at;
    return 0;
}

size_t syntax_class(struct sv v) {
    size_t at = 1;
    if (at < v.n && v.p[at] == '^') at++;
    if (at < v.n && v.p[at] == ']') at++;
    while (at < v.n && v.p[at] != ']') {
        size_t name = posix_name(v, at);
        at += name ? name : v.p[at] == '\\' ? 2 : 1;
    }
    return at < v.n ? at + 1 : 0;
}

static int class(struct reader *r, struct piece **out) {
    size_t n = syntax_class(r->rest);
    if (n == 0) return fail(r, "[ without ]");
    for (size_t i = 0; i + 1 < n; i++) {
        if (r->rest.p[i] != '\\') continue;
        if (strchr("cDEQ0123456789", r->rest.p[i + 1]))
            return syntax_err(r->at, r->rest.p + i, r->err,
                              "this escape is not allowed in a class");
        i++;
    }
    *out = take(r, PIECE_CLASS, n);
    return 0;
}

/* ---- groups and references ---- */

/* What may stand behind a parenthesis. */
static const struct {
    const char *text;
    enum group_kind kind;
} openers[] = {
    {"(?:", GROUP_PLAIN},     {"(?>", GROUP_ATOMIC},  {"(?=", GROUP_AHEAD},
    {"(?!", GROUP_NOT_AHEAD}, {"(?<=", GROUP_BEHIND}, {"(?<!", GROUP_NOT_BEHIND},
    {"(?<", GROUP_NAMED},     {"(?P<", GROUP_NAMED},
};

/* Reads what opens a group, its name included. */
static int open_group(struct reader *r, struct piece **out) {
    size_t i = 0, most = sizeof openers / sizeof *openers;
    if (begins(r, "(*")) return fail(r, "(*...) is not allowed in a rule");
    if (!begins(r, "(?")) {
        *out = take(r, PIECE_GROUP, 1);
        return 0;
    }
    while (i < most && !begins(r, openers[i].text))
        i++;
    if (i == most) return fail(r, "this kind of group is not allowed in a rule");
    size_t head = strlen(openers[i].text);
    bool named = openers[i].kind == GROUP_NAMED;
    const char *close = named ? memchr(r->rest.p, '>', r->rest.n) : NULL;
    if (named && !close) return fail(r, "a group's name has no >");
    size_t n = named ? (size_t)(close + 1 - r->rest.p) : head;
    if (n > head + 1 && r->rest.p[head] == '_')
        return fail(r, "a group's name must not begin with _");
    *out = take(r, PIECE_GROUP, n);
    (*out)->group = openers[i].kind;
    if (named) (*out)->text = (struct sv){(*out)->source.p + head, n - head - 1};
    return 0;
}

static int group(struct reader *r, struct piece **out) {
    if (r->depth > SYNTAX_DEEPEST) return fail(r, "groups nested too deeply");
    if (open_group(r, out) != 0) return -1;
    r->depth++;
    if (choice(r, &(*out)->first) != 0) return -1;
    r->depth--;
    if (r->rest.n == 0) return syntax_err(r->at, (*out)->source.p, r->err, "( without )");
    r->rest = (struct sv){r->rest.p + 1, r->rest.n - 1};
    ends_here(r, *out);
    return 0;
}

static int reference(struct reader *r, struct piece **out) {
    const char *close = memchr(r->rest.p, '}', r->rest.n);
    if (!close) return fail(r, "%{ without }");
    size_t n = (size_t)(close + 1 - r->rest.p);
    *out = take(r, PIECE_REF, n);
    (*out)->is_kind = n > 3 && (*out)->source.p[2] == '@';
    size_t head = (*out)->is_kind ? 3 : 2;
    (*out)->text = (struct sv){(*out)->source.p + head, n - head - 1};
    return 0;
}

/* ---- repetition, sequence, choice ---- */

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
    *max = which == 0 ? number[0] : digits ? number[1] : COUNT_ANY;
    return at + 1;
}

static size_t quantifier(struct sv v, unsigned *min, unsigned *max) {
    *min = *max = 1;
    char c = v.n > 0 ? v.p[0] : '\0';
    if (c == '*' || c == '?') *min = 0;
    if (c == '*' || c == '+') *max = COUNT_ANY;
    size_t n = c == '*' || c == '+' || c == '?' ? 1 : counts(v, min, max);
    if (n > 0 && n < v.n && (v.p[n] == '?' || v.p[n] == '+')) n++;
    return n;
}

static bool is_repeated(struct sv v) {
    unsigned min, max;
    return quantifier(v, &min, &max) > 0;
}

static bool is_special(struct sv v) {
    return strchr("\\[(*+?^$.|)", v.p[0]) || (v.n > 1 && v.p[0] == '%' && v.p[1] == '{');
}

/* Characters that stand for themselves, up to what does not; one that is repeated stands alone. */
static int text(struct reader *r, struct piece **out) {
    size_t n = 0;
    while (n < r->rest.n && (n == 0 || !is_special((struct sv){r->rest.p + n, r->rest.n - n}))) {
        size_t next = n + utf8_width((unsigned char)r->rest.p[n]);
        bool repeated = is_repeated((struct sv){r->rest.p + next, r->rest.n - next});
        if (repeated && n > 0) break;
        n = next;
        if (repeated) break;
    }
    *out = take(r, PIECE_TEXT, n);
    return 0;
}

static int atom(struct reader *r, struct piece **out) {
    switch (r->rest.p[0]) {
    case '\\':
        return escape(r, out);
    case '[':
        return class(r, out);
    case '(':
        return group(r, out);
    case '*':
    case '+':
    case '?':
        return fail(r, "nothing to repeat");
    case '^':
    case '$':
        *out = take(r, PIECE_EDGE, 1);
        return 0;
    case '.':
        *out = take(r, PIECE_ANY, 1);
        return 0;
    default:
        return begins(r, "%{") ? reference(r, out) : text(r, out);
    }
}

static int repeated(struct reader *r, struct piece **out) {
    struct piece *part = NULL;
    unsigned min, max;
    if (atom(r, &part) != 0) return -1;
    *out = part;
    size_t n = quantifier(r->rest, &min, &max);
    if (n == 0) return 0;
    if (is_repeated((struct sv){r->rest.p + n, r->rest.n - n}))
        return fail(r, "a repetition of a repetition");
    struct piece *q = take(r, PIECE_REPEAT, n);
    q->min = min;
    q->max = max;
    q->lazy = n > 1 && q->source.p[n - 1] == '?';
    q->possessive = n > 1 && q->source.p[n - 1] == '+';
    q->first = part;
    q->source.p = part->source.p;
    ends_here(r, q);
    *out = q;
    return 0;
}

static int sequence(struct reader *r, struct piece **out) {
    struct piece *all = take(r, PIECE_SEQUENCE, 0), **last = &all->first;
    while (r->rest.n > 0 && r->rest.p[0] != '|' && r->rest.p[0] != ')') {
        if (repeated(r, last) != 0) return -1;
        last = &(*last)->next;
    }
    ends_here(r, all);
    bool one = all->first && !all->first->next;
    *out = one ? all->first : all;
    return 0;
}

static int choice(struct reader *r, struct piece **out) {
    struct piece *all = take(r, PIECE_CHOICE, 0), **last = &all->first;
    if (sequence(r, last) != 0) return -1;
    while (r->rest.n > 0 && r->rest.p[0] == '|') {
        r->rest = (struct sv){r->rest.p + 1, r->rest.n - 1};
        last = &(*last)->next;
        if (sequence(r, last) != 0) return -1;
    }
    ends_here(r, all);
    *out = all->first->next ? all : all->first;
    return 0;
}

int syntax_read(struct piece **out, const struct node *at, struct arena *a, struct err *e) {
    struct reader r = {.rest = at->text, .at = at, .arena = a, .err = e};
    if (at->kind != NODE_TEXT) return node_err(at, e, "an expression must be text");
    if (utf8_valid(at->text) != at->text.n) return node_err(at, e, "not valid UTF-8");
    if (choice(&r, out) != 0) return -1;
    return r.rest.n == 0 ? 0 : fail(&r, "unmatched closing parenthesis");
}
