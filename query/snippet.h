/* snippet.h (private to query/) -- the part of a passage that shows best why it answers, with what to highlight. */
#ifndef RHZ_SNIPPET_H
#define RHZ_SNIPPET_H

#include "plan.h"
#include "rhizome.h"

struct rhz_snippet {
    const char *text; /* NUL-terminated; white space is single spaces, " · " between blocks, " | " between the cells of a
                         row; "…" where cut */
    size_t n;
    struct rhz_highlight *highlights; /* ascending, apart */
    size_t n_highlights;
};

/** What the snippets of one query share: which words may be its, which lexemes of the analyzer are, and room. Only `arena` is set. */
struct rhz_snippet_memo {
    struct rhz_arena *arena;
    struct rhz_sieve sieve;
    bool has_sieve;
    uint8_t *of; /* by lexeme: 0 not yet known, 1 none of them, 2 one of them */
    size_t n;
    struct rhz_snippet_word *words;
    struct rhz_snippet_mark *marks;
    size_t words_cap, marks_cap;
};

/**
 * Snippet of about `words` words of `passage` (well-formed UTF-8). `weights` (per leaf) says which words matter most.
 * `memo` serves one query and one epoch of `analyzer`. The result is in `arena`. RHZ_NO_MEMORY.
 */
rhz_status rhz_snippet_make(const struct rhz_plan *plan, const float *weights, struct rhz_analyzer *analyzer,
                            struct rhz_snippet_memo *memo, struct rhz_span passage, uint32_t words,
                            struct rhz_arena *arena, struct rhz_snippet *out, struct rhz_error *err);

#endif
