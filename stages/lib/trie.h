/* Many terms at once, over code points: which of them begin at a place in a text.
 *
 * A trie whose edges are kept in one open-addressed hash table and whose first level is an array, so
 * that a place where nothing begins costs one load. Terms are UTF-8 and not empty; each carries any
 * number of values. Building costs one pass over the terms.
 */
#ifndef TIYAO_TRIE_H
#define TIYAO_TRIE_H

#include "str.h"

struct trie_value {
    uint32_t value;
    uint32_t next; /* index of the next value of the same term, 0 at the end */
};

struct trie {
    uint32_t *root;              /* node by first code point below 0x10000, 0 where none */
    uint64_t *edges;             /* node << 32 | code point, 0 where free */
    uint32_t *children;          /* beside edges */
    size_t n_edges, size;        /* size is a power of two */
    uint32_t *first_value;       /* by node: index in values, 0 where no term ends */
    size_t n_nodes, size_nodes;
    struct trie_value *values;   /* values[0] is not used */
    size_t n_values, size_values;
};

void trie_init(struct trie *t);
void trie_release(struct trie *t);
void trie_add(struct trie *t, struct sv term, uint32_t value);

/* The node behind a first code point, and behind one more; 0 where there is none. */
uint32_t trie_begin(const struct trie *t, uint32_t c);
uint32_t trie_step(const struct trie *t, uint32_t node, uint32_t c);

#endif
