/* The operations that there are, a family a file. */
#ifndef TIYAO_RESOLVE_OPERATIONS_H
#define TIYAO_RESOLVE_OPERATIONS_H

#include "program.h"

extern const struct op_def op_quotation, op_subject; /* subject.c */
extern const struct op_def op_entity, op_carry;      /* entity.c, carry.c */
extern const struct op_def op_tie;                   /* tie.c */
extern const struct op_def op_link, op_inherit;      /* link.c, inherit.c */
extern const struct op_def op_set, op_give;          /* set.c */
extern const struct op_def op_gather;                /* gather.c */
extern const struct op_def op_speech, op_act;        /* speech.c, act.c */
extern const struct op_def op_rows, op_mentions;     /* rows.c */
extern const struct op_def op_document;              /* document.c */
extern const struct op_def op_date;                  /* date.c */

#endif
