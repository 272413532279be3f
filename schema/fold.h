/* fold.h -- characters and spelling, below the analyzer: what belongs to a word, how a word is written once case,
 * decomposition, ligatures and typographic variants are undone. Thread-safe: pure functions over constant tables.
 */
#ifndef RHZ_FOLD_H
#define RHZ_FOLD_H

#include "base.h"

enum rhz_char {
    RHZ_CHAR_OTHER,      /* separates words */
    RHZ_CHAR_LETTER,
    RHZ_CHAR_DIGIT,      /* any number character: 7, ², ٣ */
    RHZ_CHAR_MARK,       /* combining: continues a word, never begins one */
    RHZ_CHAR_IGNORABLE,  /* soft hyphen, zero-width characters: as if absent inside a word */
    RHZ_CHAR_APOSTROPHE  /* ' ’ ʼ ‘ ʹ ´ ` ′ */
};

enum rhz_char rhz_char_class(uint32_t c);

/** Longest form of a word, in bytes; what lies beyond is cut (at a character), so that any input costs linear time. */
enum { RHZ_WORD_BYTES = 192 };

/**
 * The form of the word `raw` (one run of word characters): NFC, lower case, accents kept, compatibility variants,
 * ligatures and apostrophes unified, ignorable characters dropped. At most RHZ_WORD_BYTES + 4 bytes are written to
 * `out`; the length is returned. Ill-formed bytes give nothing.
 */
size_t rhz_word_form(struct rhz_span raw, char out[RHZ_WORD_BYTES + 4]);

/** As rhz_fold, into an array: `room` bytes at most, cut at a character; returns the length. */
size_t rhz_fold_into(struct rhz_span text, char *out, size_t room);

#endif
