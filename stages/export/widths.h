/* How wide the columns of a sheet are, from their types and the first rows; how high a row is. */
#ifndef TIYAO_WIDTHS_H
#define TIYAO_WIDTHS_H

#include "cells.h"

/* Widths in digits of the sheet's font, of which a Han character takes two. Replaces widths,
 * d->schema.n of them. */
int widths_measure(unsigned *widths, const struct dataset *d, struct err *e);
/* Lines that a row needs when its text is wrapped at the widths of its columns. At least 1. */
unsigned widths_lines(const unsigned *widths, const struct rows *r);

#endif
