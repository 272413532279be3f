/* query.c -- rhz_query_...: prepare, bind, step, read, within the limits given. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "imported.h"
#include "open_values.h"
#include "parser_state.h"
#include "plan_query.h"
#include "rhizome_json.h"
#include "scope.h"

enum { DEFAULT_DEADLINE_MS = 10000, DEFAULT_MEMORY = 256 << 20, DEFAULT_ROWS = 1000000, FRESH_US = 20000 };

struct rhz_query {
    struct ql_run x;
    struct rhz_arena *arena;      /* the statement */
    struct rhz_arena *bound;      /* values of parameters */
    struct rhz_arena *shown;      /* what the row gives out */
    struct rhz_evidence_reader *evidence;
    struct ql_op *op;
    const uint16_t *columns;      /* slots */
    uint64_t rows, rows_most;
    uint64_t seen_us;             /* when the snapshot was taken */
    bool started, ended;
    struct rhz_buf plan;
};

/* ---- limits ---- */

rhz_status rhz_ql_late(struct ql_run *x)
{
    if (rhz_now_us() < x->until_us)
        return RHZ_OK;
    return rhz_fail(x->err, RHZ_LIMIT, "La requête a dépassé son délai de %" PRIu32 " ms ; précisez le motif, ou augmentez le délai.",
                    x->deadline_ms);
}

rhz_status rhz_ql_no_room(struct ql_run *x)
{
    return rhz_fail(x->err, RHZ_LIMIT, "La requête demande plus que les %" PRIu64 " Mio de mémoire accordés : précisez le motif, "
                    "ou ajoutez LIMIT.", x->memory >> 20);
}

struct rhz_arena *rhz_ql_arena(struct ql_run *x)
{
    struct rhz_arena *a = rhz_arena_new();

    if (a)
        rhz_arena_limit(a, x->memory);
    return a;
}

/* ---- places ---- */

static struct rhz_query_place place_of(struct rhz_span text, size_t start, size_t end)
{
    struct rhz_query_place p = {.start = start, .end = end, .line = 1, .column = 1};
    size_t i;

    for (i = 0; i < start && i < text.n; i++) {
        if (text.p[i] == '\n') {
            p.line++;
            p.column = 1;
        } else if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
            p.column++;
        }
    }
    return p;
}

rhz_status rhz_ql_fault(struct ql_run *x, const struct ql_expr *e, const char *format, ...)
{
    struct rhz_query_place p = place_of(x->query->text, e->start, e->end);
    char room[320];
    va_list args;

    va_start(args, format);
    vsnprintf(room, sizeof room, format, args);
    va_end(args);
    room[rhz_utf8_valid(rhz_span_of(room))] = 0;
    return rhz_fail(x->err, RHZ_INVALID, "Ligne %" PRIu32 ", colonne %" PRIu32 " : %s.", p.line, p.column, room);
}

/* ---- life ---- */

static rhz_status see(struct rhz_query *q)
{
    struct ql_run *x = &q->x;
    rhz_status st = rhz_view_open(x->base, &x->view, x->err);
    struct rhz_span value;

    x->seen = true;
    if (st != RHZ_OK)
        return st;
    x->open_graph = rhz_meta_get(x->view.snapshot.txn, "graph", &value, x->err) == RHZ_OK && rhz_span_eq(value, RHZ_SPAN("libre"));
    q->seen_us = rhz_now_us();
    if ((st = rhz_db_cursor_open(x->view.snapshot.txn, RHZ_DB_GRAPH, &x->cursor, x->err)) != RHZ_OK)
        return st;
    return RHZ_OK;
}

static void look_away(struct rhz_query *q)
{
    rhz_evidence_reader_free(q->evidence);
    q->evidence = NULL;
    rhz_db_cursor_close(q->x.cursor);
    q->x.cursor = NULL;
    if (q->x.seen)
        rhz_view_close(&q->x.view);
    memset(&q->x.view, 0, sizeof q->x.view);
    q->x.seen = false;
}

