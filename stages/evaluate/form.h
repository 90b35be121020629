/* The form in which values are compared: folded as the yardstick says, without white space.
 *
 * All that comes out is of the arena handed over.
 */
#ifndef TIYAO_EVALUATE_FORM_H
#define TIYAO_EVALUATE_FORM_H

#include "fold.h"

struct form {
    struct fold *fold;
    struct folded folded; /* kept from call to call */
    uint32_t *c, *at;
    size_t size;
};

/* normalize: as in text.yaml; NULL where there is nothing but NFKC. */
int form_open(struct form *f, const struct node *normalize, struct err *e);
void form_release(struct form *f);

/* v is valid UTF-8. */
int form_of(struct form *f, struct sv *out, struct sv v, struct arena *a, struct err *e);

struct points {
    uint32_t *c;
    size_t n;
};

/* The code points of a text. */
struct points points_of(struct sv v, struct arena *a);
bool point_is_digit(uint32_t c);

/* A multiset of the pairs of neighbouring code points of a text without its punctuation, sorted; of
 * one that has a single code point, that. */
struct bigrams {
    uint64_t *p;
    size_t n;
};
struct bigrams bigrams_of(struct sv v, struct arena *a);
/* How many two of them share. */
size_t bigrams_shared(struct bigrams a, struct bigrams b);
/* Takes those of a out of *from; returns how many were there. */
size_t bigrams_take(struct bigrams *from, struct bigrams a);
void bigrams_sort(struct bigrams *b);

/* The share of two texts that is common to both, from 0 to 1; 1 where one of few bigrams stands
 * whole in another of at most twice as many. */
double bigrams_overlap(struct bigrams a, struct bigrams b);

/* A decimal number in the one way of writing it (10 digits count); any other text as it is. v ends
 * in NUL. */
struct sv number_form(struct sv v, struct arena *a);

#endif
