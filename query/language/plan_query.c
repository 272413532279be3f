/* plan_query.c -- clauses to a chain of operators. A pattern begins at its most selective end and grows along its edges.
 *
 * A start that an index answers (a name, an id, a value) comes before a list of a kind, which comes before all nodes; an
 * edge whose two ends are known comes before one that leads to new nodes, and of these the one with the fewest edges
 * expected. Conditions are taken apart at AND, and each is asked as soon as what it speaks of is known.
 */
#include "plan_query.h"

#include <stdlib.h>

#include "functions.h"
#include "tokens.h"

enum test_type { TEST_CONDITION, TEST_LABELS, TEST_PROPERTY };

/** What must hold, and the variables of this pattern that it speaks of. */
struct test {
    enum test_type type;
    const struct ql_expr *expr;  /* condition; value of the property */
    uint16_t slot;
    const struct ql_labels *labels;
    struct rhz_span key;
    uint32_t symbol;
    uint16_t *needs;
    size_t n_needs;
    bool done;
};

struct edge_state {
    const struct ql_path_pattern *path;
    size_t i;
    bool done, edge_bound;
};

struct planner {
    struct ql_maker maker;
    struct ql_query *q;
    unsigned char *bound;  /* by slot */
    struct ql_single *part;
    /* one pattern */
    const struct ql_match *match;
    unsigned char *own;    /* slots that this pattern binds */
    struct test *tests;
    size_t n_tests, cap_tests;
    struct edge_state *edges;
    size_t n_edges;
    uint16_t *met;         /* slots of its edges that are done */
    size_t n_met;
    rhz_status st;
};

static void *zalloc(struct planner *p, size_t n, size_t size)
{
    void *v = rhz_arena_zalloc(p->maker.arena, n + 1, size);

    if (!v && p->st == RHZ_OK)
        p->st = rhz_no_memory(p->maker.x->err);
    return v;
}

/* ---- which variables an expression speaks of ---- */

typedef void visit_slot(void *context, uint16_t slot);

static void visit_expr(const struct ql_expr *e, visit_slot *visit, void *context);

static void visit_match(const struct ql_match *m, visit_slot *visit, void *context)
{
    size_t i, j;

    for (i = 0; i < m->n_paths; i++)
        for (j = 0; j <= m->paths[i].n; j++) {
            visit(context, m->paths[i].nodes[j].slot);
            visit_expr(m->paths[i].nodes[j].properties, visit, context);
            if (j < m->paths[i].n) {
                visit(context, m->paths[i].edges[j].slot);
                visit_expr(m->paths[i].edges[j].properties, visit, context);
            }
        }
    visit_expr(m->where, visit, context);
}

static void visit_expr(const struct ql_expr *e, visit_slot *visit, void *context)
{
    size_t i;

    if (!e)
        return;
    if (e->type == QL_E_VARIABLE || e->type == QL_E_SLOT)
        visit(context, e->slot);
    if (e->type == QL_E_EXISTS || e->type == QL_E_COUNT || e->type == QL_E_FOR_PATTERN)
        visit_match(e->match, visit, context);
    for (i = 0; i < e->n_args; i++)
        visit_expr(e->args[i], visit, context);
}

struct needs {
    const unsigned char *own;
    uint16_t *v;
    size_t n, cap;
    struct rhz_arena *arena;
    bool failed;
};

static void note_need(void *context, uint16_t slot)
{
    struct needs *x = context;

    if (!x->own[slot])
        return;
    for (size_t i = 0; i < x->n; i++)
        if (x->v[i] == slot)
            return;
    if (!RHZ_PUSH(x->arena, x->v, x->n, x->cap))
        x->failed = true;
    else
        x->v[x->n++] = slot;
}

/* ---- tests ---- */

