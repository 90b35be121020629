#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static bool is_in(const struct pack *p, const struct cell_condition *c, struct sv cell) {
    if (c->list != NONE) return list_find(&p->lists[c->list], cell) != NULL;
    for (size_t i = 0; i < c->n_values; i++)
        if (sv_eq(c->values[i], cell)) return true;
    return false;
}

static bool begins(const struct list *l, struct sv cell) {
    return cell.n > 0 && list_lengths(l, cell) != 0;
}

/* Some stretch at the end, of no more characters than a term may have, is a term. */
static bool ends(const struct list *l, struct sv cell) {
    size_t at = cell.n;
    for (unsigned n = 0; n < l->longest && at > 0; n++) {
        do
            at--;
        while (at > 0 && ((unsigned char)cell.p[at] & 0xC0) == 0x80);
        if (list_find(l, (struct sv){cell.p + at, cell.n - at})) return true;
    }
    return false;
}

/* ---- between ---- */

static bool read_number(struct sv v, double *number) {
    char text[64], *end;
    if (v.n == 0 || v.n >= sizeof text) return false;
    memcpy(text, v.p, v.n);
    text[v.n] = '\0';
    if (strspn(text, "+-.0123456789eE") != v.n) return false;
    *number = strtod(text, &end);
    return end == text + v.n;
}

/* Texts are compared as far as the bound goes: 2030-12-31 is not above 2030. */
static int against(struct sv cell, struct sv bound) {
    double a, b;
    if (read_number(cell, &a) && read_number(bound, &b)) return (a > b) - (a < b);
    if (cell.n > bound.n) cell.n = bound.n;
    return sv_cmp(cell, bound);
}

static bool is_between(struct sv cell, struct sv low, struct sv high) {
    return against(cell, low) >= 0 && against(cell, high) <= 0;
}

static bool matches(struct rx *rx, struct sv cell) {
    size_t start, end;
    return rx_match(rx, cell, 0, &start, &end);
}

static bool has_length(const struct cell_condition *c, struct sv cell) {
    int64_t n = (int64_t)utf8_count(cell);
    return n >= c->shortest && n <= c->longest;
}

bool cell_holds(const struct pack *p, const struct cell_condition *c, struct sv cell) {
    switch (c->test) {
    case CELL_IN:
        return is_in(p, c, cell);
    case CELL_NOT_IN:
        return !is_in(p, c, cell);
    case CELL_BEGINS:
        return begins(&p->lists[c->list], cell);
    case CELL_ENDS:
        return ends(&p->lists[c->list], cell);
    case CELL_MATCHES:
        return matches(c->rx, cell);
    case CELL_NOT_MATCHES:
        return !matches(c->rx, cell);
    case CELL_BETWEEN:
        return is_between(cell, c->low, c->high);
    case CELL_LENGTH:
        return has_length(c, cell);
    case CELL_EMPTY:
        return (cell.n == 0) == c->empty;
    }
    return false;
}
