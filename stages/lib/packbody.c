#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr.h"
#include "packread.h"

static int check_kind(const struct reader *r, const struct rule *rule, int32_t kind,
                      const struct node *at, struct err *e) {
    const struct kind *k = &r->pack->kinds[kind];
    if (k->made < rule->phase) return 0;
    return node_err(at, e, "no rule of a lower phase makes mentions of kind \"%s\"", k->name.p);
}

static int check_kinds(const struct reader *r, const struct rule *rule, const struct pattern *x,
                       const struct node *at, struct err *e) {
    for (size_t i = 0; i < x->n_refs; i++)
        if (!x->refs[i].is_list && check_kind(r, rule, (int32_t)x->refs[i].index, at, e) != 0)
            return -1;
    return 0;
}

static int read_scope(struct reader *r, struct rule *rule, struct err *e) {
    static const struct {
        const char *name;
        enum scope scope;
    } scopes[] = {
        {"sentence", SCOPE_SENTENCE}, {"quotation", SCOPE_QUOTATION},
        {"document", SCOPE_DOCUMENT}, {"paragraph", SCOPE_PARAGRAPH},
        {"headline", SCOPE_BLOCK},    {"subhead", SCOPE_BLOCK},
        {"byline", SCOPE_BLOCK},      {"caption", SCOPE_BLOCK},
        {"editor", SCOPE_BLOCK},
    };
    struct sv v;
    struct str known = {0};
    (void)r;
    if (node_text(rule->at, "within", &v, e) != 0) return -1;
    if (!v.p) return 0;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (sv_is(v, scopes[i].name)) {
            rule->scope = scopes[i].scope;
            rule->block_kind = v;
            return 0;
        }
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        node_known(&known, scopes[i].name);
    return node_unknown(node_get(rule->at, "within"), "scope", v, &known, e);
}

static int read_budget(struct reader *r, struct rule *rule, struct err *e) {
    static const char *const keys[] = {"warn", "stop", NULL};
    const struct node *map = node_get(rule->at, "budget");
    int64_t warn = (int64_t)rule->warn, stop = (int64_t)rule->stop;
    (void)r;
    if (!map) return 0;
    if (node_keys(map, keys, e) != 0 || pack_whole(map, "warn", &warn, e) != 0 ||
        pack_whole(map, "stop", &stop, e) != 0)
        return -1;
    if (warn < 1 || stop < 1) return node_err(map, e, "a budget is a positive number of steps");
    rule->warn = (uint64_t)warn;
    rule->stop = (uint64_t)stop;
    return 0;
}

static int read_context(struct reader *r, struct rule *rule, const char *key, struct context **out,
                        struct err *e) {
    const struct node *n = node_get(rule->at, key);
    if (!n) return 0;
    *out = arena_zero(&r->pack->arena, sizeof **out);
    if (context_compile(*out, n, r->pack, e) != 0) return -1;
    for (size_t i = 0; i < (*out)->n_kinds; i++)
        if (check_kind(r, rule, (int32_t)(*out)->kinds[i], n, e) != 0) return -1;
    return check_kinds(r, rule, &(*out)->rest, n, e);
}

static int read_before(struct reader *r, struct rule *rule, struct err *e) {
    return read_context(r, rule, "before", &rule->before, e);
}

static int read_not_before(struct reader *r, struct rule *rule, struct err *e) {
    return read_context(r, rule, "not_before", &rule->not_before, e);
}

static struct pattern_frame frame_of(const struct rule *rule) {
    return (struct pattern_frame){
        .after = node_get(rule->at, "after"),
        .not_after = node_get(rule->at, "not_after"),
        .check_end = true,
    };
}

int pack_trace(struct pack *p, const struct rule *rule, size_t alternative, struct pattern *x,
               struct pattern_map *map, struct err *e) {
    struct pattern_frame frame = frame_of(rule);
    frame.map = map;
    return pattern_compile(x, rule->alternatives[alternative].at, &frame, p, e);
}

