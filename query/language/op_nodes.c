/* op_nodes.c -- where a pattern starts: all nodes, those of a kind, those that an index names. */
#include <stdio.h>
#include <stdlib.h>

#include "operators.h"

void rhz_ql_rewind(struct ql_op *op)
{
    for (; op; op = op->input)
        if (op->rewind)
            op->rewind(op);
}

void rhz_ql_close(struct ql_op *op)
{
    for (; op; op = op->input) {
        if (op->close)
            op->close(op);
        rhz_ql_close(op->inner);
        rhz_arena_free(op->arena);
        op->arena = NULL;
    }
}

void *rhz_ql_new_op(struct ql_maker *m, size_t size, const char *name, struct ql_op *input)
{
    struct ql_op *op = rhz_arena_zalloc(m->arena, 1, size);

    if (!op) {
        rhz_no_memory(m->x->err);
        return NULL;
    }
    op->name = name;
    op->detail = "";
    op->input = input;
    op->estimate = input ? input->estimate : 1;
    op->arena = rhz_ql_arena(m->x);
    if (!op->arena) {
        rhz_no_memory(m->x->err);
        return NULL;
    }
    return op;
}

const char *rhz_ql_detail(struct ql_maker *m, const char *format, ...)
{
    va_list args;
    char *text;
    char room[256];

    va_start(args, format);
    vsnprintf(room, sizeof room, format, args);
    va_end(args);
    room[rhz_utf8_valid(rhz_span_of(room))] = 0;
    text = rhz_arena_str(m->arena, rhz_span_of(room));
    return text ? text : "";
}

/* ---- once ---- */

struct once {
    struct ql_op op;
    bool given;
};

static rhz_status once_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct once *o = (struct once *)op;

    (void)x;
    *have = !o->given;
    o->given = true;
    return RHZ_OK;
}

static void once_rewind(struct ql_op *op)
{
    ((struct once *)op)->given = false;
}

struct ql_op *rhz_ql_op_once(struct ql_maker *m)
{
    struct once *o = rhz_ql_new_op(m, sizeof *o, "début", NULL);

    if (!o)
        return NULL;
    o->op.next = once_next;
    o->op.rewind = once_rewind;
    return &o->op;
}

/* ---- nodes ---- */

struct nodes {
    struct ql_op op;
    uint16_t slot;
    enum ql_source source;
    uint32_t number;            /* label or property */
    const struct ql_expr *expr;
    bool open;                  /* a row of the input is being extended */
    struct rhz_numbers list;    /* in place, */
    struct rhz_buf numbers;     /* or in memory, */
    uint64_t at, end;           /* or a range */
    bool in_memory;
};

/* Nodes that may be `of label`, counted from 0 without a list. */
static rhz_status open_label(struct ql_run *x, struct nodes *o)
{
    rhz_status st;

    if (!x->open_graph && (o->number == RHZ_DOCUMENT || o->number == QL_LABEL_FIGURE)) {
        o->list.n = 0;
        o->end = o->number == RHZ_DOCUMENT ? x->view.snapshot.publication.next_document : x->view.graph.counts.properties;
        return RHZ_OK;
    }
    st = rhz_ql_nodes_of_label(x, o->number, &o->list);
    o->end = o->list.n;
    return st;
}

static rhz_status open_indexed(struct ql_run *x, struct nodes *o)
{
    struct ql_value v;
    bool indexed = true;
    rhz_status st;

    rhz_arena_reset(o->op.arena);
    o->end = 0;
    if ((st = rhz_ql_evaluate(x, o->expr, o->op.arena, &v)) != RHZ_OK)
        return st;
    if (o->source == QL_FROM_ID) {
        uint32_t node = 0;
        bool found = false;
        if (v.type == QL_INTEGER && v.integer >= 0)
            st = rhz_ql_node_of_id(x, (uint64_t)v.integer, &node, &found);
        rhz_buf_reset(&o->numbers);
        if (found)
            rhz_buf_append(&o->numbers, &node, sizeof node);
        o->in_memory = true;
    } else if (o->source == QL_FROM_VALUE) {
        st = rhz_ql_nodes_of_value(x, o->number, v, &o->list, &indexed);
        o->in_memory = false;
        if (!indexed && v.type != QL_NULL) { /* a list or a map: every node may be it */
            o->list.n = 0;
            o->list.bytes.p = NULL;
            o->end = x->view.graph.counts.nodes;
            return st;
        }
    } else if (v.type != QL_TEXT) {
        o->list.n = 0;
        o->in_memory = false;
    } else if (o->source == QL_FROM_NAME) {
        st = rhz_ql_nodes_of_name(x, ql_span(v), &o->list);
        o->in_memory = false;
    } else {
        rhz_buf_reset(&o->numbers);
        o->in_memory = true;
        st = o->source == QL_FROM_KEY ? rhz_ql_nodes_of_key(x, ql_span(v), &o->numbers)
                                      : rhz_ql_nodes_of_prefix(x, ql_span(v), &o->numbers);
    }
    o->end = o->in_memory ? o->numbers.n / 4 : o->list.n;
    return st;
}

