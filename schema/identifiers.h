/* identifiers.h -- numbers that French registers give to bodies: RNA (associations), SIREN (all legal persons), SIRET
 * (one place of theirs, whose first nine digits are the SIREN). Pure functions of bytes.
 */
#ifndef RHZ_IDENTIFIERS_H
#define RHZ_IDENTIFIERS_H

#include "base.h"
#include "model.h"

enum { RHZ_RNA_BYTES = 10, RHZ_SIREN_BYTES = 9, RHZ_SIRET_BYTES = 14 };

struct rhz_identifier {
    enum rhz_property property; /* RHZ_PROPERTY_RNA, _SIREN, _SIRET */
    char value[RHZ_SIRET_BYTES + 1]; /* as registers write it: "W751234567", "123456782"; ends with a zero byte */
    size_t n;
};

/**
 * The number that stands at the beginning of `s`, its digits close together or set apart by single spaces, points or
 * hyphens. A SIREN and a SIRET bear a check digit (Luhn); a number whose digit is wrong is none. *used: bytes of `s` that it
 * takes; groups of digits may follow. False: no number there.
 */
bool rhz_identifier_at(struct rhz_span s, struct rhz_identifier *out, size_t *used);
/** The same, when it is all of `s`. */
bool rhz_identifier_read(struct rhz_span s, struct rhz_identifier *out);
/** The SIREN that a SIREN or SIRET holds, else an empty span; borrows from `value`. */
struct rhz_span rhz_identifier_siren(enum rhz_property property, struct rhz_span value);
static inline bool rhz_is_identifier(unsigned property)
{
    return property == RHZ_PROPERTY_RNA || property == RHZ_PROPERTY_SIREN || property == RHZ_PROPERTY_SIRET;
}

#endif
