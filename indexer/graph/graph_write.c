/* graph_write.c -- the graph in memory -> a generation in the store, part by part in key order.
 *
 * Every put is an append; the transaction is committed and begun anew whenever it has grown, so memory held by LMDB
 * stays bounded. Nothing is visible until the publication names the generation.
 */
#include <stdlib.h>

#include "graph_state.h"

struct graph_writer {
    struct graph_build *g;
    struct rhz_buf key, value;
    struct rhz_buf scratch;    /* arrays that one record needs */
    struct rhz_error *err;
};

static void begin(struct graph_writer *w, enum rhz_graph_part part)
{
    rhz_graph_key(&w->key, w->g->generation, part);
    rhz_buf_reset(&w->value);
}

static rhz_status end(struct graph_writer *w)
{
    struct rhz_txn **txn = w->g->txn;
    struct rhz_txn *full;
    rhz_status st;

    if (w->key.failed || w->value.failed || w->scratch.failed)
        return rhz_no_memory(w->err);
    st = rhz_txn_append(*txn, RHZ_DB_GRAPH, rhz_buf_view(&w->key), rhz_buf_view(&w->value), w->err);
    if (st != RHZ_OK || rhz_txn_written(*txn) < RHZ_TXN_DIRTY / 2)
        return st;
    full = *txn;
    *txn = NULL;
    if ((st = rhz_txn_commit(full, w->err)) != RHZ_OK)
        return st;
    return rhz_txn_begin(w->g->store, true, txn, w->err);
}

/* ---- adjacency ---- */

struct half_edge {
    uint32_t node, year, other_rank, other, edge;
    uint8_t relation, direction;
};

/* Latest year first; no year (0) is then last by itself. */
static int by_end(const void *a, const void *b)
{
    const struct half_edge *x = a, *y = b;

    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->relation != y->relation)
        return x->relation < y->relation ? -1 : 1;
    if (x->direction != y->direction)
        return x->direction < y->direction ? -1 : 1;
    if (x->year != y->year)
        return x->year > y->year ? -1 : 1;
    if (x->other_rank != y->other_rank)
        return x->other_rank < y->other_rank ? -1 : 1;
    return (x->edge > y->edge) - (x->edge < y->edge);
}

uint32_t rhz_build_year(const struct build_fact *f)
{
    return f->year ? f->year : f->from / 10000;
}

static struct half_edge *both_halves(const struct graph_build *g, size_t n)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    struct half_edge *v = malloc((2 * n + 1) * sizeof *v);
    size_t i;

    for (i = 0; v && i < n; i++) {
        const struct build_fact *f =
            BUILD_ARRAY(struct build_fact, g->links) + BUILD_ARRAY(struct build_group, g->edges)[i].first;
        v[2 * i] = (struct half_edge){f->subject, rhz_build_year(f), node[f->object].name_rank, f->object, (uint32_t)i,
                                      f->relation, 0};
        v[2 * i + 1] = (struct half_edge){f->object, rhz_build_year(f), node[f->subject].name_rank, f->subject, (uint32_t)i,
                                          f->relation, 1};
    }
    return v;
}

static rhz_status write_adjacency(struct graph_writer *w)
{
    size_t n = BUILD_COUNT(struct build_group, w->g->edges), i, j;
    struct half_edge *v = both_halves(w->g, n);
    rhz_status st = RHZ_OK;

    if (!v)
        return rhz_no_memory(w->err);
    qsort(v, 2 * n, sizeof *v, by_end);
    for (i = 0; i < 2 * n && st == RHZ_OK; i = j) {
        begin(w, RHZ_GRAPH_ADJACENCY);
        rhz_put_be32(&w->key, v[i].node);
        rhz_graph_key_relation(&w->key, v[i].relation);
        rhz_buf_byte(&w->key, v[i].direction);
        for (j = i; j < 2 * n && v[j].node == v[i].node && v[j].relation == v[i].relation &&
                    v[j].direction == v[i].direction; j++) {
            struct rhz_adjacent a = {.edge = v[j].edge, .other = v[j].other, .year = v[j].year};
            rhz_graph_adjacent_put(&w->value, &a);
        }
        st = end(w);
    }
    free(v);
    return st;
}

