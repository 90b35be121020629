#include "utf16.h"

#include "utf8.h"

static size_t step(const char *p, size_t *units) {
    unsigned width = utf8_width((unsigned char)*p);
    *units += width == 4 ? 2 : 1;
    return width;
}

size_t utf16_units(struct sv v) {
    size_t units = 0;
    for (size_t at = 0; at < v.n;)
        at += step(v.p + at, &units);
    return units;
}

struct sv utf16_cut(struct sv v, size_t most) {
    size_t units = 0, at = 0;
    while (at < v.n) {
        size_t width = step(v.p + at, &units);
        if (units > most) break;
        at += width;
    }
    return (struct sv){v.p, at};
}
