/* rank.h (private to query/) -- BM25F over text and context, and the best k of what is offered. */
#ifndef RHZ_RANK_H
#define RHZ_RANK_H

#include "base.h"

/**
 * How passages are scored. Chosen on half A of the judged questions and on sentences sought in what is left of their own
 * passage (tests/bench/bench_retrieval.c says how). Half B chose no value; its scores were printed at the baseline, between
 * steps and at the end.
 */
struct rhz_rank_params {
    float k1;         /* saturation of frequency */
    float b_text;     /* 0: length does not matter, 1: it divides */
    float w_context;  /* an occurrence in title or headings, one in the text being 1 */
    float b_context;
    float exact;      /* share added when the passage holds the word as typed */
    float proximity;  /* share of the rarer word added when two words stand as in the query */
    float window;     /* share of the words in the window of RHZ_WINDOW_WORDS words that holds most of them */
    float elsewhere;  /* share of a word that the passage lacks and its document has */
    float asked;      /* share taken off the word after « quel »: it is what is asked, not what is said */
    float guess;      /* weight of the nearest forms of a word that nothing holds, the word being 1 */
    float idf_power;  /* above 1, rare words count more than their information */
};
enum { RHZ_WINDOW_WORDS = 20 };
extern const struct rhz_rank_params rhz_rank_defaults;

/** Tables of one query: what an occurrence is worth in a passage of each length code. */
struct rhz_scorer {
    float text[256], context[256];
    float k1, exact;
};
void rhz_scorer_init(struct rhz_scorer *s, const struct rhz_rank_params *p, double average_text,
                     double average_context);
/** Weight of a leaf: its idf, what saturation takes away given back, times how often it was typed. */
float rhz_leaf_weight(const struct rhz_rank_params *p, uint64_t n_passages, uint64_t df, uint32_t times);

/** What one leaf adds to the score of a passage. */
static inline float rhz_score(const struct rhz_scorer *s, float weight, uint32_t frequency, uint32_t context_frequency,
                              uint8_t text_length, uint8_t context_length, bool exact)
{
    float x = (float)frequency * s->text[text_length] + (float)context_frequency * s->context[context_length];

    return weight * (exact ? s->exact : 1.0f) * (x / (x + s->k1));
}

/* ---- the best k ---- */

struct rhz_candidate {
    float score;
    float elsewhere;  /* of the score, what words elsewhere in the document give */
    uint32_t level;   /* 0: all words; lower is better whatever the score */
    uint32_t date;    /* YYYYMMDD: later is better whatever the score; 0 everywhere: dates do not count */
    uint32_t passage;
    uint32_t document; /* number; 0: not yet looked up */
    uint64_t id;       /* public id of the document, when known */
};

/**
 * Gathers candidates and now and then drops those that cannot be among the best k. All that tie with the k-th stay
 * until the end: to part them takes the public id of the document, which costs a look-up each.
 */
struct rhz_top {
    struct rhz_arena *arena;
    size_t k;
    struct rhz_candidate *v;
    size_t n, cap, next_cut;
    bool full;          /* the k-th is known: */
    uint32_t level, date;
    float score;
    bool failed;        /* memory is out */
};
void rhz_top_init(struct rhz_top *t, struct rhz_arena *arena, size_t k);
/** False when such a candidate cannot be among the best: do not offer it. */
static inline bool rhz_top_wants(const struct rhz_top *t, uint32_t level, uint32_t date, float score)
{
    return !t->full || level < t->level ||
           (level == t->level && (date > t->date || (date == t->date && score >= t->score)));
}
void rhz_top_add(struct rhz_top *t, uint32_t level, uint32_t date, float score, uint32_t passage);

/** Fills in document and id of a candidate. */
typedef rhz_status rhz_identify(void *context, struct rhz_candidate *c, struct rhz_error *err);
/**
 * Sort `v` best first: level, date, score, document id, passage. Where candidates tie, those of a tie that reaches into
 * [from, to) are identified; the others stay in an order of their own: an id costs a look-up, and one word alone gives
 * hundreds of ties.
 */
rhz_status rhz_candidates_sort(struct rhz_candidate *v, size_t n, size_t from, size_t to, rhz_identify *identify,
                               void *context, struct rhz_error *err);
/** Keep the best k, in the order of rhz_candidates_sort() over an empty range. */
rhz_status rhz_top_finish(struct rhz_top *t, rhz_identify *identify, void *context, struct rhz_error *err);

#endif
