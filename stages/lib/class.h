/* Classes of characters: whether one takes a character, asked of PCRE2 once.
 *
 * A class is an expression that takes one character, such as [a-z], \s or a choice of these. Equal
 * texts are one class, so that what one rule has asked others know.
 */
#ifndef TIYAO_CLASS_H
#define TIYAO_CLASS_H

#include "names.h"
#include "rx.h"

enum { CLASS_TABLED = 0x10000 };

struct class {
    struct rx *rx;
    uint8_t
        *known; /* by code point below CLASS_TABLED: 0 not asked, 1 it takes it, 2 it does not */
};

struct classes {
    struct names texts;
    struct class **classes; /* by number of the text */
    size_t size;
};

/* The class of a text, which outlives the classes; NULL where PCRE2 refuses it. */
struct class *classes_get(struct classes *s, struct sv text);
void classes_release(struct classes *s);

/* c is the code point of the character, which is valid UTF-8. */
bool class_ask(const struct class *x, struct sv character, uint32_t c);

static inline bool class_takes(const struct class *x, struct sv character, uint32_t c) {
    uint8_t known = c < CLASS_TABLED ? x->known[c] : 0;
    return known ? known == 1 : class_ask(x, character, c);
}

#endif
