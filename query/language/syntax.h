/* syntax.h (private to query/language/) -- the tree of a relationship query, as the parser makes it and the checker completes it.
 *
 * All of it lives in the arena of the statement. Texts are spans of the query. A slot is the place of a variable in the
 * row that operators share; the checker (scope.c) gives them.
 */
#ifndef RHZ_QL_SYNTAX_H
#define RHZ_QL_SYNTAX_H

#include "value.h"

enum { QL_NO_SLOT = UINT16_MAX, QL_SLOTS_MOST = 4000, QL_DEPTH_MOST = 200, QL_CHAIN_MOST = 2000, QL_QUERY_BYTES = 1 << 20 };

enum ql_expr_type {
    QL_E_LITERAL,     /* value */
    QL_E_PARAMETER,   /* text; slot: its number among the parameters */
    QL_E_VARIABLE,    /* text, slot */
    QL_E_PROPERTY,    /* args[0] . text */
    QL_E_INDEX,       /* args[0] [ args[1] ] */
    QL_E_SLICE,       /* args[0] [ args[1] .. args[2] ], either may be NULL */
    QL_E_LIST,        /* args */
    QL_E_MAP,         /* keys, args */
    QL_E_PROJECTION,  /* args[0] { keys: args[1...] }; an args[i] NULL: all its properties */
    QL_E_NOT,
    QL_E_MINUS,
    QL_E_PLUS,
    QL_E_AND,         /* args, two or more */
    QL_E_OR,
    QL_E_XOR,
    QL_E_COMPARE,     /* args[0] ops[0] args[1] ops[1] args[2]... */
    QL_E_ADD,
    QL_E_SUBTRACT,
    QL_E_MULTIPLY,
    QL_E_DIVIDE,
    QL_E_MODULO,
    QL_E_POWER,
    QL_E_IN,
    QL_E_STARTS,
    QL_E_ENDS,
    QL_E_CONTAINS,
    QL_E_MATCHES,
    QL_E_IS_NULL,
    QL_E_IS_NOT_NULL,
    QL_E_LABELS,      /* args[0] : labels */
    QL_E_CALL,        /* function, args, distinct */
    QL_E_CASE,        /* args: subject (or NULL), when, then, when, then..., else (or NULL) */
    QL_E_FOR_LIST,    /* [text IN args[0] WHERE args[1] | args[2]]; args 1 and 2 may be NULL */
    QL_E_QUANTIFIER,  /* op(text IN args[0] WHERE args[1]); op: 'a' all, 'y' any, 'n' none, 's' single */
    QL_E_REDUCE,      /* reduce(text = args[0], text2 IN args[1] | args[2]) */
    QL_E_EXISTS,      /* match: is there a row? (a pattern as predicate, EXISTS { }) */
    QL_E_COUNT,       /* match: how many rows? COUNT { } */
    QL_E_FOR_PATTERN, /* [match | args[0]] */
    QL_E_SLOT         /* what was computed before: a grouping key, an aggregate */
};

enum ql_static { /* what is known of a variable before running */
    QL_ANY,
    QL_IS_NODE,
    QL_IS_EDGE,
    QL_IS_EDGES, /* list of edges of a pattern of variable length */
    QL_IS_PATH,
    QL_IS_OTHER, /* a list, a map */
    QL_IS_SCALAR
};

struct ql_function;
struct ql_match;
struct ql_subplan;

struct ql_labels {
    struct rhz_span *names;
    uint32_t *symbols; /* as the graph numbers them; 0: no node bears it */
    size_t n;
    bool any;          /* A|B: one of them; A:B: all */
};

struct ql_expr {
    uint8_t type;
    uint8_t op;
    bool distinct;
    bool parenthesised;
    uint8_t known;         /* enum ql_static */
    uint16_t depth, slot, slot2;
    uint32_t start, end;   /* bytes of the query */
    uint32_t symbol;       /* of `text` as a property, as the graph numbers it */
    struct rhz_span text, text2;
    struct ql_value value;
    struct ql_expr **args;
    size_t n_args;
    union {
        struct rhz_span *keys;
        unsigned *ops;
        struct ql_labels labels;
        const struct ql_function *function;
        struct ql_match *match;
    };
    struct ql_subplan *subplan; /* QL_E_EXISTS, QL_E_COUNT, QL_E_FOR_PATTERN: once planned */
};

