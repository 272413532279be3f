/* near.h (private to query/) -- words near one another, in any order: "a b"~5. */
#ifndef RHZ_NEAR_H
#define RHZ_NEAR_H

#include "plan.h"

/** A word of the expression, and where it stands in a passage. */
struct rhz_near_word {
    const uint32_t *positions; /* ascending, without repeats */
    size_t n;
    size_t begin, end; /* private: of the positions in the window */
};

/**
 * Windows of a passage in which all the words stand, each at a place of its own: "a a"~2 wants two, and two words that one
 * inclusive form may mean want two forms. Begin with everything but the first three zero.
 */
struct rhz_near {
    struct rhz_near_word *words;
    size_t n;          /* at most RHZ_NEAR_WORDS */
    uint32_t distance; /* at most RHZ_NEAR_MOST */
    uint32_t from;     /* earlier places do not count; may grow between calls */
    uint32_t first;    /* private */
    uint8_t owner[RHZ_NEAR_MOST + 1]; /* private: which word holds a place of the window, from 1 */
    bool tried[RHZ_NEAR_MOST + 1];    /* private */
};

/**
 * The next window [*first, *last] that holds the words, by ascending *last, where one of them stands; false: no more. Any
 * of the words anywhere in such a window belongs to a match: it can take the place of its like.
 */
bool rhz_near_next(struct rhz_near *x, uint32_t *first, uint32_t *last);

#endif
