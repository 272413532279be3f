/* op_expand.c -- from a node along its edges: one edge, an edge that is known, edges of a length between two bounds. */
#include <stdlib.h>

#include "operators.h"

/* ---- shared ---- */

bool rhz_ql_met(const struct ql_run *x, const struct ql_hop *h, struct ql_value edge)
{
    size_t i;
    uint32_t j;

    for (i = 0; i < h->n_others; i++) {
        struct ql_value v = x->row[h->others[i]];
        if (v.type == QL_EDGE && rhz_ql_same_edge(v, edge))
            return true;
        for (j = 0; v.type == QL_LIST && j < v.n; j++)
            if (v.items[j].type == QL_EDGE && rhz_ql_same_edge(v.items[j], edge))
                return true;
    }
    return false;
}

rhz_status rhz_ql_edge_fits(struct ql_run *x, const struct ql_hop *h, struct ql_value edge, struct rhz_arena *arena, bool *fits)
{
    const struct ql_expr *p = h->pattern->properties;
    struct ql_value wanted, v;
    rhz_status st = RHZ_OK;
    size_t i;

    *fits = true;
    for (i = 0; p && i < p->n_args && *fits; i++) {
        if ((st = rhz_ql_evaluate(x, p->args[i], arena, &wanted)) != RHZ_OK ||
            (st = rhz_ql_property(x, edge, p->keys[i], h->symbols[i], arena, &v)) != RHZ_OK)
            return st;
        *fits = rhz_ql_equal(v, wanted) == QL_TRUE;
    }
    return st;
}

rhz_status rhz_ql_begin_walk(struct ql_run *x, struct ql_walk *w, uint32_t node, const struct ql_hop *h)
{
    return rhz_ql_walk(x, w, node, h->pattern->relations, h->pattern->n_types, h->pattern->n_types == 0, h->direction);
}

/* ---- one edge ---- */

struct expand {
    struct ql_op op;
    struct ql_hop hop;
    struct ql_walk walk;
    bool open;
    uint32_t target;          /* to_bound */
    struct ql_value known;    /* edge_bound */
};

/* Begin with a row of the input: from the end with fewer edges when both are known. */
static rhz_status open_expand(struct ql_run *x, struct expand *o)
{
    struct ql_value from = x->row[o->hop.from];

    o->open = from.type == QL_NODE;
    if (!o->open)
        return RHZ_OK;
    if (o->hop.to_bound) {
        struct ql_value to = x->row[o->hop.to];
        if (to.type != QL_NODE) {
            o->open = false;
            return RHZ_OK;
        }
        o->target = to.n;
    }
    if (o->hop.edge_bound) {
        o->known = x->row[o->hop.edge];
        if (o->known.type != QL_EDGE) {
            o->open = false;
            return RHZ_OK;
        }
    }
    return rhz_ql_begin_walk(x, &o->walk, from.n, &o->hop);
}

static rhz_status expand_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct expand *o = (struct expand *)op;
    const struct ql_hop *h = &o->hop;
    rhz_status st;

    for (;;) {
        struct ql_value edge;
        uint32_t other;
        bool found, fits = true;

        if (!o->open) {
            if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
                return st;
            if ((st = open_expand(x, o)) != RHZ_OK)
                return st;
            continue;
        }
        if ((st = rhz_ql_tick(x)) != RHZ_OK || (st = rhz_ql_walk_next(x, &o->walk, &edge, &other, &found)) != RHZ_OK)
            return st;
        if (!found) {
            o->open = false;
            continue;
        }
        if ((h->to_bound && other != o->target) || (h->edge_bound && !rhz_ql_same_edge(edge, o->known)) || rhz_ql_met(x, h, edge))
            continue;
        if (h->pattern->properties) {
            rhz_arena_reset(op->arena);
            if ((st = rhz_ql_edge_fits(x, h, edge, op->arena, &fits)) != RHZ_OK)
                return st;
        }
        if (!fits)
            continue;
        if (!h->edge_bound)
            x->row[h->edge] = edge;
        if (!h->to_bound)
            x->row[h->to] = ql_node(other);
        *have = true;
        return RHZ_OK;
    }
}

