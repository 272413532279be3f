/* facets.c -- exact counts, each that of the same search with one more field: annee:2023, organisation:#ID, financeur:#ID.
 *
 * Mentions are kept by entity, not by passage: one walk over those of a segment, and a look at a bit for each, costs less
 * than turning them round would, and nothing is stored for it.
 */
#include "facets.h"

#include <stdlib.h>

#include "field_filter.h"
#include "graph.h"
#include "names.h"

static const char *const names[RHZ_FACETS] = {"type", "annee", "personne", "organisation", "programme", "financeur"};

const char *rhz_facet_name(enum rhz_facet_kind kind)
{
    return (unsigned)kind < RHZ_FACETS ? names[kind] : NULL;
}

/* A value while it is counted. */
struct tally {
    struct rhz_span key; /* order among equals */
    const char *value;
    uint64_t entity, passages;
};

struct tallies {
    struct tally *v;
    size_t n, cap;
};

struct counter {
    struct rhz_collector *c;
    struct rhz_fields fields;
    struct rhz_graph graph;
    struct rhz_arena *arena, *scratch; /* of the result; of one document */
    struct tallies of[RHZ_FACETS];
    uint32_t *mentions;   /* per node: marked passages */
    unsigned char *named; /* bit per node: an entity of a document with marked passages */
    /* of the segment and the document whose mentions are read: */
    struct rhz_searched *s;
    uint32_t document;
    struct rhz_numbers nodes;
    uint64_t *pairs; /* node and passage, of the document */
    size_t n_pairs, pair_cap;
};

static bool is_marked(const struct rhz_searched *s, uint32_t passage)
{
    uint32_t i = passage - s->first_passage;

    return i < s->n_passages && (s->matched[i / 64] >> i % 64 & 1);
}

/* ---- type and year ---- */

static rhz_status add_value(struct counter *k, struct tallies *t, struct rhz_span value, uint64_t passages,
                            struct rhz_error *err)
{
    struct tally x = {.passages = passages};

    if (!value.n)
        return RHZ_OK;
    for (size_t i = 0; i < t->n; i++) /* few values: types, years */
        if (rhz_span_eq(t->v[i].key, value)) {
            t->v[i].passages += passages;
            return RHZ_OK;
        }
    if (!(x.value = rhz_arena_str(k->arena, value)) || !RHZ_PUSH(k->arena, t->v, t->n, t->cap))
        return rhz_no_memory(err);
    x.key = rhz_span(x.value, value.n);
    t->v[t->n++] = x;
    return RHZ_OK;
}

