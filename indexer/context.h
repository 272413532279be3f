/* context.h -- the words that stand over a passage: document title and heading path.
 *
 * Stop words are left out, for every passage under a heading pays for each word of it; for the same reason a title or a
 * heading gives its first RHZ_CONTEXT_WORDS words. A heading that says the title again (a first-level heading often does) counts
 * once. Each heading is analysed once per document.
 */
#ifndef RHZ_CONTEXT_H
#define RHZ_CONTEXT_H

#include "analyzer.h"
#include "document.h"

enum { RHZ_CONTEXT_WORDS = 64, RHZ_CONTEXT_DEPTH = 16 };

struct rhz_context_word {
    const struct rhz_lexeme *lexeme;
    uint32_t occurrences; /* 0: another form of a term that is counted already at its position */
};

struct rhz_context;
struct rhz_context *rhz_context_new(void); /* NULL: no memory */
void rhz_context_free(struct rhz_context *c);
size_t rhz_context_memory(const struct rhz_context *c);
/** A new document comes: forget the headings of the last. */
void rhz_context_document(struct rhz_context *c);
/** Words over a passage whose nearest heading is `heading` (RHZ_NONE: none). Valid until the next call. RHZ_NO_MEMORY. */
rhz_status rhz_context_of(struct rhz_context *c, struct rhz_analyzer *a, const struct rhz_document *d, uint32_t heading,
                          const struct rhz_context_word **words, size_t *n);

#endif
