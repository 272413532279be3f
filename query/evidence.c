/* evidence.c -- from "statement 7 of document 12" to a quote with its page and line.
 *
 * A quote is the exact slice of canonical text, read back from the store: nothing that was copied at indexing time
 * could say otherwise than the document. Opening a document costs its facts, its layout and some text: a small one is
 * read whole, of a long one only the blocks that hold a quote. Opened documents are kept in slots until they weigh
 * more than CACHE_BYTES together, and then all dropped: proofs come sorted by document, so little is read twice.
 */
#include "evidence.h"

#include <stdlib.h>

#include "imported.h"
#include "segment.h"

enum { SLOTS = 4096, CACHE_BYTES = 32 << 20, WHOLE_BODY = 128 << 10 };

struct opened {
    uint32_t number;
    bool whole;                 /* layout.text holds the text, else it is read piece by piece */
    struct rhz_document_record record;
    struct rhz_document layout;
    struct rhz_facts facts;
    struct rhz_span uri;
    char id[17], date[11];
};

struct rhz_evidence_reader {
    struct rhz_snapshot *s;
    struct rhz_arena *cache;
    bool imported; /* proofs are as they were given, documents have no text */
    struct opened *slots[SLOTS];
};

rhz_status rhz_evidence_reader_new(struct rhz_snapshot *s, struct rhz_evidence_reader **out, struct rhz_error *err)
{
    struct rhz_evidence_reader *r = calloc(1, sizeof *r);

    *out = r;
    if (!r)
        return rhz_no_memory(err);
    r->s = s;
    r->cache = rhz_arena_new();
    return r->cache ? rhz_imported_is(s->txn, &r->imported, err) : rhz_no_memory(err);
}

void rhz_evidence_reader_free(struct rhz_evidence_reader *r)
{
    if (!r)
        return;
    rhz_arena_free(r->cache);
    free(r);
}

static rhz_status damaged(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une preuve ne se retrouve pas dans son document.");
}

/* ---- opening a document ---- */

static rhz_status read_facts(struct rhz_evidence_reader *r, struct opened *d, struct rhz_error *err)
{
    unsigned char key[4] = {(unsigned char)(d->number >> 24), (unsigned char)(d->number >> 16),
                            (unsigned char)(d->number >> 8), (unsigned char)d->number};
    struct rhz_span value;
    rhz_status st = rhz_txn_get(r->s->txn, RHZ_DB_FACTS, rhz_span((char *)key, sizeof key), &value, err);

    if (st == RHZ_NOT_FOUND)
        return damaged(err);
    return st ? st : rhz_facts_get(value, r->cache, &d->facts, err);
}

static rhz_status read_body(struct rhz_evidence_reader *r, struct opened *d, struct rhz_error *err)
{
    const struct rhz_document_record *x = &d->record;
    struct rhz_span body;
    rhz_status st;

    d->whole = (uint64_t)x->text_bytes + x->layout_bytes <= WHOLE_BODY;
    if (d->whole)
        st = rhz_text_read(r->s->txn, x->segment, x->body_offset, (size_t)x->text_bytes + x->layout_bytes, r->cache,
                           &body, err);
    else
        st = rhz_text_read(r->s->txn, x->segment, x->body_offset + x->text_bytes, x->layout_bytes, r->cache, &body, err);
    if (st != RHZ_OK)
        return st;
    d->layout.text = rhz_span(d->whole ? body.p : "", x->text_bytes);
    return rhz_layout_get(d->whole ? rhz_span(body.p + x->text_bytes, x->layout_bytes) : body, r->cache, &d->layout, err);
}

static rhz_status open_document(struct rhz_evidence_reader *r, uint32_t number, struct opened **out, struct rhz_error *err)
{
    struct opened **slot = &r->slots[number % SLOTS];
    struct opened *d = *slot;
    rhz_status st;

    *out = d;
    if (d && d->number == number)
        return RHZ_OK;
    if (rhz_arena_used(r->cache) > CACHE_BYTES) {
        rhz_arena_reset(r->cache);
        memset(r->slots, 0, sizeof r->slots);
    }
    *slot = NULL;
    d = rhz_arena_zalloc(r->cache, 1, sizeof *d);
    if (!d)
        return rhz_no_memory(err);
    d->number = number;
    if ((st = rhz_snapshot_document(r->s, number, r->cache, &d->record, err)) != RHZ_OK)
        return st;
    if ((st = rhz_snapshot_uri(r->s, number, r->cache, &d->uri, err)) != RHZ_OK)
        return st;
    if (!r->imported && ((st = read_facts(r, d, err)) != RHZ_OK || (st = read_body(r, d, err)) != RHZ_OK))
        return st;
    rhz_id_text(rhz_document_id(d->uri), d->id);
    rhz_date_text(d->record.date, d->date);
    *slot = *out = d;
    return RHZ_OK;
}

/* ---- reading proofs ---- */

static rhz_status quote(struct rhz_evidence_reader *r, const struct opened *d, uint32_t start, uint32_t end,
                        struct rhz_arena *arena, const char **out, struct rhz_error *err)
{
    struct rhz_span text;
    rhz_status st = RHZ_OK;

