/* snippet.h (private to query/) -- the part of a passage that shows best why it answers, with what to highlight. */
#ifndef RHZ_SNIPPET_H
#define RHZ_SNIPPET_H

#include "plan.h"
#include "rhizome.h"

struct rhz_snippet {
    const char *text; /* NUL-terminated; white space is single spaces; "…" where cut */
    size_t n;
    struct rhz_highlight *highlights; /* ascending, apart */
    size_t n_highlights;
};

/**
 * Snippet of about `words` words of `passage` (well-formed UTF-8). `weights` (per leaf) says which words matter most.
 * The result is in `arena`. RHZ_NO_MEMORY.
 */
rhz_status rhz_snippet_make(const struct rhz_plan *plan, const float *weights, struct rhz_analyzer *analyzer,
                            struct rhz_span passage, uint32_t words, struct rhz_arena *arena,
                            struct rhz_snippet *out, struct rhz_error *err);

#endif