void rhz_query_free(struct rhz_query *q)
{
    struct ql_subplan *s;

    if (!q)
        return;
    rhz_ql_close(q->op);
    for (s = q->x.subplans; s; s = s->next)
        rhz_ql_close(s->op);
    look_away(q);
    rhz_arena_free(q->x.scratch);
    rhz_arena_free(q->shown);
    rhz_arena_free(q->bound);
    rhz_arena_free(q->arena);
    rhz_buf_free(&q->plan);
    free(q);
}

static rhz_status new_query(struct rhz_base *b, const struct rhz_query_options *options, struct rhz_query **out, struct rhz_error *err)
{
    struct rhz_query_options o = {0};
    struct rhz_query *q = calloc(1, sizeof *q);

    *out = q;
    if (!q)
        return rhz_no_memory(err);
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    q->x.base = b;
    q->x.err = err;
    q->x.deadline_ms = o.deadline_ms ? o.deadline_ms : DEFAULT_DEADLINE_MS;
    q->x.memory = o.memory_bytes ? o.memory_bytes : DEFAULT_MEMORY;
    q->rows_most = o.rows ? o.rows : DEFAULT_ROWS;
    q->arena = rhz_arena_new();
    q->bound = rhz_arena_new();
    q->shown = rhz_ql_arena(&q->x);
    q->x.scratch = rhz_ql_arena(&q->x);
    return q->arena && q->bound && q->shown && q->x.scratch ? RHZ_OK : rhz_no_memory(err);
}

/* ---- preparing ---- */

static rhz_status say(struct rhz_span text, const struct ql_problem *problem, struct rhz_query_place *place, struct rhz_error *err)
{
    struct rhz_query_place p = place_of(text, problem->start, problem->end);

    if (place)
        *place = p;
    return rhz_fail(err, RHZ_INVALID, "Ligne %" PRIu32 ", colonne %" PRIu32 " : %s%s", p.line, p.column, problem->text,
                    strchr(problem->text, '?') ? "" : ".");
}

static const uint16_t *columns_of(struct rhz_query *q, struct ql_query *query, const struct ql_single *part)
{
    const struct ql_clause *k = &part->clauses[part->n - 1];
    uint16_t *v = rhz_arena_zalloc(q->arena, query->n_columns + 1, sizeof *v);
    size_t i, j;

    for (i = 0; v && i < query->n_columns; i++)
        for (j = 0; j < k->n_items; j++)
            if (rhz_span_eq(k->items[j].name, rhz_span_of(query->columns[i])))
                v[i] = k->items[j].slot;
    return v;
}

/* Chains of the parts under one operator. */
static rhz_status unite(struct rhz_query *q, struct ql_query *query, struct ql_op **chains)
{
    struct ql_maker m = {&q->x, q->arena};
    const uint16_t **columns = rhz_arena_zalloc(q->arena, query->n_parts, sizeof *columns);
    uint16_t *slots = rhz_arena_zalloc(q->arena, query->n_columns + 1, sizeof *slots);
    bool ok = columns && slots;
    struct ql_op *made;
    size_t i;

    for (i = 0; ok && i < query->n_parts; i++)
        ok = (columns[i] = columns_of(q, query, &query->parts[i]));
    if (ok && query->n_parts == 1) {
        q->op = chains[0];
        q->columns = columns[0];
        return RHZ_OK;
    }
    for (i = 0; ok && i < query->n_columns; i++)
        slots[i] = query->n_slots++;
    q->columns = slots;
    if (!ok) {
        for (i = 0; i < query->n_parts; i++)
            rhz_ql_close(chains[i]);
        return rhz_no_memory(q->x.err);
    }
    q->op = rhz_ql_op_union(&m, chains, columns, query->n_parts, slots, query->n_columns);
    if (!q->op || query->parts[1].all)
        return q->op ? RHZ_OK : RHZ_NO_MEMORY;
    made = rhz_ql_op_distinct(&m, q->op, slots, query->n_columns);
    if (!made)
        return RHZ_NO_MEMORY;
    q->op = made;
    return RHZ_OK;
}

