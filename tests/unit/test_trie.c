/* trie: what was added is found, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "trie.h"
#include "utf8.h"

enum { TERMS = 3000, LONGEST = 5 };

static uint64_t seed = 7;

static unsigned draw(unsigned n) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(seed >> 33) % n;
}

/* A term of up to five of eight code points, some beyond 0xFFFF, as a number in base 9. */
static uint32_t draw_term(uint32_t *codes, unsigned *n) {
    static const uint32_t letters[] = {'a', 'b', 0xE9, 0x4E00, 0x4E01, 0xFFFF, 0x10000, 0x10FFFF};
    uint32_t number = 0;
    *n = 1 + draw(LONGEST);
    for (unsigned i = 0; i < *n; i++) {
        unsigned which = draw(8);
        codes[i] = letters[which];
        number = number * 9 + which + 1;
    }
    return number;
}

static uint32_t walk(const struct trie *t, const uint32_t *codes, unsigned n) {
    uint32_t node = trie_begin(t, codes[0]);
    if (n > 1 && node && !trie_may(t, codes[0], codes[1])) return 0;
    if (n == 1 && node && !trie_may_alone(t, codes[0])) return 0;
    for (unsigned i = 1; node && i < n; i++)
        node = trie_step(t, node, codes[i]);
    return node;
}

static unsigned count_values(const struct trie *t, uint32_t node, uint32_t value) {
    unsigned n = 0;
    for (uint32_t v = trie_first(t, node); v; v = t->values[v].next)
        n += t->values[v].value == value;
    return n;
}

static void find_what_was_added(size_t expected) {
    unsigned *added = mem_zero(59049 * sizeof *added); /* 9^5 */
    struct trie t;
    struct str s = {0};
    uint32_t codes[LONGEST];
    unsigned n;
    trie_init(&t, expected);
    for (unsigned i = 0; i < TERMS; i++) {
        uint32_t number = draw_term(codes, &n);
        str_clear(&s);
        for (unsigned k = 0; k < n; k++)
            utf8_put(&s, codes[k]);
        assert_int_equal(trie_add(&t, str_view(&s), number), added[number] == 0);
        added[number]++;
    }
    for (unsigned i = 0; i < 20 * TERMS; i++) {
        uint32_t number = draw_term(codes, &n), node = walk(&t, codes, n);
        assert_int_equal(node ? count_values(&t, node, number) : 0, added[number]);
    }
    str_release(&s);
    trie_release(&t);
    free(added);
}

static void finds_what_was_added(void **state) {
    (void)state;
    find_what_was_added(0);
    find_what_was_added(TERMS);
    find_what_was_added(100 * TERMS);
}

static void an_empty_term_is_none(void **state) {
    (void)state;
    struct trie t;
    trie_init(&t, 0);
    trie_add(&t, SV(""), 1);
    assert_int_equal(t.n_values, 1);
    assert_int_equal(trie_begin(&t, 'a'), 0);
    assert_int_equal(trie_begin(&t, 0x10000), 0);
    trie_release(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(an_empty_term_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
