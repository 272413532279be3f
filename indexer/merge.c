/* merge.c -- several segments rewritten as one, and the choice of them.
 *
 * Only neighbours are merged, so that documents and passages keep their order and, within a generation, their numbers: no
 * record but those of the segment has to change, and readers of the publication before are not disturbed. What is dead is left
 * out; its passages keep their numbers, which stand for nothing (they cost three to five bytes each, until `compacter`
 * numbers everything anew).
 */
#include "merge.h"

const struct rhz_merge_limits rhz_merge_defaults = {.least = 2000, .fan = 4, .dead_percent = 20};

/* ---- which ---- */

static uint32_t words_left(const struct rhz_segment_info *s)
{
    return s->n_passages - s->n_left_out;
}

/* Longest run from `first` of segments below `limit` passages. */
static size_t run_below(const struct rhz_publication *p, size_t first, uint64_t limit, uint64_t *sum)
{
    size_t n = 0;

    for (*sum = 0; first + n < p->n_segments && words_left(&p->segments[first + n]) < limit; n++)
        *sum += words_left(&p->segments[first + n]);
    return n;
}

/* Runs of neighbours below a tier's limit that together pass it; in the lowest tier also when they are many. */
static bool choose_tier(const struct rhz_publication *p, uint64_t limit, unsigned fan, size_t *first, size_t *n)
{
    uint64_t sum;

    for (*first = 0; *first < p->n_segments; *first += *n + 1) {
        *n = run_below(p, *first, limit, &sum);
        if (*n > 1 && (sum >= limit || (fan && *n >= fan)))
            return true;
    }
    return false;
}

void rhz_merge_choose(const struct rhz_publication *p, const uint32_t *dead, const struct rhz_merge_limits *limits,
                      size_t *first, size_t *n)
{
    uint64_t limit = limits->least;
    size_t i;

    while (limit < UINT32_MAX)
        limit *= 4;
    for (; limit >= limits->least; limit /= 4)
        if (choose_tier(p, limit, limit == limits->least ? limits->fan : 0, first, n))
            return;
    *n = 1;
    for (i = 0; i < p->n_segments; i++)
        if ((uint64_t)dead[i] * 100 > (uint64_t)limits->dead_percent * words_left(&p->segments[i])) {
            *first = i;
            return;
        }
    *n = 0;
}

rhz_status rhz_merge_count_dead(struct rhz_txn *t, const struct rhz_publication *p, const struct rhz_segment_info *info,
                                uint32_t *n, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_segment *s;
    uint32_t i, document = 0;
    bool alive = true;
    rhz_status st = arena ? RHZ_OK : rhz_no_memory(err);

    *n = 0;
    if (st == RHZ_OK)
        st = rhz_segment_open(t, info, arena, &s, err);
    for (i = 0; st == RHZ_OK && i < info->n_passages; i++) {
        uint32_t d = rhz_segment_document_of(s, info->first_passage + i);
        if (d != document) {
            document = d;
            alive = rhz_publication_alive(p, d);
        }
        *n += !alive;
    }
    rhz_arena_free(arena);
    *n -= *n < info->n_left_out ? *n : info->n_left_out;
    return st;
}

/* ---- numbers ---- */

rhz_status rhz_numbering_keep(const struct rhz_publication *p, size_t first, size_t n, struct rhz_arena *arena,
                              struct rhz_numbering *out, struct rhz_error *err)
{
    const struct rhz_segment_info *a = &p->segments[first], *z = &p->segments[first + n - 1];
    uint32_t i;

    *out = (struct rhz_numbering){.first = a->first_document, .n = z->first_document + z->n_documents - a->first_document};
    if (!(out->document = rhz_arena_zalloc(arena, out->n, sizeof *out->document)))
        return rhz_no_memory(err);
    for (i = 0; i < out->n; i++)
        out->document[i] = rhz_publication_alive(p, out->first + i) ? out->first + i : RHZ_NONE;
    return RHZ_OK;
}

static uint32_t new_document(const struct rhz_numbering *numbers, uint32_t document)
{
    return document - numbers->first < numbers->n ? numbers->document[document - numbers->first] : RHZ_NONE;
}

uint32_t rhz_merge_passage(const struct rhz_numbering *numbers, const struct rhz_merge_input *in, uint32_t passage)
{
    uint32_t document;

    if (in->whole && !numbers->shift)
        return passage;
    document = rhz_segment_document_of(in->segment, passage);
    if (new_document(numbers, document) == RHZ_NONE)
        return RHZ_NONE;
    return numbers->shift ? passage - numbers->shift[document - numbers->first] : passage;
}

