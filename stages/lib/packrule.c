#include "packread.h"

enum { WARN_STEPS = 200000, STOP_STEPS = 2000000 };

const char *const pack_import_keys[] = {
    "import",     "with",     "id",        "kind",    "phase",    "match",           "before",
    "not_before", "after",    "not_after", "within",  "where",    "unless",          "nearest",
    "score",      "at_least", "span",      "all",     "priority", "value",           "budget",
    "tests",      "about",    "status",    "outside", "inside",   "false_positives", "replaces",
    "overrides",  NULL};

void pack_fault(struct reader *r, const struct rule *rule, struct err *e) {
    const struct node *at = rule->import;
    if (!e->text[0]) return; /* said already, of a definition */
    if (rule->id.n > 0) err_at(e, e->status, e->place, "%s, in rule \"%s\"", e->text, rule->id.p);
    if (at)
        err_at(e, e->status, e->place, "%s, imported at %s:%u:%u", e->text, at->file, at->line,
               at->column);
    pack_say(r, e);
}

/* ---- what can be read before all kinds are known ---- */

static int read_status(struct reader *r, struct rule *rule, struct err *e) {
    static const char *const names[] = {
        [RULE_EXPERIMENTAL] = "experimental",
        [RULE_STABLE] = "stable",
        [RULE_DEPRECATED] = "deprecated",
    };
    struct sv v;
    (void)r;
    if (node_text(rule->at, "status", &v, e) != 0) return -1;
    if (!v.p) return 0;
    for (size_t i = RULE_EXPERIMENTAL; i <= RULE_DEPRECATED; i++)
        if (sv_is(v, names[i])) {
            rule->status = (enum rule_status)i;
            return 0;
        }
    struct str known = {0};
    for (size_t i = RULE_EXPERIMENTAL; i <= RULE_DEPRECATED; i++)
        node_known(&known, names[i]);
    return node_unknown(node_get(rule->at, "status"), "status", v, &known, e);
}

static int read_replaces(struct reader *r, struct rule *rule, struct err *e) {
    struct node *n = node_get(rule->at, "replaces");
    if (!n) return 0;
    struct node **one = arena_alloc(&r->pack->arena, sizeof(*one));
    return pack_texts(one, n, &rule->replaces, &rule->n_replaces, e);
}

static struct rule *find_rule(const struct reader *r, struct sv id) {
    uint32_t number = names_find(&r->ids, id);
    return number > 0 ? r->pack->rules[number - 1] : NULL;
}

static int given_twice(const struct rule *rule, const struct rule *first, struct err *e) {
    const struct node *n = node_get(first->at, "id");
    return node_err(node_get(rule->at, "id"), e, "rule id \"%s\" is given twice, first at %s:%u:%u",
                    n->text.p, n->file, n->line, n->column);
}

/* The id, and whether it may be that of an earlier rule. */
static int read_id(struct reader *r, struct rule *rule, struct err *e) {
    struct sv id;
    bool overrides = false;
    if (rule->at->kind != NODE_MAP)
        return node_err(rule->at, e, "a rule is a mapping of keys to values");
    if (node_text(rule->at, "id", &id, e) != 0 ||
        pack_bool(rule->at, "overrides", &overrides, e) != 0)
        return -1;
    if (!id.p || id.n == 0) return node_err(rule->at, e, "a rule without \"id\"");
    const struct rule *first = find_rule(r, id);
    if (first && (!overrides || first->source == rule->source)) return given_twice(rule, first, e);
    if (!first && overrides)
        return node_err(node_get(rule->at, "id"), e, "no earlier pack has a rule \"%s\"", id.p);
    rule->id = id;
    return 0;
}

static int read_keys(struct reader *r, struct rule *rule, struct err *e) {
    (void)r;
    return node_keys(rule->at, pack_import_keys + IMPORT_KEYS, e);
}

static int read_numbers(struct reader *r, struct rule *rule, struct err *e) {
    (void)r;
    if (pack_whole(rule->at, "phase", &rule->phase, e) != 0) return -1;
    return pack_whole(rule->at, "priority", &rule->priority, e);
}

static int read_ways(struct reader *r, struct rule *rule, struct err *e) {
    (void)r;
    if (pack_bool(rule->at, "all", &rule->all, e) != 0) return -1;
    return pack_bool(rule->at, "nearest", &rule->nearest, e);
}

static int read_kind(struct reader *r, struct rule *rule, struct err *e) {
    struct sv kind;
    if (node_text(rule->at, "kind", &kind, e) != 0) return -1;
    if (!kind.p) return node_err(rule->at, e, "\"kind\" is missing");
    rule->kind = pack_add_kind(r->pack, kind, rule->at);
    return node_get(rule->at, "match") ? 0 : node_err(rule->at, e, "\"match\" is missing");
}

bool pack_read_by(rule_reader *const *readers, struct reader *r, struct rule *rule) {
    struct err e;
    size_t before = r->errors;
    for (; *readers; readers++)
        if ((*readers)(r, rule, &e) != 0) pack_fault(r, rule, &e);
    return r->errors == before;
}

