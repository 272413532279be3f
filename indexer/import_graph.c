/* import_graph.c -- what an import has put in order -> a generation of the graph, part by part in the order of their keys.
 *
 * The same layout as a graph drawn from documents (graph_write.c), made without holding it: each part is read off a
 * sorter, and only a few numbers a node stay in memory. Edges are numbered in order of id as they are first read, for the
 * adjacency that comes before them in the store, and read again to be written.
 */
#include <stdlib.h>

#include "import_state.h"
#include "names.h"

static struct rhz_span be32(unsigned char out[4], uint32_t v)
{
    rhz_store_be32(out, v);
    return rhz_span((char *)out, 4);
}

static rhz_status add(struct import *x, enum import_sorter which, struct rhz_span key, struct rhz_span payload)
{
    return rhz_sorter_add(x->sorters[which], key, payload, x->err);
}

static rhz_status next(struct import *x, enum import_sorter which, struct rhz_span *key, struct rhz_span *payload)
{
    return rhz_sorter_next(x->sorters[which], key, payload, x->err);
}

static rhz_status done(rhz_status st)
{
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* What a sorter held is not read again. */
static void forget(struct import *x, enum import_sorter which)
{
    rhz_sorter_free(x->sorters[which]);
    x->sorters[which] = NULL;
}

/* ---- writing ---- */

static void begin(struct import *x, enum rhz_graph_part part)
{
    rhz_graph_key(&x->key, 1, part);
    rhz_buf_reset(&x->value);
}

static rhz_status end(struct import *x)
{
    rhz_status st;

    if (x->key.failed || x->value.failed)
        return rhz_no_memory(x->err);
    st = rhz_txn_append(x->txn, RHZ_DB_GRAPH, rhz_buf_view(&x->key), rhz_buf_view(&x->value), x->err);
    return st ? st : rhz_txn_roll(x->store, &x->txn, x->err);
}

/* Records of one key, one after another: a list of numbers, each once. */
static rhz_status write_lists(struct import *x, enum import_sorter which, enum rhz_graph_part part)
{
    struct rhz_span key, payload;
    struct rhz_buf last = {0};
    uint32_t before = RHZ_NONE;
    bool any = false;
    rhz_status st = rhz_sorter_begin(x->sorters[which], x->err);

    while (st == RHZ_OK && (st = next(x, which, &key, &payload)) == RHZ_OK) {
        uint32_t number = rhz_be32(payload.p);
        if (!any || !rhz_span_eq(key, rhz_buf_view(&last))) {
            if (any && (st = end(x)) != RHZ_OK)
                break;
            rhz_buf_reset(&last);
            rhz_buf_span(&last, key);
            begin(x, part);
            rhz_buf_span(&x->key, key);
            any = true;
            before = RHZ_NONE;
        }
        if (number != before)
            rhz_put_le32(&x->value, number);
        before = number;
    }
    st = done(st);
    if (st == RHZ_OK && any)
        st = end(x);
    rhz_buf_free(&last);
    forget(x, which);
    return st;
}

/* ---- nodes: numbers, names ---- */

static int by_id(const void *a, const void *b)
{
    const struct import_id *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/** A node as it waits: line, record as rhz_graph_node_put writes it with its counts 0. */
static rhz_status read_node(struct import *x, struct rhz_span payload, struct rhz_graph_node *n)
{
    rhz_arena_reset(x->record);
    return rhz_graph_node_get(rhz_span(payload.p + 4, payload.n - 4), x->record, n, x->err);
}

static rhz_status index_words(struct import *x, struct rhz_span form, struct rhz_span number)
{
    size_t from = 0, i;
    rhz_status st = RHZ_OK;

    rhz_name_fold(form, &x->scratch);
    for (i = 0; i <= x->scratch.n && st == RHZ_OK; i++) {
        if (i < x->scratch.n && x->scratch.p[i] != ' ')
            continue;
        if (i > from) {
            rhz_buf_reset(&x->key);
            rhz_graph_key_name(&x->key, rhz_span(x->scratch.p + from, i - from));
            st = add(x, IMPORT_WORDS, rhz_buf_view(&x->key), number);
        }
        from = i + 1;
    }
    return st;
}

static rhz_status index_form(struct import *x, const struct rhz_graph_node *n, struct rhz_span form, struct rhz_span number)
{
    rhz_status st = RHZ_OK;

    rhz_name_key((enum rhz_kind)n->kind, form, &x->scratch);
    if (x->scratch.n) {
        rhz_buf_reset(&x->key);
        rhz_buf_byte(&x->key, n->kind);
        rhz_graph_key_name(&x->key, rhz_buf_view(&x->scratch));
        st = add(x, IMPORT_KEYS, rhz_buf_view(&x->key), number);
    }
    return st ? st : index_words(x, form, number);
}

/* Labels, and values that can be looked up. */
static rhz_status index_open(struct import *x, const struct rhz_graph_node *n, struct rhz_span number)
{
    struct rhz_open_list l = rhz_open_labels(n->open);
    unsigned char key[12];
    uint32_t symbol;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && rhz_open_next_label(&l, &symbol))
        st = add(x, IMPORT_LABELS, be32(key, symbol), number);
    l = rhz_open_node_properties(n->open);
    while (st == RHZ_OK && rhz_open_next_property(&l, &symbol)) {
        struct rhz_reader at = l.r;
        struct rhz_open_value v = rhz_open_get(&at);
        bool indexed;
        uint64_t hash = rhz_open_hash(&v, &indexed);
        rhz_open_skip(&l.r);
        if (!indexed)
            continue;
        rhz_store_be32(key, symbol);
        rhz_store_be32(key + 4, (uint32_t)(hash >> 32));
        rhz_store_be32(key + 8, (uint32_t)hash);
        st = add(x, IMPORT_VALUES, rhz_span((char *)key, sizeof key), number);
    }
    return st;
}

static rhz_status index_node(struct import *x, const struct rhz_graph_node *n, uint32_t number)
{
    unsigned char bytes[4];
    struct rhz_span payload = be32(bytes, number);
    rhz_status st;
    size_t i;

    x->counts.nodes_by_kind[n->kind]++;
    if (x->open && (st = index_open(x, n, payload)) != RHZ_OK)
        return st;
    rhz_name_fold(n->name, &x->scratch);
    rhz_buf_reset(&x->key);
    rhz_graph_key_name(&x->key, rhz_buf_view(&x->scratch));
    if (x->scratch.failed || x->key.failed)
        return rhz_no_memory(x->err);
    if ((st = add(x, IMPORT_FOLDED, rhz_buf_view(&x->key), payload)) != RHZ_OK)
        return st;
    for (i = 0; i <= n->n_aliases && st == RHZ_OK; i++)
        st = index_form(x, n, i ? n->aliases[i - 1] : n->name, payload);
    return st;
}

static rhz_status rank_names(struct import *x)
{
    struct rhz_span key, payload;
    uint32_t rank = 0;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_FOLDED], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_FOLDED, &key, &payload)) == RHZ_OK)
        x->nodes[rhz_be32(payload.p)].rank = rank++;
    return done(st);
}

