#include "pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expr.h"
#include "latin.h"
#include "utf8.h"

enum { WARN_STEPS = 200000, STOP_STEPS = 2000000 };

/* How many lists and scanners the pack may hold: their places must not move once named. */
enum { MOST_LISTS = 500 };

/* Reading goes on behind an error, so that all of them are said at once. */
struct reader {
    struct pack *pack;
    struct str folder;
    size_t errors;
};

static void say(struct reader *r, const struct err *e) {
    err_say(e->place, "error", e->text);
    r->errors++;
}

void pack_keep_rx(struct pack *p, struct rx *x) {
    p->kept_rx = mem_room(p->kept_rx, p->n_kept_rx, &p->size_kept_rx, sizeof(*p->kept_rx));
    p->kept_rx[p->n_kept_rx++] = x;
}

/* ---- names ---- */

int32_t pack_kind(const struct pack *p, struct sv name) {
    for (size_t i = 0; i < p->n_kinds; i++)
        if (sv_eq(p->kinds[i].name, name)) return (int32_t)i;
    return NONE;
}

struct define *pack_define(const struct pack *p, struct sv name) {
    for (size_t i = 0; i < p->n_defines; i++)
        if (sv_eq(p->defines[i].name, name)) return &p->defines[i];
    return NULL;
}

int32_t pack_list(struct pack *p, struct sv name) {
    struct define *d = pack_define(p, name);
    if (!d || d->regex.p) return NONE;
    d->used = true;
    return (int32_t)d->list;
}

static int32_t add_kind(struct pack *p, struct sv name, const struct node *at) {
    int32_t known = pack_kind(p, name);
    if (known != NONE) return known;
    p->kinds = mem_room(p->kinds, p->n_kinds, &p->size_kinds, sizeof *p->kinds);
    p->kinds[p->n_kinds] = (struct kind){name, false, true, at};
    return (int32_t)p->n_kinds++;
}

/* ---- keys with a form of their own ---- */

static int read_bool(const struct node *map, const char *key, bool *out, struct err *e) {
    struct sv v;
    if (node_text(map, key, &v, e) != 0) return -1;
    if (!v.p) return 0;
    *out = sv_is(v, "true");
    if (*out || sv_is(v, "false")) return 0;
    return node_err(node_get(map, key), e, "\"%s\" must be true or false", key);
}

/* A whole number, with k for thousands and m for millions. */
static int whole_of(const struct node *n, int64_t *out, struct err *e) {
    char *end;
    if (n->kind == NODE_TEXT && n->text.n > 0) {
        long long v = strtoll(n->text.p, &end, 10);
        long long factor = *end == 'k' ? 1000 : *end == 'm' ? 1000000 : 1;
        bool fits = end != n->text.p && v >= -1000000000 && v <= 1000000000;
        end += factor != 1;
        *out = fits ? v * factor : 0;
        if (fits && *end == '\0') return 0;
    }
    return node_err(n, e, "a whole number was expected");
}

static int read_whole(const struct node *map, const char *key, int64_t *out, struct err *e) {
    const struct node *n = node_get(map, key);
    return n ? whole_of(n, out, e) : 0;
}

/* Text or a list of texts, as `n` nodes from items. */
static int read_texts(struct node **one, struct node *n, struct node ***items, size_t *count,
                      struct err *e) {
    *one = n;
    *items = n->kind == NODE_LIST ? n->items : one;
    *count = n->kind == NODE_LIST ? n->n : 1;
    for (size_t i = 0; i < *count; i++)
        if ((*items)[i]->kind != NODE_TEXT) return node_err((*items)[i], e, "text was expected");
    return *count > 0 ? 0 : node_err(n, e, "the list is empty");
}

/* ---- define ---- */

static int read_list_fields(struct reader *r, struct list *l, const struct node *map,
                            struct err *e) {
    struct node *n = node_get(map, "fields"), *one, **items;
    if (!n) return 0;
    if (read_texts(&one, n, &items, &l->n_fields, e) != 0) return -1;
    struct sv *names = arena_alloc(&r->pack->arena, l->n_fields * sizeof *names);
    for (size_t i = 0; i < l->n_fields; i++)
        names[i] = items[i]->text;
    l->fields = names;
    return 0;
}

