/* variant_records.c -- what the indexer keeps in a graph to amend it: bytes <-> structs, no I/O. Nobody else reads it.
 * Layout: doc/format.md, "Graph". */
#include "graph.h"

/* What follows name and sub-kind. */
enum { HAS_WHOLE = 1, HAS_LEARNT = 2, HAS_SALT = 4, HAS_RNA = 8, HAS_SIREN = 16, ALL = 31 };

static rhz_status finished(const struct rhz_reader *r, struct rhz_error *err)
{
    return r->bad || r->p != r->end ? rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un enregistrement du graphe est illisible.")
                                    : RHZ_OK;
}

static void put_variant(struct rhz_buf *b, const struct rhz_graph_variant *v)
{
    size_t i;

    rhz_buf_byte(b, v->sub);
    rhz_buf_byte(b, (unsigned char)((v->whole.n ? HAS_WHOLE : 0) | (v->learnt.n ? HAS_LEARNT : 0) | (v->salt.n ? HAS_SALT : 0) | (v->rna.n ? HAS_RNA : 0) |
                                     (v->siren.n ? HAS_SIREN : 0)));
    rhz_put_bytes(b, v->key);
    rhz_put_bytes(b, v->name);
    if (v->whole.n)
        rhz_put_bytes(b, v->whole);
    if (v->learnt.n)
        rhz_put_bytes(b, v->learnt);
    if (v->salt.n)
        rhz_put_bytes(b, v->salt);
    if (v->rna.n)
        rhz_put_bytes(b, v->rna);
    if (v->siren.n)
        rhz_put_bytes(b, v->siren);
    rhz_put_varint(b, v->n_entities);
    rhz_put_varint(b, v->n_mentions);
    rhz_put_varint(b, v->n_forms);
    for (i = 0; i < v->n_forms; i++) {
        rhz_put_bytes(b, v->forms[i].text);
        rhz_put_varint(b, v->forms[i].n);
    }
}

void rhz_graph_variants_put(struct rhz_buf *b, const struct rhz_graph_variant *v, size_t n)
{
    size_t i;

    rhz_put_varint(b, n);
    for (i = 0; i < n; i++)
        put_variant(b, &v[i]);
}

static bool get_counted(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_tally **v, size_t *n)
{
    size_t i;

    *n = (size_t)rhz_get_at_most(r, rhz_left(r) / 2);
    *v = rhz_arena_zalloc(arena, *n, sizeof **v);
    for (i = 0; *v && i < *n; i++) {
        (*v)[i].text = rhz_get_bytes(r);
        (*v)[i].n = (uint32_t)rhz_get_at_most(r, UINT32_MAX);
    }
    return *v != NULL;
}

static bool get_variant(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_graph_variant *out)
{
    unsigned char present;
    struct rhz_span none = {"", 0};

    out->sub = rhz_get_byte(r);
    present = rhz_get_byte(r);
    if (out->sub >= RHZ_SUB_COUNT || present > ALL)
        r->bad = true;
    out->key = rhz_get_bytes(r);
    out->name = rhz_get_bytes(r);
    out->whole = present & HAS_WHOLE ? rhz_get_bytes(r) : none;
    out->learnt = present & HAS_LEARNT ? rhz_get_bytes(r) : none;
    out->salt = present & HAS_SALT ? rhz_get_bytes(r) : none;
    out->rna = present & HAS_RNA ? rhz_get_bytes(r) : none;
    out->siren = present & HAS_SIREN ? rhz_get_bytes(r) : none;
    out->n_entities = (uint32_t)rhz_get_at_most(r, UINT32_MAX);
    out->n_mentions = rhz_get_varint(r);
    return get_counted(r, arena, &out->forms, &out->n_forms);
}

rhz_status rhz_graph_variants_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_graph_variant **out, size_t *n,
                                  struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    size_t i;

    *n = (size_t)rhz_get_at_most(&r, rhz_left(&r) / 7);
    *out = rhz_arena_zalloc(arena, *n, sizeof **out);
    if (!*out)
        return rhz_no_memory(err);
    for (i = 0; i < *n; i++)
        if (!get_variant(&r, arena, &(*out)[i]))
            return rhz_no_memory(err);
    return finished(&r, err);
}

void rhz_graph_definitions_put(struct rhz_buf *b, struct rhz_span shorter, const struct rhz_tally *v, size_t n)
{
    size_t i;

    rhz_put_bytes(b, shorter);
    rhz_put_varint(b, n);
    for (i = 0; i < n; i++) {
        rhz_put_bytes(b, v[i].text);
        rhz_put_varint(b, v[i].n);
    }
}

rhz_status rhz_graph_definitions_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_span *shorter,
                                     struct rhz_tally **out, size_t *n, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);

    *shorter = rhz_get_bytes(&r);
    return get_counted(&r, arena, out, n) ? finished(&r, err) : rhz_no_memory(err);
}
