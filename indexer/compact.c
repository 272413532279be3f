/* compact.c -- the whole base rewritten into a new generation: one segment, numbers without gaps, nothing that is dead.
 *
 * Record by record into an empty environment, never by copying pages: the unused part of a page may still hold what was
 * deleted from it, and a person who was erased must not be readable anywhere. The numbers of documents and passages are
 * given anew, in the same order; the graph, which speaks of them, is built again. Killed anywhere before `courant` is
 * renamed, the old generation is in force and untouched.
 */
#include <time.h>

#include "corrections_file.h"
#include "document.h"
#include "graph_build.h"
#include "imported.h"
#include "merge.h"
#include "rhizome_index.h"
#include "store.h"

struct compaction {
    struct rhz_store *store, *fresh;
    struct rhz_txn *from, *txn;   /* old generation; new one */
    struct rhz_arena *arena;      /* publications, numbering */
    struct rhz_publication old, next;
    struct rhz_numbering numbers;
    struct rhz_error *err;        /* for the walk of addresses */
};

static rhz_status put_be32(struct compaction *c, enum rhz_db db, uint32_t number, struct rhz_span value, struct rhz_error *err)
{
    unsigned char key[4];

    rhz_store_be32(key, number);
    return rhz_txn_append(c->txn, db, rhz_span((const char *)key, 4), value, err);
}

/* ---- meta ---- */

/* What the new generation says by itself, or must not say. */
static bool is_own(struct rhz_span name)
{
    static const char *const own[] = {"publication", "ecriture", "format", "writer", "analyzer"};
    size_t i;

    for (i = 0; i < sizeof own / sizeof own[0]; i++)
        if (rhz_span_eq(name, rhz_span_of(own[i])))
            return true;
    return rhz_corrections_is_copy(name); /* the new graph writes its own */
}

