/* graph_records.c -- keys and records of the graph: bytes <-> structs, no I/O. Layout: doc/format.md, "Graph".
 *
 * Lists that are scanned (adjacency, node numbers) have fixed width and are read in place; records that are read one
 * at a time are varints. A count is checked against the bytes left before memory is asked for, so that no hostile
 * record allocates more than a small multiple of its own size.
 */
#include "graph.h"

enum { NAME_IN_KEY = 400 };

/* Flags of edge and property records. */
enum { AMENDED = 1, SHIFTED = 2 }; /* of the head */
enum { HAS_AMOUNT = 1, YEAR_OF_DOCUMENT = 2, DIVERGENT = 4, JOINT = 8, TOTAL = 16, ALL_FLAGS = 31 };

void rhz_graph_key(struct rhz_buf *b, uint32_t generation, enum rhz_graph_part part)
{
    rhz_buf_reset(b);
    rhz_put_be32(b, generation);
    rhz_buf_byte(b, (unsigned char)part);
}

void rhz_graph_key_name(struct rhz_buf *b, struct rhz_span name)
{
    rhz_buf_append(b, name.p, name.n < NAME_IN_KEY ? name.n : NAME_IN_KEY);
    if (name.n > NAME_IN_KEY)
        rhz_put_be64(b, rhz_hash64(name));
}

enum { SHORT_RELATIONS = 240 };

void rhz_graph_key_relation(struct rhz_buf *b, unsigned relation)
{
    if (relation >= SHORT_RELATIONS) {
        rhz_buf_byte(b, (unsigned char)(SHORT_RELATIONS + (relation >> 16 & 15)));
        rhz_buf_byte(b, (unsigned char)(relation >> 8));
    }
    rhz_buf_byte(b, (unsigned char)relation);
}

bool rhz_graph_read_relation(struct rhz_span rest, unsigned *relation, bool *outgoing)
{
    const unsigned char *p = (const unsigned char *)rest.p;

    if (rest.n == 2 && p[0] < SHORT_RELATIONS)
        *relation = p[0];
    else if (rest.n == 4 && p[0] >= SHORT_RELATIONS)
        *relation = (unsigned)(p[0] - SHORT_RELATIONS) << 16 | (unsigned)p[1] << 8 | p[2];
    else
        return false;
    *outgoing = p[rest.n - 1] == 0;
    return p[rest.n - 1] <= 1;
}

static rhz_status damaged(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un enregistrement du graphe est illisible.");
}

/* What is left of a record of a graph of others: labels or relation, and properties. */
static struct rhz_span get_rest(struct rhz_reader *r)
{
    return rhz_get_raw(r, rhz_left(r));
}

/* A record is whole when nothing failed and nothing is left over. */
static rhz_status finished(const struct rhz_reader *r, struct rhz_error *err)
{
    return r->bad || r->p != r->end ? damaged(err) : RHZ_OK;
}

/* A count of things that take at least `least` bytes each. */
static size_t get_count(struct rhz_reader *r, size_t least)
{
    return (size_t)rhz_get_at_most(r, rhz_left(r) / least);
}

static uint32_t get_u32(struct rhz_reader *r)
{
    return (uint32_t)rhz_get_at_most(r, UINT32_MAX);
}

/* ---- pieces that several records share ---- */

static void put_spans(struct rhz_buf *b, const struct rhz_span *v, size_t n)
{
    size_t i;

    rhz_put_varint(b, n);
    for (i = 0; i < n; i++)
        rhz_put_bytes(b, v[i]);
}

static bool get_spans(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_span **v, size_t *n)
{
    size_t i;

    *n = get_count(r, 1);
    *v = rhz_arena_zalloc(arena, *n, sizeof **v);
    if (!*v)
        return false;
    for (i = 0; i < *n; i++)
        (*v)[i] = rhz_get_bytes(r);
    return true;
}

static void put_proofs(struct rhz_buf *b, const struct rhz_statement_ref *v, size_t n)
{
    size_t i;

    rhz_put_varint(b, n);
    for (i = 0; i < n; i++) {
        rhz_put_varint(b, v[i].document);
        rhz_put_varint(b, v[i].statement);
    }
}

