/* graph.c -- reading a generation of the graph through a transaction.
 *
 * Keys are built in a buffer on the stack of each call: none needs more than 5 + 1 + 408 bytes. Node numbers found in
 * lists are not checked against the head when a list is opened (that would scan it): whoever follows one reads its
 * record, and a number without a record is damage.
 */
#include "graph.h"

/* A fixed key: generation, part, be32, and two bytes that only adjacency uses. */
struct short_key {
    unsigned char bytes[16];
    size_t n;
};

static struct short_key short_key(const struct rhz_graph *g, enum rhz_graph_part part)
{
    struct short_key k = {.n = 5};

    k.bytes[0] = (unsigned char)(g->generation >> 24);
    k.bytes[1] = (unsigned char)(g->generation >> 16);
    k.bytes[2] = (unsigned char)(g->generation >> 8);
    k.bytes[3] = (unsigned char)g->generation;
    k.bytes[4] = (unsigned char)part;
    return k;
}

static void key_be32(struct short_key *k, uint32_t v)
{
    int shift;

    for (shift = 24; shift >= 0; shift -= 8)
        k->bytes[k->n++] = (unsigned char)(v >> shift);
}

static rhz_status get(const struct rhz_graph *g, const struct short_key *k, struct rhz_span *value, struct rhz_error *err)
{
    return rhz_txn_get(g->txn, RHZ_DB_GRAPH, rhz_span((const char *)k->bytes, k->n), value, err);
}

static rhz_status missing(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un élément du graphe manque.");
}

rhz_status rhz_graph_record(const struct rhz_graph *g, enum rhz_graph_part part, uint32_t number, struct rhz_span *value,
                            struct rhz_error *err)
{
    struct short_key k = short_key(g, part);
    rhz_status st;

    key_be32(&k, number);
    st = g->generation ? get(g, &k, value, err) : RHZ_NOT_FOUND;
    return st == RHZ_NOT_FOUND ? missing(err) : st;
}

/* A list of fixed-width entries: an absent one is empty. */
static rhz_status list(const struct rhz_graph *g, struct rhz_span key, size_t width, struct rhz_span *bytes, size_t *n,
                       struct rhz_error *err)
{
    rhz_status st = g->generation ? rhz_txn_get(g->txn, RHZ_DB_GRAPH, key, bytes, err) : RHZ_NOT_FOUND;

    *n = 0;
    if (st == RHZ_NOT_FOUND) {
        *bytes = rhz_span("", 0);
        return RHZ_OK;
    }
    if (st != RHZ_OK)
        return st;
    if (bytes->n % width)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une liste du graphe est illisible.");
    *n = bytes->n / width;
    return RHZ_OK;
}

static rhz_status numbers(const struct rhz_graph *g, const struct short_key *k, struct rhz_numbers *out,
                          struct rhz_error *err)
{
    return list(g, rhz_span((const char *)k->bytes, k->n), 4, &out->bytes, &out->n, err);
}

rhz_status rhz_graph_open(struct rhz_txn *t, uint32_t generation, struct rhz_graph *out, struct rhz_error *err)
{
    struct short_key k;
    struct rhz_span value;
    rhz_status st;

    *out = (struct rhz_graph){.txn = t, .generation = generation};
    if (generation == 0)
        return RHZ_OK;
    k = short_key(out, RHZ_GRAPH_HEAD);
    if ((st = get(out, &k, &value, err)) != RHZ_OK)
        return st == RHZ_NOT_FOUND ? missing(err) : st;
    return rhz_graph_counts_get(value, &out->counts, err);
}

rhz_status rhz_graph_find(const struct rhz_graph *g, uint64_t id, uint32_t *node, struct rhz_error *err)
{
    struct short_key k = short_key(g, RHZ_GRAPH_ID);
    struct rhz_numbers found;
    rhz_status st;

    key_be32(&k, (uint32_t)(id >> 32));
    key_be32(&k, (uint32_t)id);
    if ((st = numbers(g, &k, &found, err)) != RHZ_OK)
        return st;
    if (found.n == 0)
        return RHZ_NOT_FOUND;
    *node = rhz_numbers_at(&found, 0);
    return RHZ_OK;
}

rhz_status rhz_graph_node(const struct rhz_graph *g, uint32_t node, struct rhz_arena *arena, struct rhz_graph_node *out,
                          struct rhz_error *err)
{
    struct rhz_span value;
    rhz_status st = rhz_graph_record(g, RHZ_GRAPH_NODE, node, &value, err);

