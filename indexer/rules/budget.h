/* budget.h -- what the rules of money share while they read one document. Internal to budget.c and finance_prose.c. */
#ifndef RHZ_BUDGET_H
#define RHZ_BUDGET_H

#include "budget_names.h"
#include "table.h"

struct rhz_budget {
    struct rhz_extraction *x;
    struct rhz_naming *naming;
    struct rhz_arena *scratch; /* emptied between tables */
    uint32_t publisher, publisher_start, publisher_end; /* RHZ_NONE: unknown */
    uint32_t balance_year, balance_start, balance_end;  /* the last balance sheet's date; 0: none */
    uint32_t next_group;
    unsigned char *read; /* per block: 1 when a list of accounts was read from it, so that prose leaves it alone */
};

#endif
