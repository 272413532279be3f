/* publication.c -- the publication record: what of the data readers may see.
 *
 * One small record, replaced whole: replacing it is the only step of a run that readers notice. A list of dead
 * documents stands in it (delta-coded) rather than in records of their own, so that a snapshot needs one look-up; the
 * merging of segments keeps it short.
 */
#include "publication.h"

#include "codec.h"

enum { SEGMENT_LEAST = 9 }; /* bytes of the shortest segment entry: bounds a count before memory is asked for */

static const struct rhz_span record_name = {"publication", 11};

/* ---- encoding ---- */

void rhz_publication_encode(struct rhz_buf *b, const struct rhz_publication *p)
{
    uint32_t document = 1, passage = 1, dead = 0;
    size_t i;

    rhz_put_varint(b, p->number);
    rhz_put_signed(b, p->time);
    rhz_put_varint(b, p->next_document);
    rhz_put_varint(b, p->next_passage);
    rhz_put_varint(b, p->next_segment);
    rhz_put_varint(b, p->graph);
    rhz_put_varint(b, p->graph_publication);
    rhz_put_varint(b, p->n_segments);
    for (i = 0; i < p->n_segments; i++) {
        const struct rhz_segment_info *s = &p->segments[i];
        /* A gap is written as it is; one that would be negative wraps to a number that decoding refuses. */
        rhz_put_varint(b, s->number);
        rhz_put_varint(b, (uint32_t)(s->first_document - document));
        rhz_put_varint(b, s->n_documents);
        rhz_put_varint(b, (uint32_t)(s->first_passage - passage));
        rhz_put_varint(b, s->n_passages);
        rhz_put_varint(b, s->n_left_out);
        rhz_put_varint(b, s->text_words);
        rhz_put_varint(b, s->context_words);
        rhz_put_varint(b, s->text_bytes);
        document = s->first_document + s->n_documents;
        passage = s->first_passage + s->n_passages;
    }
    rhz_put_varint(b, p->n_dead);
    for (i = 0; i < p->n_dead; i++) {
        rhz_put_varint(b, (uint32_t)(p->dead[i] - dead - 1));
        dead = p->dead[i];
    }
}

/* ---- decoding ---- */

static bool number_is_new(const struct rhz_publication *p, size_t n, uint32_t number)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (p->segments[i].number == number)
            return false;
    return number != 0 && number < p->next_segment;
}

/** A range [first, first + count) that begins `gap` after `*at` and ends before `limit`. */
static uint32_t get_range(struct rhz_reader *r, uint32_t *at, uint32_t limit, uint32_t *count)
{
    uint32_t first = *at + (uint32_t)rhz_get_at_most(r, limit - *at);

    *count = (uint32_t)rhz_get_at_most(r, limit - first);
    *at = first + *count;
    return first;
}

static bool get_segments(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_publication *p)
{
    uint32_t document = 1, passage = 1;
    size_t i;

    p->n_segments = (size_t)rhz_get_at_most(r, RHZ_SEGMENTS_MOST);
    if (p->n_segments > rhz_left(r) / SEGMENT_LEAST) {
        r->bad = true;
        p->n_segments = 0;
    }
    p->segments = rhz_arena_zalloc(arena, p->n_segments, sizeof p->segments[0]);
    if (!p->segments)
        return false;
    for (i = 0; i < p->n_segments && !r->bad; i++) {
        struct rhz_segment_info *s = &p->segments[i];
        s->number = (uint32_t)rhz_get_at_most(r, UINT32_MAX);
        s->first_document = get_range(r, &document, p->next_document, &s->n_documents);
        s->first_passage = get_range(r, &passage, p->next_passage, &s->n_passages);
        s->n_left_out = (uint32_t)rhz_get_at_most(r, s->n_passages);
        s->text_words = rhz_get_varint(r);
        s->context_words = rhz_get_varint(r);
        s->text_bytes = rhz_get_varint(r);
        r->bad = r->bad || !number_is_new(p, i, s->number);
    }
    return true;
}

static bool get_dead(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_publication *p)
{
    uint32_t last = 0;
    size_t i;

    p->n_dead = (size_t)rhz_get_at_most(r, rhz_left(r));
    p->dead = rhz_arena_zalloc(arena, p->n_dead, sizeof p->dead[0]);
    if (!p->dead)
        return false;
    for (i = 0; i < p->n_dead && !r->bad; i++) {
        uint64_t v = rhz_get_varint(r);
        if (last + 1 >= p->next_document || v > p->next_document - last - 2)
            r->bad = true;
        else
            p->dead[i] = last = last + 1 + (uint32_t)v;
    }
    return true;
}