/* ---- document entities ---- */

static int by_number(const void *a, const void *b)
{
    const struct build_document *x = a, *y = b;

    return (x->document > y->document) - (x->document < y->document);
}

static rhz_status write_documents(struct graph_writer *w)
{
    struct build_document *d = BUILD_ARRAY(struct build_document, w->g->documents);
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, w->g->entities);
    size_t n = BUILD_COUNT(struct build_document, w->g->documents), i, j;
    rhz_status st = RHZ_OK;

    if (n)
        qsort(d, n, sizeof *d, by_number);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        if (d[i].n_entities == 0)
            continue;
        begin(w, RHZ_GRAPH_DOCUMENT);
        rhz_put_be32(&w->key, d[i].document);
        for (j = 0; j < d[i].n_entities; j++)
            rhz_put_le32(&w->value, e[d[i].first_entity + j].node);
        st = end(w);
    }
    return st;
}

static rhz_status write_members(struct graph_writer *w)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, w->g->nodes);
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, w->g->entities);
    size_t n = BUILD_COUNT(struct build_node, w->g->nodes), i, j;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        const uint32_t *member = BUILD_ARRAY(uint32_t, w->g->members) + node[i].first_member;
        rhz_buf_reset(&w->scratch);
        for (j = 0; j < node[i].n_members; j++) {
            uint32_t variant = e[member[j]].variant;
            struct rhz_entity_ref r = {e[member[j]].document, e[member[j]].ordinal, e[member[j]].n_mentions,
                                       variant == RHZ_NONE ? 0 : BUILD_ARRAY(struct build_variant, w->g->variants)[variant].place};
            rhz_buf_append(&w->scratch, &r, sizeof r);
        }
        begin(w, RHZ_GRAPH_MEMBERS);
        rhz_put_be32(&w->key, (uint32_t)i);
        rhz_graph_members_put(&w->value, BUILD_ARRAY(struct rhz_entity_ref, w->scratch),
                              BUILD_COUNT(struct rhz_entity_ref, w->scratch));
        st = end(w);
    }
    return st;
}

/* ---- edges and properties ---- */

static void put_proofs(struct rhz_buf *out, const struct build_fact *f, size_t n)
{
    size_t i;

    rhz_buf_reset(out);
    for (i = 0; i < n; i++) {
        struct rhz_statement_ref r = {f[i].document, f[i].statement};
        if (r.statement != RHZ_NONE)
            rhz_buf_append(out, &r, sizeof r);
    }
}

static int by_bytes(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, *(const struct rhz_span *)b);
}

/* The distinct roles, as written. A role that many proofs repeat is one. */
static size_t gather_roles(const struct graph_build *g, const struct build_fact *f, size_t n, struct rhz_buf *out)
{
    struct rhz_span *v;
    size_t i, count, kept = 0;

    rhz_buf_reset(out);
    for (i = 0; i < n; i++) {
        struct rhz_span role = rhz_strings_at(&g->strings, f[i].role);
        if (role.n && (i == 0 || f[i].role != f[i - 1].role))
            rhz_buf_append(out, &role, sizeof role);
    }
    if (out->failed || out->n == 0)
        return 0;
    v = BUILD_ARRAY(struct rhz_span, *out);
    count = BUILD_COUNT(struct rhz_span, *out);
    qsort(v, count, sizeof *v, by_bytes);
    for (i = 0; i < count; i++)
        if (i == 0 || !rhz_span_eq(v[i], v[i - 1]))
            v[kept++] = v[i];
    return kept;
}

static bool all_years_of_document(const struct build_fact *f, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (!(f[i].flags & RHZ_STATEMENT_YEAR_OF_DOCUMENT))
            return false;
    return f->year != 0;
}

