/* graph_state.h (private to graph_*.c) -- a graph in memory, between the facts of the documents and the store.
 *
 * Three steps fill it, each in its file: graph_build.c reads the facts, graph_nodes.c makes nodes of document
 * entities, graph_edges.c makes edges and properties of statements; graph_write.c writes it. All arrays are rhz_bufs
 * of structures; strings are kept once and referred to by number (intern.h).
 */
#ifndef RHZ_GRAPH_STATE_H
#define RHZ_GRAPH_STATE_H

#include "corrections.h"
#include "gazetteer.h"
#include "graph_build.h"
#include "intern.h"
#include "names.h"
#include "resolve.h"

struct build_document {
    uint32_t document;
    uint32_t rank;              /* by least uri: what proofs are sorted by, since numbers tell the order of arrival */
    uint32_t first_entity, n_entities;
};

struct build_entity {
    uint32_t document, ordinal, n_mentions;
    uint32_t variant;           /* RHZ_NONE: it names nothing */
    uint32_t node;              /* RHZ_NONE: it names nothing */
    uint8_t kind;
};

/**
 * Document entities of which their documents say the same: resolution sees these, of which there are as many as
 * distinct names, not as documents (graph_variants.c).
 */
struct build_variant {
    uint32_t key, name;         /* strings */
    uint32_t whole, learnt;     /* strings: what their documents say the key, and its first word, stand for; RHZ_NONE: nothing */
    uint32_t rna, siren;        /* strings: numbers that their documents give them; RHZ_NONE: none */
    uint32_t salt;              /* string: what tells them from others of their name; RHZ_NONE: nothing */
    uint32_t n_entities;        /* 0: no document says so any more */
    uint64_t n_mentions;
    uint32_t first_form, n_forms; /* in `forms`, once rhz_variants_sort_forms has put them in order */
    uint32_t node;              /* its component, then its node; RHZ_NONE: no entity */
    uint32_t place;             /* among the variants of its node */
    uint64_t reading;           /* hash of how it reads (resolve.h) */
    bool plain;                 /* nothing but its key makes it read so */
    uint8_t kind, sub;
};

/** How many entities of a variant are written so. */
struct build_form {
    uint32_t variant, form;     /* form: string */
    uint32_t n;
};

struct build_node {
    uint64_t id;
    uint32_t number;               /* in the store */
    uint32_t component, key, name; /* key and name: strings */
    uint32_t salt;                 /* as of its members; RHZ_NONE when one has none */
    struct rhz_span new_name;      /* what a correction calls it; empty: nothing */
    uint32_t first_member, n_members; /* in `members` */
    uint32_t first_variant, n_variants; /* in `node_variants` */
    uint32_t first_alias, n_aliases;  /* in `aliases` */
    uint32_t n_documents, n_mentions, n_edges, n_properties;
    uint32_t name_rank;         /* place among all nodes by folded name */
    uint8_t kind, sub;
    bool anew;                  /* amending: not what it was */
};

/** A short name that `n` documents define, for all documents (definitions.h). */
struct build_definition {
    uint32_t shorter, longer; /* strings */
    uint32_t n;
    uint8_t kind;
};

/** A statement whose ends are nodes. */
struct build_fact {
    unsigned char key[16];      /* hash of what makes it one thing with others */
    uint64_t rival;             /* hash of the same but for the amount */
    int64_t cents;
    uint32_t document, rank, start, statement; /* statement RHZ_NONE: no proof (an imported role beyond the proofs) */
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
    uint32_t number;   /* in the store */
    bool divergent;
    bool is_new;       /* amending: the graph in force does not have it */
};

/** A correction under the name that it begins with. */
struct build_correction {
    enum rhz_kind kind;
    struct rhz_span key;
    uint32_t line; /* in `lines` */
};
struct build_corrections {
    struct rhz_arena *arena;
    struct rhz_span text;         /* of the file */
    struct rhz_corrections lines;
    uint32_t *effects;            /* of each line: how many entities or statements it changed */
    struct rhz_buf rules;         /* struct rhz_resolve_rule */
    struct rhz_buf rule_lines;    /* uint32_t: line of each */
    uint32_t *documents;          /* of each line that sets one name of a document apart, RHZ_NONE: of no document */
    struct build_correction *names; /* by (kind, key) */
    size_t n_names;
    bool rejects_links;           /* some line rejects a link */
};

