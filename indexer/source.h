/* source.h -- a file on disk -> the documents in it: itself, or the records of a catalogue, in bounded memory. */
#ifndef RHZ_SOURCE_H
#define RHZ_SOURCE_H

#include "batch.h"
#include "walk.h"

/**
 * Called for each document of a file. `refusal` is NULL, or the reason why this record cannot even be looked at
 * (too long a line); the source then has its uri and first line only. Answer other than RHZ_OK stops.
 */
typedef rhz_status rhz_source_function(void *context, const struct rhz_source *s, const char *refusal,
                                       struct rhz_error *err);

/**
 * Read one file and hand its documents to `each`. Errors of the file itself (unreadable, empty, binary, over
 * `limit` bytes; a description that cannot be read, as it may say that the document is internal): RHZ_INVALID, RHZ_IO or RHZ_LIMIT, with one French sentence; errors of `each` are passed on.
 * *bytes_done grows as bytes are read. A file of a format of others (reader->program) may be 16 times larger.
 */
rhz_status rhz_source_read(const struct rhz_walk_file *file, uint64_t limit, uint64_t *bytes_done,
                           rhz_source_function *each, void *context, struct rhz_error *err);

#endif
