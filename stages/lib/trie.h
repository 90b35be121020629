/* Many terms at once, over code points: which of them begin at a place in a text.
 *
 * A trie whose first level is an array. A node that was made right behind its parent needs no edge
 * of its own, so a term costs an edge only where it leaves the terms before it, and a place where
 * nothing begins costs a look at a few bits. Terms are UTF-8 and not empty; each carries any number
 * of values. Building costs one pass over the terms.
 */
#ifndef TIYAO_TRIE_H
#define TIYAO_TRIE_H

#include "str.h"

enum { TRIE_BMP = 0x10000 };
#define TRIE_MORE 0x80000000U /* in next: edges hold other children */

struct trie_value {
    uint32_t value;
    uint32_t next; /* index of the next value of the same term, 0 at the end */
};

struct trie_node {
    uint32_t first_value; /* index in values, 0 where no term ends */
    uint32_t next; /* code point + 1 that leads to the node behind this one, 0 where none does */
};

struct trie {
    uint32_t *root;       /* node by first code point below 0x10000, 0 where none */
    uint64_t *alone;      /* a bit a code point's low 16 bits: it may be a term of its own */
    uint64_t *pairs;      /* two bits a hash of two code points: some term may begin so */
    unsigned pairs_shift; /* of the hash, for the word of its bits */
    uint64_t *edges;      /* node << 32 | code point + 1, 0 where free */
    uint32_t *children;   /* beside edges */
    size_t n_edges, size; /* size is a power of two */
    struct trie_node *nodes;
    size_t n_nodes, size_nodes;
    struct trie_value *values; /* values[0] is not used */
    size_t n_values, size_values;
};

/* Makes room for about so many terms; more are taken, and looked up more slowly. */
void trie_init(struct trie *t, size_t terms);
void trie_release(struct trie *t);
/* Tells whether the term had no value before. */
bool trie_add(struct trie *t, struct sv term, uint32_t value);

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
    uint32_t next = t->nodes[node].next;
    if ((next & ~TRIE_MORE) == c + 1) return node + 1;
    if (!(next & TRIE_MORE)) return 0;
    size_t at = trie_place(t, trie_edge(node, c));
    return t->edges[at] ? t->children[at] : 0;
}

/* The node behind a first code point; 0 where there is none. */
static inline uint32_t trie_begin(const struct trie *t, uint32_t c) {
    return c < TRIE_BMP ? t->root[c] : trie_step(t, 0, c);
}

/* The first value of the term that ends at a node, as index in values; 0 where none ends. */
static inline uint32_t trie_first(const struct trie *t, uint32_t node) {
    return t->nodes[node].first_value;
}

/* The word of two code points in pairs, and their bits in it. */
static inline uint64_t trie_pair(const struct trie *t, uint32_t first, uint32_t second,
                                 size_t *word) {
    uint64_t hash = ((uint64_t)first << 32 | second) * 0x9E3779B97F4A7C15U;
    *word = (size_t)(hash >> t->pairs_shift);
    return (uint64_t)1 << (hash >> 32 & 63) | (uint64_t)1 << (hash >> 38 & 63);
}

/* Whether a term of two and more code points may begin with these two: false is sure. */
static inline bool trie_may(const struct trie *t, uint32_t first, uint32_t second) {
    size_t word;
    uint64_t bits = trie_pair(t, first, second, &word);
    return (t->pairs[word] & bits) == bits;
}

/* Whether a code point may be a term of its own: false is sure. */
static inline bool trie_may_alone(const struct trie *t, uint32_t c) {
    return t->alone[c % TRIE_BMP / 64] >> (c % 64) & 1;
}

#endif