/* What the key does not hold is taken from the first proof that states it. */
static void fill_edge(const struct graph_build *g, const struct build_group *group, const struct build_fact *f,
                      struct rhz_graph_edge *e)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    size_t i;

    *e = (struct rhz_graph_edge){.id = group->id, .relation = f->relation, .from = node[f->subject].number, .to = node[f->object].number,
                                 .year = f->year, .date_from = f->from, .date_to = f->to,
                                 .divergent = group->divergent, .unit = RHZ_SPAN("")};
    e->year_of_document = all_years_of_document(f, group->n);
    for (i = 0; i < group->n; i++) {
        if (!e->nature)
            e->nature = f[i].nature;
        if (!e->has_amount && f[i].has_amount) {
            e->has_amount = true;
            e->cents = f[i].cents;
        }
        if (!e->unit.n)
            e->unit = rhz_strings_at(&g->strings, f[i].unit);
        e->joint = e->joint || f[i].group;
    }
    if (e->has_amount && !e->unit.n)
        e->unit = RHZ_SPAN("EUR");
}

bool rhz_build_put_edge(const struct graph_build *g, const struct build_group *group, struct rhz_buf *scratch, struct rhz_buf *value)
{
    const struct build_fact *f = BUILD_ARRAY(struct build_fact, g->links) + group->first;
    struct rhz_buf roles = {0};
    struct rhz_graph_edge e;
    bool ok;

    fill_edge(g, group, f, &e);
    put_proofs(scratch, f, group->n);
    e.proofs = BUILD_ARRAY(struct rhz_statement_ref, *scratch);
    e.n_proofs = BUILD_COUNT(struct rhz_statement_ref, *scratch);
    e.n_roles = gather_roles(g, f, group->n, &roles);
    e.roles = BUILD_ARRAY(struct rhz_span, roles);
    rhz_graph_edge_put(value, &e);
    ok = !roles.failed && !scratch->failed && !value->failed;
    rhz_buf_free(&roles);
    return ok;
}

static rhz_status write_edges(struct graph_writer *w)
{
    const struct build_group *group = BUILD_ARRAY(struct build_group, w->g->edges);
    size_t n = BUILD_COUNT(struct build_group, w->g->edges), i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        begin(w, RHZ_GRAPH_EDGE);
        rhz_put_be32(&w->key, (uint32_t)i);
        st = rhz_build_put_edge(w->g, &group[i], &w->scratch, &w->value) ? end(w) : rhz_no_memory(w->err);
    }
    return st;
}

static void fill_property(const struct graph_build *g, const struct build_group *group, const struct build_fact *f,
                          struct rhz_graph_property *p)
{
    size_t i;

    *p = (struct rhz_graph_property){.id = group->id, .property = f->property, .nature = f->nature,
                                     .sense = f->sense, .year = f->year, .date_from = f->from, .date_to = f->to,
                                     .has_amount = f->has_amount, .cents = f->cents, .divergent = group->divergent,
                                     .unit = rhz_strings_at(&g->strings, f->unit),
                                     .label = rhz_strings_at(&g->strings, f->label)};
    p->node = (BUILD_ARRAY(struct build_node, g->nodes) + f->subject)->number;
    p->year_of_document = all_years_of_document(f, group->n);
    for (i = 0; i < group->n; i++) {
        struct rhz_span label = rhz_strings_at(&g->strings, f[i].label);
        p->total = p->total || (f[i].flags & RHZ_STATEMENT_TOTAL);
        if (f[i].label != f->label && rhz_name_better(RHZ_ORGANISATION, label, p->label) < 0)
            p->label = label;
    }
}

bool rhz_build_put_property(const struct graph_build *g, const struct build_group *group, struct rhz_buf *scratch, struct rhz_buf *value)
{
    const struct build_fact *f = BUILD_ARRAY(struct build_fact, g->values) + group->first;
    struct rhz_graph_property p;

    fill_property(g, group, f, &p);
    put_proofs(scratch, f, group->n);
    p.proofs = BUILD_ARRAY(struct rhz_statement_ref, *scratch);
    p.n_proofs = BUILD_COUNT(struct rhz_statement_ref, *scratch);
    rhz_graph_property_put(value, &p);
    return !scratch->failed && !value->failed;
}