    if (st == RHZ_OK)
        st = rhz_graph_node_get(value, arena, out, err);
    if (st == RHZ_OK)
        out->number = node;
    return st;
}

rhz_status rhz_graph_edge(const struct rhz_graph *g, uint32_t edge, struct rhz_arena *arena, struct rhz_graph_edge *out,
                          struct rhz_error *err)
{
    struct rhz_span value;
    rhz_status st = rhz_graph_record(g, RHZ_GRAPH_EDGE, edge, &value, err);

    if (st == RHZ_OK)
        st = rhz_graph_edge_get(value, arena, out, err);
    if (st == RHZ_OK)
        out->number = edge;
    return st;
}

rhz_status rhz_graph_property(const struct rhz_graph *g, uint32_t property, struct rhz_arena *arena,
                              struct rhz_graph_property *out, struct rhz_error *err)
{
    struct rhz_span value;
    rhz_status st = rhz_graph_record(g, RHZ_GRAPH_PROPERTY, property, &value, err);

    if (st == RHZ_OK)
        st = rhz_graph_property_get(value, arena, out, err);
    if (st == RHZ_OK)
        out->number = property;
    return st;
}

rhz_status rhz_graph_members(const struct rhz_graph *g, uint32_t node, struct rhz_arena *arena,
                             struct rhz_entity_ref **refs, size_t *n, struct rhz_error *err)
{
    struct rhz_span value;
    rhz_status st = rhz_graph_record(g, RHZ_GRAPH_MEMBERS, node, &value, err);

    return st ? st : rhz_graph_members_get(value, arena, refs, n, err);
}

rhz_status rhz_graph_adjacency(const struct rhz_graph *g, uint32_t node, unsigned relation, bool outgoing,
                               struct rhz_adjacency *out, struct rhz_error *err)
{
    struct short_key k = short_key(g, RHZ_GRAPH_ADJACENCY);
    struct rhz_span value;
    rhz_status st;
    char room[4];
    struct rhz_buf tail = {.p = room, .cap = sizeof room};

    key_be32(&k, node);
    rhz_graph_key_relation(&tail, relation);
    memcpy(k.bytes + k.n, tail.p, tail.n);
    k.n += tail.n;
    k.bytes[k.n++] = outgoing ? 0 : 1;
    *out = (struct rhz_adjacency){.bytes = rhz_span("", 0)};
    st = g->generation ? get(g, &k, &value, err) : RHZ_NOT_FOUND;
    if (st != RHZ_OK)
        return st == RHZ_NOT_FOUND ? RHZ_OK : st;
    return rhz_graph_adjacency_read(value, out)
               ? RHZ_OK
               : rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une liste du graphe est illisible.");
}

rhz_status rhz_graph_properties(const struct rhz_graph *g, uint32_t node, struct rhz_numbers *out, struct rhz_error *err)
{
    struct short_key k = short_key(g, RHZ_GRAPH_STATED);

    key_be32(&k, node);
    return numbers(g, &k, out, err);
}

rhz_status rhz_graph_document_nodes(const struct rhz_graph *g, uint32_t document, struct rhz_numbers *out,
                                    struct rhz_error *err)
{
    struct short_key k = short_key(g, RHZ_GRAPH_DOCUMENT);

    key_be32(&k, document);
    return numbers(g, &k, out, err);
}

rhz_status rhz_graph_nodes_of_kind(const struct rhz_graph *g, enum rhz_kind kind, struct rhz_numbers *out,
                                   struct rhz_error *err)
{
    struct short_key k = short_key(g, RHZ_GRAPH_LIST);

    k.bytes[k.n++] = (unsigned char)kind;
    return numbers(g, &k, out, err);
}

rhz_status rhz_graph_in_use(const struct rhz_graph *g, enum rhz_graph_part part, uint32_t number, bool *in_use, struct rhz_error *err)
{
    uint32_t retired = part == RHZ_GRAPH_NODE   ? g->counts.retired_nodes
                       : part == RHZ_GRAPH_EDGE ? g->counts.retired_edges
                                                : g->counts.retired_properties;
    struct rhz_span record;
    rhz_status st = retired ? rhz_graph_record(g, part, number, &record, err) : RHZ_OK;

    *in_use = !retired || (st == RHZ_OK && record.n > 0);
    return st;
}