static bool add_test(struct planner *p, struct test t)
{
    struct needs needs = {.own = p->own, .arena = p->maker.arena};

    if (t.type != TEST_CONDITION)
        note_need(&needs, t.slot);
    visit_expr(t.expr, note_need, &needs);
    t.needs = needs.v;
    t.n_needs = needs.n;
    if (needs.failed || !RHZ_PUSH(p->maker.arena, p->tests, p->n_tests, p->cap_tests)) {
        p->st = rhz_no_memory(p->maker.x->err);
        return false;
    }
    p->tests[p->n_tests++] = t;
    return true;
}

static bool plan_expr(struct planner *p, struct ql_expr *e);

/* a AND b: two conditions. Patterns in them are planned first. */
static bool add_conditions(struct planner *p, struct ql_expr *e)
{
    size_t i;

    if (!e)
        return true;
    if (e->type != QL_E_AND)
        return plan_expr(p, e) && add_test(p, (struct test){.type = TEST_CONDITION, .expr = e});
    for (i = 0; i < e->n_args; i++)
        if (!add_conditions(p, e->args[i]))
            return false;
    return true;
}

static bool symbol_of(struct planner *p, struct rhz_span key, uint32_t *out)
{
    rhz_status st = rhz_ql_property_symbol(p->maker.x, key, out);

    if (st != RHZ_OK)
        p->st = st;
    return st == RHZ_OK;
}

static bool add_node_tests(struct planner *p, const struct ql_node_pattern *n)
{
    const struct ql_expr *e = n->properties;
    size_t i;

    if (n->labels.n && !add_test(p, (struct test){.type = TEST_LABELS, .slot = n->slot, .labels = &n->labels}))
        return false;
    for (i = 0; e && i < e->n_args; i++) {
        struct test t = {.type = TEST_PROPERTY, .slot = n->slot, .key = e->keys[i], .expr = e->args[i]};
        if (!plan_expr(p, e->args[i]) || !symbol_of(p, t.key, &t.symbol) || !add_test(p, t))
            return false;
    }
    return true;
}

static bool is_ready(const struct planner *p, const struct test *t)
{
    size_t i;

    for (i = 0; i < t->n_needs; i++)
        if (!p->bound[t->needs[i]])
            return false;
    return true;
}

static struct ql_op *apply_tests(struct planner *p, struct ql_op *op)
{
    int round;
    size_t i;

    /* Cheap ones first: labels, properties, then conditions. */
    for (round = TEST_PROPERTY; round >= 0 && op; round--)
        for (i = 0; i < p->n_tests && op; i++) {
            struct test *t = &p->tests[i];
            struct ql_op *next;
            int turn = t->type == TEST_LABELS ? TEST_PROPERTY : t->type == TEST_PROPERTY ? TEST_LABELS : TEST_CONDITION;
            if (t->done || turn != round || !is_ready(p, t))
                continue;
            t->done = true;
            if (t->type == TEST_LABELS)
                next = rhz_ql_op_labels(&p->maker, op, t->slot, t->labels);
            else if (t->type == TEST_PROPERTY)
                next = rhz_ql_op_property(&p->maker, op, t->slot, t->key, t->symbol, t->expr);
            else
                next = rhz_ql_op_filter(&p->maker, op, t->expr);
            if (!next)
                rhz_ql_close(op);
            op = next;
        }
    return op;
}

/* ---- where to start ---- */

struct start {
    uint16_t slot;
    enum ql_source source;
    uint32_t number;
    const struct ql_expr *expr;
    double rows;
    struct rhz_span label;
    struct test *test; /* one that the source answers whole */
};

/* Can it be computed now? All that it speaks of in this pattern is known. */
static bool computable(const struct planner *p, const struct ql_expr *e)
{
    struct test t = {.type = TEST_CONDITION, .expr = e};
    struct needs needs = {.own = p->own, .arena = p->maker.arena};

    visit_expr(e, note_need, &needs);
    t.needs = needs.v;
    t.n_needs = needs.n;
    return !needs.failed && is_ready(p, &t);
}

static void better(struct start *best, struct start s)
{
    if (s.rows < best->rows)
        *best = s;
}

static bool is_property(const struct ql_expr *e, uint16_t slot)
{
    return e->type == QL_E_PROPERTY && e->args[0]->type == QL_E_VARIABLE && e->args[0]->slot == slot;
}

