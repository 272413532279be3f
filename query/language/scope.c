/* scope.c -- variables of a query to slots, clause after clause.
 *
 * A scope is the list of names that may be used. WITH replaces it; ORDER BY and WHERE after a projection see both sides
 * of it, unless rows were gathered: then only what was projected, and expressions written as a column is.
 */
#include "scope.h"

#include <stdlib.h>

#include "functions.h"

struct variable {
    struct rhz_span name;
    uint16_t slot;
    uint8_t known; /* enum ql_static */
};

struct checker {
    struct ql_run *x;
    struct ql_query *q;
    struct rhz_arena *arena;
    struct ql_problem *problem;
    struct variable *v;
    size_t n, cap;
    bool aggregates;      /* allowed here */
    bool in_aggregate;
    bool found;           /* one was met */
    bool condition;       /* a bare pattern may stand here */
    rhz_status st;        /* an error of the base or of memory */
};

static bool fail(struct checker *c, rhz_status st)
{
    if (c->st == RHZ_OK)
        c->st = st;
    return false;
}

static bool out_of_memory(struct checker *c)
{
    return fail(c, rhz_no_memory(c->x->err));
}

#define SHOWN(s) (int)((s).n > 60 ? 60 : (s).n), (s).p

/* ---- names ---- */

static struct variable *find(struct checker *c, struct rhz_span name)
{
    size_t i;

    for (i = c->n; i > 0; i--)
        if (rhz_span_eq(c->v[i - 1].name, name))
            return &c->v[i - 1];
    return NULL;
}

static bool new_slot(struct checker *c, uint16_t *out)
{
    if (c->q->n_slots >= QL_SLOTS_MOST)
        return rhz_ql_problem(c->problem, 0, 0, "La requête a trop de variables : plus de %d", QL_SLOTS_MOST);
    *out = c->q->n_slots++;
    return true;
}

static bool declare(struct checker *c, struct rhz_span name, uint16_t slot, enum ql_static known)
{
    if (!RHZ_PUSH(c->arena, c->v, c->n, c->cap))
        return out_of_memory(c);
    c->v[c->n++] = (struct variable){name, slot, (uint8_t)known};
    return true;
}

static bool declare_new(struct checker *c, struct rhz_span name, enum ql_static known, uint16_t *slot)
{
    return new_slot(c, slot) && declare(c, name, *slot, known);
}

static const char *nearest(struct checker *c, struct rhz_span name)
{
    char *near;
    size_t i;

    /* The same name but for case: what is most often meant. */
    for (i = 0; i < c->n; i++) {
        struct rhz_span v = c->v[i].name;
        if (v.n == name.n && strncasecmp(v.p, name.p, v.n) == 0 && (near = rhz_arena_str(c->arena, v)))
            return near;
    }
    return NULL;
}

static bool unknown_variable(struct checker *c, const struct ql_expr *e)
{
    const char *near = nearest(c, e->text);

    if (near)
        return rhz_ql_problem(c->problem, e->start, e->end, "La variable « %.*s » n'est pas définie ; vouliez-vous dire « %s » ?",
                              SHOWN(e->text), near);
    return rhz_ql_problem(c->problem, e->start, e->end, "La variable « %.*s » n'est pas définie ici%s", SHOWN(e->text),
                          c->n ? "" : " ; un texte s'écrit entre guillemets");
}

/* ---- words of the base ---- */

static bool resolve_labels(struct checker *c, struct ql_labels *l, size_t start, size_t end)
{
    size_t i;

    if (l->n == 0)
        return true;
    l->symbols = rhz_arena_zalloc(c->arena, l->n, sizeof *l->symbols);
    if (!l->symbols)
        return out_of_memory(c);
    for (i = 0; i < l->n; i++) {
        rhz_status st = rhz_ql_label(c->x, l->names[i], &l->symbols[i]);
        const char *near;
        if (st != RHZ_OK)
            return fail(c, st);
        if (l->symbols[i] || c->x->open_graph)
            continue;
        near = rhz_ql_near_label(l->names[i]);
        if (l->names[i].p >= c->q->text.p && l->names[i].p < c->q->text.p + c->q->text.n) {
            start = (size_t)(l->names[i].p - c->q->text.p);
            end = start + l->names[i].n;
        }
        if (near)
            return rhz_ql_problem(c->problem, start, end, "« %.*s » n'est pas un genre de nœud ; vouliez-vous dire « %s » ?",
                                  SHOWN(l->names[i]), near);
        return rhz_ql_problem(c->problem, start, end, "« %.*s » n'est pas un genre de nœud ; il y a Personne, Organisation, "
                              "Programme, Evenement, Document et Chiffre", SHOWN(l->names[i]));
    }
    return true;
}

