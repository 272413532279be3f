/* facets.h (private to query/) -- how the passages that hold all words spread over types, years and entities. */
#ifndef RHZ_FACETS_H
#define RHZ_FACETS_H

#include "collect.h"
#include "rhizome.h"

/** Values of one facet, most passages first, then by name. */
struct rhz_facet_list {
    struct rhz_facet *v;
    size_t n;
    uint64_t n_values; /* before they were cut to `most` */
};

/**
 * Count the marked passages (rhz_collect_mark) by facet, at most `most` values each; strings are in `arena`.
 * RHZ_CORRUPT, RHZ_LIMIT, RHZ_NO_MEMORY.
 */
rhz_status rhz_facets_count(struct rhz_collector *c, uint32_t most, struct rhz_arena *arena,
                            struct rhz_facet_list out[RHZ_FACETS], struct rhz_error *err);

#endif
