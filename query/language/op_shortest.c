/* op_shortest.c -- shortest paths between two nodes: breadth first from both ends, the smaller frontier first.
 *
 * As no path of the lengths tried before was found, the first node that both sides have seen lies on a shortest one. For all
 * of them the level is finished, the nodes that lie on some shortest path are marked from where the sides meet, and a
 * search among these alone, which never fails, gives the paths one after another.
 */
#include <stdlib.h>

#include "operators.h"

struct seen {
    struct ql_value edge; /* by which it was reached */
    uint32_t node, parent; /* index of the one before; RHZ_NONE: the end itself */
    uint32_t depth, place; /* place: in the index */
    bool good;             /* on a shortest path */
};

struct side {
    struct seen *v;
    size_t n, cap;
    uint32_t *index; /* 1 + place in v; 0: free */
    size_t mask;     /* of the index, a power of two less 1; 0: none */
    size_t from;     /* frontier: v[from .. n) */
    uint32_t depth;
};

struct shortest {
    struct ql_op op;
    struct ql_hop hop;
    bool all;
    struct side a, b;
    struct ql_walk walk;
    /* giving the paths of `all` */
    struct step {
        struct ql_walk walk;
        struct ql_value edge;
        uint32_t node;
    } *steps;
    size_t n_steps, cap_steps;
    uint32_t length;
    bool open;
    bool plain;               /* stored edges, any of them will do */
};

/* ---- nodes that a side has seen ---- */

static uint32_t scatter(uint32_t node)
{
    uint32_t h = node * 0x9E3779B1u;

    return h ^ h >> 15;
}

static void forget(struct side *s)
{
    size_t i;

    for (i = 0; i < s->n; i++)
        s->index[s->v[i].place] = 0;
    s->n = s->from = 0;
    s->depth = 0;
}

static struct seen *look_up(const struct side *s, uint32_t node)
{
    size_t i;

    if (!s->mask)
        return NULL;
    for (i = scatter(node) & s->mask; s->index[i]; i = (i + 1) & s->mask)
        if (s->v[s->index[i] - 1].node == node)
            return &s->v[s->index[i] - 1];
    return NULL;
}

static bool grow_index(struct side *s)
{
    size_t size = s->mask ? 2 * (s->mask + 1) : 256, i, at;
    uint32_t *index = calloc(size, sizeof *index);

    if (!index)
        return false;
    free(s->index);
    s->index = index;
    s->mask = size - 1;
    for (i = 0; i < s->n; i++) {
        for (at = scatter(s->v[i].node) & s->mask; index[at]; at = (at + 1) & s->mask)
            ;
        index[at] = (uint32_t)i + 1;
        s->v[i].place = (uint32_t)at;
    }
    return true;
}

static rhz_status add(struct ql_run *x, struct side *s, uint32_t node, uint32_t parent, struct ql_value edge, uint32_t depth)
{
    size_t at;

    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 128;
        struct seen *v;
        if (cap * sizeof *v > x->memory)
            return rhz_ql_no_room(x);
        if (!(v = realloc(s->v, cap * sizeof *v)))
            return rhz_no_memory(x->err);
        s->v = v;
        s->cap = cap;
    }
    if (2 * (s->n + 1) > s->mask && !grow_index(s))
        return rhz_no_memory(x->err);
    for (at = scatter(node) & s->mask; s->index[at]; at = (at + 1) & s->mask)
        ;
    s->v[s->n] = (struct seen){.edge = edge, .node = node, .parent = parent, .depth = depth, .place = (uint32_t)at};
    s->index[at] = (uint32_t)++s->n;
    return RHZ_OK;
}

/* ---- the search ---- */

/* Edges of `node` as seen from the side of a (forward) or of b. */
static rhz_status walk_from(struct ql_run *x, struct shortest *o, struct ql_walk *w, uint32_t node, bool forward)
{
    struct ql_hop h = o->hop;

    if (!forward)
        h.direction = -h.direction;
    return rhz_ql_begin_walk(x, w, node, &h);
}

