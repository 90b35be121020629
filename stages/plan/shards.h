/* Documents dealt out to shards: stretches of the path order.
 *
 * Where a shard ends depends on the paths in it alone, so that a document that comes or goes
 * changes one shard: behind a path whose hash is a multiple of the wanted size, and where that
 * leaves more than twice the size, behind the path with the least hash. A shard is named by its
 * first path.
 */
#ifndef TIYAO_SHARDS_H
#define TIYAO_SHARDS_H

#include "metadata.h"
#include "walk.h"

/* Gives every document an id that no other has. Ids are of arena a. */
int shards_ids(struct walk *w, struct arena *a, struct err *e);

/* Writes for each shard shards/NAME.list, the manifest, and shards/NAME.state, which changes when a
 * file did; and `order`, the names in path order, a line each. Removes what belongs to shards that
 * are no more. There is always a shard, be it empty. The manifest holds what m says of a document.
 */
int shards_write(int folder, const struct walk *w, const struct metadata *m, size_t wanted,
                 struct err *e);

#endif