rhz_status rhz_graph_symbol_name(const struct rhz_graph *g, int class, uint32_t symbol, struct rhz_span *out, struct rhz_error *err)
{
    struct short_key k = short_key(g, RHZ_GRAPH_SYMBOL_NAME);
    rhz_status st;

    k.bytes[k.n++] = (unsigned char)class;
    key_be32(&k, symbol);
    st = get(g, &k, out, err);
    if (st == RHZ_NOT_FOUND || (st == RHZ_OK && out->n < 4))
        return missing(err);
    if (st == RHZ_OK)
        *out = rhz_span(out->p + 4, out->n - 4);
    return st;
}

rhz_status rhz_graph_list(const struct rhz_graph *g, enum rhz_graph_part part, struct rhz_span rest, struct rhz_numbers *out,
                          struct rhz_error *err)
{
    char room[RHZ_KEY_MAX];
    struct rhz_buf key = {.p = room, .cap = sizeof room};

    rhz_graph_key(&key, g->generation, part);
    if (rest.n > sizeof room - key.n) { /* no such key was ever written */
        *out = (struct rhz_numbers){.bytes = rhz_span("", 0)};
        return RHZ_OK;
    }
    rhz_buf_span(&key, rest);
    return list(g, rhz_buf_view(&key), 4, &out->bytes, &out->n, err);
}

/* ---- names ---- */

rhz_status rhz_graph_nodes_of_key(const struct rhz_graph *g, enum rhz_kind kind, struct rhz_span key,
                                  struct rhz_numbers *out, struct rhz_error *err)
{
    struct rhz_buf b = {0};
    rhz_status st;

    rhz_graph_key(&b, g->generation, RHZ_GRAPH_KEY);
    rhz_buf_byte(&b, (unsigned char)kind);
    rhz_graph_key_name(&b, key);
    st = b.failed ? rhz_no_memory(err) : list(g, rhz_buf_view(&b), 4, &out->bytes, &out->n, err);
    rhz_buf_free(&b);
    return st;
}

static rhz_status mark(const struct rhz_graph *g, struct rhz_span bytes, unsigned char *bits, struct rhz_error *err)
{
    struct rhz_numbers v = {bytes, bytes.n / 4};
    size_t i;

    for (i = 0; i < v.n; i++) {
        uint32_t node = rhz_numbers_at(&v, i);
        if (node >= g->counts.nodes)
            return missing(err);
        bits[node / 8] |= (unsigned char)(1u << node % 8);
    }
    return RHZ_OK;
}

static rhz_status mark_prefix(const struct rhz_graph *g, struct rhz_span from, unsigned char *bits, struct rhz_error *err)
{
    struct rhz_db_cursor *c = NULL;
    struct rhz_span k, v;
    rhz_status st = rhz_db_cursor_open(g->txn, RHZ_DB_GRAPH, &c, err);

    if (st == RHZ_OK)
        st = rhz_db_seek(c, from, &k, &v, err);
    while (st == RHZ_OK && k.n >= from.n && memcmp(k.p, from.p, from.n) == 0) {
        st = mark(g, v, bits, err);
        if (st == RHZ_OK)
            st = rhz_db_next(c, &k, &v, err);
    }
    rhz_db_cursor_close(c);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_graph_mark_word(const struct rhz_graph *g, struct rhz_span word, bool prefix, unsigned char *bits,
                               struct rhz_error *err)
{
    struct rhz_buf b = {0};
    struct rhz_numbers found;
    rhz_status st;

    if (g->generation == 0)
        return RHZ_OK;
    rhz_graph_key(&b, g->generation, RHZ_GRAPH_WORD);
    rhz_graph_key_name(&b, word);
    if (b.failed)
        st = rhz_no_memory(err);
    else if (prefix)
        st = mark_prefix(g, rhz_buf_view(&b), bits, err);
    else if ((st = list(g, rhz_buf_view(&b), 4, &found.bytes, &found.n, err)) == RHZ_OK)
        st = mark(g, found.bytes, bits, err);
    rhz_buf_free(&b);
    return st;
}

rhz_status rhz_graph_nodes_of_word(const struct rhz_graph *g, struct rhz_span word, struct rhz_numbers *out,
                                   struct rhz_error *err)
{
    struct rhz_buf b = {0};
    rhz_status st;

    *out = (struct rhz_numbers){0};
    if (g->generation == 0)
        return RHZ_OK;
    rhz_graph_key(&b, g->generation, RHZ_GRAPH_WORD);
    rhz_graph_key_name(&b, word);
    st = b.failed ? rhz_no_memory(err) : list(g, rhz_buf_view(&b), 4, &out->bytes, &out->n, err);
    rhz_buf_free(&b);
    return st;
}
