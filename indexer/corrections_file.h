/* corrections_file.h -- the corrections of a base on disk: BASE.corrections, beside the folder of the base, and the copy
 * that the base keeps of those its graph was made with (META "corrections/0" and "/1").
 *
 * The file is the truth: it survives the base, and people edit it. The copy tells whether the graph follows it.
 */
#ifndef RHZ_CORRECTIONS_FILE_H
#define RHZ_CORRECTIONS_FILE_H

#include "publication.h"

/** "BASE.corrections", to be freed; NULL when memory is out. */
char *rhz_corrections_path(const char *base);
/** The file's bytes; none when there is no file. RHZ_LIMIT, RHZ_IO, RHZ_INVALID (not UTF-8), RHZ_NO_MEMORY. */
rhz_status rhz_corrections_load(const char *base, struct rhz_buf *out, struct rhz_error *err);
/** Replace the file, whole or not at all; with nothing to say it is removed. RHZ_IO, RHZ_NO_SPACE. */
rhz_status rhz_corrections_save(const char *base, struct rhz_span text, struct rhz_error *err);

/**
 * The copy: what a graph generation was made with, and how much each correction changed in it. One is kept for the
 * published generation and one for the next, so that a run that is stopped leaves the first.
 */
struct rhz_corrections_copy {
    struct rhz_span text;    /* borrowed from the transaction */
    struct rhz_span effects; /* le32 each */
};
/** With no text the copy of this parity is emptied. */
rhz_status rhz_corrections_copy_put(struct rhz_txn *t, uint32_t generation, struct rhz_span text, const uint32_t *effects,
                                    size_t n, struct rhz_error *err);
/** An empty copy when the generation was made without corrections. RHZ_CORRUPT. */
rhz_status rhz_corrections_copy_get(struct rhz_txn *t, uint32_t generation, struct rhz_corrections_copy *out,
                                    struct rhz_error *err);
/** Whether a name of META is that of a copy. */
bool rhz_corrections_is_copy(struct rhz_span name);

#endif
