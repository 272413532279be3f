/* base_maker.h -- makes a base out of titles and paragraphs, segment by segment, without readers or rules. */
#ifndef BASE_MAKER_H
#define BASE_MAKER_H

#include "base_folder.h"
#include "inverter.h"

struct base_maker {
    char path[256];
    struct rhz_store *store;
    struct rhz_txn *txn;
    struct rhz_arena *arena; /* publication */
    struct rhz_arena *unit;  /* one document */
    struct rhz_publication publication;
    size_t cap_segments, cap_dead;
    struct rhz_segment_info segment;
    struct rhz_inverter *inverter;
    struct rhz_text_writer *text;
    struct rhz_buf buf;
    uint32_t date; /* of the documents added from now on; 0: 20240600 */
};

/** A document: title, then sections of a heading (may be NULL) and one paragraph, each a passage. */
struct made_document {
    const char *uri, *title;
    const char *const *headings;
    const char *const *paragraphs;
    size_t n;
};

static inline void must(rhz_status st, const struct rhz_error *err)
{
    if (st != RHZ_OK) {
        fprintf(stderr, "base_maker: %s\n", err->text);
        abort();
    }
}

static inline void maker_begin(struct base_maker *m)
{
    struct rhz_error err;

    *m = (struct base_maker){.arena = rhz_arena_new(), .unit = rhz_arena_new()};
    folder_make(m->path);
    must(rhz_store_open(m->path, RHZ_STORE_CREATE, 0, &m->store, &err), &err);
    must(rhz_txn_begin(m->store, true, &m->txn, &err), &err);
    m->publication.next_document = m->publication.next_passage = m->publication.next_segment = 1;
    m->publication.number = 1;
}

static inline void maker_segment(struct base_maker *m)
{
    struct rhz_error err;
    struct rhz_publication *p = &m->publication;

    m->segment = (struct rhz_segment_info){
        .number = p->next_segment++, .first_document = p->next_document, .first_passage = p->next_passage};
    must(rhz_inverter_new(m->segment.number, m->segment.first_document, m->segment.first_passage, &m->inverter, &err),
         &err);
    must(rhz_text_writer_new(m->store, &m->txn, m->segment.number, &m->text, &err), &err);
}

static inline void maker_block(struct base_maker *m, struct rhz_document *d, enum rhz_block_kind kind, unsigned level,
                               const char *text, uint32_t heading)
{
    struct rhz_block *b = &d->blocks[d->n_blocks++];

    *b = (struct rhz_block){.kind = (uint8_t)kind, .level = (uint8_t)level, .start = (uint32_t)m->buf.n,
                            .heading = heading};
    rhz_buf_str(&m->buf, text);
    b->end = (uint32_t)m->buf.n;
    rhz_buf_byte(&m->buf, '\n');
}

static inline void maker_build(struct base_maker *m, const struct made_document *in, struct rhz_document *d)
{
    *d = (struct rhz_document){.language = RHZ_SPAN("fr"), .type = RHZ_SPAN("autre"), .date = m->date ? m->date : 20240600};
    d->blocks = rhz_arena_zalloc(m->unit, 2 * in->n + 1, sizeof *d->blocks);
    d->passages = rhz_arena_zalloc(m->unit, in->n, sizeof *d->passages);
    rhz_buf_reset(&m->buf);
    maker_block(m, d, RHZ_BLOCK_HEADING, 1, in->title, RHZ_NONE);
    for (size_t i = 0; i < in->n; i++) {
        uint32_t heading = 0;
        struct rhz_passage *p = &d->passages[d->n_passages++];

        if (in->headings && in->headings[i]) {
            heading = (uint32_t)d->n_blocks;
            maker_block(m, d, RHZ_BLOCK_HEADING, 2, in->headings[i], 0);
        }
        *p = (struct rhz_passage){.start = (uint32_t)m->buf.n, .first_block = (uint32_t)d->n_blocks, .n_blocks = 1,
                                  .heading = heading};
        maker_block(m, d, RHZ_BLOCK_PARAGRAPH, 0, in->paragraphs[i], heading);
        p->end = (uint32_t)m->buf.n - 1;
    }
    d->text = rhz_arena_copy(m->unit, rhz_buf_view(&m->buf));
    d->title = rhz_span_of(in->title);
}