/* ---- the work ---- */

struct work {
    const struct rhz_merge *m;
    const struct rhz_numbering *numbers;
    struct rhz_arena *arena; /* inputs */
    struct rhz_merge_input *in;
    struct rhz_segment_writer *w;
    struct rhz_text_writer *text;
    struct rhz_segment_info *info;
    uint32_t low, high; /* first and last document alive, old numbers */
    struct rhz_buf passages; /* of a mention */
};

static rhz_status open_inputs(struct work *k, struct rhz_error *err)
{
    size_t i;
    uint32_t d;
    rhz_status st;

    if (!(k->in = rhz_arena_zalloc(k->arena, k->m->n, sizeof *k->in)))
        return rhz_no_memory(err);
    for (i = 0; i < k->m->n; i++) {
        struct rhz_merge_input *in = &k->in[i];
        in->info = &k->m->p->segments[k->m->first + i];
        if ((st = rhz_segment_open(k->m->from, in->info, k->arena, &in->segment, err)) != RHZ_OK)
            return st;
        in->whole = true;
        for (d = 0; d < in->info->n_documents && in->whole; d++)
            in->whole = new_document(k->numbers, in->info->first_document + d) != RHZ_NONE;
    }
    return RHZ_OK;
}

/* The range of what is alive; false when nothing is. */
static bool find_range(struct work *k)
{
    const struct rhz_numbering *v = k->numbers;
    uint32_t low = 0, high = v->n;

    while (low < high && v->document[low] == RHZ_NONE)
        low++;
    while (high > low && v->document[high - 1] == RHZ_NONE)
        high--;
    if (low == high)
        return false;
    k->low = v->first + low;
    k->high = v->first + high - 1;
    k->info->first_document = v->document[low];
    k->info->n_documents = v->document[high - 1] - v->document[low] + 1;
    return true;
}

/* The first passage that the new segment will have; where there is none, a number that keeps segments in order. */
static uint32_t first_new_passage(const struct work *k)
{
    size_t i;
    uint32_t j, p;

    for (i = 0; i < k->m->n; i++) {
        const struct rhz_segment_info *s = k->in[i].info;
        for (j = 0; j < s->n_passages; j++)
            if ((p = rhz_merge_passage(k->numbers, &k->in[i], s->first_passage + j)) != RHZ_NONE)
                return p;
    }
    return k->numbers->shift ? 1 : k->in[0].info->first_passage;
}

/* Passages before `until` that stand for nothing. */
static rhz_status fill_gap(struct work *k, uint32_t *at, uint32_t until, uint32_t document, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (; *at < until && st == RHZ_OK; ++*at) {
        k->info->n_left_out++;
        st = rhz_segment_writer_copy(k->w, document, 0, 0, 0, 0, err);
    }
    return st;
}

static rhz_status copy_lengths(struct work *k, const struct rhz_merge_input *in, uint32_t *at, struct rhz_error *err)
{
    const uint8_t *text = rhz_segment_text_lengths(in->segment), *context = rhz_segment_context_lengths(in->segment);
    struct rhz_arena *arena = rhz_arena_new();
    uint64_t *sums, none[2] = {0, 0};
    uint32_t i, last = 0;
    rhz_status st = arena ? rhz_segment_sums(in->segment, arena, &sums, err) : rhz_no_memory(err);

    for (i = 0; st == RHZ_OK && i < in->info->n_passages; i++) {
        uint32_t old = in->info->first_passage + i, passage = rhz_merge_passage(k->numbers, in, old);
        uint32_t document = rhz_segment_document_of(in->segment, old), d = document - in->info->first_document;
        const uint64_t *sum = document == last ? none : sums + 2 * (size_t)d;
        if (passage == RHZ_NONE)
            continue; /* filled when a living one follows */
        if (d >= in->info->n_documents) {
            st = rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (documents).", (unsigned)in->info->number);
            break;
        }
        last = document;
        document = new_document(k->numbers, document);
        if ((st = fill_gap(k, at, passage, document - 1, err)) == RHZ_OK)
            st = rhz_segment_writer_copy(k->w, document, text[i], context[i], sum[0], sum[1], err);
        ++*at;
    }
    rhz_arena_free(arena);
    return st;
}

struct mention_context {
    struct work *k;
    const struct rhz_merge_input *in;
};

