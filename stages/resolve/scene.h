/* A document while operations work on it: its text, layout, mentions and rows so far.
 *
 * Offsets are code points of the normalized text, half-open. Everything is of the document's arena.
 * Mentions are kept in order of start, end, arrival; only kinds and fields that some operation
 * names are read.
 */
#ifndef TIYAO_RESOLVE_SCENE_H
#define TIYAO_RESOLVE_SCENE_H

#include "program.h"
#include "stream.h"
#include "utf8.h"

struct row;

struct span {
    uint32_t start, end;
};
struct spans {
    const struct span *p;
    size_t n;
};

/* A text, perhaps read from a span (end > start), perhaps tied to a row. */
struct item {
    struct sv text;
    struct span span;
    struct row *row;
};
struct value {
    const struct item *items;
    size_t n;
};

struct field {
    uint32_t name;
    struct value value;
};

enum fitness { FITNESS_UNKNOWN, FITS, FITS_NOT };

struct mention {
    uint32_t kind;
    struct sv rule;
    struct span span;
    struct spans pieces; /* none: the span itself */
    struct field *fields;
    size_t n_fields, size_fields;
    struct row **rows; /* that it names: tied */
    size_t n_rows;
    enum fitness subject; /* subject.c */
    int64_t cue;          /* speech.c: number of the governing cue, -1 */
};

struct list_items {
    struct item *items;
    uint32_t *at; /* where each was mentioned */
    size_t n, size, size_at;
};

struct row {
    size_t dataset; /* in program->datasets */
    struct sv prefix;
    const struct column_list *values;
    struct sv key, rule;
    struct spans pieces;
    struct mention *mention; /* NULL in documents */
    const struct item *each; /* what `each` stands for, and the field */
    uint32_t each_field, key_field;
    struct list_items *lists; /* beside plan_lists */
    const struct pair_list *plan_lists;
    const struct pair_list *otherwise;
    struct row *target; /* in mentions */
    struct sv form;
    struct sv id; /* once rows have numbers */
    size_t mentions, number, order;
    struct row *into; /* the row that took this one up: it is not written */
};

/* One occurrence tied to a row. */
struct occurrence {
    struct row *row;
    struct spans pieces;
    struct sv form, rule;
};

struct row_list {
    struct row **p;
    size_t n, size;
};

struct block {
    uint32_t kind;   /* a name, 0 where no operation asks for it */
    uint32_t number; /* of the kind in the document's list */
    struct span span;
};

/* Spans in order, with their ends' running maximum: what touches a stretch is found by bisection.
 */
struct span_index {
    struct mention **mentions; /* beside spans; NULL where only spans are wanted */
    struct span *spans;
    uint32_t *reach;
    size_t n;
};

struct covers;
struct cue;

struct scene {
    const struct program *program;
    struct arena *arena;
    struct sv doc_id, text;
    struct utf8_index index;
    uint32_t length;
    struct block *blocks;
    struct span *sentences;
    struct span *quotes; /* outermost */
    struct span *all_quotes;
    size_t n_blocks, n_sentences, n_quotes, n_all_quotes;
    struct mention **mentions;
    size_t n_mentions, size_mentions, sorted;
    struct row_list *datasets;
    struct occurrence *occurrences;
    size_t n_occurrences, size_occurrences;
    size_t n_rows;
    struct span_index tied;
    bool tied_fresh;
    const void *subject_plan, *quotation_plan;
    struct span *speech; /* quotations that are talk; NULL until asked for */
    size_t n_speech;
    struct span_index subjects;
    bool subjects_fresh;
    const void **entities;  /* by dataset: the plan of the operation that makes its rows */
    struct covers *covers;  /* evaluate.c */
    const struct cue *cues; /* speech.c */
    size_t n_cues;
    bool numbered; /* rows have their numbers */
    const struct document *document;
    struct spanmap *map; /* original.c */
};

/* Reads the document's records. 1: read; 0: a document without text; -1: an error. */
int scene_read(struct scene *s, const struct program *p, const struct document *d, struct err *e);
/* Runs every operation and writes the rows. */
int scene_run(struct scene *s, struct out *o, struct err *e);

/* Room for one more element in arena memory. */
void *scene_room(struct scene *s, void *p, size_t n, size_t *size, size_t width);

