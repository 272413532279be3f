/* properties.c -- what is said of one entity by itself: figures of its accounts, dates, places, each with its proofs. */
#include <stdlib.h>

#include "evidence.h"
#include "view.h"

struct rhz_properties {
    struct rhz_arena *arena;
    struct rhz_property_value *v;
    size_t n;
};

struct reading {
    struct rhz_view view;
    struct rhz_evidence_reader *evidence;
    struct rhz_arena *scratch; /* one property */
    struct rhz_properties *out;
};

static rhz_status fill_property(struct reading *r, const struct rhz_graph_property *p, struct rhz_property_value *out,
                                struct rhz_error *err)
{
    struct rhz_evidence *evidence;
    rhz_status st;

    *out = (struct rhz_property_value){.id = p->id, .name = rhz_property_word(p->property)->name,
                                       .has_amount = p->has_amount, .total = p->total, .divergent = p->divergent,
                                       .cents = p->cents, .year = p->year, .nature = rhz_nature_word(p->nature)->name,
                                       .sense = rhz_sense_word(p->sense)->name};
    out->label = rhz_arena_str(r->out->arena, p->label);
    out->unit = rhz_arena_str(r->out->arena, p->unit);
    if (!out->label || !out->unit)
        return rhz_no_memory(err);
    st = rhz_evidence_read(r->evidence, p->proofs, p->n_proofs, r->out->arena, &evidence, &out->n_evidence, err);
    out->evidence = evidence;
    return st;
}

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

    if ((st = rhz_view_find(&r->view, id, &node, err)) != RHZ_OK)
        return st;
    if ((st = rhz_graph_properties(&r->view.graph, node, &list, err)) != RHZ_OK)
        return st;
    r->out->v = rhz_arena_zalloc(r->out->arena, list.n, sizeof *r->out->v);
    if (!r->out->v)
        return rhz_no_memory(err);
    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        struct rhz_property_value *x = &r->out->v[r->out->n];
        rhz_arena_reset(r->scratch);
        st = rhz_graph_property(&r->view.graph, rhz_numbers_at(&list, i), r->scratch, &p, err);
        if (st == RHZ_OK)
            st = fill_property(r, &p, x, err);
        if (st == RHZ_OK && x->n_evidence)
            r->out->n++;
    }
    if (st == RHZ_OK && r->out->n)
        qsort(r->out->v, r->out->n, sizeof *r->out->v, by_reading);
    return st;
}

rhz_status rhz_properties_of(struct rhz_base *b, uint64_t id, struct rhz_properties **out, struct rhz_error *err)
{
    struct reading r = {.scratch = rhz_arena_new(), .out = calloc(1, sizeof *r.out)};
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (!r.scratch || !r.out || !r.out->arena)
        st = rhz_no_memory(err);
    else if ((st = rhz_view_open(b, &r.view, err)) == RHZ_OK &&
             (st = rhz_evidence_reader_new(&r.view.snapshot, &r.evidence, err)) == RHZ_OK)
        st = read_properties(&r, id, err);
    rhz_evidence_reader_free(r.evidence);
    rhz_view_close(&r.view);
    rhz_arena_free(r.scratch);
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
