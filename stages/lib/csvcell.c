#include "csvcell.h"

#include <csv.h>

void csv_field(struct str *s, struct sv v, bool first) {
    size_t most = 2 * v.n + 3;
    char *at = str_room(s, most);
    if (!first) *at++ = ',';
    at += csv_write2(at, most, v.n ? v.p : "", v.n, CSV_QUOTE);
    *at = '\0';
    s->n = (size_t)(at - s->p);
}

void csv_end(struct str *s) {
    str_byte(s, '\n');
}