static bool get_proofs(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_statement_ref **v, size_t *n)
{
    size_t i;

    *n = get_count(r, 2);
    *v = rhz_arena_zalloc(arena, *n, sizeof **v);
    if (!*v)
        return false;
    for (i = 0; i < *n; i++) {
        (*v)[i].document = get_u32(r);
        (*v)[i].statement = get_u32(r);
    }
    return true;
}

struct when {
    uint32_t year, from, to;
};

static void put_when(struct rhz_buf *b, struct when w)
{
    rhz_put_varint(b, w.year);
    rhz_put_varint(b, w.from);
    rhz_put_varint(b, w.to);
}

static struct when get_when(struct rhz_reader *r)
{
    struct when w = {0};

    w.year = get_u32(r);
    w.from = get_u32(r);
    w.to = get_u32(r);
    return w;
}

/* ---- head ---- */

static void put_table(struct rhz_buf *b, const uint32_t *v, size_t n)
{
    size_t i;

    rhz_put_varint(b, n);
    for (i = 0; i < n; i++)
        rhz_put_varint(b, v[i]);
}

static void get_table(struct rhz_reader *r, uint32_t *v, size_t most)
{
    size_t i, n = (size_t)rhz_get_at_most(r, most);

    for (i = 0; i < n; i++)
        v[i] = get_u32(r);
}

void rhz_graph_counts_put(struct rhz_buf *b, const struct rhz_graph_counts *c)
{
    rhz_put_varint(b, c->nodes);
    rhz_put_varint(b, c->edges);
    rhz_put_varint(b, c->properties);
    rhz_put_varint(b, c->documents);
    rhz_put_varint(b, c->statements);
    put_table(b, c->nodes_by_kind, RHZ_KIND_COUNT);
    put_table(b, c->edges_by_relation, RHZ_RELATION_COUNT);
    rhz_put_varint(b, c->retired_nodes);
    rhz_put_varint(b, c->retired_edges);
    rhz_put_varint(b, c->retired_properties);
    rhz_buf_byte(b, (unsigned char)((c->amended ? AMENDED : 0) | (c->shifted ? SHIFTED : 0)));
}

rhz_status rhz_graph_counts_get(struct rhz_span value, struct rhz_graph_counts *out, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    unsigned char flags;

    *out = (struct rhz_graph_counts){0};
    out->nodes = get_u32(&r);
    out->edges = get_u32(&r);
    out->properties = get_u32(&r);
    out->documents = get_u32(&r);
    out->statements = rhz_get_varint(&r);
    get_table(&r, out->nodes_by_kind, RHZ_KIND_COUNT);
    get_table(&r, out->edges_by_relation, RHZ_RELATION_COUNT);
    out->retired_nodes = (uint32_t)rhz_get_at_most(&r, out->nodes);
    out->retired_edges = (uint32_t)rhz_get_at_most(&r, out->edges);
    out->retired_properties = (uint32_t)rhz_get_at_most(&r, out->properties);
    flags = rhz_get_byte(&r);
    out->amended = flags & AMENDED;
    out->shifted = flags & SHIFTED;
    if (flags > (AMENDED | SHIFTED))
        r.bad = true;
    return finished(&r, err);
}

/* ---- nodes ---- */

void rhz_graph_node_put(struct rhz_buf *b, const struct rhz_graph_node *n)
{
    rhz_put_le64(b, n->id);
    rhz_buf_byte(b, n->kind);
    rhz_buf_byte(b, n->sub);
    rhz_put_bytes(b, n->name);
    put_spans(b, n->aliases, n->n_aliases);
    rhz_put_varint(b, n->n_documents);
    rhz_put_varint(b, n->n_mentions);
    rhz_put_varint(b, n->n_edges);
    rhz_put_varint(b, n->n_properties);
    rhz_buf_span(b, n->open);
}

