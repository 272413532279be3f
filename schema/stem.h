/* stem.h -- a folded word -> its term. */
#ifndef RHZ_STEM_H
#define RHZ_STEM_H

#include "fold.h"

struct rhz_stemmer;

/** One per thread; NULL when memory is out. */
struct rhz_stemmer *rhz_stemmer_new(void);
void rhz_stemmer_free(struct rhz_stemmer *s); /* accepts NULL */

/**
 * The term of `folded`, a word as rhz_fold() leaves it. A function of the folded word alone: spellings that differ by
 * accents and case have one term by construction. Valid until the next call; may be `folded` itself.
 */
struct rhz_span rhz_stem(struct rhz_stemmer *s, struct rhz_span folded);

/** True when `form` (accents kept) is a stop word. `ou` typed for `où` is one as well; `sûr` is not, though `sur` is. */
bool rhz_is_stop_word(struct rhz_span form, struct rhz_span folded);

#endif