static rhz_status write_properties(struct graph_writer *w)
{
    const struct build_group *group = BUILD_ARRAY(struct build_group, w->g->properties);
    size_t n = BUILD_COUNT(struct build_group, w->g->properties), i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        begin(w, RHZ_GRAPH_PROPERTY);
        rhz_put_be32(&w->key, (uint32_t)i);
        st = rhz_build_put_property(w->g, &group[i], &w->scratch, &w->value) ? end(w) : rhz_no_memory(w->err);
    }
    return st;
}

struct stated {
    uint32_t node, property;
};

static int by_node(const void *a, const void *b)
{
    const struct stated *x = a, *y = b;

    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->property > y->property) - (x->property < y->property);
}

/* The properties of each node, by id. */
static rhz_status write_stated(struct graph_writer *w)
{
    const struct build_group *group = BUILD_ARRAY(struct build_group, w->g->properties);
    size_t n = BUILD_COUNT(struct build_group, w->g->properties), i, j;
    struct stated *v = malloc((n + 1) * sizeof *v);
    rhz_status st = RHZ_OK;

    if (!v)
        return rhz_no_memory(w->err);
    for (i = 0; i < n; i++)
        v[i] = (struct stated){BUILD_ARRAY(struct build_fact, w->g->values)[group[i].first].subject, (uint32_t)i};
    qsort(v, n, sizeof *v, by_node);
    for (i = 0; i < n && st == RHZ_OK; i = j) {
        begin(w, RHZ_GRAPH_STATED);
        rhz_put_be32(&w->key, v[i].node);
        for (j = i; j < n && v[j].node == v[i].node; j++)
            rhz_put_le32(&w->value, v[j].property);
        st = end(w);
    }
    free(v);
    return st;
}

/* ---- nodes ---- */

bool rhz_build_put_node(const struct graph_build *g, const struct build_node *n, uint32_t n_edges, uint32_t n_properties,
                        struct rhz_buf *scratch, struct rhz_buf *value)
{
    struct rhz_graph_node out = {.id = n->id, .kind = n->kind, .sub = n->sub, .n_aliases = n->n_aliases, .n_documents = n->n_documents,
                                 .n_mentions = n->n_mentions, .n_edges = n_edges, .n_properties = n_properties,
                                 .name = rhz_strings_at(&g->strings, n->name)};
    size_t i;

    rhz_buf_reset(scratch);
    for (i = 0; i < n->n_aliases; i++) {
        struct rhz_span s = rhz_strings_at(&g->strings, BUILD_ARRAY(uint32_t, g->aliases)[n->first_alias + i]);
        rhz_buf_append(scratch, &s, sizeof s);
    }
    if (scratch->failed)
        return false;
    out.aliases = BUILD_ARRAY(struct rhz_span, *scratch);
    rhz_graph_node_put(value, &out);
    return !value->failed;
}

static rhz_status write_nodes(struct graph_writer *w)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, w->g->nodes);
    size_t n = BUILD_COUNT(struct build_node, w->g->nodes), i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        begin(w, RHZ_GRAPH_NODE);
        rhz_put_be32(&w->key, (uint32_t)i);
        st = rhz_build_put_node(w->g, &node[i], node[i].n_edges, node[i].n_properties, &w->scratch, &w->value) ? end(w)
                                                                                                              : rhz_no_memory(w->err);
    }
    return st;
}

/* ---- what amending needs ---- */

static rhz_status write_variants(struct graph_writer *w)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, w->g->nodes);
    size_t n = BUILD_COUNT(struct build_node, w->g->nodes), i;
    struct rhz_buf forms = {0};
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK && w->g->variants.n; i++) { /* an imported graph has none */
        begin(w, RHZ_GRAPH_VARIANTS);
        rhz_put_be32(&w->key, (uint32_t)i);
        st = rhz_build_put_variants(w->g, &node[i], &forms, &w->scratch, &w->value) ? end(w) : rhz_no_memory(w->err);
    }
    rhz_buf_free(&forms);
    return st;
}