static rhz_status plan(struct rhz_query *q, struct ql_query *query)
{
    struct ql_op **chains = rhz_arena_zalloc(q->arena, query->n_parts, sizeof *chains);
    rhz_status st = chains ? rhz_ql_plan(&q->x, query, q->arena, chains) : rhz_no_memory(q->x.err);
    size_t i;

    if (st == RHZ_OK)
        st = unite(q, query, chains);
    else
        for (i = 0; chains && i < query->n_parts; i++)
            rhz_ql_close(chains[i]);
    if (st != RHZ_OK)
        return st;
    q->x.n_slots = query->n_slots;
    q->x.row = rhz_arena_zalloc(q->arena, query->n_slots + 1u, sizeof *q->x.row);
    q->x.parameters = rhz_arena_zalloc(q->arena, query->n_parameters + 1, sizeof *q->x.parameters);
    q->x.given = rhz_arena_zalloc(q->arena, query->n_parameters + 1, sizeof *q->x.given);
    return q->x.row && q->x.parameters && q->x.given ? RHZ_OK : rhz_no_memory(q->x.err);
}

static rhz_status prepare(struct rhz_query *q, struct rhz_span text, struct rhz_query_place *place, struct rhz_error *err)
{
    struct ql_problem problem = {0};
    struct ql_query *query;
    rhz_status st;

    text = rhz_arena_copy(q->arena, text);
    if (!text.p)
        return rhz_no_memory(err);
    st = rhz_ql_parse(text, q->arena, &query, &problem);
    q->x.query = query;
    if (st == RHZ_OK && (st = see(q)) == RHZ_OK)
        st = rhz_ql_check(&q->x, query, q->arena, &problem);
    if (st == RHZ_INVALID && problem.set)
        return say(text, &problem, place, err);
    return st == RHZ_OK ? plan(q, query) : st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
}

rhz_status rhz_query_prepare(struct rhz_base *b, const char *text, size_t n, const struct rhz_query_options *options,
                             struct rhz_query_place *place, struct rhz_query **out, struct rhz_error *err)
{
    struct rhz_error own;
    struct rhz_query *q;
    rhz_status st;

    if (!err)
        err = &own;
    if (place)
        *place = (struct rhz_query_place){0};
    *out = NULL;
    st = new_query(b, options, &q, err);
    if (st == RHZ_OK)
        st = prepare(q, rhz_span(text, n), place, err);
    if (q)
        q->x.err = NULL;
    if (st == RHZ_OK)
        *out = q;
    else
        rhz_query_free(q);
    return st;
}

/* ---- parameters ---- */

size_t rhz_query_parameters(const struct rhz_query *q)
{
    return q->x.query->n_parameters;
}

const char *rhz_query_parameter(const struct rhz_query *q, size_t i)
{
    return i < q->x.query->n_parameters ? rhz_arena_str(q->arena, q->x.query->parameters[i]) : NULL;
}

static rhz_status bind(struct rhz_query *q, const char *name, struct ql_value v, struct rhz_error *err)
{
    size_t i;

    for (i = 0; i < q->x.query->n_parameters; i++)
        if (rhz_span_eq(q->x.query->parameters[i], rhz_span_of(name))) {
            q->x.given[i] = true;
            return rhz_ql_keep(q->bound, v, &q->x.parameters[i]) ? RHZ_OK : rhz_no_memory(err);
        }
    return rhz_fail(err, RHZ_NOT_FOUND, "La requête n'a pas de paramètre « $%s ».", name);
}

rhz_status rhz_query_bind_null(struct rhz_query *q, const char *name, struct rhz_error *err)
{
    return bind(q, name, ql_null(), err);
}

rhz_status rhz_query_bind_bool(struct rhz_query *q, const char *name, bool v, struct rhz_error *err)
{
    return bind(q, name, ql_bool(v), err);
}

rhz_status rhz_query_bind_integer(struct rhz_query *q, const char *name, int64_t v, struct rhz_error *err)
{
    return bind(q, name, ql_integer(v), err);
}

rhz_status rhz_query_bind_real(struct rhz_query *q, const char *name, double v, struct rhz_error *err)
{
    return bind(q, name, ql_real(v), err);
}

