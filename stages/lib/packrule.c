#include <stdlib.h>
#include <string.h>

#include "expr.h"
#include "packread.h"

enum { WARN_STEPS = 200000, STOP_STEPS = 2000000 };

static int begin_rule(struct reader *r, const struct node *map, struct err *e) {
    static const char *const keys[] = {
        "id",        "kind",     "phase",           "match",    "before", "not_before", "after",
        "not_after", "within",   "where",           "nearest",  "score",  "at_least",   "span",
        "all",       "priority", "value",           "budget",   "tests",  "about",      "status",
        "outside",   "inside",   "false_positives", "replaces", NULL};
    struct pack *p = r->pack;
    struct sv kind, id;
    if (node_keys(map, keys, e) != 0 || node_text(map, "id", &id, e) != 0 ||
        node_text(map, "kind", &kind, e) != 0)
        return -1;
    if (!id.p || id.n == 0) return node_err(map, e, "a rule without \"id\"");
    if (!kind.p) return node_err(map, e, "rule \"%s\" has no \"kind\"", id.p);
    if (!node_get(map, "match")) return node_err(map, e, "rule \"%s\" has no \"match\"", id.p);
    for (size_t i = 0; i < p->n_rules; i++)
        if (sv_eq(p->rules[i]->id, id))
            return node_err(node_get(map, "id"), e, "rule id \"%s\" is given twice", id.p);
    struct rule *rule = arena_zero(&p->arena, sizeof *rule);
    rule->id = id;
    rule->at = map;
    rule->kind = pack_add_kind(p, kind, map);
    rule->warn = WARN_STEPS;
    rule->stop = STOP_STEPS;
    rule->span = (struct sv){"", 0};
    if (pack_whole(map, "phase", &rule->phase, e) != 0 ||
        pack_whole(map, "priority", &rule->priority, e) != 0 ||
        pack_bool(map, "all", &rule->all, e) != 0 ||
        pack_bool(map, "nearest", &rule->nearest, e) != 0)
        return -1;
    p->rules = mem_room(p->rules, p->n_rules, &p->size_rules, sizeof *p->rules);
    p->rules[p->n_rules++] = rule;
    return 0;
}

void pack_read_rules(struct reader *r, const struct node *file) {
    pack_each(r, file, "rules", begin_rule);
}

/* Whether mentions of the kind are there when a phase begins. */
static bool is_made_before(const struct pack *p, int32_t kind, int64_t phase) {
    for (size_t i = 0; i < p->n_numerals; i++)
        if (p->numerals[i].kind == kind) return true;
    for (size_t i = 0; i < p->n_rules; i++)
        if (p->rules[i]->kind == kind && p->rules[i]->phase < phase) return true;
    return false;
}

static int check_kind(const struct reader *r, const struct rule *rule, int32_t kind,
                      const struct node *at, struct err *e) {
    if (is_made_before(r->pack, kind, rule->phase)) return 0;
    return node_err(at, e, "no rule of a lower phase makes mentions of kind \"%s\"",
                    r->pack->kinds[kind].name.p);
}

static int check_kinds(const struct reader *r, const struct rule *rule, const struct pattern *x,
                       const struct node *at, struct err *e) {
    for (size_t i = 0; i < x->n_refs; i++)
        if (!x->refs[i].is_list && check_kind(r, rule, (int32_t)x->refs[i].index, at, e) != 0)
            return -1;
    return 0;
}

