/* The Latin reading of characters (pinyin), from a table that make writes with ICU's
 * transliterator: opening that at run time would take longer than a small run.
 */
#ifndef TIYAO_LATIN_H
#define TIYAO_LATIN_H

#include "err.h"
#include "str.h"

struct latin;

/* Reads share/latin/readings.txt, lines of a character, a tab and its reading; NULL and an error
 * where it is not there. */
struct latin *latin_new(struct err *e);
void latin_free(struct latin *l);

/* Puts the readings of the characters of v, with tone marks, without spaces, the first letter a
 * capital; what has no reading stays. */
void latin_put_name(const struct latin *l, struct str *s, struct sv v);

#endif
