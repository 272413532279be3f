/* suggest.h (private to query/) -- words of a query that the base does not hold, and the words of the base that sound so. */
#ifndef RHZ_SUGGEST_H
#define RHZ_SUGGEST_H

#include "collect.h"

/**
 * `query` with each bare word that is in no passage replaced by the likeliest word of the base, in the snapshot's arena;
 * out->n 0: there is nothing to replace, or nothing to replace it with. `c` is open. RHZ_CORRUPT, RHZ_LIMIT, RHZ_NO_MEMORY.
 */
rhz_status rhz_suggest(struct rhz_collector *c, struct rhz_span query, struct rhz_span *out, struct rhz_error *err);
/** How far two folded words are: twice the letters that differ, less what French ears do not tell apart; > 2 * most: too far. */
unsigned rhz_word_distance(struct rhz_span a, struct rhz_span b, unsigned most);
/** How a folded word sounds, roughly: two spellings of one sound are equal. */
void rhz_word_sound(struct rhz_span folded, struct rhz_buf *out);

#endif
