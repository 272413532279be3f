/* address.c -- uris: which document each one names, as of a publication.
 *
 * Three kinds of entries share the ADDRESS database, told apart by the first byte of the key:
 *   'a' uri-key 00 be64(publication) -> version of the address
 *   'c' 16 bytes of content and sidecar, be32(document) -> nothing: documents by content
 *   'd' be32(document) uri-key -> nothing, or the uri where the key is cut: uris by document
 * Only 'a' carries the truth; what 'c' and 'd' say is checked against the publication or against 'a', so that they
 * need no versions of their own.
 */
#include "publication.h"

#include <stdlib.h>

#include "codec.h"

enum {
    URI_KEY_MAX = RHZ_KEY_MAX - 10, /* one byte of kind, a zero, be64 */
    URI_KEY_PREFIX = URI_KEY_MAX - 32, /* a longer uri: this much of it, then its hash in 32 hex digits */
    VERSION_TAIL = 9,
    HAS_SIDECAR = 1, HAS_URI = 2
};

static const unsigned char zeros[16];

static rhz_status damaged(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une adresse de document est illisible.");
}

/* ---- keys ---- */

static bool is_cut(struct rhz_span uri)
{
    return uri.n > URI_KEY_MAX;
}

static void put_uri_key(struct rhz_buf *b, struct rhz_span uri)
{
    unsigned char hash[16];
    size_t i;

    if (!is_cut(uri)) {
        rhz_buf_span(b, uri);
        return;
    }
    rhz_hash128(uri, hash);
    rhz_buf_append(b, uri.p, URI_KEY_PREFIX);
    for (i = 0; i < sizeof hash; i++) {
        rhz_buf_byte(b, (unsigned char)"0123456789abcdef"[hash[i] >> 4]);
        rhz_buf_byte(b, (unsigned char)"0123456789abcdef"[hash[i] & 15]);
    }
}

static void put_version_key(struct rhz_buf *b, struct rhz_span uri, uint64_t publication)
{
    rhz_buf_byte(b, 'a');
    put_uri_key(b, uri);
    rhz_buf_byte(b, 0);
    rhz_put_be64(b, publication);
}

static void put_document_key(struct rhz_buf *b, uint32_t document, struct rhz_span uri)
{
    rhz_buf_byte(b, 'd');
    rhz_put_be32(b, document);
    put_uri_key(b, uri);
}

/** A document is recognised by its content and its sidecar's together. */
static void put_content_prefix(struct rhz_buf *b, const unsigned char content[16], const unsigned char sidecar[16])
{
    unsigned char both[32];

    rhz_buf_byte(b, 'c');
    if (memcmp(sidecar, zeros, 16) == 0) {
        rhz_buf_append(b, content, 16);
        return;
    }
    memcpy(both, content, 16);
    memcpy(both + 16, sidecar, 16);
    rhz_hash128(rhz_span((const char *)both, sizeof both), both);
    rhz_buf_append(b, both, 16);
}

static void put_content_key(struct rhz_buf *b, const struct rhz_address *a)
{
    put_content_prefix(b, a->content, a->sidecar);
    rhz_put_be32(b, a->document);
}

/** Take a 'a' key apart: the uri-key and the publication. */
static bool split_version_key(struct rhz_span key, struct rhz_span *uri_key, uint64_t *publication)
{
    if (key.n < 2 + VERSION_TAIL || key.p[0] != 'a' || key.p[key.n - VERSION_TAIL] != 0)
        return false;
    *uri_key = rhz_span(key.p + 1, key.n - 1 - VERSION_TAIL);
    *publication = rhz_be64(key.p + key.n - 8);
    return true;
}

/* ---- values ---- */

static void put_address(struct rhz_buf *b, const struct rhz_address *a)
{
    bool sidecar = memcmp(a->sidecar, zeros, 16) != 0 && a->document;

    rhz_buf_byte(b, (unsigned char)((sidecar ? HAS_SIDECAR : 0) | (is_cut(a->uri) ? HAS_URI : 0)));
    if (is_cut(a->uri))
        rhz_put_bytes(b, a->uri);
    rhz_put_varint(b, a->document);
    if (!a->document)
        return;
    rhz_buf_append(b, a->content, 16);
    if (sidecar)
        rhz_buf_append(b, a->sidecar, 16);
    rhz_put_varint(b, a->reader_version);
    rhz_put_varint(b, a->rules_version);
}