    if (start > end || end > d->record.text_bytes)
        return damaged(err);
    if (d->whole)
        text = rhz_document_slice(&d->layout, start, end);
    else
        st = rhz_text_read(r->s->txn, d->record.segment, d->record.body_offset + start, end - start, r->cache,
                           &text, err);
    if (st != RHZ_OK)
        return st;
    *out = rhz_arena_str(arena, text);
    return *out ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status read_supports(struct rhz_evidence_reader *r, const struct opened *d, const struct rhz_statement *s,
                                struct rhz_arena *arena, struct rhz_evidence *out, struct rhz_error *err)
{
    struct rhz_evidence_support *v = rhz_arena_zalloc(arena, s->n_supports, sizeof *v);
    size_t i;
    rhz_status st = v ? RHZ_OK : rhz_no_memory(err);

    for (i = 0; i < s->n_supports && st == RHZ_OK; i++) {
        const struct rhz_support *x = &s->supports[i];
        v[i].end = x->end == RHZ_END_OBJECT ? "to" : "from";
        v[i].why = rhz_support_word(x->why)->name;
        v[i].page = rhz_document_page(&d->layout, x->start, NULL);
        v[i].line = rhz_document_line(&d->layout, x->start);
        st = quote(r, d, x->start, x->limit, arena, &v[i].quote, err);
    }
    out->supports = v;
    out->n_supports = s->n_supports;
    return st;
}

static rhz_status fill_document(const struct opened *d, struct rhz_arena *arena, struct rhz_evidence *out, struct rhz_error *err)
{
    out->document = rhz_arena_str(arena, rhz_span_of(d->id));
    out->date = rhz_arena_str(arena, rhz_span_of(d->date));
    out->uri = rhz_arena_str(arena, d->uri);
    out->title = rhz_arena_str(arena, d->record.title);
    return out->document && out->date && out->uri && out->title ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status copy_imported(const struct rhz_imported_proof *p, struct rhz_arena *arena, struct rhz_evidence *out,
                                struct rhz_error *err)
{
    struct rhz_evidence_support *v = rhz_arena_zalloc(arena, p->n_supports, sizeof *v);
    size_t i;

    out->start = p->start;
    out->end = p->end;
    out->page = p->page;
    out->line = p->line;
    out->rule = rhz_arena_str(arena, p->rule);
    out->quote = rhz_arena_str(arena, p->quote);
    if (!v || !out->rule || !out->quote)
        return rhz_no_memory(err);
    for (i = 0; i < p->n_supports; i++) {
        const struct rhz_imported_support *s = &p->supports[i];
        v[i].end = s->end == RHZ_END_OBJECT ? "to" : "from";
        v[i].why = rhz_support_word(s->why)->name;
        v[i].page = s->page;
        v[i].line = s->line;
        if (!(v[i].quote = rhz_arena_str(arena, s->quote)))
            return rhz_no_memory(err);
    }
    out->supports = v;
    out->n_supports = p->n_supports;
    return RHZ_OK;
}

static rhz_status read_imported(struct rhz_evidence_reader *r, const struct rhz_statement_ref *proof, struct rhz_arena *arena,
                                struct rhz_evidence *out, struct rhz_error *err)
{
    unsigned char key[RHZ_PROOF_KEY];
    struct rhz_imported_proof p;
    struct rhz_span value;
    rhz_status st;

    rhz_imported_key(key, proof->document, proof->statement);
    st = rhz_txn_get(r->s->txn, RHZ_DB_FACTS, rhz_span((char *)key, sizeof key), &value, err);
    if (st == RHZ_NOT_FOUND)
        return damaged(err);
    if (st == RHZ_OK && (st = rhz_imported_get(value, arena, &p, err)) == RHZ_OK)
        st = copy_imported(&p, arena, out, err);
    return st;
}

static rhz_status read_proof(struct rhz_evidence_reader *r, const struct rhz_statement_ref *proof,
                             struct rhz_arena *arena, struct rhz_evidence *out, struct rhz_error *err)
{
    const struct rhz_statement *s;
    struct opened *d;
    rhz_status st = open_document(r, proof->document, &d, err);

    if (st != RHZ_OK)
        return st;
    *out = (struct rhz_evidence){.start = 0};
    if ((st = fill_document(d, arena, out, err)) != RHZ_OK)
        return st;
    if (r->imported)
        return read_imported(r, proof, arena, out, err);
    if (proof->statement >= d->facts.n_statements)
        return damaged(err);
    s = &d->facts.statements[proof->statement];
    out->start = s->start;
    out->end = s->end;
    out->page = rhz_document_page(&d->layout, s->start, NULL);
    out->line = rhz_document_line(&d->layout, s->start);
    out->rule = rhz_arena_str(arena, s->rule);
    if (!out->rule)
        return rhz_no_memory(err);
    if ((st = quote(r, d, s->start, s->end, arena, &out->quote, err)) != RHZ_OK)
        return st;
    return read_supports(r, d, s, arena, out, err);
}

rhz_status rhz_evidence_read(struct rhz_evidence_reader *r, const struct rhz_statement_ref *proofs, size_t n,
                             struct rhz_arena *arena, struct rhz_evidence **out, size_t *n_out, struct rhz_error *err)
{
    size_t i;
    rhz_status st = RHZ_OK;

    *n_out = 0;
    *out = rhz_arena_zalloc(arena, n, sizeof **out);
    if (!*out)
        return rhz_no_memory(err);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        if (!rhz_publication_alive(&r->s->publication, proofs[i].document))
            continue;
        st = read_proof(r, &proofs[i], arena, &(*out)[*n_out], err);
        ++*n_out;
    }
    return st;
}
