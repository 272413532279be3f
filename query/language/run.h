/* run.h (private to query/language/) -- an execution: the base as it sees it, the row that operators share, its limits. */
#ifndef RHZ_QL_RUN_H
#define RHZ_QL_RUN_H

#include "evidence.h"
#include "syntax.h"
#include "view.h"

enum {
    QL_DOCUMENT_BIT = 0x40000000, /* node numbers: a document */
    QL_FIGURE_BIT = 0x20000000,   /* a property of a node: a figure, a date, a place */
    QL_NUMBER_MASK = 0x1FFFFFFF,
    QL_MENTIONNE = UINT16_MAX,    /* relations that are not stored as edges */
    QL_CHIFFRE = UINT16_MAX - 1,
    QL_LABEL_FIGURE = 0xFE        /* beside kinds, in a base drawn from documents */
};

struct ql_run {
    struct rhz_base *base;
    struct rhz_view view;
    bool seen;                    /* `view` is open */
    bool open_graph;              /* labels, relations and properties are symbols of the base: `importer --libre` */
    struct rhz_db_cursor *cursor; /* of GRAPH, for short walks */
    struct ql_value *row;
    size_t n_slots;
    struct ql_value *parameters;
    bool *given;
    const struct ql_query *query;
    struct rhz_arena *scratch;    /* one record being decoded */
    uint64_t until_us, ticks;
    uint64_t memory;              /* bytes that one arena may take */
    uint32_t deadline_ms;
    struct rhz_error *err;
    struct ql_subplan *subplans;  /* to be closed */
};

/** Every so many steps, look at the clock. RHZ_LIMIT. */
rhz_status rhz_ql_late(struct ql_run *x);
static inline rhz_status rhz_ql_tick(struct ql_run *x)
{
    return ++x->ticks % 256 ? RHZ_OK : rhz_ql_late(x);
}
/** Memory is out: the budget's fault (RHZ_LIMIT) or the system's. */
rhz_status rhz_ql_no_room(struct ql_run *x);
/** An arena within the budget; NULL when memory is out. */
struct rhz_arena *rhz_ql_arena(struct ql_run *x);
/** What a value may not be, at its place in the query: RHZ_INVALID, "ligne 1, colonne 12 : ...". */
rhz_status rhz_ql_fault(struct ql_run *x, const struct ql_expr *e, const char *format, ...) RHZ_PRINTF(3, 4);

/** Decimal text -> real, whatever the locale; +-HUGE_VAL beyond. NAN: it is no number. */
double rhz_ql_read_real(const char *text);

/* ---- the graph ---- */

/** Numbers of names in the base in force; 0: it has none. */
rhz_status rhz_ql_label(struct ql_run *x, struct rhz_span name, uint32_t *out);
rhz_status rhz_ql_relation(struct ql_run *x, struct rhz_span name, uint16_t *out);
rhz_status rhz_ql_property_symbol(struct ql_run *x, struct rhz_span name, uint32_t *out);
/** A name near to one that the model lacks, for messages; NULL. Kinds, relations. */
const char *rhz_ql_near_label(struct rhz_span name);
const char *rhz_ql_near_relation(struct rhz_span name);

rhz_status rhz_ql_has_labels(struct ql_run *x, uint32_t node, const struct ql_labels *l, bool *out);
/** Values borrow from the map of the base or are in `arena`; null when it has none. */
rhz_status rhz_ql_property(struct ql_run *x, struct ql_value of, struct rhz_span key, uint32_t symbol,
                           struct rhz_arena *arena, struct ql_value *out);
rhz_status rhz_ql_properties(struct ql_run *x, struct ql_value of, struct rhz_arena *arena, struct ql_value *out);
rhz_status rhz_ql_labels_of(struct ql_run *x, uint32_t node, struct rhz_arena *arena, struct ql_value *out);
rhz_status rhz_ql_type_of(struct ql_run *x, struct ql_value edge, struct rhz_arena *arena, struct rhz_span *out);
rhz_status rhz_ql_ends(struct ql_run *x, struct ql_value edge, uint32_t *from, uint32_t *to);
rhz_status rhz_ql_id(struct ql_run *x, struct ql_value of, uint64_t *out);
/** Does one of the names of a node read as `name` (a key: case, accents, order of a person's names aside)? */
rhz_status rhz_ql_is_named(struct ql_run *x, uint32_t node, struct rhz_span name, bool *out);
/** Proofs of a node that is a figure, or of an edge, in `arena`. */
rhz_status rhz_ql_proofs(struct ql_run *x, struct ql_value of, struct rhz_arena *arena, struct rhz_statement_ref **out, size_t *n);

/* ---- edges of a node ---- */

/** A run of 12-byte lines of one relation and direction, and of what amounts are known beside them (NULL: none). */
struct ql_segment {
    const char *p, *amounts;
    uint32_t n;
    uint16_t relation;
    bool incoming;
};

/** Edges of a node, one after another. Zero-initialise; rhz_ql_walk_free at the end. */
struct ql_walk {
    uint32_t node;
    bool both;                 /* loops stand in two lists and count once */
    struct ql_segment *v;
    size_t n, cap, at;
    uint32_t line;
    struct rhz_buf numbers;    /* of MENTIONNE, which is not stored as an adjacency */
};

/**
 * Begin with the edges of `node`: of `relations` (n of them; none and `any`: all that are stored), outgoing (1), incoming
 * (-1) or both (0).
 */
rhz_status rhz_ql_walk(struct ql_run *x, struct ql_walk *w, uint32_t node, const uint16_t *relations, size_t n, bool any,
                       int direction);
/** The next edge and its other end; *found false past the last. */
rhz_status rhz_ql_walk_next(struct ql_run *x, struct ql_walk *w, struct ql_value *edge, uint32_t *other, bool *found);
/** How many lines the walk has in all. */
uint64_t rhz_ql_walk_count(const struct ql_walk *w);
void rhz_ql_walk_free(struct ql_walk *w);

/* ---- nodes to start from ---- */

/** How many nodes bear a label (0: all nodes of the graph); edges of a relation (0: all). */
rhz_status rhz_ql_count_label(struct ql_run *x, uint32_t label, double *out);
rhz_status rhz_ql_count_relation(struct ql_run *x, uint16_t relation, double *out);
/** Lists in place. `label` is stored (not Document, not Chiffre). */
rhz_status rhz_ql_nodes_of_label(struct ql_run *x, uint32_t label, struct rhz_numbers *out);
/** Nodes whose best name reads as `name` once folded: candidates for nom = name. */
rhz_status rhz_ql_nodes_of_name(struct ql_run *x, struct rhz_span name, struct rhz_numbers *out);
/** Nodes that bear a name key, of any kind, appended. */
rhz_status rhz_ql_nodes_of_key(struct ql_run *x, struct rhz_span name, struct rhz_buf *numbers);
/** Nodes whose folded name begins as `prefix` does, appended, `most` at most (0: all). */
rhz_status rhz_ql_nodes_of_prefix(struct ql_run *x, struct rhz_span prefix, struct rhz_buf *numbers);
/** Open graph: nodes with this value of a property (candidates). *indexed false: values of this type are not indexed. */
rhz_status rhz_ql_nodes_of_value(struct ql_run *x, uint32_t symbol, struct ql_value v, struct rhz_numbers *out, bool *indexed);
rhz_status rhz_ql_node_of_id(struct ql_run *x, uint64_t id, uint32_t *node, bool *found);

#endif
