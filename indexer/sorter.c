/* sorter.c -- external merge sort: records gather in memory, a full memory is sorted and written as a run, and reading merges
 * the runs through a heap. What fits in memory never touches the disk.
 *
 * A record: le32 bytes of the key, le32 bytes of the payload, key, payload.
 */
#include "sorter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "codec.h"

enum { HEAD = 8, PIECE = 256 << 10, PIECE_LEAST = 16 << 10 };

struct run {
    uint64_t at, end;  /* in the file: what is still to be read */
    uint64_t from;
    struct rhz_buf b;  /* a piece of it */
    size_t place;      /* of the current record in the piece */
    struct rhz_span key, payload;
};

struct rhz_sorter {
    char *folder;
    size_t memory;
    uint64_t count;
    struct rhz_buf bytes, places; /* records, where each begins (size_t) */
    size_t at;                    /* reading from memory */
    int file;
    uint64_t written;
    struct run *runs;
    size_t n_runs, cap_runs;
    size_t *heap, n_heap;
    bool pending;                 /* the top of the heap was given and is to be replaced */
};

struct rhz_sorter *rhz_sorter_new(const char *folder, size_t memory)
{
    struct rhz_sorter *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->file = -1;
    s->memory = memory < (1 << 16) ? 1 << 16 : memory;
    s->folder = strdup(folder);
    if (!s->folder) {
        free(s);
        return NULL;
    }
    return s;
}

void rhz_sorter_free(struct rhz_sorter *s)
{
    size_t i;

    if (!s)
        return;
    for (i = 0; i < s->n_runs; i++)
        rhz_buf_free(&s->runs[i].b);
    if (s->file >= 0)
        close(s->file);
    rhz_buf_free(&s->bytes);
    rhz_buf_free(&s->places);
    free(s->runs);
    free(s->heap);
    free(s->folder);
    free(s);
}

uint64_t rhz_sorter_count(const struct rhz_sorter *s)
{
    return s->count;
}

/* ---- records ---- */

static void read_record(const char *p, struct rhz_span *key, struct rhz_span *payload)
{
    *key = rhz_span(p + HEAD, rhz_le32(p));
    *payload = rhz_span(p + HEAD + key->n, rhz_le32(p + 4));
}

static int compare(struct rhz_span a, struct rhz_span x, struct rhz_span b, struct rhz_span y)
{
    int c = rhz_span_cmp(a, b);

    return c ? c : rhz_span_cmp(x, y);
}

static int by_record(const void *a, const void *b, void *bytes)
{
    struct rhz_span key[2], payload[2];

    read_record((const char *)bytes + *(const size_t *)a, &key[0], &payload[0]);
    read_record((const char *)bytes + *(const size_t *)b, &key[1], &payload[1]);
    return compare(key[0], payload[0], key[1], payload[1]);
}

static void sort_memory(struct rhz_sorter *s)
{
    if (s->places.n)
        qsort_r(s->places.p, s->places.n / sizeof(size_t), sizeof(size_t), by_record, s->bytes.p);
}

/* ---- the file ---- */

static rhz_status failed(const struct rhz_sorter *s, struct rhz_error *err)
{
    return rhz_fail(err, errno == ENOSPC || errno == EDQUOT ? RHZ_NO_SPACE : RHZ_IO, "Fichier temporaire dans %s : %s.", s->folder,
                    errno == ENOSPC ? "le disque est plein" : strerror(errno));
}

static rhz_status open_file(struct rhz_sorter *s, struct rhz_error *err)
{
    char name[4096];

    if (s->file >= 0)
        return RHZ_OK;
    if (snprintf(name, sizeof name, "%s/tri.XXXXXX", s->folder) >= (int)sizeof name) {
        errno = ENAMETOOLONG;
        return failed(s, err);
    }
    s->file = mkostemp(name, O_CLOEXEC);
    if (s->file < 0)
        return failed(s, err);
    unlink(name);
    return RHZ_OK;
}

static rhz_status write_all(struct rhz_sorter *s, const char *p, size_t n, struct rhz_error *err)
{
    while (n) {
        ssize_t w = pwrite(s->file, p, n, (off_t)s->written);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return failed(s, err);
        p += w;
        n -= (size_t)w;
        s->written += (uint64_t)w;
    }
    return RHZ_OK;
}

static rhz_status spill(struct rhz_sorter *s, struct rhz_error *err)
{
    const size_t *place = (const size_t *)(const void *)s->places.p;
    size_t n = s->places.n / sizeof *place, i;
    struct rhz_buf piece = {0};
    struct run *r;
    rhz_status st = open_file(s, err);

    if (st != RHZ_OK)
        return st;
    if (s->n_runs == s->cap_runs) {
        size_t cap = s->cap_runs ? 2 * s->cap_runs : 16;
        r = realloc(s->runs, cap * sizeof *r);
        if (!r)
            return rhz_no_memory(err);
        s->runs = r;
        s->cap_runs = cap;
    }
    sort_memory(s);
    r = &s->runs[s->n_runs];
    *r = (struct run){.from = s->written};
    for (i = 0; i < n && st == RHZ_OK; i++) {
        struct rhz_span key, payload;
        read_record(s->bytes.p + place[i], &key, &payload);
        rhz_buf_append(&piece, s->bytes.p + place[i], HEAD + key.n + payload.n);
        if (piece.failed)
            st = rhz_no_memory(err);
        else if (piece.n >= PIECE) {
            st = write_all(s, piece.p, piece.n, err);
            rhz_buf_reset(&piece);
        }
    }
    if (st == RHZ_OK)
        st = write_all(s, piece.p, piece.n, err);
    rhz_buf_free(&piece);
    if (st != RHZ_OK)
        return st;
    r->end = s->written;
    s->n_runs++;
    rhz_buf_reset(&s->bytes);
    rhz_buf_reset(&s->places);
    return RHZ_OK;
}

