/* verbs.h -- a form of a verb -> its infinitive, where Snowball would leave the two apart. */
#ifndef RHZ_VERBS_H
#define RHZ_VERBS_H

#include "base.h"

struct rhz_verbs;

/** An index of the tables, read-only once made: threads may share it. NULL when memory is out. */
struct rhz_verbs *rhz_verbs_new(void);
void rhz_verbs_free(struct rhz_verbs *v); /* accepts NULL */

/**
 * Write the infinitive of `w`, a word of letters a to z (or another form of the verb whose stem is that of its infinitive) to `out`,
 * which has room for twice `w` and 16 bytes. 0: `w` is no such form, and `out` holds nothing of use.
 */
size_t rhz_verb_infinitive(const struct rhz_verbs *v, char *out, struct rhz_span w);

#endif
