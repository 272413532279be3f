/* names.h -- what makes two names the same: keys for resolution and for look-up by users. Thread-safe: pure functions.
 *
 * A name key is folded (case, accents, ligatures), its words separated by one space, without punctuation:
 * hyphens and apostrophes separate words. For a person the words are sorted, so that "KERMARREC Odile" and
 * "Odile Kermarrec" meet. For other kinds a leading article (le, la, les, l') is dropped; for an organisation every
 * article and "de", and the s that ends a word of five letters or more ("Département de la Manche", "Département de Manche").
 */
#ifndef RHZ_NAMES_H
#define RHZ_NAMES_H

#include "model.h"

/** Append the key of `name` for `kind` to `out` (cleared first). An empty key: the name holds no letter or digit. */
void rhz_name_key(enum rhz_kind kind, struct rhz_span name, struct rhz_buf *out);
/** The words of a name as users type it, folded, in order, one space between: for prefix look-up. Clears `out`. */
void rhz_name_fold(struct rhz_span name, struct rhz_buf *out);
/**
 * Which of two written forms of one name reads best: accents and mixed case over capitals and bare letters, given
 * name first for persons, then the longer, then byte order. <0 when `a` is the better one. A total order.
 */
int rhz_name_better(enum rhz_kind kind, struct rhz_span a, struct rhz_span b);
/** Public id of a node: 52 bits of a hash of kind and least key (exact in JSON); `salt` tells homonyms apart, else empty.
 * 0: memory is out. */
uint64_t rhz_node_id(enum rhz_kind kind, struct rhz_span least_key, struct rhz_span salt);

#endif