static int read_scope(struct rule *rule, struct err *e) {
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

static int read_budget(struct rule *rule, struct err *e) {
    static const char *const keys[] = {"warn", "stop", NULL};
    const struct node *map = node_get(rule->at, "budget");
    int64_t warn = (int64_t)rule->warn, stop = (int64_t)rule->stop;
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

static int read_alternatives(struct reader *r, struct rule *rule, struct err *e) {
    struct node *one, **items;
    size_t n;
    if (pack_texts(&one, node_get(rule->at, "match"), &items, &n, e) != 0) return -1;
    struct pattern_frame frame = frame_of(rule);
    rule->alternatives = arena_zero(&r->pack->arena, n * sizeof *rule->alternatives);
    for (size_t i = 0; i < n; i++) {
        rule->n_alternatives++;
        struct pattern *x = &rule->alternatives[i];
        if (pattern_compile(x, items[i], &frame, r->pack, e) != 0 ||
            check_kinds(r, rule, x, items[i], e) != 0)
            return -1;
        if (rule->nearest && x->anchor.n == 0)
            return node_err(items[i], e, "\"nearest\" needs something the match must contain");
        if (x->shortest == 0) return node_err(items[i], e, "the expression can match nothing");
    }
    return 0;
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

static int read_value_expr(struct reader *r, struct rule *rule, const struct node *n,
                           struct expr **out, struct err *e) {
    if (expr_parse(out, n, r->pack, e) != 0) return -1;
    struct sv unknown = expr_unknown_group(*out, has_group, rule);
    return unknown.p ? pack_check_group(rule, n, unknown, e) : 0;
}

static int read_score(struct reader *r, struct rule *rule, struct err *e) {
    struct node *n = node_get(rule->at, "score"), *one, **items;
    struct sv least;
    if (node_text(rule->at, "at_least", &least, e) != 0) return -1;
    if (!n && least.p) return node_err(node_get(rule->at, "at_least"), e, "no \"score\" to reach");
    if (!n) return 0;
    if (pack_texts(&one, n, &items, &rule->n_score, e) != 0) return -1;
    rule->score = arena_zero(&r->pack->arena, rule->n_score * sizeof(*rule->score));
    for (size_t i = 0; i < rule->n_score; i++)
        if (read_value_expr(r, rule, items[i], &rule->score[i], e) != 0) return -1;
    if (!least.p) return 0;
    char *end;
    rule->has_score = true;
    rule->at_least = strtod(least.p, &end);
    if (end != least.p && *end == '\0') return 0;
    return node_err(node_get(rule->at, "at_least"), e, "a number was expected");
}

static bool is_field_name(const char *name) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return name[0] && name[strspn(name, letters)] == '\0';
}

static int read_fields(struct reader *r, struct rule *rule, struct err *e) {
    const struct node *map = node_get(rule->at, "value");
    struct sv span;
    if (node_text(rule->at, "span", &span, e) != 0) return -1;
    if (span.p) rule->span = span;
    if (span.p && pack_check_group(rule, node_get(rule->at, "span"), span, e) != 0) return -1;
    if (!map) return 0;
    if (map->kind != NODE_MAP) return node_err(map, e, "\"value\" maps fields to expressions");
    if (map->n > MOST_FIELDS) return node_err(map, e, "more than %d fields", MOST_FIELDS);
    rule->fields = arena_zero(&r->pack->arena, map->n * sizeof *rule->fields);
    rule->n_fields = map->n;
    for (size_t i = 0; i < map->n; i++) {
        rule->fields[i].name = map->keys[i]->text;
        if (!is_field_name(rule->fields[i].name.p))
            return node_err(map->keys[i], e, "a field's name is made of a-z, A-Z, 0-9, _ and -");
        if (read_value_expr(r, rule, map->items[i], &rule->fields[i].value, e) != 0) return -1;
    }
    return 0;
}

int pack_finish_rule(struct reader *r, struct rule *rule, struct err *e) {
    if (read_scope(rule, e) != 0 || read_budget(rule, e) != 0 ||
        read_context(r, rule, "before", &rule->before, e) != 0 ||
        read_context(r, rule, "not_before", &rule->not_before, e) != 0 ||
        read_alternatives(r, rule, e) != 0 || pack_read_where(r, rule, e) != 0 ||
        read_kinds(r, rule, "outside", &rule->outside, &rule->n_outside, e) != 0 ||
        read_kinds(r, rule, "inside", &rule->inside, &rule->n_inside, e) != 0 ||
        read_score(r, rule, e) != 0 || read_fields(r, rule, e) != 0)
        return -1;
    return pack_read_tests(r, rule, e);
}