static rhz_status copy_mention(void *context, uint32_t document, uint32_t ordinal, const uint32_t *passages, size_t n,
                               struct rhz_error *err)
{
    struct mention_context *c = context;
    uint32_t to = new_document(c->k->numbers, document);
    struct rhz_buf *b = &c->k->passages;
    size_t i;

    if (to == RHZ_NONE)
        return RHZ_OK;
    rhz_buf_reset(b);
    for (i = 0; i < n; i++) {
        uint32_t p = rhz_merge_passage(c->k->numbers, c->in, passages[i]);
        if (p != RHZ_NONE)
            rhz_buf_append(b, &p, sizeof p);
    }
    if (b->failed)
        return rhz_no_memory(err);
    return rhz_segment_writer_mentions(c->k->w, to, ordinal, (const uint32_t *)(const void *)b->p, b->n / sizeof(uint32_t), err);
}

static rhz_status copy_index(struct work *k, struct rhz_error *err)
{
    uint32_t at = k->info->first_passage = first_new_passage(k);
    size_t i;
    rhz_status st = rhz_segment_writer_new(k->m->to, k->m->txn, k->info, &k->w, err);

    for (i = 0; i < k->m->n && st == RHZ_OK; i++)
        st = copy_lengths(k, &k->in[i], &at, err);
    for (i = 0; i < k->m->n && st == RHZ_OK; i++) {
        struct mention_context c = {k, &k->in[i]};
        st = rhz_segment_each_mention(k->in[i].segment, copy_mention, &c, err);
    }
    if (st == RHZ_OK)
        st = rhz_merge_terms(k->numbers, k->in, k->m->n, k->w, err);
    if (st == RHZ_OK) {
        uint32_t left_out = k->info->n_left_out;
        uint64_t text_bytes = k->info->text_bytes;
        st = rhz_segment_writer_finish(k->w, k->info, err);
        k->info->n_left_out = left_out;
        k->info->text_bytes = text_bytes;
    }
    return st;
}

/* ---- bodies ---- */

static rhz_status copy_body(struct work *k, uint32_t document, struct rhz_arena *arena, struct rhz_error *err)
{
    unsigned char key[4];
    struct rhz_document_record r;
    struct rhz_span v, body;
    uint64_t offset;
    rhz_status st;

    if (new_document(k->numbers, document) == RHZ_NONE)
        return rhz_text_writer_add(k->text, rhz_span("", 0), &offset, err);
    rhz_arena_reset(arena);
    rhz_store_be32(key, document);
    st = rhz_txn_get(k->m->from, RHZ_DB_DOCUMENT, rhz_span((const char *)key, 4), &v, err);
    if (st == RHZ_NOT_FOUND)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : la description d'un document manque.");
    if (st != RHZ_OK || (st = rhz_document_record_get(v, arena, &r, err)) != RHZ_OK ||
        (st = rhz_body_find(k->m->from, k->m->p, document, &r, err)) != RHZ_OK ||
        (st = rhz_text_read(k->m->from, r.segment, r.body_offset, (size_t)r.text_bytes + r.layout_bytes, arena, &body,
                            err)) != RHZ_OK)
        return st;
    k->info->text_bytes += r.text_bytes;
    return rhz_text_writer_add(k->text, body, &offset, err);
}

static rhz_status copy_bodies(struct work *k, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    uint32_t d;
    rhz_status st = arena ? rhz_text_writer_new(k->m->to, k->m->txn, k->info->number, &k->text, err) : rhz_no_memory(err);

    for (d = k->low; st == RHZ_OK && d <= k->high; d++)
        if (!k->numbers->shift || new_document(k->numbers, d) != RHZ_NONE)
            st = copy_body(k, d, arena, err);
    if (st == RHZ_OK)
        st = rhz_text_writer_finish(k->text, err);
    rhz_arena_free(arena);
    return st;
}

rhz_status rhz_merge_segments(const struct rhz_merge *m, struct rhz_segment_info *info, struct rhz_error *err)
{
    struct work k = {.m = m, .numbers = m->numbers, .arena = rhz_arena_new(), .info = info};
    rhz_status st;

    *info = (struct rhz_segment_info){.number = m->number};
    st = k.arena ? open_inputs(&k, err) : rhz_no_memory(err);
    if (st != RHZ_OK || !find_range(&k))
        goto done;
    if ((st = copy_bodies(&k, err)) == RHZ_OK)
        st = copy_index(&k, err);
done:
    rhz_segment_writer_free(k.w);
    rhz_text_writer_free(k.text);
    rhz_buf_free(&k.passages);
    rhz_arena_free(k.arena);
    return st;
}