static rhz_status copy_meta(struct compaction *c, struct rhz_error *err)
{
    struct rhz_db_cursor *cursor;
    struct rhz_span k, v;
    rhz_status st = rhz_db_cursor_open(c->from, RHZ_DB_META, &cursor, err);

    if (st != RHZ_OK)
        return st;
    for (st = rhz_db_seek(cursor, rhz_span("", 0), &k, &v, err); st == RHZ_OK; st = rhz_db_next(cursor, &k, &v, err))
        if (!is_own(k) && (st = rhz_txn_put(c->txn, RHZ_DB_META, k, v, err)) != RHZ_OK)
            break;
    rhz_db_cursor_close(cursor);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* ---- documents ---- */

static rhz_status copy_document(struct compaction *c, uint32_t document, struct rhz_arena *unit, struct rhz_buf *b,
                                struct rhz_error *err)
{
    uint32_t i = document - c->numbers.first;
    unsigned char key[4];
    struct rhz_document_record r;
    struct rhz_span v;
    rhz_status st;

    rhz_store_be32(key, document);
    st = rhz_txn_get(c->from, RHZ_DB_DOCUMENT, rhz_span((const char *)key, 4), &v, err);
    if (st == RHZ_NOT_FOUND)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : la description d'un document manque.");
    rhz_arena_reset(unit);
    if (st != RHZ_OK || (st = rhz_document_record_get(v, unit, &r, err)) != RHZ_OK)
        return st;
    c->numbers.document[i] = c->next.next_document++;
    c->numbers.shift[i] = r.first_passage - c->next.next_passage;
    r.first_passage = c->next.next_passage;
    c->next.next_passage += (uint32_t)r.n_passages;
    rhz_buf_reset(b);
    rhz_document_record_put(b, &r);
    if (b->failed)
        return rhz_no_memory(err);
    if ((st = put_be32(c, RHZ_DB_DOCUMENT, c->numbers.document[i], rhz_buf_view(b), err)) != RHZ_OK)
        return st;
    st = rhz_txn_get(c->from, RHZ_DB_FACTS, rhz_span((const char *)key, 4), &v, err);
    if (st == RHZ_OK)
        st = put_be32(c, RHZ_DB_FACTS, c->numbers.document[i], v, err);
    return st == RHZ_OK || st == RHZ_NOT_FOUND ? rhz_txn_roll(c->fresh, &c->txn, err) : st;
}

static rhz_status copy_documents(struct compaction *c, struct rhz_error *err)
{
    const struct rhz_segment_info *z = &c->old.segments[c->old.n_segments - 1];
    struct rhz_arena *unit = rhz_arena_new();
    struct rhz_buf b = {0};
    uint32_t i;
    rhz_status st = RHZ_OK;

    c->numbers.first = c->old.segments[0].first_document;
    c->numbers.n = z->first_document + z->n_documents - c->numbers.first;
    c->numbers.document = rhz_arena_zalloc(c->arena, c->numbers.n, sizeof *c->numbers.document);
    c->numbers.shift = rhz_arena_zalloc(c->arena, c->numbers.n, sizeof *c->numbers.shift);
    if (!unit || !c->numbers.document || !c->numbers.shift)
        st = rhz_no_memory(err);
    for (i = 0; i < c->numbers.n && st == RHZ_OK; i++) {
        c->numbers.document[i] = RHZ_NONE;
        if (rhz_publication_alive(&c->old, c->numbers.first + i))
            st = copy_document(c, c->numbers.first + i, unit, &b, err);
    }
    rhz_buf_free(&b);
    rhz_arena_free(unit);
    return st;
}

static rhz_status copy_address(void *context, const struct rhz_address *a)
{
    struct compaction *c = context;
    struct rhz_address copy = *a;
    uint32_t i = a->document - c->numbers.first;
    rhz_status st;

    if (i >= c->numbers.n || c->numbers.document[i] == RHZ_NONE)
        return RHZ_OK;
    copy.document = c->numbers.document[i];
    st = rhz_address_put(c->txn, &copy, c->next.number, c->err);
    return st == RHZ_OK ? rhz_txn_roll(c->fresh, &c->txn, c->err) : st;
}

/* ---- the whole ---- */

static rhz_status copy_segment(struct compaction *c, struct rhz_error *err)
{
    struct rhz_merge m = {.from = c->from, .p = &c->old, .first = 0, .n = c->old.n_segments, .numbers = &c->numbers,
                          .to = c->fresh, .txn = &c->txn, .number = c->next.next_segment};
    rhz_status st;

    c->next.segments = rhz_arena_zalloc(c->arena, 1, sizeof *c->next.segments);
    if (!c->next.segments)
        return rhz_no_memory(err);
    if ((st = rhz_merge_segments(&m, c->next.segments, err)) != RHZ_OK)
        return st;
    c->next.next_segment++;
    c->next.n_segments = c->next.segments->n_documents ? 1 : 0;
    return RHZ_OK;
}

static rhz_status rewrite(struct compaction *c, uint64_t memory_bytes, struct rhz_error *err)
{
    rhz_status st;

    c->next = (struct rhz_publication){.number = c->old.number + 1, .time = (int64_t)time(NULL), .next_document = 1,
                                       .next_passage = 1, .next_segment = 1};
    c->err = err;
    if ((st = rhz_txn_begin(c->fresh, true, &c->txn, err)) != RHZ_OK || (st = copy_meta(c, err)) != RHZ_OK)
        return st;
    if (c->old.n_segments && ((st = copy_documents(c, err)) != RHZ_OK || (st = copy_segment(c, err)) != RHZ_OK ||
                              (st = rhz_address_each(c->from, c->old.number, copy_address, c, err)) != RHZ_OK))
        return st;
    if (c->old.graph) {
        struct rhz_corrections_copy corrections;
        if ((st = rhz_corrections_copy_get(c->from, c->old.graph, &corrections, err)) != RHZ_OK ||
            (st = rhz_graph_build(c->fresh, &c->txn, &c->next, 1, corrections.text, memory_bytes, err)) != RHZ_OK)
            return st;
        c->next.graph = 1;
        c->next.graph_publication = c->next.number;
    }
    if (c->old.number && (st = rhz_publication_put(c->txn, &c->next, err)) != RHZ_OK)
        return st;
    st = rhz_txn_commit(c->txn, err);
    c->txn = NULL;
    return st;
}

static void fill_report(struct compaction *c, struct rhz_compact_report *r)
{
    struct rhz_txn *t;

    r->documents = c->next.next_document - 1;
    r->passages = c->next.next_passage - 1;
    r->segments_before = c->old.n_segments;
    /* A transaction, so that the store follows to the new generation. */
    if (rhz_txn_begin(c->store, false, &t, NULL) == RHZ_OK)
        rhz_txn_abort(t);
    r->bytes_after = rhz_store_bytes(c->store);
}

rhz_status rhz_compact(const char *base, uint64_t memory_bytes, struct rhz_compact_report *report, struct rhz_error *err)
{
    struct compaction c = {.arena = rhz_arena_new()};
    uint64_t start = rhz_now_us();
    rhz_status st;

    memset(report, 0, sizeof *report);
    if (!c.arena)
        return rhz_no_memory(err);
    if ((st = rhz_store_open(base, RHZ_STORE_WRITE, 0, &c.store, err)) != RHZ_OK)
        goto done;
    report->bytes_before = rhz_store_bytes(c.store);
    if ((st = rhz_txn_begin(c.store, false, &c.from, err)) != RHZ_OK ||
        (st = rhz_imported_refuse(c.from, err)) != RHZ_OK ||
        (st = rhz_publication_get(c.from, c.arena, &c.old, err)) != RHZ_OK ||
        (st = rhz_store_next(c.store, &c.fresh, err)) != RHZ_OK)
        goto done;
    st = rewrite(&c, memory_bytes ? memory_bytes : (uint64_t)256 << 20, err);
    rhz_txn_abort(c.from);
    rhz_txn_abort(c.txn);
    c.from = c.txn = NULL;
    if (st == RHZ_OK) {
        st = rhz_store_adopt(c.store, c.fresh, err);
        c.fresh = NULL;
    }
    if (st == RHZ_OK)
        fill_report(&c, report);
done:
    rhz_txn_abort(c.from);
    rhz_store_discard(c.fresh);
    rhz_store_close(c.store);
    rhz_arena_free(c.arena);
    report->seconds = (double)(rhz_now_us() - start) / 1e6;
    return st;
}