static rhz_status next_edge(struct ql_run *x, struct shortest *o, struct ql_walk *w, struct ql_value *edge, uint32_t *other,
                            bool *found)
{
    rhz_status st;
    bool fits = true;

    do {
        if ((st = rhz_ql_tick(x)) != RHZ_OK || (st = rhz_ql_walk_next(x, w, edge, other, found)) != RHZ_OK || !*found)
            return st;
        if (o->hop.n_others && rhz_ql_met(x, &o->hop, *edge)) {
            fits = false;
            continue;
        }
        fits = true;
        if (o->hop.pattern->properties) {
            rhz_arena_reset(o->op.arena);
            if ((st = rhz_ql_edge_fits(x, &o->hop, *edge, o->op.arena, &fits)) != RHZ_OK)
                return st;
        }
    } while (!fits);
    return RHZ_OK;
}

/* The edges of one node when nothing is asked of them: read off their lists. */
static rhz_status plain_level(struct ql_run *x, struct shortest *o, struct side *s, const struct side *other_side, uint32_t parent,
                              uint32_t *meet)
{
    size_t k;
    uint32_t line;
    rhz_status st;

    for (k = 0; k < o->walk.n; k++) {
        const struct ql_segment *list = &o->walk.v[k];
        for (line = 0; line < list->n; line++) {
            const char *p = list->p + RHZ_ADJACENT_BYTES * (size_t)line;
            uint32_t other = rhz_le32(p);
            struct ql_value edge = {.type = QL_EDGE, .incoming = list->incoming, .relation = list->relation};
            if (look_up(s, other))
                continue;
            edge.n = rhz_le32(p + 4);
            edge.entry = list->amounts ? list->amounts + RHZ_ADJACENT_BYTES * (size_t)line : NULL;
            if ((st = add(x, s, other, parent, edge, s->depth)) != RHZ_OK)
                return st;
            if (*meet == RHZ_NONE && look_up(other_side, other)) {
                *meet = (uint32_t)s->n - 1;
                if (!o->all)
                    return RHZ_OK;
            }
        }
    }
    return RHZ_OK;
}

/* One level of one side. *meet: index in `s` of the first node that the other side has seen, RHZ_NONE when none is. */
static rhz_status level(struct ql_run *x, struct shortest *o, struct side *s, const struct side *other_side, bool forward,
                        uint32_t *meet)
{
    size_t from = s->from, to = s->n, i;
    rhz_status st = RHZ_OK;

    s->from = to;
    s->depth++;
    *meet = RHZ_NONE;
    for (i = from; i < to && st == RHZ_OK; i++) {
        struct ql_value edge;
        uint32_t other;
        bool found = true;
        if ((st = walk_from(x, o, &o->walk, s->v[i].node, forward)) != RHZ_OK || (st = rhz_ql_tick(x)) != RHZ_OK)
            return st;
        if (o->plain) {
            if ((st = plain_level(x, o, s, other_side, (uint32_t)i, meet)) != RHZ_OK || (*meet != RHZ_NONE && !o->all))
                return st;
            continue;
        }
        while (st == RHZ_OK && (st = next_edge(x, o, &o->walk, &edge, &other, &found)) == RHZ_OK && found) {
            if (look_up(s, other))
                continue;
            if ((st = add(x, s, other, (uint32_t)i, edge, s->depth)) != RHZ_OK)
                return st;
            if (*meet == RHZ_NONE && look_up(other_side, other)) {
                *meet = (uint32_t)s->n - 1;
                if (!o->all)
                    return RHZ_OK;
            }
        }
    }
    return st;
}

