/* paths.c -- shortest paths between two entities.
 *
 * Two breadth-first searches, one from each end, a whole level at a time, the smaller frontier first; only the level of each node is
 * kept (a byte a node and side). When a level ends with nodes seen from both sides, they are exactly the places where
 * shortest paths cross that level, and every path is read off by going down the levels on either side. When a frontier is empty, its
 * whole component was seen and there is no path: the smaller component decides how long that takes.
 * Of many shortest paths those through the least connected entities come first: they say most.
 */
#include <stdlib.h>

#include "link_read.h"

enum { HOPS = 6, HOPS_MOST = 32, CANDIDATES = 512, LINKS_OF_HOP = 12, LOOK_AT_CLOCK = 256 };

struct hop {
    const struct rhz_link *links;
    size_t n;
};

struct path {
    uint32_t *nodes; /* hops + 1 */
    uint64_t weight;
    struct rhz_link_end *entities;
    struct hop *hops;
};

struct rhz_paths {
    struct rhz_arena *arena;
    struct path *v;
    size_t n, cap, hops;
    bool more;
};

/* Nodes seen from one end. */
struct side {
    unsigned char *level; /* of each node, from 1; 0: not seen */
    uint32_t *frontier, *next;
    size_t n, n_next, cap_next;
    unsigned depth;       /* level of the frontier, from 1 */
};

struct search {
    struct rhz_link_reader in;
    struct rhz_arena *work;
    struct rhz_paths *out;
    bool by[RHZ_RELATION_COUNT];
    struct rhz_period period;
    bool look;            /* edges must be read: a period is asked for, or some may be dead */
    unsigned most;
    uint32_t limit, from, to;
    uint64_t deadline;
    unsigned ticks;
    struct side side[2];
};

/* ---- edges that may be taken ---- */

static rhz_status edge_counts(struct search *s, uint32_t number, bool *counts, struct rhz_error *err)
{
    struct rhz_graph_edge e;
    struct rhz_time t;
    enum rhz_holding holding;
    rhz_status st;
    size_t i = 0;

    *counts = true;
    if (!s->look)
        return RHZ_OK;
    rhz_arena_reset(s->in.scratch);
    if ((st = rhz_graph_edge(&s->in.view.graph, number, s->in.scratch, &e, err)) != RHZ_OK ||
        (st = rhz_edge_time(&s->in.view.graph, &e, &t, err)) != RHZ_OK)
        return st;
    holding = rhz_period_is_open(s->period) ? RHZ_HOLDS : rhz_time_in(t, s->period);
    while (i < e.n_proofs && !rhz_publication_alive(&s->in.view.snapshot.publication, e.proofs[i].document))
        i++;
    *counts = i < e.n_proofs && (holding == RHZ_HOLDS || holding == RHZ_OBSERVED);
    return RHZ_OK;
}

/* What is done with each neighbour; RHZ_LIMIT without a sentence stops the walk. */
typedef rhz_status on_neighbour(struct search *s, void *context, struct rhz_adjacent a, struct rhz_error *err);

static rhz_status each_neighbour(struct search *s, uint32_t node, on_neighbour *f, void *context, struct rhz_error *err)
{
    struct rhz_adjacency list;
    bool counts;
    rhz_status st = RHZ_OK;

    if (++s->ticks % LOOK_AT_CLOCK == 0 && rhz_now_us() > s->deadline)
        return rhz_fail(err, RHZ_LIMIT, "La recherche de chemin a été arrêtée : elle demandait trop de temps.");
    for (unsigned r = 1; r < RHZ_RELATION_COUNT; r++) {
        for (int out = 0; out < 2 && s->by[r]; out++) {
            if ((st = rhz_graph_adjacency(&s->in.view.graph, node, r, out, &list, err)) != RHZ_OK)
                return st;
            for (size_t i = 0; i < list.n; i++) {
                struct rhz_adjacent a = rhz_adjacency_at(&list, i);
                if (a.other >= s->in.view.graph.counts.nodes)
                    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un lien mène à une entité qui n'existe pas.");
                if ((st = edge_counts(s, a.edge, &counts, err)) != RHZ_OK)
                    return st;
                if (counts && (st = f(s, context, a, err)) != RHZ_OK)
                    return st;
            }
        }
    }
    return RHZ_OK;
}

/* ---- searching ---- */