/* n.key = expr: an index may answer it. */
static void consider_equality(struct planner *p, uint16_t slot, struct rhz_span key, uint32_t symbol, const struct ql_expr *expr,
                              struct start *best)
{
    if (!computable(p, expr))
        return;
    if (!p->maker.x->open_graph && rhz_span_eq(key, RHZ_SPAN("nom")))
        better(best, (struct start){.slot = slot, .source = QL_FROM_NAME, .expr = expr, .rows = 1});
    else if (!p->maker.x->open_graph && rhz_span_eq(key, RHZ_SPAN("id")))
        better(best, (struct start){.slot = slot, .source = QL_FROM_ID, .expr = expr, .rows = 0.9});
    else if (p->maker.x->open_graph)
        better(best, (struct start){.slot = slot, .source = QL_FROM_VALUE, .number = symbol, .expr = expr, .rows = 5});
}

static void consider_condition(struct planner *p, uint16_t slot, const struct ql_expr *e, struct start *best)
{
    size_t i;

    if (e->type == QL_E_COMPARE && e->n_args == 2 && e->ops[0] == '=') {
        for (i = 0; i < 2; i++) {
            const struct ql_expr *a = e->args[i], *b = e->args[1 - i];
            if (is_property(a, slot))
                consider_equality(p, slot, a->text, a->symbol, b, best);
            if (a->type == QL_E_CALL && strcmp(a->function->name, "id") == 0 && a->args[0]->type == QL_E_VARIABLE &&
                a->args[0]->slot == slot && computable(p, b))
                better(best, (struct start){.slot = slot, .source = QL_FROM_ID, .expr = b, .rows = 0.9});
        }
    } else if (e->type == QL_E_STARTS && is_property(e->args[0], slot) && rhz_span_eq(e->args[0]->text, RHZ_SPAN("nom")) &&
               !p->maker.x->open_graph && computable(p, e->args[1])) {
        better(best, (struct start){.slot = slot, .source = QL_FROM_PREFIX, .expr = e->args[1], .rows = 20});
    } else if (e->type == QL_E_CALL && strcmp(e->function->name, "nomme") == 0 && e->args[0]->type == QL_E_VARIABLE &&
               e->args[0]->slot == slot && computable(p, e->args[1])) {
        better(best, (struct start){.slot = slot, .source = QL_FROM_KEY, .expr = e->args[1], .rows = 2});
    }
}

/* Documents and figures are in no list of all nodes: a pattern without a label never means them, unless a relation does. */
static bool label_of(struct planner *p, uint16_t slot, const struct ql_labels **out)
{
    size_t i;

    *out = NULL;
    for (i = 0; i < p->n_tests; i++)
        if (p->tests[i].type == TEST_LABELS && p->tests[i].slot == slot && (p->tests[i].labels->n == 1 || !p->tests[i].labels->any))
            *out = p->tests[i].labels;
    return *out != NULL;
}

static bool is_virtual(const struct planner *p, const struct ql_labels *l)
{
    return !p->maker.x->open_graph && l && (l->symbols[0] == RHZ_DOCUMENT || l->symbols[0] == QL_LABEL_FIGURE);
}

/* Does an edge of MENTIONNE or CHIFFRE hang on it? Then it may be a document or a figure, which are in no list of nodes. */
static bool touches_unstored(const struct planner *p, uint16_t slot)
{
    size_t i, j;

    for (i = 0; i < p->n_edges; i++) {
        const struct edge_state *e = &p->edges[i];
        const struct ql_edge_pattern *k = &e->path->edges[e->i];
        if (e->path->nodes[e->i].slot != slot && e->path->nodes[e->i + 1].slot != slot)
            continue;
        for (j = 0; j < k->n_types; j++)
            if (!p->maker.x->open_graph && k->relations[j] >= QL_CHIFFRE)
                return true;
    }
    return false;
}