static bool get_address(struct rhz_span uri_key, struct rhz_span value, struct rhz_address *out)
{
    struct rhz_reader r = rhz_reader(value);
    unsigned flags = rhz_get_byte(&r);
    struct rhz_span hash;

    *out = (struct rhz_address){.uri = uri_key};
    if (flags & HAS_URI)
        out->uri = rhz_get_bytes(&r);
    out->document = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
    if (out->document) {
        if ((hash = rhz_get_raw(&r, 16)).n)
            memcpy(out->content, hash.p, 16);
        if ((flags & HAS_SIDECAR) && (hash = rhz_get_raw(&r, 16)).n)
            memcpy(out->sidecar, hash.p, 16);
        out->reader_version = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
        out->rules_version = (uint32_t)rhz_get_at_most(&r, UINT32_MAX);
    }
    return !r.bad && r.p == r.end && flags <= (HAS_SIDECAR | HAS_URI) && is_cut(out->uri) == ((flags & HAS_URI) != 0) &&
           !((flags & HAS_SIDECAR) && (!out->document || memcmp(out->sidecar, zeros, 16) == 0));
}

/* ---- one address ---- */

static rhz_status find_version(struct rhz_txn *t, struct rhz_span uri, uint64_t as_of, struct rhz_buf *key,
                               struct rhz_address *out, struct rhz_error *err)
{
    struct rhz_db_cursor *c = NULL;
    struct rhz_span k, v, uri_key;
    uint64_t publication;
    rhz_status st;

    put_version_key(key, uri, as_of);
    if (key->failed)
        return rhz_no_memory(err);
    if ((st = rhz_db_cursor_open(t, RHZ_DB_ADDRESS, &c, err)) != RHZ_OK)
        return st;
    st = rhz_db_seek_back(c, rhz_buf_view(key), &k, &v, err);
    rhz_db_cursor_close(c);
    if (st != RHZ_OK)
        return st;
    if (!split_version_key(k, &uri_key, &publication) ||
        !rhz_span_eq(uri_key, rhz_span(key->p + 1, key->n - 1 - VERSION_TAIL)))
        return RHZ_NOT_FOUND;
    if (!get_address(uri_key, v, out) || !rhz_span_eq(out->uri, uri))
        return damaged(err);
    out->uri = uri;
    return RHZ_OK;
}

static bool can_be_stored(struct rhz_span uri)
{
    return uri.n > 0 && uri.n <= UINT32_MAX && !memchr(uri.p, 0, uri.n);
}

rhz_status rhz_address_get(struct rhz_txn *t, struct rhz_span uri, uint64_t as_of, struct rhz_address *out,
                           struct rhz_error *err)
{
    struct rhz_buf key = {0};
    rhz_status st;

    *out = (struct rhz_address){0};
    if (!can_be_stored(uri))
        return RHZ_NOT_FOUND;
    st = find_version(t, uri, as_of, &key, out, err);
    rhz_buf_free(&key);
    return st;
}

static rhz_status put_lookups(struct rhz_txn *t, const struct rhz_address *a, struct rhz_buf *key, struct rhz_error *err)
{
    rhz_status st;

    rhz_buf_reset(key);
    put_content_key(key, a);
    if (key->failed)
        return rhz_no_memory(err);
    if ((st = rhz_txn_put(t, RHZ_DB_ADDRESS, rhz_buf_view(key), rhz_span("", 0), err)) != RHZ_OK)
        return st;
    rhz_buf_reset(key);
    put_document_key(key, a->document, a->uri);
    if (key->failed)
        return rhz_no_memory(err);
    /* Document numbers grow and 'd' is the last part: as appends these entries fill their pages. */
    return rhz_txn_append(t, RHZ_DB_ADDRESS, rhz_buf_view(key), is_cut(a->uri) ? a->uri : rhz_span("", 0), err);
}

