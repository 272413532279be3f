/* finance_prose.h -- funding and figures of accounts said in sentences. Called by rhz_read_budgets, after the tables. */
#ifndef RHZ_FINANCE_PROSE_H
#define RHZ_FINANCE_PROSE_H

#include "budget.h"

/** States what the sentences of paragraphs, items and speakers say. RHZ_NO_MEMORY. */
rhz_status rhz_finance_prose(struct rhz_budget *b);

#endif
