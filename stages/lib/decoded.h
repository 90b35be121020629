/* A file's text as UTF-8, and where each of its code points stood in the file.
 *
 * Decoding never fails: what is not valid becomes U+FFFD, one for each maximal subpart, and is
 * counted. NUL becomes U+FFFD as well. The bytes of the file that stand for code point i are widths
 * long and follow those of i - 1; the first follows the byte order mark.
 */
#ifndef TIYAO_DECODED_H
#define TIYAO_DECODED_H

#include "str.h"

/* count code points in a row that took width bytes each in the file. */
struct width_run {
    uint32_t count, width;
};

struct decoded {
    struct sv text; /* UTF-8; of own, or of the file's bytes where nothing was changed */
    struct str own;
    size_t first;           /* bytes of the byte order mark */
    struct width_run *runs; /* counts sum to the code points of text */
    size_t n_runs, size_runs;
    size_t cps;  /* code points */
    size_t wide; /* sequences of more than one byte that were valid */
    size_t bad;  /* U+FFFD that stand for invalid bytes */
    size_t nuls; /* U+FFFD that stand for NUL */
};

/* Forgets the text and keeps the memory for the next one. */
void decoded_clear(struct decoded *d);
void decoded_release(struct decoded *d);

/* Appends a code point that took width bytes; decoded_bad appends U+FFFD for invalid bytes. */
void decoded_put(struct decoded *d, uint32_t c, unsigned width);
void decoded_bad(struct decoded *d, unsigned width);
/* Ends a text that was built by decoded_put: text is then a view of own. */
void decoded_end(struct decoded *d);

/* Decodes all of v behind its first bytes into d, which is cleared before. v must outlive d. */
void decoded_utf8(struct decoded *d, struct sv v, size_t first);
void decoded_utf16(struct decoded *d, struct sv v, size_t first, bool big_endian);

#endif
