/* loops.h (private to query/) -- going through one segment: which passages answer, how well, what they are worth. */
#ifndef RHZ_LOOPS_H
#define RHZ_LOOPS_H

#include "collect.h"

/** How good an answer is, before its score. */
enum rhz_level {
    RHZ_LEVEL_HERE,   /* all words stand in the passage, its title or headings */
    RHZ_LEVEL_AROUND, /* all words, some of them elsewhere in the document */
    RHZ_LEVEL_BUT_ONE,
    RHZ_LEVEL_HALF,
    RHZ_NO_LEVEL = -1
};

/** How a loop tells strong answers from weak ones. */
struct rhz_levels {
    bool any;   /* every passage counts the same */
    bool relax; /* passages that lack some words are answers, below */
    float half; /* of the summed weight of the soft leaves that occur at all */
};

/** Passages that meet what is required; there is no soft leaf, or any number of them may lack. */
rhz_status rhz_loop_required(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_levels *levels,
                             struct rhz_error *err);
/** Passages of the documents that hold every soft leaf (there is one at least). */
rhz_status rhz_loop_documents(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_levels *levels,
                              struct rhz_error *err);
/** Passages that hold any soft leaf; nothing is required. */
rhz_status rhz_loop_any(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_levels *levels,
                        struct rhz_error *err);

#endif