rhz_status rhz_graph_node_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_node *out,
                              struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);

    *out = (struct rhz_graph_node){0};
    if (value.n == 0) /* a number that was retired */
        return RHZ_OK;
    out->id = rhz_get_le64(&r);
    out->kind = rhz_get_byte(&r);
    out->sub = rhz_get_byte(&r);
    out->name = rhz_get_bytes(&r);
    if (!get_spans(&r, arena, &out->aliases, &out->n_aliases))
        return rhz_no_memory(err);
    out->n_documents = get_u32(&r);
    out->n_mentions = get_u32(&r);
    out->n_edges = get_u32(&r);
    out->n_properties = get_u32(&r);
    if (out->kind == 0)
        out->open = get_rest(&r);
    if (out->kind >= RHZ_KIND_COUNT || out->sub >= RHZ_SUB_COUNT || (out->kind == 0 && out->open.n == 0))
        r.bad = true;
    return finished(&r, err);
}

void rhz_graph_members_put(struct rhz_buf *b, const struct rhz_entity_ref *refs, size_t n)
{
    uint32_t last = 0;
    size_t i;

    rhz_put_varint(b, n);
    for (i = 0; i < n; i++) {
        rhz_put_varint(b, refs[i].document - last);
        rhz_put_varint(b, refs[i].ordinal);
        rhz_put_varint(b, refs[i].n_mentions);
        rhz_put_varint(b, refs[i].variant);
        last = refs[i].document;
    }
}

rhz_status rhz_graph_members_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_entity_ref **refs, size_t *n,
                                 struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    uint32_t last = 0;
    size_t i;

    *n = get_count(&r, 4);
    *refs = rhz_arena_zalloc(arena, *n, sizeof **refs);
    if (!*refs)
        return rhz_no_memory(err);
    for (i = 0; i < *n; i++) {
        last += (uint32_t)rhz_get_at_most(&r, UINT32_MAX - last);
        (*refs)[i] = (struct rhz_entity_ref){.document = last};
        (*refs)[i].ordinal = get_u32(&r);
        (*refs)[i].n_mentions = get_u32(&r);
        (*refs)[i].variant = get_u32(&r);
    }
    return finished(&r, err);
}

/* ---- edges ---- */

void rhz_graph_edge_put(struct rhz_buf *b, const struct rhz_graph_edge *e)
{
    rhz_put_le64(b, e->id);
    rhz_buf_byte(b, e->relation);
    rhz_buf_byte(b, e->nature);
    rhz_buf_byte(b, (unsigned char)((e->has_amount ? HAS_AMOUNT : 0) | (e->year_of_document ? YEAR_OF_DOCUMENT : 0) |
                                    (e->divergent ? DIVERGENT : 0) | (e->joint ? JOINT : 0)));
    rhz_put_varint(b, e->from);
    rhz_put_varint(b, e->to);
    put_when(b, (struct when){e->year, e->date_from, e->date_to});
    if (e->has_amount)
        rhz_put_signed(b, e->cents);
    rhz_put_bytes(b, e->unit);
    put_spans(b, e->roles, e->n_roles);
    put_proofs(b, e->proofs, e->n_proofs);
    rhz_buf_span(b, e->open);
}

rhz_status rhz_graph_edge_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_edge *out,
                              struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    unsigned char flags;
    struct when w;

    *out = (struct rhz_graph_edge){0};
    if (value.n == 0) /* a number that was retired */
        return RHZ_OK;
    out->id = rhz_get_le64(&r);
    out->relation = rhz_get_byte(&r);
    out->nature = rhz_get_byte(&r);
    flags = rhz_get_byte(&r);
    out->has_amount = flags & HAS_AMOUNT;
    out->year_of_document = flags & YEAR_OF_DOCUMENT;
    out->divergent = flags & DIVERGENT;
    out->joint = flags & JOINT;
    out->from = get_u32(&r);
    out->to = get_u32(&r);
    w = get_when(&r);
    out->year = w.year, out->date_from = w.from, out->date_to = w.to;
    if (out->has_amount)
        out->cents = rhz_get_signed(&r);
    out->unit = rhz_get_bytes(&r);
    if (!get_spans(&r, arena, &out->roles, &out->n_roles) || !get_proofs(&r, arena, &out->proofs, &out->n_proofs))
        return rhz_no_memory(err);
    if (out->relation == 0)
        out->open = get_rest(&r);
    if (out->relation >= RHZ_RELATION_COUNT || out->nature >= RHZ_NATURE_COUNT || flags > ALL_FLAGS ||
        (out->relation == 0 && out->open.n == 0))
        r.bad = true;
    return finished(&r, err);
}

