/* segment_read.c -- opening a segment: its head and its flat arrays, checked once; its mentions. */
#include "segment_state.h"

static rhz_status get_part(struct rhz_segment *s, enum rhz_segment_part part, struct rhz_span *v, struct rhz_error *err)
{
    struct rhz_part_key key;
    rhz_status st = rhz_txn_get(s->txn, RHZ_DB_SEGMENT, rhz_part_key(&key, s->info.number, part, rhz_span("", 0)), v, err);

    return st == RHZ_NOT_FOUND ? rhz_segment_damaged(err, s->info.number, "partie absente") : st;
}

static rhz_status get_array(struct rhz_segment *s, enum rhz_segment_part part, unsigned wide, const uint8_t **out,
                            struct rhz_error *err)
{
    struct rhz_span v;
    rhz_status st = s->info.n_passages ? get_part(s, part, &v, err) : RHZ_OK;

    if (st != RHZ_OK || !s->info.n_passages)
        return st;
    if (v.n != (size_t)s->info.n_passages * wide)
        return rhz_segment_damaged(err, s->info.number, "longueurs");
    *out = (const uint8_t *)v.p;
    return RHZ_OK;
}

static rhz_status read_head(struct rhz_segment *s, struct rhz_error *err)
{
    struct rhz_span v;
    struct rhz_reader r;
    uint64_t passages, documents;
    rhz_status st = get_part(s, RHZ_PART_HEAD, &v, err);

    if (st != RHZ_OK)
        return st;
    r = rhz_reader(v);
    passages = rhz_get_varint(&r);
    documents = rhz_get_varint(&r);
    s->n_terms = rhz_get_varint(&r);
    s->n_postings = rhz_get_varint(&r);
    s->n_entries = rhz_get_varint(&r);
    /* The publication and the segment must speak of the same passages, or numbers would point elsewhere. */
    if (r.bad || passages != s->info.n_passages || documents != s->info.n_documents ||
        s->info.n_passages > UINT32_MAX - 1 - s->info.first_passage)
        return rhz_segment_damaged(err, s->info.number, "en-tête");
    s->wide = rhz_wide(s->info.n_documents);
    return RHZ_OK;
}

rhz_status rhz_segment_open(struct rhz_txn *t, const struct rhz_segment_info *info, struct rhz_arena *arena,
                            struct rhz_segment **out, struct rhz_error *err)
{
    struct rhz_segment *s = rhz_arena_zalloc(arena, 1, sizeof *s);
    rhz_status st;

    *out = NULL;
    if (!s)
        return rhz_no_memory(err);
    s->txn = t;
    s->arena = arena;
    s->info = *info;
    if ((st = read_head(s, err)) != RHZ_OK ||
        (st = get_array(s, RHZ_PART_TEXT_LENGTHS, 1, &s->text_lengths, err)) != RHZ_OK ||
        (st = get_array(s, RHZ_PART_CONTEXT_LENGTHS, 1, &s->context_lengths, err)) != RHZ_OK ||
        (st = get_array(s, RHZ_PART_DOCUMENTS, s->wide, &s->documents, err)) != RHZ_OK)
        return st;
    *out = s;
    return RHZ_OK;
}

const struct rhz_segment_info *rhz_segment_info(const struct rhz_segment *s)
{
    return &s->info;
}

const uint8_t *rhz_segment_text_lengths(const struct rhz_segment *s)
{
    return s->text_lengths;
}

const uint8_t *rhz_segment_context_lengths(const struct rhz_segment *s)
{
    return s->context_lengths;
}

uint32_t rhz_segment_document_of(const struct rhz_segment *s, uint32_t passage)
{
    size_t at = passage - s->info.first_passage;

    return s->info.first_document + rhz_load_wide(s->documents + at * s->wide, s->wide);
}

