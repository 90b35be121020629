#include "trie.h"

#include <stdlib.h>

#include "utf8.h"

enum { FIRST_SIZE = 1024 };

void trie_init(struct trie *t) {
    *t = (struct trie){.n_nodes = 1, .size_nodes = FIRST_SIZE, .n_values = 1, .size = FIRST_SIZE};
    t->root = mem_zero(TRIE_BMP * sizeof *t->root);
    t->pairs = mem_zero(TRIE_PAIRS / 8);
    t->edges = mem_zero(t->size * sizeof *t->edges);
    t->children = mem_alloc(t->size * sizeof *t->children);
    t->first_value = mem_alloc(t->size_nodes * sizeof *t->first_value);
    t->first_value[0] = 0;
}

void trie_release(struct trie *t) {
    free(t->root);
    free(t->pairs);
    free(t->edges);
    free(t->children);
    free(t->first_value);
    free(t->values);
    *t = (struct trie){0};
}

static void grow_edges(struct trie *t) {
    uint64_t *edges = t->edges;
    uint32_t *children = t->children;
    size_t size = t->size;
    t->size *= 2;
    t->edges = mem_zero(t->size * sizeof *t->edges);
    t->children = mem_alloc(t->size * sizeof *t->children);
    for (size_t i = 0; i < size; i++) {
        if (!edges[i]) continue;
        size_t at = trie_place(t, edges[i]);
        t->edges[at] = edges[i];
        t->children[at] = children[i];
    }
    free(edges);
    free(children);
}

static uint32_t new_node(struct trie *t) {
    t->first_value = mem_room(t->first_value, t->n_nodes, &t->size_nodes, sizeof *t->first_value);
    t->first_value[t->n_nodes] = 0;
    return (uint32_t)t->n_nodes++;
}

static uint32_t add_step(struct trie *t, uint32_t node, uint32_t c) {
    uint32_t child = node ? trie_step(t, node, c) : trie_begin(t, c);
    if (child) return child;
    child = new_node(t);
    if (node == 0 && c < TRIE_BMP) {
        t->root[c] = child;
        return child;
    }
    if (2 * (t->n_edges + 1) > t->size) grow_edges(t);
    size_t at = trie_place(t, trie_edge(node, c));
    t->edges[at] = trie_edge(node, c);
    t->children[at] = child;
    t->n_edges++;
    return child;
}

void trie_add(struct trie *t, struct sv term, uint32_t value) {
    uint32_t node = 0, before = 0, n = 0;
    for (size_t at = 0; at < term.n; n++) {
        unsigned width;
        uint32_t c = utf8_at(term.p + at, &width);
        node = add_step(t, node, c);
        size_t bit = trie_pair(before, c);
        if (n == 1) t->pairs[bit / 64] |= (uint64_t)1 << (bit % 64);
        before = c;
        at += width;
    }
    if (!node) return;
    t->values = mem_room(t->values, t->n_values, &t->size_values, sizeof *t->values);
    t->values[t->n_values] = (struct trie_value){value, t->first_value[node]};
    t->first_value[node] = (uint32_t)t->n_values++;
}
