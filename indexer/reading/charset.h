/* charset.h -- bytes of a text file -> well-formed UTF-8. */
#ifndef RHZ_CHARSET_H
#define RHZ_CHARSET_H

#include "base.h"

/** Why these first bytes are not text, as a French fragment ("c'est un fichier PDF"); NULL when they may be. */
const char *rhz_charset_refusal(struct rhz_span head);

/**
 * `bytes` as UTF-8 without byte order mark. UTF-8 as it should be is borrowed, not copied; UTF-16 with its mark is
 * decoded; what is plainly Windows-1252 is decoded as such; else each ill-formed sequence becomes U+FFFD.
 * `scratch` holds the result when it had to be made. *n_repairs: bytes that were not UTF-8 (0 for UTF-16).
 * Errors: RHZ_INVALID (not text), RHZ_NO_MEMORY.
 */
rhz_status rhz_charset_decode(struct rhz_span bytes, struct rhz_buf *scratch, struct rhz_span *out,
                              uint32_t *n_repairs, struct rhz_error *err);

#endif
