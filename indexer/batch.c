/* batch.c -- documents to segment to publication.
 *
 * One write transaction is open while documents come in; modules that write much commit it and begin anew through
 * `txn`. META "ecriture" holds the number under which data is written, and is emptied when that is published and what it
 * replaced is removed, so that the next writer knows whether there is anything to clean, and never uses a number twice.
 */
#include "batch.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "added.h"
#include "clean.h"
#include "corrections_file.h"
#include "document_parts.h"
#include "extract.h"
#include "graph_build.h"
#include "imported.h"
#include "intern.h"
#include "inverter.h"

static const char WRITING[] = "ecriture";

struct rhz_batch {
    struct rhz_store *store;
    struct rhz_txn *txn;          /* NULL when nothing is being written */
    struct rhz_arena *arena;      /* lives as long as the batch: publication */
    struct rhz_arena *unit;       /* one document */
    struct rhz_gazetteer *gazetteer;
    struct rhz_inverter *inverter; /* NULL: no segment is open */
    struct rhz_text_writer *text;
    struct rhz_segment_info segment; /* the open one */
    struct rhz_publication next;  /* what the next publication will say; its arrays grow in `arena` */
    size_t cap_segments, cap_dead;
    struct rhz_buf events, body;
    struct rhz_helpers *helpers;  /* borrowed */
    bool ocr;
    rhz_helper_note *note;
    void *note_context;
    uint64_t memory_bytes;
    uint64_t published;           /* number of the last publication */
    struct rhz_strings foreseen;  /* dry: contents that would be new */
    const struct rhz_mask *mask;  /* names that no document may hold, in `arena`; NULL: none */
    bool dry;                     /* nothing is written; `txn`, when there is a base, only reads */
    struct rhz_span uri;          /* of the last source */
    bool changed;
    bool merged;                  /* `next` holds segments that are not published yet */
    bool replaced;                /* documents or addresses were replaced: there will be something to remove */
    struct rhz_buf touched;       /* uint32_t: documents that gained or lost an address since the graph was made */
    bool graph_in_time;           /* the graph in force was that of the last publication when the run began */
    struct rhz_batch_totals totals;
};

static rhz_status begin(struct rhz_batch *b, struct rhz_error *err)
{
    struct rhz_buf value = {0};
    rhz_status st;

    if (b->txn || b->dry)
        return RHZ_OK;
    if ((st = rhz_txn_begin(b->store, true, &b->txn, err)) != RHZ_OK)
        return st;
    rhz_put_le64(&value, b->next.number);
    st = value.failed ? rhz_no_memory(err) : rhz_meta_put(b->txn, WRITING, rhz_buf_view(&value), err);
    rhz_buf_free(&value);
    return st;
}

static rhz_status commit(struct rhz_batch *b, struct rhz_error *err)
{
    struct rhz_txn *t = b->txn;

    b->txn = NULL; /* commit frees it, even when it fails */
    return t ? rhz_txn_commit(t, err) : RHZ_OK;
}

static rhz_status commit_when_large(struct rhz_batch *b, struct rhz_error *err)
{
    rhz_status st;

    if (!b->txn || rhz_txn_written(b->txn) < RHZ_TXN_DIRTY / 2)
        return RHZ_OK;
    if ((st = commit(b, err)) != RHZ_OK)
        return st;
    return begin(b, err);
}

/* Numbers under which an earlier run wrote and did not publish; removes what it left. */
static rhz_status recover(struct rhz_batch *b, struct rhz_error *err)
{
    struct rhz_txn *t = NULL;
    struct rhz_span value;
    uint64_t written = 0;
    rhz_status st;

    if ((st = rhz_txn_begin(b->store, false, &t, err)) != RHZ_OK)
        return st;
    if ((st = rhz_imported_refuse(t, err)) == RHZ_OK && (st = rhz_publication_get(t, b->arena, &b->next, err)) == RHZ_OK) {
        st = rhz_meta_get(t, WRITING, &value, err);
        if (st == RHZ_OK && value.n == 8)
            written = rhz_le64(value.p);
        if (st == RHZ_NOT_FOUND)
            st = RHZ_OK;
    }
    rhz_txn_abort(t);
    if (st != RHZ_OK)
        return st;
    b->published = b->next.number;
    b->graph_in_time = b->next.graph && b->next.graph_publication == b->published;
    b->cap_segments = b->next.n_segments;
    b->cap_dead = b->next.n_dead;
    if (b->next.number == 0)
        b->next.next_document = b->next.next_passage = b->next.next_segment = 1;
    if (written && (st = rhz_clean(b->store, &b->next, b->published, err)) != RHZ_OK)
        return st;
    b->next.number = (written > b->published ? written : b->published) + 1;
    return RHZ_OK;
}

static rhz_status read_mask(struct rhz_batch *b, struct rhz_error *err)
{
    struct rhz_buf text = {0};
    struct rhz_span kept;
    rhz_status st = rhz_corrections_load(rhz_store_path(b->store), &text, err);

    if (st == RHZ_OK) {
        kept = rhz_arena_copy(b->arena, rhz_buf_view(&text));
        if (!kept.p || !rhz_mask_read(kept, b->arena, &b->mask))
            st = rhz_no_memory(err);
    }
    rhz_buf_free(&text);
    return st;
}

static rhz_status follow_mask(struct rhz_batch *b, struct rhz_error *err);

rhz_status rhz_batch_new(struct rhz_store *store, uint64_t memory_bytes, struct rhz_batch **out, struct rhz_error *err)
{
    struct rhz_batch *b = calloc(1, sizeof *b);
    rhz_status st = RHZ_OK;

    *out = NULL;
    if (!b)
        return rhz_no_memory(err);
    b->store = store;
    b->memory_bytes = memory_bytes;
    b->arena = rhz_arena_new();
    b->unit = rhz_arena_new();
    if (!b->arena || !b->unit)
        st = rhz_no_memory(err);
    if (st == RHZ_OK)
        st = rhz_gazetteer_open(&b->gazetteer, err);
    if (st == RHZ_OK)
        st = recover(b, err);
    if (st == RHZ_OK && (st = read_mask(b, err)) == RHZ_OK)
        st = follow_mask(b, err);
    if (st != RHZ_OK) {
        rhz_batch_free(b);
        return st;
    }
    *out = b;
    return RHZ_OK;
}