static rhz_status see(struct search *s, void *context, struct rhz_adjacent a, struct rhz_error *err)
{
    struct side *x = context;

    if (x->level[a.other])
        return RHZ_OK;
    x->level[a.other] = (unsigned char)(x->depth + 1);
    if (!RHZ_PUSH(s->work, x->next, x->n_next, x->cap_next))
        return rhz_no_memory(err);
    x->next[x->n_next++] = a.other;
    return RHZ_OK;
}

static rhz_status expand(struct search *s, struct side *x, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    x->next = NULL;
    x->n_next = x->cap_next = 0;
    for (size_t i = 0; i < x->n && st == RHZ_OK; i++)
        st = each_neighbour(s, x->frontier[i], see, x, err);
    x->frontier = x->next;
    x->n = x->n_next;
    x->depth++;
    return st;
}

static rhz_status begin_side(struct search *s, struct side *x, uint32_t node, struct rhz_error *err)
{
    x->level = rhz_arena_zalloc(s->work, s->in.view.graph.counts.nodes, 1);
    x->frontier = rhz_arena_alloc(s->work, sizeof *x->frontier);
    if (!x->level || !x->frontier)
        return rhz_no_memory(err);
    x->frontier[0] = node;
    x->n = 1;
    x->depth = 1;
    x->level[node] = 1;
    return RHZ_OK;
}

/* Nodes of the frontier of `x` that the other side has seen: the crossings. They move to the front; how many. */
static size_t crossings(struct side *x, const struct side *other)
{
    size_t n = 0;

    for (size_t i = 0; i < x->n; i++)
        if (other->level[x->frontier[i]])
            x->frontier[n++] = x->frontier[i];
    return n;
}

/* Levels are grown until they meet: *met is the side whose frontier holds the crossings, *n of them. */
static rhz_status meet(struct search *s, struct side **met, size_t *n, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    *n = 0;
    while (st == RHZ_OK && s->side[0].n && s->side[1].n && s->side[0].depth + s->side[1].depth - 2 < s->most) {
        *met = s->side[0].n <= s->side[1].n ? &s->side[0] : &s->side[1];
        st = expand(s, *met, err);
        if (st == RHZ_OK && (*n = crossings(*met, *met == &s->side[0] ? &s->side[1] : &s->side[0])))
            return RHZ_OK;
    }
    return st;
}

/* ---- reading paths off the levels ---- */

struct walk {
    const struct side *side;
    uint32_t *nodes;   /* the path being laid, `at` is the node to go down from */
    size_t at;
    uint32_t *seen, n; /* neighbours one level down, distinct */
    size_t cap;
};

static rhz_status note_lower(struct search *s, void *context, struct rhz_adjacent a, struct rhz_error *err)
{
    struct walk *w = context;

    if (w->side->level[a.other] == 0 || w->side->level[a.other] + 1 != w->side->level[w->nodes[w->at]] || w->n == CANDIDATES)
        return RHZ_OK;
    for (uint32_t i = 0; i < w->n; i++)
        if (w->seen[i] == a.other)
            return RHZ_OK;
    if (!RHZ_PUSH(s->work, w->seen, w->n, w->cap))
        return rhz_no_memory(err);
    w->seen[w->n++] = a.other;
    return RHZ_OK;
}

static rhz_status keep(struct search *s, const uint32_t *nodes, struct rhz_error *err)
{
    struct rhz_paths *out = s->out;
    struct path p = {.weight = 0};
    struct rhz_graph_node n;
    rhz_status st = RHZ_OK;

    if (out->n == CANDIDATES) {
        out->more = true;
        return RHZ_OK;
    }
    p.nodes = rhz_arena_alloc(out->arena, (out->hops + 1) * sizeof *p.nodes);
    if (!p.nodes || !RHZ_PUSH(out->arena, out->v, out->n, out->cap))
        return rhz_no_memory(err);
    memcpy(p.nodes, nodes, (out->hops + 1) * sizeof *nodes);
    for (size_t i = 1; i < out->hops && st == RHZ_OK; i++) {
        rhz_arena_reset(s->in.scratch);
        st = rhz_graph_node(&s->in.view.graph, nodes[i], s->in.scratch, &n, err);
        p.weight += n.n_edges;
    }
    out->v[out->n++] = p;
    return st;
}