rhz_status rhz_import_number_nodes(struct import *x)
{
    struct import_id *v = import_ids(&x->ids);
    struct rhz_span key, payload;
    struct rhz_graph_node n;
    uint32_t number = 0;
    size_t i;
    rhz_status st;

    x->n_nodes = import_count(&x->ids);
    if (x->n_nodes)
        qsort(v, x->n_nodes, sizeof *v, by_id);
    for (i = 0; i < x->n_nodes; i++) {
        v[i].number = (uint32_t)i;
        if (i && v[i].id == v[i - 1].id)
            return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : l'identifiant est déjà celui de la ligne %u.", v[i].line, v[i - 1].line);
    }
    x->nodes = calloc(x->n_nodes + 1, sizeof *x->nodes);
    if (!x->nodes)
        return rhz_no_memory(x->err);
    st = rhz_sorter_begin(x->sorters[IMPORT_NODES], x->err);
    while (st == RHZ_OK && (st = next(x, IMPORT_NODES, &key, &payload)) == RHZ_OK)
        if ((st = read_node(x, payload, &n)) != RHZ_OK || (st = index_node(x, &n, number++)) != RHZ_OK)
            return st;
    return done(st) ? st : rank_names(x);
}

/* ---- edges ---- */

static rhz_status add_half(struct import *x, const struct rhz_graph_edge *e, uint32_t relation, uint32_t edge, bool incoming)
{
    uint32_t node = incoming ? e->to : e->from, other = incoming ? e->from : e->to, year = e->year ? e->year : e->date_from / 10000;
    struct rhz_adjacent a = {.edge = edge, .other = other, .year = year};
    struct rhz_adjacent_amount amount = {(uint16_t)e->year, e->nature, e->has_amount, e->cents};

    rhz_buf_reset(&x->key);
    rhz_put_be32(&x->key, node);
    rhz_graph_key_relation(&x->key, relation);
    rhz_buf_byte(&x->key, incoming);
    rhz_put_be32(&x->key, ~year); /* latest first; no year is last */
    rhz_put_be32(&x->key, x->nodes[other].rank);
    rhz_put_be32(&x->key, edge);
    rhz_buf_reset(&x->value);
    rhz_graph_adjacent_put(&x->value, &a);
    rhz_graph_amount_put(&x->value, &amount);
    if (x->key.failed || x->value.failed)
        return rhz_no_memory(x->err);
    return add(x, IMPORT_ADJACENCY, rhz_buf_view(&x->key), rhz_buf_view(&x->value));
}

