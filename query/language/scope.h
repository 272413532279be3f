/* scope.h (private to query/language/) -- the checker: which variable is which, and what cannot be meant. */
#ifndef RHZ_QL_SCOPE_H
#define RHZ_QL_SCOPE_H

#include "run.h"

/**
 * Complete a parsed query: slots of variables, aggregates of projections, numbers of labels, relations and properties in the
 * base that `x` sees. RHZ_INVALID with `problem` filled; errors of the base.
 */
rhz_status rhz_ql_check(struct ql_run *x, struct ql_query *q, struct rhz_arena *arena, struct ql_problem *problem);

#endif
