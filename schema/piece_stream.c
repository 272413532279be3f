/* piece_stream.c -- keys of the parts, and streams of pieces cut in chunks.
 *
 * LMDB asks about 16 bytes and the key for an entry, and a whole page for a value over 2,030 bytes: a key per list would
 * cost more than most lists. Here lists follow one another in chunks of 1 MiB and the dictionary holds addresses: waste is
 * half a block per chunk.
 */
#include "segment_parts.h"

struct rhz_span rhz_part_key(struct rhz_part_key *k, uint32_t segment, enum rhz_segment_part part, struct rhz_span rest)
{
    unsigned i;

    for (i = 0; i < 4; i++)
        k->bytes[i] = (unsigned char)(segment >> (24 - 8 * i));
    k->bytes[4] = (unsigned char)part;
    if (rest.n > sizeof k->bytes - 5)
        rest.n = sizeof k->bytes - 5;
    if (rest.n)
        memcpy(k->bytes + 5, rest.p, rest.n);
    k->n = 5 + rest.n;
    return rhz_span((const char *)k->bytes, k->n);
}

struct rhz_span rhz_part_key_2(struct rhz_part_key *k, uint32_t segment, enum rhz_segment_part part, uint32_t a, uint32_t b)
{
    char rest[8];
    unsigned i;

    for (i = 0; i < 4; i++) {
        rest[i] = (char)(a >> (24 - 8 * i));
        rest[4 + i] = (char)(b >> (24 - 8 * i));
    }
    return rhz_part_key(k, segment, part, rhz_span(rest, 8));
}

struct rhz_span rhz_part_key_1(struct rhz_part_key *k, uint32_t segment, enum rhz_segment_part part, uint32_t a)
{
    rhz_part_key_2(k, segment, part, a, 0);
    k->n -= 4;
    return rhz_span((const char *)k->bytes, k->n);
}

rhz_status rhz_segment_damaged(struct rhz_error *err, uint32_t segment, const char *what)
{
    return rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (%s).", (unsigned)segment, what);
}

/* ---- writing ---- */

uint64_t rhz_piece_place(uint64_t at, size_t n)
{
    uint64_t in = at % RHZ_CHUNK;

    return in == 0 || (in < RHZ_CHUNK_ROOM && n <= RHZ_CHUNK_ROOM - in) ? at : at - in + RHZ_CHUNK;
}

uint64_t rhz_piece_end(uint64_t place, size_t n)
{
    uint64_t end = place + n;

    /* Nothing follows a piece that is longer than a chunk: a reader would look for it under a chunk of its own. */
    return n > RHZ_CHUNK_ROOM ? (end + RHZ_CHUNK - 1) / RHZ_CHUNK * RHZ_CHUNK : end;
}

uint64_t rhz_piece_address(const struct rhz_piece_writer *w, size_t n)
{
    return rhz_piece_place(w->base + w->chunk.n, n);
}

static rhz_status put_chunk(struct rhz_piece_writer *w, struct rhz_error *err)
{
    struct rhz_part_key key;
    uint64_t chunks = (w->chunk.n + RHZ_CHUNK - 1) / RHZ_CHUNK, number = w->base / RHZ_CHUNK;
    rhz_status st;

    if (!w->chunk.n)
        return RHZ_OK;
    if (number > UINT32_MAX)
        return rhz_fail(err, RHZ_LIMIT, "Le segment %u de l'index est trop grand.", (unsigned)w->segment);
    st = rhz_txn_put(*w->txn, RHZ_DB_SEGMENT, rhz_part_key_1(&key, w->segment, w->part, (uint32_t)number),
                     rhz_buf_view(&w->chunk), err);
    if (st != RHZ_OK)
        return st;
    w->base += chunks * RHZ_CHUNK;
    rhz_buf_reset(&w->chunk);
    return rhz_txn_roll(w->store, w->txn, err);
}

rhz_status rhz_piece_write(struct rhz_piece_writer *w, struct rhz_span piece, struct rhz_error *err)
{
    rhz_status st;

    if (rhz_piece_address(w, piece.n) != w->base + w->chunk.n && (st = put_chunk(w, err)) != RHZ_OK)
        return st;
    rhz_buf_span(&w->chunk, piece);
    if (w->chunk.failed)
        return rhz_no_memory(err);
    return piece.n > RHZ_CHUNK_ROOM ? put_chunk(w, err) : RHZ_OK;
}

rhz_status rhz_piece_finish(struct rhz_piece_writer *w, struct rhz_error *err)
{
    return put_chunk(w, err);
}

/* ---- reading ---- */

rhz_status rhz_piece_read(struct rhz_piece_reader *r, uint64_t address, struct rhz_span *out, struct rhz_error *err)
{
    struct rhz_part_key key;
    uint64_t number = address / RHZ_CHUNK;
    size_t in = (size_t)(address % RHZ_CHUNK);
    rhz_status st;

    if (!r->loaded || r->base != number * RHZ_CHUNK) {
        r->loaded = false;
        if (number > UINT32_MAX)
            return rhz_segment_damaged(err, r->segment, "adresse de liste");
        st = rhz_txn_get(r->txn, RHZ_DB_SEGMENT, rhz_part_key_1(&key, r->segment, r->part, (uint32_t)number), &r->chunk, err);
        if (st == RHZ_NOT_FOUND)
            return rhz_segment_damaged(err, r->segment, "liste absente");
        if (st != RHZ_OK)
            return st;
        r->base = number * RHZ_CHUNK;
        r->loaded = true;
    }
    if (in >= r->chunk.n)
        return rhz_segment_damaged(err, r->segment, "adresse de liste");
    *out = rhz_span(r->chunk.p + in, r->chunk.n - in);
    return RHZ_OK;
}
