/* verbs.h -- a form of a verb -> its infinitive, where Snowball would leave the two apart. Pure functions, thread-safe. */
#ifndef RHZ_VERBS_H
#define RHZ_VERBS_H

#include "base.h"

/**
 * Write the infinitive of the folded word `w` (or another form of the verb whose stem is that of its infinitive) to `out`,
 * which has room for twice `w` and 16 bytes. 0: `w` is no such form, and `out` holds nothing of use.
 */
size_t rhz_verb_infinitive(char *out, struct rhz_span w);

#endif
