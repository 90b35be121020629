#include "asked.h"

#include <stdio.h>
#include <stdlib.h>

#include "expr.h"
#include "shown.h"
#include "utf8.h"
#include "width.h"

enum { MOST_KEYS = 8 };

/* The key of a rule that a part of the request becomes, and what the user calls it. */
static const struct part {
    const char *key, *called;
    size_t offset; /* in struct request */
} parts[] = {
    {"match", "EXPR", offsetof(struct request, expression)},
    {"within", "--within", offsetof(struct request, within)},
    {"before", "--before", offsetof(struct request, before)},
    {"not_before", "--not-before", offsetof(struct request, not_before)},
    {"after", "--after", offsetof(struct request, after)},
    {"not_after", "--not-after", offsetof(struct request, not_after)},
};
enum { N_PARTS = sizeof parts / sizeof *parts };

static const char *text_of(const struct request *r, const struct part *part) {
    return *(const char *const *)((const char *)r + part->offset);
}

/* ---- what is wrong ---- */

enum { SHOWN_BEFORE = 60, SHOWN_BEHIND = 20 }; /* characters */

static size_t forward(struct sv text, size_t at, size_t characters) {
    for (; characters > 0 && at < text.n; characters--)
        at += utf8_width((unsigned char)text.p[at]);
    return at;
}

/* What stands around a character of the expression, and a mark below it. */
static void show_place(struct sv text, size_t character) {
    size_t at = forward(text, 0, character - 1), to = forward(text, at, SHOWN_BEHIND);
    size_t from = utf8_back(text.p, 0, at, SHOWN_BEFORE);
    struct str s = {0};
    str_c(&s, from > 0 ? "  ..." : "  ");
    shown_put(&s, (struct sv){text.p + from, at - from});
    size_t width = width_of_text(str_view(&s));
    shown_put(&s, (struct sv){text.p + at, to - at});
    str_printf(&s, "%s\n%*s^\n", to < text.n ? "..." : "", (int)width, "");
    fwrite(s.p, 1, s.n, stderr);
    str_release(&s);
}

static const struct part *part_at(const char *place) {
    for (size_t i = 0; i < N_PARTS; i++) {
        size_t n = strlen(parts[i].called);
        if (strncmp(place, parts[i].called, n) == 0 && place[n] == ':') return &parts[i];
    }
    return NULL;
}

/* An error in an expression names a character of it. */
static void say(void *context, const struct err *e) {
    const struct request *r = context;
    const struct part *part = part_at(e->place);
    struct err own = *e;
    char *rule = strstr(own.text, ", in rule \"EXPR\"");
    size_t character;
    if (rule) *rule = '\0';
    err_say(part ? part->called : own.place, "error", own.text);
    if (part && sscanf(own.text, "expression, character %zu:", &character) == 1 && character > 0)
        show_place(sv_of(text_of(r, part)), character);
}

/* ---- the rule ---- */

static struct node *new_text(struct arena *a, const char *file, const char *text) {
    struct node *n = arena_zero(a, sizeof *n);
    *n = (struct node){NODE_TEXT, .file = file, .line = 1, .column = 1, .text = sv_of(text)};
    return n;
}

static void add_key(struct node *map, struct arena *a, const char *key, const char *called,
                    const char *text) {
    map->keys[map->n] = new_text(a, called, key);
    map->items[map->n++] = new_text(a, called, text);
}

/* The rule as it would stand in a file. No kind of a pack has its kind's name. */
static const struct node *rule_map(const struct request *r, struct arena *a) {
    struct node *map = arena_zero(a, sizeof *map);
    *map = (struct node){NODE_MAP, .file = "EXPR", .line = 1, .column = 1, .text = SV("")};
    map->keys = arena_zero(a, MOST_KEYS * sizeof *map->keys);
    map->items = arena_zero(a, MOST_KEYS * sizeof *map->items);
    add_key(map, a, "id", "EXPR", "EXPR");
    add_key(map, a, "kind", "EXPR", " ");
    for (size_t i = 0; i < N_PARTS; i++)
        if (text_of(r, &parts[i]))
            add_key(map, a, parts[i].key, parts[i].called, text_of(r, &parts[i]));
    return map;
}

