/* html_reader.h -- HTML as a reader of documents: bytes -> block events. It links libxml2 and jansson, so it belongs to a
 * reader program, not to the indexer. */
#ifndef RHZ_HTML_READER_H
#define RHZ_HTML_READER_H

#include "base.h"

/**
 * Append the events of the page `bytes` to `out`: metadata, then headings, paragraphs, items and rows of its main content, each
 * with its line in the source. *n_repairs: bytes that were no UTF-8 and that no declared charset explains. Linear in the page;
 * memory: some ten times its size, at most `memory_bytes` (0: no limit).
 * Errors: RHZ_INVALID (no text in it), RHZ_LIMIT, RHZ_NO_MEMORY.
 */
rhz_status rhz_html_read(struct rhz_span bytes, size_t memory_bytes, struct rhz_buf *out, uint32_t *n_repairs, struct rhz_error *err);

#endif