rhz_status rhz_query_bind_text(struct rhz_query *q, const char *name, const char *p, size_t n, struct rhz_error *err)
{
    return bind(q, name, ql_text(rhz_span(p, n)), err);
}

static bool is_constant(const struct ql_expr *e)
{
    size_t i;

    if (e->type != QL_E_LITERAL && e->type != QL_E_LIST && e->type != QL_E_MAP && e->type != QL_E_MINUS)
        return false;
    for (i = 0; i < e->n_args; i++)
        if (!is_constant(e->args[i]))
            return false;
    return true;
}

rhz_status rhz_query_bind_constant(struct rhz_query *q, const char *name, const char *p, size_t n, struct rhz_error *err)
{
    struct ql_problem problem = {0};
    struct rhz_arena *arena = rhz_arena_new();
    struct ql_parser parser = {.text = rhz_span(p, n), .arena = arena, .problem = &problem};
    struct ql_expr *e = NULL;
    struct ql_value v;
    rhz_status st = arena ? RHZ_OK : rhz_no_memory(err);

    if (st == RHZ_OK && rhz_utf8_valid(parser.text) == n) {
        parser.token = rhz_ql_token(parser.text, 0);
        e = rhz_ql_expression(&parser);
    }
    if (st == RHZ_OK && (!e || problem.set || parser.token.type != QL_END || !is_constant(e)))
        st = rhz_fail(err, RHZ_INVALID, "La valeur de « $%s » n'est pas une constante : un texte s'écrit entre guillemets.", name);
    if (st == RHZ_OK) {
        q->x.err = err;
        st = rhz_ql_evaluate(&q->x, e, arena, &v);
        q->x.err = NULL;
    }
    if (st == RHZ_OK)
        st = bind(q, name, v, err);
    rhz_arena_free(arena);
    return st;
}

/* ---- running ---- */

size_t rhz_query_columns(const struct rhz_query *q)
{
    return q->x.query->n_columns;
}

const char *rhz_query_column(const struct rhz_query *q, size_t i)
{
    return i < q->x.query->n_columns ? q->x.query->columns[i] : NULL;
}

static rhz_status start(struct rhz_query *q, struct rhz_error *err)
{
    size_t i;

    for (i = 0; i < q->x.query->n_parameters; i++)
        if (!q->x.given[i]) {
            struct rhz_span name = q->x.query->parameters[i];
            return rhz_fail(err, RHZ_INVALID, "Le paramètre « $%.*s » n'a pas de valeur.", (int)(name.n > 60 ? 60 : name.n), name.p);
        }
    q->started = true;
    q->ended = false;
    q->rows = 0;
    q->x.until_us = rhz_now_us() + (uint64_t)q->x.deadline_ms * 1000;
    return RHZ_OK;
}

rhz_status rhz_query_step(struct rhz_query *q, bool *have, struct rhz_error *err)
{
    struct rhz_error own;
    rhz_status st = RHZ_OK;

    *have = false;
    if (!err)
        err = &own;
    if (!q->started && (st = start(q, err)) != RHZ_OK)
        return st;
    if (q->ended)
        return RHZ_OK;
    rhz_arena_reset(q->shown);
    q->x.err = err;
    if (q->rows == q->rows_most) {
        st = rhz_ql_next(&q->x, q->op, have);
        if (st == RHZ_OK && *have)
            st = rhz_fail(err, RHZ_LIMIT, "La réponse a plus des %" PRIu64 " lignes accordées : ajoutez LIMIT, ou augmentez le nombre "
                          "de lignes.", q->rows_most);
        *have = false;
    } else {
        st = rhz_ql_next(&q->x, q->op, have);
    }
    q->x.err = NULL;
    q->rows += st == RHZ_OK && *have;
    q->ended = st != RHZ_OK || !*have;
    if (st != RHZ_OK)
        *have = false;
    return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
}

