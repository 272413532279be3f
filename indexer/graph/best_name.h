/* best_name.h -- which of the written forms of a node is its name, and how that form is best written. Pure functions. */
#ifndef RHZ_BEST_NAME_H
#define RHZ_BEST_NAME_H

#include "names.h"

struct rhz_name_candidate {
    struct rhz_span form, key;
    uint64_t weight; /* how often the documents use a form with this key */
};

/** <0 when `a` is the better name. A total order of forms, given that weights go with keys. */
int rhz_best_name(enum rhz_kind kind, const struct rhz_name_candidate *a, const struct rhz_name_candidate *b);

/** A body's name as one writes it alone: "villes de Thiers" is Ville de Thiers. Clears `out`. */
void rhz_body_name(struct rhz_span form, struct rhz_buf *out);

#endif