static int read_list(struct reader *r, struct list *l, const struct node *map, struct err *e) {
    const struct node *file = node_get(map, "list");
    if (file->kind != NODE_TEXT || file->text.n == 0 || file->text.p[0] == '/' ||
        strstr(file->text.p, ".."))
        return node_err(file, e, "a list is a file inside the pack's folder");
    if (read_list_fields(r, l, map, e) != 0) return -1;
    struct str path = {0};
    str_printf(&path, "%s/%s", r->folder.p, file->text.p);
    int result = list_read(l, path.p, &r->pack->arena, e);
    str_release(&path);
    return result;
}

static int define_list(struct reader *r, struct define *d, const struct node *map, struct err *e) {
    struct pack *p = r->pack;
    if (p->n_lists == MOST_LISTS) return node_err(map, e, "more than %d lists", MOST_LISTS);
    struct list *l = &p->lists[p->n_lists];
    *l = (struct list){.name = d->name};
    d->list = (uint32_t)p->n_lists++;
    int result = read_list(r, l, map, e);
    if (result != 0) l->shortest = l->longest = 1; /* what names it is no error too */
    return result;
}

static int check_uses(const struct define *d, const struct node *map, struct err *e) {
    struct node *n = node_get(map, "uses"), *one, **items;
    size_t count = 0;
    if (n && read_texts(&one, n, &items, &count, e) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        char reference[128];
        snprintf(reference, sizeof reference, "%%{%.100s}", items[i]->text.p);
        if (!strstr(d->regex.p, reference))
            return node_err(items[i], e, "\"%s\" is declared and not used", items[i]->text.p);
    }
    for (const char *at = strstr(d->regex.p, "%{"); at; at = strstr(at + 2, "%{")) {
        size_t length = strcspn(at + 2, "}");
        bool declared = at[2] == '@';
        for (size_t i = 0; i < count; i++)
            declared |= sv_eq(items[i]->text, (struct sv){at + 2, length});
        if (!declared)
            return node_err(d->at, e, "\"%.*s\" is not declared in uses", (int)length, at + 2);
    }
    return 0;
}

static int read_define(struct reader *r, const struct node *key, const struct node *map,
                       struct err *e) {
    static const char *const keys[] = {"list", "fields", "regex", "uses", "about", NULL};
    struct pack *p = r->pack;
    if (node_keys(map, keys, e) != 0) return -1;
    const struct node *list = node_get(map, "list"), *regex = node_get(map, "regex");
    if (!list == !regex) return node_err(map, e, "either \"list\" or \"regex\" is needed");
    if (pack_define(p, key->text)) return node_err(key, e, "\"%s\" is defined twice", key->text.p);
    if (regex && regex->kind != NODE_TEXT) return node_err(regex, e, "\"regex\" must be text");
    p->defines = mem_room(p->defines, p->n_defines, &p->size_defines, sizeof *p->defines);
    struct define *d = &p->defines[p->n_defines++];
    *d = (struct define){.name = key->text, .at = regex ? regex : list};
    if (list) return define_list(r, d, map, e);
    d->regex = regex->text;
    return check_uses(d, map, e);
}

static void read_defines(struct reader *r, const struct node *map) {
    struct err e;
    if (map && map->kind != NODE_MAP) {
        node_err(map, &e, "\"define\" must map names to definitions");
        say(r, &e);
        return;
    }
    for (size_t i = 0; map && i < map->n; i++)
        if (read_define(r, map->keys[i], map->items[i], &e) != 0) say(r, &e);
}

/* ---- numeral, kinds ---- */

static int list_of(struct reader *r, const struct node *map, const char *key,
                   const struct list **out, struct err *e) {
    struct sv name;
    *out = NULL;
    if (node_text(map, key, &name, e) != 0) return -1;
    if (!name.p) return 0;
    int32_t list = pack_list(r->pack, name);
    if (list == NONE) return node_err(node_get(map, key), e, "\"%s\" is no list", name.p);
    *out = &r->pack->lists[list];
    return 0;
}

