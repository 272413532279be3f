/* graph_state.h (private to graph_*.c) -- a graph in memory, between the facts of the documents and the store.
 *
 * Three steps fill it, each in its file: graph_build.c reads the facts, graph_nodes.c makes nodes of document
 * entities, graph_edges.c makes edges and properties of statements; graph_write.c writes it. All arrays are rhz_bufs
 * of structures; strings are kept once and referred to by number (intern.h).
 */
#ifndef RHZ_GRAPH_STATE_H
#define RHZ_GRAPH_STATE_H

#include "gazetteer.h"
#include "graph_build.h"
#include "intern.h"
#include "names.h"

struct build_document {
    uint32_t document;
    uint32_t rank;              /* by least uri: what proofs are sorted by, since numbers tell the order of arrival */
    uint32_t first_entity, n_entities;
};

struct build_entity {
    uint32_t document, ordinal, n_mentions;
    uint32_t name, key;         /* strings */
    uint32_t first_form, n_forms; /* in `forms` */
    uint32_t node;              /* its component, then its node; RHZ_NONE: it names nothing */
    uint8_t kind, sub;
};

struct build_node {
    uint64_t id;
    uint32_t component, key, name; /* key and name: strings */
    uint32_t first_member, n_members; /* in `members` */
    uint32_t first_alias, n_aliases;  /* in `aliases` */
    uint32_t n_documents, n_mentions, n_edges, n_properties;
    uint32_t name_rank;         /* place among all nodes by folded name */
    uint8_t kind, sub;
};

/** What a document says of a short name (definitions.h). */
struct build_definition {
    uint32_t document, shorter, longer; /* strings */
    uint8_t kind;
    bool everywhere;
};

/** A statement whose ends are nodes. */
struct build_fact {
    unsigned char key[16];      /* hash of what makes it one thing with others */
    uint64_t rival;             /* hash of the same but for the amount */
    int64_t cents;
    uint32_t document, rank, start, statement;
    uint32_t subject, object;   /* entities, then nodes; object RHZ_NONE: a property */
    uint32_t year, from, to;
    uint32_t unit, role, label; /* strings */
    uint32_t flags, group;
    uint8_t relation, property, nature, sense;
    bool has_amount;
};

/** Facts of one key: an edge or a property. */
struct build_group {
    uint64_t id;
    uint32_t first, n; /* in the sorted facts */
    bool divergent;
};

struct graph_build {
    struct rhz_store *store;
    struct rhz_txn **txn;
    const struct rhz_publication *publication;
    uint32_t generation;
    size_t memory_bytes;               /* 0: no limit */
    struct rhz_gazetteer *gazetteer;

    struct rhz_strings strings;
    struct rhz_buf documents;  /* build_document, by number once read */
    struct rhz_buf entities;   /* build_entity */
    struct rhz_buf forms;      /* uint32_t: strings */
    struct rhz_buf definitions; /* build_definition */
    struct rhz_buf links, values; /* build_fact: edges and properties, sorted by (key, rank, start, statement) */
    struct rhz_buf nodes;      /* build_node, by id */
    struct rhz_buf members;    /* uint32_t: entities of each node, by (document, ordinal) */
    struct rhz_buf aliases;    /* uint32_t: strings of each node, byte order */
    struct rhz_buf edges, properties; /* build_group, by id */
};

/** An array in a rhz_buf. */
#define BUILD_ARRAY(type, buf) ((type *)(void *)(buf).p)
#define BUILD_COUNT(type, buf) ((buf).n / sizeof(type))

/** RHZ_NO_MEMORY when more than the budget is in use, with what to do about it. */
rhz_status rhz_build_within_budget(const struct graph_build *g, struct rhz_error *err);

rhz_status rhz_build_nodes(struct graph_build *g, struct rhz_error *err); /* graph_nodes.c */
rhz_status rhz_build_edges(struct graph_build *g, struct rhz_error *err); /* graph_edges.c */
rhz_status rhz_build_write(struct graph_build *g, struct rhz_error *err); /* graph_write.c */

#endif
