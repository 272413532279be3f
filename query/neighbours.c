/* neighbours.c -- who is mentioned beside whom: entities that share passages.
 *
 * Each document that mentions the entity is opened once; its facts say where each of its entities stands. Passages of the
 * entity are marked, and every other entity counts the marked passages that it stands in, each once. The proof is where
 * two mentions stand nearest to each other, read back from the text.
 */
#include <stdlib.h>

#include "link_read.h"
#include "segment.h"

enum { AROUND = 80, QUOTE_MOST = 600 };

struct rhz_neighbours {
    struct rhz_arena *arena;
    struct rhz_neighbour *v;
    size_t n;
    uint64_t total;
};

/* What is known so far of one other node. */
struct company {
    uint32_t node, passages, documents, last_document;
    uint32_t document, start, end; /* where they stand nearest */
};

struct reading {
    struct rhz_link_reader in;
    struct rhz_arena *work, *one; /* all along; one document */
    struct rhz_neighbours *out;
    unsigned kind;
    struct rhz_period period;
    uint32_t node;
    struct company *v;
    size_t n, cap;
    uint32_t *slot;               /* node -> 1 + index into v; 0: none */
};

struct opened {
    uint32_t number;
    struct rhz_document_record record;
    struct rhz_facts facts;
    struct rhz_numbers nodes;
    unsigned char *marked;        /* passages that mention the entity */
};

/* ---- one document ---- */

static rhz_status open_document(struct reading *r, uint32_t number, struct opened *d, struct rhz_error *err)
{
    unsigned char key[4];
    struct rhz_span value;
    rhz_status st;

    *d = (struct opened){.number = number};
    rhz_store_be32(key, number);
    if ((st = rhz_snapshot_document(&r->in.view.snapshot, number, r->one, &d->record, err)) != RHZ_OK)
        return st;
    st = rhz_txn_get(r->in.view.snapshot.txn, RHZ_DB_FACTS, rhz_span((char *)key, sizeof key), &value, err);
    if (st == RHZ_NOT_FOUND) /* an imported graph: its documents have no text */
        return RHZ_OK;
    if (st != RHZ_OK || (st = rhz_facts_get(value, r->one, &d->facts, err)) != RHZ_OK)
        return st;
    d->marked = rhz_arena_zalloc(r->one, d->record.n_passages + 1, 1);
    if (!d->marked)
        return rhz_no_memory(err);
    return rhz_graph_document_nodes(&r->in.view.graph, number, &d->nodes, err);
}