rhz_status rhz_publication_decode(struct rhz_span value, struct rhz_arena *arena, struct rhz_publication *out,
                                  struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);

    *out = (struct rhz_publication){0};
    out->number = rhz_get_varint(&r);
    out->time = rhz_get_signed(&r);
    out->next_document = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
    out->next_passage = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
    out->next_segment = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
    out->graph = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
    out->graph_publication = rhz_get_at_most(&r, out->number);
    if (out->number == 0 || out->next_document == 0 || out->next_passage == 0 || out->next_segment == 0)
        r.bad = true;
    if (!r.bad && (!get_segments(&r, arena, out) || (!r.bad && !get_dead(&r, arena, out))))
        return rhz_no_memory(err);
    if (r.bad || r.p != r.end)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : sa publication est illisible.");
    return RHZ_OK;
}

/* ---- in the store ---- */

rhz_status rhz_publication_get(struct rhz_txn *t, struct rhz_arena *arena, struct rhz_publication *out, struct rhz_error *err)
{
    struct rhz_span value;
    rhz_status st = rhz_txn_get(t, RHZ_DB_META, record_name, &value, err);

    if (st == RHZ_NOT_FOUND) {
        *out = (struct rhz_publication){.next_document = 1, .next_passage = 1, .next_segment = 1};
        return RHZ_OK;
    }
    return st == RHZ_OK ? rhz_publication_decode(value, arena, out, err) : st;
}

/** Would readers accept this record? */
static rhz_status check_record(struct rhz_span record, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_publication p;
    rhz_status st;

    if (!arena)
        return rhz_no_memory(err);
    st = rhz_publication_decode(record, arena, &p, NULL);
    rhz_arena_free(arena);
    if (st == RHZ_CORRUPT)
        return rhz_fail(err, RHZ_INVALID, "Publication refusée : ses segments ou ses documents ne se suivent pas.");
    return st == RHZ_OK ? st : rhz_no_memory(err);
}

rhz_status rhz_publication_put(struct rhz_txn *t, const struct rhz_publication *p, struct rhz_error *err)
{
    struct rhz_buf b = {0};
    rhz_status st;

    rhz_publication_encode(&b, p);
    st = b.failed ? rhz_no_memory(err) : check_record(rhz_buf_view(&b), err);
    if (st == RHZ_OK)
        st = rhz_txn_put(t, RHZ_DB_META, record_name, rhz_buf_view(&b), err);
    rhz_buf_free(&b);
    return st;
}

/* ---- look-ups ---- */

const struct rhz_segment_info *rhz_publication_segment_of_passage(const struct rhz_publication *p, uint32_t passage)
{
    size_t low = 0, high = p->n_segments;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct rhz_segment_info *s = &p->segments[middle];
        if (passage < s->first_passage)
            high = middle;
        else if (passage - s->first_passage >= s->n_passages)
            low = middle + 1;
        else
            return s;
    }
    return NULL;
}

const struct rhz_segment_info *rhz_publication_segment_of_document(const struct rhz_publication *p, uint32_t document)
{
    size_t low = 0, high = p->n_segments;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct rhz_segment_info *s = &p->segments[middle];
        if (document < s->first_document)
            high = middle;
        else if (document - s->first_document >= s->n_documents)
            low = middle + 1;
        else
            return s;
    }
    return NULL;
}

static bool is_dead(const struct rhz_publication *p, uint32_t document)
{
    size_t low = 0, high = p->n_dead;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->dead[middle] == document)
            return true;
        if (p->dead[middle] < document)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool rhz_publication_alive(const struct rhz_publication *p, uint32_t document)
{
    return rhz_publication_segment_of_document(p, document) && !is_dead(p, document);
}

/* ---- META texts ---- */

rhz_status rhz_meta_get(struct rhz_txn *t, const char *name, struct rhz_span *value, struct rhz_error *err)
{
    return rhz_txn_get(t, RHZ_DB_META, rhz_span_of(name), value, err);
}

rhz_status rhz_meta_put(struct rhz_txn *t, const char *name, struct rhz_span value, struct rhz_error *err)
{
    return rhz_txn_put(t, RHZ_DB_META, rhz_span_of(name), value, err);
}