/* Search until the sides meet. *found with o->length; *at: the node where they do. */
static rhz_status search(struct ql_run *x, struct shortest *o, uint32_t from, uint32_t to, bool *found, uint32_t *at)
{
    uint32_t meet = RHZ_NONE;
    rhz_status st;

    *found = false;
    o->plain = x->view.current && o->hop.n_others == 0 && !o->hop.pattern->properties;
    for (size_t i = 0; i < o->hop.pattern->n_types; i++)
        o->plain &= o->hop.pattern->relations[i] < QL_CHIFFRE;
    forget(&o->a);
    forget(&o->b);
    if ((st = add(x, &o->a, from, RHZ_NONE, ql_null(), 0)) != RHZ_OK || (st = add(x, &o->b, to, RHZ_NONE, ql_null(), 0)) != RHZ_OK)
        return st;
    while (o->a.depth + o->b.depth < o->hop.pattern->most) {
        size_t left = o->a.n - o->a.from, right = o->b.n - o->b.from;
        bool forward = left <= right;
        struct side *s = forward ? &o->a : &o->b;
        if (left == 0 || right == 0)
            return RHZ_OK;
        if ((st = level(x, o, s, forward ? &o->b : &o->a, forward, &meet)) != RHZ_OK)
            return st;
        if (meet != RHZ_NONE) {
            *found = true;
            *at = s->v[meet].node;
            o->length = o->a.depth + o->b.depth;
            return RHZ_OK;
        }
    }
    return RHZ_OK;
}

static struct ql_value *edges_of(struct ql_run *x, struct shortest *o, size_t n)
{
    struct ql_value *v;

    (void)x;
    rhz_arena_reset(o->op.arena);
    v = rhz_arena_alloc(o->op.arena, (n ? n : 1) * sizeof *v);
    return v;
}

static void put_row(struct ql_run *x, struct shortest *o, struct ql_value *v, size_t n)
{
    size_t i;

    for (i = 0; o->hop.reversed && i < n / 2; i++) {
        struct ql_value swap = v[i];
        v[i] = v[n - 1 - i];
        v[n - 1 - i] = swap;
    }
    x->row[o->hop.edge] = ql_list(v, n);
}

static rhz_status give_one(struct ql_run *x, struct shortest *o, uint32_t meeting)
{
    const struct seen *a = look_up(&o->a, meeting), *b = look_up(&o->b, meeting), *s;
    struct ql_value *v = edges_of(x, o, o->length);
    size_t at;

    if (!v)
        return rhz_ql_no_room(x);
    for (s = a, at = a->depth; s->parent != RHZ_NONE; s = &o->a.v[s->parent])
        v[--at] = s->edge;
    for (s = b, at = a->depth; s->parent != RHZ_NONE; s = &o->b.v[s->parent])
        v[at++] = s->edge;
    put_row(x, o, v, at);
    return RHZ_OK;
}

/* ---- all of them ---- */

/* Mark the nodes of a side that lead from where the sides meet back to its end. */
static rhz_status mark(struct ql_run *x, struct shortest *o, struct side *s, const struct side *other, bool forward)
{
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < s->n; i++) {
        const struct seen *b = look_up(other, s->v[i].node);
        s->v[i].good = b && s->v[i].depth == s->depth && b->depth == other->depth;
    }
    for (i = s->n; i > 0 && st == RHZ_OK; i--) { /* deepest first: they come level by level */
        struct ql_value edge;
        uint32_t before;
        bool found = true;
        if (!s->v[i - 1].good || s->v[i - 1].depth == 0)
            continue;
        st = walk_from(x, o, &o->walk, s->v[i - 1].node, !forward);
        while (st == RHZ_OK && (st = next_edge(x, o, &o->walk, &edge, &before, &found)) == RHZ_OK && found) {
            struct seen *p = look_up(s, before);
            if (p && p->depth + 1 == s->v[i - 1].depth)
                p->good = true;
        }
    }
    return st;
}

static bool leads_on(const struct shortest *o, uint32_t node, uint32_t position)
{
    const struct seen *s = look_up(position <= o->a.depth ? &o->a : &o->b, node);

    return s && s->good && s->depth == (position <= o->a.depth ? position : o->length - position);
}

