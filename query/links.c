/* links.c -- the links of an entity, with the passages that prove them.
 *
 * The packed adjacency of a node is in the order in which links are shown, so a limit reads no more edges than it
 * gives; only where both directions are wanted are the two lists of a relation merged.
 */
#include <stdlib.h>

#include "evidence.h"
#include "names.h"
#include "view.h"

struct rhz_links {
    struct rhz_arena *arena;
    struct rhz_link *v;
    size_t n, cap;
};

struct reading {
    struct rhz_view view;
    struct rhz_evidence_reader *evidence;
    struct rhz_arena *scratch; /* one link */
    struct rhz_link_filter filter;
    unsigned relation;         /* 0: all */
    struct rhz_links *out;
};

/* ---- one edge ---- */

/* An interval without an end goes on. */
static bool in_year(const struct rhz_graph_edge *e, uint32_t year)
{
    if (year == 0 || e->year == year)
        return true;
    if (e->date_from == 0)
        return e->date_to / 10000 == year;
    return e->date_from / 10000 <= year && (e->date_to == 0 || year <= e->date_to / 10000);
}

static rhz_status fill_end(struct reading *r, uint32_t node, struct rhz_link_end *out, struct rhz_error *err)
{
    struct rhz_graph_node n;
    rhz_status st = rhz_graph_node(&r->view.graph, node, r->scratch, &n, err);

    if (st != RHZ_OK)
        return st;
    *out = (struct rhz_link_end){.id = n.id, .kind = rhz_kind_word(n.kind)->name};
    out->name = rhz_arena_str(r->out->arena, n.name);
    return out->name ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status fill_link(struct reading *r, const struct rhz_graph_edge *e, struct rhz_link *out, struct rhz_error *err)
{
    struct rhz_evidence *evidence;
    rhz_status st;

    *out = (struct rhz_link){.id = e->id, .relation = rhz_relation_word(e->relation)->name, .year = e->year,
                             .year_of_document = e->year_of_document, .has_amount = e->has_amount, .joint = e->joint,
                             .divergent = e->divergent, .cents = e->cents, .n_roles = e->n_roles,
                             .nature = rhz_nature_word(e->nature)->name};
    rhz_date_text(e->date_from, out->date_from);
    rhz_date_text(e->date_to, out->date_to);
    out->unit = rhz_arena_str(r->out->arena, e->unit);
    if (!out->unit || !rhz_copy_strings(r->out->arena, e->roles, e->n_roles, &out->roles))
        return rhz_no_memory(err);
    if ((st = fill_end(r, e->from, &out->from, err)) != RHZ_OK || (st = fill_end(r, e->to, &out->to, err)) != RHZ_OK)
        return st;
    st = rhz_evidence_read(r->evidence, e->proofs, e->n_proofs, r->out->arena, &evidence, &out->n_evidence, err);
    out->evidence = evidence;
    return st;
}

static bool is_full(const struct reading *r)
{
    return r->filter.limit && r->out->n >= r->filter.limit;
}

static rhz_status add_edge(struct reading *r, uint32_t number, struct rhz_error *err)
{
    struct rhz_links *out = r->out;
    struct rhz_graph_edge e;
    rhz_status st;

    rhz_arena_reset(r->scratch);
    if ((st = rhz_graph_edge(&r->view.graph, number, r->scratch, &e, err)) != RHZ_OK || !in_year(&e, r->filter.year))
        return st;
    if (!RHZ_PUSH(out->arena, out->v, out->n, out->cap))
        return rhz_no_memory(err);
    st = fill_link(r, &e, &out->v[out->n], err);
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
    rhz_arena_reset(r->scratch);
    st = rhz_graph_node(&r->view.graph, rhz_adjacency_at(&s->list, s->at).other, r->scratch, &n, err);
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
        st = rhz_graph_adjacency(&r->view.graph, node, relation, true, &out.list, err);
    if (r->filter.direction <= 0 && st == RHZ_OK)
        st = rhz_graph_adjacency(&r->view.graph, node, relation, false, &in.list, err);
    while (st == RHZ_OK && !is_full(r) && (out.at < out.list.n || in.at < in.list.n)) {
        st = choose(r, &out, &in, &next, err);
        if (st == RHZ_OK)
            st = add_edge(r, rhz_adjacency_at(&next->list, next->at).edge, err);
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
    if (!filter->relation)
        return RHZ_OK;
    r->relation = rhz_relation_number(rhz_span_of(filter->relation));
    return r->relation ? RHZ_OK
                       : rhz_fail(err, RHZ_INVALID, "« %s » n'est pas une relation de la base.", filter->relation);
}

static rhz_status read_links(struct reading *r, uint64_t id, struct rhz_error *err)
{
    uint32_t node;
    unsigned i;
    rhz_status st = rhz_view_find(&r->view, id, &node, err);

    for (i = 1; i < RHZ_RELATION_COUNT && st == RHZ_OK && !is_full(r); i++)
        if (!r->relation || r->relation == i)
            st = add_relation(r, node, i, err);
    return st;
}

rhz_status rhz_links_of(struct rhz_base *b, uint64_t id, const struct rhz_link_filter *filter, struct rhz_links **out,
                        struct rhz_error *err)
{
    struct reading r = {.scratch = rhz_arena_new(), .out = calloc(1, sizeof *r.out)};
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (!r.scratch || !r.out || !r.out->arena)
        st = rhz_no_memory(err);
    else if ((st = read_filter(&r, filter, err)) == RHZ_OK && (st = rhz_view_open(b, &r.view, err)) == RHZ_OK &&
             (st = rhz_evidence_reader_new(&r.view.snapshot, &r.evidence, err)) == RHZ_OK)
        st = read_links(&r, id, err);
    rhz_evidence_reader_free(r.evidence);
    rhz_view_close(&r.view);
    rhz_arena_free(r.scratch);
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
