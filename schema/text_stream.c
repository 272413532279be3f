/* text_stream.c -- the bodies of a segment's documents, one after another, in blocks of 8 KiB compressed apart.
 *
 * A block is what a snippet has to decompress: 8 KiB take half the time of 16 and 4 % more room; 4 KiB would take 0.6 of the
 * time of 8 but 8 % more room, and bases are to stay under three quarters of their text. A hundred and twenty-eight
 * of them make one value: a value per block would leave half a page empty for each. No dictionary is trained on the texts:
 * it would hold names that a user may ask to erase.
 *
 * A last value says where each body begins, so that a merge which moves bodies has no other record to change.
 *
 *     key be32 segment, be32 group; value: one byte n - 1, then n ends (le32, from the end of this table), then n frames
 */
#include "segment_parts.h"

#include <stdlib.h>
#include <zstd.h>

enum { GROUP = 128, LEVEL = 4 };
#define TABLE UINT32_MAX /* in the place of a group's number */

struct rhz_text_writer {
    struct rhz_store *store;
    struct rhz_txn **txn;
    uint32_t segment, group;
    uint64_t length;              /* of the stream so far */
    struct rhz_buf block, frames, ends, starts; /* starts: uint64_t, of each body */
    ZSTD_CCtx *zstd;
};

rhz_status rhz_text_writer_new(struct rhz_store *store, struct rhz_txn **txn, uint32_t segment,
                               struct rhz_text_writer **out, struct rhz_error *err)
{
    struct rhz_text_writer *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w || !(w->zstd = ZSTD_createCCtx())) {
        free(w);
        return rhz_no_memory(err);
    }
    /* A checksum of four bytes a block: what nothing else in a base says again (a comma, a line number) is covered too. */
    if (ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1))) {
        rhz_text_writer_free(w);
        return rhz_no_memory(err);
    }
    w->store = store;
    w->txn = txn;
    w->segment = segment;
    *out = w;
    return RHZ_OK;
}

void rhz_text_writer_free(struct rhz_text_writer *w)
{
    if (!w)
        return;
    rhz_buf_free(&w->block);
    rhz_buf_free(&w->frames);
    rhz_buf_free(&w->ends);
    rhz_buf_free(&w->starts);
    ZSTD_freeCCtx(w->zstd);
    free(w);
}

static void group_key(struct rhz_buf *key, uint32_t segment, uint32_t group)
{
    rhz_put_be32(key, segment);
    rhz_put_be32(key, group);
}

static rhz_status flush_group(struct rhz_text_writer *w, struct rhz_error *err)
{
    struct rhz_buf key = {0}, value = {0};
    rhz_status st = RHZ_OK;

    if (!w->ends.n && !w->ends.failed) /* failed and empty: the end of the first block was lost */
        return RHZ_OK;
    group_key(&key, w->segment, w->group++);
    rhz_buf_byte(&value, (unsigned char)(w->ends.n / 4 - 1));
    rhz_buf_span(&value, rhz_buf_view(&w->ends));
    rhz_buf_span(&value, rhz_buf_view(&w->frames));
    if (key.failed || value.failed || w->ends.failed || w->frames.failed)
        st = rhz_no_memory(err);
    if (st == RHZ_OK)
        st = rhz_txn_append(*w->txn, RHZ_DB_TEXT, rhz_buf_view(&key), rhz_buf_view(&value), err);
    if (st == RHZ_OK)
        st = rhz_txn_roll(w->store, w->txn, err);
    rhz_buf_free(&key);
    rhz_buf_free(&value);
    rhz_buf_reset(&w->ends);
    rhz_buf_reset(&w->frames);
    return st;
}

static rhz_status flush_block(struct rhz_text_writer *w, struct rhz_error *err)
{
    size_t room = ZSTD_compressBound(w->block.n), n;

    if (!w->block.n)
        return RHZ_OK;
    if (w->block.failed || !rhz_buf_reserve(&w->frames, room))
        return rhz_no_memory(err);
    n = ZSTD_compress2(w->zstd, w->frames.p + w->frames.n, room, w->block.p, w->block.n);
    if (ZSTD_isError(n))
        return rhz_no_memory(err);
    w->frames.n += n;
    rhz_put_le32(&w->ends, (uint32_t)w->frames.n);
    rhz_buf_reset(&w->block);
    return w->ends.n == 4 * GROUP ? flush_group(w, err) : RHZ_OK;
}

