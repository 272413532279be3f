/* import_state.h (private to import*.c) -- an import under way: what is known of the lines read, and what waits to be put in order. */
#ifndef RHZ_IMPORT_STATE_H
#define RHZ_IMPORT_STATE_H

#include "graph.h"
#include "import_line.h"
#include "intern.h"
#include "inverter.h"
#include "open_values.h"
#include "rhizome_index.h"
#include "segment.h"
#include "sorter.h"

/** What has an id in the file: where it was said, and what it became. */
struct import_id {
    uint64_t id;
    uint32_t line, number, proofs; /* number of a document, of a node once sorted; proofs so far of a document */
};

struct import_node {
    uint32_t rank;                 /* place among all by folded name */
    uint32_t documents, mentions, edges, properties;
};

/** Names of one class of symbols of an open graph: symbol n is string n - 1. */
struct import_symbols {
    struct rhz_strings names;
    struct rhz_buf uses;           /* uint32_t of each */
};

/** Records that are put in order on disk when memory does not hold them: key, then what follows. */
enum import_sorter {
    IMPORT_NODES,      /* id: line, record but for the counts */
    IMPORT_FOLDED,     /* key of FOLDED: node */
    IMPORT_KEYS,       /* key of KEY: node */
    IMPORT_WORDS,      /* key of WORD: node */
    IMPORT_LABELS,     /* label: node */
    IMPORT_VALUES,     /* key of VALUE: node */
    IMPORT_EDGES,      /* id: line, record */
    IMPORT_PROPERTIES, /* id: line, record */
    IMPORT_PROOFS,     /* key of FACTS: record */
    IMPORT_MENTIONS,   /* document, node */
    IMPORT_MEMBERS,    /* node, document: ordinal, mentions */
    IMPORT_ADJACENCY,  /* node, relation, direction, place: line of the list */
    IMPORT_STATED,     /* node, property */
    IMPORT_SORTERS
};

struct import {
    struct rhz_store *store;       /* the fresh generation */
    struct rhz_txn *txn;
    bool open;                     /* a graph of others */
    uint64_t memory;
    struct rhz_buf documents, ids; /* import_id: of documents, of nodes */
    struct import_node *nodes;     /* by number */
    size_t n_nodes, n_documents;
    struct import_symbols labels, relations, properties;
    struct rhz_sorter *sorters[IMPORT_SORTERS];
    struct rhz_text_writer *text;
    struct rhz_arena *unit, *record; /* one line; one record that is read back */
    struct rhz_buf key, value, scratch;
    enum rhz_import_type phase;
    uint32_t line;
    struct rhz_graph_counts counts;
    struct rhz_import_report *report;
    struct rhz_error *err;
};

static inline struct import_id *import_ids(const struct rhz_buf *b)
{
    return (struct import_id *)(void *)b->p;
}
static inline size_t import_count(const struct rhz_buf *b)
{
    return b->n / sizeof(struct import_id);
}

/** Nodes are all read: number them in order of id, index their names. */
rhz_status rhz_import_number_nodes(struct import *x);
/** All is read: write the generation of the graph. */
rhz_status rhz_import_write_graph(struct import *x);

/** Number of a symbol, made when it is new, and one use more; 0 after a failure. */
uint32_t rhz_import_symbol(struct import_symbols *s, struct rhz_span name);

/* import_open.c */
/** Labels and properties of a node, or relation and properties of an edge, as their records end. RHZ_INVALID: the line is refused. */
rhz_status rhz_import_open_node(struct import *x, const struct rhz_import_line *l, struct rhz_buf *out);
rhz_status rhz_import_open_edge(struct import *x, const struct rhz_import_line *l, struct rhz_buf *out, uint32_t *relation);

#endif
