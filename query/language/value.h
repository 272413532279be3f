/* value.h (private to query/language/) -- the values of a relationship query: 16 bytes each, copied freely.
 *
 * Strings, lists, maps and paths are borrowed: from the map of the base, from the query, or from the arena of the operator
 * that made them, which lasts until that operator is asked for its next row. What is kept longer is copied (rhz_ql_keep).
 */
#ifndef RHZ_QL_VALUE_H
#define RHZ_QL_VALUE_H

#include "base.h"

enum ql_type {
    QL_NULL,
    QL_BOOL,
    QL_INTEGER,
    QL_REAL,
    QL_TEXT,
    QL_LIST,
    QL_MAP,
    QL_NODE,
    QL_EDGE,
    QL_PATH
};

struct ql_entry;

/**
 * `n`: bytes of a text, elements of a list, entries of a map, edges of a path (its values are node, edge, node...: 2n + 1),
 * number of a node or of an edge. An edge also says its relation, and `entry` borrows its line of amounts in an adjacency, NULL when
 * there is none.
 */
struct ql_value {
    uint8_t type;
    uint8_t incoming; /* an edge whose `entry` stands in the list of its object */
    uint16_t relation;
    uint32_t n;
    union {
        int64_t integer;
        double real;
        bool truth;
        const char *text;
        const struct ql_value *items;
        const struct ql_entry *entries;
        const char *entry;
        uint64_t whole; /* MENTIONNE: the document */
    };
};

struct ql_entry {
    struct rhz_span key;
    struct ql_value value;
};

static inline struct ql_value ql_null(void) { return (struct ql_value){.type = QL_NULL}; }
static inline struct ql_value ql_bool(bool v) { return (struct ql_value){.type = QL_BOOL, .truth = v}; }
static inline struct ql_value ql_integer(int64_t v) { return (struct ql_value){.type = QL_INTEGER, .integer = v}; }
static inline struct ql_value ql_real(double v) { return (struct ql_value){.type = QL_REAL, .real = v}; }
static inline struct ql_value ql_text(struct rhz_span s)
{
    return (struct ql_value){.type = QL_TEXT, .n = (uint32_t)s.n, .text = s.p};
}
static inline struct ql_value ql_node(uint32_t number) { return (struct ql_value){.type = QL_NODE, .n = number}; }
static inline struct ql_value ql_list(const struct ql_value *v, size_t n)
{
    return (struct ql_value){.type = QL_LIST, .n = (uint32_t)n, .items = v};
}
static inline struct rhz_span ql_span(struct ql_value v) { return rhz_span(v.text, v.n); }
static inline bool ql_is_number(struct ql_value v) { return v.type == QL_INTEGER || v.type == QL_REAL; }
static inline double ql_as_real(struct ql_value v) { return v.type == QL_INTEGER ? (double)v.integer : v.real; }

enum ql_truth { QL_FALSE, QL_TRUE, QL_UNKNOWN };

/** a = b under three-valued logic. */
enum ql_truth rhz_ql_equal(struct ql_value a, struct ql_value b);
/** Grouping: like equality, but null is null and NaN is NaN. */
bool rhz_ql_same(struct ql_value a, struct ql_value b);
uint64_t rhz_ql_hash(struct ql_value v);
/** The total order of ORDER BY: -1, 0, 1. */
int rhz_ql_order(struct ql_value a, struct ql_value b);
/** a < b and its like: *order is set to -1, 0 or 1 when they compare (QL_TRUE), else QL_UNKNOWN; QL_FALSE: a NaN stands among them. */
enum ql_truth rhz_ql_compare(struct ql_value a, struct ql_value b, int *order);
/** Same element: nodes, and edges of one number (of one document for MENTIONNE). */
bool rhz_ql_same_edge(struct ql_value a, struct ql_value b);

/** A copy whose every part is in `arena`; false when memory is out. Edges keep their borrowed entry: the base outlives the query. */
bool rhz_ql_keep(struct rhz_arena *arena, struct ql_value v, struct ql_value *out);
/** Value under `key` in a map; null when absent. */
struct ql_value rhz_ql_at_key(struct ql_value map, struct rhz_span key);
/** French name of a type, with its article: « un entier ». */
const char *rhz_ql_type_name(enum ql_type type);

#endif
