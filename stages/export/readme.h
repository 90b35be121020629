/* README.txt: what the datasets are, of how many documents, by which version and rules. */
#ifndef TIYAO_README_H
#define TIYAO_README_H

#include "book.h"

/* Appends it in the language of the labels. */
int readme_put(struct str *s, struct book *b, struct err *e);

#endif