/* Documents ascend with passages, so both ends are found by leaps of growing length, then by halves. */
void rhz_segment_document_range(const struct rhz_segment *s, uint32_t passage, uint32_t *first, uint32_t *end)
{
    uint32_t document = rhz_segment_document_of(s, passage), base = s->info.first_passage;
    uint32_t most = base + s->info.n_passages, low, high, leap;

    for (leap = 1, high = passage; high - base >= leap && rhz_segment_document_of(s, high - leap) == document; leap *= 2)
        high -= leap;
    low = high - base < leap ? base : high - leap; /* the first passage lies in low..high */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (rhz_segment_document_of(s, middle) < document)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    for (leap = 1, low = passage; most - low > leap && rhz_segment_document_of(s, low + leap) == document; leap *= 2)
        low += leap;
    high = most - low <= leap ? most : low + leap; /* the end lies in low + 1..high */
    for (low++; low < high;) {
        uint32_t middle = low + (high - low) / 2;

        if (rhz_segment_document_of(s, middle) > document)
            high = middle;
        else
            low = middle + 1;
    }
    *end = low;
}

rhz_status rhz_segment_sums(struct rhz_segment *s, struct rhz_arena *arena, uint64_t **sums, struct rhz_error *err)
{
    size_t n = 2 * (size_t)s->info.n_documents, i;
    struct rhz_span v;
    struct rhz_reader r;
    rhz_status st = get_part(s, RHZ_PART_SUMS, &v, err);

    *sums = NULL;
    if (st != RHZ_OK)
        return st;
    if (v.n < n)
        return rhz_segment_damaged(err, s->info.number, "longueurs");
    if (!(*sums = rhz_arena_zalloc(arena, n, sizeof **sums)))
        return rhz_no_memory(err);
    r = rhz_reader(v);
    for (i = 0; i < n; i++)
        (*sums)[i] = rhz_get_varint(&r);
    return r.bad || rhz_left(&r) ? rhz_segment_damaged(err, s->info.number, "longueurs") : RHZ_OK;
}

/* ---- mentions ---- */

struct mention_reader {
    struct rhz_reader r;
    uint32_t document, ordinal, passage; /* passage: first of the current entry, relative */
    uint64_t n;
};

/* Step to the next entry; the reader then stands at the n - 1 gaps. */
static bool mention_next(struct mention_reader *m)
{
    uint32_t step;
    uint64_t ordinal;
    int64_t passage;

    if (!rhz_left(&m->r))
        return false;
    step = (uint32_t)rhz_get_at_most(&m->r, UINT32_MAX);
    ordinal = rhz_get_at_most(&m->r, UINT32_MAX);
    m->n = rhz_get_at_most(&m->r, rhz_left(&m->r)); /* a byte each, at least */
    passage = rhz_get_signed(&m->r);
    m->ordinal = (uint32_t)(step ? ordinal : (uint64_t)m->ordinal + 1 + ordinal);
    m->document += step;
    if (m->r.bad || !m->n || passage > (int64_t)UINT32_MAX || passage < -(int64_t)UINT32_MAX ||
        (int64_t)m->passage + passage < 0 || (int64_t)m->passage + passage > (int64_t)UINT32_MAX) {
        m->r.bad = true;
        return false;
    }
    m->passage = (uint32_t)((int64_t)m->passage + passage);
    return true;
}

static void mention_skip(struct mention_reader *m)
{
    uint64_t i;

    for (i = 1; i < m->n && !m->r.bad; i++)
        rhz_get_varint(&m->r);
}

static rhz_status mention_passages(struct rhz_segment *s, struct mention_reader *m, struct rhz_arena *arena, uint32_t **out,
                                   size_t *n, struct rhz_error *err)
{
    uint32_t *v = rhz_arena_zalloc(arena, (size_t)m->n, sizeof *v);
    uint64_t i, at = m->passage;

    if (!v)
        return rhz_no_memory(err);
    for (i = 0; i < m->n; i++) {
        at += i ? 1 + rhz_get_at_most(&m->r, UINT32_MAX) : 0;
        if (m->r.bad || at >= s->info.n_passages)
            return rhz_segment_damaged(err, s->info.number, "mentions");
        v[i] = s->info.first_passage + (uint32_t)at;
    }
    *out = v;
    *n = (size_t)m->n;
    return RHZ_OK;
}

