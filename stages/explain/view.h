/* What is looked at: a document, what the engine and its trace gave, and the place in question.
 * Offsets are bytes of the normalized text.
 */
#ifndef TIYAO_EXPLAIN_VIEW_H
#define TIYAO_EXPLAIN_VIEW_H

#include "operations.h"
#include "origin.h"
#include "trace.h"

struct view {
    const struct pack *pack;
    const struct operations *operations;
    const struct document *document;
    struct origin *origin;
    const struct rule *only;          /* this rule alone is asked for */
    const struct trace_event *events; /* of the sentence, or all */
    size_t n_events;
    const struct trace_event *all_events; /* by view_key */
    size_t n_all_events;
    const struct row *rows;
    size_t n_rows;
    size_t from, to;       /* the place, or all of the sentence */
    bool at_place;         /* one place is asked for */
    struct stretch around; /* the sentence */
    bool all;              /* however much it is */
    struct str *out;
};

/* A row of the document. */
struct row {
    struct json_object object;
    struct stretch *pieces;
    size_t n_pieces;
};

/* Where an event is looked for. */
static inline size_t view_key(const struct trace_event *event) {
    return event->what == TRACE_STANDS ? event->start : event->match_start;
}
/* The first of all events whose key is at or behind a place. */
size_t view_first(const struct view *v, size_t key);

/* Whether a stretch covers the place; where a sentence is looked at, whether it begins in it. */
static inline bool view_covers(const struct view *v, size_t start, size_t end) {
    if (!v->at_place) return start >= v->from && start < v->to;
    return start < v->to && end > v->from;
}

/* `"text"`, as normalized, and behind it where it stands in the file and how it is written there,
 * where that is otherwise. */
void view_put_text(const struct view *v, size_t start, size_t end);
void view_put_place(const struct view *v, size_t start, size_t end);
/* The file of a node; a pack that ships is named by its folder. */
struct sv view_file(const struct node *at);
/* "file:line" */
void view_put_node(const struct view *v, const struct node *at);
/* "rule (file:line)", of a template the line that imports it */
void view_put_rule(const struct view *v, const struct rule *rule);
/* The sentence and, below it, a mark at the place. */
void view_put_sentence(const struct view *v);

/* An expression or a value, cut where it is long. */
void view_put_short(const struct view *v, struct sv text);

/* tell.c: what rules made of it and did not. */
void tell_all(const struct view *v);
/* rows.c: what became rows. */
int rows_read(struct view *v, struct err *e);
void rows_tell(const struct view *v);
bool rows_cover(const struct view *v, const struct row *row);
/* machine.c: the same as JSON, an object a line. */
void machine_tell(const struct view *v);

#endif
