/* normalise.h -- text as found -> canonical text: UTF-8, NFC, one plain space between words, nothing invisible. */
#ifndef RHZ_NORMALISE_H
#define RHZ_NORMALISE_H

#include "base.h"

/**
 * Append the canonical form of `s` to `out`, where the block being written begins at `block`. Spaces of any width
 * become one U+0020, none at the block's beginning; with `cells`, tabs are kept and spaces around them go. Soft
 * hyphens, zero-width and private-use characters go; U+2010 and U+2011 become '-'; ill-formed bytes become U+FFFD.
 * Each call is normalised by itself: a combining mark that begins `s` is dropped, for want of its letter. At most 30
 * marks follow one letter (Unicode's stream-safe form), so that composing stays linear.
 */
void rhz_normalise(struct rhz_buf *out, size_t block, struct rhz_span s, bool cells);

#endif
