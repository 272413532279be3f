/* op_gather.c -- operators that keep rows: DISTINCT, aggregates, ORDER BY.
 *
 * What is kept is copied once into the operator's arena, within the query's memory. Groups and distinct rows are found
 * through an index of hashes; a sort that a LIMIT follows keeps no more rows than that.
 */
#include <math.h>
#include <stdlib.h>

#include "functions.h"
#include "operators.h"

/* ---- an index of hashes: numbers from 0, in order of coming ---- */

struct groups {
    uint32_t *index;   /* 1 + number; 0: free */
    uint64_t *hashes;
    size_t mask, n, cap;
    struct ql_value *keys; /* n_keys a group */
    size_t n_keys, cap_keys;
};

static void groups_free(struct groups *g)
{
    free(g->index);
    free(g->hashes);
    free(g->keys);
    g->index = NULL;
    g->hashes = NULL;
    g->keys = NULL;
    g->mask = g->n = g->cap = g->cap_keys = 0;
}

static void groups_clear(struct groups *g)
{
    if (g->index)
        memset(g->index, 0, (g->mask + 1) * sizeof *g->index);
    g->n = 0;
}

static bool groups_index(struct groups *g)
{
    size_t size = g->mask ? 2 * (g->mask + 1) : 64, i, at;
    uint32_t *index = calloc(size, sizeof *index);

    if (!index)
        return false;
    free(g->index);
    g->index = index;
    g->mask = size - 1;
    for (i = 0; i < g->n; i++) {
        for (at = g->hashes[i] & g->mask; index[at]; at = (at + 1) & g->mask)
            ;
        index[at] = (uint32_t)i + 1;
    }
    return true;
}

static rhz_status groups_room(struct ql_run *x, struct groups *g)
{
    size_t cap = g->cap ? 2 * g->cap : 32;
    uint64_t *hashes;
    struct ql_value *keys;

    if (2 * (g->n + 1) > g->mask && !groups_index(g))
        return rhz_no_memory(x->err);
    if (g->n < g->cap)
        return RHZ_OK;
    if (cap * (sizeof *hashes + g->n_keys * sizeof *keys) > x->memory)
        return rhz_ql_no_room(x);
    if (!(hashes = realloc(g->hashes, cap * sizeof *hashes)))
        return rhz_no_memory(x->err);
    g->hashes = hashes;
    if (!(keys = realloc(g->keys, (cap * g->n_keys + 1) * sizeof *keys)))
        return rhz_no_memory(x->err);
    g->keys = keys;
    g->cap = cap;
    return RHZ_OK;
}

/* Number of the group of `keys`; *fresh when it is new, and then its keys are copied. */
static rhz_status groups_find(struct ql_run *x, struct groups *g, const struct ql_value *keys, struct rhz_arena *arena, size_t *number,
                              bool *fresh)
{
    uint64_t h = 0;
    size_t i, at;
    rhz_status st = groups_room(x, g);

    if (st != RHZ_OK)
        return st;
    for (i = 0; i < g->n_keys; i++)
        h = (h ^ rhz_ql_hash(keys[i])) * 0x9E3779B97F4A7C15u;
    h ^= h >> 29;
    for (at = h & g->mask; g->index[at]; at = (at + 1) & g->mask) {
        size_t k = g->index[at] - 1;
        if (g->hashes[k] != h)
            continue;
        for (i = 0; i < g->n_keys && rhz_ql_same(g->keys[k * g->n_keys + i], keys[i]); i++)
            ;
        if (i == g->n_keys) {
            *number = k;
            *fresh = false;
            return RHZ_OK;
        }
    }
    for (i = 0; i < g->n_keys; i++)
        if (!rhz_ql_keep(arena, keys[i], &g->keys[g->n * g->n_keys + i]))
            return rhz_ql_no_room(x);
    g->hashes[g->n] = h;
    g->index[at] = (uint32_t)g->n + 1;
    *number = g->n++;
    *fresh = true;
    return RHZ_OK;
}