rhz_status rhz_query_rewind(struct rhz_query *q, struct rhz_error *err)
{
    struct rhz_error own;
    struct ql_subplan *s;
    rhz_status st = RHZ_OK;

    rhz_ql_rewind(q->op);
    for (s = q->x.subplans; s; s = s->next)
        rhz_ql_rewind(s->op);
    rhz_arena_reset(q->shown);
    q->started = q->ended = false;
    /* A snapshot taken a moment ago is as good as a new one. */
    if (rhz_now_us() - q->seen_us < FRESH_US)
        return RHZ_OK;
    q->x.err = err ? err : &own;
    look_away(q);
    st = see(q);
    q->x.err = NULL;
    return st;
}

/* ---- values ---- */

static const struct ql_value *inside(const struct rhz_value *v)
{
    return (const struct ql_value *)(const void *)v;
}

static const struct rhz_value *outside(const struct ql_value *v)
{
    return (const struct rhz_value *)(const void *)v;
}

const struct rhz_value *rhz_query_value(const struct rhz_query *q, size_t i)
{
    return i < q->x.query->n_columns ? outside(&q->x.row[q->columns[i]]) : NULL;
}

enum rhz_value_type rhz_value_type(const struct rhz_value *v)
{
    return (enum rhz_value_type)inside(v)->type; /* in the same order */
}

bool rhz_value_bool(const struct rhz_value *v)
{
    return inside(v)->type == QL_BOOL && inside(v)->truth;
}

int64_t rhz_value_integer(const struct rhz_value *v)
{
    double real = inside(v)->real;

    if (inside(v)->type == QL_REAL)
        return real >= -9.2e18 && real <= 9.2e18 ? (int64_t)real : 0;
    return inside(v)->type == QL_INTEGER ? inside(v)->integer : 0;
}

double rhz_value_real(const struct rhz_value *v)
{
    return ql_is_number(*inside(v)) ? ql_as_real(*inside(v)) : 0;
}

struct rhz_span rhz_value_text(const struct rhz_value *v)
{
    return inside(v)->type == QL_TEXT ? ql_span(*inside(v)) : rhz_span("", 0);
}

size_t rhz_value_count(const struct rhz_value *v)
{
    switch (inside(v)->type) {
    case QL_LIST:
    case QL_MAP: return inside(v)->n;
    case QL_PATH: return 2 * (size_t)inside(v)->n + 1;
    default: return 0;
    }
}

const struct rhz_value *rhz_value_at(const struct rhz_value *v, size_t i)
{
    if (i >= rhz_value_count(v))
        return NULL;
    return outside(inside(v)->type == QL_MAP ? &inside(v)->entries[i].value : &inside(v)->items[i]);
}

struct rhz_span rhz_value_key(const struct rhz_value *v, size_t i)
{
    return inside(v)->type == QL_MAP && i < inside(v)->n ? inside(v)->entries[i].key : rhz_span("", 0);
}

/* ---- nodes and edges ---- */

static rhz_status fill_node(struct rhz_query *q, uint32_t number, struct rhz_node_value *out)
{
    struct ql_value node = ql_node(number), name, *labels = rhz_arena_zalloc(q->shown, 1, sizeof *labels);
    rhz_status st;

    *out = (struct rhz_node_value){.what = number & QL_DOCUMENT_BIT ? 'd' : number & QL_FIGURE_BIT ? 'f' : 'n', .name = {"", 0}};
    if (!labels)
        return rhz_ql_no_room(&q->x);
    if ((st = rhz_ql_id(&q->x, node, &out->id)) != RHZ_OK || (st = rhz_ql_labels_of(&q->x, number, q->shown, labels)) != RHZ_OK)
        return st;
    out->labels = outside(labels);
    if (q->x.open_graph) {
        struct rhz_graph_node n;
        if ((st = rhz_graph_node(&q->x.view.graph, number, q->shown, &n, q->x.err)) == RHZ_OK)
            out->name = n.name;
        return st;
    }
    st = rhz_ql_property(&q->x, node, out->what == 'f' ? RHZ_SPAN("libelle") : RHZ_SPAN("nom"), 0, q->shown, &name);
    if (st == RHZ_OK && name.type == QL_TEXT)
        out->name = ql_span(name);
    return st;
}

