/* Colours, for what a person reads on a terminal.
 *
 * They are on where standard output is a terminal that knows them and NO_COLOR is not set; else
 * nothing is put but the text. What is put is safe to be shown.
 */
#ifndef TIYAO_INK_H
#define TIYAO_INK_H

#include "str.h"

enum ink { INK_PLAIN, INK_HEAD, INK_NAME, INK_PLACE, INK_MATCH, INK_GOOD, INK_BAD, INK_FAINT };

/* Looks at standard output, once; before that all is plain. */
void ink_open(void);
bool ink_is_on(void);
void ink_put(struct str *s, enum ink ink, struct sv text);
/* The same; line feeds are shown as \n. */
void ink_line(struct str *s, enum ink ink, struct sv text);
static inline void ink_c(struct str *s, enum ink ink, const char *text) {
    ink_put(s, ink, sv_of(text));
}

#endif
