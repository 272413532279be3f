/* hyphen.h -- words broken at the end of a line: "collec-" + "tivité" is one word, "Val-" + "d'Oise" keeps its hyphen. */
#ifndef RHZ_HYPHEN_H
#define RHZ_HYPHEN_H

#include "base.h"

/** Hyphenated words seen inside lines of a text; filled when the first broken word is met. Zero-initialise. */
struct rhz_hyphens {
    uint64_t *slots;
    size_t n;
};

/** Ends with a letter and a hyphen (plain, U+2010, soft). */
bool rhz_hyphen_ends(struct rhz_span text);

#define RHZ_HYPHEN_NONE SIZE_MAX
/**
 * How to join `next` to `so_far`: bytes to take from the end of so_far before writing next right after it (0: the
 * hyphen stays), RHZ_HYPHEN_NONE: no word is broken, a space goes between. `whole`: the text, searched for compounds.
 */
size_t rhz_hyphen_join(struct rhz_hyphens *h, struct rhz_span whole, struct rhz_span so_far, struct rhz_span next);
void rhz_hyphens_end(struct rhz_hyphens *h);

#endif
