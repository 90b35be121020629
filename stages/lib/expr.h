/* The small language of `value` and `score`: what a mention's fields are made of.
 *
 *     word            the text itself
 *     $group          what a named group took
 *     $group.field    a field of the mention that a group took whole
 *     name(a, b)      a converter over such expressions; tiyao-rules(5) lists them
 *
 * A group that took no part is empty. A converter that cannot give a true value (a day that does
 * not exist) refuses, and the mention is dropped: a wrong value is worse than none.
 */
#ifndef TIYAO_EXPR_H
#define TIYAO_EXPR_H

#include "arena.h"
#include "err.h"
#include "yaml.h"

struct expr;
struct pack;

struct value {
    struct sv text;    /* UTF-8; "" where there is none */
    size_t start, end; /* bytes of the normalized text it was read from; equal where from none */
};

/* What an expression may ask of the match it is about. */
struct expr_match {
    const struct pack *pack;
    struct arena *arena; /* for what it makes */
    struct sv text;      /* the normalized text */
    /* What a group took; false where it took no part. Its number is 0 where only the name is known.
     */
    bool (*group)(const struct expr_match *m, struct sv name, unsigned number, struct value *out);
    /* A field of the mention that spans start to end. */
    bool (*field)(const struct expr_match *m, size_t start, size_t end, struct sv name,
                  struct value *out);
};

/* Reads the text of a node; lists named in it are marked as used. */
int expr_parse(struct expr **out, const struct node *at, struct pack *p, struct err *e);
/* The first group that it names and that `known` does not know, or NULL p. */
struct sv expr_unknown_group(const struct expr *x, bool (*known)(const void *, struct sv),
                             const void *context);
/* Whether it reads a field of that name of some mention. */
bool expr_reads(const struct expr *x, struct sv field);
/* Makes expr_number quicker, once every list is read: numbers of lists are read, and those of the
 * groups asked for once, where `x` serves one expression only (context, else NULL). */
typedef unsigned expr_group_number(const void *context, struct sv name);
void expr_prepare(struct expr *x, struct pack *p, expr_group_number *number, const void *context);
/* false where a converter refuses. */
bool expr_value(const struct expr *x, const struct expr_match *m, struct value *out);
/* The converter that refuses and, joined by commas, what it was given; NULL where none does. */
const char *expr_refusal(const struct expr *x, const struct expr_match *m, struct sv *given);
/* The value as a number, 0 where it is none. */
double expr_number(const struct expr *x, const struct expr_match *m);

#endif