/* ---- DISTINCT ---- */

struct distinct {
    struct ql_op op;
    struct groups g;
    const uint16_t *slots;
    struct ql_value *keys;
};

static rhz_status distinct_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct distinct *o = (struct distinct *)op;
    rhz_status st;
    size_t i, number;
    bool fresh;

    while ((st = rhz_ql_next(x, op->input, have)) == RHZ_OK && *have) {
        for (i = 0; i < o->g.n_keys; i++)
            o->keys[i] = x->row[o->slots[i]];
        if ((st = groups_find(x, &o->g, o->keys, op->arena, &number, &fresh)) != RHZ_OK || fresh)
            return st;
    }
    return st;
}

static void distinct_rewind(struct ql_op *op)
{
    groups_clear(&((struct distinct *)op)->g);
    rhz_arena_reset(op->arena);
}

static void distinct_close(struct ql_op *op)
{
    groups_free(&((struct distinct *)op)->g);
}

struct ql_op *rhz_ql_op_distinct(struct ql_maker *m, struct ql_op *input, const uint16_t *slots, size_t n)
{
    struct distinct *o = input ? rhz_ql_new_op(m, sizeof *o, "lignes distinctes", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = distinct_next;
    o->op.rewind = distinct_rewind;
    o->op.close = distinct_close;
    o->slots = slots;
    o->g.n_keys = n;
    o->keys = rhz_arena_zalloc(m->arena, n + 1, sizeof *o->keys);
    if (!o->keys) {
        rhz_arena_free(o->op.arena);
        rhz_no_memory(m->x->err);
        return NULL;
    }
    return &o->op;
}

/* ---- aggregates ---- */

/** One aggregate of one group. */
struct gathered {
    int64_t count;            /* values that are not null */
    int64_t whole;            /* sum, as long as all are integers */
    double sum, mean, square; /* Welford's running mean and sum of squares */
    bool real;
    struct ql_value best;     /* min, max */
    struct ql_value *items;   /* collect, percentiles */
    size_t n, cap;
    double at;                /* percentile */
};

struct aggregate {
    struct ql_op op;
    const struct ql_clause *clause;
    struct groups g;
    struct groups *seen;       /* DISTINCT: one set an aggregate, its keys led by the group's number */
    struct ql_value *keys;
    const struct ql_item **key_items;
    struct gathered *v;        /* n_aggregates a group */
    size_t cap_v, at;
    struct rhz_arena *row;
    bool done;
};

static rhz_status add_number(struct ql_run *x, const struct ql_expr *e, struct gathered *a, struct ql_value v)
{
    double delta;

    if (!ql_is_number(v))
        return rhz_ql_fault(x, e, "« %.*s » rassemble des nombres, et voici %s", (int)e->text.n, e->text.p, rhz_ql_type_name(v.type));
    if (v.type == QL_REAL)
        a->real = true;
    else if (!a->real && __builtin_add_overflow(a->whole, v.integer, &a->whole))
        return rhz_ql_fault(x, e, "la somme dépasse les entiers de 64 bits");
    a->sum += ql_as_real(v);
    delta = ql_as_real(v) - a->mean;
    a->mean += delta / (double)a->count;
    a->square += delta * (ql_as_real(v) - a->mean);
    return RHZ_OK;
}

static rhz_status add_item(struct ql_run *x, struct aggregate *o, struct gathered *a, struct ql_value v)
{
    if (!RHZ_PUSH(o->op.arena, a->items, a->n, a->cap) || !rhz_ql_keep(o->op.arena, v, &a->items[a->n]))
        return rhz_ql_no_room(x);
    a->n++;
    return RHZ_OK;
}

static rhz_status add_value(struct ql_run *x, struct aggregate *o, const struct ql_expr *e, struct gathered *a, struct ql_value v,
                            struct ql_value second)
{
    int c;

