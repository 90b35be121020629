/* Hard-wrapped text: lines that were cut at a constant width. */
#ifndef TIYAO_WRAP_H
#define TIYAO_WRAP_H

#include "lines.h"

/* How a text is wrapped; width 0 where it is not. */
struct wrap {
    uint32_t width;
    uint32_t slack;  /* a full line may be so much shorter: nearly all of them are not more */
    bool by_columns; /* width counts columns, not code points */
};

struct wrap wrap_find(const struct lines *l);

/* Code points of the word that a line begins with, up to white space or to a script that is written
 * without it; at most 40. */
uint32_t wrap_first_word(const struct lines *all, const struct line *l);

/* The line was cut because what follows had no room: the first word of the next line, of
 * word code points (0: it begins with a character of a script without spaces), did not fit. */
bool wrap_is_full(const struct wrap *w, const struct line *l, uint32_t word);

/* The line, mostly of Han characters, was cut at a number of code points, so that its end may stand
 * within a word. */
bool wrap_cuts_words(const struct wrap *w, const struct line *l);
/* The same, and at the cut the text has a space. */
bool wrap_cuts_space(const struct wrap *w, const struct line *l, const struct line *next);

#endif
