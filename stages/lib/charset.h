/* Which encoding a file is in, decided on the whole of it.
 *
 * In this order: a byte order mark; valid UTF-8; UTF-16 where it reads as Chinese; UTF-8 with a few
 * bad sequences; GB18030 or Big5 by where the text's characters stand in the code; Windows-1252,
 * which holds Latin-1, where it is running text in ASCII letters. Nothing is guessed where there is
 * too little text or too much damage.
 */
#ifndef TIYAO_CHARSET_H
#define TIYAO_CHARSET_H

#include "decoded.h"
#include "err.h"

/* 1: *encoding is the name (utf-8, utf-16le, utf-16be, gb18030, big5-hkscs, windows-1252) and d the
 * text, which may point into v; 0: undecodable; -1: an error (STATUS_SYSTEM). */
int charset_decode(struct decoded *d, const char **encoding, struct sv v, struct err *e);

/* The name, as above, of an encoding that somebody names (GBK, Big5, latin1; letter case and what
 * stands between letters and digits do not count); NULL where it is not known. */
const char *charset_name(struct sv v);
/* Reads v in the encoding of this name, whatever it looks like. 1, 0 where there is too much
 * damage, -1 as above. */
int charset_decode_as(struct decoded *d, const char *encoding, struct sv v, struct err *e);

/* Frees tables that are kept from call to call. */
void charset_release(void);

#endif