static bool best_start_at(struct planner *p, uint16_t slot, struct start *out)
{
    const struct ql_labels *labels;
    double n;
    size_t i;
    struct start best = {.slot = slot, .source = QL_FROM_ALL, .rows = 1e18};

    label_of(p, slot, &labels);
    if ((p->st = rhz_ql_count_label(p->maker.x, 0, &n)) != RHZ_OK)
        return false;
    best.rows = n + 1;
    for (i = 0; labels && i < labels->n; i++) {
        if ((p->st = rhz_ql_count_label(p->maker.x, labels->symbols[i], &n)) != RHZ_OK)
            return false;
        if (n <= best.rows || is_virtual(p, labels))
            best = (struct start){.slot = slot, .source = QL_FROM_LABEL, .number = labels->symbols[i], .rows = n,
                                  .label = labels->names[i]};
    }
    for (i = 0; i < p->n_tests && !is_virtual(p, labels); i++) {
        const struct test *t = &p->tests[i];
        if (t->type == TEST_PROPERTY && t->slot == slot)
            consider_equality(p, slot, t->key, t->symbol, t->expr, &best);
        else if (t->type == TEST_CONDITION)
            consider_condition(p, slot, t->expr, &best);
    }
    if (best.source == QL_FROM_ALL && touches_unstored(p, slot)) {
        best.number = 1;
        best.rows += p->maker.x->view.graph.counts.documents + (double)p->maker.x->view.graph.counts.properties;
    }
    *out = best;
    return true;
}

/* ---- edges ---- */

static const struct ql_edge_pattern *pattern_of(const struct edge_state *e)
{
    return &e->path->edges[e->i];
}

static uint16_t left_of(const struct edge_state *e)
{
    return e->path->nodes[e->i].slot;
}

static uint16_t right_of(const struct edge_state *e)
{
    return e->path->nodes[e->i + 1].slot;
}

/* Edges expected from one node. */
static double degree(struct planner *p, const struct edge_state *e)
{
    const struct ql_edge_pattern *k = pattern_of(e);
    double edges = 0, one, nodes;
    size_t i;

    if ((p->st = rhz_ql_count_label(p->maker.x, 0, &nodes)) != RHZ_OK)
        return 0;
    for (i = 0; i < k->n_types && p->st == RHZ_OK; i++)
        if (k->relations[i] && (p->st = rhz_ql_count_relation(p->maker.x, k->relations[i], &one)) == RHZ_OK)
            edges += one;
    if (k->n_types == 0 && p->st == RHZ_OK)
        p->st = rhz_ql_count_relation(p->maker.x, 0, &edges);
    edges = nodes > 0 ? edges / nodes : 0;
    if (k->direction == 0)
        edges *= 2;
    if (k->variable) {
        unsigned most = k->most > 4 ? 4 : k->most;
        double d = edges;
        for (i = 1; i < most; i++)
            edges *= d > 1 ? d : 1;
    }
    return edges;
}

static struct ql_op *expand(struct planner *p, struct ql_op *op, struct edge_state *e)
{
    const struct ql_edge_pattern *k = pattern_of(e);
    bool left = p->bound[left_of(e)], right = p->bound[right_of(e)];
    bool from_left = left;
    struct ql_hop h = {.pattern = k, .edge = k->slot, .edge_bound = e->edge_bound, .to_bound = left && right};
    struct ql_op *made;
    double many = degree(p, e);
    uint16_t *others = zalloc(p, p->n_met, sizeof *others);
    size_t i;

