#include "nodes.h"

bool nodes_same(const struct node *x, const struct node *y) {
    if (!x || !y) return x == y;
    if (x->kind != y->kind || x->n != y->n || !sv_eq(x->text, y->text)) return false;
    for (size_t i = 0; i < x->n; i++) {
        if (x->kind == NODE_MAP && !sv_eq(x->keys[i]->text, y->keys[i]->text)) return false;
        if (!nodes_same(x->items[i], y->items[i])) return false;
    }
    return true;
}

static bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

bool nodes_word(struct sv text, struct sv word) {
    for (size_t at = 0; at + word.n <= text.n; at++) {
        if (memcmp(text.p + at, word.p, word.n) != 0) continue;
        bool before = at > 0 && is_of_word(text.p[at - 1]);
        if (!before && (at + word.n == text.n || !is_of_word(text.p[at + word.n]))) return true;
    }
    return false;
}

bool nodes_hold(const struct node *n, struct sv word) {
    if (!n) return false;
    if (n->kind == NODE_TEXT) return nodes_word(n->text, word);
    for (size_t i = 0; i < n->n; i++)
        if (nodes_hold(n->items[i], word)) return true;
    return false;
}
