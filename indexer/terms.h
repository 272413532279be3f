/* terms.h -- the terms of a segment being gathered, and the lexeme -> term table that spares a look-up per token. */
#ifndef RHZ_TERMS_H
#define RHZ_TERMS_H

#include "analyzer.h"
#include "chains.h"
#include "document.h"

struct rhz_gathered_term {
    struct rhz_chain chain;    /* its occurrences, see inverter.c */
    struct rhz_span key;       /* as the dictionary stores it */
    uint32_t passage;          /* of the last occurrence, plus 1; 0: none yet */
    uint32_t position, form;   /* of the last occurrence */
    uint32_t first_lexeme, n_forms;
};

/** What a lexeme stands for; index: its id. */
struct rhz_gathered_lexeme {
    const struct rhz_lexeme *lexeme; /* NULL: not met in this segment */
    uint32_t term, form;             /* number of the term, of the form in it (by arrival) */
    uint32_t next;                   /* next lexeme of the term, RHZ_NONE: none */
    uint32_t occurrences;            /* in text */
};

/** Zero-initialise. */
struct rhz_terms {
    struct rhz_gathered_term *terms;
    size_t n, cap;
    struct rhz_gathered_lexeme *lexemes;
    size_t n_lexemes;         /* room */
    uint32_t *table;          /* open addressing: number + 1 of a term, 0: free */
    size_t table_size;        /* a power of two */
    struct rhz_arena *arena;  /* keys of long terms */
    size_t spelling;          /* bytes of the lexemes met, as the analyzer keeps them */
};

void rhz_terms_free(struct rhz_terms *t);
size_t rhz_terms_memory(const struct rhz_terms *t);
/** Learn a lexeme that the table does not hold yet. False: no memory. */
bool rhz_terms_learn(struct rhz_terms *t, const struct rhz_lexeme *l);
/** The lexeme's entry, learnt when it is new; NULL: no memory. Valid until the next call. */
static inline struct rhz_gathered_lexeme *rhz_terms_lexeme(struct rhz_terms *t, const struct rhz_lexeme *l)
{
    if ((l->id >= t->n_lexemes || !t->lexemes[l->id].lexeme) && !rhz_terms_learn(t, l))
        return NULL;
    return &t->lexemes[l->id];
}
/** Numbers of the terms in byte order of their keys; the caller frees. NULL: no memory (or no term). */
uint32_t *rhz_terms_sorted(const struct rhz_terms *t);

#endif
