/* places.h (private to query/) -- where a word of the query stands in passages, read list by list. */
#ifndef RHZ_PLACES_H
#define RHZ_PLACES_H

#include "list.h"

struct rhz_alternative {
    struct rhz_postings *postings;
    struct rhz_form_choice choice;
};

/** A word with its readings in one segment. */
struct rhz_place {
    uint32_t offset; /* taken off the positions */
    struct rhz_alternative *alternatives;
    size_t n;        /* 0: the segment does not hold it */
    uint64_t df;
    uint32_t *positions; /* after rhz_place_load(): ascending, without repeats */
    size_t n_positions, cap;
};

/** Open slot `slot` of `leaf`. RHZ_CORRUPT, RHZ_NO_MEMORY. */
rhz_status rhz_place_open(struct rhz_segment *s, const struct rhz_leaf *leaf, const struct rhz_slot *slot,
                          struct rhz_arena *arena, struct rhz_place *out, struct rhz_error *err);
/** First passage >= target that holds it; targets ascend. */
uint32_t rhz_place_seek(struct rhz_place *p, uint32_t target, bool *corrupt);
/** Positions in `passage`, where rhz_place_seek() led. */
rhz_status rhz_place_load(struct rhz_place *p, uint32_t passage, struct rhz_arena *arena, bool *corrupt,
                          struct rhz_error *err);

#endif
