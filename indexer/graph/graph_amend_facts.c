/* graph_amend_facts.c -- the edges and properties in which a statement came, went or changed its ends.
 *
 * Edges that can touch each other, by having one key, or contradicting each other, are of one class: the same ends, relation and
 * year (properties: node, name, year and label). The classes of all statements that come or go are taken whole: their
 * edges are read, the statements that stay in them fetched from the facts of their documents, and gathered again with the
 * new ones by the functions that make a graph afresh.
 */
#include "graph_amend.h"

#include <stdlib.h>

/* A statement to be gathered, or one that leaves. */
struct proof {
    uint32_t document, statement;
};

struct regrouping {
    struct amend *a;
    struct rhz_buf leaving; /* struct proof, sorted: statements that have other ends now */
    struct rhz_buf staying; /* struct proof */
    struct rhz_buf folded;
};

static int by_proof(const void *x, const void *y)
{
    const struct proof *a = x, *b = y;

    if (a->document != b->document)
        return a->document < b->document ? -1 : 1;
    return (a->statement > b->statement) - (a->statement < b->statement);
}

/* ---- classes ---- */

/* The year by which edges are in order: the same as in graph_write.c. */
static uint32_t year_of(uint32_t year, uint32_t from)
{
    return year ? year : from / 10000;
}

static uint64_t label_of(struct regrouping *r, struct rhz_span label)
{
    rhz_name_fold(label, &r->folded);
    r->a->classes.failed |= r->folded.failed;
    return rhz_hash64(rhz_buf_view(&r->folded));
}

static void note_class(struct regrouping *r, const struct rhz_statement *s, uint32_t from, uint32_t to)
{
    struct amend_class x;

    if (from == RHZ_NONE || (s->relation && (to == RHZ_NONE || to == from)))
        return;
    memset(&x, 0, sizeof x); /* compared as bytes */
    x.from = from;
    x.to = s->relation ? to : RHZ_NONE;
    x.relation = s->relation;
    x.property = s->property;
    x.year = s->relation ? year_of(s->year, s->from) : s->year;
    x.label = s->relation ? 0 : label_of(r, s->label);
    rhz_buf_append(&r->a->classes, &x, sizeof x);
}

/* Those of a node side by side, edges apart from properties. */
static int by_class(const void *x, const void *y)
{
    const struct amend_class *a = x, *b = y;

    if (a->relation != b->relation)
        return a->relation < b->relation ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->property != b->property)
        return a->property < b->property ? -1 : 1;
    if (a->year != b->year)
        return a->year < b->year ? -1 : 1;
    return (a->label > b->label) - (a->label < b->label);
}

/* ---- statements ---- */

/* A statement between two nodes; what says nothing is left out, as in graph_edges.c. */
static bool gather(struct amend *a, const struct rhz_statement *s, uint32_t document, uint32_t index, uint32_t from, uint32_t to)
{
    struct build_document d = {.document = document};
    struct rhz_buf *facts = s->relation ? &a->g->links : &a->g->values;
    struct build_fact *f;

    if (from == RHZ_NONE || (s->relation && (to == RHZ_NONE || to == from)))
        return true;
    if (!rhz_build_take_statement(a->g, s, &d, index) || facts->failed)
        return false;
    f = BUILD_ARRAY(struct build_fact, *facts) + BUILD_COUNT(struct build_fact, *facts) - 1;
    f->subject = from;
    f->object = s->relation ? to : RHZ_NONE;
    return true;
}

static uint32_t number_of(const struct amend *a, uint32_t node)
{
    return node == RHZ_NONE ? RHZ_NONE : BUILD_ARRAY(struct build_node, a->g->nodes)[node].number;
}

static uint32_t stored_at(const struct rhz_numbers *stored, uint32_t ordinal)
{
    return ordinal < stored->n ? rhz_numbers_at(stored, ordinal) : RHZ_NONE;
}

