/* merge.h -- adjacent segments -> one, without what is dead; and which ones deserve it. */
#ifndef RHZ_MERGE_H
#define RHZ_MERGE_H

#include "segment.h"

/** When segments are merged. Tests take small limits so that the rare paths run. */
struct rhz_merge_limits {
    uint32_t least;        /* passages: smaller segments are all of the lowest tier; each tier is four times the one below */
    unsigned fan;          /* so many neighbours of the lowest tier are merged */
    unsigned dead_percent; /* a segment with a larger share of dead passages is rewritten */
};
extern const struct rhz_merge_limits rhz_merge_defaults;

/**
 * Segments [*first, *first + *n) of `p` that should become one; *n = 0: none. `dead`: passages of each segment whose
 * document is dead and that it still holds. Every passage is rewritten once per tier, and three segments a tier stay at most.
 */
void rhz_merge_choose(const struct rhz_publication *p, const uint32_t *dead, const struct rhz_merge_limits *limits,
                      size_t *first, size_t *n);
/** Passages of dead documents that segment `info` still holds. */
rhz_status rhz_merge_count_dead(struct rhz_txn *t, const struct rhz_publication *p, const struct rhz_segment_info *info,
                                uint32_t *n, struct rhz_error *err);

/** New numbers for the documents first .. first + n - 1 of a source. */
struct rhz_numbering {
    uint32_t first, n;
    uint32_t *document; /* RHZ_NONE: left out */
    uint32_t *shift;    /* old number of its passages less the new one; NULL: passages keep their numbers */
};
/** Documents keep their numbers; those that are dead in `p` are left out. Over the segments [first, first + n); in `arena`. */
rhz_status rhz_numbering_keep(const struct rhz_publication *p, size_t first, size_t n, struct rhz_arena *arena,
                              struct rhz_numbering *out, struct rhz_error *err);

struct rhz_merge {
    struct rhz_txn *from;           /* a read transaction, open until the merge is done */
    const struct rhz_publication *p;
    size_t first, n;                /* segments of p */
    const struct rhz_numbering *numbers;
    struct rhz_store *to;
    struct rhz_txn **txn;           /* committed and begun anew as it grows */
    uint32_t number;                /* of the new segment */
};
/**
 * Write the new segment, postings and text, unpublished. *info describes it; n_documents is 0 when nothing is alive, and
 * then nothing was written. Memory: one posting list's blocks and one document's body, some 16 bytes a document, five a passage.
 */
rhz_status rhz_merge_segments(const struct rhz_merge *m, struct rhz_segment_info *info, struct rhz_error *err);

/* ---- between merge.c and merge_terms.c ---- */

/** One segment that is read. */
struct rhz_merge_input {
    struct rhz_segment *segment;
    const struct rhz_segment_info *info;
    bool whole; /* nothing of it is left out */
};
/** New number of a passage of this input, RHZ_NONE when its document is left out. */
uint32_t rhz_merge_passage(const struct rhz_numbering *numbers, const struct rhz_merge_input *in, uint32_t passage);
/** All terms of the inputs, merged: forms numbered anew, positions copied. */
rhz_status rhz_merge_terms(const struct rhz_numbering *numbers, const struct rhz_merge_input *in, size_t n,
                           struct rhz_segment_writer *w, struct rhz_error *err);

#endif
