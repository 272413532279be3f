/* op_rows.c -- operators that look at one row at a time: filters, columns, lists unwound, optional parts, SKIP, LIMIT, paths. */
#include "operators.h"

/* ---- conditions ---- */

struct filter {
    struct ql_op op;
    const struct ql_expr *condition;
};

static rhz_status filter_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    enum ql_truth t;
    rhz_status st;

    while ((st = rhz_ql_next(x, op->input, have)) == RHZ_OK && *have) {
        rhz_arena_reset(op->arena);
        if ((st = rhz_ql_tick(x)) != RHZ_OK ||
            (st = rhz_ql_condition(x, ((struct filter *)op)->condition, op->arena, &t)) != RHZ_OK || t == QL_TRUE)
            return st;
    }
    return st;
}

struct ql_op *rhz_ql_op_filter(struct ql_maker *m, struct ql_op *input, const struct ql_expr *condition)
{
    struct filter *o = input ? rhz_ql_new_op(m, sizeof *o, "condition", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = filter_next;
    o->op.estimate = input->estimate / 2;
    o->condition = condition;
    return &o->op;
}

struct labels {
    struct ql_op op;
    uint16_t slot;
    const struct ql_labels *labels;
};

static rhz_status labels_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct labels *o = (struct labels *)op;
    rhz_status st;
    bool has;

    while ((st = rhz_ql_next(x, op->input, have)) == RHZ_OK && *have) {
        if ((st = rhz_ql_has_labels(x, x->row[o->slot].n, o->labels, &has)) != RHZ_OK || has)
            return st;
    }
    return st;
}

struct ql_op *rhz_ql_op_labels(struct ql_maker *m, struct ql_op *input, uint16_t slot, const struct ql_labels *labels)
{
    struct labels *o = input ? rhz_ql_new_op(m, sizeof *o, "genre", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = labels_next;
    o->op.estimate = input->estimate * 0.6;
    o->op.detail = rhz_ql_detail(m, ":%.*s%s", (int)(labels->names[0].n > 60 ? 60 : labels->names[0].n), labels->names[0].p,
                                 labels->n > 1 ? "…" : "");
    o->slot = slot;
    o->labels = labels;
    return &o->op;
}

struct equals {
    struct ql_op op;
    uint16_t slot;
    struct rhz_span key;
    uint32_t symbol;
    const struct ql_expr *expr;
};

static rhz_status equals_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct equals *o = (struct equals *)op;
    struct ql_value v, wanted;
    rhz_status st;

    while ((st = rhz_ql_next(x, op->input, have)) == RHZ_OK && *have) {
        rhz_arena_reset(op->arena);
        if ((st = rhz_ql_evaluate(x, o->expr, op->arena, &wanted)) != RHZ_OK ||
            (st = rhz_ql_property(x, x->row[o->slot], o->key, o->symbol, op->arena, &v)) != RHZ_OK)
            return st;
        if (rhz_ql_equal(v, wanted) == QL_TRUE)
            return RHZ_OK;
    }
    return st;
}

struct ql_op *rhz_ql_op_property(struct ql_maker *m, struct ql_op *input, uint16_t slot, struct rhz_span key, uint32_t symbol,
                                 const struct ql_expr *expr)
{
    struct equals *o = input ? rhz_ql_new_op(m, sizeof *o, "propriété", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = equals_next;
    o->op.estimate = input->estimate > 1 ? input->estimate / 10 : input->estimate;
    o->op.detail = rhz_ql_detail(m, "%.*s", (int)(key.n > 60 ? 60 : key.n), key.p);
    o->slot = slot;
    o->key = key;
    o->symbol = symbol;
    o->expr = expr;
    return &o->op;
}

/* ---- OPTIONAL MATCH ---- */

struct optional {
    struct ql_op op;
    const uint16_t *slots;
    size_t n;
    bool open, matched;
};

static rhz_status optional_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct optional *o = (struct optional *)op;
    rhz_status st;
    size_t i;

    for (;;) {
        if (!o->open) {
            if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
                return st;
            rhz_ql_rewind(op->inner);
            o->open = true;
            o->matched = false;
        }
        if ((st = rhz_ql_next(x, op->inner, have)) != RHZ_OK)
            return st;
        if (*have) {
            o->matched = true;
            return RHZ_OK;
        }
        o->open = false;
        if (!o->matched) {
            for (i = 0; i < o->n; i++)
                x->row[o->slots[i]] = ql_null();
            *have = true;
            return RHZ_OK;
        }
    }
}

static void optional_rewind(struct ql_op *op)
{
    ((struct optional *)op)->open = false;
}

struct ql_op *rhz_ql_op_optional(struct ql_maker *m, struct ql_op *input, struct ql_op *inner, const uint16_t *slots, size_t n)
{
    struct optional *o = input && inner ? rhz_ql_new_op(m, sizeof *o, "partie facultative", input) : NULL;

