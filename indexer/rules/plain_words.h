/* plain_words.h -- a short text as lower-case ASCII words, each with its way back to the bytes.
 *
 * Labels, header cells and headings are matched against small French vocabularies; accents, case, ligatures and
 * punctuation must not matter, and the part of the label that is left must be found again in the text. The structure
 * has a fixed size and no allocation: a hostile label is read as far as it fits. Pure functions, thread-safe.
 */
#ifndef RHZ_PLAIN_WORDS_H
#define RHZ_PLAIN_WORDS_H

#include "base.h"

enum { RHZ_PLAIN_WORDS = 40, RHZ_PLAIN_BYTES = 320 };

struct rhz_plain_word {
    uint32_t start, end;  /* bytes of the text read */
    uint16_t at, n;       /* the word in `text` */
};

struct rhz_plain_words {
    struct rhz_plain_word words[RHZ_PLAIN_WORDS];
    unsigned n;
    bool cut;             /* the text goes on beyond what fits */
    uint16_t n_text;
    char text[RHZ_PLAIN_BYTES];
};

/** Words are runs of letters and digits: `d'études` gives d, etudes; `31/12/23` gives 31, 12, 23; `k€` gives k. */
void rhz_plain_words(struct rhz_span s, struct rhz_plain_words *out);

/** Word `i`; an empty span past the end. */
struct rhz_span rhz_plain_word(const struct rhz_plain_words *w, unsigned i);

/**
 * Does `pattern` match at word `i`? Words between spaces, in order; a closing '*' accepts any ending.
 * Returns the number of words matched, 0: no.
 */
unsigned rhz_plain_match(const struct rhz_plain_words *w, unsigned i, const char *pattern);

/** First word where the pattern matches, -1: nowhere. */
int rhz_plain_find(const struct rhz_plain_words *w, const char *pattern);

/** The longest of several patterns (NULL-terminated) that matches at word `i`: number of words, 0: none. */
unsigned rhz_plain_match_any(const struct rhz_plain_words *w, unsigned i, const char *const *patterns);

/** True when one of several patterns (NULL-terminated) matches anywhere. */
bool rhz_plain_has_any(const struct rhz_plain_words *w, const char *const *patterns);

/** Value of word `i` when it is digits only (at most 9), else -1. */
long rhz_plain_number(const struct rhz_plain_words *w, unsigned i);

#endif