static void expand_rewind(struct ql_op *op)
{
    ((struct expand *)op)->open = false;
}

static void expand_close(struct ql_op *op)
{
    rhz_ql_walk_free(&((struct expand *)op)->walk);
}

struct ql_op *rhz_ql_op_expand(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop)
{
    struct expand *o = input ? rhz_ql_new_op(m, sizeof *o, hop->to_bound ? "lien entre deux nœuds" : "liens", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = expand_next;
    o->op.rewind = expand_rewind;
    o->op.close = expand_close;
    o->hop = *hop;
    return &o->op;
}

/* ---- the ends of an edge that is known ---- */

struct ends {
    struct ql_op op;
    struct ql_hop hop;
    int turn; /* of an edge without direction: 1, both ways are to be tried; 2, one is left */
};

static bool has_relation(const struct ql_edge_pattern *p, uint16_t relation)
{
    size_t i;

    for (i = 0; i < p->n_types; i++)
        if (p->relations[i] == relation)
            return true;
    return p->n_types == 0;
}

static rhz_status ends_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct ends *o = (struct ends *)op;
    const struct ql_hop *h = &o->hop;
    rhz_status st;

    for (;;) {
        struct ql_value edge;
        uint32_t from, to, swap;
        bool second = o->turn == 1, fits;

        if (!second && ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have))
            return st;
        o->turn = 0;
        edge = x->row[h->edge];
        if (edge.type != QL_EDGE || !has_relation(h->pattern, edge.relation) || rhz_ql_met(x, h, edge))
            continue;
        rhz_arena_reset(op->arena);
        if ((st = rhz_ql_edge_fits(x, h, edge, op->arena, &fits)) != RHZ_OK)
            return st;
        if (!fits)
            continue;
        if ((st = rhz_ql_ends(x, edge, &from, &to)) != RHZ_OK)
            return st;
        if (h->direction == 0 && !second && from != to)
            o->turn = 1;
        if (h->direction < 0 || second)
            swap = from, from = to, to = swap;
        if (h->from == h->to && from != to)
            continue;
        x->row[h->from] = ql_node(from);
        x->row[h->to] = ql_node(to);
        *have = true;
        return RHZ_OK;
    }
}

static void ends_rewind(struct ql_op *op)
{
    ((struct ends *)op)->turn = 0;
}