static rhz_status facts_of(struct amend *a, uint32_t document, struct rhz_facts *f)
{
    size_t i;
    rhz_status st;

    rhz_arena_reset(a->unit);
    a->work->documents++;
    *f = (struct rhz_facts){0};
    if ((st = rhz_build_facts_of(a->g, document, a->unit, f, a->err)) != RHZ_OK)
        return st == RHZ_NOT_FOUND ? RHZ_OK : st;
    for (i = 0; i < f->n_statements && st == RHZ_OK; i++)
        st = rhz_build_check_ends(f, &f->statements[i], a->err);
    return st;
}

static rhz_status take_touched(struct regrouping *r, const struct amend_document *t)
{
    struct amend *a = r->a;
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, a->g->entities) + t->now.first_entity;
    struct rhz_numbers stored;
    struct rhz_facts f;
    size_t i;
    rhz_status st = facts_of(a, t->document, &f);

    if (st != RHZ_OK || (st = rhz_graph_document_nodes(&a->graph, t->document, &stored, a->err)) != RHZ_OK)
        return st;
    for (i = 0; i < f.n_statements; i++) {
        const struct rhz_statement *s = &f.statements[i];
        uint32_t from, to;
        if (t->was)
            note_class(r, s, stored_at(&stored, s->subject), s->relation ? stored_at(&stored, s->object) : RHZ_NONE);
        if (!t->is)
            continue;
        from = e[s->subject].node;
        to = s->relation ? e[s->object].node : RHZ_NONE;
        note_class(r, s, number_of(a, from), number_of(a, to));
        if (!gather(a, s, t->document, (uint32_t)i, from, to))
            return rhz_no_memory(a->err);
    }
    return RHZ_OK;
}

/* The node of an entity of a document that stays: the one it moved to, else the one that bears its number. */
static uint32_t node_of(const struct amend *a, const struct amend_moved *m, size_t n, uint32_t ordinal, uint32_t stored, bool *moved)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (m[i].ordinal == ordinal) {
            *moved = true;
            return m[i].node;
        }
    return stored < a->graph.counts.nodes ? a->old[stored].node : RHZ_NONE;
}

/* Statements of a document some of whose entities are of other nodes now. */
static rhz_status take_moved(struct regrouping *r, const struct amend_moved *m, size_t n)
{
    struct amend *a = r->a;
    struct rhz_numbers stored;
    struct rhz_facts f;
    size_t i;
    rhz_status st = facts_of(a, m->document, &f);

    if (st != RHZ_OK || (st = rhz_graph_document_nodes(&a->graph, m->document, &stored, a->err)) != RHZ_OK)
        return st;
    for (i = 0; i < f.n_statements; i++) {
        const struct rhz_statement *s = &f.statements[i];
        struct proof x = {m->document, (uint32_t)i};
        uint32_t was_from = stored_at(&stored, s->subject), was_to = s->relation ? stored_at(&stored, s->object) : RHZ_NONE, from, to;
        bool moved = false;
        from = node_of(a, m, n, s->subject, was_from, &moved);
        to = s->relation ? node_of(a, m, n, s->object, was_to, &moved) : RHZ_NONE;
        if (!moved)
            continue;
        rhz_buf_append(&r->leaving, &x, sizeof x);
        note_class(r, s, was_from, was_to);
        note_class(r, s, number_of(a, from), number_of(a, to));
        if (!gather(a, s, m->document, (uint32_t)i, from, to))
            return rhz_no_memory(a->err);
    }
    return RHZ_OK;
}

static rhz_status take_changed(struct regrouping *r)
{
    struct amend *a = r->a;
    const struct amend_document *t = AMEND_OF(struct amend_document, a->touched);
    const struct amend_moved *m = AMEND_OF(struct amend_moved, a->moved);
    size_t n = BUILD_COUNT(struct amend_document, a->touched), n_moved = BUILD_COUNT(struct amend_moved, a->moved), i, end;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++)
        st = take_touched(r, &t[i]);
    for (i = 0; i < n_moved && st == RHZ_OK; i = end) {
        for (end = i + 1; end < n_moved && m[end].document == m[i].document;)
            end++;
        st = take_moved(r, m + i, end - i);
    }
    if (st == RHZ_OK && (a->classes.failed || r->leaving.failed))
        st = rhz_no_memory(a->err);
    return st;
}

/* ---- what is stored of the classes ---- */

