/* Who a reader would take for the subject. */
#ifndef TIYAO_RESOLVE_SUBJECT_H
#define TIYAO_RESOLVE_SUBJECT_H

#include "scene.h"

/* The subject of a place: tiyao-rules(5), "nearest subject". NULL where there is none. */
struct mention *subject_of(struct scene *s, uint32_t at);
/* The last subject that begins in [from, at). */
struct mention *subject_left(struct scene *s, uint32_t from, uint32_t at);
/* The first subject that begins in [from, to). */
struct mention *subject_right(struct scene *s, uint32_t from, uint32_t to);
/* Neither context of the declared subject forbids this span. */
bool subject_may_be(const struct scene *s, struct span span);
/* n rows that the sentence of a place's subject names before the place, in order, each once; where
 * it names fewer, those that were subjects last; 0 where there are not so many. *rows is of the
 * document's arena. */
size_t subject_several(struct scene *s, uint32_t at, size_t n, struct row ***rows);
/* The rows of a subject and of those before it, each joined to the next by what the whole of the
 * expression matches; the last comes first. Of the document's arena. */
struct row **subject_chain(struct scene *s, struct mention *last, struct rx *joined, size_t *n);

#endif