/* Refuse an id that two lines give. */
static rhz_status twice(struct import *x, struct rhz_span key, struct rhz_span payload, uint64_t *last, uint32_t *last_line)
{
    uint64_t id = rhz_be64(key.p);

    if (*last_line && id == *last)
        return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : l'identifiant est déjà celui de la ligne %u.", rhz_be32(payload.p), *last_line);
    *last = id;
    *last_line = rhz_be32(payload.p);
    return RHZ_OK;
}

static rhz_status number_edges(struct import *x)
{
    struct rhz_span key, payload;
    uint64_t last = 0;
    uint32_t last_line = 0;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_EDGES], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_EDGES, &key, &payload)) == RHZ_OK) {
        struct rhz_graph_edge e;
        uint32_t relation, number = x->counts.edges++;
        rhz_arena_reset(x->record);
        if ((st = twice(x, key, payload, &last, &last_line)) != RHZ_OK ||
            (st = rhz_graph_edge_get(rhz_span(payload.p + 4, payload.n - 4), x->record, &e, x->err)) != RHZ_OK)
            return st;
        relation = e.relation;
        if (x->open)
            rhz_open_edge_properties(e.open, &relation);
        else
            x->counts.edges_by_relation[relation]++;
        x->nodes[e.from].edges++;
        if (e.to != e.from)
            x->nodes[e.to].edges++;
        if ((st = add_half(x, &e, relation, number, false)) == RHZ_OK)
            st = add_half(x, &e, relation, number, true);
    }
    return done(st);
}

/* The list that is whole: its amounts behind its lines when one has any. */
static rhz_status end_list(struct import *x, bool amounts)
{
    if (amounts) {
        rhz_buf_span(&x->value, rhz_buf_view(&x->scratch));
        rhz_buf_byte(&x->value, 1);
    }
    return x->scratch.failed ? rhz_no_memory(x->err) : end(x);
}

static rhz_status write_adjacency(struct import *x)
{
    enum { PLACE = 12 }; /* bytes of the key that only order */
    struct rhz_span key, payload;
    struct rhz_buf last = {0};
    bool amounts = false;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_ADJACENCY], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_ADJACENCY, &key, &payload)) == RHZ_OK) {
        struct rhz_span list = rhz_span(key.p, key.n - PLACE);
        if (!rhz_span_eq(list, rhz_buf_view(&last))) {
            if (last.n && (st = end_list(x, amounts)) != RHZ_OK)
                break;
            rhz_buf_reset(&x->scratch);
            amounts = false;
            rhz_buf_reset(&last);
            rhz_buf_span(&last, list);
            begin(x, RHZ_GRAPH_ADJACENCY);
            rhz_buf_span(&x->key, list);
        }
        rhz_buf_append(&x->value, payload.p, RHZ_ADJACENT_BYTES);
        rhz_buf_append(&x->scratch, payload.p + RHZ_ADJACENT_BYTES, RHZ_ADJACENT_BYTES);
        amounts |= rhz_graph_amount_at(payload.p + RHZ_ADJACENT_BYTES).has_amount;
    }
    st = done(st);
    if (st == RHZ_OK && last.n)
        st = end_list(x, amounts);
    rhz_buf_free(&last);
    forget(x, IMPORT_ADJACENCY);
    return st;
}

/* Records in order of id, under their numbers. */
static rhz_status write_records(struct import *x, enum import_sorter which, enum rhz_graph_part part)
{
    struct rhz_span key, payload;
    uint32_t number = 0;
    rhz_status st = rhz_sorter_begin(x->sorters[which], x->err);

    while (st == RHZ_OK && (st = next(x, which, &key, &payload)) == RHZ_OK) {
        begin(x, part);
        rhz_put_be32(&x->key, number++);
        rhz_buf_append(&x->value, payload.p + 4, payload.n - 4);
        st = end(x);
    }
    forget(x, which);
    return done(st);
}

