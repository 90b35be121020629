#include "trie.h"

#include <stdlib.h>

#include "utf8.h"

enum { FEWEST_EDGES = 1024, FEWEST_PAIR_BITS = 11, MOST_PAIR_BITS = 20, TERMS_A_WORD = 4 };

/* A power of two of words, about one for so many terms: then one look in a hundred is in vain. */
static void make_pairs(struct trie *t, size_t terms) {
    unsigned bits = FEWEST_PAIR_BITS;
    while (bits < MOST_PAIR_BITS && ((size_t)TERMS_A_WORD << bits) < terms)
        bits++;
    t->pairs_shift = 64 - bits;
    t->pairs = mem_zero(((size_t)1 << bits) * sizeof *t->pairs);
}

void trie_init(struct trie *t, size_t terms) {
    *t = (struct trie){.size = FEWEST_EDGES, .n_nodes = 1, .n_values = 1};
    while (t->size < 2 * terms)
        t->size *= 2;
    t->root = mem_zero(TRIE_BMP * sizeof *t->root);
    t->alone = mem_zero(TRIE_BMP / 8);
    make_pairs(t, terms);
    t->edges = mem_zero(t->size * sizeof *t->edges);
    t->children = mem_alloc(t->size * sizeof *t->children);
    t->nodes = mem_room(NULL, 0, &t->size_nodes, sizeof *t->nodes);
    t->nodes[0] = (struct trie_node){0};
}

void trie_release(struct trie *t) {
    free(t->root);
    free(t->alone);
    free(t->pairs);
    free(t->edges);
    free(t->children);
    free(t->nodes);
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
    t->nodes = mem_room(t->nodes, t->n_nodes, &t->size_nodes, sizeof *t->nodes);
    t->nodes[t->n_nodes] = (struct trie_node){0};
    return (uint32_t)t->n_nodes++;
}

static void add_edge(struct trie *t, uint32_t node, uint32_t c, uint32_t child) {
    if (2 * (t->n_edges + 1) > t->size) grow_edges(t);
    size_t at = trie_place(t, trie_edge(node, c));
    t->edges[at] = trie_edge(node, c);
    t->children[at] = child;
    t->nodes[node].next |= TRIE_MORE;
    t->n_edges++;
}

static uint32_t add_step(struct trie *t, uint32_t node, uint32_t c) {
    uint32_t child = node ? trie_step(t, node, c) : trie_begin(t, c);
    if (child) return child;
    child = new_node(t);
    if (node == 0 && c < TRIE_BMP)
        t->root[c] = child;
    else if (child == node + 1)
        t->nodes[node].next |= c + 1;
    else
        add_edge(t, node, c, child);
    return child;
}

static void mark_pair(struct trie *t, uint32_t first, uint32_t second) {
    size_t word;
    uint64_t bits = trie_pair(t, first, second, &word);
    t->pairs[word] |= bits;
}

bool trie_add(struct trie *t, struct sv term, uint32_t value) {
    uint32_t node = 0, before = 0, n = 0;
    for (size_t at = 0; at < term.n; n++) {
        unsigned width;
        uint32_t c = utf8_at(term.p + at, &width);
        node = add_step(t, node, c);
        if (n == 1) mark_pair(t, before, c);
        before = c;
        at += width;
    }
    if (!node) return false;
    if (n == 1) t->alone[before % TRIE_BMP / 64] |= (uint64_t)1 << (before % 64);
    t->values = mem_room(t->values, t->n_values, &t->size_values, sizeof *t->values);
    t->values[t->n_values] = (struct trie_value){value, t->nodes[node].first_value};
    t->nodes[node].first_value = (uint32_t)t->n_values++;
    return t->values[t->nodes[node].first_value].next == 0;
}
