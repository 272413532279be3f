/* graph.h -- a generation of the graph as the store holds it: nodes, edges with their proofs, properties, names.
 *
 * A generation is written under a fresh number by the indexer (indexer/graph_build.c) and read by the query side.
 * Node, edge and property numbers are internal to a snapshot: nearly dense from 0. When the graph was amended since it
 * was made, some stand for nothing (their records have kind, relation, property 0), and they are in no order: what people
 * see goes by public ids, 52 bits each (exact in JSON). Layout, byte by byte: doc/format.md, "Graph".
 */
#ifndef RHZ_GRAPH_H
#define RHZ_GRAPH_H

#include "facts.h"
#include "publication.h"

/** A document entity that a node stands for. */
struct rhz_entity_ref {
    uint32_t document, ordinal;
    uint32_t n_mentions; /* in that document */
    uint32_t variant;    /* of the node: which of its rhz_graph_variant tells of it */
};

struct rhz_graph_node {
    uint32_t number;
    uint64_t id;              /* public */
    uint8_t kind, sub;
    struct rhz_span name;     /* best form */
    struct rhz_span *aliases; /* the other written forms, byte order */
    size_t n_aliases;
    uint32_t n_documents, n_mentions, n_edges, n_properties;
    struct rhz_span open;     /* kind 0, a graph of others: its labels and properties (open_values.h) */
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
    struct rhz_span open;     /* relation 0, a graph of others: its relation and properties (open_values.h) */
};

struct rhz_graph_property {
    uint32_t number;
    uint64_t id;
    uint32_t node;
    uint8_t property, nature, sense;
    uint32_t year, date_from, date_to;
    bool has_amount, year_of_document, total, divergent;
    int64_t cents;
    struct rhz_span unit, label;
    struct rhz_statement_ref *proofs; /* by (least uri, start) */
    size_t n_proofs;
};

/** An edge as seen from one of its ends, in the packed adjacency of a node. */
struct rhz_adjacent {
    uint32_t edge, other;
    uint32_t year; /* 0: none */
};

/** What the head of a generation says. */
struct rhz_graph_counts {
    uint32_t nodes, edges, properties; /* numbers in use are below */
    uint32_t documents;
    uint64_t statements; /* that edges and properties gather */
    uint32_t nodes_by_kind[RHZ_KIND_COUNT];
    uint32_t edges_by_relation[RHZ_RELATION_COUNT];
    uint32_t retired_nodes, retired_edges, retired_properties; /* numbers below those counts that stand for nothing */
    bool amended; /* numbers are not in order of public id */
    bool shifted; /* two names share an id, and one has the next: the graph cannot be amended */
};

/* ---- what the indexer keeps to amend the graph; imported graphs lack it ---- */

struct rhz_tally {
    struct rhz_span text;
    uint32_t n;
};

/** Document entities of a node of which their documents say the same (indexer/graph/graph_variants.c). */
struct rhz_graph_variant {
    uint8_t sub;
    struct rhz_span key, name;
    struct rhz_span whole, learnt, salt; /* empty: none */
    struct rhz_span rna, siren;          /* numbers of registers; empty: none */
    uint32_t n_entities;
    uint64_t n_mentions;
    struct rhz_tally *forms; /* other than the name, byte order */
    size_t n_forms;
};

/* ---- keys ---- */

/** Parts of a generation, in the order in which they are written. */
enum rhz_graph_part {
    RHZ_GRAPH_ADJACENCY = 'A', /* be32 node, relation, direction -> 12 bytes an edge */
    RHZ_GRAPH_DEFINED = 'C',   /* kind, short name -> the long ones that documents give it, for the indexer */
    RHZ_GRAPH_DOCUMENT = 'D',  /* be32 document -> le32 node of each ordinal */
    RHZ_GRAPH_EDGE = 'E',      /* be32 edge -> record */
    RHZ_GRAPH_FOLDED = 'F',    /* best name, folded -> le32 nodes: look-up and walk in order of name */
    RHZ_GRAPH_HEAD = 'H',      /* -> counts */
    RHZ_GRAPH_ID = 'I',        /* be64 public id of a node -> le32 node */
    RHZ_GRAPH_KEY = 'K',       /* kind, name key -> le32 nodes */
    RHZ_GRAPH_LIST = 'L',      /* kind (0: all) -> le32 nodes, most documents first */
    RHZ_GRAPH_MEMBERS = 'M',   /* be32 node -> document entities */
    RHZ_GRAPH_NODE = 'N',      /* be32 node -> record */
    RHZ_GRAPH_LABEL = 'O',     /* graph of others: be32 label -> le32 nodes */
    RHZ_GRAPH_PROPERTY = 'P',  /* be32 property -> record */
    RHZ_GRAPH_STATED = 'S',    /* be32 node -> le32 properties */
    RHZ_GRAPH_FREE = 'R',      /* 'N', 'E' or 'P' -> le32 numbers that stand for nothing, for the indexer */
    RHZ_GRAPH_VARIANTS = 'T',  /* be32 node -> what its members are called and why they are it, for the indexer */
    RHZ_GRAPH_VALUE = 'U',     /* graph of others: be32 property, be64 hash of a value -> le32 nodes */
    RHZ_GRAPH_SYMBOL = 'V',    /* graph of others: class, name -> le32 symbol */
    RHZ_GRAPH_WORD = 'W',      /* word of a name, folded -> le32 nodes */
    RHZ_GRAPH_SYMBOL_NAME = 'Y' /* graph of others: class, be32 symbol -> le32 how often it is used, name */
};

