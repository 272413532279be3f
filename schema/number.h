/* number.h -- amounts and dates as they are written: groups, decimals, k€ and millions, days. Pure functions, thread-safe. */
#ifndef RHZ_NUMBER_H
#define RHZ_NUMBER_H

#include "fold.h"

bool rhz_is_digits(const char *p, const char *q);

/**
 * Past the number whose first digits are [p, q): 12 000, 1.234.567, 12'000, each with ,50. `form` has room for a word; it gets
 * the digits, a comma before decimals (12,5 for 12,50; 12 for 12,00), and *n their number. `q` when nothing follows: `form` is
 * [p, q) then.
 */
const char *rhz_number_read(const char *p, const char *q, const char *end, char form[RHZ_WORD_BYTES + 4], size_t *n);

/**
 * What `form` comes to when k€, M€, million, milliard... follow at `after`: 1300000 for 1,3 million. The length of its
 * digits in `out`; 0: no such word follows, or it would not be a whole number.
 */
size_t rhz_number_scale(struct rhz_span form, const char *after, const char *end, char out[RHZ_WORD_BYTES + 4]);

/** End of the unit at p in the word that ends at `q` (70k, 14h30): `q`, or where digits go on; NULL: no unit. */
const char *rhz_unit_end(const char *p, const char *q);

/** A date: three parts, each with one or two readings ("" when there is one), NUL-terminated. */
struct rhz_date_parts {
    struct {
        const char *start, *end;
        char reading[2][16];
    } part[3];
};
/** 06/06/2024, 6.6.2024, 06-06-2024, 06/06/24, 2024-06-06 at p. */
bool rhz_date_read(const char *p, const char *end, struct rhz_date_parts *out);

#endif