static bool resolve_types(struct checker *c, struct ql_edge_pattern *e)
{
    size_t i;

    if (e->n_types == 0)
        return true;
    e->relations = rhz_arena_zalloc(c->arena, e->n_types, sizeof *e->relations);
    if (!e->relations)
        return out_of_memory(c);
    for (i = 0; i < e->n_types; i++) {
        rhz_status st = rhz_ql_relation(c->x, e->types[i], &e->relations[i]);
        size_t start = (size_t)(e->types[i].p - c->q->text.p), j;
        const char *near;
        bool known;
        if (st != RHZ_OK)
            return fail(c, st);
        known = e->relations[i] != 0;
        for (j = 0; j < i && known; j++) /* one written twice is walked once */
            if (e->relations[j] == e->relations[i])
                e->relations[i] = 0;
        if (known || c->x->open_graph)
            continue;
        near = rhz_ql_near_relation(e->types[i]);
        if (start > c->q->text.n)
            start = e->start;
        if (near)
            return rhz_ql_problem(c->problem, start, start + e->types[i].n,
                                  "« %.*s » n'est pas une relation ; vouliez-vous dire « %s » ?", SHOWN(e->types[i]), near);
        return rhz_ql_problem(c->problem, start, start + e->types[i].n,
                              "« %.*s » n'est pas une relation ; « rhizome statistiques » les liste", SHOWN(e->types[i]));
    }
    return true;
}

/* ---- expressions ---- */

static bool check(struct checker *c, struct ql_expr *e);
static bool check_match(struct checker *c, struct ql_match *m, bool may_declare);

static bool check_condition(struct checker *c, struct ql_expr *e)
{
    bool before = c->condition, ok;

    c->condition = true;
    ok = check(c, e);
    c->condition = before;
    return ok;
}

static bool check_args(struct checker *c, struct ql_expr *e)
{
    bool before = c->condition, ok = true;
    size_t i;

    c->condition = false;
    for (i = 0; i < e->n_args && ok; i++)
        ok = !e->args[i] || check(c, e->args[i]);
    c->condition = before;
    return ok;
}

static enum ql_static known_of(const struct ql_expr *e)
{
    switch (e->type) {
    case QL_E_LITERAL: return e->value.type == QL_NULL ? QL_ANY : QL_IS_SCALAR;
    case QL_E_LIST:
    case QL_E_MAP:
    case QL_E_FOR_LIST:
    case QL_E_FOR_PATTERN: return QL_IS_OTHER;
    case QL_E_VARIABLE: return (enum ql_static)e->known;
    case QL_E_CALL:
        if (e->function->kind == QL_AGGREGATE && e->function->aggregate == QL_COLLECT)
            return QL_IS_OTHER;
        return e->function->kind == QL_AGGREGATE && e->function->aggregate != QL_MIN && e->function->aggregate != QL_MAX ? QL_IS_SCALAR
                                                                                                                      : QL_ANY;
    default: return QL_ANY;
    }
}

static const char *known_name(enum ql_static k)
{
    static const char *const names[] = {"une valeur", "un nœud", "un lien", "une liste de liens", "un chemin", "une liste",
                                        "une valeur simple"};
    return names[k];
}

/* An operand of AND, OR, XOR, NOT that can never be a truth. */
static bool check_truth(struct checker *c, const struct ql_expr *e)
{
    bool wrong = (e->type == QL_E_LITERAL && e->value.type != QL_BOOL && e->value.type != QL_NULL) || e->type == QL_E_LIST ||
                 e->type == QL_E_MAP;

    return !wrong || rhz_ql_problem(c->problem, e->start, e->end, "Une condition est vraie ou fausse, et ceci ne peut pas l'être");
}