static inline void maker_record(struct base_maker *m, const struct rhz_document *d, uint64_t offset, uint32_t layout)
{
    struct rhz_document_record r = {.segment = m->segment.number,
                                    .first_passage = m->publication.next_passage,
                                    .body_offset = offset,
                                    .text_bytes = (uint32_t)d->text.n,
                                    .layout_bytes = layout,
                                    .title = d->title,
                                    .type = d->type,
                                    .language = d->language,
                                    .date = d->date,
                                    .n_blocks = (uint32_t)d->n_blocks,
                                    .n_passages = d->n_passages};
    uint32_t n = m->publication.next_document;
    unsigned char key[4] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n};
    struct rhz_error err;

    r.passages = rhz_arena_zalloc(m->unit, d->n_passages, sizeof *r.passages);
    for (size_t i = 0; i < d->n_passages; i++) {
        r.passages[i].start = d->passages[i].start;
        r.passages[i].end = d->passages[i].end;
    }
    rhz_buf_reset(&m->buf);
    rhz_document_record_put(&m->buf, &r);
    must(rhz_txn_append(m->txn, RHZ_DB_DOCUMENT, rhz_span((char *)key, 4), rhz_buf_view(&m->buf), &err), &err);
}

/** Add a document to the open segment; returns its number. */
static inline uint32_t maker_add(struct base_maker *m, const struct made_document *in)
{
    struct rhz_address a = {.uri = rhz_span_of(in->uri), .document = m->publication.next_document};
    struct rhz_facts facts = {0};
    struct rhz_document d;
    struct rhz_error err;
    uint32_t layout;
    uint64_t offset;

    maker_build(m, in, &d);
    rhz_buf_reset(&m->buf);
    rhz_buf_span(&m->buf, d.text);
    rhz_layout_put(&m->buf, &d);
    layout = (uint32_t)(m->buf.n - d.text.n);
    must(rhz_text_writer_add(m->text, rhz_buf_view(&m->buf), &offset, &err), &err);
    maker_record(m, &d, offset, layout);
    rhz_hash128(a.uri, a.content);
    must(rhz_address_put(m->txn, &a, m->publication.number, &err), &err);
    must(rhz_inverter_add(m->inverter, &d, &facts, &err), &err);
    m->segment.n_documents++;
    m->segment.n_passages += (uint32_t)d.n_passages;
    m->segment.text_bytes += d.text.n;
    m->publication.next_document++;
    m->publication.next_passage += (uint32_t)d.n_passages;
    rhz_arena_reset(m->unit);
    if (rhz_txn_written(m->txn) > RHZ_TXN_DIRTY / 2) {
        must(rhz_txn_commit(m->txn, &err), &err);
        must(rhz_txn_begin(m->store, true, &m->txn, &err), &err);
    }
    return a.document;
}

static inline void maker_segment_end(struct base_maker *m)
{
    struct rhz_publication *p = &m->publication;
    uint64_t text_bytes = m->segment.text_bytes;
    struct rhz_error err;

    must(rhz_text_writer_finish(m->text, &err), &err);
    must(rhz_inverter_flush(m->inverter, m->store, &m->txn, &m->segment, &err), &err);
    m->segment.text_bytes = text_bytes;
    rhz_text_writer_free(m->text);
    rhz_inverter_free(m->inverter);
    if (!RHZ_PUSH(m->arena, p->segments, p->n_segments, m->cap_segments))
        abort();
    p->segments[p->n_segments++] = m->segment;
}

/** Documents must be killed in ascending order. */
static inline void maker_kill(struct base_maker *m, uint32_t document)
{
    struct rhz_publication *p = &m->publication;

    if (!RHZ_PUSH(m->arena, p->dead, p->n_dead, m->cap_dead))
        abort();
    p->dead[p->n_dead++] = document;
}

/** Publish and close the store; the base stays at m->path until maker_end(). */
static inline void maker_publish(struct base_maker *m)
{
    struct rhz_error err;

    must(rhz_publication_put(m->txn, &m->publication, &err), &err);
    must(rhz_txn_commit(m->txn, &err), &err);
    rhz_store_close(m->store);
    m->store = NULL;
}

static inline void maker_end(struct base_maker *m)
{
    folder_remove(m->path);
    rhz_arena_free(m->arena);
    rhz_arena_free(m->unit);
    rhz_buf_free(&m->buf);
}

#endif
