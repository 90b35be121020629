#include "items.h"

bool items_next(struct items *i, struct sv *item) {
    if (!i->more) return false;
    str_clear(&i->room);
    size_t at = 0;
    for (; at < i->rest.n && i->rest.p[at] != ';'; at++) {
        at += i->rest.p[at] == '\\' && at + 1 < i->rest.n && i->rest.p[at + 1] == ';';
        str_byte(&i->room, i->rest.p[at]);
    }
    i->more = at < i->rest.n;
    i->rest = (struct sv){i->rest.p + at + i->more, i->rest.n - at - i->more};
    *item = str_view(&i->room);
    return true;
}

void items_release(struct items *i) {
    str_release(&i->room);
}
