/* graph.h -- a generation of the graph as the store holds it: nodes, edges with their proofs, properties, names.
 *
 * A generation is written under a fresh number by the indexer (indexer/graph_build.c) and read by the query side.
 * Node and edge numbers are internal to a generation; public ids are stable (names.h). Layout: doc/format.md.
 */
#ifndef RHZ_GRAPH_H
#define RHZ_GRAPH_H

#include "facts.h"
#include "publication.h"

struct rhz_graph_node {
    uint32_t number;          /* from 0, dense, in order of public id */
    uint64_t id;              /* public */
    uint8_t kind, sub;
    struct rhz_span name;     /* best form */
    struct rhz_span *aliases; /* the other written forms, byte order */
    size_t n_aliases;
    struct rhz_entity_ref {   /* the document entities that it stands for, by document then ordinal */
        uint32_t document, ordinal;
    } *entities;
    size_t n_entities;
    uint32_t n_mentions, n_edges, n_properties;
};

/** Proof of an edge or property: a statement of a document. */
struct rhz_statement_ref {
    uint32_t document, statement; /* index into the document's facts */
};

struct rhz_graph_edge {
    uint32_t number;
    uint64_t id;              /* public: hash of its key (relation, public ends, interval, nature, unit, role, amount) */
    uint8_t relation, nature;
    uint32_t from, to;        /* node numbers */
    uint32_t year, date_from, date_to;
    bool has_amount, year_of_document, divergent, joint;
    int64_t cents;
    struct rhz_span unit;
    struct rhz_span *roles;   /* distinct, as written, byte order */
    size_t n_roles;
    struct rhz_statement_ref *proofs; /* by (least uri, start) */
    size_t n_proofs;
};

struct rhz_graph_property {
    uint64_t id;
    uint32_t node;
    uint8_t property, nature, sense;
    uint32_t year, date_from, date_to;
    bool has_amount, total, divergent;
    int64_t cents;
    struct rhz_span unit, label;
    struct rhz_statement_ref *proofs;
    size_t n_proofs;
};

/** An edge as seen from one of its ends, in the packed adjacency of a node. */
struct rhz_adjacent {
    uint32_t edge, other;
    uint8_t relation;
    bool outgoing;
    uint32_t year; /* 0: none */
};

/* Writing and reading functions: declared below by the owner of graph.c. */

#endif
