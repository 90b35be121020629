#include <string.h>

#include "expr.h"
#include "packread.h"

/* The fields that what is derived for a kind may name. */
struct scope_of_fields {
    const struct pack *pack;
    const struct kind *kind;
    size_t earlier; /* fields derived before */
};

static bool derives(const struct kind *k, size_t n, struct sv name) {
    for (size_t i = 0; i < n; i++)
        if (sv_eq(k->derived[i].name, name)) return true;
    return false;
}

static bool rule_makes(const struct rule *rule, struct sv name) {
    for (size_t i = 0; i < rule->n_fields; i++)
        if (sv_eq(rule->fields[i].name, name)) return true;
    return false;
}

static bool knows_field(const void *context, struct sv name) {
    const struct scope_of_fields *s = context;
    if (derives(s->kind, s->earlier, name)) return true;
    for (size_t i = 0; i < s->pack->n_rules; i++) {
        const struct rule *rule = s->pack->rules[i];
        if (&s->pack->kinds[rule->kind] == s->kind && rule_makes(rule, name)) return true;
    }
    return false;
}

int pack_read_derived(struct reader *r, struct kind *k, const struct node *map, struct err *e) {
    const struct node *fields = node_get(map, "derive");
    if (!fields) return 0;
    if (fields->kind != NODE_MAP)
        return node_err(fields, e, "\"derive\" maps fields to expressions");
    if (!k->derived) k->derived = arena_zero(&r->pack->arena, MOST_FIELDS * sizeof *k->derived);
    for (size_t i = 0; i < fields->n; i++) {
        const struct node *key = fields->keys[i];
        if (k->n_derived == MOST_FIELDS)
            return node_err(key, e, "more than %d fields", MOST_FIELDS);
        if (derives(k, k->n_derived, key->text))
            return node_err(key, e, "field \"%s\" is derived already", key->text.p);
        struct field *f = &k->derived[k->n_derived];
        *f = (struct field){.name = key->text, .at = fields->items[i]};
        if (expr_parse(&f->value, f->at, r->pack, e) != 0) return -1;
        k->n_derived++;
    }
    return 0;
}

void pack_check_derived(struct reader *r) {
    const struct pack *p = r->pack;
    struct err e;
    for (size_t i = 0; i < p->n_kinds; i++)
        for (size_t f = 0; f < p->kinds[i].n_derived; f++) {
            const struct field *field = &p->kinds[i].derived[f];
            struct scope_of_fields scope = {p, &p->kinds[i], f};
            struct sv unknown = expr_unknown_group(field->value, knows_field, &scope);
            if (!unknown.p) continue;
            node_err(field->at, &e, "no rule of kind \"%s\" makes a field \"%s\"",
                     p->kinds[i].name.p, unknown.p);
            pack_say(r, &e);
        }
}