/* Passages ascend and do not overlap; n_passages: the place is in none. */
static size_t passage_of(const struct opened *d, uint32_t at)
{
    size_t low = 0, high = d->record.n_passages;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (d->record.passages[mid].end <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < d->record.n_passages && d->record.passages[low].start <= at ? low : d->record.n_passages;
}

static uint32_t node_of(const struct opened *d, size_t entity)
{
    return entity < d->nodes.n ? rhz_numbers_at(&d->nodes, entity) : RHZ_NONE;
}

static void mark_passages(struct reading *r, struct opened *d)
{
    for (size_t i = 0; i < d->facts.n_entities; i++)
        for (size_t k = 0; node_of(d, i) == r->node && k < d->facts.entities[i].n_mentions; k++)
            d->marked[passage_of(d, d->facts.entities[i].mentions[k].start)] = 1;
    d->marked[d->record.n_passages] = 0;
}

static rhz_status company_of(struct reading *r, uint32_t node, struct company **out, struct rhz_error *err)
{
    if (!r->slot[node]) {
        if (!RHZ_PUSH(r->work, r->v, r->n, r->cap))
            return rhz_no_memory(err);
        r->v[r->n++] = (struct company){.node = node, .last_document = RHZ_NONE, .end = UINT32_MAX};
        r->slot[node] = (uint32_t)r->n;
    }
    *out = &r->v[r->slot[node] - 1];
    return RHZ_OK;
}

/* The mention of our entity that stands nearest to `m` within its passage. */
static void note_nearest(struct reading *r, const struct opened *d, const struct rhz_mention *m, size_t passage,
                         struct company *c)
{
    for (size_t i = 0; i < d->facts.n_entities; i++) {
        const struct rhz_document_entity *e = &d->facts.entities[i];
        for (size_t k = 0; node_of(d, i) == r->node && k < e->n_mentions; k++) {
            uint32_t start = e->mentions[k].start < m->start ? e->mentions[k].start : m->start;
            uint32_t end = e->mentions[k].end > m->end ? e->mentions[k].end : m->end;
            if (passage_of(d, e->mentions[k].start) != passage || (c->end != UINT32_MAX && end - start >= c->end - c->start))
                continue;
            c->document = d->number;
            c->start = start;
            c->end = end;
        }
    }
}

static rhz_status count_entity(struct reading *r, const struct opened *d, size_t entity, struct rhz_error *err)
{
    const struct rhz_document_entity *e = &d->facts.entities[entity];
    uint32_t node = node_of(d, entity);
    size_t last = d->record.n_passages;
    struct company *c = NULL;
    rhz_status st;

    if (node >= r->in.view.graph.counts.nodes || node == r->node || (r->kind && e->kind != r->kind))
        return RHZ_OK;
    for (size_t k = 0; k < e->n_mentions; k++) {
        size_t passage = passage_of(d, e->mentions[k].start);
        if (!d->marked[passage] || passage == last)
            continue;
        if ((st = company_of(r, node, &c, err)) != RHZ_OK)
            return st;
        c->documents += c->last_document != d->number;
        c->last_document = d->number;
        c->passages++;
        last = passage;
        note_nearest(r, d, &e->mentions[k], passage, c);
    }
    return RHZ_OK;
}

static rhz_status read_document(struct reading *r, uint32_t number, struct rhz_error *err)
{
    struct opened d;
    struct rhz_time t = {0};
    rhz_status st;

    rhz_arena_reset(r->one);
    if ((st = open_document(r, number, &d, err)) != RHZ_OK || !d.facts.n_entities)
        return st;
    t.year = d.record.date / 10000;
    if (!rhz_period_is_open(r->period) && rhz_time_in(t, r->period) == RHZ_NOT_THEN)
        return RHZ_OK;
    mark_passages(r, &d);
    for (size_t i = 0; i < d.facts.n_entities && st == RHZ_OK; i++)
        st = count_entity(r, &d, i, err);
    return st;
}

/* ---- the proof ---- */

static rhz_status read_proof(struct reading *r, const struct company *c, struct rhz_evidence *out, struct rhz_error *err)
{
    struct rhz_snapshot *s = &r->in.view.snapshot;
    struct opened d;
    struct rhz_document layout = {0};
    struct rhz_span text, uri;
    char id[17], date[11];
    uint32_t from, to;
    size_t passage;
    rhz_status st;

    rhz_arena_reset(r->one);
    if ((st = open_document(r, c->document, &d, err)) != RHZ_OK || (st = rhz_snapshot_uri(s, c->document, r->one, &uri, err)) != RHZ_OK)
        return st;
    if ((passage = passage_of(&d, c->start)) == d.record.n_passages)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une mention est hors de son document.");
    from = c->start > d.record.passages[passage].start + AROUND ? c->start - AROUND : d.record.passages[passage].start;
    to = c->end + AROUND < d.record.passages[passage].end ? c->end + AROUND : d.record.passages[passage].end;
    if (to - from > QUOTE_MOST)
        to = from + QUOTE_MOST;
    st = rhz_text_read(s->txn, d.record.segment, d.record.body_offset + from, to - from, r->one, &text, err);
    if (st != RHZ_OK)
        return st;
    while (from > d.record.passages[passage].start && text.n && *text.p != ' ' && *text.p != '\n')
        text.p++, text.n--, from++;
    while (to < d.record.passages[passage].end && text.n && text.p[text.n - 1] != ' ' && text.p[text.n - 1] != '\n')
        text.n--, to--;
    while (text.n && (*text.p == ' ' || *text.p == '\n'))
        text.p++, text.n--, from++;
    st = rhz_text_read(s->txn, d.record.segment, d.record.body_offset + d.record.text_bytes, d.record.layout_bytes, r->one, &uri,
                       err);
    layout.text = rhz_span("", d.record.text_bytes);
    if (st != RHZ_OK || (st = rhz_layout_get(uri, r->one, &layout, err)) != RHZ_OK ||
        (st = rhz_snapshot_uri(s, c->document, r->one, &uri, err)) != RHZ_OK)
        return st;
    rhz_id_text(rhz_document_id(uri), id);
    rhz_date_text(d.record.date, date);
    *out = (struct rhz_evidence){.start = from, .end = from + (uint32_t)text.n, .rule = "mention",
                                 .page = rhz_document_page(&layout, c->start, NULL),
                                 .line = rhz_document_line(&layout, c->start)};
    out->document = rhz_arena_str(r->out->arena, rhz_span_of(id));
    out->date = rhz_arena_str(r->out->arena, rhz_span_of(date));
    out->uri = rhz_arena_str(r->out->arena, uri);
    out->title = rhz_arena_str(r->out->arena, d.record.title);
    out->quote = rhz_arena_str(r->out->arena, rhz_span_trim(text));
    return out->document && out->date && out->uri && out->title && out->quote ? RHZ_OK : rhz_no_memory(err);
}

/* ---- public ---- */

static int most_often(const void *a, const void *b)
{
    const struct company *x = a, *y = b;

    if (x->passages != y->passages)
        return x->passages > y->passages ? -1 : 1;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static rhz_status give(struct reading *r, uint32_t limit, struct rhz_error *err)
{
    struct rhz_neighbours *out = r->out;
    size_t most = r->n < limit ? r->n : limit;
    rhz_status st = RHZ_OK;

    if (r->n)
        qsort(r->v, r->n, sizeof *r->v, most_often);
    out->total = r->n;
    out->v = rhz_arena_zalloc(out->arena, most + 1, sizeof *out->v);
    if (!out->v)
        return rhz_no_memory(err);
    for (size_t i = 0; i < most && st == RHZ_OK; i++) {
        struct rhz_neighbour *x = &out->v[i];
        x->passages = r->v[i].passages;
        x->documents = r->v[i].documents;
        if ((st = rhz_entity_read(&r->in, r->v[i].node, &x->entity, err)) == RHZ_OK)
            st = read_proof(r, &r->v[i], &x->evidence, err);
        out->n += st == RHZ_OK;
    }
    return st;
}

static rhz_status read_neighbours(struct reading *r, uint64_t id, uint32_t limit, struct rhz_error *err)
{
    struct rhz_entity_ref *refs;
    size_t n;
    rhz_status st = rhz_view_find(&r->in.view, id, &r->node, err);

    if (st != RHZ_OK || (st = rhz_graph_members(&r->in.view.graph, r->node, r->work, &refs, &n, err)) != RHZ_OK)
        return st;
    r->slot = rhz_arena_zalloc(r->work, r->in.view.graph.counts.nodes, sizeof *r->slot);
    if (!r->slot)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n && st == RHZ_OK; i++)
        if ((i == 0 || refs[i].document != refs[i - 1].document) &&
            rhz_publication_alive(&r->in.view.snapshot.publication, refs[i].document))
            st = read_document(r, refs[i].document, err);
    return st == RHZ_OK ? give(r, limit ? limit : 20, err) : st;
}

rhz_status rhz_neighbours_of(struct rhz_base *b, uint64_t id, const char *kind, struct rhz_period period, uint32_t limit,
                             struct rhz_neighbours **out, struct rhz_error *err)
{
    struct reading r = {.work = rhz_arena_new(), .one = rhz_arena_new(), .out = calloc(1, sizeof *r.out), .period = period};
    rhz_status st = RHZ_OK;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (kind && *kind && !(r.kind = rhz_kind_number(rhz_span_of(kind))))
        st = rhz_fail(err, RHZ_INVALID, "« %s » n'est pas un genre d'entité.", kind);
    else if (!r.work || !r.one || !r.out || !r.out->arena)
        st = rhz_no_memory(err);
    if (st == RHZ_OK && (st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK)
        st = read_neighbours(&r, id, limit, err);
    rhz_link_reader_close(&r.in);
    rhz_arena_free(r.work);
    rhz_arena_free(r.one);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_neighbours_free(r.out);
    return st;
}

size_t rhz_neighbours_count(const struct rhz_neighbours *n)
{
    return n->n;
}

uint64_t rhz_neighbours_total(const struct rhz_neighbours *n)
{
    return n->total;
}

const struct rhz_neighbour *rhz_neighbours_get(const struct rhz_neighbours *n, size_t i)
{
    return i < n->n ? &n->v[i] : NULL;
}

void rhz_neighbours_free(struct rhz_neighbours *n)
{
    if (!n)
        return;
    rhz_arena_free(n->arena);
    free(n);
}
