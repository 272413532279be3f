/* ordinal.h -- 27e, 27ᵉ, 27ème, XXVIIe, 1er, 1re, 2nde: one form for each number. Pure functions. */
#ifndef RHZ_ORDINAL_H
#define RHZ_ORDINAL_H

#include "fold.h"

/**
 * The form of an ordinal (27e; 1er for the first, whatever its gender) when `raw`, a run of word characters, is one;
 * else 0. Roman numerals count when in capitals with a lower-case ending (XXIe, Ier): elsewhere they are letters.
 */
size_t rhz_ordinal_form(struct rhz_span raw, char out[RHZ_WORD_BYTES + 4]);
/** The same for number and ending apart, as 27^e writes them. */
size_t rhz_ordinal_join(struct rhz_span number, struct rhz_span ending, char out[RHZ_WORD_BYTES + 4]);
/** Number of a form as made above; 0 when it is not one. */
uint32_t rhz_ordinal_value(struct rhz_span form);

#endif