rhz_status rhz_batch_new_dry(struct rhz_store *store, struct rhz_batch **out, struct rhz_error *err)
{
    struct rhz_batch *b = calloc(1, sizeof *b);
    rhz_status st = RHZ_OK;

    *out = NULL;
    if (!b)
        return rhz_no_memory(err);
    b->store = store;
    b->dry = true;
    b->arena = rhz_arena_new();
    b->unit = rhz_arena_new();
    if (!b->arena || !b->unit)
        st = rhz_no_memory(err);
    if (st == RHZ_OK && store && (st = rhz_txn_begin(store, false, &b->txn, err)) == RHZ_OK &&
        (st = rhz_imported_refuse(b->txn, err)) == RHZ_OK)
        st = rhz_publication_get(b->txn, b->arena, &b->next, err);
    if (st == RHZ_OK && store)
        st = read_mask(b, err);
    if (st != RHZ_OK) {
        rhz_batch_free(b);
        return st;
    }
    *out = b;
    return RHZ_OK;
}

void rhz_batch_free(struct rhz_batch *b)
{
    if (!b)
        return;
    rhz_text_writer_free(b->text);
    rhz_inverter_free(b->inverter);
    rhz_txn_abort(b->txn);
    rhz_gazetteer_close(b->gazetteer);
    rhz_buf_free(&b->events);
    rhz_buf_free(&b->body);
    rhz_buf_free(&b->touched);
    rhz_strings_free(&b->foreseen);
    rhz_arena_free(b->unit);
    rhz_arena_free(b->arena);
    free(b);
}

void rhz_batch_helpers(struct rhz_batch *b, struct rhz_helpers *helpers, bool ocr, rhz_helper_note *note, void *context)
{
    b->helpers = helpers;
    b->ocr = ocr;
    b->note = note;
    b->note_context = context;
}

const struct rhz_batch_totals *rhz_batch_totals(const struct rhz_batch *b)
{
    return &b->totals;
}

/* ---- segments ---- */

static rhz_status open_segment(struct rhz_batch *b, struct rhz_error *err)
{
    rhz_status st;

    if (b->inverter)
        return RHZ_OK;
    b->segment = (struct rhz_segment_info){
        .number = b->next.next_segment,
        .first_document = b->next.next_document,
        .first_passage = b->next.next_passage,
    };
    st = rhz_inverter_new(b->segment.number, b->segment.first_document, b->segment.first_passage, &b->inverter, err);
    if (st == RHZ_OK)
        st = rhz_text_writer_new(b->store, &b->txn, b->segment.number, &b->text, err);
    return st;
}

static rhz_status flush_segment(struct rhz_batch *b, struct rhz_error *err)
{
    uint64_t text_bytes = b->segment.text_bytes;
    rhz_status st;

    if (!b->inverter)
        return RHZ_OK;
    if ((st = begin(b, err)) != RHZ_OK || (st = rhz_text_writer_finish(b->text, err)) != RHZ_OK ||
        (st = rhz_inverter_flush(b->inverter, b->store, &b->txn, &b->segment, err)) != RHZ_OK)
        return st;
    b->segment.text_bytes = text_bytes;
    rhz_text_writer_free(b->text);
    rhz_inverter_free(b->inverter);
    b->text = NULL;
    b->inverter = NULL;
    /* The pending publication holds the open segment too (see note_segment); replace it by its final form. */
    b->next.segments[b->next.n_segments - 1] = b->segment;
    b->next.next_segment++;
    return RHZ_OK;
}

/* Let the pending publication cover the open segment, so that its documents count as alive within the run. */
static bool note_segment(struct rhz_batch *b)
{
    if (b->next.n_segments == 0 || b->next.segments[b->next.n_segments - 1].number != b->segment.number) {
        if (!RHZ_PUSH(b->arena, b->next.segments, b->next.n_segments, b->cap_segments))
            return false;
        b->next.n_segments++;
    }
    b->next.segments[b->next.n_segments - 1] = b->segment;
    return true;
}

/* ---- one document ---- */

static bool kill_document(struct rhz_batch *b, uint32_t document)
{
    struct rhz_publication *p = &b->next;
    size_t i;

    if (!rhz_publication_alive(p, document))
        return true;
    if (!RHZ_PUSH(b->arena, p->dead, p->n_dead, b->cap_dead))
        return false;
    for (i = p->n_dead++; i > 0 && p->dead[i - 1] > document; i--)
        p->dead[i] = p->dead[i - 1];
    p->dead[i] = document;
    return true;
}

/* The content of an address: its bytes and the reader that takes them. */
static void content_of(const struct rhz_source *s, unsigned char out[16])
{
    unsigned char both[16 + 16] = {0};
    size_t n = strlen(s->reader->name);

    if (s->reader->program)
        memcpy(both, s->fd_hash, 16);
    else
        rhz_hash128(s->bytes, both);
    memcpy(both + 16, s->reader->name, n < 16 ? n : 16);
    rhz_hash128(rhz_span((char *)both, sizeof both), out);
}

/* A description that is changed, made or taken away means that the document is described again. */
static void sidecar_of(const struct rhz_source *s, unsigned char out[16])
{
    memset(out, 0, 16);
    if (s->sidecar.n)
        rhz_hash128(s->sidecar, out);
}

/* Memory that is out is found when the graph is made: it is then made afresh. */
static void note_touched(struct rhz_batch *b, uint32_t document)
{
    if (document)
        rhz_buf_append(&b->touched, &document, sizeof document);
}

