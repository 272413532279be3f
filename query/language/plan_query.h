/* plan_query.h (private to query/language/) -- a checked query -> operators. */
#ifndef RHZ_QL_PLAN_QUERY_H
#define RHZ_QL_PLAN_QUERY_H

#include "operators.h"

/**
 * Plan every part of `q`; *out has one chain a part (q->n_parts). What was made is to be closed, also after a failure (NULL
 * entries then).
 */
rhz_status rhz_ql_plan(struct ql_run *x, struct ql_query *q, struct rhz_arena *arena, struct ql_op **out);

#endif
