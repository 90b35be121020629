#include "trie.h"

#include <stdlib.h>

#include "utf8.h"

enum { BMP = 0x10000, FIRST_SIZE = 1024 };

void trie_init(struct trie *t) {
    *t = (struct trie){.n_nodes = 1, .size_nodes = FIRST_SIZE, .n_values = 1, .size = FIRST_SIZE};
    t->root = mem_zero(BMP * sizeof *t->root);
    t->edges = mem_zero(t->size * sizeof *t->edges);
    t->children = mem_alloc(t->size * sizeof *t->children);
    t->first_value = mem_alloc(t->size_nodes * sizeof *t->first_value);
    t->first_value[0] = 0;
}

void trie_release(struct trie *t) {
    free(t->root);
    free(t->edges);
    free(t->children);
    free(t->first_value);
    free(t->values);
    *t = (struct trie){0};
}

/* Where an edge stands, or the free place where it would. Fibonacci hashing (Knuth, TAOCP 3, 6.4). */
static size_t place_of(const struct trie *t, uint64_t edge) {
    size_t at = (size_t)((edge * 0x9E3779B97F4A7C15U) >> 20) & (t->size - 1);
    while (t->edges[at] && t->edges[at] != edge) at = (at + 1) & (t->size - 1);
    return at;
}

static uint64_t edge_of(uint32_t node, uint32_t c) {
    return (uint64_t)node << 32 | (c + 1);
}

uint32_t trie_step(const struct trie *t, uint32_t node, uint32_t c) {
    uint64_t edge = edge_of(node, c);
    size_t at = place_of(t, edge);
    return t->edges[at] ? t->children[at] : 0;
}

uint32_t trie_begin(const struct trie *t, uint32_t c) {
    return c < BMP ? t->root[c] : trie_step(t, 0, c);
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
        size_t at = place_of(t, edges[i]);
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
    if (node == 0 && c < BMP) {
        t->root[c] = child;
        return child;
    }
    if (2 * (t->n_edges + 1) > t->size) grow_edges(t);
    size_t at = place_of(t, edge_of(node, c));
    t->edges[at] = edge_of(node, c);
    t->children[at] = child;
    t->n_edges++;
    return child;
}

void trie_add(struct trie *t, struct sv term, uint32_t value) {
    uint32_t node = 0;
    for (size_t at = 0; at < term.n;) {
        unsigned width;
        uint32_t c = utf8_at(term.p + at, &width);
        node = add_step(t, node, c);
        at += width;
    }
    if (!node) return;
    t->values = mem_room(t->values, t->n_values, &t->size_values, sizeof *t->values);
    t->values[t->n_values] = (struct trie_value){value, t->first_value[node]};
    t->first_value[node] = (uint32_t)t->n_values++;
}
