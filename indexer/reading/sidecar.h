/* sidecar.h -- the description beside a file: `rapport.txt.yml` says what `rapport.txt` is. It wins over what the file says. */
#ifndef RHZ_SIDECAR_H
#define RHZ_SIDECAR_H

#include "reader.h"

#define RHZ_SIDECAR_SUFFIX ".yml"
enum { RHZ_SIDECAR_MOST = 64 << 10 }; /* bytes; a longer file is no description */

/** Told of each line that is not understood; the other lines hold. `line` 0: the whole file. */
typedef void rhz_sidecar_remark(void *context, uint32_t line, const char *text);

/**
 * Fill `out` (zeroed by the function) from the bytes of a sidecar. Spans are in `arena`. An `interne` that is neither
 * yes nor no counts as yes: what may be private is not shown by mistake. RHZ_NO_MEMORY.
 */
rhz_status rhz_sidecar_parse(struct rhz_span bytes, struct rhz_arena *arena, rhz_sidecar_remark *remark, void *context,
                             struct rhz_document_hints *out, struct rhz_error *err);

#endif