    if (p->st != RHZ_OK)
        return NULL;
    h.from = from_left ? left_of(e) : right_of(e);
    h.to = from_left ? right_of(e) : left_of(e);
    h.direction = from_left ? k->direction : -k->direction;
    h.reversed = !from_left;
    for (i = 0; i < p->n_met; i++)
        others[i] = p->met[i];
    h.others = others;
    h.n_others = p->n_met;
    if (k->properties) {
        h.symbols = zalloc(p, k->properties->n_args, sizeof *h.symbols);
        for (i = 0; h.symbols && i < k->properties->n_args; i++)
            if (!symbol_of(p, k->properties->keys[i], &h.symbols[i]) || !plan_expr(p, k->properties->args[i]))
                return NULL;
        if (!h.symbols)
            return NULL;
    }
    if (!left && !right && e->edge_bound && !k->variable)
        made = rhz_ql_op_ends(&p->maker, op, &h);
    else if (e->path->mode != QL_PLAIN)
        made = rhz_ql_op_shortest(&p->maker, op, &h, e->path->mode == QL_ALL_SHORTEST);
    else if (k->variable)
        made = rhz_ql_op_expand_many(&p->maker, op, &h);
    else
        made = rhz_ql_op_expand(&p->maker, op, &h);
    if (!made)
        return NULL;
    made->estimate = op->estimate * (h.to_bound ? (many > 1 ? 1 : many) : many);
    made->detail = rhz_ql_detail(&p->maker, "%s[%s%.*s%s]%s", h.direction < 0 ? "<-" : "-", k->n_types ? ":" : "",
                                 k->n_types ? (int)(k->types[0].n > 60 ? 60 : k->types[0].n) : 0, k->n_types ? k->types[0].p : "",
                                 k->n_types > 1 ? "|…" : "", h.direction > 0 ? "->" : "-");
    e->done = true;
    p->bound[h.from] = p->bound[h.to] = p->bound[k->slot] = 1;
    p->met[p->n_met++] = k->slot;
    return made;
}

/* The cheapest edge that can be taken now, NULL when none touches what is known. */
static struct edge_state *next_edge(struct planner *p)
{
    struct edge_state *best = NULL;
    double least = 0;
    size_t i;

    for (i = 0; i < p->n_edges; i++) {
        struct edge_state *e = &p->edges[i];
        bool left = p->bound[left_of(e)], right = p->bound[right_of(e)];
        const struct ql_expr *props = pattern_of(e)->properties;
        double cost;
        if (e->done || (!left && !right && !(e->edge_bound && !pattern_of(e)->variable)))
            continue;
        if (e->path->mode != QL_PLAIN && (!left || !right))
            continue;
        if (props && !computable(p, props))
            continue;
        cost = e->edge_bound ? 0.01 : degree(p, e);
        if (left && right)
            cost = pattern_of(e)->variable ? cost / 2 : cost / 1000;
        if (!best || cost < least) {
            best = e;
            least = cost;
        }
    }
    return best;
}

/* ---- one pattern ---- */

static bool gather_pattern(struct planner *p, const struct ql_match *m)
{
    size_t i, j, n = 0;

    p->match = m;
    p->n_tests = p->cap_tests = p->n_met = 0;
    p->tests = NULL;
    p->own = zalloc(p, p->q->n_slots, 1);
    for (i = 0; i < m->n_paths; i++)
        n += m->paths[i].n;
    p->edges = zalloc(p, n, sizeof *p->edges);
    p->met = zalloc(p, n, sizeof *p->met);
    p->n_edges = 0;
    if (p->st != RHZ_OK)
        return false;
    for (i = 0; i < m->n_paths; i++)
        for (j = 0; j <= m->paths[i].n; j++) {
            if (!p->bound[m->paths[i].nodes[j].slot])
                p->own[m->paths[i].nodes[j].slot] = 1;
            if (j == m->paths[i].n)
                continue;
            p->edges[p->n_edges] = (struct edge_state){.path = &m->paths[i], .i = j,
                                                       .edge_bound = p->bound[m->paths[i].edges[j].slot]};
            if (!p->edges[p->n_edges++].edge_bound)
                p->own[m->paths[i].edges[j].slot] = 1;
        }
    for (i = 0; i < m->n_paths; i++) {
        if (m->paths[i].name.n)
            p->own[m->paths[i].slot] = 1;
        for (j = 0; j <= m->paths[i].n; j++)
            if (!add_node_tests(p, &m->paths[i].nodes[j]))
                return false;
    }
    return add_conditions(p, m->where);
}