/* Point `a` to its document from the pending publication on; a document left without address is dead. */
static rhz_status move_address(struct rhz_batch *b, const struct rhz_address *a, uint32_t previous,
                               struct rhz_error *err)
{
    struct rhz_span *uris;
    size_t n = 0;
    rhz_status st;

    if ((st = rhz_address_put(b->txn, a, b->next.number, err)) != RHZ_OK)
        return st;
    b->changed = true;
    note_touched(b, a->document);
    if (!previous || previous == a->document)
        return RHZ_OK;
    note_touched(b, previous);
    b->replaced = true;
    st = rhz_document_uris(b->txn, previous, b->next.number, b->unit, &uris, &n, err);
    if (st != RHZ_OK && st != RHZ_NOT_FOUND)
        return st;
    return n == 0 && !kill_document(b, previous) ? rhz_no_memory(err) : RHZ_OK;
}

static struct rhz_passage_record *passage_records(struct rhz_arena *arena, const struct rhz_document *d)
{
    struct rhz_passage_record *r = rhz_arena_zalloc(arena, d->n_passages + 1, sizeof *r);
    size_t i;

    for (i = 0; r && i < d->n_passages; i++) {
        uint32_t start = d->passages[i].start, end = d->passages[i].end;
        r[i].start = start;
        r[i].end = end;
        r[i].page = rhz_document_page(d, start, NULL);
        r[i].line_from = rhz_document_line(d, start);
        r[i].line_to = rhz_document_line(d, end > start ? end - 1 : start);
    }
    return r;
}

static rhz_status put_record(struct rhz_batch *b, const struct rhz_document *d, const unsigned char content[16],
                             uint64_t body_offset, uint32_t layout_bytes, struct rhz_error *err)
{
    struct rhz_document_record r = {
        .segment = b->segment.number,
        .first_passage = b->next.next_passage,
        .body_offset = body_offset,
        .text_bytes = (uint32_t)d->text.n,
        .layout_bytes = layout_bytes,
        .title = d->title,
        .type = d->type,
        .language = d->language,
        .url = d->url,
        .date = d->date,
        .flags = d->flags,
        .n_repairs = d->n_repairs,
        .n_blocks = (uint32_t)d->n_blocks,
        .n_pages = d->n_pages ? d->pages[d->n_pages - 1].page : 0,
        .n_lines = rhz_document_line(d, d->text.n ? (uint32_t)d->text.n - 1 : 0),
        .n_passages = d->n_passages,
    };
    unsigned char key[4];

    memcpy(r.content, content, 16);
    r.passages = passage_records(b->unit, d);
    if (!r.passages)
        return rhz_no_memory(err);
    rhz_store_be32(key, b->next.next_document);
    rhz_buf_reset(&b->body);
    rhz_document_record_put(&b->body, &r);
    return b->body.failed ? rhz_no_memory(err)
                          : rhz_txn_append(b->txn, RHZ_DB_DOCUMENT, rhz_span((char *)key, 4), rhz_buf_view(&b->body), err);
}

static rhz_status put_facts(struct rhz_batch *b, const struct rhz_facts *f, struct rhz_error *err)
{
    unsigned char key[4];

    rhz_store_be32(key, b->next.next_document);
    if (f->n_entities == 0)
        return RHZ_OK;
    rhz_buf_reset(&b->body);
    rhz_facts_put(&b->body, f);
    return b->body.failed ? rhz_no_memory(err)
                          : rhz_txn_append(b->txn, RHZ_DB_FACTS, rhz_span((char *)key, 4), rhz_buf_view(&b->body), err);
}