static rhz_status wrong_value(struct rhz_error *err, const char *what)
{
    return rhz_fail(err, RHZ_INVALID, "Cette valeur n'est pas %s.", what);
}

rhz_status rhz_query_node(struct rhz_query *q, const struct rhz_value *v, struct rhz_node_value *out, struct rhz_error *err)
{
    rhz_status st;

    if (inside(v)->type != QL_NODE)
        return wrong_value(err, "un nœud");
    q->x.err = err;
    st = fill_node(q, inside(v)->n, out);
    q->x.err = NULL;
    return st;
}

rhz_status rhz_query_edge(struct rhz_query *q, const struct rhz_value *v, struct rhz_edge_value *out, struct rhz_error *err)
{
    uint32_t from = 0, to = 0;
    rhz_status st;

    *out = (struct rhz_edge_value){.id = 0};
    if (inside(v)->type != QL_EDGE)
        return wrong_value(err, "un lien");
    q->x.err = err;
    if ((st = rhz_ql_id(&q->x, *inside(v), &out->id)) == RHZ_OK && (st = rhz_ql_type_of(&q->x, *inside(v), q->shown, &out->type)) == RHZ_OK &&
        (st = rhz_ql_ends(&q->x, *inside(v), &from, &to)) == RHZ_OK && (st = fill_node(q, from, &out->from)) == RHZ_OK)
        st = fill_node(q, to, &out->to);
    q->x.err = NULL;
    return st;
}

rhz_status rhz_query_properties(struct rhz_query *q, const struct rhz_value *v, const struct rhz_value **out, struct rhz_error *err)
{
    struct ql_value *map = rhz_arena_zalloc(q->shown, 1, sizeof *map);
    rhz_status st;

    *out = outside(map);
    if (!map)
        return rhz_no_memory(err);
    if (inside(v)->type != QL_NODE && inside(v)->type != QL_EDGE)
        return wrong_value(err, "un nœud ni un lien");
    q->x.err = err;
    st = rhz_ql_properties(&q->x, *inside(v), q->shown, map);
    q->x.err = NULL;
    return st;
}

/* ---- proofs ---- */

struct proofs {
    struct rhz_statement_ref *v;
    size_t n, cap, most;
};

static rhz_status gather_proofs(struct rhz_query *q, struct ql_value v, struct proofs *p, unsigned depth)
{
    struct rhz_statement_ref *own;
    size_t n, i, j, count = v.type == QL_PATH ? 2 * (size_t)v.n + 1 : v.n;
    rhz_status st = RHZ_OK;

    if (depth > 32)
        return RHZ_OK;
    if (v.type == QL_LIST || v.type == QL_PATH || v.type == QL_MAP) {
        for (i = 0; i < count && st == RHZ_OK && (!p->most || p->n < p->most); i++)
            st = gather_proofs(q, v.type == QL_MAP ? v.entries[i].value : v.items[i], p, depth + 1);
        return st;
    }
    if (v.type != QL_EDGE && v.type != QL_NODE)
        return RHZ_OK;
    st = rhz_ql_proofs(&q->x, v, q->shown, &own, &n);
    for (i = 0; i < n && st == RHZ_OK && (!p->most || p->n < p->most); i++) {
        for (j = 0; j < p->n && (p->v[j].document != own[i].document || p->v[j].statement != own[i].statement); j++)
            ;
        if (j < p->n)
            continue;
        if (!RHZ_PUSH(q->shown, p->v, p->n, p->cap))
            return rhz_ql_no_room(&q->x);
        p->v[p->n++] = own[i];
    }
    return st;
}

static rhz_status read_proofs(struct rhz_query *q, const struct proofs *p, const struct rhz_evidence **out, size_t *n)
{
    struct rhz_evidence *v = NULL;
    rhz_status st = RHZ_OK;

    *n = 0;
    if (!q->evidence)
        st = rhz_evidence_reader_new(&q->x.view.snapshot, &q->evidence, q->x.err);
    if (st == RHZ_OK)
        st = rhz_evidence_read(q->evidence, p->v, p->n, q->shown, &v, n, q->x.err);
    *out = v;
    return st;
}