static rhz_status count_document(struct counter *k, uint32_t document, uint64_t passages, struct rhz_error *err)
{
    struct rhz_document_record r;
    struct rhz_numbers nodes;
    char date[11];
    rhz_status st;

    rhz_arena_reset(k->scratch);
    if ((st = rhz_snapshot_document(k->c->snapshot, document, k->scratch, &r, err)) != RHZ_OK)
        return st;
    rhz_date_text(r.date, date);
    date[4] = 0;
    if ((st = add_value(k, &k->of[RHZ_FACET_TYPE], r.type, passages, err)) != RHZ_OK ||
        (st = add_value(k, &k->of[RHZ_FACET_YEAR], rhz_span_of(date[0] ? date : ""), passages, err)) != RHZ_OK ||
        (st = rhz_graph_document_nodes(&k->graph, document, &nodes, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < nodes.n; i++) {
        uint32_t node = rhz_numbers_at(&nodes, i);

        if (node < k->graph.counts.nodes)
            k->named[node / 8] |= (unsigned char)(1u << node % 8);
    }
    return rhz_patience_check(&k->c->patience, err);
}

static rhz_status count_documents(struct counter *k, struct rhz_searched *s, struct rhz_error *err)
{
    uint32_t document = 0;
    uint64_t n = 0;
    rhz_status st = RHZ_OK;

    for (uint32_t w = 0; w < s->n_passages / 64 + 1; w++)
        for (uint64_t bits = s->matched[w]; bits && st == RHZ_OK; bits &= bits - 1) {
            uint32_t d = rhz_segment_document_of(s->segment, s->first_passage + w * 64 + (uint32_t)__builtin_ctzll(bits));

            if (d != document && n)
                st = count_document(k, document, n, err);
            n = d == document ? n + 1 : 1;
            document = d;
        }
    return st == RHZ_OK && n ? count_document(k, document, n, err) : st;
}

/* ---- who is mentioned ---- */

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Two entities of a document may be one node: a passage that mentions both counts once. */
static void end_document(struct counter *k)
{
    if (k->n_pairs)
        qsort(k->pairs, k->n_pairs, sizeof *k->pairs, by_number);
    for (size_t i = 0; i < k->n_pairs; i++)
        if (!i || k->pairs[i] != k->pairs[i - 1])
            k->mentions[k->pairs[i] >> 32]++;
    k->n_pairs = 0;
}

static rhz_status count_mention(void *context, uint32_t document, uint32_t ordinal, const uint32_t *passages, size_t n,
                                struct rhz_error *err)
{
    struct counter *k = context;
    uint32_t node;
    rhz_status st;

    if (document != k->document) {
        end_document(k);
        k->document = document;
        if ((st = rhz_graph_document_nodes(&k->graph, document, &k->nodes, err)) != RHZ_OK ||
            (st = rhz_patience_check(&k->c->patience, err)) != RHZ_OK)
            return st;
    }
    node = ordinal < k->nodes.n ? rhz_numbers_at(&k->nodes, ordinal) : RHZ_NONE;
    for (size_t i = 0; node < k->graph.counts.nodes && i < n; i++) {
        if (!is_marked(k->s, passages[i]))
            continue;
        if (!RHZ_PUSH(k->arena, k->pairs, k->n_pairs, k->pair_cap))
            return rhz_no_memory(err);
        k->pairs[k->n_pairs++] = (uint64_t)node << 32 | passages[i];
    }
    return RHZ_OK;
}

static rhz_status add_node(struct counter *k, enum rhz_facet_kind facet, const struct rhz_graph_node *n, uint64_t passages,
                           struct rhz_error *err)
{
    struct tallies *t = &k->of[facet];
    struct tally x = {.entity = n->id, .passages = passages, .value = rhz_arena_str(k->arena, n->name)};
    struct rhz_buf fold = {0};

    rhz_name_fold(n->name, &fold);
    x.key = fold.failed ? rhz_span(NULL, 0) : rhz_arena_copy(k->arena, rhz_buf_view(&fold));
    rhz_buf_free(&fold);
    if (!x.value || !x.key.p || !RHZ_PUSH(k->arena, t->v, t->n, t->cap))
        return rhz_no_memory(err);
    t->v[t->n++] = x;
    return RHZ_OK;
}

/* ---- who pays ---- */

static rhz_status count_funder(struct counter *k, uint32_t node, uint64_t *n, struct rhz_error *err)
{
    struct rhz_field_set set = {0};
    rhz_status st = rhz_field_funding(&k->fields, &k->graph, node, &set, err);

    *n = 0;
    if (st != RHZ_OK)
        return st;
    rhz_field_sort(&set);
    for (size_t i = 0; i < set.n; i++)
        *n += is_marked(rhz_collect_segment(k->c, set.passages[i]), set.passages[i]);
    return RHZ_OK;
}

static rhz_status count_nodes(struct counter *k, struct rhz_error *err)
{
    for (uint32_t i = 0; i < k->graph.counts.nodes; i++) {
        struct rhz_graph_node n;
        uint64_t paid = 0;
        rhz_status st;

        if (!(k->named[i / 8] >> i % 8 & 1))
            continue;
        rhz_arena_reset(k->scratch);
        if ((st = rhz_graph_node(&k->graph, i, k->scratch, &n, err)) != RHZ_OK || (st = count_funder(k, i, &paid, err)) != RHZ_OK ||
            (paid && (st = add_node(k, RHZ_FACET_FUNDER, &n, paid, err)) != RHZ_OK))
            return st;
        if (k->mentions[i] && (n.kind == RHZ_PERSONNE || n.kind == RHZ_ORGANISATION || n.kind == RHZ_PROGRAMME) &&
            (st = add_node(k, n.kind == RHZ_PERSONNE ? RHZ_FACET_PERSON : n.kind == RHZ_PROGRAMME ? RHZ_FACET_PROGRAMME
                                                                                     : RHZ_FACET_ORGANISATION,
                           &n, k->mentions[i], err)) != RHZ_OK)
            return st;
        if ((st = rhz_patience_check(&k->c->patience, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* ---- all of it ---- */

static int by_passages(const void *a, const void *b)
{
    const struct tally *p = a, *q = b;
    int c;

    if (p->passages != q->passages)
        return p->passages > q->passages ? -1 : 1;
    c = rhz_span_cmp(p->key, q->key);
    return c ? c : (p->entity > q->entity) - (p->entity < q->entity);
}

static rhz_status give(struct counter *k, uint32_t most, struct rhz_facet_list out[RHZ_FACETS], struct rhz_error *err)
{
    for (size_t f = 0; f < RHZ_FACETS; f++) {
        struct tallies *t = &k->of[f];

        if (t->n)
            qsort(t->v, t->n, sizeof *t->v, by_passages);
        out[f].n_values = t->n;
        out[f].n = t->n < most ? t->n : most;
        if (!(out[f].v = rhz_arena_zalloc(k->arena, out[f].n + 1, sizeof *out[f].v)))
            return rhz_no_memory(err);
        for (size_t i = 0; i < out[f].n; i++)
            out[f].v[i] = (struct rhz_facet){t->v[i].value, t->v[i].entity, t->v[i].passages};
    }
    return RHZ_OK;
}

static rhz_status count_all(struct counter *k, struct rhz_error *err)
{
    rhz_status st;

    for (size_t i = 0; i < k->c->n_segments; i++) {
        struct rhz_searched *s = k->s = &k->c->segments[i];

        k->fields.segments[i] = s->segment;
        k->document = 0;
        if ((st = count_documents(k, s, err)) != RHZ_OK ||
            (k->graph.counts.nodes && (st = rhz_segment_each_mention(s->segment, count_mention, k, err)) != RHZ_OK))
            return st;
        end_document(k);
    }
    return count_nodes(k, err);
}

rhz_status rhz_facets_count(struct rhz_collector *c, uint32_t most, struct rhz_arena *arena,
                            struct rhz_facet_list out[RHZ_FACETS], struct rhz_error *err)
{
    struct rhz_arena *own = c->snapshot->arena;
    struct counter k = {.c = c, .arena = arena, .fields = {.snapshot = c->snapshot, .patience = &c->patience}};
    rhz_status st = rhz_graph_open(c->snapshot->txn, c->snapshot->publication.graph, &k.graph, err);

    if (st != RHZ_OK)
        return st;
    k.scratch = rhz_arena_new();
    k.mentions = rhz_arena_zalloc(own, (size_t)k.graph.counts.nodes + 1, sizeof *k.mentions);
    k.named = rhz_arena_zalloc(own, rhz_graph_bits_bytes(&k.graph), 1);
    k.fields.segments = rhz_arena_zalloc(own, c->n_segments + 1, sizeof *k.fields.segments);
    if (!k.scratch || !k.mentions || !k.named || !k.fields.segments)
        st = rhz_no_memory(err);
    if (st == RHZ_OK && (st = count_all(&k, err)) == RHZ_OK)
        st = give(&k, most, out, err);
    rhz_arena_free(k.scratch);
    return st;
}
