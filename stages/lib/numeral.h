/* Numerals: where one stands in a text and what it is worth, by one function.
 *
 * The characters and their parts come from a list of the pack: fields role (digit, lead, pair,
 * tens, power, group, point, more, few) and value; other roles are none. A term of several
 * characters only begins like a numeral and is none. The grammar is that of written numbers with a
 * power of ten behind its multiplier: Arabic digits with grouping and decimals, positional digits,
 * digits with powers and groups, both mixed, and two neighbouring digits as a range.
 */
#ifndef TIYAO_NUMERAL_H
#define TIYAO_NUMERAL_H

#include "list.h"

enum { MOST_SCANNERS = 8 }; /* in a pack */

/* Where white space may stand inside a numeral: nowhere; between ASCII digits and what multiplies
 * or loosens them; between any two signs. */
enum gaps { GAPS_NONE, GAPS_DIGITS, GAPS_ALL };

struct numerals {
    int32_t kind; /* of the helper mentions it makes */
    const struct list *list;
    int role, value;         /* numbers of the list's fields */
    const struct list *none; /* words that hold numerals and are no numbers; NULL where not given */
    const struct list *commas; /* what may stand between groups of three digits; or NULL */
    enum gaps gaps;
    size_t source; /* number of its pack */
};

struct numeral {
    size_t length;      /* bytes; of what is refused too, which holds no numeral at all */
    char value[80];     /* plain decimal */
    char value_max[80]; /* "" where it is no range */
    double groups;      /* what the groups at its end multiply all of it by; 1 where none do */
    double power;       /* the first power, behind a single digit; 1 where none stands so */
    bool is_more;       /* 1,300 and more: a word of role more stands in it */
    bool is_few;        /* a word of role few stands for a digit */
    bool is_arabic;     /* it begins with an ASCII digit */
    bool is_bare;       /* it begins with a power or group: no digit of its own */
    bool has_power;     /* a power, tens or group took part */
    bool is_digits;     /* positional digits only, no decimals */
};

/* Reads the longest numeral that begins at byte at of text; false where none begins there. A value
 * beyond 10^36 is none, and no part of it is. */
bool numeral_read(const struct numerals *n, struct sv text, size_t at, struct numeral *out);

#endif