static bool check_logic(struct checker *c, struct ql_expr *e)
{
    size_t i;

    for (i = 0; i < e->n_args; i++)
        if (!check(c, e->args[i]) || !check_truth(c, e->args[i])) /* keeps c->condition: a bare pattern may stand under AND */
            return false;
    return true;
}

static bool has_rand(const struct ql_expr *e)
{
    size_t i;

    if (!e)
        return false;
    if (e->type == QL_E_CALL && strcmp(e->function->name, "rand") == 0)
        return true;
    for (i = 0; i < e->n_args; i++)
        if (has_rand(e->args[i]))
            return true;
    return false;
}

static bool check_takes(struct checker *c, const struct ql_expr *e)
{
    const char *t = e->function->takes;
    enum ql_static k = e->n_args ? known_of(e->args[0]) : QL_ANY;
    bool ok = true;

    if (!t || k == QL_ANY)
        return true;
    switch (*t) {
    case 'n': ok = k == QL_IS_NODE; break;
    case 'r': ok = k == QL_IS_EDGE; break;
    case 'p': ok = k == QL_IS_PATH; break;
    case 'l': ok = k == QL_IS_OTHER || k == QL_IS_EDGES; break;
    case 's': ok = k == QL_IS_OTHER || k == QL_IS_EDGES || k == QL_IS_SCALAR; break;
    case 'x': ok = k == QL_IS_NODE || k == QL_IS_EDGE; break;
    }
    return ok || rhz_ql_problem(c->problem, e->args[0]->start, e->args[0]->end, "« %.*s » ne s'applique pas à %s", SHOWN(e->text),
                                known_name(k));
}

static bool check_call(struct checker *c, struct ql_expr *e)
{
    bool ok;

    if (e->function->kind != QL_AGGREGATE)
        return check_args(c, e) && check_takes(c, e);
    if (c->in_aggregate)
        return rhz_ql_problem(c->problem, e->start, e->end, "« %.*s » rassemble des lignes dans ce qui en rassemble déjà", SHOWN(e->text));
    if (!c->aggregates)
        return rhz_ql_problem(c->problem, e->start, e->end,
                              "« %.*s » rassemble des lignes, et ne peut pas se trouver ici : passez par WITH", SHOWN(e->text));
    c->in_aggregate = c->found = true;
    ok = check_args(c, e);
    c->in_aggregate = false;
    if (ok && e->n_args && has_rand(e->args[0]))
        return rhz_ql_problem(c->problem, e->start, e->end, "rand() ne se rassemble pas");
    return ok;
}

/* [x IN list WHERE ... | ...] and its like: a name of its own, for what follows the list. */
static bool check_for_list(struct checker *c, struct ql_expr *e)
{
    size_t n = c->n;
    bool before = c->aggregates, ok;

    ok = check(c, e->args[0]) && declare_new(c, e->text, QL_ANY, &e->slot);
    c->aggregates = false;
    ok = ok && (!e->args[1] || check_condition(c, e->args[1])) && (e->n_args < 3 || !e->args[2] || check(c, e->args[2]));
    c->aggregates = before;
    c->n = n;
    return ok;
}

static bool check_reduce(struct checker *c, struct ql_expr *e)
{
    size_t n = c->n;
    bool before = c->aggregates, ok;

    ok = check(c, e->args[0]) && check(c, e->args[1]) && declare_new(c, e->text, QL_ANY, &e->slot) &&
         declare_new(c, e->text2, QL_ANY, &e->slot2);
    c->aggregates = false;
    ok = ok && check(c, e->args[2]);
    c->aggregates = before;
    c->n = n;
    return ok;
}