static int read_alternative(struct reader *r, struct rule *rule, const struct node *at,
                            struct err *e) {
    struct pattern *x = &rule->alternatives[rule->n_alternatives++];
    struct pattern_frame frame = frame_of(rule);
    if (pattern_compile(x, at, &frame, r->pack, e) != 0 || check_kinds(r, rule, x, at, e) != 0)
        return -1;
    if (rule->nearest && x->anchor.n == 0)
        return node_err(at, e, "\"nearest\" needs something the match must contain");
    return x->shortest > 0 ? 0 : node_err(at, e, "the expression can match nothing");
}

/* false where an expression is missing, so that nothing can be said of its groups. */
static bool read_alternatives(struct reader *r, struct rule *rule) {
    struct node *one, **items;
    size_t n;
    struct err e;
    if (pack_texts(&one, node_get(rule->at, "match"), &items, &n, &e) != 0) {
        pack_fault(r, rule, &e);
        return false;
    }
    bool whole = true;
    rule->alternatives = arena_zero(&r->pack->arena, n * sizeof *rule->alternatives);
    for (size_t i = 0; i < n; i++) {
        if (read_alternative(r, rule, items[i], &e) != 0) pack_fault(r, rule, &e);
        whole &= rule->alternatives[i].rx != NULL;
    }
    return whole;
}

/* Whether some alternative of the rule has a group of that name. */
static bool has_group(const void *context, struct sv name) {
    const struct rule *rule = context;
    for (size_t i = 0; i < rule->n_alternatives; i++)
        if (rx_group(rule->alternatives[i].rx, name.p)) return true;
    return false;
}

int pack_check_group(const struct rule *rule, const struct node *at, struct sv name,
                     struct err *e) {
    if (has_group(rule, name)) return 0;
    return node_err(at, e, "no group \"%s\" in the rule's expression", name.p);
}

static int read_kinds(struct reader *r, struct rule *rule, const char *key, int32_t **out,
                      size_t *count, struct err *e) {
    struct node *n = node_get(rule->at, key), *one, **items;
    if (!n) return 0;
    if (pack_texts(&one, n, &items, count, e) != 0) return -1;
    *out = arena_alloc(&r->pack->arena, *count * sizeof **out);
    for (size_t i = 0; i < *count; i++) {
        (*out)[i] = pack_kind(r->pack, items[i]->text);
        if ((*out)[i] == NONE)
            return node_err(items[i], e, "no rule makes mentions of kind \"%s\"", items[i]->text.p);
        if (check_kind(r, rule, (*out)[i], items[i], e) != 0) return -1;
    }
    return 0;
}

static int read_outside(struct reader *r, struct rule *rule, struct err *e) {
    return read_kinds(r, rule, "outside", &rule->outside, &rule->n_outside, e);
}

static int read_inside(struct reader *r, struct rule *rule, struct err *e) {
    return read_kinds(r, rule, "inside", &rule->inside, &rule->n_inside, e);
}

/* At the first place where the value names the group. */
static int unknown_group(const struct node *n, struct sv name, struct err *e) {
    const char *at = strchr(n->text.p, '$');
    while (at && strncmp(at + 1, name.p, name.n) != 0)
        at = strchr(at + 1, '$');
    return node_err_at(n, at ? (size_t)(at - n->text.p) : 0, e,
                       "no group \"%s\" in the rule's expression", name.p);
}

/* Tells whether it is right. */
static bool read_value(struct reader *r, struct rule *rule, const struct node *n,
                       struct expr **out) {
    struct err e;
    int result = expr_parse(out, n, r->pack, &e);
    struct sv unknown = {NULL, 0};
    if (result == 0) unknown = expr_unknown_group(*out, has_group, rule);
    if (unknown.p) result = unknown_group(n, unknown, &e);
    if (result != 0) pack_fault(r, rule, &e);
    return result == 0;
}

static int read_number(const struct node *n, double *out, struct err *e) {
    char *end;
    if (n->kind != NODE_TEXT) return node_err(n, e, "a number was expected");
    *out = strtod(n->text.p, &end);
    return end != n->text.p && *end == '\0' ? 0 : node_err(n, e, "a number was expected");
}

