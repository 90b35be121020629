/* A YAML file as a tree of nodes that know where they stand.
 *
 * Read by libyaml's event loop, never as a document of its own: no anchors, aliases, tags,
 * directives or merge keys, one document a file, at most 1 MiB, 32 levels and 200,000 events. All
 * scalars are text. A key given twice in one mapping is an error. Errors name file:line:col (both
 * from 1, columns in code points) and have STATUS_USAGE.
 */
#ifndef TIYAO_YAML_H
#define TIYAO_YAML_H

#include "arena.h"
#include "err.h"
#include "str.h"

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

/* The text of a file, without BOM, and places in it by which others are found: made when first
 * asked for. */
struct yaml_source {
    struct sv text;
    struct arena *arena;
    struct yaml_spot {
        unsigned line, column;
        size_t byte;
    } * spots;
    size_t n_spots;
};

struct node {
    enum node_kind kind;
    const char *file;
    struct yaml_source *source; /* the file's text; NULL where the node is of no file */
    unsigned line, column;
    struct sv text;      /* NODE_TEXT: NUL-terminated UTF-8; "" otherwise */
    bool double_quoted;  /* written "so" */
    bool block;          /* written with | or >; the final line feed is taken off */
    bool lines;          /* written over several lines; a block is, always */
    struct node **keys;  /* NODE_MAP: the keys, NODE_TEXT each */
    struct node **items; /* NODE_LIST: the items; NODE_MAP: the values */
    size_t n;
};

/* Reads a file; nodes and the copy of its name are of arena a. A UTF-8 BOM is accepted. */
int yaml_read(struct node **root, const char *file, struct arena *a, struct err *e);

/* The value of a key of a mapping, or NULL. */
struct node *node_get(const struct node *map, const char *key);
/* The value of a key as text; NULL p where it is missing. An error where it is no text. */
int node_text(const struct node *map, const char *key, struct sv *out, struct err *e);
/* Refuses keys that are not in the NULL-ended list, which it names; also what is no mapping. */
int node_keys(const struct node *map, const char *const *allowed, struct err *e);
/* An error at a node: `text` is no such thing. It names those that there are, each put into `known`
 * by node_known, and releases them. */
int node_unknown(const struct node *n, const char *what, struct sv text, struct str *known,
                 struct err *e);
void node_known(struct str *known, const char *word);
/* Where a byte of a node's text stands in its file: escapes, doubled quotes, indentation and folded
 * lines considered. Where that cannot be told, the place of the node. */
struct line_column {
    unsigned line, column;
};
struct line_column node_place(const struct node *n, size_t offset);

/* What was written of a scalar, from its first quote or indicator to the end of the file; NULL p
 * where the node is of no file. */
struct sv node_written(const struct node *n);

/* An error at a node. */
int node_err(const struct node *n, struct err *e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An error at a byte of a node's text. */
int node_err_at(const struct node *n, size_t offset, struct err *e, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
