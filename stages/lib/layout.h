/* The layout that the engine works in, read from a document's records. */
#ifndef TIYAO_LAYOUT_H
#define TIYAO_LAYOUT_H

#include "engine.h"
#include "stream.h"
#include "utf8.h"

/* Reads the records "normalized" and "segments"; code points become bytes. All is of d->arena. */
int layout_read(struct layout *l, struct utf8_index *x, const struct document *d, struct err *e);

/* The layout of a text each line of which is a sentence, a quotation and a block of one kind. */
struct layout layout_of_lines(struct sv text, struct sv kind, struct arena *a);

#endif
