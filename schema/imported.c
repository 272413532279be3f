/* imported.c -- proofs of an imported graph as records, and the mark of such a base. */
#include "imported.h"

static const char GENRE[] = "genre";

/* Bytes of the shortest support: bounds a count before memory is asked for. */
enum { SUPPORT_LEAST = 5 };

void rhz_imported_key(unsigned char out[RHZ_PROOF_KEY], uint32_t document, uint32_t proof)
{
    rhz_store_be32(out, document);
    rhz_store_be32(out + 4, proof);
}

void rhz_imported_put(struct rhz_buf *b, const struct rhz_imported_proof *p)
{
    size_t i;

    rhz_put_varint(b, p->start);
    rhz_put_varint(b, p->end);
    rhz_put_varint(b, p->page);
    rhz_put_varint(b, p->line);
    rhz_put_bytes(b, p->rule);
    rhz_put_bytes(b, p->quote);
    rhz_put_varint(b, p->n_supports);
    for (i = 0; i < p->n_supports; i++) {
        const struct rhz_imported_support *s = &p->supports[i];
        rhz_buf_byte(b, s->end);
        rhz_buf_byte(b, s->why);
        rhz_put_varint(b, s->page);
        rhz_put_varint(b, s->line);
        rhz_put_bytes(b, s->quote);
    }
}

static uint32_t get_u32(struct rhz_reader *r)
{
    return (uint32_t)rhz_get_at_most(r, UINT32_MAX);
}

static void get_support(struct rhz_reader *r, struct rhz_imported_support *s)
{
    s->end = rhz_get_byte(r);
    s->why = rhz_get_byte(r);
    s->page = get_u32(r);
    s->line = get_u32(r);
    s->quote = rhz_get_bytes(r);
    if ((s->end != RHZ_END_SUBJECT && s->end != RHZ_END_OBJECT) || s->why == 0 || s->why >= RHZ_SUPPORT_COUNT)
        r->bad = true;
}

rhz_status rhz_imported_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_imported_proof *out,
                            struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    size_t i;

    *out = (struct rhz_imported_proof){.start = get_u32(&r)};
    out->end = get_u32(&r);
    out->page = get_u32(&r);
    out->line = get_u32(&r);
    out->rule = rhz_get_bytes(&r);
    out->quote = rhz_get_bytes(&r);
    out->n_supports = (size_t)rhz_get_at_most(&r, rhz_left(&r) / SUPPORT_LEAST);
    out->supports = rhz_arena_zalloc(arena, out->n_supports, sizeof *out->supports);
    if (!out->supports)
        return rhz_no_memory(err);
    for (i = 0; i < out->n_supports; i++)
        get_support(&r, &out->supports[i]);
    if (r.bad || r.p != r.end)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une preuve importée est illisible.");
    return RHZ_OK;
}

rhz_status rhz_imported_is(struct rhz_txn *t, bool *imported, struct rhz_error *err)
{
    struct rhz_span value;
    rhz_status st = rhz_meta_get(t, GENRE, &value, err);

    *imported = st == RHZ_OK && rhz_span_eq(value, RHZ_SPAN("libre"));
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_imported_mark(struct rhz_txn *t, struct rhz_error *err)
{
    return rhz_meta_put(t, GENRE, RHZ_SPAN("libre"), err);
}

rhz_status rhz_imported_refuse(struct rhz_txn *t, struct rhz_error *err)
{
    bool imported;
    rhz_status st = rhz_imported_is(t, &imported, err);

    if (st == RHZ_OK && imported)
        return rhz_fail(err, RHZ_INVALID, "Cette base vient d'un graphe importé, sans les textes : on ne peut ni y ajouter ni en "
                        "retirer des documents. Indexez dans une autre base.");
    return st;
}
