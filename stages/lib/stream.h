/* The record stream: JSON Lines, documents one after another, a completeness record last.
 *
 * A document is the lines from its "document" record to its "end" record. A stage is handed one
 * document at a time and appends records to it; what it does not own passes through byte for byte.
 * tiyao-records(5) describes every record.
 */
#ifndef TIYAO_STREAM_H
#define TIYAO_STREAM_H

#include "json.h"

struct record {
    struct sv line; /* without the line feed */
    struct sv type; /* the value of "record" */
    size_t number;  /* line number in its file, from 1 */
};

struct document {
    struct record *records; /* "document" first, "end" left out */
    size_t n;
    struct sv doc_id;    /* decoded */
    const char *source;  /* the file's name for messages */
    struct arena *arena; /* lives as long as the document */
};

/* The first record of that type, or NULL. */
const struct record *document_find(const struct document *d, const char *type);
/* Reads the members of the first record of that type; an error names source, line and type. */
int document_object(const struct document *d, const char *type, struct json_object *o,
                    struct err *e);
/* Reads the members of one record of the document. */
int record_object(const struct document *d, const struct record *r, struct json_object *o,
                  struct err *e);
/* Members of an object by key, with an error that names the record where it is missing or of
 * another type. */
int member_string(const struct json_object *o, const char *key, struct sv *out, struct arena *a,
                  struct err *e);
int member_int(const struct json_object *o, const char *key, int64_t *out, struct err *e);
int member_array(const struct json_object *o, const char *key, struct json_array *out,
                 struct err *e);

/* Where a stage's records go. */
struct out {
    int fd;
    const char *name;  /* for messages */
    struct str buffer; /* flushed in blocks of 32 KB and more */
    size_t documents, records;
};
void out_init(struct out *o, int fd, const char *name);
int out_flush(struct out *o, struct err *e);
/* A line is built with out_line(), the json writers and out_end_line(). */
struct str *out_line(struct out *o, const char *type);
int out_end_line(struct out *o, struct err *e);
/* Copies lines that pass through. */
int out_copy(struct out *o, struct sv line, struct err *e);
/* Begins and ends a document: `document` is written by the stage that makes it, `end` by the
 * library. */
int out_end_document(struct out *o, struct sv doc_id, struct err *e);
/* Writes the completeness record and flushes; the descriptor is then closed and checked. */
int out_complete(struct out *o, struct err *e);
void out_release(struct out *o);

/* Reads documents from a descriptor. */
struct in;
struct in *in_open(int fd, const char *name);
/* 1: *d is the next document, valid until the next call; 0: the stream ended with a completeness
 * record that agrees; -1: an error (a broken line, a stream cut short, counts that disagree). */
int in_next(struct in *i, struct document *d, struct err *e);
void in_close(struct in *i);

#endif
