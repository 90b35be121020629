/* The texts in a pack's folder tests/, NAME.txt, and beside each its snapshot, NAME.snapshot.
 *
 * All texts of a pack go through one run of the chain, and once more to the rows. A snapshot that
 * is written appears whole or not at all.
 */
#ifndef TIYAO_TEST_TEXTS_H
#define TIYAO_TEST_TEXTS_H

#include "engine.h"
#include "stage.h"

enum texts_mode {
    TEXTS_COMPARE,
    TEXTS_ACCEPT, /* every snapshot that differs is written */
    TEXTS_REVIEW, /* those that a line of standard input begins with y for */
};

/* Who makes what the snapshots are compared with. */
struct texts_maker {
    const struct texts *packs;
    const struct pack *pack;
    const bool *handed_on; /* beside the pack's kinds */
    struct engine *engine;
};

struct texts_count {
    size_t same, differing, lacking, written;
};

/* Compares the snapshots of the pack in a folder with what the maker makes of the texts.
 * What is to be said is printed on standard output. */
int texts_check(const char *folder, const struct texts_maker *maker, enum texts_mode mode,
                struct texts_count *count, struct err *e);

#endif
