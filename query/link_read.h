/* link_read.h (private to query/) -- one edge of the graph -> the link that users are shown, with its proofs.
 *
 * Every answer about links reads them here: an edge whose proofs all stand in documents that died since the graph was
 * built gives no link (n_evidence 0), and is to be left out.
 */
#ifndef RHZ_LINK_READ_H
#define RHZ_LINK_READ_H

#include "evidence.h"
#include "period.h"
#include "view.h"

struct rhz_link_reader {
    struct rhz_view view;
    struct rhz_evidence_reader *evidence;
    struct rhz_arena *scratch; /* one edge or node: reset by each call below */
    struct rhz_arena *arena;   /* the result's: what is read lives there */
};

/** Zero-filled before; close it after any outcome. */
rhz_status rhz_link_reader_open(struct rhz_base *b, struct rhz_arena *arena, struct rhz_link_reader *out, struct rhz_error *err);
void rhz_link_reader_close(struct rhz_link_reader *r);

/** The two ends of a link, or any node, for people. */
rhz_status rhz_link_end_read(struct rhz_link_reader *r, uint32_t node, struct rhz_link_end *out, struct rhz_error *err);
/** The link of an edge that is decoded already; its arrays may lie in r->scratch, its holding is left RHZ_HOLDS. */
rhz_status rhz_link_of_edge(struct rhz_link_reader *r, const struct rhz_graph_edge *e, struct rhz_link *out,
                            struct rhz_error *err);
/** The same by number. */
rhz_status rhz_link_read(struct rhz_link_reader *r, uint32_t edge, struct rhz_link *out, struct rhz_error *err);
/** An entity, whole. */
rhz_status rhz_entity_read(struct rhz_link_reader *r, uint32_t node, struct rhz_entity *out, struct rhz_error *err);
/** Entities as a result of its own. */
rhz_status rhz_entities_of_nodes(struct rhz_link_reader *r, const uint32_t *nodes, size_t n, struct rhz_entities **out,
                                 struct rhz_error *err);
/** A property, with its proofs; its label and unit are copied. */
rhz_status rhz_property_read(struct rhz_link_reader *r, const struct rhz_graph_property *p, struct rhz_property_value *out,
                             struct rhz_error *err);

#endif
