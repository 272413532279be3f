/* snapshot.c -- opening a base for reading, and snapshots of it.
 *
 * A handle holds nothing but the store: each call reads the publication afresh, so a long-lived process sees what a
 * writer publishes without being told, and no call ever mixes two publications.
 */
#include "snapshot.h"

#include "segment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

const char *rhz_version(void)
{
    return RHIZOME_VERSION;
}

rhz_status rhz_base_open(const char *path, struct rhz_base **out, struct rhz_error *err)
{
    struct rhz_base *b = calloc(1, sizeof *b);
    rhz_status st;

    *out = NULL;
    if (!b)
        return rhz_no_memory(err);
    if ((st = rhz_store_open(path, RHZ_STORE_READ, 0, &b->store, err)) != RHZ_OK) {
        free(b);
        return st;
    }
    pthread_mutex_init(&b->lock, NULL); /* never fails with default attributes */
    *out = b;
    return RHZ_OK;
}

void rhz_base_close(struct rhz_base *b)
{
    if (!b)
        return;
    while (b->n_idle)
        rhz_analyzer_free(b->idle[--b->n_idle]);
    while (b->n_idle_readers)
        rhz_text_reader_free(b->idle_readers[--b->n_idle_readers]);
    pthread_mutex_destroy(&b->lock);
    rhz_store_close(b->store);
    free(b);
}

rhz_status rhz_base_copy(struct rhz_base *b, const char *destination, struct rhz_error *err)
{
    return rhz_store_copy(b->store, destination, err);
}

struct rhz_analyzer *rhz_base_take_analyzer(struct rhz_base *b)
{
    struct rhz_analyzer *a = NULL;

    pthread_mutex_lock(&b->lock);
    if (b->n_idle)
        a = b->idle[--b->n_idle];
    pthread_mutex_unlock(&b->lock);
    return a ? a : rhz_analyzer_new();
}

/* Some 5 MB of words an analyzer: beyond that it starts afresh. */
enum { MOST_LEXEMES = 50000 };

void rhz_base_give_analyzer(struct rhz_base *b, struct rhz_analyzer *a)
{
    if (!a)
        return;
    if (rhz_analyzer_lexemes(a) > MOST_LEXEMES)
        rhz_analyzer_forget(a);
    pthread_mutex_lock(&b->lock);
    if (b->n_idle < RHZ_IDLE) {
        b->idle[b->n_idle++] = a;
        a = NULL;
    }
    pthread_mutex_unlock(&b->lock);
    rhz_analyzer_free(a);
}

struct rhz_text_reader *rhz_base_take_reader(struct rhz_base *b, struct rhz_txn *t)
{
    struct rhz_text_reader *r = NULL;

    pthread_mutex_lock(&b->lock);
    if (b->n_idle_readers)
        r = b->idle_readers[--b->n_idle_readers];
    pthread_mutex_unlock(&b->lock);
    if (!r && !(r = rhz_text_reader_new()))
        return NULL;
    rhz_text_reader_begin(r, t);
    return r;
}

void rhz_base_give_reader(struct rhz_base *b, struct rhz_text_reader *r)
{
    if (!r)
        return;
    pthread_mutex_lock(&b->lock);
    if (b->n_idle_readers < RHZ_IDLE) {
        b->idle_readers[b->n_idle_readers++] = r;
        r = NULL;
    }
    pthread_mutex_unlock(&b->lock);
    rhz_text_reader_free(r);
}

rhz_status rhz_snapshot_open(struct rhz_base *b, struct rhz_snapshot *out, struct rhz_error *err)
{
    rhz_status st;

    *out = (struct rhz_snapshot){.base = b, .arena = rhz_arena_new()};
    if (!out->arena)
        return rhz_no_memory(err);
    if ((st = rhz_txn_begin(b->store, false, &out->txn, err)) != RHZ_OK) {
        out->txn = NULL;
        return st;
    }
    return rhz_publication_get(out->txn, out->arena, &out->publication, err);
}

void rhz_snapshot_close(struct rhz_snapshot *s)
{
    rhz_txn_abort(s->txn);
    rhz_arena_free(s->arena);
    *s = (struct rhz_snapshot){0};
}

rhz_status rhz_snapshot_document(struct rhz_snapshot *s, uint32_t document, struct rhz_arena *arena,
                                 struct rhz_document_record *out, struct rhz_error *err)
{
    unsigned char key[4] = {(unsigned char)(document >> 24), (unsigned char)(document >> 16),
                            (unsigned char)(document >> 8), (unsigned char)document};
    struct rhz_span value;
    rhz_status st = rhz_txn_get(s->txn, RHZ_DB_DOCUMENT, rhz_span((char *)key, sizeof key), &value, err);

    if (st == RHZ_NOT_FOUND)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : la description d'un document manque.");
    if (st == RHZ_OK)
        st = rhz_document_record_get(value, arena, out, err);
    return st ? st : rhz_body_find(s->txn, &s->publication, document, out, err);
}

rhz_status rhz_snapshot_uri(struct rhz_snapshot *s, uint32_t document, struct rhz_arena *arena, struct rhz_span *uri,
                            struct rhz_error *err)
{
    struct rhz_kept_uri *kept = &s->uris[document % RHZ_KEPT_URIS];
    struct rhz_span *uris;
    size_t n;
    rhz_status st;

    if (arena == s->arena && kept->document == document) {
        *uri = kept->uri;
        return RHZ_OK;
    }
    st = rhz_document_uris(s->txn, document, s->publication.number, arena, &uris, &n, err);

    if (st == RHZ_NOT_FOUND || (st == RHZ_OK && n == 0))
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un document n'a pas d'adresse.");
    if (st != RHZ_OK)
        return st;
    *uri = uris[0];
    if (arena == s->arena)
        *kept = (struct rhz_kept_uri){document, *uri};
    return RHZ_OK;
}

void rhz_date_text(uint32_t date, char out[11])
{
    unsigned year = date / 10000 % 10000, month = date / 100 % 100, day = date % 100;

    if (year == 0)
        out[0] = 0;
    else if (month == 0)
        snprintf(out, 11, "%04u", year);
    else if (day == 0)
        snprintf(out, 11, "%04u-%02u", year, month);
    else
        snprintf(out, 11, "%04u-%02u-%02u", year, month, day);
}

void rhz_id_text(uint64_t id, char out[17])
{
    snprintf(out, 17, "%016" PRIx64, id);
}

rhz_status rhz_base_publication(struct rhz_base *b, uint64_t *out, struct rhz_error *err)
{
    struct rhz_snapshot s;
    rhz_status st = rhz_snapshot_open(b, &s, err);

    *out = st == RHZ_OK ? s.publication.number : 0;
    rhz_snapshot_close(&s);
    return st;
}
