/* The two families of double-byte Chinese encodings: GB18030 (with GBK and GB 2312 inside) and
 * Big5 with the Hong Kong characters (HKSCS).
 *
 * The one module that knows ICU's converters. They are asked once for each pair of bytes, on first
 * use; text is then decoded through a table, which gives exact widths and one U+FFFD for each
 * maximal subpart. The Big5 table is HKSCS's own (as in glibc and Python), without the private use
 * areas of vendors.
 */
#ifndef TIYAO_LEGACY_H
#define TIYAO_LEGACY_H

#include "decoded.h"
#include "err.h"

enum legacy { LEGACY_GB18030, LEGACY_BIG5 };

/* How the pairs of a text are spread over the code: what tells a right reading from a wrong one.
 * Both codes put the commonly used characters first and the rest behind them, so a right reading
 * has nearly all its pairs in the first part. */
struct legacy_census {
    size_t common; /* the first plane of characters */
    size_t late;   /* those of them in its second half */
    size_t rare;   /* the second, and the extensions */
    size_t marks;  /* the row of punctuation */
    size_t odd;    /* kana, Greek, Cyrillic, drawing, private use */
    size_t bad;    /* invalid sequences */
};

/* Decodes all of v into d, which is cleared before, and counts into census. An error is
 * STATUS_SYSTEM: ICU lacks the converter. */
int legacy_decode(struct decoded *d, struct sv v, enum legacy encoding,
                  struct legacy_census *census, struct err *e);

/* Counts without decoding, in the first most bytes of v. */
int legacy_count(struct sv v, enum legacy encoding, struct legacy_census *census, struct err *e);

void legacy_release(void);

#endif