rhz_status rhz_address_put(struct rhz_txn *t, const struct rhz_address *a, uint64_t publication, struct rhz_error *err)
{
    struct rhz_buf key = {0}, value = {0};
    rhz_status st;

    if (!can_be_stored(a->uri))
        return rhz_fail(err, RHZ_INVALID, "L'adresse d'un document est vide ou contient un octet nul.");
    put_version_key(&key, a->uri, publication);
    put_address(&value, a);
    if (key.failed || value.failed)
        st = rhz_no_memory(err);
    else
        st = rhz_txn_put(t, RHZ_DB_ADDRESS, rhz_buf_view(&key), rhz_buf_view(&value), err);
    if (st == RHZ_OK && a->document)
        st = put_lookups(t, a, &key, err);
    rhz_buf_free(&key);
    rhz_buf_free(&value);
    return st;
}

/* ---- all addresses ---- */

/** Steps over the versions of one uri; `best` is the one in force, its document 0 when there is none. */
static rhz_status next_address(struct rhz_db_cursor *c, struct rhz_span *k, struct rhz_span *v, uint64_t as_of,
                               struct rhz_address *best, struct rhz_error *err)
{
    struct rhz_span first, uri_key;
    uint64_t publication;
    rhz_status st = RHZ_OK;

    *best = (struct rhz_address){0};
    if (!split_version_key(*k, &first, &publication))
        return damaged(err);
    do {
        if (publication <= as_of && !get_address(first, *v, best))
            return damaged(err);
        st = rhz_db_next(c, k, v, err);
        if (st != RHZ_OK || k->p[0] != 'a')
            return st == RHZ_OK ? RHZ_NOT_FOUND : st;
        if (!split_version_key(*k, &uri_key, &publication))
            return damaged(err);
    } while (rhz_span_eq(first, uri_key));
    return RHZ_OK;
}

rhz_status rhz_address_each(struct rhz_txn *t, uint64_t as_of,
                            rhz_status (*visit)(void *context, const struct rhz_address *a), void *context,
                            struct rhz_error *err)
{
    struct rhz_db_cursor *c;
    struct rhz_address a;
    struct rhz_span k, v;
    rhz_status st, answer = RHZ_OK;

    if ((st = rhz_db_cursor_open(t, RHZ_DB_ADDRESS, &c, err)) != RHZ_OK)
        return st;
    st = rhz_db_seek(c, RHZ_SPAN("a"), &k, &v, err);
    if (st == RHZ_OK && k.p[0] != 'a')
        st = RHZ_NOT_FOUND;
    while (st == RHZ_OK && answer == RHZ_OK) {
        st = next_address(c, &k, &v, as_of, &a, err);
        if ((st == RHZ_OK || st == RHZ_NOT_FOUND) && a.document)
            answer = visit(context, &a);
    }
    rhz_db_cursor_close(c);
    if (answer != RHZ_OK)
        return answer;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* ---- by content, by document ---- */

static bool has_prefix(struct rhz_span k, const struct rhz_buf *prefix)
{
    return k.n >= prefix->n && memcmp(k.p, prefix->p, prefix->n) == 0;
}

rhz_status rhz_content_find(struct rhz_txn *t, const unsigned char content[16], const unsigned char sidecar[16],
                            const struct rhz_publication *p, uint32_t *document, struct rhz_error *err)
{
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf prefix = {0};
    struct rhz_span k, v;
    rhz_status st;

    *document = 0;
    put_content_prefix(&prefix, content, sidecar);
    if (prefix.failed) {
        st = rhz_no_memory(err);
        goto done;
    }
    if ((st = rhz_db_cursor_open(t, RHZ_DB_ADDRESS, &c, err)) != RHZ_OK)
        goto done;
    st = rhz_db_seek(c, rhz_buf_view(&prefix), &k, &v, err);
    for (; st == RHZ_OK && has_prefix(k, &prefix); st = rhz_db_next(c, &k, &v, err)) {
        if (k.n != prefix.n + 4) {
            st = damaged(err);
            goto done;
        }
        if (rhz_publication_alive(p, rhz_be32(k.p + prefix.n))) {
            *document = rhz_be32(k.p + prefix.n);
            goto done;
        }
    }
    if (st == RHZ_OK)
        st = RHZ_NOT_FOUND;
done:
    rhz_db_cursor_close(c);
    rhz_buf_free(&prefix);
    return st;
}

static int compare_uris(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, *(const struct rhz_span *)b);
}

