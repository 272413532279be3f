/* period.h (private to query/) -- when does an edge hold? One model for the commands, the queries and the questions.
 *
 * What a document proves about time is one of four things, and each is answered apart:
 *   an interval ("de 2019 à 2023", "depuis 2019"): the edge holds on each of its days; one without an end goes on,
 *     but for an office on a board, which holds until the board's next list (that list says who sits);
 *   a year (said, or the document's): a list proves its own year only, so the edge was *observed* in that year,
 *     and nothing is claimed of the years around it;
 *   nothing: the edge is undated, never counted in a period and never forgotten.
 */
#ifndef RHZ_PERIOD_H
#define RHZ_PERIOD_H

#include "graph.h"
#include "rhizome.h"

/** No bound: every edge holds in it. */
static inline bool rhz_period_is_open(struct rhz_period p) { return p.from == 0 && p.to == 0; }
/** The days of one year. */
static inline struct rhz_period rhz_period_of_year(uint32_t year)
{
    return (struct rhz_period){year * 10000 + 101, year * 10000 + 1231};
}

/** What is known of the time of an edge or property. */
struct rhz_time {
    uint32_t from, to;  /* YYYYMMDD with zeros where unknown; 0: none */
    uint32_t year;      /* 0: none */
    uint32_t next_list; /* year of the board's next list, for an office without an end; 0: none */
};
static inline struct rhz_time rhz_time_of_edge(const struct rhz_graph_edge *e)
{
    return (struct rhz_time){.from = e->date_from, .to = e->date_to, .year = e->year};
}
/** Does it hold within `p`, on one day at least? */
enum rhz_holding rhz_time_in(struct rhz_time t, struct rhz_period p);

/**
 * Year of the first list of the board of `body` after `year`: a year in which two members or more were observed at once.
 * 0: there is none.
 */
rhz_status rhz_next_list(const struct rhz_graph *g, uint32_t body, uint32_t year, uint32_t *next,
                         struct rhz_error *err);
/** rhz_time_of_edge, with the next list of its board where it is an office that has a start and no end. */
rhz_status rhz_edge_time(const struct rhz_graph *g, const struct rhz_graph_edge *e, struct rhz_time *out,
                         struct rhz_error *err);

#endif
