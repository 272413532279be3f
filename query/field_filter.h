/* field_filter.h (private to query/) -- champ:valeur -> the passages that it allows, over all segments of a snapshot. */
#ifndef RHZ_FIELD_FILTER_H
#define RHZ_FIELD_FILTER_H

#include "facts.h"
#include "list.h"
#include "snapshot.h"

/** Where to look: the segments of the snapshot, opened. */
struct rhz_fields {
    struct rhz_snapshot *snapshot;
    struct rhz_segment **segments; /* as publication.segments */
    struct rhz_patience *patience;
    const char *hint; /* set to one sentence when a value names nothing in this base */
    /* The document whose proofs were read last: those of a node are often of few documents. */
    uint32_t document;
    struct rhz_document_record record;
    struct rhz_facts facts;
};

/** Passages ascending, without repeats, in the snapshot's arena. */
struct rhz_field_set {
    uint32_t *passages;
    size_t n, cap;
};

struct rhz_graph;

/** The passages that a leaf of kind FIELD allows, of live documents only. RHZ_CORRUPT, RHZ_LIMIT, RHZ_NO_MEMORY. */
rhz_status rhz_field_find(struct rhz_fields *f, const struct rhz_leaf *leaf, struct rhz_field_set *out,
                          struct rhz_error *err);
/** "2023", "2017..2020", "..2020", "2017.." -> first and last year. */
bool rhz_field_years(struct rhz_span value, uint32_t *from, uint32_t *to);

/** What a node is called, for fields that name one (field_nodes.c): bit i of *bits: node i is meant. NULL: none. */
rhz_status rhz_field_nodes(const struct rhz_graph *g, unsigned kind, struct rhz_span name, struct rhz_arena *arena,
                           uint32_t **nodes, size_t *n, struct rhz_error *err);

/** Does a name hold each of these words (folded, a space between)? `room` is scratch. */
bool rhz_name_has_words(struct rhz_span name, struct rhz_span words, struct rhz_buf *room);
/** Add the passages of live documents that mention a node, in no order; rhz_field_sort() makes a set of them. */
rhz_status rhz_field_mentions(struct rhz_fields *f, const struct rhz_graph *g, uint32_t node, struct rhz_field_set *out,
                              struct rhz_error *err);
/** Add the passages that prove that a node pays for something. */
rhz_status rhz_field_funding(struct rhz_fields *f, const struct rhz_graph *g, uint32_t node, struct rhz_field_set *out,
                             struct rhz_error *err);
void rhz_field_sort(struct rhz_field_set *set);

#endif
