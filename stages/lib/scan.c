#include "engineroom.h"

/* What may begin with a character: bits of a table by code point below 0x10000. */
enum { BEGINS_NUMERAL = 1, BEGINS_WORD = 2 };

uint8_t *scan_beginnings(const struct numerals *n) {
    uint8_t *table = mem_zero(TRIE_BMP);
    for (uint32_t c = 0; c < TRIE_BMP; c++) {
        if (n->list->trie.root[c]) table[c] |= BEGINS_NUMERAL;
        if (n->none && n->none->trie.root[c]) table[c] |= BEGINS_WORD;
    }
    for (uint32_t c = '0'; c <= '9'; c++)
        table[c] |= BEGINS_NUMERAL;
    return table;
}

/* The end of the longest word at a place that holds numerals and is no number, or the place. */
static size_t past_word(const struct list *l, struct sv text, size_t at) {
    uint64_t lengths = l ? list_lengths(l, (struct sv){text.p + at, text.n - at}) : 0;
    size_t end = at;
    for (; lengths; lengths >>= 1)
        end += utf8_width((unsigned char)text.p[end]);
    return end;
}

/* Reads a numeral at a place where one may begin; returns where to look next. */
static size_t take_numeral(struct engine *g, const struct numerals *n, size_t at) {
    struct sv text = g->layout->text;
    struct numeral found;
    if (!numeral_read(n, text, at, &found)) return at + found.length;
    struct mention m = {.kind = n->kind, .start = at, .end = at + found.length};
    shelf_put(g, &m);
    return m.end;
}

void scan_numerals(struct engine *g, const struct numerals *n, const uint8_t *table) {
    struct sv text = g->layout->text;
    unsigned width;
    for (size_t at = 0; at < text.n;) {
        uint32_t c = utf8_at(text.p + at, &width);
        uint8_t may = c < TRIE_BMP ? table[c] : BEGINS_NUMERAL | BEGINS_WORD;
        size_t next = may & BEGINS_WORD ? past_word(n->none, text, at) : at;
        if (next == at && may & BEGINS_NUMERAL) next = take_numeral(g, n, at);
        at = next > at ? next : at + width;
    }
}