static rhz_status number_properties(struct import *x)
{
    struct rhz_span key, payload;
    struct rhz_graph_property p;
    uint64_t last = 0;
    uint32_t last_line = 0;
    unsigned char node[4], number[4];
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_PROPERTIES], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_PROPERTIES, &key, &payload)) == RHZ_OK) {
        rhz_arena_reset(x->record);
        if ((st = twice(x, key, payload, &last, &last_line)) != RHZ_OK ||
            (st = rhz_graph_property_get(rhz_span(payload.p + 4, payload.n - 4), x->record, &p, x->err)) != RHZ_OK)
            return st;
        x->nodes[p.node].properties++;
        st = add(x, IMPORT_STATED, be32(node, p.node), be32(number, x->counts.properties++));
    }
    return done(st);
}

/* ---- which documents speak of which nodes: those of the proofs ---- */

static rhz_status note_member(struct import *x, uint32_t document, uint32_t node, uint32_t ordinal, uint32_t mentions)
{
    x->nodes[node].documents++;
    x->nodes[node].mentions += mentions;
    rhz_buf_reset(&x->scratch);
    rhz_put_be32(&x->scratch, node);
    rhz_put_be32(&x->scratch, document);
    rhz_put_be32(&x->scratch, ordinal);
    rhz_put_be32(&x->scratch, mentions);
    if (x->scratch.failed)
        return rhz_no_memory(x->err);
    return add(x, IMPORT_MEMBERS, rhz_span(x->scratch.p, 8), rhz_span(x->scratch.p + 8, 8));
}

static rhz_status write_documents(struct import *x)
{
    struct rhz_span key = {"", 0}, payload;
    uint32_t document = 0, node = 0, ordinal = 0, mentions = 0;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_MENTIONS], x->err);

    while (st == RHZ_OK) {
        uint32_t d, n;
        rhz_status more = next(x, IMPORT_MENTIONS, &key, &payload);
        if (more != RHZ_OK && more != RHZ_NOT_FOUND)
            return more;
        d = more == RHZ_OK ? rhz_be32(key.p) : 0;
        n = more == RHZ_OK ? rhz_be32(key.p + 4) : 0;
        if (mentions && d == document && n == node) {
            mentions++;
            continue;
        }
        if (mentions) { /* the entity before is whole */
            rhz_put_le32(&x->value, node);
            if ((st = note_member(x, document, node, ordinal++, mentions)) != RHZ_OK)
                return st;
            if (d != document && (st = end(x)) != RHZ_OK)
                return st;
        }
        if (more == RHZ_NOT_FOUND)
            break;
        if (!mentions || d != document) {
            begin(x, RHZ_GRAPH_DOCUMENT);
            rhz_put_be32(&x->key, d);
            ordinal = 0;
        }
        document = d;
        node = n;
        mentions = 1;
    }
    forget(x, IMPORT_MENTIONS);
    x->counts.documents = (uint32_t)x->n_documents;
    return st;
}

static rhz_status write_members(struct import *x)
{
    struct rhz_span key = {"", 0}, payload = {"", 0};
    struct rhz_buf refs = {0};
    bool have = false, ended = false;
    uint32_t i;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_MEMBERS], x->err);

    for (i = 0; i < x->n_nodes && st == RHZ_OK; i++) {
        rhz_buf_reset(&refs);
        for (;;) {
            struct rhz_entity_ref r;
            if (!have && !ended) {
                st = next(x, IMPORT_MEMBERS, &key, &payload);
                ended = st == RHZ_NOT_FOUND;
                if ((st = done(st)) != RHZ_OK)
                    break;
                have = !ended;
            }
            if (!have || rhz_be32(key.p) != i)
                break;
            r = (struct rhz_entity_ref){.document = rhz_be32(key.p + 4), .ordinal = rhz_be32(payload.p), .n_mentions = rhz_be32(payload.p + 4)};
            rhz_buf_append(&refs, &r, sizeof r);
            have = false;
        }
        if (st != RHZ_OK)
            break;
        begin(x, RHZ_GRAPH_MEMBERS);
        rhz_put_be32(&x->key, i);
        rhz_graph_members_put(&x->value, (struct rhz_entity_ref *)(void *)refs.p, refs.n / sizeof(struct rhz_entity_ref));
        st = refs.failed ? rhz_no_memory(x->err) : end(x);
    }
    rhz_buf_free(&refs);
    forget(x, IMPORT_MEMBERS);
    return st;
}