/* Lay the part of the path from nodes[at] down to an end of it; then the other part, then keep the path. */
static rhz_status go_down(struct search *s, uint32_t *nodes, size_t at, int step, size_t crossing, struct rhz_error *err)
{
    struct walk w = {.side = &s->side[step > 0], .nodes = nodes, .at = at};
    rhz_status st = RHZ_OK;

    if (w.side->level[nodes[at]] == 1)
        return step < 0 ? go_down(s, nodes, crossing, 1, crossing, err) : keep(s, nodes, err);
    st = each_neighbour(s, nodes[at], note_lower, &w, err);
    for (uint32_t i = 0; i < w.n && st == RHZ_OK && s->out->n < CANDIDATES; i++) {
        nodes[at + (size_t)step] = w.seen[i];
        st = go_down(s, nodes, at + (size_t)step, step, crossing, err);
    }
    s->out->more |= s->out->n == CANDIDATES;
    return st;
}

static rhz_status read_paths(struct search *s, const struct side *met, size_t n, struct rhz_error *err)
{
    uint32_t nodes[HOPS_MOST + 1];
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < n && st == RHZ_OK; i++) {
        size_t crossing = s->side[0].level[met->frontier[i]] - 1u;
        s->out->hops = crossing + s->side[1].level[met->frontier[i]] - 1u;
        nodes[crossing] = met->frontier[i];
        st = go_down(s, nodes, crossing, -1, crossing, err);
    }
    return st;
}

/* ---- the links of each hop ---- */

struct gathering {
    uint32_t other;
    struct rhz_link *v;
    size_t n, cap;
};

static rhz_status gather(struct search *s, void *context, struct rhz_adjacent a, struct rhz_error *err)
{
    struct gathering *g = context;
    struct rhz_link *x;
    rhz_status st;

    if (a.other != g->other || g->n == LINKS_OF_HOP)
        return RHZ_OK;
    if (!RHZ_PUSH(s->out->arena, g->v, g->n, g->cap))
        return rhz_no_memory(err);
    x = &g->v[g->n];
    st = rhz_link_read(&s->in, a.edge, x, err);
    g->n += st == RHZ_OK && x->n_evidence;
    return st;
}

static int latest_first(const void *a, const void *b)
{
    const struct rhz_link *x = a, *y = b;

    if (x->year != y->year)
        return x->year > y->year ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static rhz_status dress(struct search *s, struct path *p, struct rhz_error *err)
{
    size_t hops = s->out->hops;
    rhz_status st = RHZ_OK;

    p->entities = rhz_arena_zalloc(s->out->arena, hops + 1, sizeof *p->entities);
    p->hops = rhz_arena_zalloc(s->out->arena, hops, sizeof *p->hops);
    if (!p->entities || !p->hops)
        return rhz_no_memory(err);
    for (size_t i = 0; i <= hops && st == RHZ_OK; i++) {
        struct gathering g = {.other = i < hops ? p->nodes[i + 1] : 0};
        rhz_arena_reset(s->in.scratch);
        st = rhz_link_end_read(&s->in, p->nodes[i], &p->entities[i], err);
        if (st != RHZ_OK || i == hops || (st = each_neighbour(s, p->nodes[i], gather, &g, err)) != RHZ_OK)
            break;
        if (g.n)
            qsort(g.v, g.n, sizeof *g.v, latest_first);
        p->hops[i] = (struct hop){g.v, g.n};
    }
    return st;
}

static int telling_first(const void *a, const void *b)
{
    const struct path *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? -1 : 1;
    return (x->nodes[1] > y->nodes[1]) - (x->nodes[1] < y->nodes[1]);
}

static rhz_status choose(struct search *s, struct rhz_error *err)
{
    struct rhz_paths *out = s->out;
    rhz_status st = RHZ_OK;

    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, telling_first);
    out->more |= out->n > s->limit;
    out->n = out->n > s->limit ? s->limit : out->n;
    for (size_t i = 0; i < out->n && st == RHZ_OK; i++)
        st = dress(s, &out->v[i], err);
    return st;
}

/* ---- public ---- */

