/* inclusive.h -- adhérent·e·s, chercheur.euse.s, salarié(e)s, directeurs/trices: the words that one written form
 * stands for. Pure functions.
 */
#ifndef RHZ_INCLUSIVE_H
#define RHZ_INCLUSIVE_H

#include "fold.h"

enum { RHZ_READINGS_MOST = 4 };

/** What was found: `end` is past the written form, the rest are its readings (forms), distinct, masculine first. */
struct rhz_inclusive {
    const char *end;
    unsigned n;
    uint8_t length[RHZ_READINGS_MOST];
    char form[RHZ_READINGS_MOST][RHZ_WORD_BYTES + 16];
};

/**
 * `word` is a run of word characters that ends at `word.p + word.n`, before `end`. True when what follows makes it an
 * inclusive form; then *out is filled.
 */
bool rhz_inclusive_read(struct rhz_span word, const char *end, struct rhz_inclusive *out);

#endif
