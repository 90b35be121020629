/* Many terms at once, over code points: which of them begin at a place in a text.
 *
 * A trie whose edges are kept in one open-addressed hash table and whose first level is an array,
 * so that a place where nothing begins costs one load. Terms are UTF-8 and not empty; each carries
 * any number of values. Building costs one pass over the terms.
 */
#ifndef TIYAO_TRIE_H
#define TIYAO_TRIE_H

#include "str.h"

enum { TRIE_BMP = 0x10000, TRIE_PAIRS = 1 << 17 };

struct trie_value {
    uint32_t value;
    uint32_t next; /* index of the next value of the same term, 0 at the end */
};

struct trie {
    uint32_t *root;        /* node by first code point below 0x10000, 0 where none */
    uint64_t *pairs;       /* a bit a hash of two code points: some term may begin so */
    uint64_t *edges;       /* node << 32 | code point, 0 where free */
    uint32_t *children;    /* beside edges */
    size_t n_edges, size;  /* size is a power of two */
    uint32_t *first_value; /* by node: index in values, 0 where no term ends */
    size_t n_nodes, size_nodes;
    struct trie_value *values; /* values[0] is not used */
    size_t n_values, size_values;
};

void trie_init(struct trie *t);
void trie_release(struct trie *t);
void trie_add(struct trie *t, struct sv term, uint32_t value);

static inline uint64_t trie_edge(uint32_t node, uint32_t c) {
    return (uint64_t)node << 32 | (c + 1);
}

/* Where an edge stands, or the free place where it would. Fibonacci hashing (Knuth, TAOCP 3, 6.4).
 */
static inline size_t trie_place(const struct trie *t, uint64_t edge) {
    size_t at = (size_t)((edge * 0x9E3779B97F4A7C15U) >> 20) & (t->size - 1);
    while (t->edges[at] && t->edges[at] != edge)
        at = (at + 1) & (t->size - 1);
    return at;
}

/* The node one code point behind another; 0 where there is none. */
static inline uint32_t trie_step(const struct trie *t, uint32_t node, uint32_t c) {
    size_t at = trie_place(t, trie_edge(node, c));
    return t->edges[at] ? t->children[at] : 0;
}

/* The node behind a first code point; 0 where there is none. */
static inline uint32_t trie_begin(const struct trie *t, uint32_t c) {
    return c < TRIE_BMP ? t->root[c] : trie_step(t, 0, c);
}

static inline size_t trie_pair(uint32_t first, uint32_t second) {
    return (first * 0x9E3779B1U ^ second * 0x85EBCA6BU) >> 15 & (TRIE_PAIRS - 1);
}

/* Whether a term of two and more code points may begin with these two: false is sure. */
static inline bool trie_may(const struct trie *t, uint32_t first, uint32_t second) {
    size_t bit = trie_pair(first, second);
    return t->pairs[bit / 64] >> (bit % 64) & 1;
}

#endif
