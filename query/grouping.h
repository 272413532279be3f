/* grouping.h (private to query/) -- the best passages, document by document. */
#ifndef RHZ_GROUPING_H
#define RHZ_GROUPING_H

#include "collect.h"

/** A run of candidates of one document, best first, in c->top.v. */
struct rhz_group {
    uint32_t first, n;
    uint32_t all; /* passages of the document that hold all words; 0: not counted */
};

/**
 * rhz_collect_best(), then the best `per_document` (at least 1) passages of each document, documents by their best
 * passage: those from `offset` on, `limit` of them, as groups of c->top.v. RHZ_CORRUPT, RHZ_LIMIT, RHZ_NO_MEMORY.
 */
rhz_status rhz_collect_groups(struct rhz_collector *c, enum rhz_search_mode mode, uint32_t offset, uint32_t limit,
                              uint32_t per_document, struct rhz_group **groups, size_t *n, struct rhz_error *err);

#endif
