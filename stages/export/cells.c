#include "cells.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

int rows_open(struct rows *r, const struct dataset *d, struct err *e) {
    struct csv_row header;
    *r = (struct rows){.dataset = d, .file = csv_open(d->path, e)};
    int got = r->file ? csv_next(r->file, &header, e) : -1;
    if (got == 0) return err_at(e, STATUS_INPUT, d->path, "there is no header");
    if (got < 0) return -1;
    bool same = header.n == d->schema.n;
    for (size_t i = 0; same && i < header.n; i++)
        same = sv_eq(header.cells[i], d->schema.columns[i].name);
    return same ? 0
                : err_at(e, STATUS_INPUT, d->path,
                         "the header is not as the schema in datapackage.json has it");
}

int rows_next(struct rows *r, struct err *e) {
    struct csv_row row;
    int got = csv_next(r->file, &row, e);
    if (got > 0) {
        r->cells = row.cells;
        r->n++;
    } else if (got == 0 && r->n != r->dataset->rows) {
        return err_at(e, STATUS_INPUT, r->dataset->path,
                      "it has %llu rows, datapackage.json says %llu", (unsigned long long)r->n,
                      (unsigned long long)r->dataset->rows);
    }
    return got;
}

void rows_close(struct rows *r) {
    csv_close(r->file);
    r->file = NULL;
}

/* ---- values ---- */

enum { DIGITS_HELD = 15 }; /* a double gives back so many, whatever they are */

/* Most have few digits: a double holds those, and the power of ten too, so that their quotient is
 * the nearest double. False where the number is another. */
static bool short_number(struct sv cell, double *number) {
    static const double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    int64_t digits = 0;
    size_t sign = cell.n > 0 && (cell.p[0] == '-' || cell.p[0] == '+'), point = cell.n;
    if (cell.n - sign > 16) return false;
    for (size_t i = sign; i < cell.n; i++) {
        char c = cell.p[i];
        if (c == '.' && point == cell.n)
            point = i;
        else if (c < '0' || c > '9')
            return false;
        else
            digits = 10 * digits + (c - '0');
    }
    size_t decimals = point < cell.n ? cell.n - point - 1 : 0;
    if (cell.n - sign - (point < cell.n) - 1 >= DIGITS_HELD) return false; /* or none */
    *number = (double)digits / powers[decimals];
    if (sign && cell.p[0] == '-') *number = -*number;
    return true;
}

bool cell_number(struct sv cell, double *number) {
    char text[512], *end;
    if (short_number(cell, number)) return true;
    if (cell.n == 0 || cell.n >= sizeof text) return false;
    for (size_t i = 0; i < cell.n; i++)
        if (!memchr("+-.0123456789", cell.p[i], 13)) return false;
    memcpy(text, cell.p, cell.n);
    text[cell.n] = '\0';
    *number = strtod(text, &end);
    return end == text + cell.n && isfinite(*number);
}

bool cell_fits_int64(struct sv cell) {
    char text[32], *end;
    if (cell.n == 0 || cell.n >= sizeof text) return false;
    memcpy(text, cell.p, cell.n);
    text[cell.n] = '\0';
    errno = 0;
    (void)strtoll(text, &end, 10);
    return errno == 0 && end == text + cell.n;
}

/* The digits of a number without the zeros at both ends, at most 40; how many there are. */
static size_t significant(struct sv cell, char digits[40]) {
    size_t n = 0, zeros = 0;
    for (size_t i = 0; i < cell.n; i++) {
        char c = cell.p[i];
        if (c < '0' || c > '9') continue;
        if (c == '0') {
            zeros += n > 0;
            continue;
        }
        for (; zeros > 0 && n < 40; zeros--)
            digits[n++] = '0';
        if (n < 40) digits[n++] = c;
        zeros = 0;
    }
    return n;
}

size_t cell_digits(struct sv cell) {
    char digits[40];
    return significant(cell, digits);
}

/* Of more digits than a double holds it depends on them. */
static bool number_says(double number, struct sv cell) {
    char want[40], have[40], text[64];
    double canonical;
    if (!cell_number(cell, &canonical) || canonical != number) return false;
    size_t n = significant(cell, want);
    if (n <= DIGITS_HELD) return true;
    int printed = snprintf(text, sizeof text, "%.*e", (int)n - 1, number);
    const char *e = memchr(text, 'e', (size_t)printed);
    if (!e) return false;
    return significant((struct sv){text, (size_t)(e - text)}, have) == n &&
           memcmp(have, want, n) == 0;
}

bool value_says(const struct value *v, struct sv cell) {
    switch (v->kind) {
    case VALUE_EMPTY:
        return cell.n == 0;
    case VALUE_TEXT:
        return sv_eq(v->text, cell);
    case VALUE_NUMBER:
        return number_says(v->number, cell);
    }
    return false;
}

bool value_same(const struct value *a, const struct value *b) {
    if (a->kind != b->kind) return false;
    if (a->kind == VALUE_NUMBER) return a->number == b->number;
    return a->kind == VALUE_EMPTY || sv_eq(a->text, b->text);
}