static int read_numeral(struct reader *r, const struct node *map, struct err *e) {
    static const char *const keys[] = {"kind", "list", "none", "commas", "about", NULL};
    struct pack *p = r->pack;
    struct sv kind;
    if (p->n_numerals == MOST_SCANNERS) return node_err(map, e, "too many scanners");
    struct numerals *n = &p->numerals[p->n_numerals];
    *n = (struct numerals){0};
    if (node_keys(map, keys, e) != 0 || node_text(map, "kind", &kind, e) != 0) return -1;
    if (!kind.p) return node_err(map, e, "\"kind\" is missing");
    if (list_of(r, map, "list", &n->list, e) != 0 || list_of(r, map, "none", &n->none, e) != 0 ||
        list_of(r, map, "commas", &n->commas, e) != 0)
        return -1;
    if (!n->list) return node_err(map, e, "\"list\" is missing");
    n->role = list_field(n->list, SV("role"));
    n->value = list_field(n->list, SV("value"));
    if (n->role < 0 || n->value < 0)
        return node_err(map, e, "the list needs the fields role and value");
    n->kind = add_kind(p, kind, map);
    p->kinds[n->kind].emit = false;
    p->n_numerals++;
    return 0;
}

static int read_kind(struct reader *r, const struct node *key, const struct node *map,
                     struct err *e) {
    static const char *const keys[] = {"overlap", "emit", "about", NULL};
    if (node_keys(map, keys, e) != 0) return -1;
    int32_t number = add_kind(r->pack, key->text, key);
    struct kind *k = &r->pack->kinds[number];
    if (read_bool(map, "overlap", &k->overlap, e) != 0) return -1;
    return read_bool(map, "emit", &k->emit, e);
}

/* ---- rules ---- */

/* A rule whose keys are read and whose expressions are not yet compiled: those need all kinds. */
static int begin_rule(struct reader *r, const struct node *map, struct rule **out, struct err *e) {
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
    rule->kind = add_kind(p, kind, map);
    rule->warn = WARN_STEPS;
    rule->stop = STOP_STEPS;
    rule->span = (struct sv){"", 0};
    if (read_whole(map, "phase", &rule->phase, e) != 0 ||
        read_whole(map, "priority", &rule->priority, e) != 0 ||
        read_bool(map, "all", &rule->all, e) != 0 ||
        read_bool(map, "nearest", &rule->nearest, e) != 0)
        return -1;
    p->rules = mem_room(p->rules, p->n_rules, &p->size_rules, sizeof *p->rules);
    p->rules[p->n_rules++] = rule;
    *out = rule;
    return 0;
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
    if (node_text(rule->at, "within", &v, e) != 0) return -1;
    if (!v.p) return 0;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (sv_is(v, scopes[i].name)) {
            rule->scope = scopes[i].scope;
            rule->block_kind = v;
            return 0;
        }
    return node_err(node_get(rule->at, "within"), e, "unknown scope \"%s\"", v.p);
}