struct graph_build {
    struct rhz_store *store;
    struct rhz_txn **txn;
    const struct rhz_publication *publication;
    uint32_t generation;
    size_t memory_bytes;               /* 0: no limit */
    struct rhz_gazetteer *gazetteer;
    struct build_corrections corrections;

    struct rhz_strings strings;
    struct rhz_buf documents;  /* build_document, by number once read */
    struct rhz_buf entities;   /* build_entity */
    struct rhz_strings variant_keys; /* what tells variants apart; the number of a string is the variant's */
    struct rhz_buf variants;   /* build_variant */
    struct rhz_strings form_keys;    /* the same for forms */
    struct rhz_buf forms;      /* build_form */
    struct rhz_strings definition_keys; /* and for definitions */
    struct rhz_buf definitions; /* build_definition */
    struct rhz_buf links, values; /* build_fact: edges and properties, sorted by (key, rank, start, statement) */
    struct rhz_buf nodes;      /* build_node, by id */
    struct rhz_buf members;    /* uint32_t: entities of each node, by (document, ordinal) */
    struct rhz_buf node_variants; /* uint32_t: variants of each node, in the order of their names */
    struct rhz_buf aliases;    /* uint32_t: strings of each node, byte order */
    struct rhz_buf edges, properties; /* build_group, by id */
    bool shifted;              /* two names share an id: one of them has the next */
};

/** An array in a rhz_buf. */
#define BUILD_ARRAY(type, buf) ((type *)(void *)(buf).p)
#define BUILD_COUNT(type, buf) ((buf).n / sizeof(type))

/** RHZ_NO_MEMORY when more than the budget is in use, with what to do about it. */
rhz_status rhz_build_within_budget(const struct graph_build *g, struct rhz_error *err);

/* graph_build.c */
/** The facts of a document. RHZ_NOT_FOUND: it has none. */
rhz_status rhz_build_facts_of(struct graph_build *g, uint32_t document, struct rhz_arena *arena, struct rhz_facts *out,
                              struct rhz_error *err);
rhz_status rhz_build_check_ends(const struct rhz_facts *f, const struct rhz_statement *s, struct rhz_error *err);
/** Keep a statement of a document whose entities were taken. False: memory is out. */
bool rhz_build_take_statement(struct graph_build *g, const struct rhz_statement *s, const struct build_document *d, uint32_t index);

/* graph_corrections.c, in the order of their use */
rhz_status rhz_build_read_corrections(struct graph_build *g, struct rhz_span text, struct rhz_error *err);
/** Which documents, as of that publication, the addresses in lines stand for. */
rhz_status rhz_build_find_documents(struct graph_build *g, uint64_t publication, struct rhz_error *err);
/** Change the kind (and then the key) of an entity of this name and key, or empty the key. False: memory is out. */
bool rhz_build_correct_entity(struct graph_build *g, struct rhz_span name, uint8_t *kind, struct rhz_buf *key, int sign);
/** What sets this name in this document apart from the same name elsewhere; empty: nothing. */
struct rhz_span rhz_build_salt(const struct graph_build *g, uint32_t document, enum rhz_kind kind, struct rhz_span key);
/** What lines say to resolution, whose document entities are the variants. False: memory is out. */
bool rhz_build_rules(struct graph_build *g);
void rhz_build_note_rules(struct graph_build *g);
/** Set the sub-kind and new_name of a node. */
void rhz_build_correct_node(struct graph_build *g, struct build_node *node);
/** A link whose ends are nodes is rejected. */
bool rhz_build_rejects(struct graph_build *g, const struct build_fact *f);
rhz_status rhz_build_keep_corrections(struct graph_build *g, struct rhz_error *err);
void rhz_build_free_corrections(struct graph_build *g);

