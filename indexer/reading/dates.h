/* dates.h -- dates as French documents write them. */
#ifndef RHZ_DATES_H
#define RHZ_DATES_H

#include "base.h"

struct rhz_found_date {
    uint32_t date;       /* YYYYMMDD, zeros where not said (20240600: June 2024; 20240000: the year) */
    uint32_t start, end; /* bytes of the text searched */
};

/**
 * The next date at or after `from`: "vendredi 1er juin 2024", "6 JUIN 2024", "juin 2024", "06/06/2024", "2024-06-06",
 * "2024" alone (1900 to 2099; not inside a longer number, nor before "€"). A day and a month without a year are found
 * with the year `default_year` (0: not found). False: none is left.
 */
bool rhz_find_date(struct rhz_span text, uint32_t from, uint32_t default_year, struct rhz_found_date *out);

/** A date given by a person: "2024-06-06", "2024-06", "2024", "6 juin 2024", "06/06/2024"; 0: not a date. */
uint32_t rhz_parse_date(struct rhz_span s);

#endif
