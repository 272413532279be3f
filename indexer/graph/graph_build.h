/* graph_build.h -- facts of all live documents -> a graph generation. */
#ifndef RHZ_GRAPH_BUILD_H
#define RHZ_GRAPH_BUILD_H

#include "graph.h"

/**
 * Resolve the document entities of all documents alive in `p`, gather their statements in edges and properties, and
 * write generation `generation` through *txn (committed and begun anew as it grows). It depends on the set of
 * documents and of `corrections` (the text of a corrections file) alone: order of arrival, numbers and runs do not matter. Invisible until published.
 */
rhz_status rhz_graph_build(struct rhz_store *store, struct rhz_txn **txn, const struct rhz_publication *p,
                           uint32_t generation, struct rhz_span corrections, size_t memory_bytes, struct rhz_error *err);

#endif
