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

/** What amending a graph looked at, and wrote. */
struct rhz_graph_work {
    size_t documents;  /* whose facts were read; once more when for another purpose */
    size_t nodes;      /* made anew */
    size_t edges;      /* and properties: gathered anew */
    size_t records;    /* put or deleted */
};

/**
 * Amend generation p->graph, made when `from_publication` was the last, for the `n` documents that may have come, gone or
 * changed address since; `corrections` must be those it was made with. All is written through *txn, which the caller commits
 * with the publication. *done: it was; else the caller aborts *txn and makes the graph afresh. `work` may be NULL.
 * The result is what rhz_graph_build would have made, but for numbers and generation.
 */
rhz_status rhz_graph_amend(struct rhz_store *store, struct rhz_txn **txn, const struct rhz_publication *p, uint64_t from_publication,
                           const uint32_t *documents, size_t n, struct rhz_span corrections, size_t memory_bytes, bool *done,
                           struct rhz_graph_work *work, struct rhz_error *err);

#endif
