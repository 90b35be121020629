#include "packread.h"

struct rule *pack_add_rule(struct pack *p, const struct node *map, pack_listener *listener,
                           void *context) {
    struct reader r = {.pack = p, .listener = listener, .context = context};
    size_t before = p->n_rules;
    int64_t last = before > 0 ? p->rules[before - 1]->phase : 0;
    pack_begin_rule(&r, map, NULL);
    struct rule *rule = p->n_rules > before ? p->rules[before] : NULL;
    if (rule) {
        rule->phase = last < INT64_MAX ? last + 1 : last;
        if (rule->phase < p->kinds[rule->kind].made) p->kinds[rule->kind].made = rule->phase;
        pack_finish_rule(&r, rule);
    }
    names_release(&r.ids);
    return r.errors == 0 ? rule : NULL;
}
