/* variants.h (private to query/) -- other ways to say what the query says: the other names of an entity that it names. */
#ifndef RHZ_VARIANTS_H
#define RHZ_VARIANTS_H

#include "graph.h"
#include "plan.h"
#include "synonyms.h"

/**
 * Add to `plan` a variant for each run of bare words that is, as a whole, a name of entities that have other names too.
 * `query` is what the plan was made of. RHZ_NO_MEMORY, RHZ_CORRUPT.
 */
rhz_status rhz_variants_of_names(struct rhz_plan *plan, struct rhz_span query, const struct rhz_graph *g,
                                 struct rhz_analyzer *analyzer, struct rhz_arena *arena, struct rhz_error *err);
/** The same for runs that are an expression of `synonyms` (NULL: none). RHZ_NO_MEMORY. */
rhz_status rhz_variants_of_synonyms(struct rhz_plan *plan, struct rhz_span query, const struct rhz_synonyms *synonyms,
                                    struct rhz_analyzer *analyzer, struct rhz_arena *arena, struct rhz_error *err);
/** The same for runs that are a usual acronym, or what one stands for; words that are covered already are left alone. */
rhz_status rhz_variants_of_usage(struct rhz_plan *plan, struct rhz_span query, struct rhz_analyzer *analyzer,
                                 struct rhz_arena *arena, struct rhz_error *err);
/** Does a variant stand for this leaf? */
bool rhz_variant_covers(const struct rhz_plan *plan, uint32_t leaf);
/** Append a variant. */
rhz_status rhz_variant_add(struct rhz_plan *plan, const struct rhz_variant *v, struct rhz_arena *arena,
                           struct rhz_error *err);
/** Have `v` be found where the words of `text` stand in a row, too. RHZ_NO_MEMORY. */
rhz_status rhz_variant_seek(struct rhz_plan *plan, struct rhz_span text, struct rhz_variant *v, struct rhz_analyzer *analyzer,
                            struct rhz_arena *arena, struct rhz_error *err);
/** The leaves of words first..end-1, each once, as `covers` of `v`. */
rhz_status rhz_variant_cover(const struct rhz_plan *plan, size_t first, size_t end, struct rhz_variant *v,
                             struct rhz_arena *arena, struct rhz_error *err);

#endif
