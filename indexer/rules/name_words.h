/* name_words.h -- a stretch of text cut in words, with what a rule for names asks of each: shape, gap before, what the
 * gazetteer knows. Looked up only when asked for and once: most words never are.
 */
#ifndef RHZ_NAME_WORDS_H
#define RHZ_NAME_WORDS_H

#include "gazetteer.h"

enum rhz_word_shape {
    RHZ_WORD_LOWER,   /* begins with a small letter */
    RHZ_WORD_CAPITAL, /* Dupont, Jean-Marie, McDonald */
    RHZ_WORD_UPPER,   /* DUPONT, JEAN-MARIE: two letters at least */
    RHZ_WORD_INITIAL, /* one capital: J. */
    RHZ_WORD_NUMBER   /* begins with a digit */
};

/** What stands between a word and the one before. */
enum rhz_word_gap {
    RHZ_GAP_SPACE,      /* blanks; the point of an initial counts as one */
    RHZ_GAP_APOSTROPHE, /* l'un */
    RHZ_GAP_STOP        /* anything else, or the beginning */
};

struct rhz_name_word {
    uint32_t start, end; /* bytes of the document's text */
    uint8_t shape, gap;
    bool looked;
    uint16_t flags;
};

struct rhz_words {
    const struct rhz_gazetteer *gazetteer;
    struct rhz_span text; /* the whole that offsets count in */
    struct rhz_name_word *w;
    size_t n, cap;
    struct rhz_arena *arena;
};

/** Cut text[start, end) into ws->w, replacing what was there. False: memory is out. */
bool rhz_words_cut(struct rhz_words *ws, uint32_t start, uint32_t end);
/** What the gazetteer says of word i; of a hyphenated word as a whole, else class by class the least of its parts. */
unsigned rhz_word_flags(struct rhz_words *ws, size_t i);
static inline struct rhz_span rhz_word_span(const struct rhz_words *ws, size_t i)
{
    return rhz_span(ws->text.p + ws->w[i].start, ws->w[i].end - ws->w[i].start);
}
/** Word i follows word i-1 in one phrase: only blanks or an apostrophe between. */
static inline bool rhz_word_joined(const struct rhz_words *ws, size_t i)
{
    return i < ws->n && ws->w[i].gap != RHZ_GAP_STOP;
}
static inline bool rhz_word_capital(const struct rhz_words *ws, size_t i)
{
    return i < ws->n && (ws->w[i].shape == RHZ_WORD_CAPITAL || ws->w[i].shape == RHZ_WORD_UPPER);
}
/** Word i, folded, is one of the space-separated folded words of `list` (" de du des "). */
bool rhz_word_in(const struct rhz_words *ws, size_t i, const char *list);
/** Folded key, whole, within a list of the same form. */
bool rhz_key_in(const char *key, size_t n, const char *list);

/** Whether text[start, end) holds one of `needles` byte for byte: a block that does not need not be cut. */
bool rhz_text_holds(struct rhz_span text, uint32_t start, uint32_t end, const char *const *needles, size_t n);

#endif
