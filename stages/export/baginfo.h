/* bag-info.txt of a bag (RFC 8493): a line a label. */
#ifndef TIYAO_BAGINFO_H
#define TIYAO_BAGINFO_H

#include "format.h"

/* Whether each given line is "LABEL: TEXT" and none of those that are written anyway. */
int baginfo_check(const char *const *lines, size_t n, struct err *e);
/* Appends the given lines, then what is known of the bag. */
void baginfo_put(struct str *s, const struct export *x, uint64_t bytes, size_t files);
/* Appends "Payload-Oxum: BYTES.FILES" and a line feed. */
void baginfo_oxum(struct str *s, uint64_t bytes, size_t files);

#endif