static unsigned group_number(const void *context, struct sv name) {
    return pattern_group(context, name);
}

/* { at_least: N } between two expressions: what those before it have to come to. */
static int read_bar(const struct rule *rule, const struct node *n, bool last, double *least,
                    struct err *e) {
    static const char *const keys[] = {"at_least", NULL};
    if (node_keys(n, keys, e) != 0) return -1;
    if (n->n == 0 || rule->n_score == 0 || last)
        return node_err(n, e, "\"at_least\" stands between two expressions of a score");
    return read_number(n->items[0], least, e);
}

static int read_shares(struct reader *r, struct rule *rule, struct node *n, struct err *e) {
    bool list = n->kind == NODE_LIST;
    size_t count = list ? n->n : 1;
    double least = -INFINITY;
    if (count == 0) return node_err(n, e, "the list is empty");
    rule->score = arena_zero(&r->pack->arena, count * sizeof *rule->score);
    for (size_t i = 0; i < count; i++) {
        const struct node *item = list ? n->items[i] : n;
        if (list && item->kind == NODE_MAP) {
            if (read_bar(rule, item, i + 1 == count, &least, e) != 0) return -1;
            continue;
        }
        if (item->kind != NODE_TEXT) return node_err(item, e, "text was expected");
        struct share *s = &rule->score[rule->n_score++];
        *s = (struct share){.at = item, .least = least};
        least = -INFINITY;
        if (read_value(r, rule, item, &s->value))
            expr_prepare(s->value, r->pack, group_number,
                         rule->n_alternatives == 1 ? &rule->alternatives[0] : NULL);
    }
    return 0;
}

static int read_score(struct reader *r, struct rule *rule, struct err *e) {
    struct node *n = node_get(rule->at, "score"), *at_least = node_get(rule->at, "at_least");
    if (!n) return at_least ? node_err(at_least, e, "no \"score\" to reach") : 0;
    if (read_shares(r, rule, n, e) != 0) return -1;
    rule->has_score = at_least != NULL;
    return at_least ? read_number(at_least, &rule->at_least, e) : 0;
}

static bool is_field_name(const char *name) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return name[0] && name[strspn(name, letters)] == '\0';
}

static int read_span(struct reader *r, struct rule *rule, struct err *e) {
    struct sv span;
    (void)r;
    if (node_text(rule->at, "span", &span, e) != 0) return -1;
    if (!span.p) return 0;
    rule->span = span;
    return pack_check_group(rule, node_get(rule->at, "span"), span, e);
}

static int read_fields(struct reader *r, struct rule *rule, struct err *e) {
    const struct node *map = node_get(rule->at, "value");
    if (!map) return 0;
    if (map->kind != NODE_MAP) return node_err(map, e, "\"value\" maps fields to expressions");
    if (map->n > MOST_FIELDS) return node_err(map, e, "more than %d fields", MOST_FIELDS);
    rule->fields = arena_zero(&r->pack->arena, map->n * sizeof *rule->fields);
    rule->n_fields = map->n;
    for (size_t i = 0; i < map->n; i++) {
        struct field *f = &rule->fields[i];
        struct err bad;
        f->name = map->keys[i]->text;
        if (!is_field_name(f->name.p)) {
            node_err(map->keys[i], &bad, "a field's name is made of a-z, A-Z, 0-9, _ and -");
            pack_fault(r, rule, &bad);
        }
        read_value(r, rule, map->items[i], &f->value);
    }
    return 0;
}

void pack_finish_rule(struct reader *r, struct rule *rule) {
    static rule_reader *const apart[] = {read_scope,   read_budget, read_before, read_not_before,
                                         read_outside, read_inside, NULL};
    static rule_reader *const of_groups[] = {read_score, read_span, read_fields, NULL};
    pack_read_by(apart, r, rule);
    if (read_alternatives(r, rule)) {
        pack_read_conditions(r, rule, "where", &rule->where);
        pack_read_conditions(r, rule, "unless", &rule->unless);
        pack_read_by(of_groups, r, rule);
    }
    pack_read_tests(r, rule);
}
