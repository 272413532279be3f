/* answers.h (private to query/) -- what a question is answered from, and the answers as they gather. */
#ifndef RHZ_ANSWERS_H
#define RHZ_ANSWERS_H

#include "question.h"

struct rhz_answers {
    struct rhz_arena *arena;
    enum rhz_outcome outcome;
    struct rhz_answer *v;
    size_t n, cap;
    struct rhz_buf query, hint;
    struct rhz_entities *candidates;
    struct rhz_hits *passages;
};

/** One question being answered over one snapshot. */
struct rhz_asking {
    struct rhz_base *base;
    struct rhz_question *q;
    struct rhz_link_reader in; /* in.arena: the answers' */
    struct rhz_answers *out;
    struct rhz_analyzer *analyzer;
    uint32_t body;             /* the association whose documents these are; RHZ_NONE: none */
    uint64_t deadline;
    uint64_t met;              /* words of the question met in the roles or labels that answer */
    struct rhz_span met_as[RHZ_QUESTION_WORDS]; /* the other word, of the same sense, that it was met as; empty: none */
    uint32_t ties;             /* relations that what two names have in common goes by; 0: none was found */
    bool figures;              /* a figure answers */
    bool wide;                 /* figures: words that say a relation are sought in labels too */
};

enum { RHZ_ANSWERS_MOST = 500, RHZ_ANSWER_PROOFS = 24 };

/** A place for one more answer, zeroed; NULL when memory is out. Counted at once. */
struct rhz_answer *rhz_answers_add(struct rhz_answers *a);
/** Append a sentence to the hint. */
void rhz_answers_say(struct rhz_answers *a, const char *format, ...) RHZ_PRINTF(2, 3);
/** Proofs `v` after those that `x` has; bounded. RHZ_NO_MEMORY. */
rhz_status rhz_answer_prove(struct rhz_answers *a, struct rhz_answer *x, const struct rhz_evidence *v, size_t n, struct rhz_error *err);
/** The same, with copies of what another result owns. */
rhz_status rhz_answer_copy_proofs(struct rhz_answers *a, struct rhz_answer *x, const struct rhz_evidence *v, size_t n,
                                  struct rhz_error *err);
/** Words of `text` (folded, by the analyzer's readings) that filters of the question are like. A bit a word of the question. */
rhz_status rhz_filters_in(struct rhz_asking *a, struct rhz_span text, uint64_t *bits, struct rhz_error *err);
/** Note that word `i` of the question was met as `folded`, where they do not have one root. */
void rhz_note_met(struct rhz_asking *a, size_t i, struct rhz_span folded);
/** Bits of the words of the question that are filters. */
uint64_t rhz_filters_of(const struct rhz_question *q);

/* Each way of answering adds to a->out, or nothing where it does not apply. */
rhz_status rhz_answer_by_links(struct rhz_asking *a, struct rhz_error *err);    /* find_links.c */
rhz_status rhz_answer_by_figures(struct rhz_asking *a, struct rhz_error *err);  /* find_figures.c */
rhz_status rhz_answer_by_counts(struct rhz_asking *a, struct rhz_error *err);   /* find_counts.c */
rhz_status rhz_answer_by_dates(struct rhz_asking *a, struct rhz_error *err);    /* find_dates.c */
rhz_status rhz_answer_by_common(struct rhz_asking *a, struct rhz_error *err);   /* find_common.c */
/** What the question was understood as, in the query language. */
void rhz_question_write(const struct rhz_asking *a, struct rhz_buf *out);       /* question_write.c */

#endif
