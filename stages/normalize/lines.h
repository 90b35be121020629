/* The lines of a decoded text and what can be seen of each without its neighbours. */
#ifndef TIYAO_LINES_H
#define TIYAO_LINES_H

#include "fold.h"
#include "textrules.h"

#define NO_LINE UINT32_MAX

/* Code points of the decoded text, half-open; white space around the line is left out. */
struct line {
    uint32_t start, end;
    uint32_t gap;             /* where the white space before it begins */
    uint32_t next;            /* the line that follows in its block, or NO_LINE */
    uint32_t columns;         /* a Han character takes two, an ASCII one takes one */
    uint16_t margin, tail;    /* columns of white space before and behind it */
    uint16_t pauses, heading; /* marks that pause; level of a Markdown heading, 0: none */
    int16_t depth;            /* brackets and quotations opened less those closed */
    uint8_t toggles;          /* bit set: an odd number of a mark that opens and closes */
    uint8_t kind;             /* enum block_kind */
    bool blank, page;         /* an empty line, a page's end stands before it */
    bool indented, starts;    /* begins like a block */
    bool ends, leads, whole;  /* the last mark: of a sentence, announcing, a closing bracket */
    bool pauses_last;
    bool inner_first;             /* begins with a mark that begins nothing */
    bool stop_inside, end_inside; /* a sentence ends before the line does */
    bool spaced;                  /* holds white space */
};

struct lines {
    struct line *items;
    size_t n, size;
    const uint32_t *c; /* the decoded text in hand */
    const struct fold *fold;
    const struct textrules *rules;
    uint16_t *looks;   /* what can be seen of a code point, by code point below MARK_TABLED */
    struct str folded; /* scratch */
};

/* Makes l ready for texts; fold and rules must outlive it. */
void lines_open(struct lines *l, const struct fold *fold, const struct textrules *rules);
void lines_release(struct lines *l);

/* Splits the text c[0..n), which must outlive its lines, and sees the marks of each. Kinds are left
 * KIND_PARAGRAPH. */
void lines_read(struct lines *l, const uint32_t *c, size_t n);
/* Tells a line's kind, its heading and whether it starts a block. */
void lines_tell(struct lines *l, struct line *x);
/* Takes out lines that number pages; where one stood counts as blank. */
void lines_drop_pages(struct lines *l);

/* The folded end of a line, at most so many code points; of the scratch. */
struct sv lines_tail(struct lines *l, const struct line *x, uint32_t most);
/* The folded end of a line, a line feed and the beginning of another one; of the scratch. */
struct sv lines_seam(struct lines *l, const struct line *a, const struct line *b, uint32_t most);

#endif
