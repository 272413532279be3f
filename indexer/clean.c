/* clean.c -- bounded steps: each transaction deletes at most STEP records, so that a kill loses little and dirty
 * pages stay few. Live numbers are known from the publication; everything else under a numbered key is garbage. */
#include "clean.h"

#include "codec.h"

enum { STEP = 20000 };

/* A key prefix to empty, step by step. */
static rhz_status delete_all(struct rhz_store *store, enum rhz_db db, struct rhz_span prefix, struct rhz_error *err)
{
    size_t n = STEP;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && n == STEP) {
        struct rhz_txn *t;
        if ((st = rhz_txn_begin(store, true, &t, err)) != RHZ_OK)
            return st;
        st = rhz_db_delete_prefix(t, db, prefix, STEP, &n, err);
        if (st == RHZ_OK)
            st = rhz_txn_commit(t, err);
        else
            rhz_txn_abort(t);
    }
    return st;
}

/* The smallest be32 that begins a key of `db` and is >= from; RHZ_NOT_FOUND when there is none. */
static rhz_status next_number(struct rhz_store *store, enum rhz_db db, uint32_t from, uint32_t *number,
                              struct rhz_error *err)
{
    struct rhz_txn *t = NULL;
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf key = {0};
    struct rhz_span k, v;
    rhz_status st;

    rhz_put_be32(&key, from);
    if (key.failed)
        st = rhz_no_memory(err);
    else if ((st = rhz_txn_begin(store, false, &t, err)) == RHZ_OK &&
             (st = rhz_db_cursor_open(t, db, &c, err)) == RHZ_OK)
        st = rhz_db_seek(c, rhz_buf_view(&key), &k, &v, err);
    if (st == RHZ_OK)
        st = k.n >= 4 ? RHZ_OK : rhz_fail(err, RHZ_CORRUPT, "Base endommagée : clé trop courte.");
    if (st == RHZ_OK)
        *number = rhz_be32(k.p);
    rhz_db_cursor_close(c);
    rhz_txn_abort(t);
    rhz_buf_free(&key);
    return st;
}

typedef bool keep_number(const struct rhz_publication *p, uint32_t number);

static bool keep_segment(const struct rhz_publication *p, uint32_t number)
{
    size_t i;

    for (i = 0; i < p->n_segments; i++)
        if (p->segments[i].number == number)
            return true;
    return false;
}

static bool keep_graph(const struct rhz_publication *p, uint32_t number)
{
    return number == p->graph;
}

static rhz_status clean_numbers(struct rhz_store *store, enum rhz_db db, const struct rhz_publication *p,
                                keep_number *keep, uint32_t from, struct rhz_error *err)
{
    uint32_t number = from;
    rhz_status st;

    while ((st = next_number(store, db, number, &number, err)) == RHZ_OK) {
        unsigned char prefix[4];
        rhz_store_be32(prefix, number);
        if (!keep(p, number) &&
            (st = delete_all(store, db, rhz_span((const char *)prefix, 4), err)) != RHZ_OK)
            return st;
        if (number++ == UINT32_MAX)
            break;
    }
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status clean_addresses(struct rhz_store *store, const struct rhz_publication *p, struct rhz_error *err)
{
    size_t n = STEP;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && n == STEP) {
        struct rhz_txn *t;
        if ((st = rhz_txn_begin(store, true, &t, err)) != RHZ_OK)
            return st;
        st = rhz_address_clean(t, p, STEP, &n, err);
        if (st == RHZ_OK)
            st = rhz_txn_commit(t, err);
        else
            rhz_txn_abort(t);
    }
    return st;
}

rhz_status rhz_clean_graphs(struct rhz_store *store, const struct rhz_publication *p, struct rhz_error *err)
{
    return clean_numbers(store, RHZ_DB_GRAPH, p, keep_graph, 0, err);
}

/* ---- documents ---- */

/* Numbers found to be deleted, then deleted some at a time. */
struct doomed {
    struct rhz_arena *arena;
    uint32_t *v;
    size_t n, cap;
};

