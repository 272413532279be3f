/* funding.c -- who finances what, as a table whose totals can be believed.
 *
 * A sum is stated in many places: in a grant table and again in the minutes, for the body and again for its programme,
 * once for three funders together, differently in two documents. Lines show all of it; totals take each sum once:
 *   one amount for several (joint, proved by one quote) counts with its first line;
 *   of amounts on which documents diverge, the best attested counts: most proofs, then the greater;
 *   the same amount from the same funder in the same year to a body and to a programme counts with the programme;
 *   an amount of which nothing says whether it is an outcome counts as one, unless the same outcome is stated too.
 */
#include <stdlib.h>

#include "link_read.h"

struct row {
    struct rhz_funding_line line;
    struct rhz_statement_ref proof; /* the first */
    uint32_t from, to, start, end;  /* node numbers; bytes of the first quote */
    uint8_t to_kind, nature;
};

struct rhz_funding {
    struct rhz_arena *arena;
    struct row *v;
    size_t n, cap;
    struct rhz_funding_total *totals;
    size_t n_totals, cap_totals;
};

struct reading {
    struct rhz_link_reader in;
    struct rhz_funding_options options;
    struct rhz_funding *out;
};

/* ---- lines ---- */

static uint8_t column_of(unsigned nature)
{
    switch (nature) {
    case RHZ_NATURE_PREVISIONNEL:
        return RHZ_FORECAST;
    case RHZ_NATURE_A_RECEVOIR:
        return RHZ_RECEIVABLE;
    case RHZ_NATURE_CONSTATE_AVANCE:
        return RHZ_DEFERRED;
    default:
        return RHZ_OUTCOME;
    }
}

