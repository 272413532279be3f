/* properties.c -- what is said of one entity by itself: figures of its accounts, dates, places, each with its proofs. */
#include <stdlib.h>

#include "link_read.h"

struct rhz_properties {
    struct rhz_arena *arena;
    struct rhz_property_value *v;
    size_t n;
};

struct reading {
    struct rhz_link_reader in;
    struct rhz_properties *out;
};

/* By property, latest year first, charges before products, then as labels stand in byte order. */
static int by_reading(const void *a, const void *b)
{
    const struct rhz_property_value *x = a, *y = b;
    int c = strcmp(x->name, y->name);

    if (c == 0 && x->year != y->year)
        c = x->year > y->year ? -1 : 1;
    if (c == 0)
        c = strcmp(x->sense, y->sense);
    if (c == 0)
        c = strcmp(x->label, y->label);
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

static rhz_status read_properties(struct reading *r, uint64_t id, struct rhz_error *err)
{
    struct rhz_numbers list;
    struct rhz_graph_property p;
    uint32_t node;
    size_t i;
    rhz_status st;

    if ((st = rhz_view_find(&r->in.view, id, &node, err)) != RHZ_OK)
        return st;
    if ((st = rhz_graph_properties(&r->in.view.graph, node, &list, err)) != RHZ_OK)
        return st;
    r->out->v = rhz_arena_zalloc(r->out->arena, list.n, sizeof *r->out->v);
    if (!r->out->v)
        return rhz_no_memory(err);
    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        struct rhz_property_value *x = &r->out->v[r->out->n];
        rhz_arena_reset(r->in.scratch);
        st = rhz_graph_property(&r->in.view.graph, rhz_numbers_at(&list, i), r->in.scratch, &p, err);
        if (st == RHZ_OK)
            st = rhz_property_read(&r->in, &p, x, err);
        if (st == RHZ_OK && x->n_evidence)
            r->out->n++;
    }
    if (st == RHZ_OK && r->out->n)
        qsort(r->out->v, r->out->n, sizeof *r->out->v, by_reading);
    return st;
}

rhz_status rhz_properties_of(struct rhz_base *b, uint64_t id, struct rhz_properties **out, struct rhz_error *err)
{
    struct reading r = {.out = calloc(1, sizeof *r.out)};
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (!r.out || !r.out->arena)
        st = rhz_no_memory(err);
    else if ((st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK)
        st = read_properties(&r, id, err);
    rhz_link_reader_close(&r.in);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_properties_free(r.out);
    return st;
}

size_t rhz_properties_count(const struct rhz_properties *p)
{
    return p->n;
}

const struct rhz_property_value *rhz_properties_get(const struct rhz_properties *p, size_t i)
{
    return i < p->n ? &p->v[i] : NULL;
}

void rhz_properties_free(struct rhz_properties *p)
{
    if (!p)
        return;
    rhz_arena_free(p->arena);
    free(p);
}