/* Documents recorded in `db` with from <= number < until (0: no end). */
static rhz_status find_between(struct rhz_db_cursor *c, uint32_t from, uint32_t until, struct doomed *d, struct rhz_error *err)
{
    unsigned char key[4];
    struct rhz_span k, v;
    rhz_status st;

    if (until && from >= until)
        return RHZ_OK;
    rhz_store_be32(key, from);
    st = rhz_db_seek(c, rhz_span((const char *)key, 4), &k, &v, err);
    for (; st == RHZ_OK; st = rhz_db_next(c, &k, &v, err)) {
        if (k.n != 4)
            return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : clé de document.");
        if (until && rhz_be32(k.p) >= until)
            return RHZ_OK;
        if (!RHZ_PUSH(d->arena, d->v, d->n, d->cap))
            return rhz_no_memory(err);
        d->v[d->n++] = rhz_be32(k.p);
    }
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* Dead documents, those between live segments and those beyond the last: nothing shows them. */
static rhz_status find_doomed(struct rhz_store *store, enum rhz_db db, const struct rhz_publication *p, struct doomed *d,
                              struct rhz_error *err)
{
    struct rhz_txn *t = NULL;
    struct rhz_db_cursor *c = NULL;
    uint32_t from = 0;
    size_t i;
    rhz_status st;

    if ((st = rhz_txn_begin(store, false, &t, err)) == RHZ_OK)
        st = rhz_db_cursor_open(t, db, &c, err);
    for (i = 0; i < p->n_segments && st == RHZ_OK; i++) {
        st = find_between(c, from, p->segments[i].first_document, d, err);
        from = p->segments[i].first_document + p->segments[i].n_documents;
    }
    if (st == RHZ_OK)
        st = find_between(c, from, 0, d, err);
    for (i = 0; i < p->n_dead && st == RHZ_OK; i++) {
        if (!RHZ_PUSH(d->arena, d->v, d->n, d->cap))
            st = rhz_no_memory(err);
        else
            d->v[d->n++] = p->dead[i];
    }
    rhz_db_cursor_close(c);
    rhz_txn_abort(t);
    return st;
}

static rhz_status delete_some(struct rhz_store *store, enum rhz_db db, const uint32_t *v, size_t n, struct rhz_error *err)
{
    struct rhz_txn *t;
    unsigned char key[4];
    bool any = false;
    size_t i;
    rhz_status st = rhz_txn_begin(store, true, &t, err);

    if (st != RHZ_OK)
        return st;
    for (i = 0; i < n && st == RHZ_OK; i++) {
        rhz_store_be32(key, v[i]);
        st = rhz_txn_delete(t, db, rhz_span((const char *)key, 4), err);
        any |= st == RHZ_OK;
        if (st == RHZ_NOT_FOUND) /* most of the dead were deleted by the run that killed them */
            st = RHZ_OK;
    }
    if (st == RHZ_OK && any)
        return rhz_txn_commit(t, err);
    rhz_txn_abort(t);
    return st;
}

static rhz_status clean_documents(struct rhz_store *store, enum rhz_db db, const struct rhz_publication *p,
                                  struct rhz_error *err)
{
    struct doomed d = {.arena = rhz_arena_new()};
    size_t at;
    rhz_status st = d.arena ? find_doomed(store, db, p, &d, err) : rhz_no_memory(err);

    for (at = 0; at < d.n && st == RHZ_OK; at += STEP)
        st = delete_some(store, db, d.v + at, d.n - at < STEP ? d.n - at : STEP, err);
    rhz_arena_free(d.arena);
    return st;
}

rhz_status rhz_clean(struct rhz_store *store, const struct rhz_publication *p, uint64_t number, struct rhz_error *err)
{
    struct rhz_publication now = *p; /* a writer's own is one ahead already */
    rhz_status st;

    now.number = number;
    if ((st = clean_numbers(store, RHZ_DB_SEGMENT, p, keep_segment, 0, err)) != RHZ_OK ||
        (st = clean_numbers(store, RHZ_DB_TEXT, p, keep_segment, 0, err)) != RHZ_OK ||
        (st = clean_documents(store, RHZ_DB_DOCUMENT, p, err)) != RHZ_OK ||
        (st = clean_documents(store, RHZ_DB_FACTS, p, err)) != RHZ_OK ||
        (st = clean_addresses(store, &now, err)) != RHZ_OK)
        return st;
    return rhz_clean_graphs(store, p, err);
}