static rhz_status push_step(struct ql_run *x, struct shortest *o, uint32_t node, struct ql_value edge)
{
    struct step *s;

    if (o->n_steps == o->cap_steps) {
        size_t cap = o->cap_steps ? 2 * o->cap_steps : 8;
        s = realloc(o->steps, cap * sizeof *s);
        if (!s)
            return rhz_no_memory(x->err);
        memset(s + o->cap_steps, 0, (cap - o->cap_steps) * sizeof *s);
        o->steps = s;
        o->cap_steps = cap;
    }
    s = &o->steps[o->n_steps++];
    s->node = node;
    s->edge = edge;
    s->walk.n = s->walk.at = 0;
    return o->n_steps <= o->length ? walk_from(x, o, &s->walk, node, true) : RHZ_OK;
}

/* The next of all shortest paths; *have false past the last. */
static rhz_status give_next(struct ql_run *x, struct shortest *o, bool *have)
{
    rhz_status st;

    *have = false;
    while (o->n_steps) {
        struct ql_value edge, *v;
        uint32_t other, i;
        bool found;
        if (o->n_steps == o->length + 1) {
            v = edges_of(x, o, o->length);
            if (!v)
                return rhz_ql_no_room(x);
            for (i = 0; i < o->length; i++)
                v[i] = o->steps[i + 1].edge;
            put_row(x, o, v, o->length);
            o->n_steps--;
            *have = true;
            return RHZ_OK;
        }
        if ((st = next_edge(x, o, &o->steps[o->n_steps - 1].walk, &edge, &other, &found)) != RHZ_OK)
            return st;
        if (!found)
            o->n_steps--;
        else if (leads_on(o, other, (uint32_t)o->n_steps) && (st = push_step(x, o, other, edge)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* ---- the operator ---- */

static rhz_status open_row(struct ql_run *x, struct shortest *o, bool *have)
{
    struct ql_value from = x->row[o->hop.from], to = x->row[o->hop.to];
    uint32_t meeting = 0;
    bool found;
    rhz_status st;

    *have = false;
    if (from.type != QL_NODE || to.type != QL_NODE)
        return RHZ_OK;
    if (from.n == to.n) {
        *have = o->hop.pattern->least == 0;
        x->row[o->hop.edge] = ql_list(NULL, 0);
        return RHZ_OK;
    }
    if ((st = search(x, o, from.n, to.n, &found, &meeting)) != RHZ_OK || !found)
        return st;
    if (!o->all) {
        *have = true;
        return give_one(x, o, meeting);
    }
    if ((st = mark(x, o, &o->a, &o->b, true)) != RHZ_OK || (st = mark(x, o, &o->b, &o->a, false)) != RHZ_OK)
        return st;
    o->n_steps = 0;
    o->open = true;
    return push_step(x, o, from.n, ql_null());
}

static rhz_status shortest_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct shortest *o = (struct shortest *)op;
    rhz_status st;

    for (;;) {
        if (o->open) {
            if ((st = give_next(x, o, have)) != RHZ_OK || *have)
                return st;
            o->open = false;
        }
        if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
            return st;
        if ((st = open_row(x, o, have)) != RHZ_OK || *have)
            return st;
    }
}

static void shortest_rewind(struct ql_op *op)
{
    ((struct shortest *)op)->open = false;
}

static void shortest_close(struct ql_op *op)
{
    struct shortest *o = (struct shortest *)op;
    size_t i;

    for (i = 0; i < o->cap_steps; i++)
        rhz_ql_walk_free(&o->steps[i].walk);
    free(o->steps);
    rhz_ql_walk_free(&o->walk);
    free(o->a.v);
    free(o->a.index);
    free(o->b.v);
    free(o->b.index);
    o->steps = NULL;
    o->cap_steps = 0;
    o->a = o->b = (struct side){0};
}

struct ql_op *rhz_ql_op_shortest(struct ql_maker *m, struct ql_op *input, const struct ql_hop *hop, bool all)
{
    struct shortest *o = input ? rhz_ql_new_op(m, sizeof *o, all ? "tous les plus courts chemins" : "plus court chemin", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = shortest_next;
    o->op.rewind = shortest_rewind;
    o->op.close = shortest_close;
    o->hop = *hop;
    o->all = all;
    return &o->op;
}