static int by_shorter(const void *a, const void *b, void *strings)
{
    const struct build_definition *x = a, *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return rhz_span_cmp(rhz_strings_at(strings, x->shorter), rhz_strings_at(strings, y->shorter));
}

static rhz_status write_defined(struct graph_writer *w)
{
    struct build_definition *d = BUILD_ARRAY(struct build_definition, w->g->definitions);
    size_t n = BUILD_COUNT(struct build_definition, w->g->definitions), i;
    rhz_status st = RHZ_OK;

    if (n)
        qsort_r(d, n, sizeof *d, by_shorter, &w->g->strings);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        if (i && d[i].kind == d[i - 1].kind && d[i].shorter == d[i - 1].shorter)
            continue;
        begin(w, RHZ_GRAPH_DEFINED);
        rhz_buf_byte(&w->key, d[i].kind);
        rhz_graph_key_name(&w->key, rhz_strings_at(&w->g->strings, d[i].shorter));
        if (rhz_build_put_defined(w->g, &d[i], &w->scratch, &w->value))
            st = end(w);
    }
    return st;
}

/* A public id on its way to the table of ids. */
struct redirect {
    uint64_t id, owner; /* owner: own id of the node */
    uint32_t node;
    bool own;
};

static int by_redirect(const void *a, const void *b)
{
    const struct redirect *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->own != y->own)
        return x->own ? -1 : 1;
    return (x->owner > y->owner) - (x->owner < y->owner);
}

static void add_redirect(const struct graph_build *g, struct rhz_buf *v, uint64_t id, size_t node, bool own)
{
    struct redirect x = {id, BUILD_ARRAY(struct build_node, g->nodes)[node].id, (uint32_t)node, own};

    rhz_buf_append(v, &x, sizeof x);
}

static int by_own(const void *a, const void *b)
{
    const struct build_id *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static bool is_own(const struct build_id *v, size_t n, uint64_t id)
{
    struct build_id key = {.id = id};

    return n && bsearch(&key, v, n, sizeof key, by_own);
}

/* What a correction classed otherwise had an id of its former kind. */
static void add_former_kinds(const struct graph_build *g, struct rhz_buf *ids)
{
    const struct build_corrections *c = &g->corrections;
    struct rhz_buf key = {0};

    for (size_t i = 0; i < c->lines.n; i++) {
        const struct rhz_correction_line *l = &c->lines.v[i];
        if (l->action != RHZ_CORRECTION_CLASSIFY || !l->to_kind || l->to_kind == l->kind)
            continue;
        rhz_name_key(l->to_kind, l->name, &key);
        uint64_t now = rhz_node_id(l->to_kind, rhz_buf_view(&key), RHZ_SPAN("")), then = rhz_node_id(l->kind, l->key, RHZ_SPAN(""));
        const struct redirect *v = BUILD_ARRAY(struct redirect, *ids);
        for (size_t k = 0, n = BUILD_COUNT(struct redirect, *ids); k < n; k++)
            if (v[k].id == now) {
                add_redirect(g, ids, then, v[k].node, false);
                break;
            }
        ids->failed |= key.failed || !now || !then;
    }
    rhz_buf_free(&key);
}

/* Nodes in the order of their own ids, whatever their place. */
static void list_own(const struct graph_build *g, struct rhz_buf *out)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);

    for (size_t i = 0, n = BUILD_COUNT(struct build_node, g->nodes); i < n; i++) {
        struct build_id x = {node[i].id, (uint32_t)i};
        rhz_buf_append(out, &x, sizeof x);
    }
    if (!out->failed && out->n)
        qsort(out->p, BUILD_COUNT(struct build_id, *out), sizeof(struct build_id), by_own);
}

/* Each node is found by its own id, and by the ids that its other names would have alone: those it had before they were
 * joined. So an id that a merge replaces leads to the whole for as long as a document bears the name, in whatever order
 * documents and corrections came. An own id is never taken over. */
