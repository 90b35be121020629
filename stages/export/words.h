/* The words around what the schemas say, in the language of the labels: codebook.words.json of the
 * schemas that ship. */
#ifndef TIYAO_WORDS_H
#define TIYAO_WORDS_H

#include "book.h"

struct words {
    struct json_object words, types;
    struct arena *arena;
};

/* Reads them into the book's arena. */
int words_read(struct words *w, struct book *b, struct err *e);
/* "" where there is none. */
struct sv words_of(const struct words *w, const char *key);
struct sv words_type(const struct words *w, const struct column *c);
/* What a column may hold, "value: label; ...", and "" where that is open. */
struct sv words_values(const struct words *w, const struct book_column *c);

#endif
