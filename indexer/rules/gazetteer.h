/* gazetteer.h -- look-up in the shipped table of names: given names, surnames, places, bodies, common words.
 *
 * Keys are folded (case, accents, ligatures), words separated by one space, without punctuation. What comes back is a
 * set of small frequency classes and flags: evidence for a rule to weigh, never a decision.
 * The tables are read-only, but a gazetteer remembers the words that it met (name_forms.h): one thread, one gazetteer.
 */
#ifndef RHZ_GAZETTEER_H
#define RHZ_GAZETTEER_H

#include "extract.h"

enum {
    RHZ_GAZ_DEPARTEMENT = 1 << 8,
    RHZ_GAZ_REGION = 1 << 9,
    RHZ_GAZ_EPCI = 1 << 10, /* without its "CC de", "CA du" */
    RHZ_GAZ_SCHOOL = 1 << 11,
    RHZ_GAZ_SIGLE = 1 << 12, /* acronym of a public body */
    RHZ_GAZ_COUNTRY = 1 << 13
};

/** Frequency classes: 0 not one, 1 rare, 2 usual, 3 frequent (COMMUNE: by inhabitants, from 5,000 and 50,000). */
static inline unsigned rhz_gaz_given(unsigned flags) { return flags & 3; }
static inline unsigned rhz_gaz_surname(unsigned flags) { return flags >> 2 & 3; }
static inline unsigned rhz_gaz_word(unsigned flags) { return flags >> 4 & 3; }
static inline unsigned rhz_gaz_commune(unsigned flags) { return flags >> 6 & 3; }

/** Classes and flags of a folded key; 0 when the table does not hold it. */
unsigned rhz_gazetteer_find(const struct rhz_gazetteer *g, const char *key, size_t n);

enum { RHZ_FOLD_MAX = 64 };
/** Fold `s` into `out`; returns the key's length, 0 when it holds no letter or digit or would pass RHZ_FOLD_MAX. */
size_t rhz_fold_key(struct rhz_span s, char out[RHZ_FOLD_MAX]);
/** The same for longer text: at most `cap` bytes of key, cut at a word; for phrases that a rule looks words up in. */
size_t rhz_fold_phrase(struct rhz_span s, char *out, size_t cap);
/** rhz_fold_key, then rhz_gazetteer_find. */
unsigned rhz_gazetteer_look(const struct rhz_gazetteer *g, struct rhz_span written);

#endif