/* The named groups as fields, in the order of the expression. */
static int add_fields(struct rule *rule, struct pack *p, struct err *e) {
    const struct group_name *last = rule->alternatives[0].names;
    size_t n = 0;
    for (const struct group_name *g = last; g; g = g->before)
        n++;
    rule->fields = arena_zero(&p->arena, n * sizeof *rule->fields);
    rule->n_fields = n < MOST_FIELDS ? n : MOST_FIELDS;
    for (const struct group_name *g = last; g; g = g->before) {
        char value[256];
        if (n-- > MOST_FIELDS) continue;
        struct field *field = &rule->fields[n];
        field->name = arena_copy(&p->arena, g->text);
        snprintf(value, sizeof value, "$%s", field->name.p);
        const char *kept = arena_copy(&p->arena, sv_of(value)).p;
        if (expr_parse(&field->value, new_text(&p->arena, "EXPR", kept), p, e) != 0) return -1;
    }
    return 0;
}

/* ---- what it needs ---- */

static int64_t last_phase(const struct pack *p, int32_t kind) {
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < p->n_rules; i++)
        if (p->rules[i]->kind == kind) last = p->rules[i]->phase;
    return last;
}

static void need(int64_t *phase, const struct pack *p, uint32_t kind) {
    int64_t last = last_phase(p, (int32_t)kind);
    if (last > *phase) *phase = last;
}

static void need_context(int64_t *phase, const struct pack *p, const struct context *c) {
    for (size_t i = 0; c && i < c->n_kinds; i++)
        need(phase, p, c->kinds[i]);
    for (size_t i = 0; c && i < c->rest.n_refs; i++)
        if (!c->rest.refs[i].is_list) need(phase, p, c->rest.refs[i].index);
}

/* The rules up to the last phase that makes mentions of a kind it names: none where it names none.
 */
static void keep_needed(struct asked *a, const struct rule *rule) {
    struct pack *p = &a->pack;
    const struct pattern *x = &rule->alternatives[0];
    int64_t phase = INT64_MIN;
    for (size_t i = 0; i < x->n_refs; i++)
        if (!x->refs[i].is_list) need(&phase, p, x->refs[i].index);
    need_context(&phase, p, rule->before);
    need_context(&phase, p, rule->not_before);
    a->needed = *p;
    a->needed.rules = arena_alloc(&p->arena, p->n_rules * sizeof(*a->needed.rules));
    a->needed.n_rules = 0;
    for (size_t i = 0; i < p->n_rules; i++)
        if (p->rules[i] == rule || p->rules[i]->phase <= phase)
            a->needed.rules[a->needed.n_rules++] = p->rules[i];
}

/* ---- on and off ---- */

int asked_open(struct asked *a, const struct request *r, const char *const *folders, size_t n,
               struct err *e) {
    for (size_t i = 0; i < N_PARTS; i++) {
        const char *text = text_of(r, &parts[i]);
        if (text && utf8_valid(sv_of(text)) != strlen(text))
            return err_at(e, STATUS_USAGE, parts[i].called, "not valid UTF-8");
    }
    if (pack_read(&a->pack, folders, n, e) != 0) return -1;
    struct request copy = *r;
    struct rule *rule = pack_add_rule(&a->pack, rule_map(r, &a->pack.arena), say, &copy);
    if (!rule) return err_set(e, STATUS_USAGE, "the expression cannot be used");
    if (add_fields(rule, &a->pack, e) != 0) return -1;
    a->rule = rule;
    keep_needed(a, rule);
    a->engine = engine_new(&a->needed, true);
    return 0;
}

void asked_release(struct asked *a) {
    engine_free(a->engine);
    pack_release(&a->pack);
}