    a->count++;
    switch (e->function->aggregate) {
    case QL_COUNT: return RHZ_OK;
    case QL_MIN:
    case QL_MAX:
        c = a->count == 1 ? 0 : rhz_ql_order(v, a->best);
        if (a->count == 1 || (e->function->aggregate == QL_MIN ? c < 0 : c > 0))
            return rhz_ql_keep(o->op.arena, v, &a->best) ? RHZ_OK : rhz_ql_no_room(x);
        return RHZ_OK;
    case QL_COLLECT: return add_item(x, o, a, v);
    case QL_PERCENTILE_CONT:
    case QL_PERCENTILE_DISC:
        if (!ql_is_number(v))
            return rhz_ql_fault(x, e, "un percentile se prend sur des nombres, et voici %s", rhz_ql_type_name(v.type));
        if (!ql_is_number(second) || !(ql_as_real(second) >= 0 && ql_as_real(second) <= 1))
            return rhz_ql_fault(x, e->args[1], "un percentile va de 0 à 1");
        a->at = ql_as_real(second);
        return add_item(x, o, a, v);
    default: return add_number(x, e, a, v);
    }
}

static int by_order(const void *a, const void *b)
{
    return rhz_ql_order(*(const struct ql_value *)a, *(const struct ql_value *)b);
}

static struct ql_value percentile(struct gathered *a, bool continuous)
{
    double place;
    size_t low;

    if (a->n == 0)
        return ql_null();
    qsort(a->items, a->n, sizeof *a->items, by_order);
    if (!continuous) {
        low = a->at == 0 ? 0 : (size_t)ceil(a->at * (double)a->n) - 1;
        return a->items[low];
    }
    place = a->at * (double)(a->n - 1);
    low = (size_t)floor(place);
    if (low + 1 >= a->n)
        return ql_real(ql_as_real(a->items[a->n - 1]));
    return ql_real(ql_as_real(a->items[low]) + (place - (double)low) * (ql_as_real(a->items[low + 1]) - ql_as_real(a->items[low])));
}

static struct ql_value result(struct gathered *a, const struct ql_expr *e)
{
    switch (e->function->aggregate) {
    case QL_COUNT: return ql_integer(a->count);
    case QL_SUM: return a->real ? ql_real(a->sum) : ql_integer(a->whole);
    case QL_AVG: return a->count ? ql_real(a->sum / (double)a->count) : ql_null();
    case QL_MIN:
    case QL_MAX: return a->count ? a->best : ql_null();
    case QL_COLLECT: return ql_list(a->items, a->n);
    case QL_STDEV: return ql_real(a->count > 1 ? sqrt(a->square / (double)(a->count - 1)) : 0);
    case QL_STDEVP: return ql_real(a->count > 0 ? sqrt(a->square / (double)a->count) : 0);
    default: return percentile(a, e->function->aggregate == QL_PERCENTILE_CONT);
    }
}

static rhz_status room_for_group(struct ql_run *x, struct aggregate *o)
{
    size_t n = o->clause->n_aggregates, cap = o->cap_v ? 2 * o->cap_v : 32;
    struct gathered *v;

    if (o->g.n < o->cap_v)
        return RHZ_OK;
    if (cap * (n + 1) * sizeof *v > x->memory)
        return rhz_ql_no_room(x);
    if (!(v = realloc(o->v, cap * (n ? n : 1) * sizeof *v)))
        return rhz_no_memory(x->err);
    o->v = v;
    o->cap_v = cap;
    return RHZ_OK;
}

static rhz_status is_new(struct ql_run *x, struct aggregate *o, size_t i, size_t group, struct ql_value v, bool *fresh)
{
    struct ql_value keys[2] = {ql_integer((int64_t)group), v};
    size_t number;

    return groups_find(x, &o->seen[i], keys, o->op.arena, &number, fresh);
}

static rhz_status gather_row(struct ql_run *x, struct aggregate *o)
{
    size_t n = o->clause->n_aggregates, i, group = 0;
    bool fresh = false;
    rhz_status st = room_for_group(x, o);

    rhz_arena_reset(o->row);
    for (i = 0; i < o->g.n_keys && st == RHZ_OK; i++)
        st = rhz_ql_evaluate(x, o->key_items[i]->expr, o->row, &o->keys[i]);
    if (st == RHZ_OK)
        st = groups_find(x, &o->g, o->keys, o->op.arena, &group, &fresh);
    if (st == RHZ_OK && fresh)
        memset(o->v + group * n, 0, n * sizeof *o->v);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        const struct ql_expr *e = o->clause->aggregates[i].call;
        struct gathered *a = &o->v[group * n + i];
        struct ql_value v = ql_bool(true), second = ql_null();
        if (e->n_args && (st = rhz_ql_evaluate(x, e->args[0], o->row, &v)) != RHZ_OK)
            break;
        if (e->n_args > 1 && (st = rhz_ql_evaluate(x, e->args[1], o->row, &second)) != RHZ_OK)
            break;
        if (v.type == QL_NULL)
            continue;
        fresh = true;
        if (e->distinct)
            st = is_new(x, o, i, group, v, &fresh);
        if (st == RHZ_OK && fresh)
            st = add_value(x, o, e, a, v, second);
    }
    return st;
}

