/* Text as it may be shown to a person: nothing in it moves the cursor, turns the direction of
 * writing or hides. Control characters, such marks and invalid UTF-8 become \xNN, a byte each.
 */
#ifndef TIYAO_SHOWN_H
#define TIYAO_SHOWN_H

#include "str.h"

void shown_put(struct str *s, struct sv text);

#endif