static bool check_pattern(struct checker *c, struct ql_expr *e)
{
    size_t n = c->n;
    bool before = c->aggregates, ok;

    if (e->type == QL_E_EXISTS && e->op == 'p' && !c->condition)
        return rhz_ql_problem(c->problem, e->start, e->end,
                              "Un motif seul est une condition : sa place est dans WHERE, ou écrivez exists(motif)");
    c->aggregates = false;
    ok = check_match(c, e->match, e->type != QL_E_EXISTS || e->op != 'p');
    if (ok && e->type == QL_E_FOR_PATTERN)
        ok = check(c, e->args[0]);
    c->aggregates = before;
    c->n = n;
    return ok;
}

static bool check_case(struct checker *c, struct ql_expr *e)
{
    bool ok = !e->args[0] || check(c, e->args[0]);
    size_t i;

    for (i = 1; ok && i < e->n_args; i++) {
        if (!e->args[i])
            continue;
        ok = i % 2 && i + 1 < e->n_args && !e->args[0] ? check_condition(c, e->args[i]) : check(c, e->args[i]);
    }
    return ok;
}

static bool check_variable(struct checker *c, struct ql_expr *e)
{
    const struct variable *v = find(c, e->text);

    if (!v)
        return unknown_variable(c, e);
    e->slot = v->slot;
    e->known = v->known;
    return true;
}

static bool check(struct checker *c, struct ql_expr *e)
{
    rhz_status st;

    switch (e->type) {
    case QL_E_VARIABLE: return check_variable(c, e);
    case QL_E_PROPERTY:
        if ((st = rhz_ql_property_symbol(c->x, e->text, &e->symbol)) != RHZ_OK)
            return fail(c, st);
        if (!check_args(c, e))
            return false;
        if (known_of(e->args[0]) == QL_IS_SCALAR || known_of(e->args[0]) == QL_IS_PATH || known_of(e->args[0]) == QL_IS_EDGES)
            return rhz_ql_problem(c->problem, e->start, e->end, "%s n'a pas de propriété",
                                  known_of(e->args[0]) == QL_IS_PATH ? "Un chemin" : known_of(e->args[0]) == QL_IS_EDGES
                                  ? "Une liste de liens" : "Une valeur simple");
        return true;
    case QL_E_LABELS: return check_args(c, e) && resolve_labels(c, &e->labels, e->start, e->end);
    case QL_E_AND:
    case QL_E_OR:
    case QL_E_XOR:
    case QL_E_NOT: return check_logic(c, e);
    case QL_E_CALL: return check_call(c, e);
    case QL_E_CASE: return check_case(c, e);
    case QL_E_FOR_LIST:
    case QL_E_QUANTIFIER: return check_for_list(c, e);
    case QL_E_REDUCE: return check_reduce(c, e);
    case QL_E_EXISTS:
    case QL_E_COUNT:
    case QL_E_FOR_PATTERN: return check_pattern(c, e);
    default: return check_args(c, e);
    }
}

/* ---- patterns ---- */

static bool type_conflict(struct checker *c, size_t start, size_t end, struct rhz_span name, enum ql_static is, enum ql_static wanted)
{
    return rhz_ql_problem(c->problem, start, end, "« %.*s » est %s, et ne peut pas être %s", SHOWN(name), known_name(is),
                          known_name(wanted));
}

static bool no_new_name(struct checker *c, size_t start, size_t end, struct rhz_span name)
{
    return rhz_ql_problem(c->problem, start, end, "La variable « %.*s » n'est pas définie : un motif dans une condition n'en crée pas",
                          SHOWN(name));
}

static bool check_node(struct checker *c, struct ql_node_pattern *p, bool may_declare)
{
    struct variable *v = p->name.n ? find(c, p->name) : NULL;

    if (!resolve_labels(c, &p->labels, p->start, p->end))
        return false;
    if (v) {
        if (v->known != QL_IS_NODE && v->known != QL_ANY)
            return type_conflict(c, p->start, p->end, p->name, v->known, QL_IS_NODE);
        p->slot = v->slot;
        return true;
    }
    if (!p->name.n)
        return new_slot(c, &p->slot);
    if (!may_declare)
        return no_new_name(c, p->start, p->end, p->name);
    return declare_new(c, p->name, QL_IS_NODE, &p->slot);
}

