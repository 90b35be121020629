/* A snapshot: what a pack makes of a text, mentions and rows, a line each, in the order of the
 * text.
 *
 *     LINE:COLUMN mention KIND RULE "TEXT" {FIELD: TEXT, ...}
 *     LINE:COLUMN row DATASET RULE "TEXT" {COLUMN: VALUE, ...}
 *     LINE:COLUMN limit RULE
 *
 * Lines and columns are those of the file, counted from 1; "-" stands for them where a row was read
 * from nowhere. Where a value is the id of a row it reads as DATASET@LINE:COLUMN; /2 behind the
 * dataset tells the second one of a place. Nothing in a line depends on where the file is.
 */
#ifndef TIYAO_TEST_SNAPSHOT_H
#define TIYAO_TEST_SNAPSHOT_H

#include "engine.h"
#include "stream.h"

/* A document of the chain that ends at its segments, and what was made of it. */
struct snapshot_of {
    const struct document *document;
    const struct pack *pack;
    const bool *handed_on; /* beside the pack's kinds: which of them the snapshot shows */
    struct engine *engine;
    struct sv rows; /* records of rows, a line each, as tiyao-resolve wrote them */
};

int snapshot_put(struct str *s, const struct snapshot_of *of, struct err *e);

#endif
