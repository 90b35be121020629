#include <stdlib.h>
#include <string.h>

#include "packread.h"

/* Inside %{...}, which is no PCRE2 and which rules use already; no definition begins with '='. */
static const char opener[] = "%{=";
enum { OPENER = sizeof opener - 1 };

struct template *pack_template(const struct reader *r, struct sv name) {
    for (size_t i = 0; i < r->n_templates; i++)
        if (sv_eq(r->templates[i].key->text, name)) return &r->templates[i];
    return NULL;
}

int32_t pack_parameter(const struct template *t, struct sv name) {
    for (size_t i = 0; i < t->n_parameters; i++)
        if (sv_eq(t->parameters[i]->text, name)) return (int32_t)i;
    return NONE;
}

bool pack_placeholder(struct sv *rest, struct sv *before, struct sv *name) {
    const char *at = strstr(rest->p, opener);
    *before = (struct sv){rest->p, at ? (size_t)(at - rest->p) : rest->n};
    if (!at) return false;
    const char *from = at + OPENER, *end = rest->p + rest->n;
    const char *close = memchr(from, '}', (size_t)(end - from));
    *name = (struct sv){from, (size_t)((close ? close : end) - from)};
    *rest = close ? (struct sv){close + 1, (size_t)(end - close) - 1} : (struct sv){end, 0};
    return true;
}

static int check_text(const struct template *t, const struct node *n, bool *used, struct err *e) {
    struct sv rest = n->text, before, name;
    while (pack_placeholder(&rest, &before, &name)) {
        int32_t number = pack_parameter(t, name);
        if (number == NONE)
            return node_err_at(n, (size_t)(name.p - n->text.p) - OPENER, e,
                               "\"%.*s\" is no parameter of template \"%s\"", (int)name.n, name.p,
                               t->key->text.p);
        used[number] = true;
    }
    return 0;
}

/* Refuses placeholders of no parameter in a node and all below it. */
static int check_node(const struct template *t, const struct node *n, bool *used, struct err *e) {
    if (n->kind == NODE_TEXT) return check_text(t, n, used, e);
    for (size_t i = 0; i < n->n; i++) {
        if (n->kind == NODE_MAP && check_text(t, n->keys[i], used, e) != 0) return -1;
        if (check_node(t, n->items[i], used, e) != 0) return -1;
    }
    return 0;
}

static int check_rule(const struct template *t, const struct node *rule, bool *used,
                      struct err *e) {
    if (rule->kind != NODE_MAP) return node_err(rule, e, "a rule is a mapping of keys to values");
    if (node_get(rule, "import"))
        return node_err(rule, e, "a rule of a template cannot import another template");
    return check_node(t, rule, used, e);
}

static int check_rules(struct reader *r, const struct template *t, struct err *e) {
    bool *used = arena_zero(&r->pack->arena, t->n_parameters * sizeof *used);
    for (size_t i = 0; i < t->n_rules; i++)
        if (check_rule(t, t->rules[i], used, e) != 0) return -1;
    for (size_t i = 0; i < t->n_parameters; i++)
        if (!used[i])
            return node_err(t->parameters[i], e, "parameter \"%s\" is declared and not used",
                            t->parameters[i]->text.p);
    return 0;
}

static bool is_name(struct sv name) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return name.n > 0 && strspn(name.p, letters) == name.n;
}

static int read_parameters(struct template *t, struct node *map, struct err *e) {
    struct node *n = node_get(map, "parameters");
    if (!n) return node_err(map, e, "\"parameters\" is missing");
    if (n->kind != NODE_LIST || n->n == 0)
        return node_err(n, e, "\"parameters\" is a list of names");
    for (size_t i = 0; i < n->n; i++) {
        struct node *item = n->items[i];
        if (item->kind != NODE_TEXT || !is_name(item->text))
            return node_err(item, e, "a parameter's name is made of a-z, A-Z, 0-9, _ and -");
        if (pack_parameter(t, item->text) != NONE)
            return node_err(item, e, "parameter \"%s\" is declared twice", item->text.p);
        t->parameters = n->items;
        t->n_parameters = i + 1;
    }
    return 0;
}

/* One rule, or a list of them. */
static int read_rules(struct reader *r, struct template *t, struct node *map, struct err *e) {
    struct node *one = node_get(map, "rule"), *list = node_get(map, "rules");
    if (!one == !list) return node_err(map, e, "either \"rule\" or \"rules\" is needed");
    if (list && (list->kind != NODE_LIST || list->n == 0))
        return node_err(list, e, "\"rules\" is a list");
    struct node **rules = list ? list->items : arena_alloc(&r->pack->arena, sizeof(*rules));
    if (one) rules[0] = one;
    t->rules = rules;
    t->n_rules = list ? list->n : 1;
    return 0;
}

static int read_template(struct reader *r, const struct node *key, struct node *map,
                         struct err *e) {
    static const char *const keys[] = {"parameters", "rule", "rules", "about", NULL};
    struct template t = {.key = key};
    const struct template *first = pack_template(r, key->text);
    if (first)
        return node_err(key, e, "template \"%s\" is given twice, first at %s:%u:%u", key->text.p,
                        first->key->file, first->key->line, first->key->column);
    int result = node_keys(map, keys, e);
    if (result == 0) result = read_parameters(&t, map, e);
    if (result == 0) result = read_rules(r, &t, map, e);
    if (result == 0) result = check_rules(r, &t, e);
    if (result != 0) t.n_rules = 0; /* known all the same: what imports it is no error too */
    r->templates = mem_room(r->templates, r->n_templates, &r->size_templates, sizeof t);
    r->templates[r->n_templates++] = t;
    return result;
}

void pack_read_templates(struct reader *r, const struct node *file) {
    const struct node *map = node_get(file, "templates");
    struct err e;
    if (map && map->kind != NODE_MAP) {
        node_err(map, &e, "\"templates\" must map names to templates");
        pack_say(r, &e);
        return;
    }
    for (size_t i = 0; map && i < map->n; i++)
        if (read_template(r, map->keys[i], map->items[i], &e) != 0) pack_say(r, &e);
}

void pack_check_templates(struct reader *r) {
    struct err e;
    for (size_t i = 0; i < r->n_templates; i++) {
        const struct node *key = r->templates[i].key;
        if (r->templates[i].used) continue;
        node_err(key, &e, "template \"%s\" is not used", key->text.p);
        pack_say(r, &e);
    }
}