/** Does this uri name this document as of that publication? */
static rhz_status names_document(struct rhz_txn *t, struct rhz_span uri, uint32_t document, uint64_t as_of, bool *yes,
                                 struct rhz_error *err)
{
    struct rhz_address a;
    rhz_status st = rhz_address_get(t, uri, as_of, &a, err);

    *yes = st == RHZ_OK && a.document == document;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status gather_uris(struct rhz_txn *t, struct rhz_db_cursor *c, uint32_t document, uint64_t as_of,
                              struct rhz_arena *arena, struct rhz_span **uris, size_t *n, struct rhz_error *err)
{
    struct rhz_span k, v, uri;
    unsigned char prefix[5] = {'d', (unsigned char)(document >> 24), (unsigned char)(document >> 16),
                               (unsigned char)(document >> 8), (unsigned char)document};
    size_t cap = 0;
    bool yes;
    rhz_status st = rhz_db_seek(c, rhz_span((const char *)prefix, 5), &k, &v, err);

    for (; st == RHZ_OK && k.n > 5 && memcmp(k.p, prefix, 5) == 0; st = rhz_db_next(c, &k, &v, err)) {
        uri = v.n ? v : rhz_span(k.p + 5, k.n - 5);
        if ((st = names_document(t, uri, document, as_of, &yes, err)) != RHZ_OK)
            return st;
        if (!yes)
            continue;
        if (!RHZ_PUSH(arena, *uris, *n, cap) || !((*uris)[*n] = rhz_arena_copy(arena, uri)).p)
            return rhz_no_memory(err);
        ++*n;
    }
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_document_uris(struct rhz_txn *t, uint32_t document, uint64_t as_of, struct rhz_arena *arena,
                             struct rhz_span **uris, size_t *n, struct rhz_error *err)
{
    struct rhz_db_cursor *c;
    rhz_status st;