/* Nodes that come from before must be nodes. */
static struct ql_op *check_known(struct planner *p, struct ql_op *op)
{
    const struct ql_match *m = p->match;
    unsigned char *seen = zalloc(p, p->q->n_slots, 1);
    size_t i, j;

    for (i = 0; seen && i < m->n_paths && op; i++)
        for (j = 0; j <= m->paths[i].n && op; j++) {
            const struct ql_node_pattern *n = &m->paths[i].nodes[j];
            struct ql_op *made;
            if (p->own[n->slot] || seen[n->slot])
                continue;
            seen[n->slot] = 1;
            made = rhz_ql_op_is_node(&p->maker, op, n->slot, n->name, n->start);
            if (!made)
                rhz_ql_close(op);
            op = made;
        }
    return seen ? op : NULL;
}

static struct ql_op *start_somewhere(struct planner *p, struct ql_op *op)
{
    const struct ql_match *m = p->match;
    struct start best = {.rows = 1e300}, s;
    struct ql_op *made;
    size_t i, j;

    for (i = 0; i < m->n_paths; i++)
        for (j = 0; j <= m->paths[i].n; j++) {
            uint16_t slot = m->paths[i].nodes[j].slot;
            if (p->bound[slot])
                continue;
            if (!best_start_at(p, slot, &s))
                return NULL;
            /* What hangs on a node of MENTIONNE or CHIFFRE may be no node of the graph: start at its other end. */
            better(&best, s);
        }
    made = rhz_ql_op_nodes(&p->maker, op, best.slot, best.source, best.number, best.expr);
    if (!made)
        return NULL;
    made->estimate = op->estimate * (best.rows < 1 ? 1 : best.rows);
    if (best.label.n)
        made->detail = rhz_ql_detail(&p->maker, ":%.*s", (int)(best.label.n > 60 ? 60 : best.label.n), best.label.p);
    p->bound[best.slot] = 1;
    for (i = 0; i < p->n_tests && best.source == QL_FROM_LABEL; i++) /* the list says it already */
        if (p->tests[i].type == TEST_LABELS && p->tests[i].slot == best.slot && p->tests[i].labels->n == 1 &&
            p->tests[i].labels->symbols[0] == best.number)
            p->tests[i].done = true;
    return made;
}

static bool all_bound(const struct planner *p)
{
    size_t i, j;

    for (i = 0; i < p->match->n_paths; i++)
        for (j = 0; j <= p->match->paths[i].n; j++)
            if (!p->bound[p->match->paths[i].nodes[j].slot])
                return false;
    for (i = 0; i < p->n_edges; i++)
        if (!p->edges[i].done)
            return false;
    return true;
}

/* Keep `op` or the operator made over it; close what is left after a failure. */
static struct ql_op *over(struct planner *p, struct ql_op *op, struct ql_op *made)
{
    if (!made) {
        rhz_ql_close(op);
        if (p->st == RHZ_OK)
            p->st = RHZ_NO_MEMORY;
    }
    return made;
}

static struct ql_op *grow(struct planner *p, struct ql_op *op)
{
    size_t i;

    op = check_known(p, op);
    if (op)
        op = apply_tests(p, op);
    while (op && !all_bound(p)) {
        struct edge_state *e = next_edge(p);
        if (p->st != RHZ_OK) {
            rhz_ql_close(op);
            return NULL;
        }
        op = over(p, op, e ? expand(p, op, e) : start_somewhere(p, op));
        if (op)
            op = apply_tests(p, op);
    }
    for (i = 0; op && i < p->match->n_paths; i++)
        if (p->match->paths[i].name.n) {
            op = over(p, op, rhz_ql_op_path(&p->maker, op, &p->match->paths[i]));
            p->bound[p->match->paths[i].slot] = 1;
            if (op)
                op = apply_tests(p, op);
        }
    if (!op && p->st == RHZ_OK)
        p->st = RHZ_NO_MEMORY;
    return op;
}

/* A pattern over `op`, which it takes; in a planner of its own, for patterns nest in conditions. */
static struct ql_op *plan_match(struct planner *outer, struct ql_op *op, const struct ql_match *m, unsigned char *bound)
{
    struct planner p = {.maker = outer->maker, .q = outer->q, .bound = bound};

