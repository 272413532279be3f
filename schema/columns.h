/* columns.h -- up to 128 integers packed at one width, the few that do not fit patched in beside them.
 *
 * Every list of the index (passage gaps, frequencies, form sets, positions) is made of such columns. A column costs one
 * byte of head, `width` bits a value, and for each outlier an index and its high bits. Thread-safe: pure functions.
 */
#ifndef RHZ_COLUMNS_H
#define RHZ_COLUMNS_H

#include "codec.h"

/** Append `n` (<= RHZ_BLOCK) values at the width that costs least. */
void rhz_column_put(struct rhz_buf *b, const uint32_t *v, unsigned n);
/** Read `n` values into `v`, which has room for RHZ_BLOCK whatever `n`. Damage makes the reader bad and `v` zeros. */
void rhz_column_get(struct rhz_reader *r, uint32_t v[RHZ_BLOCK], unsigned n);
/** Step over a column of `n` values. */
void rhz_column_skip(struct rhz_reader *r, unsigned n);

/** The packed values alone, at a width the caller keeps: for heads that have room for it. */
void rhz_bits_put(struct rhz_buf *b, const uint32_t *v, unsigned n, unsigned width);
void rhz_bits_get(struct rhz_reader *r, uint32_t v[RHZ_BLOCK], unsigned n, unsigned width);
static inline size_t rhz_bits_bytes(unsigned n, unsigned width) { return ((size_t)n * width + 7) / 8; }

/** Bits that `v` needs: 0 for 0, 32 at most. */
unsigned rhz_bit_length(uint32_t v);

/**
 * A run of any number of values: columns of RHZ_BLOCK, then one of the rest. The reader decodes the columns it is asked
 * for and steps over the others, so that one posting's positions cost one column.
 */
void rhz_run_put(struct rhz_buf *b, const uint32_t *v, size_t n);
struct rhz_run {
    struct rhz_reader start, next; /* of the first column, of the one after `values` */
    uint64_t n;                    /* values in the run */
    uint64_t column;               /* which one `next` stands at */
    uint32_t values[RHZ_BLOCK];    /* column - 1, decoded when `decoded` */
    bool decoded;
};
void rhz_run_open(struct rhz_run *run, struct rhz_reader r, uint64_t n);
/** Copy values [from, from + n) to `out`; false when the bytes are damaged or the range is not in the run. */
bool rhz_run_get(struct rhz_run *run, uint64_t from, uint32_t n, uint32_t *out);
/** The reader after the last column. */
struct rhz_reader rhz_run_end(struct rhz_run *run);

#endif