    if (!o) {
        rhz_ql_close(inner);
        return NULL;
    }
    o->op.next = optional_next;
    o->op.rewind = optional_rewind;
    o->op.inner = inner;
    o->op.estimate = input->estimate * (inner->estimate > 1 ? inner->estimate : 1);
    o->slots = slots;
    o->n = n;
    return &o->op;
}

/* ---- UNWIND ---- */

struct unwind {
    struct ql_op op;
    const struct ql_expr *list;
    uint16_t slot;
    struct ql_value v;
    uint32_t at, n;
};

static rhz_status unwind_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct unwind *o = (struct unwind *)op;
    rhz_status st;

    while (o->at == o->n) {
        if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
            return st;
        rhz_arena_reset(op->arena);
        if ((st = rhz_ql_evaluate(x, o->list, op->arena, &o->v)) != RHZ_OK)
            return st;
        o->at = 0;
        o->n = o->v.type == QL_LIST ? o->v.n : o->v.type == QL_NULL ? 0 : 1;
    }
    if ((st = rhz_ql_tick(x)) != RHZ_OK)
        return st;
    x->row[o->slot] = o->v.type == QL_LIST ? o->v.items[o->at] : o->v;
    o->at++;
    *have = true;
    return RHZ_OK;
}

static void unwind_rewind(struct ql_op *op)
{
    ((struct unwind *)op)->at = ((struct unwind *)op)->n = 0;
}

struct ql_op *rhz_ql_op_unwind(struct ql_maker *m, struct ql_op *input, const struct ql_expr *list, uint16_t slot)
{
    struct unwind *o = input ? rhz_ql_new_op(m, sizeof *o, "éléments d'une liste", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = unwind_next;
    o->op.rewind = unwind_rewind;
    o->op.estimate = input->estimate * 10;
    o->list = list;
    o->slot = slot;
    return &o->op;
}

/* ---- columns ---- */

struct project {
    struct ql_op op;
    const struct ql_item *items;
    size_t n;
};

static rhz_status project_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct project *o = (struct project *)op;
    rhz_status st = rhz_ql_next(x, op->input, have);
    size_t i;

    if (st != RHZ_OK || !*have)
        return st;
    rhz_arena_reset(op->arena);
    for (i = 0; i < o->n && st == RHZ_OK; i++) {
        const struct ql_item *it = &o->items[i];
        if ((it->expr->type == QL_E_VARIABLE || it->expr->type == QL_E_SLOT) && it->expr->slot == it->slot)
            continue;
        st = rhz_ql_evaluate(x, it->expr, op->arena, &x->row[it->slot]);
    }
    return st;
}

struct ql_op *rhz_ql_op_project(struct ql_maker *m, struct ql_op *input, const struct ql_item *items, size_t n)
{
    struct project *o = input ? rhz_ql_new_op(m, sizeof *o, "colonnes", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = project_next;
    o->items = items;
    o->n = n;
    return &o->op;
}

/* ---- SKIP, LIMIT ---- */

rhz_status rhz_ql_row_count(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, uint64_t *out)
{
    struct ql_value v;
    rhz_status st = rhz_ql_evaluate(x, e, arena, &v);

    if (st != RHZ_OK)
        return st;
    if (v.type != QL_INTEGER || v.integer < 0)
        return rhz_ql_fault(x, e, "un nombre de lignes est un entier qui n'est pas négatif");
    *out = (uint64_t)v.integer;
    return RHZ_OK;
}

struct count {
    struct ql_op op;
    const struct ql_expr *expr;
    uint64_t n, done;
    bool open;
};

static rhz_status skip_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct count *o = (struct count *)op;
    rhz_status st;

    if (!o->open) {
        if ((st = rhz_ql_row_count(x, o->expr, op->arena, &o->n)) != RHZ_OK)
            return st;
        o->open = true;
        for (o->done = 0; o->done < o->n; o->done++)
            if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have)
                return st;
    }
    return rhz_ql_next(x, op->input, have);
}

static rhz_status limit_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct count *o = (struct count *)op;
    rhz_status st;

    if (!o->open) {
        if ((st = rhz_ql_row_count(x, o->expr, op->arena, &o->n)) != RHZ_OK)
            return st;
        o->open = true;
        o->done = 0;
    }
    *have = false;
    if (o->done == o->n)
        return RHZ_OK;
    o->done++;
    return rhz_ql_next(x, op->input, have);
}

static void count_rewind(struct ql_op *op)
{
    ((struct count *)op)->open = false;
}

