/* plain.h -- plain text, mostly converted from PDF, -> block events. The txt reader and the text of catalogue records. */
#ifndef RHZ_PLAIN_H
#define RHZ_PLAIN_H

#include "blocks.h"

/**
 * Append the events of `text` (well-formed UTF-8) to `out`. Lines count from `first_line`; `one_line`: all of the text
 * stands on that line of the source (a record of a catalogue).
 * Errors: RHZ_NO_MEMORY. Linear time; memory in proportion to the longest paragraph, beside `out`.
 */
rhz_status rhz_plain_read(struct rhz_span text, uint32_t first_line, bool one_line, struct rhz_buf *out,
                          struct rhz_error *err);

#endif
