/* resolve_rules.h (private to resolve*.c and definitions.c) -- how two names of one kind compare. Pure functions. */
#ifndef RHZ_RESOLVE_RULES_H
#define RHZ_RESOLVE_RULES_H

#include "resolve.h"

/** Evidence that two readings are one, weakest first. */
enum rhz_link_strength {
    RHZ_LINK_NONE,
    RHZ_LINK_INITIALS,  /* J.-M. for Jean-Marie */
    RHZ_LINK_SHORTENED, /* half of a compound surname; the head of a ministry's title */
    RHZ_LINK_MISSPELT,  /* one letter apart in a long word */
    RHZ_LINK_IDENTIFIER /* the same number in a register */
};

/* ---- words ---- */

enum { RHZ_READING_WORDS = 24 };
struct rhz_reading_words {
    struct rhz_span w[RHZ_READING_WORDS];
    size_t n;
};
/** Words between spaces; false when there are more than RHZ_READING_WORDS. */
bool rhz_reading_cut(struct rhz_span text, struct rhz_reading_words *out);
static inline bool rhz_reading_word_is(const struct rhz_reading_words *w, size_t i, const char *word)
{
    return i < w->n && rhz_span_eq(w->w[i], rhz_span_of(word));
}
/** One letter added, dropped, changed or two neighbours swapped. */
bool rhz_one_letter_apart(struct rhz_span a, struct rhz_span b);
/** At most two such changes, swaps counted as two: what two misspellings of one word may differ by. */
bool rhz_two_letters_apart(struct rhz_span a, struct rhz_span b);

/* ---- persons ---- */

/** A person's name as read from its best form, folded. */
struct rhz_person {
    struct rhz_span given[4]; /* "jean", "marie"; or letters */
    size_t n_given;           /* 0: a name of one word, never linked */
    struct rhz_span surname[4];
    size_t n_surname;
    struct rhz_span joined;   /* the surname without spaces: Le Gall, Legall */
    unsigned lone;            /* bit i: surname word i is a written word by itself, not a part of Benali-Torres */
    unsigned second_given;    /* bit i: a lone word that is an usual given name: Marie Pierre Dupont */
    bool initials;            /* the given names are single letters */
    bool common;              /* gazetteer: a given name and a surname so frequent that many people bear both */
    bool known;               /* gazetteer: an usual surname */
};
/** False: memory is out. */
bool rhz_person_read(struct rhz_span name, const struct rhz_gazetteer *g, struct rhz_arena *arena, struct rhz_person *out);
/** The evidence that a and b are one person; *a_is_short tells which of the two says less (unless MISSPELT). */
enum rhz_link_strength rhz_persons_link(const struct rhz_person *a, const struct rhz_person *b, bool *a_is_short);
/** Nothing in the two names says that they are two people. */
bool rhz_persons_agree(const struct rhz_person *a, const struct rhz_person *b);

/* ---- bodies ---- */

/**
 * What a body's key says, with its kind spelt one way: "epci M alpe grenoble", "region bretagne". `learnt`: what its
 * first word stands for in its document, empty: the shipped table says. Clears `out`.
 */
void rhz_body_reading(struct rhz_span key, enum rhz_subkind sub, struct rhz_span learnt, struct rhz_buf *out);
/** The evidence that two readings are one body; *a_is_short as above. */
enum rhz_link_strength rhz_bodies_link(struct rhz_span a, struct rhz_span b, const struct rhz_gazetteer *g,
                                       bool *a_is_short);
/** Both are territories of one sort, or neither is (Ville de X, Métropole de X: two); an acronym may be of any sort. */
bool rhz_bodies_same_sort(struct rhz_span a, struct rhz_span b);
bool rhz_bodies_agree(struct rhz_span a, struct rhz_span b);
/** `word` is made of the first letters of words [0, n), "et" and its like left out or not; at least three words. */
bool rhz_is_acronym_of(struct rhz_span word, const struct rhz_reading_words *w, size_t n);

#endif
