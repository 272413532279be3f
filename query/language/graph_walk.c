/* graph_walk.c -- edges of a node one after another, and the lists of nodes that a pattern may start from.
 *
 * An adjacency is read in place. A walk of named relations takes one look-up each; one of any relation takes a short walk
 * of the store, for the lists of a node lie side by side. MENTIONNE is made of the document entities of the graph, CHIFFRE
 * of the properties that nodes state; both are followed only when they are named.
 */
#include <stdlib.h>

#include "names.h"
#include "open_values.h"
#include "run.h"

static rhz_status damaged(struct ql_run *x)
{
    return rhz_fail(x->err, RHZ_CORRUPT, "La base est abîmée : un élément du graphe manque.");
}

/* ---- segments ---- */

static rhz_status add_segment(struct ql_run *x, struct ql_walk *w, const char *p, const char *amounts, size_t n,
                              uint16_t relation, bool incoming)
{
    if (n == 0)
        return RHZ_OK;
    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 8;
        struct ql_segment *v = realloc(w->v, cap * sizeof *v);
        if (!v)
            return rhz_no_memory(x->err);
        w->v = v;
        w->cap = cap;
    }
    w->v[w->n++] = (struct ql_segment){p, amounts, (uint32_t)n, relation, incoming};
    return RHZ_OK;
}

static rhz_status add_relation(struct ql_run *x, struct ql_walk *w, uint16_t relation, bool outgoing)
{
    struct rhz_adjacency a;
    rhz_status st = rhz_graph_adjacency(&x->view.graph, w->node, relation, outgoing, &a, x->err);

    return st ? st : add_segment(x, w, a.bytes.p, a.amounts, a.n, relation, !outgoing);
}

