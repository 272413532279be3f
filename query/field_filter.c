/* field_filter.c -- champ:valeur. A field says yes or no to a passage and never counts in its score.
 *
 * Two kinds. titre, type, annee and document ask the document, so each live document is asked once and brings all its
 * passages. personne, organisation, programme and financeur ask the graph: the node's document entities lead to mention
 * postings, the proofs of a link to the passages they stand in; no list grows with the base. Values that name nothing
 * give an empty set and a hint, never an error: a word may be missing from one base and not from the next.
 */
#include "field_filter.h"

#include <stdlib.h>

#include "graph.h"

static rhz_status push(struct rhz_fields *f, struct rhz_field_set *set, uint32_t passage, struct rhz_error *err)
{
    if (!RHZ_PUSH(f->snapshot->arena, set->passages, set->n, set->cap))
        return rhz_no_memory(err);
    set->passages[set->n++] = passage;
    return RHZ_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

void rhz_field_sort(struct rhz_field_set *set)
{
    size_t n = 0;

    if (set->n)
        qsort(set->passages, set->n, sizeof *set->passages, by_number);
    for (size_t i = 0; i < set->n; i++)
        if (!n || set->passages[i] != set->passages[n - 1])
            set->passages[n++] = set->passages[i];
    set->n = n;
}

/* ---- fields of the document ---- */

struct question {
    enum rhz_query_field field;
    const struct rhz_leaf *leaf;
    uint32_t from, to;             /* years */
    struct rhz_buf value, room;    /* folded */
    struct rhz_analyzer *analyzer; /* of titles */
    unsigned char *named;          /* document: one bit a document */
};

static uint32_t digits(struct rhz_span s, size_t *at)
{
    uint32_t v = 0;
    size_t begin = *at;

    while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9' && *at - begin < 4)
        v = v * 10 + (uint32_t)(s.p[(*at)++] - '0');
    return v;
}

bool rhz_field_years(struct rhz_span value, uint32_t *from, uint32_t *to)
{
    struct rhz_span v = rhz_span_trim(value);
    size_t at = 0, before;
    bool range;

    *from = digits(v, &at);
    before = at;
    range = v.n - at >= 2 && v.p[at] == '.' && v.p[at + 1] == '.';
    at += range ? 2 : 0;
    *to = range ? digits(v, &at) : *from;
    if (at != v.n || (!before && !range) || (range && !*from && !*to))
        return false;
    if (range && !*to)
        *to = 9999;
    return *from <= *to;
}

static bool has_term(const struct rhz_token *tokens, size_t n, const struct rhz_slot *slot)
{
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < slot->n_readings; r++)
            if (rhz_span_eq(tokens[i].lexeme->term, slot->readings[r].term))
                return true;
    return false;
}

static rhz_status title_has(struct question *q, struct rhz_span title, bool *yes, struct rhz_error *err)
{
    const struct rhz_token *tokens;
    size_t n;
    rhz_status st;

    *yes = false;
    if (!title.n)
        return RHZ_OK;
    if ((st = rhz_analyze(q->analyzer, title, &tokens, &n)) != RHZ_OK)
        return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
    for (size_t s = 0; s < q->leaf->n_slots; s++)
        if (!has_term(tokens, n, &q->leaf->slots[s]))
            return RHZ_OK;
    *yes = true;
    return RHZ_OK;
}

/* "rapport" is the beginning of rapport-activite; hyphens and spaces are the same. */
static bool type_begins(struct question *q, struct rhz_span type)
{
    rhz_buf_reset(&q->room);
    rhz_fold(type, &q->room);
    if (q->room.n < q->value.n)
        return false;
    for (size_t i = 0; i < q->value.n; i++) {
        char a = q->value.p[i] == ' ' ? '-' : q->value.p[i];

        if (a != q->room.p[i])
            return false;
    }
    return true;
}