static void keep_proofs(struct regrouping *r, const struct rhz_statement_ref *v, size_t n)
{
    const struct rhz_buf *leaving = &r->leaving;
    size_t i;

    r->a->n_facts_before += n;
    for (i = 0; i < n; i++) {
        struct proof x = {v[i].document, v[i].statement};
        const struct amend_document *t = rhz_amend_touched(r->a, x.document);
        if (t && t->was)
            continue;
        if (leaving->n && bsearch(&x, leaving->p, BUILD_COUNT(struct proof, *leaving), sizeof x, by_proof))
            continue;
        rhz_buf_append(&r->staying, &x, sizeof x);
    }
}

static rhz_status record_of(struct amend *a, enum rhz_graph_part part, uint32_t number, struct rhz_span *value)
{
    struct rhz_buf key = {0};
    struct rhz_span v;
    rhz_status st;

    rhz_graph_key(&key, a->graph.generation, part);
    rhz_put_be32(&key, number);
    st = key.failed ? rhz_no_memory(a->err) : rhz_txn_get(*a->g->txn, RHZ_DB_GRAPH, rhz_buf_view(&key), &v, a->err);
    rhz_buf_free(&key);
    if (st == RHZ_NOT_FOUND) {
        a->lost = true;
        return RHZ_OK;
    }
    if (st != RHZ_OK)
        return st;
    *value = rhz_arena_copy(a->arena, v); /* it must outlast the first write */
    return value->p ? RHZ_OK : rhz_no_memory(a->err);
}

static rhz_status read_edges(struct regrouping *r, const struct amend_class *c)
{
    struct amend *a = r->a;
    struct rhz_adjacency list;
    size_t i;
    rhz_status st = rhz_graph_adjacency(&a->graph, c->from, c->relation, true, &list, a->err);

    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        struct rhz_adjacent x = rhz_adjacency_at(&list, i);
        struct amend_record record = {.number = x.edge, .from = c->from, .to = c->to, .year = x.year, .relation = c->relation};
        struct rhz_graph_edge e;
        if (x.other != c->to || x.year != c->year)
            continue;
        rhz_arena_reset(a->unit);
        if ((st = record_of(a, RHZ_GRAPH_EDGE, x.edge, &record.value)) != RHZ_OK || a->lost ||
            (st = rhz_graph_edge_get(record.value, a->unit, &e, a->err)) != RHZ_OK)
            break;
        record.id = e.id;
        rhz_buf_append(&a->edges, &record, sizeof record);
        keep_proofs(r, e.proofs, e.n_proofs);
    }
    return st;
}

static bool is_of_class(struct regrouping *r, const struct rhz_graph_property *p, const struct amend_class *c, size_t n)
{
    uint64_t label = label_of(r, p->label);
    size_t i;

    for (i = 0; i < n; i++)
        if (c[i].property == p->property && c[i].year == p->year && c[i].label == label)
            return true;
    return false;
}

/* Properties of one node in classes [c, c + n). */
static rhz_status read_properties(struct regrouping *r, const struct amend_class *c, size_t n)
{
    struct amend *a = r->a;
    struct rhz_numbers list;
    size_t i;
    rhz_status st = rhz_graph_properties(&a->graph, c->from, &list, a->err);

    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        struct amend_record record = {.number = rhz_numbers_at(&list, i), .from = c->from};
        struct rhz_graph_property p;
        rhz_arena_reset(a->unit);
        if ((st = rhz_graph_property(&a->graph, record.number, a->unit, &p, a->err)) != RHZ_OK || !is_of_class(r, &p, c, n))
            continue;
        record.id = p.id;
        if ((st = record_of(a, RHZ_GRAPH_PROPERTY, record.number, &record.value)) != RHZ_OK || a->lost)
            break;
        rhz_buf_append(&a->properties, &record, sizeof record);
        keep_proofs(r, p.proofs, p.n_proofs);
    }
    return st;
}

static int by_record(const void *x, const void *y)
{
    const struct amend_record *a = x, *b = y;

    return (a->id > b->id) - (a->id < b->id);
}

