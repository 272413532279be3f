/* explain.h (private to query/) -- how the score of a hit came about. */
#ifndef RHZ_EXPLAIN_H
#define RHZ_EXPLAIN_H

#include "hits.h"

/** Fill in the parts of hits->v, which describe `v`, `n` candidates. RHZ_CORRUPT, RHZ_NO_MEMORY. */
rhz_status rhz_explain(struct rhz_hits *hits, struct rhz_collector *c, const struct rhz_candidate *v, size_t n,
                       struct rhz_error *err);

#endif
