/* acronyms.h (private to query/) -- acronyms that the texts themselves define, as variants of the words of a query. */
#ifndef RHZ_ACRONYMS_H
#define RHZ_ACRONYMS_H

#include "collect.h"

/**
 * Add to the plan of `c`, whose segments are open: for a bare word that is an acronym, what the texts say that it stands for;
 * for a run of bare words whose initials are one, the acronym. Words that a variant covers already are left alone.
 * RHZ_NO_MEMORY, RHZ_CORRUPT, RHZ_LIMIT.
 */
rhz_status rhz_acronyms_find(struct rhz_collector *c, struct rhz_span query, struct rhz_analyzer *analyzer,
                             struct rhz_error *err);
/**
 * The words that an acronym (folded) stands for in `text`: "Agence du littoral (ADL)", "ADL (Agence du littoral)". Its
 * letters are initials of the words, in order; small words, and two others, may have none. False: the text does not say.
 */
bool rhz_acronym_in(struct rhz_span text, struct rhz_span acronym, struct rhz_span *words);

#endif