/* ---- patterns ---- */

struct ql_node_pattern {
    struct rhz_span name; /* empty: none */
    uint16_t slot;
    struct ql_labels labels;
    struct ql_expr *properties; /* a map or a parameter; NULL */
    uint32_t start, end;
};

struct ql_edge_pattern {
    struct rhz_span name;
    uint16_t slot;
    struct rhz_span *types;
    uint16_t *relations; /* as the graph numbers them; 0: none of its edges has it */
    size_t n_types;
    int direction;       /* 1: to the right, -1: to the left, 0: either */
    bool variable;       /* *min..max */
    uint32_t least, most;
    struct ql_expr *properties;
    uint32_t start, end;
};

enum ql_path_mode { QL_PLAIN, QL_SHORTEST, QL_ALL_SHORTEST };

struct ql_path_pattern {
    struct rhz_span name;
    uint16_t slot;
    enum ql_path_mode mode;
    struct ql_node_pattern *nodes; /* n + 1 */
    struct ql_edge_pattern *edges; /* n */
    size_t n;
    uint32_t start, end;
};

/** MATCH, and what stands like it in an expression. */
struct ql_match {
    struct ql_path_pattern *paths;
    size_t n_paths;
    struct ql_expr *where;
    bool optional;
    unsigned char *bound; /* by slot, up to n_bound: known before it begins */
    size_t n_bound;
};

/* ---- clauses ---- */

struct ql_item {
    struct ql_expr *expr, *original; /* as written, before aggregates and keys were put in slots */
    struct rhz_span name; /* of the column */
    bool aliased, aggregated;
    uint8_t known;        /* enum ql_static */
    uint16_t slot;
    uint32_t start;
};

struct ql_sort {
    struct ql_expr *expr;
    bool descending;
};

/** An aggregate call found in a projection, and the slot that will hold its result. */
struct ql_aggregate {
    struct ql_expr *call;
    uint16_t slot;
};

enum ql_clause_type { QL_MATCH, QL_UNWIND, QL_WITH, QL_RETURN, QL_SEARCH };

struct ql_clause {
    enum ql_clause_type type;
    uint32_t start, end;
    struct ql_match match;       /* QL_MATCH */
    struct ql_expr *expr;        /* QL_UNWIND: the list; QL_SEARCH: the words */
    struct rhz_span name;        /* QL_UNWIND */
    uint16_t slot;
    struct ql_item *items;       /* QL_WITH, QL_RETURN: columns; QL_SEARCH: what is yielded, under which name */
    size_t n_items;
    bool star, distinct;
    struct ql_sort *sorts;
    size_t n_sorts;
    struct ql_expr *skip, *limit, *where;
    struct ql_aggregate *aggregates; /* filled by the checker */
    size_t n_aggregates;
    bool grouped;                /* there is an aggregate */
};

struct ql_single {
    struct ql_clause *clauses;
    size_t n;
    bool all; /* UNION ALL with the one before */
    uint16_t *edge_slots; /* filled by the planner: edges that a row goes by */
    size_t n_edge_slots, cap_edge_slots;
};

struct ql_query {
    struct rhz_span text;
    struct ql_single *parts; /* of a UNION */
    size_t n_parts;
    uint16_t n_slots;
    size_t n_columns;
    const char **columns;
    struct rhz_span *parameters;
    size_t n_parameters;
};

/** The first thing that is wrong with a query. */
struct ql_problem {
    bool set;
    size_t start, end; /* bytes of the query */
    char text[320];    /* a French sentence, without its full stop and place */
};

/** Note a problem unless there is one already. Always false. */
bool rhz_ql_problem(struct ql_problem *p, size_t start, size_t end, const char *format, ...) RHZ_PRINTF(4, 5);

/**
 * Parse. *out lives in `arena`; its texts borrow from `text`.
 * RHZ_INVALID with `problem` filled; RHZ_NO_MEMORY.
 */
rhz_status rhz_ql_parse(struct rhz_span text, struct rhz_arena *arena, struct ql_query **out, struct ql_problem *problem);

/** Are two expressions the same but for their places? */
bool rhz_ql_same_expr(const struct ql_expr *a, const struct ql_expr *b);

#endif
