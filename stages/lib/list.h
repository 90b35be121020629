/* Word lists: one term a line, fields behind it separated by tabs.
 *
 * Lines that begin with '#' and empty lines are left out; a BOM and CRLF are accepted. Terms are
 * UTF-8, matched as they stand against normalized text. A term given twice, a line with more fields
 * than the pack declares, or invalid UTF-8 is an error with file:line (STATUS_USAGE).
 */
#ifndef TIYAO_LIST_H
#define TIYAO_LIST_H

#include "arena.h"
#include "err.h"
#include "trie.h"

enum { LIST_LONGEST = 63 }; /* code points of a term */

struct term {
    struct sv text;
    const struct sv *fields; /* as many as the list declares, "" where the line has fewer */
    unsigned file;           /* the file of the list that gave them, from 1 */
};

struct list {
    struct sv name;     /* as the pack names it */
    const char **files; /* it was read from, each the name of one */
    unsigned n_files;
    const struct sv *fields; /* names of the fields behind the term */
    size_t n_fields;
    struct term *terms;
    size_t n;
    struct trie trie;           /* values are indexes of terms */
    const int16_t **numbers;    /* by field, kept by list_numbers */
    unsigned shortest, longest; /* code points */
    double cost;                /* as an anchor, kept by anchor.c; 0 where it was not asked */
};

/* Reads a file; name, fields and n_fields are set by the caller. Of a list that was read before the
 * terms are kept; one that the new file has too gets the fields of the new one. */
int list_read(struct list *l, const char *file, struct arena *a, struct err *e);
/* The same; lines that are wrong are told to a listener and left out, some dozens at most. */
typedef void list_listener(void *context, const struct err *e);
int list_check(struct list *l, const char *file, struct arena *a, list_listener *listener,
               void *context, struct err *e);
void list_release(struct list *l);

/* The term that is all of text, or NULL. */
const struct term *list_find(const struct list *l, struct sv text);
/* Its place among the terms, or -1. */
int32_t list_place(const struct list *l, struct sv text);
/* A field of every term as a number, "" being 0; NULL where one is no small whole number. No file
 * is read any more. */
const int16_t *list_numbers(struct list *l, int field, struct arena *a);
/* Bit n - 1 is set where a term of n code points begins at text; its first n characters are it. */
uint64_t list_lengths(const struct list *l, struct sv text);
/* The number of a field, or -1. */
int list_field(const struct list *l, struct sv name);

#endif