static rhz_status name_group(struct reading *r, struct row *x, struct rhz_error *err)
{
    const struct rhz_link *l = &x->line.link;

    if (r->options.group_by == RHZ_BY_FUNDER)
        x->line.group = l->from.name;
    else if (r->options.group_by == RHZ_BY_PROGRAMME)
        x->line.group = l->to.name;
    else
        x->line.group = l->year ? rhz_arena_printf(r->out->arena, "%u", l->year) : "sans date";
    return x->line.group ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status add_edge(struct reading *r, uint32_t number, struct rhz_error *err)
{
    struct rhz_funding *out = r->out;
    struct rhz_graph_edge e;
    struct rhz_graph_node to;
    struct rhz_time t;
    struct row *x;
    enum rhz_holding holding = RHZ_HOLDS;
    rhz_status st;

    rhz_arena_reset(r->in.scratch);
    if ((st = rhz_graph_edge(&r->in.view.graph, number, r->in.scratch, &e, err)) != RHZ_OK ||
        (st = rhz_edge_time(&r->in.view.graph, &e, &t, err)) != RHZ_OK)
        return st;
    if (!rhz_period_is_open(r->options.period))
        holding = rhz_time_in(t, r->options.period);
    if (holding == RHZ_NOT_THEN)
        return RHZ_OK;
    if (!RHZ_PUSH(out->arena, out->v, out->n, out->cap))
        return rhz_no_memory(err);
    x = &out->v[out->n];
    *x = (struct row){.from = e.from, .to = e.to, .nature = e.nature};
    x->line.column = column_of(e.nature);
    x->line.counted = e.has_amount ? RHZ_COUNTED : RHZ_NO_AMOUNT;
    if ((st = rhz_link_of_edge(&r->in, &e, &x->line.link, err)) != RHZ_OK || !x->line.link.n_evidence)
        return st;
    x->line.link.holding = (uint8_t)holding;
    x->start = x->line.link.evidence[0].start;
    x->end = x->line.link.evidence[0].end;
    x->proof = e.n_proofs ? e.proofs[0] : (struct rhz_statement_ref){0, 0};
    if ((st = rhz_graph_node(&r->in.view.graph, e.to, r->in.scratch, &to, err)) != RHZ_OK)
        return st;
    x->to_kind = to.kind;
    out->n++;
    return name_group(r, x, err);
}

static rhz_status add_grants(struct reading *r, uint32_t node, bool outgoing, struct rhz_error *err)
{
    struct rhz_adjacency list;
    rhz_status st = rhz_graph_adjacency(&r->in.view.graph, node, RHZ_FINANCE, outgoing, &list, err);

    for (size_t i = 0; st == RHZ_OK && i < list.n; i++)
        st = add_edge(r, rhz_adjacency_at(&list, i).edge, err);
    return st;
}

static rhz_status add_all(struct reading *r, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (uint32_t i = 0; st == RHZ_OK && i < r->in.view.graph.counts.nodes; i++)
        st = add_grants(r, i, true, err);
    return st;
}

/* ---- what counts ---- */

static bool same_sum(const struct row *a, const struct row *b)
{
    return a->line.link.cents == b->line.link.cents && strcmp(a->line.link.unit, b->line.link.unit) == 0;
}

static bool same_place(const struct row *a, const struct row *b)
{
    return a->proof.document == b->proof.document && a->start == b->start && a->end == b->end;
}

static int order_of(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* The better attested first: what comes later is what it already counts. */
static int by_weight(const struct row *x, const struct row *y)
{
    bool programme = x->to_kind == RHZ_PROGRAMME, other = y->to_kind == RHZ_PROGRAMME;

    if (programme != other)
        return programme ? -1 : 1;
    if ((x->nature == 0) != (y->nature == 0))
        return x->nature ? -1 : 1;
    if (x->line.link.n_evidence != y->line.link.n_evidence)
        return x->line.link.n_evidence > y->line.link.n_evidence ? -1 : 1;
    if (x->line.link.cents != y->line.link.cents)
        return x->line.link.cents > y->line.link.cents ? -1 : 1;
    return order_of(x->line.link.id, y->line.link.id);
}

static int by_time(const struct row *x, const struct row *y)
{
    int c = order_of(x->line.link.year, y->line.link.year);

    return c ? c : order_of(x->line.column, y->line.column);
}

/* Grants of one funder to one programme stand together. */
static int by_ends(const void *a, const void *b)
{
    const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
    int c = by_time(x, y);

    if (c || (c = order_of(x->from, y->from)) != 0 || (c = order_of(x->to, y->to)) != 0)
        return c;
    return by_weight(x, y);
}

/* Equal amounts stand together. */
static int by_amount(const void *a, const void *b)
{
    const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
    int c = by_time(x, y);

    if (c || (c = strcmp(x->line.link.unit, y->line.link.unit)) != 0)
        return c;
    if (x->line.link.cents != y->line.link.cents)
        return x->line.link.cents < y->line.link.cents ? -1 : 1;
    return by_weight(x, y);
}

/* Why `x`, from the same funder to the same programme, adds nothing once `counted` is in the total; else RHZ_COUNTED. */
static enum rhz_counted beside_same_ends(const struct row *x, const struct row *counted)
{
    if (x->from != counted->from || x->to != counted->to)
        return RHZ_COUNTED;
    if (same_sum(x, counted))
        return RHZ_SAME_SUM;
    return x->nature == counted->nature && x->line.link.divergent && counted->line.link.divergent ? RHZ_OTHER_FIGURE
                                                                                                : RHZ_COUNTED;
}

static enum rhz_counted beside_same_sum(const struct row *x, const struct row *counted)
{
    if (!same_sum(x, counted))
        return RHZ_COUNTED;
    if (x->line.link.joint && counted->line.link.joint && same_place(x, counted))
        return RHZ_JOINT_SUM;
    return x->from == counted->from && x->to_kind != counted->to_kind ? RHZ_SAME_SUM : RHZ_COUNTED;
}

typedef enum rhz_counted is_beside(const struct row *x, const struct row *counted);

/* What `order` brings together is compared within a window that hostile bases cannot make long. */
static void weigh_by(struct row **v, size_t n, int (*order)(const void *, const void *), is_beside *beside)
{
    enum { WINDOW = 64 };

    if (n)
        qsort(v, n, sizeof *v, order);
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k-- > 0 && i - k <= WINDOW && v[i]->line.counted == RHZ_COUNTED && by_time(v[i], v[k]) == 0;)
            if (v[k]->line.counted == RHZ_COUNTED)
                v[i]->line.counted = (uint8_t)beside(v[i], v[k]);
}

static rhz_status weigh(struct rhz_funding *f, struct rhz_arena *work, struct rhz_error *err)
{
    struct row **order = rhz_arena_alloc(work, (f->n + 1) * sizeof *order);

    if (!order)
        return rhz_no_memory(err);
    for (size_t i = 0; i < f->n; i++)
        order[i] = &f->v[i];
    weigh_by(order, f->n, by_ends, beside_same_ends);
    weigh_by(order, f->n, by_amount, beside_same_sum);
    return RHZ_OK;
}

/* ---- order and totals ---- */

static int by_group(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = strcmp(x->line.group, y->line.group);

    if (c)
        return c;
    if (x->line.link.year != y->line.link.year)
        return x->line.link.year > y->line.link.year ? -1 : 1;
    if (x->line.column != y->line.column)
        return x->line.column < y->line.column ? -1 : 1;
    if (x->line.link.cents != y->line.link.cents)
        return x->line.link.cents > y->line.link.cents ? -1 : 1;
    return (x->line.link.id > y->line.link.id) - (x->line.link.id < y->line.link.id);
}

static rhz_status add_to(struct rhz_funding *f, const char *group, const struct row *x, struct rhz_error *err)
{
    struct rhz_funding_total *t = NULL;
    int64_t sum;

    for (size_t i = f->n_totals; i-- > 0 && !t;) {
        struct rhz_funding_total *o = &f->totals[i];
        if (o->year == x->line.link.year && o->column == x->line.column && strcmp(o->unit, x->line.link.unit) == 0 &&
            (o->group == group || (o->group && group && strcmp(o->group, group) == 0)))
            t = o;
    }
    if (!t) {
        if (!RHZ_PUSH(f->arena, f->totals, f->n_totals, f->cap_totals))
            return rhz_no_memory(err);
        t = &f->totals[f->n_totals++];
        *t = (struct rhz_funding_total){.group = group, .year = x->line.link.year, .column = x->line.column,
                                        .unit = x->line.link.unit};
    }
    if (__builtin_add_overflow(t->cents, x->line.link.cents, &sum))
        return rhz_fail(err, RHZ_LIMIT, "Les montants sont trop grands pour être additionnés.");
    t->cents = sum;
    t->divergent |= x->line.link.divergent;
    return RHZ_OK;
}

static int by_total(const void *a, const void *b)
{
    const struct rhz_funding_total *x = a, *y = b;
    int c = 0;

    if (!x->group != !y->group)
        return x->group ? -1 : 1;
    if (x->group)
        c = strcmp(x->group, y->group);
    if (c)
        return c;
    if (x->year != y->year)
        return x->year > y->year ? -1 : 1;
    return x->column != y->column ? (int)x->column - (int)y->column : strcmp(x->unit, y->unit);
}

static rhz_status add_up(struct rhz_funding *f, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < f->n && st == RHZ_OK; i++)
        if (f->v[i].line.counted == RHZ_COUNTED)
            st = add_to(f, f->v[i].line.group, &f->v[i], err);
    for (size_t i = 0; i < f->n && st == RHZ_OK; i++)
        if (f->v[i].line.counted == RHZ_COUNTED)
            st = add_to(f, NULL, &f->v[i], err);
    if (f->n_totals)
        qsort(f->totals, f->n_totals, sizeof *f->totals, by_total);
    return st;
}

