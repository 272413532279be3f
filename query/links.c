/* links.c -- the links of an entity, with the passages that prove them.
 *
 * The packed adjacency of a node is in the order in which links are shown, so a limit reads no more edges than it
 * gives; only where both directions are wanted are the two lists of a relation merged. In a period, links that nothing
 * dates come last: they are neither counted as of that time nor forgotten.
 */
#include <stdlib.h>

#include "link_read.h"
#include "names.h"

struct rhz_links {
    struct rhz_arena *arena;
    struct rhz_link *v;
    size_t n, cap;
};

struct reading {
    struct rhz_link_reader in;
    struct rhz_link_filter filter;
    struct rhz_period period;
    bool undated;              /* links that nothing dates are given too, last */
    bool undated_pass;         /* now is their turn */
    unsigned relation, other;  /* 0: all, any */
    struct rhz_links *out;
};

/* ---- one edge ---- */

/* Does edge `e` belong to this pass? */
static rhz_status is_wanted(struct reading *r, const struct rhz_graph_edge *e, enum rhz_holding *holding, struct rhz_error *err)
{
    struct rhz_time t;
    rhz_status st;

    *holding = RHZ_HOLDS;
    if (rhz_period_is_open(r->period))
        return RHZ_OK;
    st = rhz_edge_time(&r->in.view.graph, e, &t, err);
    *holding = st == RHZ_OK ? rhz_time_in(t, r->period) : RHZ_NOT_THEN;
    if ((*holding == RHZ_UNDATED) != r->undated_pass)
        *holding = RHZ_NOT_THEN;
    return st;
}

static bool is_full(const struct reading *r)
{
    return r->filter.limit && r->out->n >= r->filter.limit;
}

static rhz_status add_edge(struct reading *r, struct rhz_adjacent at, struct rhz_error *err)
{
    struct rhz_links *out = r->out;
    struct rhz_graph_edge e;
    struct rhz_graph_node other;
    enum rhz_holding holding;
    rhz_status st;

    rhz_arena_reset(r->in.scratch);
    if ((st = rhz_graph_edge(&r->in.view.graph, at.edge, r->in.scratch, &e, err)) != RHZ_OK ||
        (st = is_wanted(r, &e, &holding, err)) != RHZ_OK || holding == RHZ_NOT_THEN)
        return st;
    if (r->other && ((st = rhz_graph_node(&r->in.view.graph, at.other, r->in.scratch, &other, err)) != RHZ_OK ||
                     other.kind != r->other))
        return st;
    if (!RHZ_PUSH(out->arena, out->v, out->n, out->cap))
        return rhz_no_memory(err);
    st = rhz_link_of_edge(&r->in, &e, &out->v[out->n], err);
    out->v[out->n].holding = (uint8_t)holding;
    if (st == RHZ_OK && out->v[out->n].n_evidence)
        out->n++;
    return st;
}

/* ---- the two directions of a relation, merged ---- */

struct side {
    struct rhz_adjacency list;
    size_t at;
    struct rhz_buf name; /* of the other end of the current edge, folded; filled when both sides stand in one year */
    bool named;
};

static rhz_status name_side(struct reading *r, struct side *s, struct rhz_error *err)
{
    struct rhz_graph_node n;
    rhz_status st;

    if (s->named)
        return RHZ_OK;
    rhz_arena_reset(r->in.scratch);
    st = rhz_graph_node(&r->in.view.graph, rhz_adjacency_at(&s->list, s->at).other, r->in.scratch, &n, err);
    if (st != RHZ_OK)
        return st;
    rhz_name_fold(n.name, &s->name);
    s->named = true;
    return s->name.failed ? rhz_no_memory(err) : RHZ_OK;
}