rhz_status rhz_query_evidence(struct rhz_query *q, const struct rhz_value *v, size_t most, const struct rhz_evidence **out, size_t *n,
                              struct rhz_error *err)
{
    struct proofs p = {.most = most};
    rhz_status st;

    q->x.err = err;
    st = gather_proofs(q, *inside(v), &p, 0);
    if (st == RHZ_OK)
        st = read_proofs(q, &p, out, n);
    q->x.err = NULL;
    return st;
}

rhz_status rhz_query_row_evidence(struct rhz_query *q, size_t most, const struct rhz_evidence **out, size_t *n, struct rhz_error *err)
{
    const struct ql_query *query = q->x.query;
    const struct ql_single *part = &query->parts[0];
    struct proofs p = {.most = most};
    rhz_status st = RHZ_OK;
    size_t i;

    q->x.err = err;
    for (i = 0; i < query->n_columns && st == RHZ_OK; i++)
        st = gather_proofs(q, q->x.row[q->columns[i]], &p, 0);
    for (i = 0; p.n == 0 && query->n_parts == 1 && i < part->n_edge_slots && st == RHZ_OK; i++)
        st = gather_proofs(q, q->x.row[part->edge_slots[i]], &p, 0);
    if (st == RHZ_OK)
        st = read_proofs(q, &p, out, n);
    q->x.err = NULL;
    return st;
}

/* ---- JSON ---- */

static rhz_status put_json(struct rhz_query *q, struct ql_value v, struct rhz_json *j, unsigned depth);

static rhz_status put_entries(struct rhz_query *q, struct ql_value map, struct rhz_json *j, unsigned depth)
{
    rhz_status st = RHZ_OK;
    uint32_t i;

    rhz_json_object(j);
    for (i = 0; i < map.n && st == RHZ_OK; i++) {
        char *key = rhz_arena_str(q->shown, map.entries[i].key);
        if (!key)
            return rhz_ql_no_room(&q->x);
        rhz_json_key(j, key);
        st = put_json(q, map.entries[i].value, j, depth + 1);
    }
    rhz_json_end(j);
    return st;
}

static rhz_status put_map(struct rhz_query *q, struct ql_value map, struct rhz_json *j, unsigned depth)
{
    rhz_status st;
    uint32_t i;

    for (i = 0; i < map.n && !rhz_span_eq(map.entries[i].key, RHZ_SPAN("t")); i++)
        ;
    if (i == map.n)
        return put_entries(q, map, j, depth);
    rhz_json_object(j);
    rhz_json_pair(j, "t", "map");
    rhz_json_key(j, "entries");
    st = put_entries(q, map, j, depth);
    rhz_json_end(j);
    return st;
}

static void put_real(struct rhz_json *j, double v)
{
    char text[40];

    rhz_real_text(v, text);
    if (isfinite(v)) { /* "1.0", so that a whole real is not read back as an integer */
        rhz_json_number(j, text);
        return;
    }
    rhz_json_object(j);
    rhz_json_pair(j, "t", "real");
    rhz_json_pair(j, "value", text);
    rhz_json_end(j);
}

static rhz_status put_object(struct rhz_query *q, struct ql_value v, struct rhz_json *j, unsigned depth)
{
    struct ql_value props, labels;
    struct rhz_span type;
    uint64_t id = 0, end = 0;
    uint32_t from = 0, to = 0;
    rhz_status st = rhz_ql_id(&q->x, v, &id);

    rhz_json_object(j);
    rhz_json_pair(j, "t", v.type == QL_NODE ? "node" : "edge");
    rhz_json_pair_unsigned(j, "id", id);
    if (v.type == QL_NODE) {
        if (st == RHZ_OK)
            st = rhz_ql_labels_of(&q->x, v.n, q->shown, &labels);
        rhz_json_key(j, "labels");
        if (st == RHZ_OK)
            st = put_json(q, labels, j, depth + 1);
    } else if (st == RHZ_OK && (st = rhz_ql_type_of(&q->x, v, q->shown, &type)) == RHZ_OK) {
        rhz_json_key(j, "relation");
        rhz_json_string(j, type.p, type.n);
        if ((st = rhz_ql_ends(&q->x, v, &from, &to)) == RHZ_OK && (st = rhz_ql_id(&q->x, ql_node(from), &end)) == RHZ_OK) {
            rhz_json_pair_unsigned(j, "from", end);
            st = rhz_ql_id(&q->x, ql_node(to), &end);
            rhz_json_pair_unsigned(j, "to", end);
        }
    }
    if (st == RHZ_OK && (st = rhz_ql_properties(&q->x, v, q->shown, &props)) == RHZ_OK) {
        rhz_json_key(j, "props");
        st = put_entries(q, props, j, depth + 1);
    }
    rhz_json_end(j);
    return st;
}

