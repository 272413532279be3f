/* period.c -- periods as users write them, and what holds in them. */
#include "period.h"

/* ---- as written ---- */

enum { DIGITS_MOST = 8 };

/* A date of 4, 6 or 8 digits, with or without hyphens: "2020", "2020-06", "2020-06-30". Zeros where it says nothing. */
static bool read_date(struct rhz_span s, uint32_t *date)
{
    uint32_t v = 0;
    size_t digits = 0, i;

    for (i = 0; i < s.n; i++) {
        if (s.p[i] == '-' && (digits == 4 || digits == 6) && i + 1 < s.n)
            continue;
        if (s.p[i] < '0' || s.p[i] > '9' || digits == DIGITS_MOST)
            return false;
        v = v * 10 + (uint32_t)(s.p[i] - '0');
        digits++;
    }
    if (digits != 4 && digits != 6 && digits != 8)
        return false;
    for (; digits < DIGITS_MOST; digits += 2)
        v *= 100;
    *date = v;
    return v / 10000 >= 1000 && v / 100 % 100 <= 12 && v % 100 <= 31;
}

static uint32_t first_day(uint32_t date)
{
    return date + (date / 100 % 100 ? 0 : 100) + (date % 100 ? 0 : 1);
}

static uint32_t last_day(uint32_t date)
{
    if (date / 100 % 100 == 0)
        return date / 10000 * 10000 + 1231;
    return date % 100 ? date : date + 31; /* days are compared, never counted: the 31st ends every month */
}

rhz_status rhz_period_parse(const char *text, struct rhz_period *out, struct rhz_error *err)
{
    struct rhz_span s = rhz_span_trim(rhz_span_of(text)), left = s, right = s;
    const char *dots = s.n >= 2 ? memmem(s.p, s.n, "..", 2) : NULL;
    uint32_t from = 0, to = 0;

    *out = (struct rhz_period){0, 0};
    if (dots) {
        left = rhz_span(s.p, (size_t)(dots - s.p));
        right = rhz_span(dots + 2, s.n - left.n - 2);
    }
    if ((left.n && !read_date(left, &from)) || (right.n && !read_date(right, &to)) || (!from && !to))
        return rhz_fail(err, RHZ_INVALID,
                        "« %.40s » n'est pas une période : écrire 2020, 2017..2020, 2017.., ..2020, 2020-06 ou 2020-06-30.",
                        text);
    *out = (struct rhz_period){from ? first_day(from) : 0, to ? last_day(to) : 0};
    if (out->from && out->to && out->from > out->to)
        return rhz_fail(err, RHZ_INVALID, "La période « %.40s » finit avant de commencer.", text);
    return RHZ_OK;
}

/* ---- what holds ---- */

static bool overlaps(uint32_t from, uint32_t to, struct rhz_period p)
{
    return (!p.to || from <= p.to) && (!p.from || !to || p.from <= to);
}

enum rhz_holding rhz_time_in(struct rhz_time t, struct rhz_period p)
{
    uint32_t from = t.from ? first_day(t.from) : 0, to = t.to ? last_day(t.to) : 0;

    if (!t.from && !t.to && !t.year)
        return RHZ_UNDATED;
    if (!t.from && !t.to)
        return overlaps(t.year * 10000 + 101, t.year * 10000 + 1231, p) ? RHZ_OBSERVED : RHZ_NOT_THEN;
    if (!t.from) /* only its end is known: it held on that day, and nobody says since when */
        from = t.year && t.year * 10000 < to ? t.year * 10000 + 101 : first_day(t.to);
    if (!t.to && t.next_list)
        to = t.next_list * 10000 + 100; /* before the first day of that year: the list itself says who sits then */
    return overlaps(from, to, p) ? RHZ_HOLDS : RHZ_NOT_THEN;
}

/* ---- lists of a board ---- */

rhz_status rhz_next_list(const struct rhz_graph *g, uint32_t body, uint32_t year, uint32_t *next,
                         struct rhz_error *err)
{
    struct rhz_adjacency list;
    rhz_status st = rhz_graph_adjacency(g, body, RHZ_ADMINISTRE, false, &list, err);

    *next = 0;
    if (st != RHZ_OK)
        return st;
    /* Latest year first: two neighbours of one year are two people observed at once, or one in two offices. */
    for (size_t i = 1; i < list.n; i++) {
        struct rhz_adjacent a = rhz_adjacency_at(&list, i - 1), b = rhz_adjacency_at(&list, i);
        if (a.year <= year)
            break;
        if (a.year == b.year && a.other != b.other)
            *next = a.year;
    }
    return RHZ_OK;
}

rhz_status rhz_edge_time(const struct rhz_graph *g, const struct rhz_graph_edge *e, struct rhz_time *out,
                         struct rhz_error *err)
{
    *out = rhz_time_of_edge(e);
    if (e->relation != RHZ_ADMINISTRE || !e->date_from || e->date_to)
        return RHZ_OK;
    return rhz_next_list(g, e->to, e->date_from / 10000, &out->next_list, err);
}
