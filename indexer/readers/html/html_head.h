/* html_head.h -- what a page says of itself: title, date, author, address, kind. */
#ifndef RHZ_HTML_HEAD_H
#define RHZ_HTML_HEAD_H

#include "html_content.h"

/**
 * Append META events: titre (the page's heading, else what its metadata say), date (JSON-LD, meta, time), auteur, url (canonical,
 * og:url, where a saved page was), langue, type (a blog post that says so). Values that are none (a date that is no date) are
 * left out. Errors: RHZ_NO_MEMORY.
 */
rhz_status rhz_html_put_metadata(const struct rhz_html_tree *tree, const struct rhz_html_content *content, struct rhz_arena *arena,
                                 struct rhz_buf *out, struct rhz_error *err);

#endif
