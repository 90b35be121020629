#include "widths.h"

#include "width.h"

enum { SAMPLE = 500, NARROWEST = 8, WIDEST = 50, MARGIN = 2, FILTER = 3, NUMBER = 16 };

static unsigned within(size_t width) {
    return width > WIDEST ? WIDEST : width < NARROWEST ? NARROWEST : (unsigned)width;
}

int widths_measure(unsigned *widths, const struct dataset *d, struct err *e) {
    struct rows r;
    for (size_t i = 0; i < d->schema.n; i++) {
        const struct column *c = &d->schema.columns[i];
        widths[i] = within(c->name.n + FILTER);
        if (!column_is_text(c) && widths[i] < NUMBER) widths[i] = NUMBER;
    }
    int got = rows_open(&r, d, e) == 0 ? 1 : -1;
    while (got > 0 && r.n < SAMPLE && (got = rows_next(&r, e)) > 0)
        for (size_t i = 0; i < d->schema.n; i++) {
            unsigned width = within(width_of_text(r.cells[i]) + MARGIN);
            if (column_is_text(&d->schema.columns[i]) && width > widths[i]) widths[i] = width;
        }
    rows_close(&r);
    return got < 0 ? -1 : 0;
}

static size_t lines_of(struct sv cell, unsigned width) {
    size_t lines = 0;
    for (const char *p = cell.p, *end = cell.p + cell.n;;) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        struct sv line = {p, (size_t)((feed ? feed : end) - p)};
        lines += line.n < width ? 1 : (width_of_text(line) + width) / width;
        if (!feed) return lines;
        p = feed + 1;
    }
}

unsigned widths_lines(const unsigned *widths, const struct rows *r) {
    size_t most = 1;
    for (size_t i = 0; i < r->dataset->schema.n; i++) {
        struct sv cell = r->cells[i];
        if (cell.n < widths[i] && !memchr(cell.p, '\n', cell.n)) continue;
        size_t lines = lines_of(cell, widths[i] - 1);
        if (lines > most) most = lines;
    }
    return (unsigned)most;
}
