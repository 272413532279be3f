/* hits.h (private to query/) -- candidates -> what rhz_search answers. */
#ifndef RHZ_HITS_H
#define RHZ_HITS_H

#include "collect.h"
#include "facets.h"

struct rhz_hits {
    struct rhz_arena *arena; /* everything below */
    struct rhz_hit *v;
    size_t n;
    uint64_t total, total_here, documents;
    const char *hint;
    struct rhz_facet_list facets[RHZ_FACETS];
    const char *suggestion;
    struct rhz_also *also;
    size_t n_also;
};

/**
 * Describe `n` candidates: document, place, headings, snippet, missing words. Fills hits->v, in hits->arena.
 * `words`: of a snippet; 0: no snippets, headings nor missing words. RHZ_CORRUPT, RHZ_NO_MEMORY, RHZ_LIMIT.
 */
rhz_status rhz_hits_fill(struct rhz_hits *hits, struct rhz_collector *c, const struct rhz_candidate *v, size_t n,
                         struct rhz_analyzer *analyzer, uint32_t words, struct rhz_error *err);

#endif