    if (op && gather_pattern(&p, m)) {
        op = grow(&p, op);
    } else {
        rhz_ql_close(op);
        op = NULL;
    }
    if (p.st != RHZ_OK && outer->st == RHZ_OK)
        outer->st = p.st;
    return op;
}

/* ---- patterns in expressions ---- */

static bool plan_expr(struct planner *p, struct ql_expr *e)
{
    size_t i;

    if (!e)
        return true;
    for (i = 0; i < e->n_args; i++)
        if (!plan_expr(p, e->args[i]))
            return false;
    if ((e->type == QL_E_EXISTS || e->type == QL_E_COUNT || e->type == QL_E_FOR_PATTERN) && !e->subplan) {
        unsigned char *bound = zalloc(p, p->q->n_slots, 1);
        e->subplan = zalloc(p, 1, sizeof *e->subplan);
        if (!e->subplan || !bound)
            return false;
        memcpy(bound, e->match->bound, e->match->n_bound);
        e->subplan->op = plan_match(p, rhz_ql_op_once(&p->maker), e->match, bound);
        e->subplan->next = p->maker.x->subplans;
        p->maker.x->subplans = e->subplan;
        return e->subplan->op != NULL;
    }
    return true;
}

rhz_status rhz_ql_subplan_rewind(struct ql_run *x, struct ql_subplan *s)
{
    (void)x;
    rhz_ql_rewind(s->op);
    return RHZ_OK;
}

rhz_status rhz_ql_subplan_next(struct ql_run *x, struct ql_subplan *s, bool *have)
{
    return rhz_ql_next(x, s->op, have);
}

/* ---- clauses ---- */

/* The edges that a row goes by: its proofs, until rows are gathered. */
static void note_edges(struct planner *p, const struct ql_match *m)
{
    struct ql_single *s = p->part;
    size_t i, j;

    for (i = 0; i < m->n_paths; i++)
        for (j = 0; j < m->paths[i].n; j++)
            if (RHZ_PUSH(p->maker.arena, s->edge_slots, s->n_edge_slots, s->cap_edge_slots))
                s->edge_slots[s->n_edge_slots++] = m->paths[i].edges[j].slot;
}

static struct ql_op *plan_match_clause(struct planner *p, struct ql_op *op, const struct ql_match *m)
{
    unsigned char *before;
    struct ql_op *inner;
    uint16_t *slots;
    size_t n = 0, i;

    note_edges(p, m);
    if (!m->optional)
        return plan_match(p, op, m, p->bound);
    before = zalloc(p, p->q->n_slots, 1);
    slots = zalloc(p, p->q->n_slots, sizeof *slots);
    if (!before || !slots)
        return over(p, op, NULL);
    memcpy(before, p->bound, p->q->n_slots);
    inner = plan_match(p, rhz_ql_op_once(&p->maker), m, p->bound);
    for (i = 0; i < p->q->n_slots; i++)
        if (p->bound[i] && !before[i])
            slots[n++] = (uint16_t)i;
    return over(p, op, inner ? rhz_ql_op_optional(&p->maker, op, inner, slots, n) : NULL);
}

struct slot_list {
    uint16_t *v;
    size_t n, cap;
    struct rhz_arena *arena;
    const unsigned char *bound;
    bool failed;
};

static void add_slot(void *context, uint16_t slot)
{
    struct slot_list *l = context;
    size_t i;

    for (i = 0; i < l->n; i++)
        if (l->v[i] == slot)
            return;
    if (slot == QL_NO_SLOT || (l->bound && !l->bound[slot]))
        return;
    if (!RHZ_PUSH(l->arena, l->v, l->n, l->cap))
        l->failed = true;
    else
        l->v[l->n++] = slot;
}

/* What must outlive a sort: the columns, and what WHERE speaks of behind it. */
static struct ql_op *plan_sort(struct planner *p, struct ql_op *op, const struct ql_clause *k)
{
    struct slot_list l = {.arena = p->maker.arena};
    size_t i;

