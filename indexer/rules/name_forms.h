/* name_forms.h -- what the rules know of a word as it is written: its folded key, what the gazetteer says of it, which
 * lists it stands in. Every occurrence of a word shares one form, over all documents that a gazetteer serves: a word is
 * folded and looked up once, whatever the number of rules that ask. A memory of pure functions: it changes no answer.
 *
 * Rules ask hundreds of lists about each word. All lists are kept as one table, word -> set of the lists that hold it, so
 * that a word meets it once; lists and other questions are known by their address, hence must be constants.
 */
#ifndef RHZ_NAME_FORMS_H
#define RHZ_NAME_FORMS_H

#include "gazetteer.h"

enum { RHZ_LISTS_MOST = 512, RHZ_QUESTIONS_MOST = 64 };

/** A word of some list. */
struct rhz_list_word {
    const char *key;
    uint32_t n;
    uint64_t lists[RHZ_LISTS_MOST / 64];
};

struct rhz_name_form {
    uint32_t n_written;
    char inlined[24];      /* as written, when it fits: most words, and then finding one touches one line of memory */
    const char *longer;
    const char *key;       /* folded, a blank before and behind */
    uint32_t lists_known;  /* how many lists were known when `in_lists` was looked up */
    uint32_t in_lists;     /* index + 1 of its word of lists, 0: in none */
    uint8_t n_key;         /* without the blanks; 0: no letter or digit, or longer than RHZ_FOLD_MAX */
    uint8_t head;          /* for the rules of organisations: 0 not asked, else 1 + what they found */
    uint16_t flags;        /* of the gazetteer, once looked */
    bool looked, compound; /* compound: the key has a blank */
    uint64_t asked, yes;   /* by question */
};

static inline const char *rhz_form_written(const struct rhz_name_form *form)
{
    return form->n_written <= sizeof form->inlined ? form->inlined : form->longer;
}

/** Constants by address, each with a number. */
struct rhz_numbered {
    const void *address;
    uint32_t number;
};

struct rhz_name_forms {
    struct rhz_name_form *all;
    size_t n, cap;
    uint32_t *slots; /* index + 1 */
    size_t n_slots;
    struct rhz_arena *arena; /* written forms and keys */
    struct rhz_numbered lists[2 * RHZ_LISTS_MOST], questions[4 * RHZ_QUESTIONS_MOST];
    uint32_t n_lists, n_questions;
    struct rhz_list_word *words; /* of all lists */
    size_t n_words, cap_words;
    uint32_t *word_slots;
    size_t n_word_slots;
    /* The document being read, cut once for all rules; text.p NULL: none. */
    struct rhz_span page_text;
    struct rhz_name_word *page;
    size_t n_page, cap_page;
};

/** NULL when memory is out. */
struct rhz_name_forms *rhz_name_forms_new(void);
void rhz_name_forms_free(struct rhz_name_forms *f);
/** Forget the words when they have become many; no index is kept over this call. */
void rhz_name_forms_trim(struct rhz_name_forms *f);
/** Index of the form of `written`; false when memory is out. */
bool rhz_name_form(struct rhz_name_forms *f, struct rhz_span written, uint32_t *index);

/** Place of an address in a table of n, a power of two. */
static inline size_t rhz_numbered_slot(const void *address, size_t n)
{
    return (uint64_t)(uintptr_t)address * 0x9E3779B97F4A7C15u >> 40 & (n - 1);
}

/** Is the form's key one of the blank-separated words of `list`, or some part of it between blanks (`parts`)? */
bool rhz_form_in(struct rhz_name_forms *f, struct rhz_name_form *form, const char *list, bool parts);
/** The usual case of it: a list asked before, a form that knows its place in the table. -1: ask rhz_form_in. */
static inline int rhz_form_known_in(const struct rhz_name_forms *f, const struct rhz_name_form *form, const char *list)
{
    const struct rhz_numbered *l = &f->lists[rhz_numbered_slot(list, 2 * RHZ_LISTS_MOST)];
    if (l->address != list || form->compound || form->lists_known != f->n_lists)
        return -1;
    return form->in_lists ? (int)(f->words[form->in_lists - 1].lists[l->number / 64] >> l->number % 64 & 1) : 0;
}
/** The same, of any folded key, looked for in the list itself. */
bool rhz_listed(const char *key, size_t n, const char *list);

/**
 * The number of a question about the letters of words (`about`: an address that stands for it alone), below
 * RHZ_QUESTIONS_MOST, or that when there are too many: such answers are not kept.
 */
unsigned rhz_form_question(struct rhz_name_forms *f, const void *about);
/** What is kept of the answer: 1 yes, 0 no, -1 not asked. */
static inline int rhz_form_answer(const struct rhz_name_form *form, unsigned question)
{
    return question < RHZ_QUESTIONS_MOST && form->asked >> question & 1 ? (int)(form->yes >> question & 1) : -1;
}
static inline bool rhz_form_keep(struct rhz_name_form *form, unsigned question, bool yes)
{
    if (question < RHZ_QUESTIONS_MOST) {
        form->asked |= (uint64_t)1 << question;
        form->yes |= (uint64_t)yes << question;
    }
    return yes;
}

/** The forms that the words cut with this gazetteer share: one gazetteer, one thread. */
struct rhz_name_forms *rhz_gazetteer_forms(const struct rhz_gazetteer *g);

#endif