static rhz_status answers(struct question *q, uint32_t document, const struct rhz_document_record *r, bool *yes,
                          struct rhz_error *err)
{
    switch (q->field) {
    case RHZ_FIELD_YEAR:
        *yes = r->date && r->date / 10000 >= q->from && r->date / 10000 <= q->to;
        return RHZ_OK;
    case RHZ_FIELD_TYPE:
        *yes = type_begins(q, r->type);
        return RHZ_OK;
    case RHZ_FIELD_DOCUMENT:
        *yes = q->named[document / 8] >> document % 8 & 1;
        return RHZ_OK;
    default:
        return title_has(q, r->title, yes, err);
    }
}

static rhz_status ask_document(struct rhz_fields *f, struct question *q, uint32_t document, struct rhz_arena *scratch,
                               bool *yes, struct rhz_error *err)
{
    struct rhz_document_record r = {0};
    rhz_status st;

    *yes = false;
    if (!rhz_publication_alive(&f->snapshot->publication, document))
        return RHZ_OK;
    rhz_arena_reset(scratch);
    if (q->field != RHZ_FIELD_DOCUMENT &&
        (st = rhz_snapshot_document(f->snapshot, document, scratch, &r, err)) != RHZ_OK)
        return st;
    return answers(q, document, &r, yes, err);
}

static rhz_status ask_segment(struct rhz_fields *f, struct question *q, size_t i, struct rhz_arena *scratch,
                              struct rhz_field_set *out, struct rhz_error *err)
{
    const struct rhz_segment_info *info = &f->snapshot->publication.segments[i];
    uint32_t document = 0;
    bool yes = false;
    rhz_status st;

