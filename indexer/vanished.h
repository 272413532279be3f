/* vanished.h -- which addresses of a base have no file any more, and which ones a name stands for. */
#ifndef RHZ_VANISHED_H
#define RHZ_VANISHED_H

#include "batch.h"
#include "walk.h"

/** Addresses, in an arena. */
struct rhz_uris {
    struct rhz_arena *arena;
    struct rhz_span *v;
    size_t n, cap;
};

/**
 * Addresses of the base below a root of `walk` that was named whole, whose file is not in `walk`, or whose record FILE#ID is not
 * among `seen` (uint64_t: rhz_hash64 of the addresses met; sorted here) though all of its catalogue was read. RHZ_NO_MEMORY.
 */
rhz_status rhz_uris_vanished(struct rhz_batch *b, const struct rhz_walk *walk, struct rhz_buf *seen, struct rhz_uris *out,
                             struct rhz_error *err);
/** The address `name`, and those of the records of the catalogue `name`. */
rhz_status rhz_uris_named(struct rhz_batch *b, const char *name, struct rhz_uris *out, struct rhz_error *err);

#endif