    *uris = NULL;
    *n = 0;
    if ((st = rhz_db_cursor_open(t, RHZ_DB_ADDRESS, &c, err)) != RHZ_OK)
        return st;
    st = gather_uris(t, c, document, as_of, arena, uris, n, err);
    rhz_db_cursor_close(c);
    /* Keys are in order but for cut ones. */
    if (st == RHZ_OK && *n > 1)
        qsort(*uris, *n, sizeof **uris, compare_uris);
    return st;
}

uint64_t rhz_document_id(struct rhz_span least_uri)
{
    return rhz_hash64(least_uri);
}

/* ---- cleaning ---- */

/** A version to be deleted, with all that is needed to delete its look-ups. */
struct stale {
    struct rhz_span key;
    struct rhz_address address;
    bool named_by_other; /* the version in force of the same uri names the same document */
};

struct sweep {
    const struct rhz_publication *p;
    struct rhz_arena *arena;
    struct stale *v;
    size_t n, cap, most;
};

static bool remember(struct sweep *s, struct rhz_span key, const struct rhz_address *a)
{
    struct stale *e;

    if (!RHZ_PUSH(s->arena, s->v, s->n, s->cap))
        return false;
    e = &s->v[s->n];
    *e = (struct stale){.key = rhz_arena_copy(s->arena, key), .address = *a};
    e->address.uri = rhz_arena_copy(s->arena, a->uri);
    if (!e->key.p || !e->address.uri.p)
        return false;
    s->n++;
    return true;
}

/** Versions of one uri, gathered: all but the last one that is published, and that one too when it withdraws. */
struct versions {
    struct rhz_span uri_key;
    size_t first;      /* in the sweep */
    bool held;         /* `key` and `current`: the version in force so far */
    struct rhz_span key;
    struct rhz_address current;
};

static bool close_uri(struct sweep *s, struct versions *u)
{
    size_t i;

    if (u->held && u->current.document == 0 && !remember(s, u->key, &u->current))
        return false;
    for (i = u->first; i < s->n; i++)
        s->v[i].named_by_other = u->held && u->current.document && s->v[i].address.document == u->current.document;
    return true;
}

static bool add_version(struct sweep *s, struct versions *u, struct rhz_span key, uint64_t publication,
                        const struct rhz_address *a)
{
    if (publication > s->p->number)
        return remember(s, key, a);
    if (u->held && !remember(s, u->key, &u->current))
        return false;
    u->held = true;
    u->key = key;
    u->current = *a;
    return true;
}

/** Find up to about `most` stale versions, whole uris at a time. Nothing is written, so that spans stay valid. */
static rhz_status find_stale(struct rhz_db_cursor *c, struct sweep *s, struct rhz_error *err)
{
    struct versions u = {.first = 0};
    struct rhz_span k, v, uri_key;
    struct rhz_address a;
    uint64_t publication;
    rhz_status st = rhz_db_seek(c, RHZ_SPAN("a"), &k, &v, err);

    for (; st == RHZ_OK && k.p[0] == 'a'; st = rhz_db_next(c, &k, &v, err)) {
        if (!split_version_key(k, &uri_key, &publication) || !get_address(uri_key, v, &a))
            return damaged(err);
        if (!u.uri_key.p || !rhz_span_eq(uri_key, u.uri_key)) {
            if (!close_uri(s, &u))
                return rhz_no_memory(err);
            if (s->n >= s->most)
                return RHZ_OK;
            u = (struct versions){.uri_key = uri_key, .first = s->n};
        }
        if (!add_version(s, &u, k, publication, &a))
            return rhz_no_memory(err);
    }
    if (st == RHZ_OK || st == RHZ_NOT_FOUND)
        return close_uri(s, &u) ? RHZ_OK : rhz_no_memory(err);
    return st;
}

static rhz_status delete_key(struct rhz_txn *t, struct rhz_buf *key, struct rhz_error *err)
{
    rhz_status st = key->failed ? rhz_no_memory(err) : rhz_txn_delete(t, RHZ_DB_ADDRESS, rhz_buf_view(key), err);

    rhz_buf_reset(key);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status delete_stale(struct rhz_txn *t, const struct stale *e, const struct rhz_publication *p,
                               struct rhz_buf *key, struct rhz_error *err)
{
    rhz_status st;

    rhz_buf_span(key, e->key);
    if ((st = delete_key(t, key, err)) != RHZ_OK || !e->address.document)
        return st;
    if (!e->named_by_other) {
        put_document_key(key, e->address.document, e->address.uri);
        if ((st = delete_key(t, key, err)) != RHZ_OK)
            return st;
    }
    if (rhz_publication_alive(p, e->address.document))
        return RHZ_OK;
    put_content_key(key, &e->address);
    return delete_key(t, key, err);
}

rhz_status rhz_address_clean(struct rhz_txn *t, const struct rhz_publication *p, size_t most, size_t *n,
                             struct rhz_error *err)
{
    struct sweep s = {.p = p, .arena = rhz_arena_new(), .most = most};
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf key = {0};
    rhz_status st;

    *n = 0;
    if (!s.arena)
        return rhz_no_memory(err);
    if ((st = rhz_db_cursor_open(t, RHZ_DB_ADDRESS, &c, err)) != RHZ_OK || (st = find_stale(c, &s, err)) != RHZ_OK)
        goto done;
    for (; *n < s.n && st == RHZ_OK; ++*n)
        st = delete_stale(t, &s.v[*n], p, &key, err);
done:
    rhz_db_cursor_close(c);
    rhz_buf_free(&key);
    rhz_arena_free(s.arena);
    return st;
}
