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

static bool keep_document(const struct rhz_publication *p, uint32_t number)
{
    return rhz_publication_segment_of_document(p, number) != NULL;
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

rhz_status rhz_clean(struct rhz_store *store, const struct rhz_publication *p, struct rhz_error *err)
{
    rhz_status st;

    if ((st = clean_numbers(store, RHZ_DB_SEGMENT, p, keep_segment, 0, err)) != RHZ_OK ||
        (st = clean_numbers(store, RHZ_DB_TEXT, p, keep_segment, 0, err)) != RHZ_OK ||
        (st = clean_numbers(store, RHZ_DB_DOCUMENT, p, keep_document, p->next_document, err)) != RHZ_OK ||
        (st = clean_numbers(store, RHZ_DB_FACTS, p, keep_document, p->next_document, err)) != RHZ_OK ||
        (st = clean_addresses(store, p, err)) != RHZ_OK)
        return st;
    return rhz_clean_graphs(store, p, err);
}