/* All lists of the node: they follow one another in the store. */
static rhz_status add_all(struct ql_run *x, struct ql_walk *w, int direction)
{
    char room[16];
    struct rhz_buf key = {.p = room, .cap = sizeof room};
    struct rhz_span k, v;
    rhz_status st;

    rhz_graph_key(&key, x->view.graph.generation, RHZ_GRAPH_ADJACENCY);
    rhz_put_be32(&key, w->node);
    st = rhz_db_seek(x->cursor, rhz_buf_view(&key), &k, &v, x->err);
    while (st == RHZ_OK && k.n > key.n && memcmp(k.p, key.p, key.n) == 0) {
        struct rhz_adjacency a;
        unsigned relation;
        bool outgoing;
        if (!rhz_graph_read_relation(rhz_span(k.p + key.n, k.n - key.n), &relation, &outgoing) || relation >= QL_CHIFFRE ||
            !rhz_graph_adjacency_read(v, &a))
            return damaged(x);
        if (direction == 0 || (direction > 0) == outgoing)
            st = add_segment(x, w, a.bytes.p, a.amounts, a.n, (uint16_t)relation, !outgoing);
        if (st == RHZ_OK)
            st = rhz_db_next(x->cursor, &k, &v, x->err);
    }
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* The nodes that a document mentions, each once, whatever the number of entities there that they stand for. */
static rhz_status mentioned(struct ql_run *x, uint32_t document, struct rhz_numbers *place, struct rhz_buf *out)
{
    struct rhz_numbers list;
    uint32_t *v, node;
    size_t i, n = 0, total;
    rhz_status st = rhz_graph_document_nodes(&x->view.graph, document, &list, x->err);

    /* An imported graph has them once and in order already: read in place. */
    for (i = 0; st == RHZ_OK && i < list.n; i++)
        if ((node = rhz_numbers_at(&list, i)) == RHZ_NONE || (i && node <= rhz_numbers_at(&list, i - 1)))
            break;
    if (st == RHZ_OK && i == list.n) {
        *place = list;
        return RHZ_OK;
    }
    for (i = 0; st == RHZ_OK && i < list.n; i++)
        if ((node = rhz_numbers_at(&list, i)) != RHZ_NONE)
            rhz_buf_append(out, &node, sizeof node);
    if (st != RHZ_OK || out->failed)
        return st ? st : rhz_no_memory(x->err);
    v = (uint32_t *)(void *)out->p;
    total = out->n / sizeof *v;
    if (total > 1)
        qsort(v, total, sizeof *v, by_number);
    for (i = 0; i < total; i++)
        if (n == 0 || v[i] != v[n - 1])
            v[n++] = v[i];
    for (i = 0; i < n; i++) { /* as lists in place are */
        unsigned char b[4] = {(unsigned char)v[i], (unsigned char)(v[i] >> 8), (unsigned char)(v[i] >> 16), (unsigned char)(v[i] >> 24)};
        memcpy(&v[i], b, 4);
    }
    out->n = n * sizeof *v;
    return RHZ_OK;
}

/* The live documents that mention a node. */
static rhz_status mentioning(struct ql_run *x, uint32_t node, struct rhz_buf *out)
{
    struct rhz_span members;
    struct rhz_reader r;
    uint32_t document = 0;
    uint64_t n, i;
    rhz_status st = rhz_graph_record(&x->view.graph, RHZ_GRAPH_MEMBERS, node, &members, x->err);

    if (st != RHZ_OK)
        return st;
    r = rhz_reader(members);
    n = rhz_get_at_most(&r, rhz_left(&r) / 4);
    for (i = 0; i < n && !r.bad; i++) {
        uint32_t step = (uint32_t)rhz_get_varint(&r);
        document += step;
        rhz_get_varint(&r); /* ordinal */
        rhz_get_varint(&r); /* mentions */
        rhz_get_varint(&r); /* variant */
        if (step && rhz_publication_alive(&x->view.snapshot.publication, document))
            rhz_put_le32(out, document);
    }
    if (r.bad)
        return damaged(x);
    return out->failed ? rhz_no_memory(x->err) : RHZ_OK;
}

/* MENTIONNE: from a document to the nodes of its entities. Its lines are numbers in the walk's own memory. */
static rhz_status add_mentions(struct ql_run *x, struct ql_walk *w, int direction)
{
    bool document = w->node & QL_DOCUMENT_BIT;
    struct rhz_numbers place = {.n = 0};
    rhz_status st;

    rhz_buf_reset(&w->numbers);
    if ((w->node & QL_FIGURE_BIT) || (document ? direction < 0 : direction > 0))
        return RHZ_OK;
    st = document ? mentioned(x, w->node & QL_NUMBER_MASK, &place, &w->numbers) : mentioning(x, w->node, &w->numbers);
    if (st == RHZ_OK && place.n)
        return add_segment(x, w, place.bytes.p, NULL, place.n, QL_MENTIONNE, !document);
    return st ? st : add_segment(x, w, w->numbers.p, NULL, w->numbers.n / 4, QL_MENTIONNE, !document);
}

static rhz_status add_figures(struct ql_run *x, struct ql_walk *w, int direction)
{
    struct rhz_graph_property p;
    struct rhz_numbers list;
    rhz_status st;

    if (w->node & QL_DOCUMENT_BIT)
        return RHZ_OK;
    if (!(w->node & QL_FIGURE_BIT)) {
        st = direction < 0 ? RHZ_OK : rhz_graph_properties(&x->view.graph, w->node, &list, x->err);
        return st || direction < 0 ? st : add_segment(x, w, list.bytes.p, NULL, list.n, QL_CHIFFRE, false);
    }
    if (direction > 0)
        return RHZ_OK;
    rhz_arena_reset(x->scratch);
    st = rhz_graph_property(&x->view.graph, w->node & QL_NUMBER_MASK, x->scratch, &p, x->err);
    return st ? st : add_segment(x, w, "", NULL, 1, QL_CHIFFRE, true);
}

rhz_status rhz_ql_walk(struct ql_run *x, struct ql_walk *w, uint32_t node, const uint16_t *relations, size_t n, bool any,
                       int direction)
{
    bool stored = !(node & (QL_DOCUMENT_BIT | QL_FIGURE_BIT));
    rhz_status st = RHZ_OK;
    size_t i;

    w->node = node;
    w->both = direction == 0;
    w->n = w->at = 0;
    w->line = 0;
    if (any)
        return stored && x->view.graph.generation ? add_all(x, w, direction) : RHZ_OK;
    for (i = 0; i < n && st == RHZ_OK; i++) {
        if (relations[i] == QL_MENTIONNE)
            st = add_mentions(x, w, direction);
        else if (relations[i] == QL_CHIFFRE)
            st = add_figures(x, w, direction);
        else if (relations[i] && stored) {
            if (direction >= 0)
                st = add_relation(x, w, relations[i], true);
            if (direction <= 0 && st == RHZ_OK)
                st = add_relation(x, w, relations[i], false);
        }
    }
    return st;
}

/* ---- stepping ---- */

/* Do the documents that prove an edge still live? Only asked when the graph lags behind the publication. */
static rhz_status edge_alive(struct ql_run *x, uint32_t edge, bool *alive)
{
    struct rhz_graph_edge e;
    rhz_status st;
    size_t i;

    *alive = true;
    if (x->view.current)
        return RHZ_OK;
    rhz_arena_reset(x->scratch);
    if ((st = rhz_graph_edge(&x->view.graph, edge, x->scratch, &e, x->err)) != RHZ_OK)
        return st;
    for (i = 0; i < e.n_proofs; i++)
        if (rhz_publication_alive(&x->view.snapshot.publication, e.proofs[i].document))
            return RHZ_OK;
    *alive = e.n_proofs == 0;
    return RHZ_OK;
}

static void mention(const struct ql_walk *w, const struct ql_segment *s, uint32_t line, struct ql_value *edge, uint32_t *other)
{
    uint32_t number, node, document;

    number = rhz_le32(s->p + 4 * (size_t)line);
    node = s->incoming ? w->node : number;
    document = s->incoming ? number : w->node & QL_NUMBER_MASK;
    *other = s->incoming ? document | QL_DOCUMENT_BIT : node;
    *edge = (struct ql_value){.type = QL_EDGE, .relation = QL_MENTIONNE, .n = node, .whole = document};
}

static rhz_status figure(struct ql_run *x, const struct ql_walk *w, const struct ql_segment *s, uint32_t line,
                         struct ql_value *edge, uint32_t *other)
{
    struct rhz_graph_property p;
    uint32_t number = s->incoming ? w->node & QL_NUMBER_MASK : rhz_le32(s->p + 4 * (size_t)line);
    rhz_status st = RHZ_OK;

    *edge = (struct ql_value){.type = QL_EDGE, .relation = QL_CHIFFRE, .n = number};
    *other = number | QL_FIGURE_BIT;
    if (s->incoming) {
        rhz_arena_reset(x->scratch);
        st = rhz_graph_property(&x->view.graph, number, x->scratch, &p, x->err);
        *other = p.node;
    }
    return st;
}

rhz_status rhz_ql_walk_next(struct ql_run *x, struct ql_walk *w, struct ql_value *edge, uint32_t *other, bool *found)
{
    rhz_status st = RHZ_OK;

    *found = false;
    while (w->at < w->n) {
        const struct ql_segment *s = &w->v[w->at];
        uint32_t line = w->line;
        bool alive = true;

        if (line == s->n) {
            w->at++;
            w->line = 0;
            continue;
        }
        w->line++;
        *found = true;
        if (s->relation >= QL_CHIFFRE) {
            if (s->relation == QL_CHIFFRE)
                return figure(x, w, s, line, edge, other);
            mention(w, s, line, edge, other);
            return RHZ_OK;
        }
        *other = rhz_le32(s->p + RHZ_ADJACENT_BYTES * (size_t)line);
        if (w->both && s->incoming && *other == w->node)
            continue;
        *edge = (struct ql_value){.type = QL_EDGE, .incoming = s->incoming, .relation = s->relation,
                                  .n = rhz_le32(s->p + RHZ_ADJACENT_BYTES * (size_t)line + 4),
                                  .entry = s->amounts ? s->amounts + RHZ_ADJACENT_BYTES * (size_t)line : NULL};
        if (!x->view.current && (st = edge_alive(x, edge->n, &alive)) != RHZ_OK)
            return st;
        if (alive)
            return RHZ_OK;
    }
    *found = false;
    return RHZ_OK;
}

uint64_t rhz_ql_walk_count(const struct ql_walk *w)
{
    uint64_t n = 0;
    size_t i;

    for (i = 0; i < w->n; i++)
        n += w->v[i].n;
    return n;
}

void rhz_ql_walk_free(struct ql_walk *w)
{
    free(w->v);
    rhz_buf_free(&w->numbers);
    *w = (struct ql_walk){0};
}

/* ---- nodes to start from ---- */

static rhz_status symbol_uses(struct ql_run *x, char class, uint32_t symbol, double *out)
{
    char room[16];
    struct rhz_buf key = {.p = room, .cap = sizeof room};
    struct rhz_span value;
    rhz_status st;

    rhz_graph_key(&key, x->view.graph.generation, RHZ_GRAPH_SYMBOL_NAME);
    rhz_buf_byte(&key, (unsigned char)class);
    rhz_put_be32(&key, symbol);
    st = rhz_txn_get(x->view.snapshot.txn, RHZ_DB_GRAPH, rhz_buf_view(&key), &value, x->err);
    *out = st == RHZ_OK && value.n >= 4 ? rhz_le32(value.p) : 0;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_ql_count_label(struct ql_run *x, uint32_t label, double *out)
{
    const struct rhz_graph_counts *c = &x->view.graph.counts;

    *out = c->nodes;
    if (label == 0)
        return RHZ_OK;
    if (x->open_graph)
        return symbol_uses(x, RHZ_SYMBOL_LABEL, label, out);
    *out = label == QL_LABEL_FIGURE ? c->properties : label == RHZ_DOCUMENT ? c->documents
         : label < RHZ_KIND_COUNT ? c->nodes_by_kind[label] : 0;
    return RHZ_OK;
}

rhz_status rhz_ql_count_relation(struct ql_run *x, uint16_t relation, double *out)
{
    const struct rhz_graph_counts *c = &x->view.graph.counts;

    *out = relation == QL_MENTIONNE ? 4.0 * c->nodes : relation == QL_CHIFFRE ? c->properties : c->edges;
    if (relation == 0 || relation >= QL_CHIFFRE)
        return RHZ_OK;
    if (x->open_graph)
        return symbol_uses(x, RHZ_SYMBOL_RELATION, relation, out);
    *out = relation < RHZ_RELATION_COUNT ? c->edges_by_relation[relation] : 0;
    return RHZ_OK;
}

rhz_status rhz_ql_nodes_of_label(struct ql_run *x, uint32_t label, struct rhz_numbers *out)
{
    unsigned char key[4];

    if (!x->open_graph)
        return rhz_graph_nodes_of_kind(&x->view.graph, (enum rhz_kind)label, out, x->err);
    rhz_store_be32(key, label);
    return rhz_graph_list(&x->view.graph, RHZ_GRAPH_LABEL, rhz_span((char *)key, 4), out, x->err);
}

rhz_status rhz_ql_nodes_of_name(struct ql_run *x, struct rhz_span name, struct rhz_numbers *out)
{
    struct rhz_buf folded = {0}, key = {0};
    rhz_status st;

    rhz_name_fold(name, &folded);
    rhz_graph_key_name(&key, rhz_buf_view(&folded));
    st = folded.failed || key.failed ? rhz_no_memory(x->err)
                                     : rhz_graph_list(&x->view.graph, RHZ_GRAPH_FOLDED, rhz_buf_view(&key), out, x->err);
    rhz_buf_free(&folded);
    rhz_buf_free(&key);
    return st;
}

static void append_numbers(struct rhz_buf *b, const struct rhz_numbers *v)
{
    size_t i;

    for (i = 0; i < v->n; i++) {
        uint32_t node = rhz_numbers_at(v, i);
        rhz_buf_append(b, &node, sizeof node);
    }
}

static void sort_once(struct rhz_buf *b)
{
    uint32_t *v = (uint32_t *)(void *)b->p;
    size_t n = b->n / sizeof *v, kept = 0, i;

    if (n > 1)
        qsort(v, n, sizeof *v, by_number);
    for (i = 0; i < n; i++)
        if (kept == 0 || v[i] != v[kept - 1])
            v[kept++] = v[i];
    b->n = kept * sizeof *v;
}

rhz_status rhz_ql_nodes_of_key(struct ql_run *x, struct rhz_span name, struct rhz_buf *numbers)
{
    struct rhz_buf key = {0};
    struct rhz_numbers found;
    rhz_status st = RHZ_OK;
    unsigned kind;

    for (kind = x->open_graph ? 0 : 1; kind < RHZ_KIND_COUNT && st == RHZ_OK; kind++) {
        rhz_name_key((enum rhz_kind)kind, name, &key);
        if (key.failed)
            st = rhz_no_memory(x->err);
        else if (key.n)
            st = rhz_graph_nodes_of_key(&x->view.graph, (enum rhz_kind)kind, rhz_buf_view(&key), &found, x->err);
        else
            continue;
        if (st == RHZ_OK)
            append_numbers(numbers, &found);
    }
    rhz_buf_free(&key);
    sort_once(numbers);
    return st == RHZ_OK && numbers->failed ? rhz_no_memory(x->err) : st;
}

rhz_status rhz_ql_nodes_of_prefix(struct ql_run *x, struct rhz_span prefix, struct rhz_buf *numbers)
{
    struct rhz_buf folded = {0}, key = {0};
    struct rhz_span k, v;
    rhz_status st;

    rhz_name_fold(prefix, &folded);
    rhz_graph_key(&key, x->view.graph.generation, RHZ_GRAPH_FOLDED);
    rhz_buf_append(&key, folded.p, folded.n < 400 ? folded.n : 400);
    st = folded.failed || key.failed ? rhz_no_memory(x->err)
       : x->view.graph.generation    ? rhz_db_seek(x->cursor, rhz_buf_view(&key), &k, &v, x->err)
                                     : RHZ_NOT_FOUND;
    while (st == RHZ_OK && k.n >= key.n && memcmp(k.p, key.p, key.n) == 0) {
        struct rhz_numbers found = {v, v.n / 4};
        append_numbers(numbers, &found);
        st = rhz_ql_tick(x);
        if (st == RHZ_OK)
            st = rhz_db_next(x->cursor, &k, &v, x->err);
    }
    rhz_buf_free(&folded);
    rhz_buf_free(&key);
    return numbers->failed ? rhz_no_memory(x->err) : st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_ql_nodes_of_value(struct ql_run *x, uint32_t symbol, struct ql_value v, struct rhz_numbers *out, bool *indexed)
{
    struct rhz_open_value o = {.type = RHZ_OPEN_NULL};
    unsigned char key[12];
    uint64_t hash;

    if (v.type == QL_BOOL)
        o.type = v.truth ? RHZ_OPEN_TRUE : RHZ_OPEN_FALSE;
    else if (v.type == QL_INTEGER)
        o = (struct rhz_open_value){.type = RHZ_OPEN_INTEGER, .integer = v.integer};
    else if (v.type == QL_REAL)
        o = (struct rhz_open_value){.type = RHZ_OPEN_REAL, .real = v.real};
    else if (v.type == QL_TEXT)
        o = (struct rhz_open_value){.type = RHZ_OPEN_TEXT, .text = ql_span(v)};
    *out = (struct rhz_numbers){.bytes = rhz_span("", 0)};
    hash = rhz_open_hash(&o, indexed);
    if (!*indexed)
        return RHZ_OK;
    rhz_store_be32(key, symbol);
    rhz_store_be32(key + 4, (uint32_t)(hash >> 32));
    rhz_store_be32(key + 8, (uint32_t)hash);
    return rhz_graph_list(&x->view.graph, RHZ_GRAPH_VALUE, rhz_span((char *)key, sizeof key), out, x->err);
}

rhz_status rhz_ql_node_of_id(struct ql_run *x, uint64_t id, uint32_t *node, bool *found)
{
    rhz_status st = x->view.graph.generation ? rhz_graph_find(&x->view.graph, id, node, x->err) : RHZ_NOT_FOUND;

    *found = st == RHZ_OK;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}