    for (i = 0; i < k->n_items; i++)
        add_slot(&l, k->items[i].slot);
    for (i = 0; i < p->part->n_edge_slots; i++)
        add_slot(&l, p->part->edge_slots[i]);
    l.bound = p->bound;
    visit_expr(k->where, add_slot, &l);
    for (i = 0; i < k->n_sorts; i++)
        if (!plan_expr(p, k->sorts[i].expr))
            return over(p, op, NULL);
    return over(p, op, l.failed ? NULL : rhz_ql_op_sort(&p->maker, op, k->sorts, k->n_sorts, l.v, l.n, k->skip, k->limit));
}

static struct ql_op *plan_projection(struct planner *p, struct ql_op *op, const struct ql_clause *k)
{
    uint16_t *slots = zalloc(p, k->n_items, sizeof *slots);
    size_t i;

    for (i = 0; slots && i < k->n_items; i++) {
        slots[i] = k->items[i].slot;
        if (!plan_expr(p, k->items[i].expr)) {
            slots = NULL;
            break;
        }
    }
    for (i = 0; slots && i < k->n_aggregates; i++)
        if (!plan_expr(p, k->aggregates[i].call))
            slots = NULL;
    if (!slots)
        return over(p, op, NULL);
    op = over(p, op, k->grouped ? rhz_ql_op_aggregate(&p->maker, op, k) : rhz_ql_op_project(&p->maker, op, k->items, k->n_items));
    for (i = 0; i < k->n_items; i++)
        p->bound[slots[i]] = 1;
    if (k->grouped)
        p->part->n_edge_slots = 0;
    if (op && k->distinct)
        op = over(p, op, rhz_ql_op_distinct(&p->maker, op, slots, k->n_items));
    if (op && k->n_sorts)
        op = plan_sort(p, op, k);
    if (op && k->skip)
        op = over(p, op, rhz_ql_op_skip(&p->maker, op, k->skip));
    if (op && k->limit)
        op = over(p, op, rhz_ql_op_limit(&p->maker, op, k->limit));
    if (op && k->where)
        op = over(p, op, plan_expr(p, k->where) ? rhz_ql_op_filter(&p->maker, op, k->where) : NULL);
    return op;
}

static struct ql_op *plan_clause(struct planner *p, struct ql_op *op, struct ql_clause *k)
{
    size_t i;

    switch (k->type) {
    case QL_MATCH: return plan_match_clause(p, op, &k->match);
    case QL_UNWIND:
        op = over(p, op, plan_expr(p, k->expr) ? rhz_ql_op_unwind(&p->maker, op, k->expr, k->slot) : NULL);
        p->bound[k->slot] = 1;
        return op;
    case QL_SEARCH:
        op = over(p, op, plan_expr(p, k->expr) ? rhz_ql_op_search(&p->maker, op, k) : NULL);
        for (i = 0; i < k->n_items; i++)
            p->bound[k->items[i].slot] = 1;
        if (op && k->where)
            op = over(p, op, plan_expr(p, k->where) ? rhz_ql_op_filter(&p->maker, op, k->where) : NULL);
        return op;
    default: return plan_projection(p, op, k);
    }
}

rhz_status rhz_ql_plan(struct ql_run *x, struct ql_query *q, struct rhz_arena *arena, struct ql_op **out)
{
    struct planner p = {.maker = {x, arena}, .q = q};
    size_t i, j;

    for (i = 0; i < q->n_parts && p.st == RHZ_OK; i++) {
        struct ql_op *op = rhz_ql_op_once(&p.maker);
        p.part = &q->parts[i];
        p.bound = zalloc(&p, q->n_slots, 1);
        for (j = 0; p.bound && op && j < q->parts[i].n; j++)
            op = plan_clause(&p, op, &q->parts[i].clauses[j]);
        if (!op && p.st == RHZ_OK)
            p.st = rhz_no_memory(x->err);
        out[i] = op;
    }
    return p.st;
}