bool rhz_build_list_ids(const struct graph_build *g, struct rhz_buf *out)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    const struct build_variant *variant = BUILD_ARRAY(struct build_variant, g->variants);
    const uint32_t *of_node = BUILD_ARRAY(uint32_t, g->node_variants);
    struct rhz_buf ids = {0}, owners = {0};

    list_own(g, &owners);
    const struct build_id *own = BUILD_ARRAY(struct build_id, owners);
    size_t n_own = owners.failed ? 0 : BUILD_COUNT(struct build_id, owners);
    for (size_t i = 0; i < n_own; i++) {
        const struct build_node *x = &node[own[i].number];
        add_redirect(g, &ids, x->id, own[i].number, true);
        for (size_t k = 0; k < x->n_variants; k++) {
            const struct build_variant *v = &variant[of_node[x->first_variant + k]];
            struct rhz_span salt = v->salt == RHZ_NONE ? RHZ_SPAN("") : rhz_strings_at(&g->strings, v->salt);
            uint64_t id = rhz_node_id(v->kind, rhz_strings_at(&g->strings, v->key), salt);
            ids.failed |= id == 0; /* memory was out */
            if (id != x->id && !is_own(own, n_own, id))
                add_redirect(g, &ids, id, own[i].number, false);
        }
    }
    add_former_kinds(g, &ids);
    struct redirect *v = BUILD_ARRAY(struct redirect, ids);
    size_t n = ids.failed ? 0 : BUILD_COUNT(struct redirect, ids);
    if (n)
        qsort(v, n, sizeof *v, by_redirect);
    for (size_t i = 0; i < n; i++) {
        struct build_id x = {v[i].id, node[v[i].node].number};
        if (i == 0 || v[i].id != v[i - 1].id)
            rhz_buf_append(out, &x, sizeof x);
    }
    bool ok = !ids.failed && !owners.failed && !out->failed;
    rhz_buf_free(&owners);
    rhz_buf_free(&ids);
    return ok;
}

static rhz_status write_ids(struct graph_writer *w)
{
    struct rhz_buf ids = {0};
    rhz_status st = rhz_build_list_ids(w->g, &ids) ? RHZ_OK : rhz_no_memory(w->err);
    const struct build_id *v = BUILD_ARRAY(struct build_id, ids);

    for (size_t i = 0, n = BUILD_COUNT(struct build_id, ids); i < n && st == RHZ_OK; i++) {
        begin(w, RHZ_GRAPH_ID);
        rhz_put_be64(&w->key, v[i].id);
        rhz_put_le32(&w->value, v[i].number);
        st = end(w);
    }
    rhz_buf_free(&ids);
    return st;
}

static int by_importance(const void *a, const void *b)
{
    const struct build_node *x = *(const struct build_node *const *)a, *y = *(const struct build_node *const *)b;

    if (x->n_documents != y->n_documents)
        return x->n_documents > y->n_documents ? -1 : 1;
    return (x->name_rank > y->name_rank) - (x->name_rank < y->name_rank);
}

static rhz_status write_lists(struct graph_writer *w)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, w->g->nodes);
    size_t n = BUILD_COUNT(struct build_node, w->g->nodes), i;
    const struct build_node **v = malloc((n + 1) * sizeof *v);
    rhz_status st = RHZ_OK;
    unsigned kind;

    if (!v)
        return rhz_no_memory(w->err);
    for (i = 0; i < n; i++)
        v[i] = &node[i];
    qsort(v, n, sizeof *v, by_importance);
    for (kind = 0; kind < RHZ_KIND_COUNT && st == RHZ_OK; kind++) {
        begin(w, RHZ_GRAPH_LIST);
        rhz_buf_byte(&w->key, (unsigned char)kind);
        for (i = 0; i < n; i++)
            if (kind == 0 || v[i]->kind == kind)
                rhz_put_le32(&w->value, (uint32_t)(v[i] - node));
        if (w->value.n)
            st = end(w);
    }
    free(v);
    return st;
}

/* ---- names ---- */