/** Set `b` to the beginning of a key: generation and part. */
void rhz_graph_key(struct rhz_buf *b, uint32_t generation, enum rhz_graph_part part);
/** Append a relation to a key of RHZ_GRAPH_ADJACENCY: one byte below 240, else three that come after those. */
void rhz_graph_key_relation(struct rhz_buf *b, unsigned relation);
/** Its inverse, from the bytes of a key after the node: relation and direction; false when they are damaged. */
bool rhz_graph_read_relation(struct rhz_span rest, unsigned *relation, bool *outgoing);
/** Append a name to a key; beyond 400 bytes it is cut and its hash follows. */
void rhz_graph_key_name(struct rhz_buf *b, struct rhz_span name);

/* ---- records: spans decoded borrow from `value`, arrays are in `arena`; RHZ_CORRUPT, RHZ_NO_MEMORY.
 *      `number` is not part of a record: the reading functions below set it from the key. ---- */

void rhz_graph_counts_put(struct rhz_buf *b, const struct rhz_graph_counts *c);
rhz_status rhz_graph_counts_get(struct rhz_span value, struct rhz_graph_counts *out, struct rhz_error *err);
void rhz_graph_node_put(struct rhz_buf *b, const struct rhz_graph_node *n);
rhz_status rhz_graph_node_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_node *out,
                              struct rhz_error *err);
void rhz_graph_edge_put(struct rhz_buf *b, const struct rhz_graph_edge *e);
rhz_status rhz_graph_edge_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_edge *out,
                              struct rhz_error *err);
void rhz_graph_property_put(struct rhz_buf *b, const struct rhz_graph_property *p);
rhz_status rhz_graph_property_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_property *out,
                                  struct rhz_error *err);
/** Document entities ascending by document, then ordinal. */
void rhz_graph_members_put(struct rhz_buf *b, const struct rhz_entity_ref *refs, size_t n);
rhz_status rhz_graph_members_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_entity_ref **refs, size_t *n,
                                 struct rhz_error *err);
void rhz_graph_adjacent_put(struct rhz_buf *b, const struct rhz_adjacent *a);
void rhz_graph_variants_put(struct rhz_buf *b, const struct rhz_graph_variant *v, size_t n);
rhz_status rhz_graph_variants_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_variant **out, size_t *n,
                                  struct rhz_error *err);
/** Long names of one short name, byte order, each with the number of documents that say so. */
void rhz_graph_definitions_put(struct rhz_buf *b, struct rhz_span shorter, const struct rhz_tally *v, size_t n);
rhz_status rhz_graph_definitions_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_span *shorter,
                                     struct rhz_tally **out, size_t *n, struct rhz_error *err);
/** A line of amounts: those of all edges of a list follow its lines, and a byte 1 ends it. */
struct rhz_adjacent_amount {
    uint16_t year; /* exactly that of the edge; 0: none, an interval's too */
    uint8_t nature;
    bool has_amount;
    int64_t cents;
};
void rhz_graph_amount_put(struct rhz_buf *b, const struct rhz_adjacent_amount *a);
struct rhz_adjacent_amount rhz_graph_amount_at(const char *line);
/** The parts of a stored list; false when it is damaged. */
struct rhz_adjacency;
bool rhz_graph_adjacency_read(struct rhz_span value, struct rhz_adjacency *out);

/* ---- reading a generation ---- */

/** A generation seen through a transaction; fill it with rhz_graph_open, nothing to release. */
struct rhz_graph {
    struct rhz_txn *txn;
    uint32_t generation; /* 0: an empty graph */
    struct rhz_graph_counts counts;
};

/** Numbers read in place from the map: valid until the transaction ends. */
struct rhz_numbers {
    struct rhz_span bytes;
    size_t n;
};
static inline uint32_t rhz_numbers_at(const struct rhz_numbers *v, size_t i) { return rhz_le32(v->bytes.p + 4 * i); }

/**
 * Edges of one node, one relation, one direction, in place: latest year first (none last), then the other's name. `amounts`: a
 * line of RHZ_ADJACENT_BYTES for each, of what sums ask for; NULL when no edge of the list has an amount.
 */
