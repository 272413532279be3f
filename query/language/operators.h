/* operators.h (private to query/language/) -- a plan: operators that pull rows from one another, over one shared row.
 *
 * An operator writes the slots that it binds, then answers; whoever needs a row later copies what it keeps. Every operator has an
 * input; the first of a chain is rhz_ql_op_once, which gives one row. All live in the arena of the statement, and what they
 * hold beside is released by rhz_ql_close.
 */
#ifndef RHZ_QL_OPERATORS_H
#define RHZ_QL_OPERATORS_H

#include "evaluate.h"

struct ql_op {
    rhz_status (*next)(struct ql_run *x, struct ql_op *op, bool *have);
    void (*rewind)(struct ql_op *op); /* of itself alone; NULL: nothing to do */
    void (*close)(struct ql_op *op);  /* NULL: holds only its arena */
    struct ql_op *input, *inner;      /* inner: a chain run for each row of the input */
    struct rhz_arena *arena;          /* of its last row */
    const char *name, *detail;        /* for `--plan` */
    double estimate;
    uint64_t rows;
};

/** The next row of a chain, counted. */
static inline rhz_status rhz_ql_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    rhz_status st = op->next(x, op, have);

    op->rows += st == RHZ_OK && *have;
    return st;
}
/** Begin a chain again. */
void rhz_ql_rewind(struct ql_op *op);
/** Release what a chain holds beside the statement's arena. Accepts NULL. */
void rhz_ql_close(struct ql_op *op);

struct ql_subplan {
    struct ql_op *op;
    struct ql_subplan *next; /* of the run */
};

/* ---- making operators: NULL when memory is out (x->err is set) ---- */

struct ql_maker {
    struct ql_run *x;
    struct rhz_arena *arena; /* of the statement */
};

struct ql_op *rhz_ql_op_once(struct ql_maker *m);

/** Where nodes come from. */
enum ql_source { QL_FROM_ALL, QL_FROM_LABEL, QL_FROM_NAME, QL_FROM_KEY, QL_FROM_PREFIX, QL_FROM_VALUE, QL_FROM_ID };
struct ql_op *rhz_ql_op_nodes(struct ql_maker *m, struct ql_op *input, uint16_t slot, enum ql_source source, uint32_t number,
                              const struct ql_expr *expr);
/** Rows where the slot holds a node (null: no row; another value: a fault). */
struct ql_op *rhz_ql_op_is_node(struct ql_maker *m, struct ql_op *input, uint16_t slot, struct rhz_span name, uint32_t start);

struct ql_hop {
    uint16_t from, edge, to;
    const struct ql_edge_pattern *pattern;
    int direction;             /* seen from `from` */
    bool to_bound, edge_bound;
    bool reversed;             /* `from` stands on the right of the pattern */
    const uint16_t *others;    /* slots of edges (or lists of them) that must not be met again */
    size_t n_others;
    uint32_t *symbols;         /* of the keys of the pattern's properties */
};
/** Was this edge met elsewhere in the pattern? */
bool rhz_ql_met(const struct ql_run *x, const struct ql_hop *h, struct ql_value edge);
/** Do the properties of the pattern hold for this edge? */
rhz_status rhz_ql_edge_fits(struct ql_run *x, const struct ql_hop *h, struct ql_value edge, struct rhz_arena *arena, bool *fits);
/** Begin the walk of the hop's edges from `node`. */
rhz_status rhz_ql_begin_walk(struct ql_run *x, struct ql_walk *w, uint32_t node, const struct ql_hop *h);
struct ql_op *rhz_ql_op_expand(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop);
struct ql_op *rhz_ql_op_expand_many(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop);
struct ql_op *rhz_ql_op_shortest(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop, bool all);
/** The edge is known: its ends. */
struct ql_op *rhz_ql_op_ends(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop);
struct ql_op *rhz_ql_op_path(struct ql_maker *m, struct ql_op *input, const struct ql_path_pattern *path);

struct ql_op *rhz_ql_op_filter(struct ql_maker *m, struct ql_op *input, const struct ql_expr *condition);
struct ql_op *rhz_ql_op_labels(struct ql_maker *m, struct ql_op *input, uint16_t slot, const struct ql_labels *labels);
/** The property `key` of the node or edge in `slot` equals `expr`. */
struct ql_op *rhz_ql_op_property(struct ql_maker *m, struct ql_op *input, uint16_t slot, struct rhz_span key, uint32_t symbol,
                                 const struct ql_expr *expr);

/** Each row of the input with those of `inner`; with nulls in `slots` when it has none. */
struct ql_op *rhz_ql_op_optional(struct ql_maker *m, struct ql_op *input, struct ql_op *inner, const uint16_t *slots, size_t n);
struct ql_op *rhz_ql_op_unwind(struct ql_maker *m, struct ql_op *input, const struct ql_expr *list, uint16_t slot);
struct ql_op *rhz_ql_op_project(struct ql_maker *m, struct ql_op *input, const struct ql_item *items, size_t n);
struct ql_op *rhz_ql_op_aggregate(struct ql_maker *m, struct ql_op *input, const struct ql_clause *clause);
struct ql_op *rhz_ql_op_distinct(struct ql_maker *m, struct ql_op *input, const uint16_t *slots, size_t n);
/** `limit` (and `skip`): keep no more rows than they let through; may be NULL. */
struct ql_op *rhz_ql_op_sort(struct ql_maker *m, struct ql_op *input, const struct ql_sort *sorts, size_t n_sorts,
                             const uint16_t *slots, size_t n_slots, const struct ql_expr *skip, const struct ql_expr *limit);
struct ql_op *rhz_ql_op_skip(struct ql_maker *m, struct ql_op *input, const struct ql_expr *n);
struct ql_op *rhz_ql_op_limit(struct ql_maker *m, struct ql_op *input, const struct ql_expr *n);
/** Rows of several chains one after another, their `columns` copied to `slots` (n of them). Takes the chains. */
struct ql_op *rhz_ql_op_union(struct ql_maker *m, struct ql_op **chains, const uint16_t *const *columns, size_t n_chains,
                              const uint16_t *slots, size_t n);
struct ql_op *rhz_ql_op_search(struct ql_maker *m, struct ql_op *input, const struct ql_clause *clause);

/** SKIP and LIMIT: an integer that is not negative. */
rhz_status rhz_ql_row_count(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, uint64_t *out);
/** An operator with its own struct of `size` bytes (struct ql_op first). */
void *rhz_ql_new_op(struct ql_maker *m, size_t size, const char *name, struct ql_op *input);
/** Text for `--plan`. Never NULL. */
const char *rhz_ql_detail(struct ql_maker *m, const char *format, ...) RHZ_PRINTF(2, 3);

#endif