/**
 * Count the entities of a document in (sign 1) or out (-1), under the variants that they are, and what it defines for
 * all documents. Appends its build_entity and sets d->first_entity and n_entities.
 */
rhz_status rhz_build_take_entities(struct graph_build *g, const struct rhz_facts *f, struct build_document *d, int sign,
                                   struct rhz_arena *arena, struct rhz_error *err); /* graph_variants.c */
/** The number of the variant that is told apart so; a new one has no entities. RHZ_NONE: memory is out. */
uint32_t rhz_build_variant(struct graph_build *g, const struct build_variant *like);
/** Count `n` entities of a variant as written so. False: memory is out. */
bool rhz_build_form(struct graph_build *g, uint32_t variant, uint32_t form, int n);
bool rhz_build_define(struct graph_build *g, uint8_t kind, struct rhz_span shorter, struct rhz_span longer, int n);
/** Forms of each variant side by side, in order of bytes; nothing is counted after it. */
void rhz_build_sort_forms(struct graph_build *g);

rhz_status rhz_build_resolve(struct graph_build *g, size_t *n_components, struct rhz_error *err); /* graph_nodes.c */
/** Variants of each node, in order of their names: `node_variants`, first_variant, n_variants, place. */
rhz_status rhz_build_gather_variants(struct graph_build *g, struct rhz_error *err);
struct build_naming {
    struct rhz_buf forms, sorted, key, best, name;
};
/** Key, id, name, aliases and sub-kind of a node whose variants are known. False: memory is out. */
bool rhz_build_name_node(struct graph_build *g, struct build_node *node, struct build_naming *w);
/** Key and id alone. False: memory is out. */
bool rhz_build_identify(struct graph_build *g, struct build_node *node);
void rhz_build_naming_free(struct build_naming *w);
rhz_status rhz_build_nodes(struct graph_build *g, struct rhz_error *err);
rhz_status rhz_build_edges(struct graph_build *g, struct rhz_error *err); /* graph_edges.c */
/** Sort facts whose ends are nodes into groups. */
rhz_status rhz_build_group(struct graph_build *g, struct rhz_buf *facts, struct rhz_buf *groups, struct rhz_error *err);
rhz_status rhz_build_rank_names(struct graph_build *g, struct rhz_error *err); /* name_rank of all nodes */
void rhz_build_count_ends(struct graph_build *g); /* edges and properties of each node */
void rhz_build_free(struct graph_build *g);
rhz_status rhz_build_write(struct graph_build *g, struct rhz_error *err); /* graph_write.c */

/** An entry of the table of ids: the number is that of a node. */
struct build_id {
    uint64_t id;
    uint32_t number;
};
/** The whole table, in order of id: own ids and those that redirect. False: memory is out. */
bool rhz_build_list_ids(const struct graph_build *g, struct rhz_buf *out);

/* Records of the store, appended to `value`; graph_write.c. False: memory is out. */
/** The year by which an edge is put in order: its own, else that of its first day. */
uint32_t rhz_build_year(const struct build_fact *f);
bool rhz_build_put_node(const struct graph_build *g, const struct build_node *n, uint32_t n_edges, uint32_t n_properties,
                        struct rhz_buf *scratch, struct rhz_buf *value);
bool rhz_build_put_edge(const struct graph_build *g, const struct build_group *group, struct rhz_buf *scratch, struct rhz_buf *value);
bool rhz_build_put_property(const struct graph_build *g, const struct build_group *group, struct rhz_buf *scratch, struct rhz_buf *value);
/* graph_variants.c */
bool rhz_build_put_variants(const struct graph_build *g, const struct build_node *n, struct rhz_buf *forms, struct rhz_buf *scratch,
                            struct rhz_buf *value);
/** All that documents give the short name of `of`. False: nothing any more. */
bool rhz_build_put_defined(const struct graph_build *g, const struct build_definition *of, struct rhz_buf *scratch, struct rhz_buf *value);

#endif