static rhz_status write_proofs(struct import *x)
{
    struct rhz_span key, payload;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_PROOFS], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_PROOFS, &key, &payload)) == RHZ_OK) {
        st = rhz_txn_append(x->txn, RHZ_DB_FACTS, key, payload, x->err);
        if (st == RHZ_OK)
            st = rhz_txn_roll(x->store, &x->txn, x->err);
    }
    forget(x, IMPORT_PROOFS);
    return done(st);
}

/* ---- the rest ---- */

static rhz_status write_head(struct import *x)
{
    x->counts.nodes = (uint32_t)x->n_nodes;
    begin(x, RHZ_GRAPH_HEAD);
    rhz_graph_counts_put(&x->value, &x->counts);
    return end(x);
}

static rhz_status write_ids(struct import *x)
{
    const struct import_id *v = import_ids(&x->ids);
    rhz_status st = RHZ_OK;
    size_t i;

    for (i = 0; i < x->n_nodes && st == RHZ_OK; i++) {
        begin(x, RHZ_GRAPH_ID);
        rhz_put_be64(&x->key, v[i].id);
        rhz_put_le32(&x->value, (uint32_t)i);
        st = end(x);
    }
    return st;
}

static int by_importance(const void *a, const void *b, void *nodes)
{
    const struct import_node *x = (const struct import_node *)nodes + *(const uint32_t *)a,
                             *y = (const struct import_node *)nodes + *(const uint32_t *)b;

    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The kind of each node, read off their records. */
static rhz_status read_kinds(struct import *x, unsigned char *kinds)
{
    struct rhz_span key, payload;
    size_t i = 0;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_NODES], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_NODES, &key, &payload)) == RHZ_OK)
        kinds[i++] = (unsigned char)payload.p[4 + 8]; /* behind line and id */
    return done(st);
}

static rhz_status write_kinds(struct import *x)
{
    uint32_t *v = malloc((x->n_nodes + 1) * sizeof *v);
    unsigned char *kinds = malloc(x->n_nodes + 1);
    unsigned kind;
    size_t i;
    rhz_status st = v && kinds ? read_kinds(x, kinds) : rhz_no_memory(x->err);

    for (i = 0; st == RHZ_OK && i < x->n_nodes; i++)
        v[i] = (uint32_t)i;
    if (st == RHZ_OK && x->n_nodes)
        qsort_r(v, x->n_nodes, sizeof *v, by_importance, x->nodes);
    for (kind = 0; kind < RHZ_KIND_COUNT && st == RHZ_OK; kind++) {
        begin(x, RHZ_GRAPH_LIST);
        rhz_buf_byte(&x->key, (unsigned char)kind);
        for (i = 0; i < x->n_nodes; i++)
            if (kind == 0 || kinds[v[i]] == kind)
                rhz_put_le32(&x->value, v[i]);
        if (x->value.n)
            st = end(x);
    }
    free(kinds);
    free(v);
    return st;
}

static rhz_status write_nodes(struct import *x)
{
    struct rhz_span key, payload;
    uint32_t i = 0;
    rhz_status st = rhz_sorter_begin(x->sorters[IMPORT_NODES], x->err);

    while (st == RHZ_OK && (st = next(x, IMPORT_NODES, &key, &payload)) == RHZ_OK) {
        struct rhz_graph_node n;
        if ((st = read_node(x, payload, &n)) != RHZ_OK)
            return st;
        n.n_documents = x->nodes[i].documents;
        n.n_mentions = x->nodes[i].mentions;
        n.n_edges = x->nodes[i].edges;
        n.n_properties = x->nodes[i].properties;
        begin(x, RHZ_GRAPH_NODE);
        rhz_put_be32(&x->key, i++);
        rhz_graph_node_put(&x->value, &n);
        st = end(x);
    }
    forget(x, IMPORT_NODES);
    return done(st);
}

/* ---- symbols ---- */

static const struct import_symbols *symbols_of(const struct import *x, char class)
{
    return class == RHZ_SYMBOL_LABEL ? &x->labels : class == RHZ_SYMBOL_RELATION ? &x->relations : &x->properties;
}

