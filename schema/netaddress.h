/* netaddress.h -- e-mail and web addresses in running text. Pure functions. */
#ifndef RHZ_NETADDRESS_H
#define RHZ_NETADDRESS_H

#include "base.h"

/**
 * Length of the address that begins at `s.p` (the first character of a word), 0 when there is none. *looked gets how
 * many bytes were read to say so: no address begins in them, unless 0.
 * *form gets the part that identifies it: without scheme, `www.` and closing slash.
 */
size_t rhz_netaddress_read(struct rhz_span s, struct rhz_span *form, size_t *looked);

#endif
