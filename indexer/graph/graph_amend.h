/* graph_amend.h (private to graph_amend*.c) -- a graph on its way from what it was to what the documents now say.
 *
 * Numbers here are those of the store; nodes of graph_build are counted by component and know theirs.
 */
#ifndef RHZ_GRAPH_AMEND_H
#define RHZ_GRAPH_AMEND_H

#include "graph_state.h"

/** A node of the graph in force. */
struct amend_old {
    uint64_t id;                  /* 0: the number stands for nothing */
    uint32_t first_variant, n_variants;
    uint32_t node;                /* index of what bears its number now; RHZ_NONE: nothing, it is retired */
    uint8_t kind;
    bool dissolved;               /* it is made anew, under this number or not */
};

/** Where a variant comes from. */
struct amend_home {
    uint32_t old;                 /* node of the graph in force; RHZ_NONE: it is new */
    bool changed;                 /* some document was counted in or out */
};

/** A document that came, went or changed its least address. */
struct amend_document {
    uint32_t document;
    bool was, is;                 /* alive in the graph in force, now */
    struct build_document old, now; /* their entities */
};

/** An entity of a document that stays, whose node has another number. */
struct amend_moved {
    uint32_t document, ordinal, old, node;
};

/** A member of a node that is made anew. */
struct amend_member {
    uint32_t node, document, ordinal, n_mentions, variant;
};

/** An edge or property of the graph in force that was looked at. */
struct amend_record {
    uint64_t id;
    uint32_t number;
    uint32_t from, to, year;      /* edges: year by which they are in order; properties: `from` is the node */
    uint8_t relation;
    bool kept;
    struct rhz_span value;        /* as stored */
};

/** Edges of two nodes, of one relation and one year; or properties of a node, of one name, year and label. */
struct amend_class {
    uint64_t label;
    uint32_t from, to, year;
    uint8_t relation, property;
};

struct amend {
    struct graph_build *g;
    struct rhz_graph graph;       /* in force */
    uint64_t from_publication;
    struct rhz_arena *arena, *unit;
    struct rhz_error *err;
    struct rhz_graph_work *work;
    bool lost;                    /* it cannot be amended: something is not as expected, or too much would change */

    struct amend_old *old;        /* by number */
    struct rhz_buf homes;         /* amend_home, by variant */
    struct rhz_buf touched;       /* amend_document, by number */
    struct rhz_buf defined;       /* uint32_t: how often each definition was said, by its number */
    struct rhz_buf moved;         /* amend_moved, by (document, ordinal) */
    struct rhz_buf members;       /* amend_member, by (node, document, ordinal) */
    struct rhz_buf classes;       /* amend_class */
    struct rhz_buf edges, properties; /* amend_record, by id */
    uint32_t node_end, edge_end, property_end; /* first numbers never used */
    struct rhz_numbers free_nodes, free_edges, free_properties;
    size_t used_nodes, used_edges, used_properties; /* of the free ones */
    uint64_t n_facts_before;      /* statements in the edges and properties looked at */
};

#define AMEND_OF(type, buf) BUILD_ARRAY(type, buf)

/** The touched document of this number, NULL: it stays as it is. */
struct amend_document *rhz_amend_touched(const struct amend *a, uint32_t document);
/** The next number for something new: a free one, else one never used. */
uint32_t rhz_amend_number(const struct rhz_numbers *free_ones, size_t *used, uint32_t *end);

rhz_status rhz_amend_nodes(struct amend *a);   /* graph_amend.c */
rhz_status rhz_amend_facts(struct amend *a);   /* graph_amend_facts.c */
rhz_status rhz_amend_write(struct amend *a);   /* graph_amend_write.c */

#endif