struct named {
    struct rhz_span key;
    uint32_t symbol;
};

static int by_key(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct named *)a)->key, ((const struct named *)b)->key);
}

/* Classes in order of their letters: l, p, r. */
static const char classes[] = {RHZ_SYMBOL_LABEL, RHZ_SYMBOL_PROPERTY, RHZ_SYMBOL_RELATION};

static rhz_status write_symbols(struct import *x)
{
    rhz_status st = RHZ_OK;
    size_t c;
    uint32_t i;

    for (c = 0; c < sizeof classes && st == RHZ_OK; c++) {
        const struct import_symbols *s = symbols_of(x, classes[c]);
        struct named *v = malloc((s->names.n + 1) * sizeof *v);
        struct rhz_arena *arena = rhz_arena_new();
        st = v && arena ? RHZ_OK : rhz_no_memory(x->err);
        for (i = 0; i < s->names.n && st == RHZ_OK; i++) {
            rhz_buf_reset(&x->scratch);
            rhz_graph_key_name(&x->scratch, rhz_strings_at(&s->names, i));
            v[i] = (struct named){rhz_arena_copy(arena, rhz_buf_view(&x->scratch)), i + 1};
            if (x->scratch.failed || !v[i].key.p)
                st = rhz_no_memory(x->err);
        }
        if (st == RHZ_OK && s->names.n)
            qsort(v, s->names.n, sizeof *v, by_key);
        for (i = 0; i < s->names.n && st == RHZ_OK; i++) {
            begin(x, RHZ_GRAPH_SYMBOL);
            rhz_buf_byte(&x->key, (unsigned char)classes[c]);
            rhz_buf_span(&x->key, v[i].key);
            rhz_put_le32(&x->value, v[i].symbol);
            st = end(x);
        }
        rhz_arena_free(arena);
        free(v);
    }
    return st;
}

static rhz_status write_symbol_names(struct import *x)
{
    rhz_status st = RHZ_OK;
    size_t c;
    uint32_t i, uses;

    for (c = 0; c < sizeof classes; c++) {
        const struct import_symbols *s = symbols_of(x, classes[c]);
        for (i = 0; i < s->names.n && st == RHZ_OK; i++) {
            memcpy(&uses, s->uses.p + i * sizeof uses, sizeof uses);
            begin(x, RHZ_GRAPH_SYMBOL_NAME);
            rhz_buf_byte(&x->key, (unsigned char)classes[c]);
            rhz_put_be32(&x->key, i + 1);
            rhz_put_le32(&x->value, uses);
            rhz_buf_span(&x->value, rhz_strings_at(&s->names, i));
            st = end(x);
        }
    }
    return st;
}

rhz_status rhz_import_write_graph(struct import *x)
{
    rhz_status st;

    if ((st = write_proofs(x)) != RHZ_OK || (st = number_edges(x)) != RHZ_OK || (st = number_properties(x)) != RHZ_OK ||
        (st = write_adjacency(x)) != RHZ_OK || (st = write_documents(x)) != RHZ_OK ||
        (st = write_records(x, IMPORT_EDGES, RHZ_GRAPH_EDGE)) != RHZ_OK ||
        (st = write_lists(x, IMPORT_FOLDED, RHZ_GRAPH_FOLDED)) != RHZ_OK || (st = write_head(x)) != RHZ_OK ||
        (st = write_ids(x)) != RHZ_OK || (st = write_lists(x, IMPORT_KEYS, RHZ_GRAPH_KEY)) != RHZ_OK ||
        (st = write_kinds(x)) != RHZ_OK || (st = write_members(x)) != RHZ_OK || (st = write_nodes(x)) != RHZ_OK ||
        (st = write_lists(x, IMPORT_LABELS, RHZ_GRAPH_LABEL)) != RHZ_OK ||
        (st = write_records(x, IMPORT_PROPERTIES, RHZ_GRAPH_PROPERTY)) != RHZ_OK ||
        (st = write_lists(x, IMPORT_STATED, RHZ_GRAPH_STATED)) != RHZ_OK ||
        (st = write_lists(x, IMPORT_VALUES, RHZ_GRAPH_VALUE)) != RHZ_OK || (st = write_symbols(x)) != RHZ_OK ||
        (st = write_lists(x, IMPORT_WORDS, RHZ_GRAPH_WORD)) != RHZ_OK)
        return st;
    return write_symbol_names(x);
}