static rhz_status read_classes(struct regrouping *r)
{
    struct amend *a = r->a;
    struct amend_class *c = AMEND_OF(struct amend_class, a->classes);
    size_t n = BUILD_COUNT(struct amend_class, a->classes), i, end, kept = 0;
    rhz_status st = RHZ_OK;

    if (n)
        qsort(c, n, sizeof *c, by_class);
    for (i = 0; i < n; i++)
        if (i == 0 || by_class(&c[i], &c[i - 1]) != 0)
            c[kept++] = c[i];
    if (r->leaving.n)
        qsort(r->leaving.p, BUILD_COUNT(struct proof, r->leaving), sizeof(struct proof), by_proof);
    for (i = 0; i < kept && st == RHZ_OK && !a->lost; i = end) {
        end = i + 1;
        if (c[i].relation) {
            st = read_edges(r, &c[i]);
            continue;
        }
        while (end < kept && !c[end].relation && c[end].from == c[i].from)
            end++;
        st = read_properties(r, c + i, end - i);
    }
    if (st == RHZ_OK && (a->edges.failed || a->properties.failed || r->staying.failed || a->classes.failed))
        st = rhz_no_memory(a->err);
    if (st == RHZ_OK && a->edges.n)
        qsort(a->edges.p, BUILD_COUNT(struct amend_record, a->edges), sizeof(struct amend_record), by_record);
    if (st == RHZ_OK && a->properties.n)
        qsort(a->properties.p, BUILD_COUNT(struct amend_record, a->properties), sizeof(struct amend_record), by_record);
    return st;
}

/* ---- statements that stay ---- */

static rhz_status take_staying_of(struct regrouping *r, const struct proof *p, size_t n)
{
    struct amend *a = r->a;
    struct rhz_numbers stored;
    struct rhz_facts f;
    bool moved;
    size_t i;
    rhz_status st = facts_of(a, p->document, &f);

    if (st != RHZ_OK || (st = rhz_graph_document_nodes(&a->graph, p->document, &stored, a->err)) != RHZ_OK)
        return st;
    for (i = 0; i < n; i++) {
        const struct rhz_statement *s;
        uint32_t from, to;
        if (p[i].statement >= f.n_statements) {
            a->lost = true;
            return RHZ_OK;
        }
        s = &f.statements[p[i].statement];
        from = node_of(a, NULL, 0, s->subject, stored_at(&stored, s->subject), &moved);
        to = s->relation ? node_of(a, NULL, 0, s->object, stored_at(&stored, s->object), &moved) : RHZ_NONE;
        if (!gather(a, s, p->document, p[i].statement, from, to))
            return rhz_no_memory(a->err);
    }
    return RHZ_OK;
}

static rhz_status take_staying(struct regrouping *r)
{
    struct proof *p = BUILD_ARRAY(struct proof, r->staying);
    size_t n = BUILD_COUNT(struct proof, r->staying), i, end;
    rhz_status st = RHZ_OK;

    if (n)
        qsort(p, n, sizeof *p, by_proof);
    for (i = 0; i < n && st == RHZ_OK && !r->a->lost; i = end) {
        for (end = i + 1; end < n && p[end].document == p[i].document;)
            end++;
        if ((st = take_staying_of(r, p + i, end - i)) == RHZ_OK)
            st = rhz_build_within_budget(r->a->g, r->a->err);
    }
    return st;
}

/* ---- order of documents ---- */

struct ranked {
    uint32_t document, rank;
    struct rhz_span uri;
};

static int by_number(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;

    return (a->document > b->document) - (a->document < b->document);
}

static int by_uri(const void *x, const void *y)
{
    return rhz_span_cmp(((const struct ranked *)x)->uri, ((const struct ranked *)y)->uri);
}

static void list_documents(const struct rhz_buf *facts, struct rhz_buf *out)
{
    const struct build_fact *f = BUILD_ARRAY(struct build_fact, *facts);
    size_t i;

    for (i = 0; i < BUILD_COUNT(struct build_fact, *facts); i++) {
        struct ranked x = {.document = f[i].document};
        if (i == 0 || f[i].document != f[i - 1].document)
            rhz_buf_append(out, &x, sizeof x);
    }
}

