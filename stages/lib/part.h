/* What is known of a part of an expression without running it: how many characters it takes, how
 * it begins, its anchor. Parts of a sequence, a choice, a repetition are put together here.
 */
#ifndef TIYAO_PART_H
#define TIYAO_PART_H

#include "anchor.h"

struct part {
    unsigned min, max; /* code points */
    struct anchor anchor;
    struct sv literal; /* the one text it matches; NULL p where it matches others too */
    bool at_start;     /* matches only where the subject begins */
    struct peek first; /* what its first character can be, where it takes one */
};

struct part part_nothing(void);
/* One character, whatever it is. */
struct part part_any(void);
struct part part_text(struct sv text, struct arena *a);
struct part part_digit(struct arena *a);
/* A class as written, brackets included. */
struct part part_class(struct sv class, struct arena *a);
struct part part_list(struct list *l, uint32_t index, struct arena *a);
struct part part_kind(uint32_t index, struct arena *a);

/* A sequence that grows. Zeroed it is the empty one. */
struct part_sequence {
    struct part all;
    struct str run; /* literal characters that stand side by side */
    unsigned run_min, run_max;
};
void part_append(struct part_sequence *s, const struct part *item, struct arena *a);
/* All of it; ends the sequence. */
struct part part_sequence_end(struct part_sequence *s, struct arena *a);

/* Adds a branch to a choice. */
void part_or(struct part *x, const struct part *branch, struct arena *a);
void part_repeat(struct part *x, unsigned min, unsigned max);

#endif