static bool check_edge(struct checker *c, struct ql_edge_pattern *p, size_t first_new, bool may_declare)
{
    struct variable *v = p->name.n ? find(c, p->name) : NULL;
    enum ql_static wanted = p->variable ? QL_IS_EDGES : QL_IS_EDGE;

    if (!resolve_types(c, p))
        return false;
    if (v) {
        if (v->known != wanted && v->known != QL_ANY && !(p->variable && v->known == QL_IS_OTHER))
            return type_conflict(c, p->start, p->end, p->name, v->known, wanted);
        if ((size_t)(v - c->v) >= first_new)
            return rhz_ql_problem(c->problem, p->start, p->end, "Le lien « %.*s » est déjà dans ce motif : un lien n'y sert qu'une fois",
                                  SHOWN(p->name));
        p->slot = v->slot;
        return true;
    }
    if (!p->name.n)
        return new_slot(c, &p->slot);
    if (!may_declare)
        return no_new_name(c, p->start, p->end, p->name);
    return declare_new(c, p->name, wanted, &p->slot);
}

static bool check_path(struct checker *c, struct ql_path_pattern *p, size_t first_new, bool may_declare)
{
    size_t i;

    if (p->name.n && find(c, p->name))
        return rhz_ql_problem(c->problem, p->start, p->end, "« %.*s » est déjà défini : un chemin prend un nom nouveau", SHOWN(p->name));
    for (i = 0; i <= p->n; i++) {
        if (!check_node(c, &p->nodes[i], may_declare) || (i < p->n && !check_edge(c, &p->edges[i], first_new, may_declare)))
            return false;
    }
    if (!p->name.n)
        return true;
    if (find(c, p->name)) /* by one of its own nodes or edges */
        return rhz_ql_problem(c->problem, p->start, p->end, "« %.*s » est déjà défini : un chemin prend un nom nouveau", SHOWN(p->name));
    return declare_new(c, p->name, QL_IS_PATH, &p->slot);
}

static bool check_properties(struct checker *c, struct ql_expr *e)
{
    if (!e)
        return true;
    if (e->type == QL_E_PARAMETER)
        return rhz_ql_problem(c->problem, e->start, e->end, "Un paramètre ne remplace pas toute la table : écrivez {nom: $nom}");
    return check(c, e);
}

static bool check_match(struct checker *c, struct ql_match *m, bool may_declare)
{
    size_t first_new = c->n, i, j;
    bool before = c->condition;

    m->n_bound = c->q->n_slots;
    m->bound = rhz_arena_zalloc(c->arena, m->n_bound + 1, 1);
    if (!m->bound)
        return out_of_memory(c);
    for (i = 0; i < c->n; i++)
        m->bound[c->v[i].slot] = 1;
    for (i = 0; i < m->n_paths; i++)
        if (!check_path(c, &m->paths[i], first_new, may_declare))
            return false;
    c->condition = false;
    for (i = 0; i < m->n_paths; i++)
        for (j = 0; j <= m->paths[i].n; j++)
            if (!check_properties(c, m->paths[i].nodes[j].properties) ||
                (j < m->paths[i].n && !check_properties(c, m->paths[i].edges[j].properties)))
                return false;
    c->condition = before;
    return !m->where || (check_condition(c, m->where) && check_truth(c, m->where));
}

/* ---- projections ---- */

static struct ql_expr *slot_expr(struct checker *c, const struct ql_expr *of, uint16_t slot)
{
    struct ql_expr *e = rhz_arena_zalloc(c->arena, 1, sizeof *e);

    if (!e) {
        out_of_memory(c);
        return NULL;
    }
    *e = (struct ql_expr){.type = QL_E_SLOT, .slot = slot, .start = of->start, .end = of->end, .depth = 1};
    return e;
}

static bool in_scope(const struct variable *v, size_t n, uint16_t slot)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (v[i].slot == slot)
            return true;
    return false;
}

struct rewriting {
    struct checker *c;
    struct ql_clause *clause;
    const struct variable *old; /* scope before the projection */
    size_t n_old;
    bool keys_only;             /* columns that are not aggregated may be matched: an aggregated column is being rewritten */
    bool may_aggregate;         /* aggregates are put in slots; else they must be a column already */
    bool old_allowed;           /* variables from before may be used */
    bool simple;                /* beside an aggregate, only columns that are a variable, a property or an aggregate count */
};