/* Which side comes next: latest year, then name, then the outgoing one. */
static rhz_status choose(struct reading *r, struct side *out, struct side *in, struct side **next, struct rhz_error *err)
{
    uint32_t a, b;
    rhz_status st;

    *next = out->at < out->list.n ? out : in;
    if (out->at == out->list.n || in->at == in->list.n)
        return RHZ_OK;
    a = rhz_adjacency_at(&out->list, out->at).year;
    b = rhz_adjacency_at(&in->list, in->at).year;
    if (a != b) {
        *next = a > b ? out : in;
        return RHZ_OK;
    }
    if ((st = name_side(r, out, err)) != RHZ_OK || (st = name_side(r, in, err)) != RHZ_OK)
        return st;
    *next = rhz_span_cmp(rhz_buf_view(&out->name), rhz_buf_view(&in->name)) <= 0 ? out : in;
    return RHZ_OK;
}

static rhz_status add_relation(struct reading *r, uint32_t node, unsigned relation, struct rhz_error *err)
{
    struct side out = {0}, in = {0}, *next;
    rhz_status st = RHZ_OK;

    if (r->filter.direction >= 0)
        st = rhz_graph_adjacency(&r->in.view.graph, node, relation, true, &out.list, err);
    if (r->filter.direction <= 0 && st == RHZ_OK)
        st = rhz_graph_adjacency(&r->in.view.graph, node, relation, false, &in.list, err);
    while (st == RHZ_OK && !is_full(r) && (out.at < out.list.n || in.at < in.list.n)) {
        st = choose(r, &out, &in, &next, err);
        if (st == RHZ_OK)
            st = add_edge(r, rhz_adjacency_at(&next->list, next->at), err);
        next->at++;
        next->named = false;
    }
    rhz_buf_free(&out.name);
    rhz_buf_free(&in.name);
    return st;
}

/* ---- public ---- */

static rhz_status read_filter(struct reading *r, const struct rhz_link_filter *filter, struct rhz_error *err)
{
    if (!filter)
        return RHZ_OK;
    if (filter->size < sizeof *filter)
        return rhz_fail(err, RHZ_INVALID, "Le filtre de liens est d'une autre version de la bibliothèque.");
    r->filter = *filter;
    r->period = filter->year ? rhz_period_of_year(filter->year) : filter->period;
    r->undated = !filter->year && !rhz_period_is_open(r->period);
    if (filter->other_kind && !(r->other = rhz_kind_number(rhz_span_of(filter->other_kind))))
        return rhz_fail(err, RHZ_INVALID, "« %s » n'est pas un genre d'entité.", filter->other_kind);
    if (!filter->relation)
        return RHZ_OK;
    r->relation = rhz_relation_number(rhz_span_of(filter->relation));
    return r->relation ? RHZ_OK
                       : rhz_fail(err, RHZ_INVALID, "« %s » n'est pas une relation de la base.", filter->relation);
}

static rhz_status read_links(struct reading *r, uint64_t id, struct rhz_error *err)
{
    uint32_t node;
    rhz_status st = rhz_view_find(&r->in.view, id, &node, err);

    for (int pass = 0; pass <= r->undated && st == RHZ_OK; pass++) {
        r->undated_pass = pass;
        for (unsigned i = 1; i < RHZ_RELATION_COUNT && st == RHZ_OK && !is_full(r); i++)
            if (!r->relation || r->relation == i)
                st = add_relation(r, node, i, err);
    }
    return st;
}

/* "2019-06" and 2019 meet at the beginning of the year; what has no date comes last. */
static uint64_t moment(const struct rhz_link *l)
{
    const char *day = *l->date_from ? l->date_from : l->date_to;
    uint64_t v = 0, scale = 1;

    for (; *day; day++)
        if (*day != '-')
            v = v * 10 + (uint64_t)(*day - '0');
    if (!v)
        v = l->year;
    if (!v)
        return UINT64_MAX;
    while (v * scale < 10000000)
        scale *= 100;
    return v * scale;
}