static rhz_status search_mentions(struct rhz_segment *s, struct rhz_span key, struct rhz_span block, uint32_t document,
                                  uint32_t ordinal, struct rhz_arena *arena, uint32_t **out, size_t *n,
                                  struct rhz_error *err)
{
    struct mention_reader m = {rhz_reader(block), rhz_be32(key.p + 5) - 1, 0, 0, 0};

    for (; mention_next(&m); mention_skip(&m)) {
        if (m.document == document && m.ordinal == ordinal)
            return mention_passages(s, &m, arena, out, n, err);
        if (m.document > document || (m.document == document && m.ordinal > ordinal))
            return RHZ_OK;
    }
    return m.r.bad ? rhz_segment_damaged(err, s->info.number, "mentions") : RHZ_OK;
}

rhz_status rhz_segment_mentions(struct rhz_segment *s, uint32_t document, uint32_t ordinal, struct rhz_arena *arena,
                                uint32_t **passages, size_t *n, struct rhz_error *err)
{
    struct rhz_part_key wanted;
    struct rhz_db_cursor *c = NULL;
    struct rhz_span target = rhz_part_key_2(&wanted, s->info.number, RHZ_PART_MENTIONS, document, ordinal), key, block;
    rhz_status st;

    *passages = NULL;
    *n = 0;
    if ((st = rhz_db_cursor_open(s->txn, RHZ_DB_SEGMENT, &c, err)) != RHZ_OK)
        return st;
    st = rhz_db_seek_back(c, target, &key, &block, err);
    if (st == RHZ_OK && key.n == target.n && memcmp(key.p, target.p, 5) == 0)
        st = search_mentions(s, key, block, document, ordinal, arena, passages, n, err);
    rhz_db_cursor_close(c);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status block_mentions(struct rhz_segment *s, struct rhz_span key, struct rhz_span block, struct rhz_arena *arena,
                                 rhz_mention_function *each, void *context, struct rhz_error *err)
{
    struct mention_reader m = {rhz_reader(block), rhz_be32(key.p + 5) - 1, 0, 0, 0};
    uint32_t *passages;
    size_t n;
    rhz_status st;

    while (mention_next(&m)) {
        rhz_arena_reset(arena);
        if ((st = mention_passages(s, &m, arena, &passages, &n, err)) != RHZ_OK ||
            (st = each(context, m.document, m.ordinal, passages, n, err)) != RHZ_OK)
            return st;
    }
    return m.r.bad ? rhz_segment_damaged(err, s->info.number, "mentions") : RHZ_OK;
}

rhz_status rhz_segment_each_mention(struct rhz_segment *s, rhz_mention_function *each, void *context,
                                    struct rhz_error *err)
{
    struct rhz_part_key prefix;
    struct rhz_span target = rhz_part_key(&prefix, s->info.number, RHZ_PART_MENTIONS, rhz_span("", 0)), key, block;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_db_cursor *c = NULL;
    rhz_status st;

    if (!arena)
        return rhz_no_memory(err);
    if ((st = rhz_db_cursor_open(s->txn, RHZ_DB_SEGMENT, &c, err)) == RHZ_OK)
        st = rhz_db_seek(c, target, &key, &block, err);
    while (st == RHZ_OK && key.n == target.n + 8 && memcmp(key.p, target.p, target.n) == 0 &&
           (st = block_mentions(s, key, block, arena, each, context, err)) == RHZ_OK)
        st = rhz_db_next(c, &key, &block, err);
    rhz_db_cursor_close(c);
    rhz_arena_free(arena);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}
