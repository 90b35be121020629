/* From spans of the normalized text back to the decoded text and to the bytes of the file.
 *
 * Made from a document's records "decoded" and "normalized". Everything is half-open; offsets count
 * code points unless they are called bytes. A stretch is a span of the decoded text, not empty.
 * What normalize took out (line breaks, indents) belongs to no stretch, but two stretches that only
 * white space parts are one.
 */
#ifndef TIYAO_SPANMAP_H
#define TIYAO_SPANMAP_H

#include "json.h"
#include "utf8.h"

struct extent {
    uint32_t start, end;
};

/* Where a value stands in the document. */
struct place {
    struct extent *stretches;      /* in the order in which the spans come to them */
    size_t n;                      /* at least 1 */
    uint32_t start, end;           /* hull of the stretches */
    uint64_t byte_start, byte_end; /* the hull in the file, a byte order mark counted */
};

/* At which run to begin looking for an offset, given for every 32 offsets. */
struct signpost {
    uint32_t *run;
    size_t n, size;
};

struct map_run;
struct width_run;
struct spanmap {
    struct map_run *runs; /* in the order of the normalized text */
    size_t n_runs, size_runs;
    struct width_run *widths;
    size_t n_widths, size_widths;
    struct signpost to_runs, to_widths;
    uint32_t normalized_n, decoded_n;
    struct utf8_index decoded;
};

/* Reads the members of the two records; a zeroed map is ready for this, and one that was filled is
 * used again. Refers to memory of arena a. Refuses counts that disagree with the text and runs that
 * leave it. */
int spanmap_read(struct spanmap *m, const struct json_object *decoded,
                 const struct json_object *normalized, struct arena *a, struct err *e);
/* Finds n spans of the normalized text (n > 0), none empty, in reading order. */
int spanmap_place(const struct spanmap *m, const struct extent *spans, size_t n, struct place *p,
                  struct arena *a, struct err *e);
/* The decoded text of the stretches, joined without a separator. */
struct sv spanmap_text(const struct spanmap *m, const struct place *p, struct arena *a);
/* The decoded code point that a byte of the file belongs to; bytes before the first one belong to
 * it, and decoded_n stands for all from the end on. */
uint32_t spanmap_from_byte(const struct spanmap *m, uint64_t byte);
/* The first normalized code point that stands for a decoded one; where that was taken out, the one
 * that stands for the next that was not, or normalized_n. */
uint32_t spanmap_to_normalized(const struct spanmap *m, uint32_t decoded);
void spanmap_release(struct spanmap *m);

#endif
