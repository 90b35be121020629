#include "context.h"

#include <string.h>

#include "pack.h"

enum { DEEPEST = 20 };

struct splitter {
    struct context *c;
    struct pack *pack;
    struct str rest; /* the choices that are no list and no mention */
};

/* The bytes of the first choice of v: up to a | outside groups and classes. */
static size_t first_choice(struct sv v) {
    int depth = 0;
    bool class = false;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (c == '\\')
            i++;
        else if (class)
            class = c != ']';
        else if (c == '[')
            class = true;
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

static void split(struct splitter *s, struct sv text, int depth) {
    for (size_t at = 0; at <= text.n;) {
        struct sv choice = {text.p + at, first_choice((struct sv){text.p + at, text.n - at})};
        struct sv name = only_name(choice);
        at += choice.n + 1;
        if (sv_is(choice, "^")) {
            s->c->at_start = true;
            continue;
        }
        if (name.p && (name.p[0] == '@' ? take_kind(s, name) : take_define(s, name, depth)))
            continue;
        if (s->rest.n > 0) str_byte(&s->rest, '|');
        str_sv(&s->rest, choice);
    }
}

int context_compile(struct context *c, const struct node *at, struct pack *p, struct err *e) {
    static const struct pattern_frame frame = {.at_end = true};
    struct splitter s = {.c = c, .pack = p};
    *c = (struct context){0};
    /* As a whole first: its errors name places in what was written. */
    if (pattern_compile(&c->rest, at, &frame, p, e) != 0) return -1;
    split(&s, at->text, 0);
    c->has_rest = s.rest.n > 0;
    bool reduced = c->at_start || c->n_lists + c->n_kinds > 0;
    int result = 0;
    if (reduced && c->has_rest) {
        struct node *left = arena_alloc(&p->arena, sizeof *left);
        *left = *at;
        left->text = arena_copy(&p->arena, str_view(&s.rest));
        pattern_release(&c->rest);
        result = pattern_compile(&c->rest, left, &frame, p, e);
    }
    str_release(&s.rest);
    return result;
}

void context_release(struct context *c) {
    pattern_release(&c->rest);
}
