/* collect.h (private to query/) -- run a plan over the live segments: which passages, how many, the best of them. */
#ifndef RHZ_COLLECT_H
#define RHZ_COLLECT_H

#include "iter.h"
#include "rank.h"
#include "snapshot.h"

/** What the collection of one query needs of one segment. */
struct rhz_searched {
    struct rhz_segment *segment;
    uint32_t first_document, first_passage, n_passages;
    const uint8_t *text_lengths, *context_lengths;
    struct rhz_list **lists; /* per leaf */
    uint16_t *around;        /* per document, the soft words that it holds anywhere; NULL: not counted */
    uint32_t *dates;         /* per document, 1 + date once it is known; NULL: not wanted */
    uint64_t *matched;       /* bit per passage that holds all words; NULL: not wanted */
    bool has_dead;           /* some of its documents are dead */
};

struct rhz_collector {
    struct rhz_snapshot *snapshot;
    struct rhz_plan *plan;
    const struct rhz_rank_params *params;
    struct rhz_patience patience;
    struct rhz_searched *segments;
    size_t n_segments;
    struct rhz_scorer scorer;
    uint64_t n_passages;     /* of all segments, dead ones too */
    float *weights;          /* per leaf */
    uint64_t *df;            /* per leaf, over live segments */
    struct rhz_top top;
    uint64_t total;          /* passages that hold all words, or whose document has the others */
    uint64_t total_here;     /* of these, passages that hold them all themselves */
    const char *hint;        /* NULL, or one sentence: the value of a field names nothing */
    bool guess;              /* a word that no passage holds stands for the forms nearest to it: set before opening */
    bool ran;                /* the lists have been read */
};

/** Open the live segments. `c->snapshot`, `plan`, `params` and `patience` are set. */
rhz_status rhz_collect_segments(struct rhz_collector *c, struct rhz_error *err);
/** Open every leaf of the plan in every live segment and weigh it; the segments too, when they are not open yet. */
rhz_status rhz_collect_open(struct rhz_collector *c, struct rhz_error *err);
/**
 * Find the passages: `top` gets the best `k` by BM25F, all words first in mode AUTO; `total` is exact.
 * RHZ_LIMIT, RHZ_NO_MEMORY, RHZ_CORRUPT.
 */
rhz_status rhz_collect(struct rhz_collector *c, enum rhz_search_mode mode, size_t k, struct rhz_error *err);
/** Have rhz_collect() mark the passages that hold all words: `matched` of each segment. After opening. RHZ_NO_MEMORY. */
rhz_status rhz_collect_mark(struct rhz_collector *c, struct rhz_error *err);
/** Have rhz_collect() put later documents first within a level. After opening. RHZ_NO_MEMORY. */
rhz_status rhz_collect_by_date(struct rhz_collector *c, struct rhz_error *err);
/** Documents of the marked passages. */
uint64_t rhz_collect_documents(const struct rhz_collector *c);
/** Add what words elsewhere in the document are worth to the scores of `v` (elsewhere.c). Order and levels are left alone. */
rhz_status rhz_collect_elsewhere(struct rhz_collector *c, struct rhz_candidate *v, size_t n, struct rhz_error *err);
/** Add what nearness is worth to the scores of `v` (proximity.c). Order and levels are left alone. */
rhz_status rhz_collect_proximity(struct rhz_collector *c, struct rhz_candidate *v, size_t n, struct rhz_error *err);
/**
 * rhz_collect(), then proximity: `top` holds the best passages in their last order, those from `offset` on (`limit` of
 * them) with their documents.
 */
rhz_status rhz_collect_best(struct rhz_collector *c, enum rhz_search_mode mode, size_t offset, size_t limit,
                            struct rhz_error *err);
/** Share of its weight that a leaf keeps: a word that is asked for, or guessed, says less. */
float rhz_leaf_share(const struct rhz_rank_params *p, const struct rhz_leaf *leaf);
/** The searched segment that holds a passage. */
struct rhz_searched *rhz_collect_segment(struct rhz_collector *c, uint32_t passage);
/** An rhz_identify for this collector. */
rhz_status rhz_collect_identify(void *collector, struct rhz_candidate *candidate, struct rhz_error *err);

enum {
    RHZ_ENOUGH = 10,   /* fewer passages with all words, and weaker answers are added */
    RHZ_RERANKED = 128 /* best passages for which proximity is weighed, always as many, so that pages follow one another
                          without holes or repeats */
};

#endif