static rhz_status put_path(struct rhz_query *q, struct ql_value v, struct rhz_json *j, unsigned depth)
{
    size_t n = 2 * (size_t)v.n + 1, first, i;
    rhz_status st = RHZ_OK;

    rhz_json_object(j);
    rhz_json_pair(j, "t", "path");
    for (first = 0; first < 2 && st == RHZ_OK; first++) {
        rhz_json_key(j, first ? "edges" : "nodes");
        rhz_json_array(j);
        for (i = first; i < n && st == RHZ_OK; i += 2)
            st = put_json(q, v.items[i], j, depth + 1);
        rhz_json_end(j);
    }
    rhz_json_end(j);
    return st;
}

static rhz_status put_json(struct rhz_query *q, struct ql_value v, struct rhz_json *j, unsigned depth)
{
    rhz_status st = RHZ_OK;
    uint32_t i;

    if (depth > 48)
        return rhz_fail(q->x.err, RHZ_LIMIT, "Cette valeur est trop imbriquée pour être écrite en JSON.");
    switch (v.type) {
    case QL_BOOL: rhz_json_bool(j, v.truth); break;
    case QL_INTEGER: rhz_json_integer(j, v.integer); break;
    case QL_REAL: put_real(j, v.real); break;
    case QL_TEXT: rhz_json_string(j, v.text, v.n); break;
    case QL_LIST:
        rhz_json_array(j);
        for (i = 0; i < v.n && st == RHZ_OK; i++)
            st = put_json(q, v.items[i], j, depth + 1);
        rhz_json_end(j);
        break;
    case QL_MAP: return put_map(q, v, j, depth);
    case QL_NODE:
    case QL_EDGE: return put_object(q, v, j, depth);
    case QL_PATH: return put_path(q, v, j, depth);
    default: rhz_json_null(j);
    }
    return st;
}

rhz_status rhz_query_json(struct rhz_query *q, const struct rhz_value *v, struct rhz_json *j, struct rhz_error *err)
{
    rhz_status st;

    q->x.err = err;
    st = put_json(q, *inside(v), j, 0);
    q->x.err = NULL;
    return st;
}

/* ---- the plan ---- */

static void put_chain(struct rhz_buf *b, const struct ql_op *op, unsigned depth)
{
    /* The first operator on top: read downwards, as rows flow. */
    if (op->input)
        put_chain(b, op->input, depth);
    if (strcmp(op->name, "début") == 0 && !*op->detail)
        return;
    rhz_buf_printf(b, "%*s%s%s%s : %.0f lignes attendues, %" PRIu64 " vues\n", (int)(2 * depth), "", op->name, *op->detail ? " " : "",
                   op->detail, op->estimate < 1 && op->estimate > 0 ? 1 : op->estimate, op->rows);
    if (op->inner)
        put_chain(b, op->inner, depth + 1);
}

const char *rhz_query_plan(struct rhz_query *q)
{
    const struct ql_subplan *s;

    rhz_buf_reset(&q->plan);
    put_chain(&q->plan, q->op, 0);
    for (s = q->x.subplans; s; s = s->next) {
        rhz_buf_str(&q->plan, "motif dans une expression\n");
        put_chain(&q->plan, s->op, 1);
    }
    rhz_buf_byte(&q->plan, 0);
    return q->plan.failed ? NULL : q->plan.p;
}