static rhz_status node_alive(struct ql_run *x, uint32_t node, bool *alive)
{
    rhz_status st;

    *alive = true;
    if (!(node & QL_DOCUMENT_BIT) &&
        ((st = rhz_graph_in_use(&x->view.graph, node & QL_FIGURE_BIT ? RHZ_GRAPH_PROPERTY : RHZ_GRAPH_NODE, node & QL_NUMBER_MASK, alive,
                                x->err)) != RHZ_OK || !*alive))
        return st;
    if (node & QL_DOCUMENT_BIT)
        *alive = rhz_publication_alive(&x->view.snapshot.publication, node & QL_NUMBER_MASK);
    else if (!x->view.current && !(node & QL_FIGURE_BIT)) {
        rhz_arena_reset(x->scratch);
        return rhz_view_alive(&x->view, node, x->scratch, alive, x->err);
    }
    return RHZ_OK;
}

static uint32_t node_at(const struct ql_run *x, const struct nodes *o, uint64_t at)
{
    uint32_t node;

    if (o->in_memory) {
        memcpy(&node, o->numbers.p + 4 * at, 4);
        return node;
    }
    if (o->list.n)
        return rhz_numbers_at(&o->list, at);
    if (o->source == QL_FROM_ALL && at >= x->view.graph.counts.nodes) {
        at -= x->view.graph.counts.nodes;
        if (at < x->view.graph.counts.properties)
            return (uint32_t)at | QL_FIGURE_BIT;
        return (uint32_t)(at - x->view.graph.counts.properties) | QL_DOCUMENT_BIT;
    }
    if (o->source == QL_FROM_LABEL && !x->open_graph)
        return (uint32_t)at | (o->number == RHZ_DOCUMENT ? QL_DOCUMENT_BIT : QL_FIGURE_BIT);
    return (uint32_t)at;
}

static rhz_status nodes_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct nodes *o = (struct nodes *)op;
    rhz_status st;

    for (;;) {
        if (!o->open) {
            if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
                return st;
            o->open = true;
            o->at = 0;
            if (o->source == QL_FROM_ALL) {
                o->list.n = 0;
                o->end = x->view.graph.counts.nodes;
                st = RHZ_OK;
                if (o->number) /* documents and figures too */
                    o->end += x->view.graph.counts.properties + (uint64_t)x->view.snapshot.publication.next_document;
                st = RHZ_OK;
            } else {
                st = o->source == QL_FROM_LABEL ? open_label(x, o) : open_indexed(x, o);
            }
            if (st != RHZ_OK)
                return st;
        }
        while (o->at < o->end) {
            uint32_t node = node_at(x, o, o->at++);
            bool alive;
            if ((st = rhz_ql_tick(x)) != RHZ_OK || (st = node_alive(x, node, &alive)) != RHZ_OK)
                return st;
            if (!alive)
                continue;
            x->row[o->slot] = ql_node(node);
            *have = true;
            return RHZ_OK;
        }
        o->open = false;
    }
}

static void nodes_rewind(struct ql_op *op)
{
    ((struct nodes *)op)->open = false;
}

static void nodes_close(struct ql_op *op)
{
    rhz_buf_free(&((struct nodes *)op)->numbers);
}

struct ql_op *rhz_ql_op_nodes(struct ql_maker *m, struct ql_op *input, uint16_t slot, enum ql_source source, uint32_t number,
                              const struct ql_expr *expr)
{
    static const char *const names[] = {"tous les nœuds", "nœuds du genre", "index des noms", "index des noms et alias",
                                        "début du nom", "index des valeurs", "identifiant"};
    struct nodes *o = input ? rhz_ql_new_op(m, sizeof *o, names[source], input) : NULL;

    if (!o)
        return NULL;
    o->op.next = nodes_next;
    o->op.rewind = nodes_rewind;
    o->op.close = nodes_close;
    o->slot = slot;
    o->source = source;
    o->number = number;
    o->expr = expr;
    return &o->op;
}

/* ---- a node that is known already ---- */

struct is_node {
    struct ql_op op;
    uint16_t slot;
    struct ql_expr place; /* for a fault */
    struct rhz_span name;
};

static rhz_status is_node_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct is_node *o = (struct is_node *)op;
    rhz_status st;

    while ((st = rhz_ql_next(x, op->input, have)) == RHZ_OK && *have) {
        struct ql_value v = x->row[o->slot];
        if (v.type == QL_NODE)
            return RHZ_OK;
        if (v.type != QL_NULL)
            return rhz_ql_fault(x, &o->place, "« %.*s » doit être un nœud, et c'est %s", (int)o->name.n, o->name.p,
                                rhz_ql_type_name(v.type));
    }
    return st;
}

struct ql_op *rhz_ql_op_is_node(struct ql_maker *m, struct ql_op *input, uint16_t slot, struct rhz_span name, uint32_t start)
{
    struct is_node *o = input ? rhz_ql_new_op(m, sizeof *o, "nœud connu", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = is_node_next;
    o->op.detail = rhz_ql_detail(m, "%.*s", (int)(name.n > 60 ? 60 : name.n), name.p);
    o->slot = slot;
    o->name = name;
    o->place.start = start;
    o->place.end = start + 1;
    return &o->op;
}
