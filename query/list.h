/* list.h (private to query/) -- a leaf of the plan in one segment: passages that hold it, ascending, block by block.
 *
 * A plain word is read straight from its posting list. A leaf that needs more than one list, or the positions (several
 * readings, a phrase, forms as written, a prefix), is gathered first into arrays of its own; both look the same here.
 * Lists include the passages of dead documents: df must not depend on when a segment was merged.
 */
#ifndef RHZ_LIST_H
#define RHZ_LIST_H

#include "plan.h"
#include "segment.h"

/** Limits of one query, passed wherever work may grow with the base. */
struct rhz_patience {
    uint64_t until_us; /* as rhz_now_us() */
    uint32_t steps;
};
/** RHZ_LIMIT with its sentence once the time is over; reads the clock every 64th call. */
rhz_status rhz_patience_check(struct rhz_patience *p, struct rhz_error *err);

struct rhz_list {
    uint32_t passage; /* current, RHZ_NONE past the end */
    uint32_t at, n;   /* in the block; a gathered list is one block */
    const uint32_t *passages, *frequencies, *context_frequencies;
    const uint8_t *form_sets;
    uint8_t exact;    /* posting i holds the form as typed, in text or context: form_sets[i] & exact */
    uint64_t df;
    bool corrupt;
    /* private */
    struct rhz_postings *postings; /* NULL: gathered */
    struct rhz_segment *segment;
    struct rhz_term term;
};

/** Open `leaf` in a segment; a leaf that does not occur gives an empty list. RHZ_CORRUPT, RHZ_LIMIT, RHZ_NO_MEMORY. */
rhz_status rhz_list_open(struct rhz_segment *s, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                         struct rhz_patience *patience, struct rhz_list **out, struct rhz_error *err);
/** A list of given passages, ascending, that nothing scores; the array is borrowed. */
rhz_status rhz_list_of(struct rhz_segment *s, const uint32_t *passages, size_t n, struct rhz_arena *arena,
                       struct rhz_list **out, struct rhz_error *err);
/**
 * *l, which stands at its beginning, and the passages of `more` (ascending): those that it lacks are in it once, those that it
 * has count as the form as typed. *added grows by the number of the former. RHZ_CORRUPT, RHZ_LIMIT, RHZ_NO_MEMORY.
 */
rhz_status rhz_list_join(struct rhz_list **l, const uint32_t *more, size_t n, struct rhz_arena *arena,
                         struct rhz_patience *patience, uint64_t *added, struct rhz_error *err);
/** Another cursor over the same postings, at the first one. RHZ_NO_MEMORY, RHZ_CORRUPT. */
rhz_status rhz_list_copy(const struct rhz_list *l, struct rhz_arena *arena, struct rhz_list **out,
                         struct rhz_error *err);
/** Move to the first posting of the next block. */
void rhz_list_next_block(struct rhz_list *l);
/** rhz_list_seek() beyond the current block. */
void rhz_list_seek_far(struct rhz_list *l, uint32_t target);

static inline void rhz_list_next(struct rhz_list *l)
{
    if (++l->at < l->n)
        l->passage = l->passages[l->at];
    else
        rhz_list_next_block(l);
}

/** First posting with passage >= target; targets ascend. */
static inline void rhz_list_seek(struct rhz_list *l, uint32_t target)
{
    uint32_t low, high, middle;

    if (l->passage >= target)
        return;
    if (l->passages[l->n - 1] < target) {
        rhz_list_seek_far(l, target);
        return;
    }
    /* Gallop: the target is near in dense lists, and a gathered list may be long. */
    low = l->at;
    for (high = 1; low + high < l->n && l->passages[low + high] < target; high *= 2)
        ;
    middle = low + high / 2;
    high = low + high < l->n ? low + high : l->n - 1;
    for (low = middle; low < high;) {
        middle = low + (high - low) / 2;
        if (l->passages[middle] < target)
            low = middle + 1;
        else
            high = middle;
    }
    l->at = low;
    l->passage = l->passages[low];
}

/* ---- forms (gather.c) ---- */

/** Which forms of a term a leaf means, in one segment. */
struct rhz_form_choice {
    uint8_t low;       /* bit i: form i is meant; bit 7: some form from 7 on is */
    bool all;          /* every form is */
    const uint8_t *of; /* per form, 0 or 1; NULL when there are at most 7 forms */
};
/** Is form `form` one of them? */
static inline bool rhz_form_chosen(const struct rhz_form_choice *c, uint32_t form)
{
    return c->all || (form < 7 ? c->low >> form & 1 : c->of && c->of[form]);
}
rhz_status rhz_form_choose(const struct rhz_term *t, const struct rhz_leaf *leaf, const struct rhz_slot *slot,
                           struct rhz_arena *arena, struct rhz_form_choice *out, struct rhz_error *err);
/** Gather a leaf whose terms are not one plain list. Fills `l`. */
rhz_status rhz_list_gather(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                           struct rhz_patience *patience, struct rhz_error *err);
/** The same for words in order, or near one another (phrase.c). */
rhz_status rhz_list_gather_phrase(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                                  struct rhz_patience *patience, struct rhz_error *err);
/** Room for `n` gathered postings; sets the arrays of `l`. */
struct rhz_gathered {
    uint32_t *passages, *frequencies, *context_frequencies;
    uint8_t *form_sets;
    size_t n, cap;
};
bool rhz_gathered_push(struct rhz_gathered *g, struct rhz_arena *arena, uint32_t passage, uint32_t frequency,
                       uint32_t context_frequency, bool exact);
void rhz_gathered_finish(const struct rhz_gathered *g, struct rhz_list *l);

#endif
