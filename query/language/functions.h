/* functions.h (private to query/language/) -- the functions of relationship queries, one table. */
#ifndef RHZ_QL_FUNCTIONS_H
#define RHZ_QL_FUNCTIONS_H

#include "run.h"

enum ql_function_kind { QL_ORDINARY, QL_AGGREGATE };

enum ql_aggregate_kind {
    QL_COUNT, QL_SUM, QL_AVG, QL_MIN, QL_MAX, QL_COLLECT, QL_STDEV, QL_STDEVP, QL_PERCENTILE_CONT, QL_PERCENTILE_DISC
};

typedef rhz_status ql_function_run(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, size_t n,
                                   struct rhz_arena *arena, struct ql_value *out);

struct ql_function {
    const char *name; /* lower case */
    uint8_t kind;
    uint8_t least, most; /* arguments */
    uint8_t aggregate;   /* enum ql_aggregate_kind */
    bool takes_null;     /* else a null argument gives null, and the function is not run */
    ql_function_run *run;
    const char *takes;   /* one letter an argument, checked before running where the type is known: n node, r edge, p path,
                            l list, * anything; NULL: anything */
};

/** By name, in any case; NULL when there is none. */
const struct ql_function *rhz_ql_function(struct rhz_span name);
/** The nearest name within two letters, NULL when none is near. */
const char *rhz_ql_function_near(struct rhz_span name);

#endif
