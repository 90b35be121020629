/* A document's normalized text and where it comes from: lines of its decoded text, bytes of its
 * file, and back.
 *
 * Offsets are bytes of the normalized text unless something else is said. Lines and columns count
 * from 1, columns in code points of the decoded text; a line ends at LF, CR LF or CR.
 */
#ifndef TIYAO_ORIGIN_H
#define TIYAO_ORIGIN_H

#include "layout.h"
#include "spanmap.h"

struct origin {
    struct layout layout;
    struct utf8_index index; /* of layout.text */
    struct spanmap map;
    const uint32_t *lines; /* code points of the decoded text where lines begin */
    size_t n_lines;
    uint64_t bytes; /* of the file */
    struct arena *arena;
};

struct spot {
    size_t line, column;
};

/* Reads the records of a document that was not skipped. A zeroed origin is ready for this, and one
 * that was filled is used again; all but the map's tables is of d->arena. */
int origin_read(struct origin *o, const struct document *d, struct err *e);
/* Where a span stands that is not empty. */
int origin_place(struct origin *o, size_t start, size_t end, struct place *p, struct err *e);
/* Where a code point of the decoded text stands. */
struct spot origin_spot(const struct origin *o, uint32_t decoded);

/* The offset of what a byte of the file, or a place in the decoded text, became; that of the next
 * thing where nothing became of it, layout.text.n at the end. -1: there is no such place. */
int origin_from_byte(const struct origin *o, uint64_t byte, size_t *at, struct err *e);
int origin_from_spot(const struct origin *o, struct spot spot, size_t *at, struct err *e);

void origin_release(struct origin *o);

#endif