rhz_status rhz_text_writer_add(struct rhz_text_writer *w, struct rhz_span bytes, uint64_t *offset, struct rhz_error *err)
{
    rhz_status st;

    *offset = w->length;
    rhz_buf_append(&w->starts, &w->length, sizeof w->length);
    while (bytes.n) {
        size_t take = RHZ_TEXT_BLOCK - w->block.n;
        if (take > bytes.n)
            take = bytes.n;
        rhz_buf_append(&w->block, bytes.p, take);
        if (w->block.failed)
            return rhz_no_memory(err);
        w->length += take;
        bytes.p += take;
        bytes.n -= take;
        if (w->block.n == RHZ_TEXT_BLOCK && (st = flush_block(w, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* One byte: bytes of a number, 1 to 8; then where each body begins, and where the last one ends. */
static rhz_status put_table(struct rhz_text_writer *w, struct rhz_error *err)
{
    struct rhz_buf key = {0}, value = {0};
    unsigned wide = 1, i;
    uint64_t at;
    size_t k;
    rhz_status st;

    rhz_buf_append(&w->starts, &w->length, sizeof w->length);
    while (wide < 8 && w->length >> (8 * wide))
        wide++;
    group_key(&key, w->segment, TABLE);
    rhz_buf_byte(&value, (unsigned char)wide);
    for (k = 0; k < w->starts.n; k += sizeof at) {
        memcpy(&at, w->starts.p + k, sizeof at);
        for (i = 0; i < wide; i++)
            rhz_buf_byte(&value, (unsigned char)(at >> (8 * i)));
    }
    st = key.failed || value.failed || w->starts.failed
             ? rhz_no_memory(err)
             : rhz_txn_append(*w->txn, RHZ_DB_TEXT, rhz_buf_view(&key), rhz_buf_view(&value), err);
    rhz_buf_free(&key);
    rhz_buf_free(&value);
    return st == RHZ_OK ? rhz_txn_roll(w->store, w->txn, err) : st;
}

rhz_status rhz_text_writer_finish(struct rhz_text_writer *w, struct rhz_error *err)
{
    rhz_status st = flush_block(w, err);

    if (st == RHZ_OK)
        st = flush_group(w, err);
    return st == RHZ_OK ? put_table(w, err) : st;
}

/* ---- reading ---- */

/* A page of results jumps between some twenty places; a body that straddles two blocks is read in two steps. */
enum { KEPT = 4 };

struct kept_block {
    uint32_t segment;  /* 0: empty */
    uint64_t number, used;
    size_t n;
    char bytes[RHZ_TEXT_BLOCK];
};

struct rhz_text_reader {
    struct rhz_txn *txn;
    uint32_t segment;      /* of the group at hand, */
    uint64_t group;        /* its number, */
    struct rhz_span value; /* and its bytes; empty: none */
    uint64_t clock;
    ZSTD_DCtx *zstd;
    struct kept_block kept[KEPT];
};

struct rhz_text_reader *rhz_text_reader_new(void)
{
    struct rhz_text_reader *r = calloc(1, sizeof *r);

    if (r && !(r->zstd = ZSTD_createDCtx())) {
        free(r);
        r = NULL;
    }
    return r;
}

void rhz_text_reader_free(struct rhz_text_reader *r)
{
    if (!r)
        return;
    ZSTD_freeDCtx(r->zstd);
    free(r);
}

void rhz_text_reader_begin(struct rhz_text_reader *r, struct rhz_txn *t)
{
    r->txn = t;
    r->value = rhz_span("", 0);
    for (int i = 0; i < KEPT; i++)
        r->kept[i].segment = 0;
}

static rhz_status damaged(struct rhz_error *err, uint32_t segment)
{
    return rhz_segment_damaged(err, segment, "texte");
}

static rhz_status load_group(struct rhz_text_reader *r, uint32_t segment, uint64_t group, struct rhz_error *err)
{
    struct rhz_buf key = {0};
    rhz_status st;

    if (r->value.n && r->segment == segment && r->group == group)
        return RHZ_OK;
    if (group >= TABLE)
        return damaged(err, segment);
    r->value = rhz_span("", 0);
    group_key(&key, segment, (uint32_t)group);
    st = key.failed ? rhz_no_memory(err) : rhz_txn_get(r->txn, RHZ_DB_TEXT, rhz_buf_view(&key), &r->value, err);
    rhz_buf_free(&key);
    r->segment = segment;
    r->group = group;
    return st == RHZ_NOT_FOUND || (st == RHZ_OK && !r->value.n) ? damaged(err, segment) : st;
}

/* The compressed bytes of block `i` of the loaded group; empty when the value does not hold it. */
static struct rhz_span frame_of(struct rhz_span value, unsigned i)
{
    struct rhz_reader r = rhz_reader(value);
    unsigned n = rhz_get_byte(&r) + 1u;
    struct rhz_span ends = rhz_get_raw(&r, 4 * (size_t)n);
    size_t from, to;

    if (r.bad || i >= n)
        return rhz_span("", 0);
    from = i ? rhz_le32(ends.p + 4 * (size_t)(i - 1)) : 0;
    to = rhz_le32(ends.p + 4 * (size_t)i);
    if (from > to || to > rhz_left(&r))
        return rhz_span("", 0);
    return rhz_span((const char *)r.p + from, to - from);
}

/* The block of this number: kept, or decompressed over the one that was used longest ago. */
static rhz_status find_block(struct rhz_text_reader *r, uint32_t segment, uint64_t number, struct kept_block **out,
                             struct rhz_error *err)
{
    struct kept_block *oldest = &r->kept[0];
    struct rhz_span frame;
    size_t size;
    rhz_status st;

    for (int i = 0; i < KEPT; i++) {
        struct kept_block *k = &r->kept[i];

        if (k->segment == segment && k->number == number) {
            k->used = ++r->clock;
            *out = k;
            return RHZ_OK;
        }
        if (!k->segment || (oldest->segment && k->used < oldest->used))
            oldest = k;
    }
    if ((st = load_group(r, segment, number / GROUP, err)) != RHZ_OK)
        return st;
    frame = frame_of(r->value, (unsigned)(number % GROUP));
    oldest->segment = 0;
    size = ZSTD_decompressDCtx(r->zstd, oldest->bytes, sizeof oldest->bytes, frame.p, frame.n);
    if (!frame.n || ZSTD_isError(size))
        return damaged(err, segment);
    oldest->segment = segment;
    oldest->number = number;
    oldest->n = size;
    oldest->used = ++r->clock;
    *out = oldest;
    return RHZ_OK;
}

static rhz_status read_blocks(struct rhz_text_reader *r, uint32_t segment, uint64_t offset, size_t n, char *out,
                              struct rhz_error *err)
{
    while (n) {
        size_t in = (size_t)(offset % RHZ_TEXT_BLOCK), got;
        struct kept_block *k = NULL;
        rhz_status st = find_block(r, segment, offset / RHZ_TEXT_BLOCK, &k, err);

        if (st != RHZ_OK)
            return st;
        /* Only the last block of a stream is short; the text cannot go on behind one. */
        if (k->n <= in || (k->n - in < n && k->n != RHZ_TEXT_BLOCK))
            return damaged(err, segment);
        got = k->n - in < n ? k->n - in : n;
        memcpy(out, k->bytes + in, got);
        offset += got;
        out += got;
        n -= got;
    }
    return RHZ_OK;
}

rhz_status rhz_text_reader_get(struct rhz_text_reader *r, uint32_t segment, uint64_t offset, size_t n,
                               struct rhz_arena *arena, struct rhz_span *out, struct rhz_error *err)
{
    char *bytes;
    rhz_status st;

    *out = rhz_span("", 0);
    if (!n)
        return RHZ_OK;
    if (!segment || n > SIZE_MAX / 2 || offset > UINT64_MAX - n)
        return damaged(err, segment);
    if (!(bytes = rhz_arena_alloc(arena, n + 1)))
        return rhz_no_memory(err);
    st = read_blocks(r, segment, offset, n, bytes, err);
    bytes[n] = 0;
    if (st == RHZ_OK)
        *out = rhz_span(bytes, n);
    return st;
}

rhz_status rhz_text_read(struct rhz_txn *t, uint32_t segment, uint64_t offset, size_t n, struct rhz_arena *arena,
                         struct rhz_span *out, struct rhz_error *err)
{
    struct rhz_text_reader *r = rhz_text_reader_new();
    rhz_status st;

    *out = rhz_span("", 0);
    if (!r)
        return rhz_no_memory(err);
    rhz_text_reader_begin(r, t);
    st = rhz_text_reader_get(r, segment, offset, n, arena, out, err);
    rhz_text_reader_free(r);
    return st;
}

/* ---- where a body begins ---- */

static uint64_t number_at(const unsigned char *p, unsigned wide)
{
    uint64_t v = 0;
    unsigned i;

    for (i = 0; i < wide; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

rhz_status rhz_body_place(struct rhz_txn *t, const struct rhz_segment_info *info, uint32_t document, uint64_t *offset,
                          uint64_t *n, struct rhz_error *err)
{
    unsigned char key[8];
    uint32_t i = document - info->first_document;
    struct rhz_span v;
    const unsigned char *p;
    unsigned wide;
    uint64_t end;
    rhz_status st;

    *offset = *n = 0;
    rhz_store_be32(key, info->number);
    rhz_store_be32(key + 4, TABLE);
    st = rhz_txn_get(t, RHZ_DB_TEXT, rhz_span((const char *)key, sizeof key), &v, err);
    if (st != RHZ_OK)
        return st == RHZ_NOT_FOUND ? damaged(err, info->number) : st;
    p = (const unsigned char *)v.p;
    wide = v.n ? p[0] : 0;
    if (wide < 1 || wide > 8 || i >= info->n_documents || v.n - 1 != ((size_t)info->n_documents + 1) * wide)
        return damaged(err, info->number);
    *offset = number_at(p + 1 + (size_t)i * wide, wide);
    end = number_at(p + 1 + ((size_t)i + 1) * wide, wide);
    if (end < *offset)
        return damaged(err, info->number);
    *n = end - *offset;
    return RHZ_OK;
}

rhz_status rhz_body_find(struct rhz_txn *t, const struct rhz_publication *p, uint32_t document,
                         struct rhz_document_record *r, struct rhz_error *err)
{
    const struct rhz_segment_info *info = rhz_publication_segment_of_document(p, document);
    uint64_t n;
    rhz_status st;

    if (!info)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un document n'est dans aucun segment.");
    if ((st = rhz_body_place(t, info, document, &r->body_offset, &n, err)) != RHZ_OK)
        return st;
    r->segment = info->number;
    return n == (uint64_t)r->text_bytes + r->layout_bytes ? RHZ_OK : damaged(err, info->number);
}