/* ---- text ---- */

enum { WINDOW = 16 }; /* code points that a context sees */

/* What the metadata beside the text say, "published" or "publication"; empty where they do not. */
struct sv scene_metadata(struct scene *s, const char *member);
struct sv scene_text(const struct scene *s, struct span span);
struct sv scene_before(const struct scene *s, uint32_t at, uint32_t most);
struct sv scene_after(const struct scene *s, uint32_t at, uint32_t most);
/* Texts of the spans, joined. */
struct sv scene_pieces(const struct scene *s, struct spans spans);
/* Neither context matches beside the span; NULL ones pass. */
bool scene_stands_free(const struct scene *s, struct span span, struct rx *not_before,
                       struct rx *not_after);

/* The number of the last of n spans that begins at or before a place, -1 where there is none. */
int64_t span_at(const struct span *spans, size_t n, uint32_t at);
int64_t scene_sentence(const struct scene *s, uint32_t at);
int64_t scene_block(const struct scene *s, uint32_t at);
/* The number of the speech that a place lies in, -1 outside. */
int64_t scene_speech(struct scene *s, uint32_t at);

/* ---- mentions ---- */

struct mention_list {
    struct mention **p;
    size_t n;
};
/* Mentions of these kinds for which all conditions hold, in order. */
struct mention_list scene_select(struct scene *s, const struct name_list *kinds,
                                 const struct condition_list *when);
struct mention *scene_add_mention(struct scene *s, uint32_t kind, struct sv rule, struct span span);
struct value mention_get(const struct mention *m, uint32_t field);
bool mention_has(const struct mention *m, uint32_t field); /* some item with a text */
void mention_set(struct scene *s, struct mention *m, uint32_t field, struct value v);
/* The span of a field, or the mention's where the field has none. */
struct span mention_span(const struct mention *m, uint32_t field);
struct spans mention_pieces(struct scene *s, const struct mention *m);

/* Ties a mention to a row, as an occurrence of this form. */
void scene_tie(struct scene *s, struct mention *m, struct row *r, struct sv form,
               struct spans pieces);
void scene_occurs(struct scene *s, struct row *r, struct spans pieces, struct sv form,
                  struct sv rule);

/* ---- what touches what ---- */

void span_index_build(struct scene *s, struct span_index *x, struct mention_list mentions);
/* The first that ends behind a place; those from it on that begin before the end of a stretch, and
 * end behind its start, touch it. */
size_t span_index_first(const struct span_index *x, uint32_t start);
bool span_index_touches(const struct span_index *x, struct span span);
bool span_index_holds(const struct span_index *x, struct span span);
const struct span_index *scene_tied(struct scene *s);

/* ---- rows ---- */

struct row *scene_add_row(struct scene *s, uint32_t dataset, struct sv prefix, struct mention *m);
struct row_list *scene_rows(struct scene *s, uint32_t dataset);
/* Adds an item to a list of a row where the row has that list. */
void row_give(struct scene *s, struct row *r, uint32_t list, struct item item, uint32_t at);
struct value row_list_value(struct scene *s, struct row *r, uint32_t list, bool *known);
bool row_list_has(const struct row *r, uint32_t list, struct sv text);

/* ---- values and conditions ---- */

/* Items of an expression; m or r may be NULL. */
struct value scene_value(struct scene *s, const struct expr *x, const struct mention *m,
                         struct row *r);
struct sv row_id(struct scene *s, struct row *r);
/* All items of a column. */
struct value scene_column(struct scene *s, const struct column *c, const struct mention *m,
                          struct row *r);
/* The text of an item: its row's key, or its own. */
struct sv item_text(const struct item *i);
/* The items' texts as they stand in the file, where they were read from it (original.c). */
struct value originals_of(struct scene *s, struct value v);
void originals_release(struct scene *s);
/* A value of one item. */
struct value value_of(struct scene *s, struct item item);
/* The items' texts joined by ';'. */
struct sv value_text(struct scene *s, struct value v);
bool scene_holds(struct scene *s, const struct mention *m, const struct condition_list *when);
/* Writes all rows, numbered. */
int scene_write(struct scene *s, struct out *o, struct err *e);

#endif
