#include <stdlib.h>
#include <string.h>

#include "packread.h"

/* How much one pack may fill its templates to, so that a small file cannot become a large one. */
enum { MOST_FILLED = 16 * 1024 * 1024, LONGEST_TEXT = 1024 * 1024 };

struct filler {
    struct reader *r;
    const struct template *t;
    struct node **arguments; /* beside the parameters */
    struct err *err;
};

static int count_bytes(struct filler *f, const struct node *n, size_t bytes) {
    f->r->filled += bytes;
    if (f->r->filled <= MOST_FILLED) return 0;
    return node_err(n, f->err, "the templates of the pack are filled to more than %d bytes",
                    MOST_FILLED);
}

static struct node *argument_of(const struct filler *f, struct sv name) {
    return f->arguments[pack_parameter(f->t, name)];
}

static int put_argument(struct filler *f, const struct node *n, struct sv name, struct str *s) {
    const struct node *argument = argument_of(f, name);
    if (argument->kind != NODE_TEXT)
        return node_err(n, f->err, "\"%.*s\" stands inside a text, so its argument must be text",
                        (int)name.n, name.p);
    if (argument->text.n + s->n > LONGEST_TEXT)
        return node_err(n, f->err, "a text filled in is longer than %d bytes", LONGEST_TEXT);
    str_sv(s, argument->text);
    return count_bytes(f, n, argument->text.n);
}

/* A text that is one placeholder becomes its argument, whatever that is. */
static int fill_text(struct filler *f, struct node *n, struct node **out) {
    struct sv rest = n->text, before, name;
    *out = n;
    if (!pack_placeholder(&rest, &before, &name)) return 0;
    if (before.n == 0 && rest.n == 0) {
        *out = argument_of(f, name);
        return 0;
    }
    struct str s = {0};
    int result = 0;
    bool more = true;
    for (rest = n->text; more && result == 0;) {
        more = pack_placeholder(&rest, &before, &name);
        str_sv(&s, before);
        if (more) result = put_argument(f, n, name, &s);
    }
    struct arena *a = &f->r->pack->arena;
    *out = arena_alloc(a, sizeof **out);
    **out = *n;
    (*out)->text = arena_copy(a, str_view(&s));
    (*out)->source = NULL; /* no such text stands in the file */
    str_release(&s);
    return result;
}

static int fill_key(struct filler *f, struct node *key, struct node *map, struct node **out) {
    if (fill_text(f, key, out) != 0) return -1;
    if ((*out)->kind != NODE_TEXT) return node_err(key, f->err, "a key must be plain text");
    if (!node_get(map, (*out)->text.p)) return 0;
    return node_err(key, f->err, "key \"%s\" is given twice", (*out)->text.p);
}

static int fill_node(struct filler *f, struct node *n, struct node **out) {
    struct arena *a = &f->r->pack->arena;
    if (n->kind == NODE_TEXT) return fill_text(f, n, out);
    if (count_bytes(f, n, sizeof *n + n->n * 2 * sizeof n) != 0) return -1;
    struct node *filled = arena_alloc(a, sizeof *filled);
    *filled = *n;
    filled->items = arena_alloc(a, n->n * sizeof(*filled->items));
    if (n->keys) filled->keys = arena_alloc(a, n->n * sizeof(*filled->keys));
    for (filled->n = 0; filled->n < n->n; filled->n++) {
        size_t i = filled->n;
        if (n->keys && fill_key(f, n->keys[i], filled, &filled->keys[i]) != 0) return -1;
        if (fill_node(f, n->items[i], &filled->items[i]) != 0) return -1;
    }
    *out = filled;
    return 0;
}

/* ---- importing ---- */

static bool is_rule_key(const char *key) {
    const char *const *known = pack_import_keys + IMPORT_KEYS;
    while (*known && strcmp(*known, key) != 0)
        known++;
    return *known != NULL;
}

/* The other keys of the item that imports take the place of the rule's. */
static const struct node * override(struct reader *r, struct node *rule, const struct node *item) {
    struct arena *a = &r->pack->arena;
    struct node *out = arena_alloc(a, sizeof *out);
    size_t most = rule->n + item->n;
    *out = *rule;
    out->keys = arena_alloc(a, most * sizeof(*out->keys));
    out->items = arena_alloc(a, most * sizeof(*out->items));
    out->n = 0;
    for (size_t i = 0; i < most; i++) {
        bool own = i < rule->n;
        const struct node *from = own ? rule : item;
        size_t k = own ? i : i - rule->n;
        const char *key = from->keys[k]->text.p;
        if (own ? node_get(item, key) != NULL : !is_rule_key(key)) continue;
        out->keys[out->n] = from->keys[k];
        out->items[out->n++] = from->items[k];
    }
    return out;
}

static int read_arguments(struct filler *f, const struct node *item) {
    const struct template *t = f->t;
    const struct node *with = node_get(item, "with");
    if (!with) return node_err(item, f->err, "\"with\" is missing");
    if (with->kind != NODE_MAP)
        return node_err(with, f->err, "\"with\" maps parameters to what is filled in");
    for (size_t i = 0; i < with->n; i++) {
        int32_t number = pack_parameter(t, with->keys[i]->text);
        if (number == NONE)
            return node_err(with->keys[i], f->err, "\"%s\" is no parameter of template \"%s\"",
                            with->keys[i]->text.p, t->key->text.p);
        f->arguments[number] = with->items[i];
    }
    for (size_t i = 0; i < t->n_parameters; i++)
        if (!f->arguments[i])
            return node_err(with, f->err, "no argument for parameter \"%s\" of template \"%s\"",
                            t->parameters[i]->text.p, t->key->text.p);
    return 0;
}

static int find_imported(struct reader *r, const struct node *item, struct template **out,
                         struct err *e) {
    struct sv name;
    struct str known = {0};
    if (node_text(item, "import", &name, e) != 0) return -1;
    *out = pack_template(r, name);
    if (*out) return 0;
    for (size_t i = 0; i < r->n_templates; i++)
        node_known(&known, r->templates[i].key->text.p);
    node_err(node_get(item, "import"), e, "the pack has no template \"%.80s\"%s%s", name.p,
             known.n > 0 ? "; it has " : "", known.n > 0 ? known.p : "");
    str_release(&known);
    return -1;
}

void pack_import(struct reader *r, const struct node *item, begin_rule *begin) {
    struct template *t;
    struct err e;
    struct node *rule;
    if (find_imported(r, item, &t, &e) != 0) {
        pack_say(r, &e);
        return;
    }
    t->used = true;
    if (node_keys(item, pack_import_keys, &e) != 0) pack_say(r, &e);
    if (t->n_rules == 0) return; /* it has been said what is wrong with it */
    struct node **arguments = arena_zero(&r->pack->arena, t->n_parameters * sizeof(*arguments));
    struct filler f = {r, t, arguments, &e};
    int result = read_arguments(&f, item);
    if (result != 0) pack_say(r, &e);
    for (size_t i = 0; result == 0 && i < t->n_rules; i++) {
        struct rule nameless = {.import = item};
        if (fill_node(&f, t->rules[i], &rule) != 0)
            pack_fault(r, &nameless, &e);
        else
            begin(r, override(r, rule, item), item);
    }
}