/* A column written as `e` is: its slot, QL_NO_SLOT when none is. */
static uint16_t column_of(const struct rewriting *r, const struct ql_expr *e)
{
    size_t i;

    if (e->type == QL_E_LITERAL || e->type == QL_E_PARAMETER)
        return QL_NO_SLOT;
    if (r->simple && e->type != QL_E_VARIABLE && e->type != QL_E_PROPERTY &&
        !(e->type == QL_E_CALL && e->function->kind == QL_AGGREGATE))
        return QL_NO_SLOT;
    for (i = 0; i < r->clause->n_items; i++) {
        const struct ql_item *it = &r->clause->items[i];
        if ((!r->keys_only || !it->aggregated) && rhz_ql_same_expr(it->original, e))
            return it->slot;
    }
    return QL_NO_SLOT;
}

static struct ql_expr *aggregate_slot(struct rewriting *r, struct ql_expr *e)
{
    struct ql_clause *k = r->clause;
    struct ql_aggregate *v;
    size_t i;

    for (i = 0; i < k->n_aggregates; i++)
        if (rhz_ql_same_expr(k->aggregates[i].call, e))
            return slot_expr(r->c, e, k->aggregates[i].slot);
    v = rhz_arena_zalloc(r->c->arena, k->n_aggregates + 1, sizeof *v);
    if (!v) {
        out_of_memory(r->c);
        return NULL;
    }
    if (k->n_aggregates)
        memcpy(v, k->aggregates, k->n_aggregates * sizeof *v);
    k->aggregates = v;
    v[k->n_aggregates].call = e;
    if (!new_slot(r->c, &v[k->n_aggregates].slot))
        return NULL;
    return slot_expr(r->c, e, v[k->n_aggregates++].slot);
}

/* A copy of `e` where columns and aggregates are slots; NULL after a problem. */
static struct ql_expr *rewrite(struct rewriting *r, struct ql_expr *e)
{
    uint16_t slot = column_of(r, e);
    struct ql_expr *copy;
    size_t i;

    if (slot != QL_NO_SLOT)
        return slot_expr(r->c, e, slot);
    if (e->type == QL_E_CALL && e->function->kind == QL_AGGREGATE) {
        if (r->may_aggregate)
            return aggregate_slot(r, e);
        rhz_ql_problem(r->c->problem, e->start, e->end, "« %.*s » n'est pas une des colonnes : nommez-la par AS et triez par ce nom",
                       SHOWN(e->text));
        return NULL;
    }
    if (e->type == QL_E_VARIABLE && !r->old_allowed && in_scope(r->old, r->n_old, e->slot)) {
        for (i = 0; i < r->clause->n_items; i++)
            if (r->clause->items[i].slot == e->slot)
                return e;
        rhz_ql_problem(r->c->problem, e->start, e->end,
                       r->may_aggregate ? "« %.*s » n'est pas une colonne par laquelle les lignes sont rassemblées"
                                        : "« %.*s » n'est plus visible : les lignes ont été rassemblées",
                       SHOWN(e->text));
        return NULL;
    }
    if (e->n_args == 0)
        return e;
    copy = rhz_arena_zalloc(r->c->arena, 1, sizeof *copy);
    if (copy) {
        *copy = *e;
        copy->args = rhz_arena_zalloc(r->c->arena, e->n_args, sizeof *copy->args);
    }
    if (!copy || !copy->args) {
        out_of_memory(r->c);
        return NULL;
    }
    for (i = 0; i < e->n_args; i++)
        if (e->args[i] && !(copy->args[i] = rewrite(r, e->args[i])))
            return NULL;
    return copy;
}

