/* The items of a list cell, which ";" parts; "\;" is a semicolon within one. */
#ifndef TIYAO_ITEMS_H
#define TIYAO_ITEMS_H

#include "str.h"

/* The next item of *rest, in room; false where there is none. An empty cell has no items. */
struct items {
    struct sv rest;
    bool more;
    struct str room;
};
static inline void items_begin(struct items *i, struct sv cell) {
    i->rest = cell;
    i->more = cell.n > 0;
}
bool items_next(struct items *i, struct sv *item);
void items_release(struct items *i);

#endif