static int oldest_first(const void *a, const void *b)
{
    const struct rhz_link *x = a, *y = b;
    uint64_t at = moment(x), other = moment(y);
    int c;

    if (at != other)
        return at < other ? -1 : 1;
    if ((c = strcmp(x->relation, y->relation)) == 0)
        c = strcmp(x->from.name, y->from.name);
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

rhz_status rhz_links_of(struct rhz_base *b, uint64_t id, const struct rhz_link_filter *filter, struct rhz_links **out,
                        struct rhz_error *err)
{
    struct reading r = {.out = calloc(1, sizeof *r.out)};
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (!r.out || !r.out->arena)
        st = rhz_no_memory(err);
    else if ((st = read_filter(&r, filter, err)) == RHZ_OK && (st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK)
        st = read_links(&r, id, err);
    if (st == RHZ_OK && r.filter.by_date && r.out->n)
        qsort(r.out->v, r.out->n, sizeof *r.out->v, oldest_first);
    rhz_link_reader_close(&r.in);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_links_free(r.out);
    return st;
}

/* In a graph that was amended numbers are in no order: all edges are looked at. */
static rhz_status scan_edges(struct reading *r, uint64_t id, uint32_t *number, struct rhz_error *err)
{
    const struct rhz_graph *g = &r->in.view.graph;
    struct rhz_span record;
    uint32_t i;
    rhz_status st;

    for (i = 0; i < g->counts.edges; i++) {
        if ((st = rhz_graph_record(g, RHZ_GRAPH_EDGE, i, &record, err)) != RHZ_OK)
            return st;
        if (record.n >= 8 && rhz_le64(record.p) == id)
            return *number = i, RHZ_OK;
    }
    return rhz_fail(err, RHZ_NOT_FOUND, "Aucun lien de la base ne porte le numéro %llu.", (unsigned long long)id);
}

/* Edges of a graph made afresh are numbered in the order of their ids. */
static rhz_status find_edge(struct reading *r, uint64_t id, uint32_t *number, struct rhz_error *err)
{
    uint32_t low = 0, high = r->in.view.graph.counts.edges;
    struct rhz_graph_edge e;
    rhz_status st;

    if (r->in.view.graph.counts.amended)
        return scan_edges(r, id, number, err);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        rhz_arena_reset(r->in.scratch);
        if ((st = rhz_graph_edge(&r->in.view.graph, middle, r->in.scratch, &e, err)) != RHZ_OK)
            return st;
        if (e.id == id)
            return *number = middle, RHZ_OK;
        if (e.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return rhz_fail(err, RHZ_NOT_FOUND, "Aucun lien de la base ne porte le numéro %llu.", (unsigned long long)id);
}

rhz_status rhz_link_by_id(struct rhz_base *b, uint64_t id, struct rhz_links **out, struct rhz_error *err)
{
    struct reading r = {.out = calloc(1, sizeof *r.out)};
    uint32_t number = 0;
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (!r.out || !r.out->arena || !RHZ_PUSH(r.out->arena, r.out->v, r.out->n, r.out->cap))
        st = rhz_no_memory(err);
    else if ((st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK && (st = find_edge(&r, id, &number, err)) == RHZ_OK &&
             (st = rhz_link_read(&r.in, number, &r.out->v[0], err)) == RHZ_OK)
        r.out->n = 1;
    rhz_link_reader_close(&r.in);
    if (st == RHZ_OK && r.out->v[0].n_evidence == 0)
        st = rhz_fail(err, RHZ_NOT_FOUND, "Aucun lien de la base ne porte le numéro %llu.", (unsigned long long)id);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_links_free(r.out);
    return st;
}

size_t rhz_links_count(const struct rhz_links *l)
{
    return l->n;
}

const struct rhz_link *rhz_links_get(const struct rhz_links *l, size_t i)
{
    return i < l->n ? &l->v[i] : NULL;
}

void rhz_links_free(struct rhz_links *l)
{
    if (!l)
        return;
    rhz_arena_free(l->arena);
    free(l);
}
