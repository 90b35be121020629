#include "context.h"

#include <string.h>

#include "pack.h"
#include "syntax.h"

enum { DEEPEST = 20 };

struct splitter {
    struct context *c;
    struct pack *pack;
    struct str one, rest; /* the choices of one character, and of other forms */
    bool empty;           /* one of the choices is nothing */
};

/* The bytes of the first choice of v: up to a | outside groups and classes. */
static size_t first_choice(struct sv v) {
    int depth = 0;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (c == '\\')
            i++;
        else if (c == '[')
            i += syntax_class((struct sv){v.p + i, v.n - i}) - 1;
        else if (c == '|' && depth == 0)
            return i;
        else
            depth += (c == '(') - (c == ')');
    }
    return v.n;
}

/* The name in a choice that is one reference and nothing else; NULL p otherwise. */
static struct sv only_name(struct sv choice) {
    struct sv none = {NULL, 0};
    if (choice.n < 4 || memcmp(choice.p, "%{", 2) != 0) return none;
    const char *close = memchr(choice.p, '}', choice.n);
    if (!close || close + 1 != choice.p + choice.n) return none;
    return (struct sv){choice.p + 2, choice.n - 3};
}

static bool take_kind(struct splitter *s, struct sv name) {
    int32_t kind = pack_kind(s->pack, (struct sv){name.p + 1, name.n - 1});
    if (kind == NONE || s->c->n_kinds == MOST_CHOICES) return false;
    s->c->kinds[s->c->n_kinds++] = (uint32_t)kind;
    return true;
}

static void split(struct splitter *s, struct sv text, int depth);

static bool take_define(struct splitter *s, struct sv name, int depth) {
    struct define *d = pack_define(s->pack, name);
    if (!d || depth > DEEPEST) return false;
    d->used = true;
    if (d->regex.p) {
        split(s, d->regex, depth + 1);
        return true;
    }
    if (s->c->n_lists == MOST_CHOICES) return false;
    s->c->lists[s->c->n_lists++] = d->list;
    return true;
}

/* A class and nothing else, or an escape for one: a choice that takes one character. */
static bool is_one(struct sv choice) {
    if (choice.n == 2 && choice.p[0] == '\\') return strchr("sSdDwW", choice.p[1]) != NULL;
    return choice.n > 0 && choice.p[0] == '[' && syntax_class(choice) == choice.n;
}

static bool is_text(struct sv choice) {
    for (size_t i = 0; i < choice.n; i++)
        if (strchr("\\^$.[]()|?*+{}%", choice.p[i])) return false;
    return choice.n > 0;
}

static void add_choice(struct str *to, struct sv choice) {
    if (to->n > 0) str_byte(to, '|');
    str_sv(to, choice);
}

static void split(struct splitter *s, struct sv text, int depth) {
    for (size_t at = 0; at <= text.n;) {
        struct sv choice = {text.p + at, first_choice((struct sv){text.p + at, text.n - at})};
        struct sv name = only_name(choice);
        at += choice.n + 1;
        s->empty |= choice.n == 0;
        if (sv_is(choice, "^")) {
            s->c->at_start = true;
            continue;
        }
        if (name.p && (name.p[0] == '@' ? take_kind(s, name) : take_define(s, name, depth)))
            continue;
        if (is_text(choice) && s->c->n_texts < MOST_CHOICES)
            s->c->texts[s->c->n_texts++] = choice;
        else
            add_choice(is_one(choice) ? &s->one : &s->rest, choice);
    }
}

static int compile_part(struct pattern *x, const struct node *at, struct str *text, struct pack *p,
                        struct err *e) {
    static const struct pattern_frame frame = {.at_end = true};
    struct node *part = arena_alloc(&p->arena, sizeof *part);
    *part = *at;
    part->text = arena_copy(&p->arena, str_view(text));
    return pattern_compile(x, part, &frame, p, e);
}

/* As the class of what PCRE2 gets. */
static int compile_one(struct context *c, const struct node *at, struct str *text, struct pack *p,
                       struct err *e) {
    struct pattern x;
    if (text->n == 0) return 0;
    if (compile_part(&x, at, text, p, e) != 0) return -1;
    pattern_release(&x);
    c->one = classes_get(&p->classes, x.expanded);
    return 0;
}

int context_compile(struct context *c, const struct node *at, struct pack *p, struct err *e) {
    static const struct pattern_frame frame = {.at_end = true};
    struct splitter s = {.c = c, .pack = p};
    *c = (struct context){0};
    /* As a whole first: its errors name places in what was written. */
    if (pattern_compile(&c->rest, at, &frame, p, e) != 0) return -1;
    pattern_release(&c->rest);
    split(&s, at->text, 0);
    if (s.empty) {
        str_release(&s.one);
        str_release(&s.rest);
        return node_err(at, e, "one of the choices is empty");
    }
    c->has_rest = s.rest.n > 0;
    int result = compile_one(c, at, &s.one, p, e);
    if (result == 0 && c->has_rest) result = compile_part(&c->rest, at, &s.rest, p, e);
    str_release(&s.one);
    str_release(&s.rest);
    return result;
}

void context_release(struct context *c) {
    pattern_release(&c->rest);
}
