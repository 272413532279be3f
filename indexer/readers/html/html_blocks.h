/* html_blocks.h -- the content of a page -> block events. */
#ifndef RHZ_HTML_BLOCKS_H
#define RHZ_HTML_BLOCKS_H

#include "html_content.h"

/** Append the blocks of `content` to `out`. Errors: RHZ_NO_MEMORY. */
rhz_status rhz_html_put_blocks(const struct rhz_html_content *content, struct rhz_buf *out, struct rhz_error *err);

#endif