/* "FINANCE, PORTE": marks them. */
static rhz_status read_relations(const char *text, bool *by, struct rhz_error *err)
{
    if (!text || !*text) {
        for (unsigned r = 1; r < RHZ_RELATION_COUNT; r++)
            by[r] = r != RHZ_PRESENT_A && r != RHZ_EXCUSE_A;
        return RHZ_OK;
    }
    while (*text) {
        size_t n = strcspn(text, ",");
        struct rhz_span name = rhz_span_trim(rhz_span(text, n));
        unsigned r = rhz_relation_number(name);

        if (!r)
            return rhz_fail(err, RHZ_INVALID, "« %.*s » n'est pas une relation de la base.", (int)(name.n < 60 ? name.n : 60),
                            name.p);
        by[r] = true;
        text += n + (text[n] == ',');
    }
    return RHZ_OK;
}

static rhz_status read_options(struct search *s, const struct rhz_path_options *o, struct rhz_error *err)
{
    static const struct rhz_path_options none = {.size = sizeof none};

    o = o ? o : &none;
    if (o->size < sizeof *o)
        return rhz_fail(err, RHZ_INVALID, "Les options de chemin sont d'une autre version de la bibliothèque.");
    s->most = o->max_hops ? o->max_hops : HOPS;
    s->most = s->most > HOPS_MOST ? HOPS_MOST : s->most;
    s->limit = o->limit ? o->limit : 1;
    s->period = o->period;
    s->deadline = rhz_now_us() + 1000ull * (o->deadline_ms ? o->deadline_ms : 10000);
    return read_relations(o->relations, s->by, err);
}

static rhz_status search_paths(struct search *s, uint64_t from, uint64_t to, struct rhz_error *err)
{
    struct side *met = NULL;
    size_t n;
    rhz_status st;

    if ((st = rhz_view_find(&s->in.view, from, &s->from, err)) != RHZ_OK ||
        (st = rhz_view_find(&s->in.view, to, &s->to, err)) != RHZ_OK)
        return st;
    if (s->from == s->to)
        return rhz_fail(err, RHZ_INVALID, "Un chemin va d'une entité à une autre : c'est deux fois la même.");
    s->look = !s->in.view.current || !rhz_period_is_open(s->period);
    for (unsigned r = 1; r < RHZ_RELATION_COUNT; r++)
        s->by[r] &= s->in.view.graph.counts.edges_by_relation[r] > 0;
    if ((st = begin_side(s, &s->side[0], s->from, err)) != RHZ_OK || (st = begin_side(s, &s->side[1], s->to, err)) != RHZ_OK ||
        (st = meet(s, &met, &n, err)) != RHZ_OK || n == 0)
        return st;
    return (st = read_paths(s, met, n, err)) == RHZ_OK ? choose(s, err) : st;
}

rhz_status rhz_paths_between(struct rhz_base *b, uint64_t from, uint64_t to, const struct rhz_path_options *options,
                             struct rhz_paths **out, struct rhz_error *err)
{
    struct search s = {.work = rhz_arena_new(), .out = calloc(1, sizeof *s.out)};
    rhz_status st;

    *out = NULL;
    if (s.out)
        s.out->arena = rhz_arena_new();
    if (!s.work || !s.out || !s.out->arena)
        st = rhz_no_memory(err);
    else if ((st = read_options(&s, options, err)) == RHZ_OK && (st = rhz_link_reader_open(b, s.out->arena, &s.in, err)) == RHZ_OK)
        st = search_paths(&s, from, to, err);
    rhz_link_reader_close(&s.in);
    rhz_arena_free(s.work);
    if (st == RHZ_OK)
        *out = s.out;
    else
        rhz_paths_free(s.out);
    return st;
}

size_t rhz_paths_count(const struct rhz_paths *p)
{
    return p->n;
}

bool rhz_paths_more(const struct rhz_paths *p)
{
    return p->more;
}

size_t rhz_paths_length(const struct rhz_paths *p)
{
    return p->n ? p->hops : 0;
}

const struct rhz_link_end *rhz_paths_entity(const struct rhz_paths *p, size_t i, size_t at)
{
    return i < p->n && at <= p->hops ? &p->v[i].entities[at] : NULL;
}

const struct rhz_link *rhz_paths_links(const struct rhz_paths *p, size_t i, size_t hop, size_t *n)
{
    *n = i < p->n && hop < p->hops ? p->v[i].hops[hop].n : 0;
    return *n ? p->v[i].hops[hop].links : NULL;
}

void rhz_paths_free(struct rhz_paths *p)
{
    if (!p)
        return;
    rhz_arena_free(p->arena);
    free(p);
}