static void set_ranks(struct rhz_buf *facts, const struct ranked *v, size_t n)
{
    struct build_fact *f = BUILD_ARRAY(struct build_fact, *facts);
    size_t i;

    for (i = 0; i < BUILD_COUNT(struct build_fact, *facts); i++) {
        struct ranked key = {.document = f[i].document};
        const struct ranked *found = bsearch(&key, v, n, sizeof *v, by_number);
        f[i].rank = found ? found->rank : 0;
    }
}

/* Proofs are in order of the least address of their documents. */
static rhz_status rank_documents(struct amend *a)
{
    struct rhz_buf list = {0};
    struct ranked *v;
    size_t i, n, kept = 0;
    rhz_status st = RHZ_OK;

    list_documents(&a->g->links, &list);
    list_documents(&a->g->values, &list);
    v = BUILD_ARRAY(struct ranked, list);
    n = BUILD_COUNT(struct ranked, list);
    if (list.failed)
        st = rhz_no_memory(a->err);
    if (st == RHZ_OK && n)
        qsort(v, n, sizeof *v, by_number);
    for (i = 0; i < n && st == RHZ_OK; i++)
        if (i == 0 || v[i].document != v[i - 1].document)
            v[kept++] = v[i];
    for (i = 0; i < kept && st == RHZ_OK && !a->lost; i++) {
        struct rhz_span *uris;
        size_t n_uris = 0;
        rhz_arena_reset(a->unit);
        st = rhz_document_uris(*a->g->txn, v[i].document, a->g->publication->number, a->unit, &uris, &n_uris, a->err);
        a->lost = st == RHZ_NOT_FOUND || (st == RHZ_OK && n_uris == 0);
        if (st == RHZ_OK && n_uris && !(v[i].uri = rhz_arena_copy(a->arena, uris[0])).p)
            st = rhz_no_memory(a->err);
    }
    if (st == RHZ_OK && !a->lost && kept) {
        qsort(v, kept, sizeof *v, by_uri);
        for (i = 0; i < kept; i++)
            v[i].rank = (uint32_t)i;
        qsort(v, kept, sizeof *v, by_number);
        set_ranks(&a->g->links, v, kept);
        set_ranks(&a->g->values, v, kept);
    }
    rhz_buf_free(&list);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* ---- numbers ---- */

/* What has an id that was there keeps its number. */
static void number_groups(struct rhz_buf *groups, struct rhz_buf *records, const struct rhz_numbers *free_ones, size_t *used, uint32_t *end)
{
    struct build_group *v = BUILD_ARRAY(struct build_group, *groups);
    size_t i, n = BUILD_COUNT(struct build_group, *groups);

    for (i = 0; i < n; i++) {
        struct amend_record key = {.id = v[i].id};
        struct amend_record *found =
            records->n ? bsearch(&key, records->p, BUILD_COUNT(struct amend_record, *records), sizeof key, by_record) : NULL;
        v[i].is_new = !found || found->kept;
        if (!v[i].is_new) {
            v[i].number = found->number;
            found->kept = true;
        } else {
            v[i].number = rhz_amend_number(free_ones, used, end);
        }
    }
}

rhz_status rhz_amend_facts(struct amend *a)
{
    struct regrouping r = {.a = a};
    rhz_status st;

    if ((st = take_changed(&r)) != RHZ_OK || a->lost || (st = read_classes(&r)) != RHZ_OK || a->lost ||
        (st = take_staying(&r)) != RHZ_OK || a->lost || (st = rank_documents(a)) != RHZ_OK || a->lost)
        goto done;
    if ((st = rhz_build_group(a->g, &a->g->links, &a->g->edges, a->err)) != RHZ_OK ||
        (st = rhz_build_group(a->g, &a->g->values, &a->g->properties, a->err)) != RHZ_OK)
        goto done;
    number_groups(&a->g->edges, &a->edges, &a->free_edges, &a->used_edges, &a->edge_end);
    number_groups(&a->g->properties, &a->properties, &a->free_properties, &a->used_properties, &a->property_end);
    a->work->edges = BUILD_COUNT(struct build_group, a->g->edges) + BUILD_COUNT(struct build_group, a->g->properties);
done:
    rhz_buf_free(&r.leaving);
    rhz_buf_free(&r.staying);
    rhz_buf_free(&r.folded);
    return st;
}
