/* lexicon.h -- the words an analyzer has met: raw spelling -> lexeme in one hash look-up, form -> lexeme in another.
 *
 * Text repeats itself: nine words in ten were seen before. What a word is (form, term, flags) is a function of its
 * bytes alone, so it is worked out once per spelling and epoch.
 */
#ifndef RHZ_LEXICON_H
#define RHZ_LEXICON_H

#include "analyzer.h"
#include "fold.h"

struct rhz_lexicon;

/** NULL when memory is out. */
struct rhz_lexicon *rhz_lexicon_new(void);
void rhz_lexicon_free(struct rhz_lexicon *x); /* accepts NULL */
/** Forget all; ids start again at 0. */
void rhz_lexicon_forget(struct rhz_lexicon *x);
uint32_t rhz_lexicon_count(const struct rhz_lexicon *x);

/**
 * The lexeme of a run of word characters as it stands in a text (1 to RHZ_WORD_BYTES). NULL: memory is out.
 * In two steps, so that the caller can let memory arrive while it cuts the next words: rhz_lexicon_expect() gives the
 * hash, rhz_lexicon_word() takes it.
 */
uint64_t rhz_lexicon_expect(const struct rhz_lexicon *x, struct rhz_span raw);
const struct rhz_lexeme *rhz_lexicon_word(struct rhz_lexicon *x, struct rhz_span raw, uint64_t hash);
/** The lexeme of a form made by the analyzer (70000, caf, adhérente). RHZ_LEXEME_ADDRESS in `flags`: not stemmed. */
const struct rhz_lexeme *rhz_lexicon_form(struct rhz_lexicon *x, struct rhz_span form, unsigned flags);

#endif