/* Entries of a name index: bytes of the key after the part, then the node. Kept as strings so that each is once. */
struct name_entry {
    struct rhz_span name;
    uint32_t node;
};

static int by_entry(const void *a, const void *b)
{
    const struct name_entry *x = a, *y = b;
    int c = rhz_span_cmp(x->name, y->name);

    return c ? c : (x->node > y->node) - (x->node < y->node);
}

struct name_index {
    struct rhz_strings strings;
    struct rhz_buf pairs; /* uint32_t string, node */
};

static void add_name(struct name_index *x, struct rhz_span name, uint32_t node)
{
    uint32_t pair[2] = {rhz_strings_add(&x->strings, name), node};

    if (pair[0] == RHZ_NONE)
        x->pairs.failed = true;
    rhz_buf_append(&x->pairs, pair, sizeof pair);
}

/* The key of a form, led by its kind as in the store. */
static void add_key(struct name_index *x, const struct build_node *n, struct rhz_span form, uint32_t node,
                    struct rhz_buf *scratch)
{
    struct rhz_buf entry = {0};

    rhz_name_key(n->kind, form, scratch);
    if (scratch->n) {
        rhz_buf_byte(&entry, n->kind);
        rhz_graph_key_name(&entry, rhz_buf_view(scratch));
        add_name(x, rhz_buf_view(&entry), node);
    }
    if (scratch->failed || entry.failed)
        x->pairs.failed = true;
    rhz_buf_free(&entry);
}

static void add_folded(struct name_index *x, struct rhz_span form, uint32_t node, struct rhz_buf *scratch)
{
    struct rhz_buf entry = {0};

    rhz_name_fold(form, scratch);
    rhz_graph_key_name(&entry, rhz_buf_view(scratch));
    if (scratch->failed || entry.failed)
        x->pairs.failed = true;
    else
        add_name(x, rhz_buf_view(&entry), node);
    rhz_buf_free(&entry);
}

static void add_words(struct name_index *x, struct rhz_span form, uint32_t node, struct rhz_buf *scratch)
{
    struct rhz_buf entry = {0};
    size_t from = 0, i;

    rhz_name_fold(form, scratch);
    for (i = 0; i <= scratch->n; i++) {
        if (i < scratch->n && scratch->p[i] != ' ')
            continue;
        if (i > from) {
            rhz_buf_reset(&entry);
            rhz_graph_key_name(&entry, rhz_span(scratch->p + from, i - from));
            x->pairs.failed |= entry.failed; /* the next reset forgets it */
            add_name(x, rhz_buf_view(&entry), node);
        }
        from = i + 1;
    }
    if (scratch->failed)
        x->pairs.failed = true;
    rhz_buf_free(&entry);
}

static void index_names(const struct graph_build *g, enum rhz_graph_part part, struct name_index *x)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    size_t n = BUILD_COUNT(struct build_node, g->nodes), i, j;
    struct rhz_buf scratch = {0};

    for (i = 0; i < n && !x->pairs.failed; i++) {
        for (j = 0; j <= node[i].n_aliases; j++) {
            uint32_t string = j ? BUILD_ARRAY(uint32_t, g->aliases)[node[i].first_alias + j - 1] : node[i].name;
            struct rhz_span form = rhz_strings_at(&g->strings, string);
            if (part == RHZ_GRAPH_KEY)
                add_key(x, &node[i], form, (uint32_t)i, &scratch);
            else if (part == RHZ_GRAPH_FOLDED && j == 0)
                add_folded(x, form, (uint32_t)i, &scratch);
            else if (part == RHZ_GRAPH_WORD)
                add_words(x, form, (uint32_t)i, &scratch);
        }
    }
    rhz_buf_free(&scratch);
}

static rhz_status write_index(struct graph_writer *w, enum rhz_graph_part part, struct name_entry *v, size_t n)
{
    rhz_status st = RHZ_OK;
    size_t i, j;

    for (i = 0; i < n && st == RHZ_OK; i = j) {
        begin(w, part);
        rhz_buf_span(&w->key, v[i].name);
        for (j = i; j < n && rhz_span_eq(v[j].name, v[i].name); j++)
            if (j == i || v[j].node != v[j - 1].node)
                rhz_put_le32(&w->value, v[j].node);
        st = end(w);
    }
    return st;
}