rhz_status rhz_sorter_add(struct rhz_sorter *s, struct rhz_span key, struct rhz_span payload, struct rhz_error *err)
{
    size_t at = s->bytes.n;
    rhz_status st;

    if (s->bytes.n && s->bytes.n + s->places.n + HEAD + key.n + payload.n > s->memory) {
        if ((st = spill(s, err)) != RHZ_OK)
            return st;
        at = 0;
    }
    rhz_put_le32(&s->bytes, (uint32_t)key.n);
    rhz_put_le32(&s->bytes, (uint32_t)payload.n);
    rhz_buf_span(&s->bytes, key);
    rhz_buf_span(&s->bytes, payload);
    rhz_buf_append(&s->places, &at, sizeof at);
    s->count++;
    return s->bytes.failed || s->places.failed ? rhz_no_memory(err) : RHZ_OK;
}

/* ---- reading ---- */

/* Make `n` bytes readable at the run's place. */
static rhz_status fill(struct rhz_sorter *s, struct run *r, size_t n, struct rhz_error *err)
{
    size_t share = s->memory / (s->n_runs + 1), want;

    if (r->b.n - r->place >= n)
        return RHZ_OK;
    memmove(r->b.p, r->b.p + r->place, r->b.n - r->place);
    r->b.n -= r->place;
    r->place = 0;
    want = share > PIECE ? PIECE : share < PIECE_LEAST ? PIECE_LEAST : share;
    if (want < n)
        want = n;
    if (want > r->end - r->at + r->b.n)
        want = (size_t)(r->end - r->at) + r->b.n;
    if (!rhz_buf_reserve(&r->b, want - r->b.n))
        return rhz_no_memory(err);
    while (r->b.n < want) {
        ssize_t got = pread(s->file, r->b.p + r->b.n, want - r->b.n, (off_t)r->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return failed(s, err);
        r->b.n += (size_t)got;
        r->at += (uint64_t)got;
    }
    return r->b.n >= n ? RHZ_OK : rhz_fail(err, RHZ_IO, "Fichier temporaire dans %s : il s'arrête trop tôt.", s->folder);
}

/* The run's next record; *more false past its last. */
static rhz_status step(struct rhz_sorter *s, struct run *r, bool *more, struct rhz_error *err)
{
    rhz_status st;

    *more = r->at < r->end || r->place < r->b.n;
    if (!*more)
        return RHZ_OK;
    if ((st = fill(s, r, HEAD, err)) != RHZ_OK)
        return st;
    if ((st = fill(s, r, HEAD + (size_t)rhz_le32(r->b.p + r->place) + rhz_le32(r->b.p + r->place + 4), err)) != RHZ_OK)
        return st;
    read_record(r->b.p + r->place, &r->key, &r->payload);
    r->place += HEAD + r->key.n + r->payload.n;
    return RHZ_OK;
}

static bool before(const struct rhz_sorter *s, size_t a, size_t b)
{
    const struct run *x = &s->runs[a], *y = &s->runs[b];

    return compare(x->key, x->payload, y->key, y->payload) < 0;
}

static void sift_down(struct rhz_sorter *s, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1, swap;
        if (child >= s->n_heap)
            return;
        if (child + 1 < s->n_heap && before(s, s->heap[child + 1], s->heap[child]))
            child++;
        if (!before(s, s->heap[child], s->heap[i]))
            return;
        swap = s->heap[i];
        s->heap[i] = s->heap[child];
        s->heap[child] = swap;
        i = child;
    }
}

rhz_status rhz_sorter_begin(struct rhz_sorter *s, struct rhz_error *err)
{
    rhz_status st;
    size_t i;
    bool more;

    s->at = 0;
    s->pending = false;
    if (s->n_runs == 0) {
        sort_memory(s);
        return RHZ_OK;
    }
    if (s->places.n && (st = spill(s, err)) != RHZ_OK)
        return st;
    rhz_buf_free(&s->bytes);
    rhz_buf_free(&s->places);
    free(s->heap);
    s->n_heap = 0;
    s->heap = malloc(s->n_runs * sizeof *s->heap);
    if (!s->heap)
        return rhz_no_memory(err);
    for (i = 0; i < s->n_runs; i++) {
        struct run *r = &s->runs[i];
        r->at = r->from;
        r->place = r->b.n = 0;
        if ((st = step(s, r, &more, err)) != RHZ_OK)
            return st;
        s->heap[s->n_heap++] = i;
    }
    for (i = s->n_heap; i > 0; i--)
        sift_down(s, i - 1);
    return RHZ_OK;
}

rhz_status rhz_sorter_next(struct rhz_sorter *s, struct rhz_span *key, struct rhz_span *payload, struct rhz_error *err)
{
    bool more;
    rhz_status st;

    if (s->n_runs == 0) {
        if (s->at == s->places.n / sizeof(size_t))
            return RHZ_NOT_FOUND;
        read_record(s->bytes.p + ((const size_t *)(const void *)s->places.p)[s->at++], key, payload);
        return RHZ_OK;
    }
    if (s->pending) {
        if ((st = step(s, &s->runs[s->heap[0]], &more, err)) != RHZ_OK)
            return st;
        if (!more)
            s->heap[0] = s->heap[--s->n_heap];
        sift_down(s, 0);
    }
    s->pending = s->n_heap > 0;
    if (!s->pending)
        return RHZ_NOT_FOUND;
    *key = s->runs[s->heap[0]].key;
    *payload = s->runs[s->heap[0]].payload;
    return RHZ_OK;
}