/* ---- properties ---- */

void rhz_graph_property_put(struct rhz_buf *b, const struct rhz_graph_property *p)
{
    rhz_put_le64(b, p->id);
    rhz_put_varint(b, p->node);
    rhz_buf_byte(b, p->property);
    rhz_buf_byte(b, p->nature);
    rhz_buf_byte(b, p->sense);
    rhz_buf_byte(b, (unsigned char)((p->has_amount ? HAS_AMOUNT : 0) | (p->year_of_document ? YEAR_OF_DOCUMENT : 0) |
                                    (p->divergent ? DIVERGENT : 0) | (p->total ? TOTAL : 0)));
    put_when(b, (struct when){p->year, p->date_from, p->date_to});
    if (p->has_amount)
        rhz_put_signed(b, p->cents);
    rhz_put_bytes(b, p->unit);
    rhz_put_bytes(b, p->label);
    put_proofs(b, p->proofs, p->n_proofs);
}

rhz_status rhz_graph_property_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_property *out,
                                  struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    unsigned char flags;
    struct when w;

    *out = (struct rhz_graph_property){0};
    if (value.n == 0) /* a number that was retired */
        return RHZ_OK;
    out->id = rhz_get_le64(&r);
    out->node = get_u32(&r);
    out->property = rhz_get_byte(&r);
    out->nature = rhz_get_byte(&r);
    out->sense = rhz_get_byte(&r);
    flags = rhz_get_byte(&r);
    out->has_amount = flags & HAS_AMOUNT;
    out->year_of_document = flags & YEAR_OF_DOCUMENT;
    out->divergent = flags & DIVERGENT;
    out->total = flags & TOTAL;
    w = get_when(&r);
    out->year = w.year, out->date_from = w.from, out->date_to = w.to;
    if (out->has_amount)
        out->cents = rhz_get_signed(&r);
    out->unit = rhz_get_bytes(&r);
    out->label = rhz_get_bytes(&r);
    if (!get_proofs(&r, arena, &out->proofs, &out->n_proofs))
        return rhz_no_memory(err);
    if (out->property == 0 || out->property >= RHZ_PROPERTY_COUNT || out->nature >= RHZ_NATURE_COUNT ||
        out->sense >= RHZ_SENSE_COUNT || flags > ALL_FLAGS)
        r.bad = true;
    return finished(&r, err);
}

/* ---- adjacency ---- */

void rhz_graph_adjacent_put(struct rhz_buf *b, const struct rhz_adjacent *a)
{
    rhz_put_le32(b, a->other);
    rhz_put_le32(b, a->edge);
    rhz_put_le32(b, a->year);
}

void rhz_graph_amount_put(struct rhz_buf *b, const struct rhz_adjacent_amount *a)
{
    rhz_put_le16(b, a->year);
    rhz_buf_byte(b, a->nature);
    rhz_buf_byte(b, a->has_amount);
    rhz_put_le64(b, (uint64_t)a->cents);
}

struct rhz_adjacent_amount rhz_graph_amount_at(const char *line)
{
    return (struct rhz_adjacent_amount){rhz_le16(line), (uint8_t)line[2], line[3] != 0, (int64_t)rhz_le64(line + 4)};
}

bool rhz_graph_adjacency_read(struct rhz_span value, struct rhz_adjacency *out)
{
    bool amounts = value.n % RHZ_ADJACENT_BYTES == 1;

    *out = (struct rhz_adjacency){.bytes = value, .n = value.n / RHZ_ADJACENT_BYTES};
    if (amounts) {
        out->n /= 2;
        out->bytes.n = out->n * RHZ_ADJACENT_BYTES;
        out->amounts = value.p + out->bytes.n;
        return value.n == 2 * out->bytes.n + 1 && value.p[value.n - 1] == 1;
    }
    return value.n % RHZ_ADJACENT_BYTES == 0;
}
