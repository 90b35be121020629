/* The Latin reading of characters (pinyin), by ICU: the one module that knows its transliterator.
 *
 * A transliterator is too slow for running text, so each character is asked once and kept.
 */
#ifndef TIYAO_LATIN_H
#define TIYAO_LATIN_H

#include "err.h"
#include "str.h"

struct latin;

/* Opens ICU's Han-Latin; NULL and an error where it is not there. */
struct latin *latin_new(struct err *e);
void latin_free(struct latin *l);

/* Puts the readings of the characters of v, with tone marks, without spaces; what has none stays.
 */
void latin_put(struct latin *l, struct str *s, struct sv v);
/* The same with the first letter as a capital. */
void latin_put_name(struct latin *l, struct str *s, struct sv v);

#endif
