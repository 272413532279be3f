/* segment_state.h -- an open segment, as segment_read.c, dictionary_walk.c and postings.c see it. Private to them. */
#ifndef RHZ_SEGMENT_STATE_H
#define RHZ_SEGMENT_STATE_H

#include "segment_parts.h"

struct rhz_segment {
    struct rhz_txn *txn;
    struct rhz_arena *arena;
    struct rhz_segment_info info;
    const uint8_t *text_lengths, *context_lengths; /* n_passages each */
    const unsigned char *documents;                /* n_passages of `wide` bytes */
    unsigned wide;
    uint64_t n_terms, n_postings, n_entries;
};

#endif