struct rhz_adjacency {
    struct rhz_span bytes;
    size_t n;
    const char *amounts;
};
enum { RHZ_ADJACENT_BYTES = 12 };
static inline struct rhz_adjacent rhz_adjacency_at(const struct rhz_adjacency *v, size_t i)
{
    const char *p = v->bytes.p + RHZ_ADJACENT_BYTES * i;
    return (struct rhz_adjacent){.other = rhz_le32(p), .edge = rhz_le32(p + 4), .year = rhz_le32(p + 8)};
}

/** Generation 0 opens an empty graph. RHZ_CORRUPT when the generation has no head. */
rhz_status rhz_graph_open(struct rhz_txn *t, uint32_t generation, struct rhz_graph *out, struct rhz_error *err);
/** Number of the node with this public id. RHZ_NOT_FOUND (err untouched). */
rhz_status rhz_graph_find(const struct rhz_graph *g, uint64_t id, uint32_t *node, struct rhz_error *err);
/** Records by number, decoded into `arena`. RHZ_CORRUPT when there is none. */
rhz_status rhz_graph_node(const struct rhz_graph *g, uint32_t node, struct rhz_arena *arena, struct rhz_graph_node *out,
                          struct rhz_error *err);
rhz_status rhz_graph_edge(const struct rhz_graph *g, uint32_t edge, struct rhz_arena *arena, struct rhz_graph_edge *out,
                          struct rhz_error *err);
rhz_status rhz_graph_property(const struct rhz_graph *g, uint32_t property, struct rhz_arena *arena,
                              struct rhz_graph_property *out, struct rhz_error *err);
/** The bytes of record `number` of EDGE, NODE, PROPERTY or MEMBERS, in place. RHZ_CORRUPT when there is none. */
rhz_status rhz_graph_record(const struct rhz_graph *g, enum rhz_graph_part part, uint32_t number, struct rhz_span *value,
                            struct rhz_error *err);
/** *in_use: number `number` of NODE, EDGE or PROPERTY stands for something. For walks over all numbers. */
rhz_status rhz_graph_in_use(const struct rhz_graph *g, enum rhz_graph_part part, uint32_t number, bool *in_use, struct rhz_error *err);
/** A list of numbers under the key `part` `rest`; empty when there is none. */
rhz_status rhz_graph_list(const struct rhz_graph *g, enum rhz_graph_part part, struct rhz_span rest, struct rhz_numbers *out,
                          struct rhz_error *err);
/** Name of a symbol of a graph of others, in place; `class` of open_values.h. RHZ_CORRUPT when there is none. */
rhz_status rhz_graph_symbol_name(const struct rhz_graph *g, int class, uint32_t symbol, struct rhz_span *out, struct rhz_error *err);
/** The document entities of a node. */
rhz_status rhz_graph_members(const struct rhz_graph *g, uint32_t node, struct rhz_arena *arena,
                             struct rhz_entity_ref **refs, size_t *n, struct rhz_error *err);
/** Lists, empty when there is nothing: edges of a node by relation; its properties; nodes of a document's entities by
 *  ordinal (RHZ_NONE: none); nodes of a kind (0: all), most documents first; nodes that bear a name key. */
rhz_status rhz_graph_adjacency(const struct rhz_graph *g, uint32_t node, unsigned relation, bool outgoing,
                               struct rhz_adjacency *out, struct rhz_error *err);
rhz_status rhz_graph_properties(const struct rhz_graph *g, uint32_t node, struct rhz_numbers *out, struct rhz_error *err);
rhz_status rhz_graph_document_nodes(const struct rhz_graph *g, uint32_t document, struct rhz_numbers *out,
                                    struct rhz_error *err);
rhz_status rhz_graph_nodes_of_kind(const struct rhz_graph *g, enum rhz_kind kind, struct rhz_numbers *out,
                                   struct rhz_error *err);
rhz_status rhz_graph_nodes_of_key(const struct rhz_graph *g, enum rhz_kind kind, struct rhz_span key,
                                  struct rhz_numbers *out, struct rhz_error *err);
/**
 * Mark in `bits` (rhz_graph_bits_bytes(g) bytes, zeroed by the caller) the nodes one of whose names holds `word`
 * (folded, rhz_name_fold), or a word that begins with it when `prefix`.
 */
rhz_status rhz_graph_mark_word(const struct rhz_graph *g, struct rhz_span word, bool prefix, unsigned char *bits,
                               struct rhz_error *err);
/** Nodes one of whose names holds the folded `word`, ascending; empty when there is none. */
rhz_status rhz_graph_nodes_of_word(const struct rhz_graph *g, struct rhz_span word, struct rhz_numbers *out,
                                   struct rhz_error *err);
static inline size_t rhz_graph_bits_bytes(const struct rhz_graph *g) { return (size_t)g->counts.nodes / 8 + 1; }

#endif