static struct ql_op *count_op(struct ql_maker *m, struct ql_op *input, const struct ql_expr *n, bool skip)
{
    struct count *o = input ? rhz_ql_new_op(m, sizeof *o, skip ? "passer" : "au plus", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = skip ? skip_next : limit_next;
    o->op.rewind = count_rewind;
    o->expr = n;
    if (n->type == QL_E_LITERAL) {
        o->op.detail = rhz_ql_detail(m, "%lld", (long long)n->value.integer);
        if (!skip && (double)n->value.integer < input->estimate)
            o->op.estimate = (double)n->value.integer;
    }
    return &o->op;
}

struct ql_op *rhz_ql_op_skip(struct ql_maker *m, struct ql_op *input, const struct ql_expr *n)
{
    return count_op(m, input, n, true);
}

struct ql_op *rhz_ql_op_limit(struct ql_maker *m, struct ql_op *input, const struct ql_expr *n)
{
    return count_op(m, input, n, false);
}

/* ---- named paths ---- */

struct path {
    struct ql_op op;
    const struct ql_path_pattern *pattern;
};

/* Append edge `e` and the node that it leads to from `node`. */
static rhz_status follow(struct ql_run *x, struct ql_value e, struct ql_value *v, size_t *n)
{
    uint32_t from, to, at = v[*n - 1].n;
    rhz_status st = rhz_ql_ends(x, e, &from, &to);

    v[(*n)++] = e;
    v[(*n)++] = ql_node(from == at ? to : from);
    return st;
}

static rhz_status path_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    const struct ql_path_pattern *p = ((struct path *)op)->pattern;
    struct ql_value *v;
    size_t total = 1, n = 1, i;
    uint32_t j;
    rhz_status st = rhz_ql_next(x, op->input, have);

    if (st != RHZ_OK || !*have)
        return st;
    for (i = 0; i < p->n; i++)
        total += 2 * (size_t)(x->row[p->edges[i].slot].type == QL_LIST ? x->row[p->edges[i].slot].n : 1);
    rhz_arena_reset(op->arena);
    v = rhz_arena_alloc(op->arena, total * sizeof *v);
    if (!v)
        return rhz_ql_no_room(x);
    v[0] = x->row[p->nodes[0].slot];
    for (i = 0; i < p->n && st == RHZ_OK; i++) {
        struct ql_value e = x->row[p->edges[i].slot];
        if (e.type == QL_EDGE) {
            v[n] = e;
            v[n + 1] = x->row[p->nodes[i + 1].slot];
            n += 2;
        }
        for (j = 0; e.type == QL_LIST && j < e.n && st == RHZ_OK; j++)
            st = follow(x, e.items[j], v, &n);
    }
    x->row[p->slot] = (struct ql_value){.type = QL_PATH, .n = (uint32_t)(n / 2), .items = v};
    return st;
}

struct ql_op *rhz_ql_op_path(struct ql_maker *m, struct ql_op *input, const struct ql_path_pattern *pattern)
{
    struct path *o = input ? rhz_ql_new_op(m, sizeof *o, "chemin", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = path_next;
    o->op.detail = rhz_ql_detail(m, "%.*s", (int)(pattern->name.n > 60 ? 60 : pattern->name.n), pattern->name.p);
    o->pattern = pattern;
    return &o->op;
}

/* ---- UNION ---- */

struct union_of {
    struct ql_op op;
    struct ql_op **chains;
    const uint16_t *const *columns;
    const uint16_t *slots;
    size_t n_chains, n, at;
};

static rhz_status union_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct union_of *o = (struct union_of *)op;
    rhz_status st = RHZ_OK;
    size_t i;

    *have = false;
    for (; o->at < o->n_chains; o->at++) {
        if ((st = rhz_ql_next(x, o->chains[o->at], have)) != RHZ_OK)
            return st;
        if (!*have)
            continue;
        for (i = 0; i < o->n; i++)
            x->row[o->slots[i]] = x->row[o->columns[o->at][i]];
        return RHZ_OK;
    }
    return st;
}

static void union_rewind(struct ql_op *op)
{
    struct union_of *o = (struct union_of *)op;
    size_t i;

    o->at = 0;
    for (i = 0; i < o->n_chains; i++)
        rhz_ql_rewind(o->chains[i]);
}

static void union_close(struct ql_op *op)
{
    struct union_of *o = (struct union_of *)op;
    size_t i;

    for (i = 0; i < o->n_chains; i++)
        rhz_ql_close(o->chains[i]);
    o->n_chains = 0;
}

struct ql_op *rhz_ql_op_union(struct ql_maker *m, struct ql_op **chains, const uint16_t *const *columns, size_t n_chains,
                              const uint16_t *slots, size_t n)
{
    struct union_of *o = rhz_ql_new_op(m, sizeof *o, "union", NULL);
    size_t i;

    if (!o) {
        for (i = 0; i < n_chains; i++)
            rhz_ql_close(chains[i]);
        return NULL;
    }
    o->op.next = union_next;
    o->op.rewind = union_rewind;
    o->op.close = union_close;
    o->op.estimate = 0;
    for (i = 0; i < n_chains; i++)
        o->op.estimate += chains[i]->estimate;
    o->chains = chains;
    o->columns = columns;
    o->n_chains = n_chains;
    o->slots = slots;
    o->n = n;
    return &o->op;
}
