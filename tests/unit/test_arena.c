/* arena: allocations are aligned, apart and stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "arena.h"

static void allocates_apart(void **state) {
    (void)state;
    struct arena a = {0};
    unsigned char *p[2000];
    for (size_t i = 0; i < 2000; i++) {
        size_t n = i * 37 % 5000 + 1;
        p[i] = arena_alloc(&a, n);
        assert_int_equal((uintptr_t)p[i] % 16, 0);
        memset(p[i], (int)(i % 251), n);
    }
    for (size_t i = 0; i < 2000; i++) {
        size_t n = i * 37 % 5000 + 1;
        assert_int_equal(p[i][0], i % 251);
        assert_int_equal(p[i][n - 1], i % 251);
    }
    arena_release(&a);
}

static void takes_large_ones(void **state) {
    (void)state;
    struct arena a = {0};
    char *small = arena_alloc(&a, 10);
    char *large = arena_zero(&a, 10 * 1000 * 1000);
    small[9] = 1;
    assert_int_equal(large[0], 0);
    assert_int_equal(large[10 * 1000 * 1000 - 1], 0);
    arena_release(&a);
}

static void copies_with_a_nul(void **state) {
    (void)state;
    struct arena a = {0};
    struct sv v = arena_copy(&a, (struct sv){"abcdef", 3});
    assert_int_equal(v.n, 3);
    assert_string_equal(v.p, "abc");
    assert_string_equal(arena_copy(&a, SV("")).p, "");
    arena_release(&a);
}

static void is_used_again_after_reset(void **state) {
    (void)state;
    struct arena a = {0};
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 100; i++) {
            unsigned char *zero = arena_zero(&a, 1000);
            for (size_t k = 0; k < 1000; k++)
                assert_int_equal(zero[k], 0);
            memset(zero, 0xAA, 1000);
        }
        arena_reset(&a);
    }
    arena_release(&a);
    arena_release(&a);
    assert_non_null(arena_alloc(&a, 1));
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocates_apart),
        cmocka_unit_test(takes_large_ones),
        cmocka_unit_test(copies_with_a_nul),
        cmocka_unit_test(is_used_again_after_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
