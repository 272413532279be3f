/* chart.h -- amounts by year: bars drawn on the server as SVG, and the same figures as a table. */
#ifndef HTTP_CHART_H
#define HTTP_CHART_H

#include "page.h"

enum { CHART_YEARS_MOST = 40 };

struct chart {
    struct chart_year {
        uint32_t year;
        int64_t outcome, forecast; /* cents; -1: none */
    } years[CHART_YEARS_MOST];
    size_t n;
};

void chart_add(struct chart *c, uint32_t year, bool forecast, int64_t cents);
void put_chart(struct page *p, const struct chart *c);

#endif