/* In the place of the rule that it overrides, else behind all others. */
static void add_rule(struct reader *r, struct rule *rule) {
    struct pack *p = r->pack;
    uint32_t number = names_find(&r->ids, rule->id);
    if (number > 0) {
        p->rules[number - 1] = rule;
        r->changed = r->source;
        return;
    }
    p->rules = mem_room(p->rules, p->n_rules, &p->size_rules, sizeof *p->rules);
    p->rules[p->n_rules++] = rule;
    names_add(&r->ids, rule->id);
}

void pack_begin_rule(struct reader *r, const struct node *map, const struct node *import) {
    static rule_reader *const name[] = {read_id, NULL};
    static rule_reader *const simple[] = {read_keys,   read_numbers,  read_ways,
                                          read_status, read_replaces, NULL};
    static rule_reader *const needed[] = {read_kind, NULL};
    struct rule *rule = arena_zero(&r->pack->arena, sizeof *rule);
    rule->source = r->source;
    rule->at = map;
    rule->import = import;
    rule->warn = WARN_STEPS;
    rule->stop = STOP_STEPS;
    rule->span = SV("");
    if (!pack_read_by(name, r, rule)) return;
    pack_read_by(simple, r, rule);
    if (!pack_read_by(needed, r, rule)) return;
    add_rule(r, rule);
}

/* { id: X, off: true } */
static int switch_off(struct reader *r, const struct node *map, struct err *e) {
    static const char *const keys[] = {"id", "off", "about", NULL};
    bool off = false;
    struct sv id;
    if (node_keys(map, keys, e) != 0 || node_text(map, "id", &id, e) != 0 ||
        pack_bool(map, "off", &off, e) != 0)
        return -1;
    if (!off) return node_err(node_get(map, "off"), e, "\"off\" is true, or is not given");
    if (!id.p) return node_err(map, e, "a rule without \"id\"");
    struct rule *rule = find_rule(r, id);
    if (!rule || rule->source == r->source)
        return node_err(node_get(map, "id"), e, "no earlier pack has a rule \"%s\"", id.p);
    rule->off = true;
    r->changed = r->source;
    return 0;
}

static void read_item(struct reader *r, const struct node *item) {
    struct err e;
    if (node_get(item, "import"))
        pack_import(r, item, pack_begin_rule);
    else if (!node_get(item, "off"))
        pack_begin_rule(r, item, NULL);
    else if (switch_off(r, item, &e) != 0)
        pack_say(r, &e);
}

void pack_read_rules(struct reader *r, const struct node *file) {
    const struct node *n = node_get(file, "rules");
    struct err e;
    if (n && n->kind != NODE_LIST) {
        node_err(n, &e, "\"rules\" is a list");
        pack_say(r, &e);
        return;
    }
    for (size_t i = 0; n && i < n->n; i++)
        read_item(r, n->items[i]);
}

static void count_phases(struct pack *p) {
    for (size_t i = 0; i < p->n_rules; i++) {
        struct kind *k = &p->kinds[p->rules[i]->kind];
        if (p->rules[i]->phase < k->made) k->made = p->rules[i]->phase;
    }
}

static void check_replaced(struct reader *r, const struct rule *rule, const struct node *id,
                           struct names *replaced) {
    struct err e;
    const struct rule *known = find_rule(r, id->text);
    size_t before = replaced->n;
    if (known && !known->off) {
        const struct node *at = known->at;
        node_err(id, &e, "rule \"%s\" is replaced and still there, at %s:%u:%u", id->text.p,
                 at->file, at->line, at->column);
        pack_fault(r, rule, &e);
    } else if (names_add(replaced, id->text), replaced->n == before) {
        node_err(id, &e, "rule \"%s\" is replaced twice", id->text.p);
        pack_fault(r, rule, &e);
    }
}

/* Refuses rules that replace one that is there, or one that another replaces too. */
static void check_replacements(struct reader *r) {
    struct names replaced = {0};
    for (size_t i = 0; i < r->pack->n_rules; i++) {
        const struct rule *rule = r->pack->rules[i];
        for (size_t k = 0; k < rule->n_replaces && !rule->off; k++)
            check_replaced(r, rule, rule->replaces[k], &replaced);
    }
    names_release(&replaced);
}

/* From here on numbers of ids are no places of rules any more. */
static void drop_switched_off(struct pack *p) {
    size_t n = 0;
    for (size_t i = 0; i < p->n_rules; i++)
        if (!p->rules[i]->off) p->rules[n++] = p->rules[i];
    p->n_rules = n;
}

void pack_finish_rules(struct reader *r) {
    check_replacements(r);
    drop_switched_off(r->pack);
    count_phases(r->pack);
    for (size_t i = 0; i < r->pack->n_rules; i++)
        pack_finish_rule(r, r->pack->rules[i]);
}
