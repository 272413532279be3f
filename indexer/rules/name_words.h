/* name_words.h -- a stretch of text cut in words, with what a rule for names asks of each: shape, gap before, what the
 * gazetteer knows. What only its letters decide is kept with its form (name_forms.h).
 */
#ifndef RHZ_NAME_WORDS_H
#define RHZ_NAME_WORDS_H

#include "name_forms.h"

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
    uint32_t form;       /* what its letters say: rhz_name_form_of */
    uint8_t shape, gap;
};

struct rhz_words {
    const struct rhz_gazetteer *gazetteer;
    struct rhz_span text; /* the whole that offsets count in */
    const struct rhz_name_word *w; /* in `own`, or words of the document that were cut once for all rules */
    size_t n;
    struct rhz_name_word *own;
    size_t cap; /* of own */
    struct rhz_arena *arena;
};

/** Cut the text of a document for all rules at once; until rhz_words_forget, cutting a part of it is a look-up. */
bool rhz_words_learn(const struct rhz_gazetteer *g, struct rhz_span text);
void rhz_words_forget(const struct rhz_gazetteer *g);
/** Cut text[start, end) into ws->w, replacing what was there. False: memory is out. */
bool rhz_words_cut(struct rhz_words *ws, uint32_t start, uint32_t end);
/** What the gazetteer says of word i; of a hyphenated word as a whole, else class by class the least of its parts. */
unsigned rhz_word_flags(const struct rhz_words *ws, size_t i);
static inline struct rhz_span rhz_word_span(const struct rhz_words *ws, size_t i)
{
    return rhz_span(ws->text.p + ws->w[i].start, ws->w[i].end - ws->w[i].start);
}
static inline struct rhz_name_form *rhz_name_form_of(const struct rhz_words *ws, size_t i)
{
    return &rhz_gazetteer_forms(ws->gazetteer)->all[ws->w[i].form];
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
/** Word i, folded, is one of the space-separated folded words of `list` (" de du des "), a constant: answers are kept by its address. */
bool rhz_word_in(const struct rhz_words *ws, size_t i, const char *list);
/** The same of some part of a hyphenated word: " presidente " in vice-présidente. */
bool rhz_word_part_in(const struct rhz_words *ws, size_t i, const char *list);
/** Folded key, whole, within a list of the same form. */
bool rhz_key_in(const char *key, size_t n, const char *list);

/** Whether text[start, end) holds one of `needles` byte for byte, each a part of one word; a constant, as lists are. */
bool rhz_text_holds(const struct rhz_gazetteer *g, struct rhz_span text, uint32_t start, uint32_t end, const char *const *needles, size_t n);

#endif
