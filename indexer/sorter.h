/* sorter.h -- more records than memory holds, given back in order of their keys: runs in a temporary file, then merged.
 *
 *     rhz_sorter_add(s, key, payload, err);        as often as needed, in any order
 *     rhz_sorter_begin(s, err);                    then read; may be called again to read again
 *     while ((st = rhz_sorter_next(s, &key, &payload, err)) == RHZ_OK) ...     RHZ_NOT_FOUND past the last
 *
 * Keys are compared as bytes, then payloads. One thread. The file has no name: a killed program leaves nothing.
 */
#ifndef RHZ_SORTER_H
#define RHZ_SORTER_H

#include "base.h"

struct rhz_sorter;

/** `folder`: where the file may lie. `memory`: bytes held at a time. NULL when memory is out. */
struct rhz_sorter *rhz_sorter_new(const char *folder, size_t memory);
void rhz_sorter_free(struct rhz_sorter *s); /* accepts NULL */
/** Keys and payloads of up to 2^31 bytes each, copied. RHZ_NO_SPACE, RHZ_IO, RHZ_NO_MEMORY. */
rhz_status rhz_sorter_add(struct rhz_sorter *s, struct rhz_span key, struct rhz_span payload, struct rhz_error *err);
rhz_status rhz_sorter_begin(struct rhz_sorter *s, struct rhz_error *err);
/** Borrowed until the next call. */
rhz_status rhz_sorter_next(struct rhz_sorter *s, struct rhz_span *key, struct rhz_span *payload, struct rhz_error *err);
uint64_t rhz_sorter_count(const struct rhz_sorter *s);

#endif
