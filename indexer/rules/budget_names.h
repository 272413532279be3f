/* budget_names.h -- who and what a label of the accounts names: funders and programmes of one document.
 *
 * Names come from what the document names elsewhere, from rhz_guess_name, and from short forms of known programmes that
 * a narrow cell cuts. Nothing is added to the facts until rhz_naming_commit: a label that gives no statement leaves
 * no trace.
 */
#ifndef RHZ_BUDGET_NAMES_H
#define RHZ_BUDGET_NAMES_H

#include "budget_labels.h"
#include "extract.h"

enum { RHZ_NAMED_MOST = 6 };

struct rhz_named {
    uint8_t kind, sub;
    struct rhz_span name; /* as the entity is, or will be, called */
    uint32_t ordinal;     /* RHZ_NONE: not in the facts yet */
    uint32_t start, end;  /* where the label names it: document bytes */
};

struct rhz_named_ends {
    struct rhz_named funders[RHZ_NAMED_MOST], programmes[RHZ_NAMED_MOST];
    unsigned n_funders, n_programmes;
};

struct rhz_naming;
/** For one document; its tables live in `arena`, end it before that. NULL: memory is out. */
struct rhz_naming *rhz_naming_new(const struct rhz_extraction *x, struct rhz_arena *arena);
void rhz_naming_free(struct rhz_naming *n); /* accepts NULL */
/** Learn the programmes that the facts hold now. False: memory is out. */
bool rhz_naming_learn(struct rhz_naming *n);

/**
 * Read a label. `financing`: the row stands among funders, so that a name beside a known one is believed; `among`: it
 * stands under subsidies and partnerships, where a line that the text names elsewhere is a programme.
 */
void rhz_naming_read(struct rhz_naming *n, const struct rhz_budget_label *l, bool financing, bool among,
                     struct rhz_named_ends *out);
/** A cell that its header says to hold a funder or a programme: believed when it looks like a name. */
bool rhz_naming_cell(struct rhz_naming *n, struct rhz_span cell, enum rhz_kind kind, struct rhz_named *out);
/** Remember a programme that a label gives evidence of, for rhz_naming_settle. False: memory is out. */
bool rhz_naming_suggest(struct rhz_naming *n, const struct rhz_named *named);
/** Put what was suggested in the facts, but for names that a cell cut in a word of a longer one; then learn. */
bool rhz_naming_settle(struct rhz_naming *n);
/** A stretch of prose that is, whole, the name of an organisation or programme. */
bool rhz_naming_whole(struct rhz_naming *n, struct rhz_span part, struct rhz_named *out);
/** Put it in the facts with this mention; its ordinal, RHZ_NONE when memory is out. */
uint32_t rhz_naming_commit(struct rhz_naming *n, const struct rhz_named *named);

#endif