struct ql_op *rhz_ql_op_ends(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop)
{
    struct ends *o = input ? rhz_ql_new_op(m, sizeof *o, "bouts du lien connu", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = ends_next;
    o->op.rewind = ends_rewind;
    o->hop = *hop;
    return &o->op;
}

/* ---- edges of variable length: depth first ---- */

struct level {
    struct ql_walk walk;
    struct ql_value edge; /* by which it was reached */
    uint32_t node;
};

struct many {
    struct ql_op op;
    struct ql_hop hop;
    struct level *levels; /* 0: the node it starts from */
    size_t depth, cap;
    bool open, fresh;     /* fresh: the deepest level was not shown yet */
    uint32_t target;
};

static rhz_status push_level(struct ql_run *x, struct many *o, uint32_t node, struct ql_value edge)
{
    struct level *l;

    if (o->depth == o->cap) {
        size_t cap = o->cap ? 2 * o->cap : 8;
        if (cap * sizeof *l > x->memory)
            return rhz_ql_no_room(x);
        l = realloc(o->levels, cap * sizeof *l);
        if (!l)
            return rhz_no_memory(x->err);
        memset(l + o->cap, 0, (cap - o->cap) * sizeof *l);
        o->levels = l;
        o->cap = cap;
    }
    l = &o->levels[o->depth++];
    l->node = node;
    l->edge = edge;
    o->fresh = true;
    l->walk.n = l->walk.at = 0;
    /* At full length nothing is walked. */
    return o->depth <= o->hop.pattern->most ? rhz_ql_begin_walk(x, &l->walk, node, &o->hop) : RHZ_OK;
}

static bool in_path(const struct many *o, struct ql_value edge)
{
    size_t i;

    for (i = 1; i < o->depth; i++)
        if (rhz_ql_same_edge(o->levels[i].edge, edge))
            return true;
    return false;
}

/* One step of the search: a level deeper, or one back. */
static rhz_status step(struct ql_run *x, struct many *o)
{
    struct ql_value edge;
    uint32_t other;
    bool found, fits;
    rhz_status st = rhz_ql_tick(x);

    o->fresh = false;
    if (st == RHZ_OK)
        st = rhz_ql_walk_next(x, &o->levels[o->depth - 1].walk, &edge, &other, &found);
    if (st != RHZ_OK)
        return st;
    if (!found) {
        o->depth--;
        return RHZ_OK;
    }
    if (in_path(o, edge) || rhz_ql_met(x, &o->hop, edge))
        return RHZ_OK;
    if (o->hop.pattern->properties) {
        rhz_arena_reset(o->op.arena);
        if ((st = rhz_ql_edge_fits(x, &o->hop, edge, o->op.arena, &fits)) != RHZ_OK || !fits)
            return st;
    }
    return push_level(x, o, other, edge);
}

static rhz_status show(struct ql_run *x, struct many *o, bool *have)
{
    size_t n = o->depth - 1, i;
    struct ql_value *items, list;
    uint32_t node = o->levels[n].node;

    *have = n >= o->hop.pattern->least && (!o->hop.to_bound || node == o->target);
    o->fresh = false;
    if (!*have)
        return RHZ_OK;
    rhz_arena_reset(o->op.arena);
    items = rhz_arena_alloc(o->op.arena, (n ? n : 1) * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    for (i = 0; i < n; i++) /* in the order of the pattern, whichever end the search began from */
        items[o->hop.reversed ? n - 1 - i : i] = o->levels[i + 1].edge;
    list = ql_list(items, n);
    if (o->hop.edge_bound)
        *have = rhz_ql_same(x->row[o->hop.edge], list);
    else
        x->row[o->hop.edge] = list;
    if (!o->hop.to_bound)
        x->row[o->hop.to] = ql_node(node);
    return RHZ_OK;
}

static rhz_status many_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct many *o = (struct many *)op;
    rhz_status st;

    for (;;) {
        if (o->open && o->depth == 0)
            o->open = false;
        if (!o->open) {
            struct ql_value from, to;
            if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
                return st;
            from = x->row[o->hop.from];
            to = x->row[o->hop.to];
            if (from.type != QL_NODE || (o->hop.to_bound && to.type != QL_NODE))
                continue;
            if (o->hop.to_bound)
                o->target = to.n;
            o->open = true;
            o->depth = 0;
            if ((st = push_level(x, o, from.n, ql_null())) != RHZ_OK)
                return st;
        }
        if (o->fresh) {
            if ((st = show(x, o, have)) != RHZ_OK || *have)
                return st;
            continue;
        }
        if (o->depth > o->hop.pattern->most) {
            o->depth--;
            continue;
        }
        if ((st = step(x, o)) != RHZ_OK)
            return st;
    }
}

static void many_rewind(struct ql_op *op)
{
    ((struct many *)op)->open = false;
}

static void many_close(struct ql_op *op)
{
    struct many *o = (struct many *)op;
    size_t i;

    for (i = 0; i < o->cap; i++)
        rhz_ql_walk_free(&o->levels[i].walk);
    free(o->levels);
    o->levels = NULL;
    o->cap = 0;
}

struct ql_op *rhz_ql_op_expand_many(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop)
{
    struct many *o = input ? rhz_ql_new_op(m, sizeof *o, hop->to_bound ? "suite de liens entre deux nœuds" : "suite de liens", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = many_next;
    o->op.rewind = many_rewind;
    o->op.close = many_close;
    o->hop = *hop;
    return &o->op;
}
