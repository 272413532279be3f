/* resolve.h -- which document entities are one thing.
 *
 * In three steps, each a pure function of what the documents say, never of counts, numbers or order of arrival:
 * blocking keys propose pairs, a decision on the two says whether they are one, connected components are the things.
 */
#ifndef RHZ_RESOLVE_H
#define RHZ_RESOLVE_H

#include "names.h"

/** A document entity as resolution sees it. */
struct rhz_resolve_entity {
    enum rhz_kind kind;
    struct rhz_span key;  /* rhz_name_key of its name; empty: it names nothing */
    uint32_t component;   /* answer: from 0, ascending by (kind, least key of the component); RHZ_NONE for an empty key */
};

/**
 * Fill `component` of the n entities.
 * Scratch memory is allocated and released inside. RHZ_NO_MEMORY.
 */
rhz_status rhz_resolve(struct rhz_resolve_entity *v, size_t n, size_t *n_components, struct rhz_error *err);

#endif
