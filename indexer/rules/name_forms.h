/* name_forms.h -- what the rules know of a word as it is written: its folded key, what the gazetteer says of it, in which
 * lists it stands. Every occurrence of a word shares one form, over all documents that a gazetteer serves: a word is
 * folded and looked up once, whatever the number of rules that ask. A memory of pure functions: it changes no answer.
 */
#ifndef RHZ_NAME_FORMS_H
#define RHZ_NAME_FORMS_H

#include "gazetteer.h"

enum { RHZ_FORM_LISTS = 8 };

struct rhz_name_form {
    const char *key;      /* folded, a blank before and behind */
    uint8_t n_key;        /* without the blanks; 0: no letter or digit, or longer than RHZ_FOLD_MAX */
    bool looked;
    uint16_t flags;       /* of the gazetteer, once looked */
    uint8_t head;         /* for the rules of organisations: 0 not asked, else 1 + what they found */
    uint8_t yes;          /* bit k: the answer to asked[k] */
    const void *asked[RHZ_FORM_LISTS]; /* questions by address, the last one of each slot */
    const char *written;
    size_t n_written;
};

struct rhz_name_forms {
    struct rhz_name_form *all;
    size_t n, cap;
    uint32_t *slots; /* index + 1 */
    size_t n_slots;
    struct rhz_arena *arena; /* written forms and keys */
    /* The document being read, cut once for all rules; text.p NULL: none. */
    struct rhz_span page_text;
    struct rhz_name_word *page;
    size_t n_page, cap_page;
};

/** NULL when memory is out. */
struct rhz_name_forms *rhz_name_forms_new(void);
void rhz_name_forms_free(struct rhz_name_forms *f);
/** Forget all when they have become many; no index is kept over this call. */
void rhz_name_forms_trim(struct rhz_name_forms *f);
/** Index of the form of `written`; false when memory is out. */
bool rhz_name_form(struct rhz_name_forms *f, struct rhz_span written, uint32_t *index);

/**
 * What is kept of the answer to a question about the word's letters: 1 yes, 0 no, -1 not asked or forgotten. `about` is
 * an address that stands for this question alone: that of the list of words that it is about.
 */
static inline unsigned rhz_form_slot(const void *about)
{
    return (unsigned)((uint64_t)(uintptr_t)about * 0x9E3779B97F4A7C15u >> 61);
}
static inline int rhz_form_answer(const struct rhz_name_form *f, const void *about)
{
    unsigned slot = rhz_form_slot(about);
    return f->asked[slot] == about ? f->yes >> slot & 1 : -1;
}
static inline bool rhz_form_keep(struct rhz_name_form *f, const void *about, bool yes)
{
    unsigned slot = rhz_form_slot(about);
    f->asked[slot] = about;
    f->yes = (uint8_t)((f->yes & ~(1u << slot)) | (unsigned)yes << slot);
    return yes;
}

/** The forms that the words cut with this gazetteer share: one gazetteer, one thread. */
struct rhz_name_forms *rhz_gazetteer_forms(const struct rhz_gazetteer *g);

#endif
