#include <stdlib.h>

#include "packread.h"

int pack_bool(const struct node *map, const char *key, bool *out, struct err *e) {
    struct sv v;
    if (node_text(map, key, &v, e) != 0) return -1;
    if (!v.p) return 0;
    *out = sv_is(v, "true");
    if (*out || sv_is(v, "false")) return 0;
    return node_err(node_get(map, key), e, "\"%s\" must be true or false", key);
}

/* A whole number, with k for thousands and m for millions. */
int pack_whole_of(const struct node *n, int64_t *out, struct err *e) {
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

int pack_whole(const struct node *map, const char *key, int64_t *out, struct err *e) {
    const struct node *n = node_get(map, key);
    return n ? pack_whole_of(n, out, e) : 0;
}

/* Text or a list of texts, as `n` nodes from items. */
int pack_texts(struct node **one, struct node *n, struct node ***items, size_t *count,
               struct err *e) {
    *one = n;
    *items = n->kind == NODE_LIST ? n->items : one;
    *count = n->kind == NODE_LIST ? n->n : 1;
    for (size_t i = 0; i < *count; i++)
        if ((*items)[i]->kind != NODE_TEXT) return node_err((*items)[i], e, "text was expected");
    return *count > 0 ? 0 : node_err(n, e, "the list is empty");
}

void pack_each(struct reader *r, const struct node *map, const char *key,
               int (*read)(struct reader *, const struct node *, struct err *)) {
    const struct node *n = node_get(map, key);
    struct err e;
    if (!n) return;
    if (n->kind != NODE_LIST) {
        node_err(n, &e, "\"%s\" is a list", key);
        pack_say(r, &e);
        return;
    }
    for (size_t i = 0; i < n->n; i++)
        if (read(r, n->items[i], &e) != 0) pack_say(r, &e);
}