static rhz_status gather_all(struct ql_run *x, struct aggregate *o)
{
    rhz_status st;
    bool have;

    while ((st = rhz_ql_next(x, o->op.input, &have)) == RHZ_OK && have)
        if ((st = rhz_ql_tick(x)) != RHZ_OK || (st = gather_row(x, o)) != RHZ_OK)
            return st;
    if (st == RHZ_OK && o->g.n_keys == 0 && o->g.n == 0) { /* no row at all: one group all the same */
        if ((st = room_for_group(x, o)) != RHZ_OK)
            return st;
        memset(o->v, 0, o->clause->n_aggregates * sizeof *o->v);
        o->g.n = 1;
    }
    return st;
}

static rhz_status aggregate_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct aggregate *o = (struct aggregate *)op;
    const struct ql_clause *k = o->clause;
    rhz_status st = RHZ_OK;
    size_t i;

    if (!o->done) {
        o->done = true;
        o->at = 0;
        if ((st = gather_all(x, o)) != RHZ_OK)
            return st;
    }
    *have = o->at < o->g.n;
    if (!*have)
        return RHZ_OK;
    for (i = 0; i < o->g.n_keys; i++)
        x->row[o->key_items[i]->slot] = o->g.keys[o->at * o->g.n_keys + i];
    for (i = 0; i < k->n_aggregates; i++)
        x->row[k->aggregates[i].slot] = result(&o->v[o->at * k->n_aggregates + i], k->aggregates[i].call);
    rhz_arena_reset(o->row);
    for (i = 0; i < k->n_items && st == RHZ_OK; i++)
        if (k->items[i].aggregated)
            st = rhz_ql_evaluate(x, k->items[i].expr, o->row, &x->row[k->items[i].slot]);
    o->at++;
    return st;
}

static void aggregate_rewind(struct ql_op *op)
{
    struct aggregate *o = (struct aggregate *)op;
    size_t i;

    o->done = false;
    groups_clear(&o->g);
    for (i = 0; i < o->clause->n_aggregates; i++)
        groups_clear(&o->seen[i]);
    rhz_arena_reset(op->arena);
}

static void aggregate_close(struct ql_op *op)
{
    struct aggregate *o = (struct aggregate *)op;
    size_t i;

    groups_free(&o->g);
    for (i = 0; i < o->clause->n_aggregates; i++)
        groups_free(&o->seen[i]);
    free(o->v);
    o->v = NULL;
    o->cap_v = 0;
    rhz_arena_free(o->row);
    o->row = NULL;
}

struct ql_op *rhz_ql_op_aggregate(struct ql_maker *m, struct ql_op *input, const struct ql_clause *clause)
{
    struct aggregate *o = input ? rhz_ql_new_op(m, sizeof *o, "rassembler", input) : NULL;
    size_t i;