/* ---- public ---- */

static rhz_status read_funding(struct reading *r, struct rhz_error *err)
{
    uint32_t node;
    rhz_status st;

    if (!r->options.entity)
        st = add_all(r, err);
    else if ((st = rhz_view_find(&r->in.view, r->options.entity, &node, err)) == RHZ_OK &&
             (st = add_grants(r, node, false, err)) == RHZ_OK)
        st = add_grants(r, node, true, err);
    if (st != RHZ_OK)
        return st;
    if (r->out->n)
        qsort(r->out->v, r->out->n, sizeof *r->out->v, by_group);
    if ((st = weigh(r->out, r->in.view.snapshot.arena, err)) == RHZ_OK)
        st = add_up(r->out, err);
    return st;
}

rhz_status rhz_funding_of(struct rhz_base *b, const struct rhz_funding_options *options, struct rhz_funding **out,
                          struct rhz_error *err)
{
    struct reading r = {.out = calloc(1, sizeof *r.out), .options = {.size = sizeof r.options}};
    rhz_status st = RHZ_OK;

    *out = NULL;
    if (options && options->size < sizeof *options)
        st = rhz_fail(err, RHZ_INVALID, "Les options de financement sont d'une autre version de la bibliothèque.");
    else if (options)
        r.options = *options;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (st == RHZ_OK && (!r.out || !r.out->arena))
        st = rhz_no_memory(err);
    if (st == RHZ_OK && (st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK)
        st = read_funding(&r, err);
    rhz_link_reader_close(&r.in);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_funding_free(r.out);
    return st;
}

size_t rhz_funding_count(const struct rhz_funding *f)
{
    return f->n;
}

const struct rhz_funding_line *rhz_funding_get(const struct rhz_funding *f, size_t i)
{
    return i < f->n ? &f->v[i].line : NULL;
}

size_t rhz_funding_totals(const struct rhz_funding *f)
{
    return f->n_totals;
}

const struct rhz_funding_total *rhz_funding_total(const struct rhz_funding *f, size_t i)
{
    return i < f->n_totals ? &f->totals[i] : NULL;
}

void rhz_funding_free(struct rhz_funding *f)
{
    if (!f)
        return;
    rhz_arena_free(f->arena);
    free(f);
}