static bool expand_star(struct checker *c, struct ql_clause *k)
{
    struct ql_item *items;
    size_t n = 0, i, j;

    if (c->n == 0 && k->type == QL_RETURN)
        return rhz_ql_problem(c->problem, k->start, k->end, "RETURN * n'a rien à rendre : aucune variable n'a de nom");
    items = rhz_arena_zalloc(c->arena, c->n + k->n_items + 1, sizeof *items);
    if (!items)
        return out_of_memory(c);
    for (i = 0; i < c->n; i++) {
        struct ql_expr *e = rhz_arena_zalloc(c->arena, 1, sizeof *e);
        if (!e)
            return out_of_memory(c);
        for (j = 0; j < n && !rhz_span_eq(items[j].name, c->v[i].name); j++)
            ;
        if (j < n)
            continue;
        *e = (struct ql_expr){.type = QL_E_VARIABLE, .text = c->v[i].name, .start = k->start, .end = k->end, .depth = 1};
        items[n++] = (struct ql_item){.expr = e, .name = c->v[i].name, .aliased = true, .slot = QL_NO_SLOT, .start = k->start};
    }
    if (k->n_items)
        memcpy(items + n, k->items, k->n_items * sizeof *items);
    k->items = items;
    k->n_items += n;
    return true;
}

static bool check_items(struct checker *c, struct ql_clause *k)
{
    size_t i, j;

    for (i = 0; i < k->n_items; i++) {
        struct ql_item *it = &k->items[i];
        bool ok;
        if (k->type == QL_WITH && !it->aliased)
            return rhz_ql_problem(c->problem, it->start, it->expr->end, "Dans WITH, une expression prend un nom : « … AS nom »");
        for (j = 0; j < i; j++)
            if (rhz_span_eq(k->items[j].name, it->name))
                return rhz_ql_problem(c->problem, it->start, it->expr->end, "Deux colonnes s'appellent « %.*s »", SHOWN(it->name));
        c->aggregates = true;
        c->found = false;
        ok = check(c, it->expr);
        c->aggregates = false;
        if (!ok)
            return false;
        it->original = it->expr;
        it->aggregated = c->found;
        it->known = (uint8_t)known_of(it->expr);
        k->grouped |= c->found;
    }
    for (i = 0; i < k->n_items; i++) {
        struct ql_item *it = &k->items[i];
        if (it->expr->type == QL_E_VARIABLE)
            it->slot = it->expr->slot; /* passes through: no copy */
        else if (!new_slot(c, &it->slot))
            return false;
    }
    return true;
}

static bool rewrite_items(struct rewriting *r)
{
    size_t i;

    r->keys_only = r->may_aggregate = r->simple = true;
    r->old_allowed = false;
    for (i = 0; i < r->clause->n_items; i++) {
        struct ql_item *it = &r->clause->items[i];
        if (it->aggregated && !(it->expr = rewrite(r, it->expr)))
            return false;
    }
    return true;
}

/* ORDER BY and WHERE after a projection. */
static bool check_after(struct rewriting *r, struct ql_expr **e, bool condition)
{
    struct checker *c = r->c;
    uint16_t slot;
    bool ok;

    c->aggregates = r->clause->grouped && !condition;
    c->found = false;
    ok = condition ? check_condition(c, *e) : check(c, *e);
    c->aggregates = false;
    if (!ok)
        return false;
    r->simple = false;
    slot = column_of(r, *e);
    r->simple = c->found;
    *e = slot != QL_NO_SLOT ? slot_expr(c, *e, slot) : rewrite(r, *e);
    return *e != NULL;
}

static bool check_constant(struct checker *c, struct ql_expr *e, const char *word)
{
    size_t n = c->n;
    bool ok;

    if (!e)
        return true;
    c->n = 0;
    ok = check(c, e);
    c->n = n;
    if (!ok) {
        if (c->st == RHZ_OK) {
            c->problem->set = false;
            return rhz_ql_problem(c->problem, e->start, e->end, "%s prend un nombre ou un paramètre, pas ce qui dépend des lignes", word);
        }
        return false;
    }
    if (e->type == QL_E_LITERAL && (e->value.type != QL_INTEGER || e->value.integer < 0))
        return rhz_ql_problem(c->problem, e->start, e->end, "%s prend un entier qui n'est pas négatif", word);
    return true;
}