    if (!o)
        return NULL;
    o->op.next = aggregate_next;
    o->op.rewind = aggregate_rewind;
    o->clause = clause;
    o->keys = rhz_arena_zalloc(m->arena, clause->n_items + 1, sizeof *o->keys);
    o->key_items = rhz_arena_zalloc(m->arena, clause->n_items + 1, sizeof *o->key_items);
    o->seen = rhz_arena_zalloc(m->arena, clause->n_aggregates + 1, sizeof *o->seen);
    o->row = rhz_ql_arena(m->x);
    if (!o->keys || !o->key_items || !o->seen || !o->row) {
        rhz_arena_free(o->row);
        rhz_arena_free(o->op.arena);
        rhz_no_memory(m->x->err);
        return NULL;
    }
    o->op.close = aggregate_close;
    for (i = 0; i < clause->n_items; i++)
        if (!clause->items[i].aggregated)
            o->key_items[o->g.n_keys++] = &clause->items[i];
    for (i = 0; i < clause->n_aggregates; i++)
        o->seen[i].n_keys = 2;
    o->op.estimate = o->g.n_keys ? sqrt(input->estimate) + 1 : 1;
    return &o->op;
}

/* ---- ORDER BY ---- */

struct sorted {
    const struct sort *of;
    uint64_t number; /* order of coming: the sort is stable */
    struct ql_value v[]; /* keys, then slots */
};

struct sort {
    struct ql_op op;
    const struct ql_sort *sorts;
    size_t n_sorts;
    const uint16_t *slots;
    size_t n_slots;
    const struct ql_expr *skip, *limit;
    struct sorted **rows;
    size_t n, cap, at;
    uint64_t most;          /* rows to keep; UINT64_MAX: all */
    struct rhz_arena *row;
    struct ql_value *keys;
    bool done;
};

static int compare_keys(const struct sort *o, const struct ql_value *a, const struct ql_value *b)
{
    size_t i;

    for (i = 0; i < o->n_sorts; i++) {
        int c = rhz_ql_order(a[i], b[i]);
        if (c)
            return o->sorts[i].descending ? -c : c;
    }
    return 0;
}

static int by_keys(const void *a, const void *b)
{
    const struct sorted *x = *(struct sorted *const *)a, *y = *(struct sorted *const *)b;
    int c = compare_keys(x->of, x->v, y->v);

    return c ? c : (x->number > y->number) - (x->number < y->number);
}

/* A heap with the last row on top, when only the first are wanted. */
static void sift_down(struct sort *o, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1;
        struct sorted *swap;
        if (child >= o->n)
            return;
        if (child + 1 < o->n && by_keys(&o->rows[child + 1], &o->rows[child]) > 0)
            child++;
        if (by_keys(&o->rows[child], &o->rows[i]) <= 0)
            return;
        swap = o->rows[i];
        o->rows[i] = o->rows[child];
        o->rows[child] = swap;
        i = child;
    }
}

static void sift_up(struct sort *o, size_t i)
{
    while (i) {
        size_t parent = (i - 1) / 2;
        struct sorted *swap;
        if (by_keys(&o->rows[i], &o->rows[parent]) <= 0)
            return;
        swap = o->rows[i];
        o->rows[i] = o->rows[parent];
        o->rows[parent] = swap;
        i = parent;
    }
}

static rhz_status keep_row(struct ql_run *x, struct sort *o, struct sorted *into, uint64_t number)
{
    size_t i;

    into->of = o;
    into->number = number;
    for (i = 0; i < o->n_sorts; i++)
        if (!rhz_ql_keep(o->op.arena, o->keys[i], &into->v[i]))
            return rhz_ql_no_room(x);
    for (i = 0; i < o->n_slots; i++)
        if (!rhz_ql_keep(o->op.arena, x->row[o->slots[i]], &into->v[o->n_sorts + i]))
            return rhz_ql_no_room(x);
    return RHZ_OK;
}

