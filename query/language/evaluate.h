/* evaluate.h (private to query/language/) -- an expression over the row -> a value. */
#ifndef RHZ_QL_EVALUATE_H
#define RHZ_QL_EVALUATE_H

#include "run.h"

/** What is computed is in `arena` or borrowed; see value.h. RHZ_INVALID: types that do not go together. */
rhz_status rhz_ql_evaluate(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out);
/** The same for a condition: a truth or null, else RHZ_INVALID. */
rhz_status rhz_ql_condition(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, enum ql_truth *out);

/* ---- a plan inside an expression (plan.c, operators) ---- */

/** Begin again with the row as it stands. */
rhz_status rhz_ql_subplan_rewind(struct ql_run *x, struct ql_subplan *s);
/** One more row, in its slots. */
rhz_status rhz_ql_subplan_next(struct ql_run *x, struct ql_subplan *s, bool *have);

#endif