static bool check_projection(struct checker *c, struct ql_clause *k)
{
    struct rewriting r = {.c = c, .clause = k};
    struct variable *old;
    size_t i, n_old;

    if (k->star && !expand_star(c, k))
        return false;
    if (!check_items(c, k))
        return false;
    n_old = c->n;
    old = rhz_arena_zalloc(c->arena, n_old + 1, sizeof *old);
    if (!old)
        return out_of_memory(c);
    if (n_old)
        memcpy(old, c->v, n_old * sizeof *old);
    r.old = old;
    r.n_old = n_old;
    if (k->grouped && !rewrite_items(&r))
        return false;
    r.keys_only = r.may_aggregate = false;
    r.old_allowed = !k->grouped && !k->distinct;
    for (i = 0; i < k->n_items; i++)
        if (!declare(c, k->items[i].name, k->items[i].slot, k->items[i].known))
            return false;
    for (i = 0; i < k->n_sorts; i++)
        if (!check_after(&r, &k->sorts[i].expr, false))
            return false;
    if (k->where && !check_after(&r, &k->where, true))
        return false;
    if (!check_constant(c, k->skip, "SKIP") || !check_constant(c, k->limit, "LIMIT"))
        return false;
    c->n = 0;
    for (i = 0; i < k->n_items; i++)
        if (!declare(c, k->items[i].name, k->items[i].slot, k->items[i].known))
            return false;
    return true;
}

/* ---- clauses ---- */

static bool check_search(struct checker *c, struct ql_clause *k)
{
    size_t i;

    if (!check(c, k->expr))
        return false;
    for (i = 0; i < k->n_items; i++) {
        struct ql_item *it = &k->items[i];
        if (find(c, it->name))
            return rhz_ql_problem(c->problem, it->start, it->start, "« %.*s » est déjà défini", SHOWN(it->name));
        if (!declare_new(c, it->name, it->expr->op == 'd' ? QL_IS_NODE : QL_ANY, &it->slot))
            return false;
    }
    return !k->where || check_condition(c, k->where);
}

static bool check_clause(struct checker *c, struct ql_clause *k)
{
    switch (k->type) {
    case QL_MATCH: return check_match(c, &k->match, true);
    case QL_UNWIND:
        if (!check(c, k->expr))
            return false;
        if (find(c, k->name))
            return rhz_ql_problem(c->problem, k->start, k->end, "« %.*s » est déjà défini", SHOWN(k->name));
        return declare_new(c, k->name, QL_ANY, &k->slot);
    case QL_SEARCH: return check_search(c, k);
    default: return check_projection(c, k);
    }
}

static bool note_columns(struct checker *c, const struct ql_single *s, bool first)
{
    const struct ql_clause *k = &s->clauses[s->n - 1];
    struct ql_query *q = c->q;
    size_t i, j;

    if (first) {
        q->n_columns = k->n_items;
        q->columns = rhz_arena_zalloc(c->arena, k->n_items + 1, sizeof *q->columns);
        for (i = 0; q->columns && i < k->n_items; i++)
            if (!(q->columns[i] = rhz_arena_str(c->arena, k->items[i].name)))
                return out_of_memory(c);
        return q->columns || out_of_memory(c);
    }
    for (i = 0; i < q->n_columns; i++) {
        for (j = 0; j < k->n_items && !rhz_span_eq(k->items[j].name, rhz_span_of(q->columns[i])); j++)
            ;
        if (j == k->n_items || k->n_items != q->n_columns)
            return rhz_ql_problem(c->problem, k->start, k->end, "Les parties d'une UNION doivent rendre les mêmes colonnes");
    }
    return true;
}

rhz_status rhz_ql_check(struct ql_run *x, struct ql_query *q, struct rhz_arena *arena, struct ql_problem *problem)
{
    struct checker c = {.x = x, .q = q, .arena = arena, .problem = problem};
    size_t i, j;
    bool ok = true;

    for (i = 0; ok && i < q->n_parts; i++) {
        c.n = 0;
        for (j = 0; ok && j < q->parts[i].n; j++)
            ok = check_clause(&c, &q->parts[i].clauses[j]);
        ok = ok && note_columns(&c, &q->parts[i], i == 0);
    }
    if (ok)
        return RHZ_OK;
    return c.st ? c.st : RHZ_INVALID;
}