static rhz_status add_row(struct ql_run *x, struct sort *o, uint64_t number)
{
    struct sorted *row;
    rhz_status st;

    if (o->n == o->most) {
        if (o->most == 0 || compare_keys(o, o->keys, o->rows[0]->v) >= 0)
            return RHZ_OK;
        if ((st = keep_row(x, o, o->rows[0], number)) == RHZ_OK)
            sift_down(o, 0);
        return st;
    }
    if (!RHZ_PUSH(o->op.arena, o->rows, o->n, o->cap) ||
        !(row = rhz_arena_alloc(o->op.arena, sizeof *row + (o->n_sorts + o->n_slots) * sizeof *row->v)))
        return rhz_ql_no_room(x);
    if ((st = keep_row(x, o, row, number)) != RHZ_OK)
        return st;
    o->rows[o->n++] = row;
    if (o->most != UINT64_MAX)
        sift_up(o, o->n - 1);
    return RHZ_OK;
}

static rhz_status sort_all(struct ql_run *x, struct sort *o)
{
    uint64_t number = 0, skip = 0;
    bool have;
    size_t i;
    rhz_status st = RHZ_OK;

    o->most = UINT64_MAX;
    if (o->limit && (st = rhz_ql_row_count(x, o->limit, o->row, &o->most)) == RHZ_OK && o->skip)
        st = rhz_ql_row_count(x, o->skip, o->row, &skip);
    if (st != RHZ_OK)
        return st;
    o->most = o->most > UINT64_MAX - skip ? UINT64_MAX : o->most + skip;
    while ((st = rhz_ql_next(x, o->op.input, &have)) == RHZ_OK && have) {
        rhz_arena_reset(o->row);
        st = rhz_ql_tick(x);
        for (i = 0; i < o->n_sorts && st == RHZ_OK; i++)
            st = rhz_ql_evaluate(x, o->sorts[i].expr, o->row, &o->keys[i]);
        if (st != RHZ_OK || (st = add_row(x, o, number++)) != RHZ_OK)
            return st;
    }
    if (st == RHZ_OK && o->n)
        qsort(o->rows, o->n, sizeof *o->rows, by_keys);
    return st;
}

static rhz_status sort_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct sort *o = (struct sort *)op;
    rhz_status st;
    size_t i;

    if (!o->done) {
        o->done = true;
        o->n = o->at = o->cap = 0;
        o->rows = NULL;
        if ((st = sort_all(x, o)) != RHZ_OK)
            return st;
    }
    *have = o->at < o->n;
    if (!*have)
        return RHZ_OK;
    for (i = 0; i < o->n_slots; i++)
        x->row[o->slots[i]] = o->rows[o->at]->v[o->n_sorts + i];
    o->at++;
    return RHZ_OK;
}

static void sort_rewind(struct ql_op *op)
{
    struct sort *o = (struct sort *)op;

    o->done = false;
    o->n = o->at = o->cap = 0;
    o->rows = NULL;
    rhz_arena_reset(op->arena);
}

static void sort_close(struct ql_op *op)
{
    rhz_arena_free(((struct sort *)op)->row);
    ((struct sort *)op)->row = NULL;
}

struct ql_op *rhz_ql_op_sort(struct ql_maker *m, struct ql_op *input, const struct ql_sort *sorts, size_t n_sorts,
                             const uint16_t *slots, size_t n_slots, const struct ql_expr *skip, const struct ql_expr *limit)
{
    struct sort *o = input ? rhz_ql_new_op(m, sizeof *o, limit ? "trier les premières" : "trier", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = sort_next;
    o->op.rewind = sort_rewind;
    o->op.close = sort_close;
    o->sorts = sorts;
    o->n_sorts = n_sorts;
    o->slots = slots;
    o->n_slots = n_slots;
    o->skip = skip;
    o->limit = limit;
    o->keys = rhz_arena_zalloc(m->arena, n_sorts + 1, sizeof *o->keys);
    o->row = rhz_ql_arena(m->x);
    if (!o->keys || !o->row) {
        rhz_arena_free(o->row);
        rhz_arena_free(o->op.arena);
        rhz_no_memory(m->x->err);
        return NULL;
    }
    return &o->op;
}
