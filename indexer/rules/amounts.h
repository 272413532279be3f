/* amounts.h -- French figures -> hundredths and unit. Pure functions, thread-safe, no allocation.
 *
 * Read: "1 283 732", no-break and thin spaces, "1.283.732,50", "12,5 k€", "1,3 million d'euros", "(5 089)", "- 42",
 * "70 000€/an", "5 000 dollars", "€ 1 200", "12 %". A dot or comma before exactly three digits separates thousands
 * unless the figure begins with 0 or has a multiplier (1,250 M€).
 */
#ifndef RHZ_AMOUNTS_H
#define RHZ_AMOUNTS_H

#include "base.h"

enum rhz_figure_kind {
    RHZ_FIGURE_NONE,    /* not a figure */
    RHZ_FIGURE_EMPTY,   /* empty, or a sign for "nothing": -, –, —, ., néant, n.c. */
    RHZ_FIGURE_AMOUNT,  /* a figure, with or without unit */
    RHZ_FIGURE_PERCENT,
    RHZ_FIGURE_YEAR     /* four digits together, 1950 to 2099, without unit: a year as well as a figure */
};

struct rhz_figure {
    uint8_t kind;            /* enum rhz_figure_kind */
    bool by_period;          /* "/an", "par mois": a rate */
    bool scaled;             /* a multiplier was written beside it: k€, millions */
    struct rhz_span unit;    /* "EUR", "USD", "GBP", "CHF"; empty: none written. Static. */
    int64_t cents;           /* hundredths; negative for "- 42" and "(42)" */
    uint32_t start, end;     /* bytes of the text read, with sign and unit */
};

/** The whole of `cell` as one figure. Footnote stars and an order number in parentheses may follow. */
void rhz_figure_cell(struct rhz_span cell, struct rhz_figure *out);

/**
 * Next figure of prose at or after byte `from`: AMOUNT only, and only with a unit of money (€, euros, dollars...).
 * False: none. `out->end` is where to look on. Linear over repeated calls.
 */
bool rhz_figure_next(struct rhz_span text, uint32_t from, struct rhz_figure *out);

/** 1000 for "en k€", "(milliers d'euros)"; 1000000 for "M€"; 1 for "€", "en euros"; 0: nothing of the sort is written. */
int32_t rhz_figure_scale(struct rhz_span header);

#endif