static rhz_status store_document(struct rhz_batch *b, const struct rhz_document *d, const struct rhz_facts *f,
                                 const unsigned char content[16], struct rhz_error *err)
{
    uint64_t offset;
    uint32_t layout;
    rhz_status st;

    rhz_buf_reset(&b->body);
    rhz_buf_span(&b->body, d->text);
    rhz_layout_put(&b->body, d);
    if (b->body.failed)
        return rhz_no_memory(err);
    layout = (uint32_t)(b->body.n - d->text.n);
    if ((st = rhz_text_writer_add(b->text, rhz_buf_view(&b->body), &offset, err)) != RHZ_OK ||
        (st = put_record(b, d, content, offset, layout, err)) != RHZ_OK ||
        (st = put_facts(b, f, err)) != RHZ_OK ||
        (st = rhz_inverter_add(b->inverter, d, f, err)) != RHZ_OK)
        return st;
    b->segment.n_documents++;
    b->segment.n_passages += (uint32_t)d->n_passages;
    b->segment.text_bytes += d->text.n;
    b->next.next_document++;
    b->next.next_passage += (uint32_t)d->n_passages;
    b->totals.passages += d->n_passages;
    b->totals.text_bytes += d->text.n;
    b->totals.statements += f->n_statements;
    return note_segment(b) ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status read_events(struct rhz_batch *b, const struct rhz_source *s, uint32_t *n_repairs,
                              struct rhz_error *err)
{
    rhz_status st;

    rhz_buf_reset(&b->events);
    if (s->reader->program) {
        struct rhz_helper_job job = {.format = s->reader, .fd = s->fd, .bytes = s->fd_bytes, .ocr = b->ocr, .note = b->note, .context = b->note_context};
        if (!b->helpers)
            return rhz_fail(err, RHZ_INVALID, "Le format %s n'est pas lu ici.", s->reader->what);
        return rhz_helpers_read(b->helpers, &job, &b->events, n_repairs, err);
    }
    st = s->reader->read(s->bytes, s->first_line, &b->events, n_repairs, err);
    return st == RHZ_OK && b->events.failed ? rhz_no_memory(err) : st;
}

/* The uri of a catalogue's record: its own address on the web, else the file's and its id. */
static rhz_status record_uri(struct rhz_batch *b, const struct rhz_source *s, struct rhz_span *uri, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(rhz_buf_view(&b->events));
    struct rhz_event e;
    struct rhz_span id = {"", 0}, url = {"", 0};

    while (rhz_event_get(&r, b->unit, &e) && e.kind != RHZ_EVENT_BLOCK) {
        if (e.kind == RHZ_EVENT_RECORD)
            id = e.text;
        else if (e.kind == RHZ_EVENT_META && rhz_span_eq(e.key, RHZ_SPAN("url")))
            url = e.text;
    }
    if (url.n)
        *uri = url;
    else if (id.n)
        *uri = rhz_span_of(rhz_arena_printf(b->unit, "%.*s#%.*s", (int)s->uri.n, s->uri.p, (int)id.n, id.p));
    else
        return rhz_fail(err, RHZ_INVALID, "Enregistrement sans « id » ni « url » : rien ne permettrait de le citer.");
    return uri->n ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status build_document(struct rhz_batch *b, const struct rhz_source *s, struct rhz_document *d, struct rhz_facts *f,
                                 struct rhz_error *err)
{
    struct rhz_document_hints hints = s->hints;
    rhz_status st;

    hints.mask = b->mask;
    /* Not the file's name: a document is what its content says, whatever its addresses. */
    if ((st = rhz_document_build(rhz_buf_view(&b->events), &hints, b->unit, d, err)) != RHZ_OK)
        return st;
    if (s->reader == &rhz_reader_added)
        d->date = 0; /* years in it are of facts */
    return rhz_extract(b->gazetteer, d, b->unit, f, err);
}

static rhz_status add_document(struct rhz_batch *b, const struct rhz_source *s, struct rhz_address *a,
                               uint32_t *n_repairs, struct rhz_error *err)
{
    struct rhz_document d = {0};
    struct rhz_facts f = {0};
    rhz_status st;

    if (!s->reader->catalogue && (st = read_events(b, s, n_repairs, err)) != RHZ_OK)
        return st;
    if ((st = build_document(b, s, &d, &f, err)) != RHZ_OK || (st = open_segment(b, err)) != RHZ_OK)
        return st;
    d.n_repairs = *n_repairs;
    a->document = b->next.next_document;
    if ((st = store_document(b, &d, &f, a->content, err)) != RHZ_OK)
        return st;
    if (rhz_inverter_memory(b->inverter) > b->memory_bytes / 2)
        st = flush_segment(b, err);
    return st;
}

/* An outside format is read again when --ocr is asked for the first time, and what a machine has read is kept without it. */
static uint32_t version_of(const struct rhz_batch *b, const struct rhz_source *s)
{
    return s->reader->program ? 2 * s->reader->version + b->ocr : s->reader->version;
}

static bool same_source(const struct rhz_address *a, const struct rhz_address *b)
{
    return memcmp(a->content, b->content, 16) == 0 && memcmp(a->sidecar, b->sidecar, 16) == 0 &&
           a->reader_version == b->reader_version && a->rules_version == b->rules_version;
}

/* The live document with the content of `a`, read by the same reader and rules: a->document. RHZ_NOT_FOUND. */
static rhz_status find_twin(struct rhz_batch *b, struct rhz_address *a, struct rhz_error *err)
{
    struct rhz_address other;
    struct rhz_span *uris;
    size_t n;
    rhz_status st;

    if ((st = rhz_content_find(b->txn, a->content, a->sidecar, &b->next, &a->document, err)) != RHZ_OK ||
        (st = rhz_document_uris(b->txn, a->document, b->next.number, b->unit, &uris, &n, err)) != RHZ_OK)
        return st;
    if (n == 0)
        return RHZ_NOT_FOUND;
    if ((st = rhz_address_get(b->txn, uris[0], b->next.number, &other, err)) != RHZ_OK)
        return st;
    return same_source(&other, a) ? RHZ_OK : RHZ_NOT_FOUND;
}

/* What adding `a` means: its address is known or not, its content is. *previous: its document so far, 0: none. */
static rhz_status look_up(struct rhz_batch *b, struct rhz_address *a, bool outside, uint32_t *previous,
                          enum rhz_batch_outcome *outcome, struct rhz_error *err)
{
    struct rhz_address old = {0};
    rhz_status st;

    *previous = 0;
    *outcome = RHZ_ADDED;
    if (!b->txn) /* dry, and there is no base */
        return RHZ_OK;
    st = rhz_address_get(b->txn, a->uri, b->next.number, &old, err);
    if (st == RHZ_OK && old.document) {
        if (outside && old.reader_version == a->reader_version + 1 && a->reader_version % 2 == 0)
            a->reader_version = old.reader_version;
        *previous = old.document;
        *outcome = same_source(&old, a) ? RHZ_UNCHANGED : RHZ_REPLACED;
    }
    if ((st != RHZ_OK && st != RHZ_NOT_FOUND) || *outcome == RHZ_UNCHANGED)
        return st;
    st = find_twin(b, a, err);
    if (st == RHZ_OK && a->document != *previous)
        *outcome = RHZ_ADDRESS_ADDED;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* A dry run finds the twin of what it would add among what it would have added before. */
static rhz_status foresee(struct rhz_batch *b, const struct rhz_address *a, enum rhz_batch_outcome *outcome, struct rhz_error *err)
{
    unsigned char told[40];
    uint32_t before = b->foreseen.n, number;

    memcpy(told, a->content, 16);
    memcpy(told + 16, a->sidecar, 16);
    rhz_store_be32(told + 32, a->reader_version);
    rhz_store_be32(told + 36, a->rules_version);
    number = rhz_strings_add(&b->foreseen, rhz_span((const char *)told, sizeof told));
    if (number == RHZ_NONE)
        return rhz_no_memory(err);
    if (number < before)
        *outcome = RHZ_ADDRESS_ADDED;
    return RHZ_OK;
}

rhz_status rhz_batch_add(struct rhz_batch *b, const struct rhz_source *s, enum rhz_batch_outcome *outcome, uint32_t *n_repairs,
                         struct rhz_error *err)
{
    struct rhz_address a = {.uri = s->uri, .reader_version = version_of(b, s), .rules_version = rhz_rules_version(rhz_mask_digest(b->mask))};
    uint32_t previous;
    size_t n_masked = 0;
    rhz_status st;

    *n_repairs = 0;
    rhz_arena_reset(b->unit);
    b->uri = a.uri;
    content_of(s, a.content);
    sidecar_of(s, a.sidecar);
    if (s->reader->catalogue && ((st = read_events(b, s, n_repairs, err)) != RHZ_OK ||
                                 (st = record_uri(b, s, &a.uri, err)) != RHZ_OK))
        return st;
    if (!rhz_mask_text(b->mask, a.uri, true, b->unit, &a.uri, &n_masked))
        return rhz_no_memory(err);
    b->uri = a.uri;
    if ((st = begin(b, err)) != RHZ_OK || (st = look_up(b, &a, s->reader->program != NULL, &previous, outcome, err)) != RHZ_OK ||
        *outcome == RHZ_UNCHANGED)
        return st;
    if (b->dry) { /* what the reader refuses is refused; its repairs are told */
        if (*outcome == RHZ_ADDRESS_ADDED)
            return RHZ_OK;
        if (!s->reader->catalogue && (st = read_events(b, s, n_repairs, err)) != RHZ_OK)
            return st;
        return foresee(b, &a, outcome, err);
    }
    if (*outcome != RHZ_ADDRESS_ADDED && (st = add_document(b, s, &a, n_repairs, err)) != RHZ_OK)
        return st;
    if ((st = move_address(b, &a, previous, err)) != RHZ_OK)
        return st;
    return commit_when_large(b, err);
}

struct rhz_span rhz_batch_uri(const struct rhz_batch *b)
{
    return b->uri;
}

/* ---- removal ---- */

rhz_status rhz_batch_remove(struct rhz_batch *b, struct rhz_span uri, struct rhz_error *err)
{
    struct rhz_address old = {0}, none = {.uri = uri};
    rhz_status st;

    rhz_arena_reset(b->unit);
    if ((st = begin(b, err)) != RHZ_OK)
        return st;
    if (!b->txn)
        return RHZ_NOT_FOUND;
    if ((st = rhz_address_get(b->txn, uri, b->next.number, &old, err)) != RHZ_OK)
        return st;
    if (!old.document)
        return RHZ_NOT_FOUND;
    if (b->dry)
        return RHZ_OK;
    if ((st = move_address(b, &none, old.document, err)) != RHZ_OK)
        return st;
    return commit_when_large(b, err);
}

rhz_status rhz_batch_each_uri(struct rhz_batch *b, rhz_status (*visit)(void *context, const struct rhz_address *a),
                              void *context, struct rhz_error *err)
{
    rhz_status st = begin(b, err);

    return st == RHZ_OK && b->txn ? rhz_address_each(b->txn, b->next.number, visit, context, err) : st;
}

/* ---- forgetting ----
 * What is stored follows the names to be forgotten as the corrections file now says: documents are masked, extracted and indexed
 * again from stored text, under fresh numbers like any that is replaced. When a name is no longer to be forgotten,
 * addresses keep saying under which names they were read, so that the next run reads their files again. */

struct gathering {
    struct rhz_arena *arena;
    struct rhz_address *v;
    size_t n, cap;
};

static rhz_status gather(void *context, const struct rhz_address *a)
{
    struct gathering *g = context;

    if (!RHZ_PUSH(g->arena, g->v, g->n, g->cap))
        return RHZ_NO_MEMORY;
    g->v[g->n] = *a;
    g->v[g->n].uri = rhz_arena_copy(g->arena, a->uri);
    return g->v[g->n++].uri.p ? RHZ_OK : RHZ_NO_MEMORY;
}

/* A stored document as rhz_document_build made it, and the hash of its source. All in the unit arena. */
static rhz_status stored_document(struct rhz_batch *b, const struct rhz_publication *p, uint32_t number, struct rhz_document *d,
                                  unsigned char content[16], struct rhz_error *err)
{
    struct rhz_document_record r;
    struct rhz_span value, body;
    unsigned char key[4];
    rhz_status st;

    rhz_store_be32(key, number);
    if ((st = rhz_txn_get(b->txn, RHZ_DB_DOCUMENT, rhz_span((const char *)key, 4), &value, err)) != RHZ_OK)
        return st == RHZ_NOT_FOUND ? rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : la description d'un document manque.") : st;
    value = rhz_arena_copy(b->unit, value); /* the transaction is going to write */
    if (!value.p)
        return rhz_no_memory(err);
    if ((st = rhz_document_record_get(value, b->unit, &r, err)) != RHZ_OK || (st = rhz_body_find(b->txn, p, number, &r, err)) != RHZ_OK ||
        (st = rhz_text_read(b->txn, r.segment, r.body_offset, (size_t)r.text_bytes + r.layout_bytes, b->unit, &body, err)) != RHZ_OK)
        return st;
    memcpy(content, r.content, 16);
    *d = (struct rhz_document){.text = rhz_span(body.p, r.text_bytes), .title = r.title, .type = r.type, .language = r.language,
                               .url = r.url, .date = r.date, .flags = r.flags, .n_repairs = r.n_repairs};
    return rhz_layout_get(rhz_span(body.p + r.text_bytes, r.layout_bytes), b->unit, d, err);
}

/* *fresh: the number of the masked document, or the same when it holds no such name. */
static rhz_status mask_document(struct rhz_batch *b, const struct rhz_publication *p, uint32_t number, uint32_t *fresh,
                                struct rhz_error *err)
{
    struct rhz_document d;
    struct rhz_facts f = {0};
    unsigned char content[16];
    size_t n = 0;
    rhz_status st;

    *fresh = number;
    rhz_arena_reset(b->unit);
    if ((st = stored_document(b, p, number, &d, content, err)) != RHZ_OK)
        return st;
    if (!rhz_mask_document(b->mask, &d, b->unit, &n))
        return rhz_no_memory(err);
    if (n == 0)
        return RHZ_OK;
    if (!rhz_cut_passages(&d, b->unit))
        return rhz_no_memory(err);
    if ((st = rhz_extract(b->gazetteer, &d, b->unit, &f, err)) != RHZ_OK || (st = open_segment(b, err)) != RHZ_OK)
        return st;
    *fresh = b->next.next_document;
    if ((st = store_document(b, &d, &f, content, err)) != RHZ_OK)
        return st;
    return rhz_inverter_memory(b->inverter) > b->memory_bytes / 2 ? flush_segment(b, err) : RHZ_OK;
}

/* One address: its document, its own letters, and under which names it was read. */
static rhz_status mask_address(struct rhz_batch *b, const struct rhz_address *old, uint32_t fresh, uint32_t from, uint32_t to,
                               struct rhz_error *err)
{
    struct rhz_address a = *old, none = {.uri = old->uri};
    size_t n = 0;
    rhz_status st;

    rhz_arena_reset(b->unit);
    if (!rhz_mask_text(b->mask, old->uri, true, b->unit, &a.uri, &n))
        return rhz_no_memory(err);
    a.document = fresh;
    if (from != to && a.rules_version >> 8 == from)
        a.rules_version = rhz_rules_of(a.rules_version) | to << 8;
    if (n == 0 && fresh == old->document && a.rules_version == old->rules_version)
        return RHZ_OK;
    if ((st = move_address(b, &a, old->document, err)) == RHZ_OK && n)
        st = move_address(b, &none, old->document, err);
    return st == RHZ_OK ? commit_when_large(b, err) : st;
}

static rhz_status mask_all(struct rhz_batch *b, uint32_t from, uint32_t to, struct rhz_arena *arena, struct rhz_error *err)
{
    struct gathering g = {.arena = arena};
    struct rhz_publication before = b->next; /* what is stored now: live documents may go, segments may come */
    uint32_t *fresh = rhz_arena_zalloc(arena, before.next_document, sizeof *fresh);
    size_t i;
    rhz_status st;

    before.segments = rhz_arena_zalloc(arena, before.n_segments + 1, sizeof *before.segments);
    if (!fresh || !before.segments)
        return rhz_no_memory(err);
    if (before.n_segments)
        memcpy(before.segments, b->next.segments, before.n_segments * sizeof *before.segments);
    before.dead = NULL;
    before.n_dead = 0;
    if ((st = begin(b, err)) != RHZ_OK)
        return st;
    if ((st = rhz_address_each(b->txn, b->next.number, gather, &g, err)) != RHZ_OK)
        return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
    for (i = 0; i < g.n && st == RHZ_OK; i++) {
        uint32_t d = g.v[i].document;
        if (d >= before.next_document)
            return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une adresse désigne un document qui n'existe pas.");
        if (!fresh[d] && (st = mask_document(b, &before, d, &fresh[d], err)) != RHZ_OK)
            return st;
        st = mask_address(b, &g.v[i], fresh[d], from, to, err);
    }
    return st;
}

static rhz_status follow_mask(struct rhz_batch *b, struct rhz_error *err)
{
    struct rhz_corrections_copy copy;
    struct rhz_arena *arena;
    struct rhz_txn *t = NULL;
    const struct rhz_mask *old = NULL;
    uint32_t from, to = rhz_mask_digest(b->mask);
    rhz_status st;

    if (!b->mask || !b->published)
        return RHZ_OK;
    if (!(arena = rhz_arena_new()))
        return rhz_no_memory(err);
    if ((st = rhz_txn_begin(b->store, false, &t, err)) == RHZ_OK &&
        (st = rhz_corrections_copy_get(t, b->next.graph, &copy, err)) == RHZ_OK) {
        struct rhz_span text = rhz_arena_copy(arena, copy.text);
        if (!text.p || !rhz_mask_read(text, arena, &old))
            st = rhz_no_memory(err);
    }
    rhz_txn_abort(t);
    from = rhz_mask_digest(old);
    if (st == RHZ_OK && !rhz_mask_within(b->mask, old))
        st = mask_all(b, from, rhz_mask_within(old, b->mask) ? to : from, arena, err);
    rhz_arena_free(arena);
    return st;
}

/* ---- publication ---- */

/* What the open transaction holds becomes visible. */
static rhz_status publish_open(struct rhz_batch *b, struct rhz_error *err)
{
    rhz_status st;

    b->next.time = (int64_t)time(NULL);
    if ((st = rhz_publication_put(b->txn, &b->next, err)) != RHZ_OK || (st = commit(b, err)) != RHZ_OK)
        return st;
    b->published = b->next.number++;
    b->totals.publications++;
    return RHZ_OK;
}

/* The one small last transaction: what was written so far becomes visible, or nothing does. */
static rhz_status publish_next(struct rhz_batch *b, struct rhz_error *err)
{
    rhz_status st;

    if ((st = commit(b, err)) != RHZ_OK || (st = begin(b, err)) != RHZ_OK)
        return st;
    return publish_open(b, err);
}

rhz_status rhz_batch_publish(struct rhz_batch *b, struct rhz_error *err)
{
    rhz_status st;

    if (!b->changed)
        return RHZ_OK;
    if ((st = flush_segment(b, err)) != RHZ_OK || (st = publish_next(b, err)) != RHZ_OK)
        return st;
    b->changed = false;
    return RHZ_OK;
}

/* Nothing is being written any more. */
static rhz_status end_writing(struct rhz_batch *b, struct rhz_error *err)
{
    rhz_status st;

    if (!b->txn && (st = rhz_txn_begin(b->store, true, &b->txn, err)) != RHZ_OK)
        return st;
    if ((st = rhz_meta_put(b->txn, WRITING, rhz_span("", 0), err)) != RHZ_OK)
        return st;
    return commit(b, err);
}

/* People may have edited the corrections since the graph was made: those it was made with are in the base. */
static rhz_status corrections_changed(struct rhz_batch *b, struct rhz_span text, bool *changed, struct rhz_error *err)
{
    struct rhz_corrections_copy copy;
    struct rhz_txn *t = b->txn;
    rhz_status st = t ? RHZ_OK : rhz_txn_begin(b->store, false, &t, err);

    if (st != RHZ_OK)
        return st;
    st = rhz_corrections_copy_get(t, b->next.graph, &copy, err);
    *changed = st == RHZ_OK && !rhz_span_eq(copy.text, text);
    if (!b->txn)
        rhz_txn_abort(t);
    return st;
}

/* Where few documents changed the graph in force is amended, in the transaction that publishes. *done: it was. */
static rhz_status amend_graph(struct rhz_batch *b, struct rhz_span corrections, bool *done, struct rhz_error *err)
{
    enum { WHOLE = 4 }; /* with a part of the documents of one in so many, it is not worth it */
    size_t n = b->touched.n / sizeof(uint32_t), n_documents = 0, i;
    uint64_t from = b->next.graph_publication;
    struct rhz_graph_work work;
    rhz_status st;

    *done = false;
    for (i = 0; i < b->next.n_segments; i++)
        n_documents += b->next.segments[i].n_documents;
    if (!b->graph_in_time || b->touched.failed || n > n_documents / WHOLE)
        return RHZ_OK;
    if ((st = commit(b, err)) != RHZ_OK || (st = begin(b, err)) != RHZ_OK)
        return st;
    st = rhz_graph_amend(b->store, &b->txn, &b->next, from, (const uint32_t *)(const void *)b->touched.p, n, corrections, b->memory_bytes,
                         done, &work, err);
    if (st == RHZ_OK && *done) {
        b->totals.graph_nodes = work.nodes;
        b->totals.graph_edges = work.edges;
        b->totals.graph_documents = work.documents;
        b->next.graph_publication = b->next.number;
        return publish_open(b, err);
    }
    rhz_txn_abort(b->txn);
    b->txn = NULL;
    return st;
}

static rhz_status build_graph(struct rhz_batch *b, struct rhz_span corrections, struct rhz_error *err)
{
    uint32_t generation = b->next.graph + 1;
    rhz_status st;

    /* A generation number that a stopped run wrote under was cleaned with it, so the next one is free. */
    if ((st = begin(b, err)) != RHZ_OK ||
        (st = rhz_graph_build(b->store, &b->txn, &b->next, generation, corrections, b->memory_bytes, err)) != RHZ_OK)
        return st;
    b->next.graph = generation;
    b->next.graph_publication = b->next.number;
    b->totals.graph_whole = true;
    return publish_next(b, err);
}

static rhz_status publish_graph(struct rhz_batch *b, struct rhz_span corrections, struct rhz_error *err)
{
    bool due = b->published && b->next.graph_publication != b->published, changed = false, done = false;
    rhz_status st;

    if (b->published && (st = corrections_changed(b, corrections, &changed, err)) != RHZ_OK)
        return st;
    if (!due && !changed && !b->merged)
        return b->txn ? end_writing(b, err) : RHZ_OK;
    if (!due && !changed) { /* merging changes no document */
        b->next.graph_publication = b->next.number;
        st = publish_next(b, err);
    } else {
        if (!changed)
            st = amend_graph(b, corrections, &done, err);
        if (st == RHZ_OK && !done)
            st = build_graph(b, corrections, err);
    }
    if (st != RHZ_OK)
        return st;
    b->touched.n = 0;
    b->graph_in_time = true;
    st = b->merged || b->replaced ? rhz_clean(b->store, &b->next, b->published, err) : rhz_clean_graphs(b->store, &b->next, err);
    if (st != RHZ_OK)
        return st;
    b->merged = b->replaced = false;
    return end_writing(b, err);
}

/* The document of what people add follows the corrections; it goes with the last line that adds. */
static rhz_status follow_added(struct rhz_batch *b, struct rhz_span corrections, struct rhz_error *err)
{
    struct rhz_source s = {.uri = RHZ_SPAN(RHZ_ADDED_URI), .reader = &rhz_reader_added, .first_line = 1, .sidecar = {"", 0},
                           .hints = {.title = RHZ_SPAN("Ajouts à la main"), .type = RHZ_SPAN(RHZ_ADDED_TYPE), .language = RHZ_SPAN("fr"),
                                     .url = {"", 0}, .file_name = {"", 0}}};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf text = {0};
    enum rhz_batch_outcome outcome;
    uint32_t repairs;
    rhz_status st = arena && rhz_added_text(corrections, arena, &text) ? RHZ_OK : rhz_no_memory(err);

    s.bytes = rhz_buf_view(&text);
    if (st == RHZ_OK && s.bytes.n)
        st = rhz_batch_add(b, &s, &outcome, &repairs, err);
    else if (st == RHZ_OK && b->published && (st = rhz_batch_remove(b, s.uri, err)) == RHZ_NOT_FOUND)
        st = RHZ_OK;
    rhz_buf_free(&text);
    rhz_arena_free(arena);
    return st == RHZ_OK ? rhz_batch_publish(b, err) : st;
}

rhz_status rhz_batch_publish_graph(struct rhz_batch *b, struct rhz_error *err)
{
    struct rhz_buf corrections = {0};
    rhz_status st = rhz_corrections_load(rhz_store_path(b->store), &corrections, err);

    if (st == RHZ_OK)
        st = follow_added(b, rhz_buf_view(&corrections), err);
    if (st == RHZ_OK)
        st = publish_graph(b, rhz_buf_view(&corrections), err);
    rhz_buf_free(&corrections);
    return st;
}

/* ---- merging ---- */

static bool has_dead(const struct rhz_publication *p, const struct rhz_segment_info *s)
{
    size_t i;

    for (i = 0; i < p->n_dead && p->dead[i] < s->first_document + s->n_documents; i++)
        if (p->dead[i] >= s->first_document)
            return true;
    return false;
}

static rhz_status choose(struct rhz_batch *b, struct rhz_txn *t, const struct rhz_merge_limits *limits, size_t *first,
                         size_t *n, struct rhz_error *err)
{
    uint32_t *dead = rhz_arena_zalloc(b->unit, b->next.n_segments, sizeof *dead);
    rhz_status st = dead ? RHZ_OK : rhz_no_memory(err);
    size_t i;

    for (i = 0; i < b->next.n_segments && st == RHZ_OK; i++)
        if (has_dead(&b->next, &b->next.segments[i]))
            st = rhz_merge_count_dead(t, &b->next, &b->next.segments[i], &dead[i], err);
    if (st == RHZ_OK)
        rhz_merge_choose(&b->next, dead, limits, first, n);
    return st;
}

static void take_out(struct rhz_publication *p, size_t first, size_t n)
{
    memmove(p->segments + first, p->segments + first + n, (p->n_segments - first - n) * sizeof *p->segments);
    p->n_segments -= n;
}

/* The dead set of `p`: of the documents in live ranges, those that were dead or that a merge left out. */
static bool renew_dead(struct rhz_batch *b, const struct rhz_numbering *numbers, const struct rhz_segment_info *merged)
{
    struct rhz_publication *p = &b->next;
    uint32_t *dead = NULL, d;
    size_t n = 0, cap = 0, i = 0;

    for (;; i++) {
        /* Those of the merged range come from the numbering: it knows the gaps between segments too. */
        if (merged->n_documents && (i == p->n_dead || p->dead[i] >= merged->first_document)) {
            for (d = merged->first_document; d < merged->first_document + merged->n_documents; d++)
                if (numbers->document[d - numbers->first] == RHZ_NONE) {
                    if (!RHZ_PUSH(b->arena, dead, n, cap))
                        return false;
                    dead[n++] = d;
                }
            break;
        }
        if (i == p->n_dead)
            break;
        if (rhz_publication_segment_of_document(p, p->dead[i])) {
            if (!RHZ_PUSH(b->arena, dead, n, cap))
                return false;
            dead[n++] = p->dead[i];
        }
    }
    for (; i < p->n_dead; i++) {
        if (p->dead[i] - merged->first_document < merged->n_documents || !rhz_publication_segment_of_document(p, p->dead[i]))
            continue;
        if (!RHZ_PUSH(b->arena, dead, n, cap))
            return false;
        dead[n++] = p->dead[i];
    }
    p->dead = dead;
    p->n_dead = n;
    b->cap_dead = cap;
    return true;
}

static rhz_status merge_chosen(struct rhz_batch *b, struct rhz_txn *from, size_t first, size_t n, struct rhz_error *err)
{
    struct rhz_publication *p = &b->next;
    struct rhz_numbering numbers;
    struct rhz_segment_info info;
    struct rhz_merge m = {.from = from, .p = p, .first = first, .n = n, .numbers = &numbers, .to = b->store,
                          .txn = &b->txn, .number = p->next_segment};
    rhz_status st;

    if ((st = rhz_numbering_keep(p, first, n, b->unit, &numbers, err)) != RHZ_OK ||
        (st = rhz_merge_segments(&m, &info, err)) != RHZ_OK)
        return st;
    p->next_segment++;
    b->merged = true;
    if (info.n_documents)
        p->segments[first++] = info;
    take_out(p, first, info.n_documents ? n - 1 : n);
    return renew_dead(b, &numbers, &info) ? RHZ_OK : rhz_no_memory(err);
}

rhz_status rhz_batch_merge(struct rhz_batch *b, const struct rhz_merge_limits *limits, struct rhz_error *err)
{
    struct rhz_txn *from;
    size_t first, n = 1;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && n) {
        rhz_arena_reset(b->unit);
        if ((st = commit(b, err)) != RHZ_OK)
            return st;
        /* The merge reads beside its own writing, so the map must not have to grow. Where it cannot, merging waits. */
        if (rhz_store_reserve(b->store, 2 * rhz_store_bytes(b->store) + 8 * (uint64_t)RHZ_TXN_DIRTY, NULL) != RHZ_OK)
            return RHZ_OK;
        if ((st = rhz_txn_begin(b->store, false, &from, err)) != RHZ_OK)
            return st;
        if ((st = choose(b, from, limits, &first, &n, err)) == RHZ_OK && n && (st = begin(b, err)) == RHZ_OK)
            st = merge_chosen(b, from, first, n, err);
        rhz_txn_abort(from);
    }
    return st;
}

/* ---- roots ---- */

static bool other_folder(const char *stored, const char *path)
{
    struct stat a, b;

    return strcmp(stored, path) != 0 && stat(stored, &a) == 0 && stat(path, &b) == 0 &&
           (a.st_dev != b.st_dev || a.st_ino != b.st_ino);
}

rhz_status rhz_batch_root(struct rhz_batch *b, struct rhz_span name, const char *path, struct rhz_error *err)
{
    struct rhz_span stored;
    const char *key, *old = "";
    rhz_status st;

    rhz_arena_reset(b->unit);
    key = rhz_arena_printf(b->unit, "racine/%.*s", (int)name.n, name.p);
    if (!key)
        return rhz_no_memory(err);
    if ((st = begin(b, err)) != RHZ_OK || !b->txn)
        return st;
    st = rhz_meta_get(b->txn, key, &stored, err);
    if (st == RHZ_OK && !(old = rhz_arena_str(b->unit, stored)))
        return rhz_no_memory(err);
    if (st != RHZ_OK && st != RHZ_NOT_FOUND)
        return st;
    if (st == RHZ_OK && other_folder(old, path))
        return rhz_fail(err, RHZ_INVALID,
                        "La base connaît déjà un autre dossier « %.*s » (%s) : donnez un nom à celui-ci avec --nom.",
                        (int)name.n, name.p, old);
    return b->dry || strcmp(old, path) == 0 ? RHZ_OK : rhz_meta_put(b->txn, key, rhz_span_of(path), err);
}
