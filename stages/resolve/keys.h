/* Reads a YAML mapping into a plan after a table of keys. */
#ifndef TIYAO_RESOLVE_KEYS_H
#define TIYAO_RESOLVE_KEYS_H

#include "program.h"

/* Fills the zeroed plan. Every operation may also hold `about`. Errors name the node. */
int keys_read(struct program *p, const struct node *map, const struct key *keys, void *plan,
              struct err *e);

/* Parts of it, by type. */
int keys_rx(struct program *p, const struct node *n, enum key_type type, struct rx **out,
            struct err *e);
int keys_names(struct program *p, const struct node *n, struct name_list *out, struct err *e);
int keys_expr(struct program *p, const struct node *n, struct expr *out, struct err *e);
int keys_columns(struct program *p, const struct node *n, struct column_list *out, struct err *e);
int keys_when(struct program *p, const struct node *n, struct condition_list *out, struct err *e);

#endif