static int read_budget(struct rule *rule, struct err *e) {
    static const char *const keys[] = {"warn", "stop", NULL};
    const struct node *map = node_get(rule->at, "budget");
    int64_t warn = (int64_t)rule->warn, stop = (int64_t)rule->stop;
    if (!map) return 0;
    if (node_keys(map, keys, e) != 0 || read_whole(map, "warn", &warn, e) != 0 ||
        read_whole(map, "stop", &stop, e) != 0)
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

static int read_alternatives(struct reader *r, struct rule *rule, struct err *e) {
    struct node *one, **items;
    size_t n;
    if (read_texts(&one, node_get(rule->at, "match"), &items, &n, e) != 0) return -1;
    struct pattern_frame frame = {
        .after = node_get(rule->at, "after"),
        .not_after = node_get(rule->at, "not_after"),
        .check_end = true,
    };
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

static int check_group(const struct rule *rule, const struct node *at, struct sv name,
                       struct err *e) {
    if (has_group(rule, name)) return 0;
    return node_err(at, e, "no group \"%s\" in the rule's expression", name.p);
}

static int read_length(struct condition *c, const struct node *n, struct err *e) {
    int64_t low, high;
    if (n->kind != NODE_LIST || n->n != 2) return node_err(n, e, "\"length\" is [least, most]");
    if (whole_of(n->items[0], &low, e) != 0 || whole_of(n->items[1], &high, e) != 0) return -1;
    if (low < 0 || high < low || high > WIDTH_ANY)
        return node_err(n, e, "\"length\" is [least, most]");
    c->test = TEST_LENGTH;
    c->shortest = (unsigned)low;
    c->longest = (unsigned)high;
    return 0;
}

static int read_test(struct reader *r, struct condition *c, const char *key, const struct node *n,
                     struct err *e) {
    if (strcmp(key, "length") == 0) return read_length(c, n, e);
    if (n->kind != NODE_TEXT) return node_err(n, e, "\"%s\" must be text", key);
    bool matches = strcmp(key, "matches") == 0, not_matches = strcmp(key, "not_matches") == 0;
    if (matches || not_matches) {
        c->test = matches ? TEST_MATCHES : TEST_NOT_MATCHES;
        if (strstr(n->text.p, "%{")) return node_err(n, e, "\"%s\" takes no %%{...}", key);
        return rx_compile(&c->rx, n, n->text, e);
    }
    c->test = strcmp(key, "in") == 0       ? TEST_IN
              : strcmp(key, "not_in") == 0 ? TEST_NOT_IN
                                           : TEST_NOT_PART;
    int32_t list = pack_list(r->pack, n->text);
    if (list == NONE) return node_err(n, e, "\"%s\" is no list of define", n->text.p);
    c->list = (uint32_t)list;
    return 0;
}

static int read_condition(struct reader *r, struct rule *rule, const struct node *map,
                          struct err *e) {
    static const char *const keys[] = {"group",   "in",          "not_in",      "length",
                                       "matches", "not_matches", "not_part_of", NULL};
    if (node_keys(map, keys, e) != 0) return -1;
    struct sv group;
    if (node_text(map, "group", &group, e) != 0) return -1;
    if (!group.p) return node_err(map, e, "a condition needs a \"group\"");
    if (check_group(rule, node_get(map, "group"), group, e) != 0) return -1;
    size_t before = rule->n_conditions;
    for (const char *const *key = keys + 1; *key; key++) {
        const struct node *n = node_get(map, *key);
        if (!n) continue;
        struct condition *c = &rule->conditions[rule->n_conditions++];
        c->group = group;
        if (read_test(r, c, *key, n, e) != 0) return -1;
    }
    return rule->n_conditions > before ? 0 : node_err(map, e, "the condition tests nothing");
}

static int read_where(struct reader *r, struct rule *rule, struct err *e) {
    const struct node *n = node_get(rule->at, "where");
    if (!n) return 0;
    if (n->kind != NODE_LIST) return node_err(n, e, "\"where\" is a list of conditions");
    rule->conditions = arena_zero(&r->pack->arena, n->n * 6 * sizeof *rule->conditions);
    for (size_t i = 0; i < n->n; i++)
        if (read_condition(r, rule, n->items[i], e) != 0) return -1;
    return 0;
}

static int read_kinds(struct reader *r, struct rule *rule, const char *key, int32_t **out,
                      size_t *count, struct err *e) {
    struct node *n = node_get(rule->at, key), *one, **items;
    if (!n) return 0;
    if (read_texts(&one, n, &items, count, e) != 0) return -1;
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
    return unknown.p ? check_group(rule, n, unknown, e) : 0;
}

static int read_score(struct reader *r, struct rule *rule, struct err *e) {
    struct node *n = node_get(rule->at, "score"), *one, **items;
    struct sv least;
    if (node_text(rule->at, "at_least", &least, e) != 0) return -1;
    if (!n && least.p) return node_err(node_get(rule->at, "at_least"), e, "no \"score\" to reach");
    if (!n) return 0;
    if (read_texts(&one, n, &items, &rule->n_score, e) != 0) return -1;
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
    if (span.p && check_group(rule, node_get(rule->at, "span"), span, e) != 0) return -1;
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

static int check_wanted(const struct node *want, struct err *e) {
    bool good = want->kind == NODE_MAP;
    for (size_t i = 0; good && i < want->n; i++)
        good = want->items[i]->kind == NODE_TEXT;
    return good ? 0 : node_err(want, e, "a wanted mention maps fields to texts");
}

static int read_test_case(struct rule *rule, const struct node *map, struct err *e) {
    static const char *const keys[] = {"text", "want", "todo", "about", NULL};
    struct test_case *t = &rule->tests[rule->n_tests];
    if (node_keys(map, keys, e) != 0 || node_text(map, "text", &t->text, e) != 0) return -1;
    t->at = map;
    t->want = node_get(map, "want");
    if (!t->text.p || !t->want) return node_err(map, e, "a test needs \"text\" and \"want\"");
    if (t->want->kind != NODE_LIST) return node_err(t->want, e, "\"want\" is a list of mentions");
    for (size_t i = 0; i < t->want->n; i++)
        if (check_wanted(t->want->items[i], e) != 0) return -1;
    rule->n_tests++;
    return read_bool(map, "todo", &t->todo, e);
}

static int read_tests(struct reader *r, struct rule *rule, struct err *e) {
    const struct node *n = node_get(rule->at, "tests");
    if (!n) return 0;
    if (n->kind != NODE_LIST) return node_err(n, e, "\"tests\" is a list");
    rule->tests = arena_zero(&r->pack->arena, n->n * sizeof *rule->tests);
    for (size_t i = 0; i < n->n; i++)
        if (read_test_case(rule, n->items[i], e) != 0) return -1;
    return 0;
}

static int finish_rule(struct reader *r, struct rule *rule, struct err *e) {
    if (read_scope(rule, e) != 0 || read_budget(rule, e) != 0 ||
        read_context(r, rule, "before", &rule->before, e) != 0 ||
        read_context(r, rule, "not_before", &rule->not_before, e) != 0 ||
        read_alternatives(r, rule, e) != 0 || read_where(r, rule, e) != 0 ||
        read_kinds(r, rule, "outside", &rule->outside, &rule->n_outside, e) != 0 ||
        read_kinds(r, rule, "inside", &rule->inside, &rule->n_inside, e) != 0 ||
        read_score(r, rule, e) != 0 || read_fields(r, rule, e) != 0)
        return -1;
    return read_tests(r, rule, e);
}

/* ---- files ---- */

static void read_each(struct reader *r, const struct node *map, const char *key,
                      int (*read)(struct reader *, const struct node *, struct err *)) {
    const struct node *n = node_get(map, key);
    struct err e;
    if (!n) return;
    if (n->kind != NODE_LIST) {
        node_err(n, &e, "\"%s\" is a list", key);
        say(r, &e);
        return;
    }
    for (size_t i = 0; i < n->n; i++)
        if (read(r, n->items[i], &e) != 0) say(r, &e);
}

static void read_kinds_of_file(struct reader *r, const struct node *map) {
    struct err e;
    if (map && map->kind != NODE_MAP) {
        node_err(map, &e, "\"kinds\" must map kinds to what is said of them");
        say(r, &e);
        return;
    }
    for (size_t i = 0; map && i < map->n; i++)
        if (read_kind(r, map->keys[i], map->items[i], &e) != 0) say(r, &e);
}

static int read_rule(struct reader *r, const struct node *map, struct err *e) {
    struct rule *rule;
    return begin_rule(r, map, &rule, e);
}

static int read_file(struct reader *r, const char *name) {
    static const char *const keys[] = {"define",  "numeral", "kinds", "rules",
                                       "resolve", "about",   NULL};
    struct err e;
    struct node *root;
    struct str path = {0};
    str_printf(&path, "%s/%s", r->folder.p, name);
    int result = yaml_read(&root, path.p, &r->pack->arena, &e);
    str_release(&path);
    if (result == 0) result = node_keys(root, keys, &e);
    if (result != 0) return say(r, &e), -1;
    read_defines(r, node_get(root, "define"));
    read_each(r, root, "numeral", read_numeral);
    read_kinds_of_file(r, node_get(root, "kinds"));
    read_each(r, root, "rules", read_rule);
    return 0;
}

static int read_head(struct reader *r, struct node **root, struct err *e) {
    static const char *const keys[] = {"pack", "version", "about", "files", "text", NULL};
    struct str path = {0};
    str_printf(&path, "%s/pack.yaml", r->folder.p);
    int result = yaml_read(root, path.p, &r->pack->arena, e);
    str_release(&path);
    if (result != 0 || node_keys(*root, keys, e) != 0 ||
        node_text(*root, "pack", &r->pack->name, e) != 0 ||
        node_text(*root, "version", &r->pack->version, e) != 0)
        return -1;
    const struct node *files = node_get(*root, "files");
    if (!files || files->kind != NODE_LIST)
        return node_err(*root, e, "\"files\" must list the pack's rule files");
    return 0;
}

static void read_folder(struct reader *r, const char *folder) {
    struct err e;
    struct node *root;
    str_clear(&r->folder);
    str_c(&r->folder, folder);
    if (read_head(r, &root, &e) != 0) {
        say(r, &e);
        return;
    }
    const struct node *files = node_get(root, "files");
    for (size_t i = 0; i < files->n; i++) {
        const struct node *n = files->items[i];
        bool inside = n->kind == NODE_TEXT && n->text.n > 0 && n->text.p[0] != '/' &&
                      !strstr(n->text.p, "..");
        if (inside) {
            read_file(r, n->text.p);
        } else {
            node_err(n, &e, "a rule file is a file inside the pack's folder");
            say(r, &e);
        }
    }
}

static int by_phase(const void *a, const void *b) {
    const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
    if (x->phase != y->phase) return x->phase < y->phase ? -1 : 1;
    return sv_cmp(x->id, y->id);
}

static void check_used(struct reader *r) {
    struct err e;
    for (size_t i = 0; i < r->pack->n_defines; i++) {
        const struct define *d = &r->pack->defines[i];
        if (d->used) continue;
        node_err(d->at, &e, "\"%.*s\" is defined and not used", (int)d->name.n, d->name.p);
        say(r, &e);
    }
}

int pack_read(struct pack *p, const char *const *folders, size_t n, struct err *e) {
    struct reader r = {.pack = p};
    *p = (struct pack){0};
    p->lists = arena_zero(&p->arena, MOST_LISTS * sizeof *p->lists);
    p->numerals = arena_zero(&p->arena, MOST_SCANNERS * sizeof *p->numerals);
    for (size_t i = 0; i < n; i++)
        read_folder(&r, folders[i]);
    for (size_t i = 0; i < p->n_rules; i++)
        if (finish_rule(&r, p->rules[i], e) != 0) say(&r, e);
    if (r.errors == 0) check_used(&r);
    str_release(&r.folder);
    if (p->n_rules > 1) qsort(p->rules, p->n_rules, sizeof(*p->rules), by_phase);
    if (r.errors == 0) return 0;
    return err_set(e, STATUS_USAGE, "the rule pack has %zu error%s", r.errors,
                   r.errors == 1 ? "" : "s");
}

static void release_rule(struct rule *rule) {
    for (size_t i = 0; i < rule->n_alternatives; i++)
        pattern_release(&rule->alternatives[i]);
    if (rule->before) context_release(rule->before);
    if (rule->not_before) context_release(rule->not_before);
    for (size_t i = 0; i < rule->n_conditions; i++)
        rx_free(rule->conditions[i].rx);
}

void pack_release(struct pack *p) {
    for (size_t i = 0; i < p->n_rules; i++)
        release_rule(p->rules[i]);
    for (size_t i = 0; i < p->n_lists; i++)
        list_release(&p->lists[i]);
    for (size_t i = 0; i < p->n_kept_rx; i++)
        rx_free(p->kept_rx[i]);
    free(p->kept_rx);
    latin_free(p->latin);
    free(p->defines);
    free(p->kinds);
    free(p->rules);
    arena_release(&p->arena);
    *p = (struct pack){0};
}
