/* Rows of things that are named again and again. */
#ifndef TIYAO_RESOLVE_ENTITY_H
#define TIYAO_RESOLVE_ENTITY_H

#include "scene.h"

struct entity_plan {
    uint32_t dataset;
    struct sv prefix;
    struct name_list from;
    struct condition_list when;
    uint32_t key;
    struct rx *split;
    struct sv form, parts; /* forms of whole keys and of parts */
    struct pair_list collect, otherwise;
    struct name_list pieces;
    struct column_list values;
};

/* The plan that makes the rows of a dataset, NULL where none has run. */
const struct entity_plan *entity_plan_of(const struct scene *s, uint32_t dataset);
/* A new row with this key, read from the mention. */
struct row *entity_add(struct scene *s, const struct entity_plan *p, struct mention *m,
                       struct sv key, struct spans pieces);
/* Adds what the mention's fields hold to the row's lists. */
void entity_collect(struct scene *s, const struct entity_plan *p, const struct mention *m,
                    struct row *r);
/* Splits a key: calls f for each part; false where the key is one part. */
bool entity_split(const struct entity_plan *p, struct sv key,
                  void (*f)(void *context, struct sv part, bool last), void *context);

#endif
