/* iter.h (private to query/) -- a clause of the plan in one segment: the passages that meet it, ascending. */
#ifndef RHZ_ITER_H
#define RHZ_ITER_H

#include "list.h"

struct rhz_iter {
    enum rhz_clause_kind kind;
    uint32_t passage; /* current, RHZ_NONE past the end */
    uint64_t cost;    /* about how many passages it will go through */
    struct rhz_list *list;
    struct rhz_iter **children;
    size_t n_children;
};

/**
 * An iterator over `clause`; lists[i] is leaf i, opened in the segment. Where a list must stand on the current passage
 * whenever the iterator does, the iterator moves it, and who scores reads it; elsewhere (below OU, after SAUF) it reads
 * a copy, because there it may run ahead, and the same word may stand at several places of the clause.
 */
rhz_status rhz_iter_clause(const struct rhz_clause *clause, struct rhz_list **lists, struct rhz_arena *arena,
                           struct rhz_iter **out, struct rhz_error *err);
/** Passages that meet all of `children` (at least one), cheapest first. NULL when memory is out. */
struct rhz_iter *rhz_iter_all(struct rhz_iter **children, size_t n, struct rhz_arena *arena);
struct rhz_iter *rhz_iter_list(struct rhz_list *list, struct rhz_arena *arena);
/** First passage >= target that meets the clause; targets ascend. Returns it. */
uint32_t rhz_iter_seek(struct rhz_iter *it, uint32_t target);

#endif