static rhz_status write_names(struct graph_writer *w, enum rhz_graph_part part)
{
    struct name_index x = {0};
    struct name_entry *v = NULL;
    const uint32_t *pair;
    size_t i, n;
    rhz_status st;

    index_names(w->g, part, &x);
    n = x.pairs.n / (2 * sizeof *pair);
    v = x.pairs.failed ? NULL : malloc((n + 1) * sizeof *v);
    st = v ? RHZ_OK : rhz_no_memory(w->err);
    pair = BUILD_ARRAY(uint32_t, x.pairs);
    for (i = 0; i < n && st == RHZ_OK; i++)
        v[i] = (struct name_entry){rhz_strings_at(&x.strings, pair[2 * i]), pair[2 * i + 1]};
    if (st == RHZ_OK) {
        qsort(v, n, sizeof *v, by_entry);
        st = write_index(w, part, v, n);
    }
    free(v);
    rhz_buf_free(&x.pairs);
    rhz_strings_free(&x.strings);
    return st;
}

/* ---- head ---- */

static rhz_status write_head(struct graph_writer *w)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, w->g->nodes);
    const struct build_fact *link = BUILD_ARRAY(struct build_fact, w->g->links);
    const struct build_group *edge = BUILD_ARRAY(struct build_group, w->g->edges);
    struct rhz_graph_counts c = {0};
    size_t i;

    c.nodes = (uint32_t)BUILD_COUNT(struct build_node, w->g->nodes);
    c.edges = (uint32_t)BUILD_COUNT(struct build_group, w->g->edges);
    c.properties = (uint32_t)BUILD_COUNT(struct build_group, w->g->properties);
    c.documents = (uint32_t)BUILD_COUNT(struct build_document, w->g->documents);
    c.statements = BUILD_COUNT(struct build_fact, w->g->links) + BUILD_COUNT(struct build_fact, w->g->values);
    for (i = 0; i < c.nodes; i++)
        c.nodes_by_kind[node[i].kind]++;
    for (i = 0; i < c.edges; i++)
        c.edges_by_relation[link[edge[i].first].relation]++;
    c.shifted = w->g->shifted;
    begin(w, RHZ_GRAPH_HEAD);
    rhz_graph_counts_put(&w->value, &c);
    return end(w);
}

rhz_status rhz_build_write(struct graph_build *g, struct rhz_error *err)
{
    struct graph_writer w = {.g = g, .err = err};
    rhz_status st;

    if ((st = write_adjacency(&w)) != RHZ_OK)
        goto done;
    if ((st = write_defined(&w)) != RHZ_OK)
        goto done;
    if ((st = write_documents(&w)) != RHZ_OK)
        goto done;
    if ((st = write_edges(&w)) != RHZ_OK)
        goto done;
    if ((st = write_names(&w, RHZ_GRAPH_FOLDED)) != RHZ_OK)
        goto done;
    if ((st = write_head(&w)) != RHZ_OK)
        goto done;
    if ((st = write_ids(&w)) != RHZ_OK)
        goto done;
    if ((st = write_names(&w, RHZ_GRAPH_KEY)) != RHZ_OK)
        goto done;
    if ((st = write_lists(&w)) != RHZ_OK)
        goto done;
    if ((st = write_members(&w)) != RHZ_OK)
        goto done;
    if ((st = write_nodes(&w)) != RHZ_OK)
        goto done;
    if ((st = write_properties(&w)) != RHZ_OK)
        goto done;
    if ((st = write_stated(&w)) != RHZ_OK)
        goto done;
    if ((st = write_variants(&w)) != RHZ_OK)
        goto done;
    st = write_names(&w, RHZ_GRAPH_WORD);
done:
    rhz_buf_free(&w.key);
    rhz_buf_free(&w.value);
    rhz_buf_free(&w.scratch);
    return st;
}
