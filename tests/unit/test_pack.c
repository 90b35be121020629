/* pack: what is told of the packs that it is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack.h"
#include "scratch.h"

static void knows_its_sources(void **state) {
    (void)state;
    const char *folders[] = {scratch, scratch};
    struct pack p;
    struct err e;
    scratch_write("pack.yaml", SV("pack: p\nversion: 2\nfiles: []\n"));
    assert_int_equal(pack_read(&p, folders, 2, &e), 0);
    assert_int_equal(p.n_sources, 2);
    assert_string_equal(p.sources[1].name.p, "p");
    assert_string_equal(p.sources[1].version.p, "2");
    pack_release(&p);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_its_sources),
    };
    return cmocka_run_group_tests_name("pack", tests, scratch_make, scratch_remove);
}
