/* markdown.h -- Markdown -> block events: CommonMark's blocks, tables, notes, task lists. */
#ifndef RHZ_MARKDOWN_H
#define RHZ_MARKDOWN_H

#include "blocks.h"

/**
 * Append the events of `text` (well-formed UTF-8, without front matter) to `out`. Lines count from `first_line`.
 * Errors: RHZ_NO_MEMORY. Linear time; memory in proportion to the longest paragraph, beside `out`.
 */
rhz_status rhz_markdown_read(struct rhz_span text, uint32_t first_line, struct rhz_buf *out, struct rhz_error *err);

#endif