    for (uint32_t p = info->first_passage; p - info->first_passage < info->n_passages; p++) {
        uint32_t d = rhz_segment_document_of(f->segments[i], p);

        if (d != document && ((st = ask_document(f, q, d, scratch, &yes, err)) != RHZ_OK ||
                              (st = rhz_patience_check(f->patience, err)) != RHZ_OK))
            return st;
        document = d;
        if (yes && (st = push(f, out, p, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* ---- document: an id, or a part of an address ---- */

struct naming {
    struct rhz_fields *f;
    struct question *q;
    bool failed;
};

static bool contains(const struct rhz_buf *text, const struct rhz_buf *part)
{
    return part->n && text->n >= part->n && memmem(text->p, text->n, part->p, part->n) != NULL;
}

static rhz_status name_address(void *context, const struct rhz_address *a)
{
    struct naming *n = context;
    char id[17];

    if (a->document >= n->f->snapshot->publication.next_document)
        return RHZ_OK;
    rhz_buf_reset(&n->q->room);
    rhz_fold(a->uri, &n->q->room);
    rhz_id_text(rhz_document_id(a->uri), id);
    if (contains(&n->q->room, &n->q->value) || rhz_span_eq(rhz_buf_view(&n->q->value), rhz_span_of(id)))
        n->q->named[a->document / 8] |= (unsigned char)(1u << a->document % 8);
    return n->q->room.failed ? RHZ_NO_MEMORY : RHZ_OK;
}

static rhz_status name_documents(struct rhz_fields *f, struct question *q, struct rhz_error *err)
{
    const struct rhz_publication *p = &f->snapshot->publication;
    struct naming n = {f, q, false};

    if (!(q->named = rhz_arena_zalloc(f->snapshot->arena, p->next_document / 8 + 1, 1)))
        return rhz_no_memory(err);
    return rhz_address_each(f->snapshot->txn, p->number, name_address, &n, err);
}

static rhz_status prepare(struct rhz_fields *f, struct question *q, struct rhz_error *err)
{
    rhz_fold(rhz_span_trim(q->leaf->typed), &q->value);
    if (rhz_span_eq(rhz_buf_view(&q->value), RHZ_SPAN("pv")) && q->field == RHZ_FIELD_TYPE) {
        rhz_buf_reset(&q->value);
        rhz_buf_str(&q->value, "proces-verbal");
    }
    if (q->value.failed)
        return rhz_no_memory(err);
    if (q->field == RHZ_FIELD_YEAR)
        rhz_field_years(q->leaf->typed, &q->from, &q->to); /* the plan has checked it */
    if (q->field == RHZ_FIELD_TITLE && !(q->analyzer = rhz_base_take_analyzer(f->snapshot->base)))
        return rhz_no_memory(err);
    return q->field == RHZ_FIELD_DOCUMENT ? name_documents(f, q, err) : RHZ_OK;
}

static rhz_status find_documents(struct rhz_fields *f, const struct rhz_leaf *leaf, struct rhz_field_set *out,
                                 struct rhz_error *err)
{
    struct question q = {.field = leaf->field, .leaf = leaf};
    struct rhz_arena *scratch = rhz_arena_new();
    rhz_status st = scratch ? prepare(f, &q, err) : rhz_no_memory(err);

    for (size_t i = 0; st == RHZ_OK && i < f->snapshot->publication.n_segments; i++)
        st = ask_segment(f, &q, i, scratch, out, err);
    rhz_base_give_analyzer(f->snapshot->base, q.analyzer);
    rhz_buf_free(&q.value);
    rhz_buf_free(&q.room);
    rhz_arena_free(scratch);
    return st;
}

/* ---- fields of the graph ---- */

/* The open segment that holds a live document, NULL when it is dead. */
static struct rhz_segment *segment_of(struct rhz_fields *f, uint32_t document)
{
    const struct rhz_publication *p = &f->snapshot->publication;
    const struct rhz_segment_info *info = rhz_publication_segment_of_document(p, document);

    return info && rhz_publication_alive(p, document) ? f->segments[info - p->segments] : NULL;
}

rhz_status rhz_field_mentions(struct rhz_fields *f, const struct rhz_graph *g, uint32_t node, struct rhz_field_set *out,
                              struct rhz_error *err)
{
    struct rhz_entity_ref *refs;
    size_t n, m;
    rhz_status st = rhz_graph_members(g, node, f->snapshot->arena, &refs, &n, err);

    for (size_t i = 0; st == RHZ_OK && i < n; i++) {
        struct rhz_segment *s = segment_of(f, refs[i].document);
        uint32_t *passages;

        if (!s)
            continue;
        if ((st = rhz_segment_mentions(s, refs[i].document, refs[i].ordinal, f->snapshot->arena, &passages, &m, err)) !=
            RHZ_OK)
            return st;
        for (size_t k = 0; k < m; k++)
            if ((st = push(f, out, passages[k], err)) != RHZ_OK)
                return st;
        st = rhz_patience_check(f->patience, err);
    }
    return st;
}

/* Passages of a document that meet [start, end). */
static rhz_status add_quote(struct rhz_fields *f, const struct rhz_document_record *r, uint32_t start, uint32_t end,
                            struct rhz_field_set *out, struct rhz_error *err)
{
    rhz_status st;

    for (size_t i = 0; i < r->n_passages; i++)
        if (r->passages[i].start < end && r->passages[i].end > start &&
            (st = push(f, out, r->first_passage + (uint32_t)i, err)) != RHZ_OK)
            return st;
    return RHZ_OK;
}

static rhz_status read_document(struct rhz_fields *f, uint32_t document, struct rhz_error *err)
{
    unsigned char key[4];
    struct rhz_span value;
    rhz_status st;

    if (document == f->document)
        return RHZ_OK;
    f->document = 0;
    for (int i = 0; i < 4; i++)
        key[i] = (unsigned char)(document >> (24 - 8 * i));
    if ((st = rhz_txn_get(f->snapshot->txn, RHZ_DB_FACTS, rhz_span((char *)key, 4), &value, err)) != RHZ_OK ||
        (st = rhz_facts_get(value, f->snapshot->arena, &f->facts, err)) != RHZ_OK ||
        (st = rhz_snapshot_document(f->snapshot, document, f->snapshot->arena, &f->record, err)) != RHZ_OK)
        return st;
    f->document = document;
    return RHZ_OK;
}

static rhz_status add_proof(struct rhz_fields *f, const struct rhz_statement_ref *proof, struct rhz_field_set *out,
                            struct rhz_error *err)
{
    const struct rhz_statement *statement;
    rhz_status st;

    if (!segment_of(f, proof->document))
        return RHZ_OK;
    if ((st = read_document(f, proof->document, err)) != RHZ_OK)
        return st;
    if (proof->statement >= f->facts.n_statements)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une preuve ne se retrouve pas.");
    statement = &f->facts.statements[proof->statement];
    return add_quote(f, &f->record, statement->start, statement->end, out, err);
}

rhz_status rhz_field_funding(struct rhz_fields *f, const struct rhz_graph *g, uint32_t node, struct rhz_field_set *out,
                             struct rhz_error *err)
{
    struct rhz_adjacency edges;
    rhz_status st = rhz_graph_adjacency(g, node, RHZ_FINANCE, true, &edges, err);

    for (size_t i = 0; st == RHZ_OK && i < edges.n; i++) {
        struct rhz_graph_edge e;

        if ((st = rhz_graph_edge(g, rhz_adjacency_at(&edges, i).edge, f->snapshot->arena, &e, err)) != RHZ_OK)
            return st;
        for (size_t k = 0; st == RHZ_OK && k < e.n_proofs; k++)
            if ((st = add_proof(f, &e.proofs[k], out, err)) == RHZ_OK)
                st = rhz_patience_check(f->patience, err);
    }
    return st;
}

static unsigned kind_of(enum rhz_query_field field)
{
    return field == RHZ_FIELD_PERSON ? RHZ_PERSONNE : field == RHZ_FIELD_PROGRAMME ? RHZ_PROGRAMME
           : field == RHZ_FIELD_ORGANISATION ? RHZ_ORGANISATION : 0; /* whoever pays is a funder */
}

static rhz_status find_nodes(struct rhz_fields *f, const struct rhz_leaf *leaf, struct rhz_field_set *out,
                             struct rhz_error *err)
{
    struct rhz_graph graph;
    uint32_t *nodes;
    size_t n;
    rhz_status st;

    if ((st = rhz_graph_open(f->snapshot->txn, f->snapshot->publication.graph, &graph, err)) != RHZ_OK ||
        (st = rhz_field_nodes(&graph, kind_of(leaf->field), leaf->typed, f->snapshot->arena, &nodes, &n, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; st == RHZ_OK && i < n; i++)
        st = leaf->field == RHZ_FIELD_FUNDER ? rhz_field_funding(f, &graph, nodes[i], out, err)
                                             : rhz_field_mentions(f, &graph, nodes[i], out, err);
    if (st == RHZ_OK && !n)
        f->hint = rhz_arena_printf(f->snapshot->arena, "Rien dans la base ne porte le nom « %.*s ».",
                                   (int)leaf->typed.n, leaf->typed.p);
    return st;
}

rhz_status rhz_field_find(struct rhz_fields *f, const struct rhz_leaf *leaf, struct rhz_field_set *out,
                          struct rhz_error *err)
{
    rhz_status st;

    *out = (struct rhz_field_set){0};
    if (leaf->field == RHZ_FIELD_YEAR || leaf->field == RHZ_FIELD_TITLE || leaf->field == RHZ_FIELD_TYPE ||
        leaf->field == RHZ_FIELD_DOCUMENT)
        return find_documents(f, leaf, out, err);
    if ((st = find_nodes(f, leaf, out, err)) == RHZ_OK)
        rhz_field_sort(out);
    return st;
}
