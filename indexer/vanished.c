/* vanished.c -- addresses without a file, found by walking all addresses once.
 *
 * An address is removed only when it is sure that it has gone: its root was walked whole, and its file was not there, or
 * all of its catalogue was read and it was not in it. A record known by a url of its own does not say which catalogue it
 * came from, and stays.
 */
#include "vanished.h"

#include <stdlib.h>

#include "codec.h"

struct search {
    const struct rhz_walk *walk;
    const struct rhz_buf *seen;
    struct rhz_uris *out;
    const char *name;
};

static rhz_status keep(struct rhz_uris *u, struct rhz_span uri)
{
    if (!RHZ_PUSH(u->arena, u->v, u->n, u->cap) || !(u->v[u->n] = rhz_arena_copy(u->arena, uri)).p)
        return RHZ_NO_MEMORY;
    u->n++;
    return RHZ_OK;
}

static bool under_root(const struct rhz_walk *walk, struct rhz_span uri)
{
    size_t i;

    for (i = 0; i < walk->n_roots; i++) {
        struct rhz_span name = walk->roots[i].name;
        if (walk->roots[i].whole && uri.n > name.n && uri.p[name.n] == '/' && memcmp(uri.p, name.p, name.n) == 0)
            return true;
    }
    return false;
}

static int by_uri(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, ((const struct rhz_walk_file *)b)->uri);
}

static const struct rhz_walk_file *walked(const struct search *s, struct rhz_span uri)
{
    return s->walk->n_files ? bsearch(&uri, s->walk->files, s->walk->n_files, sizeof *s->walk->files, by_uri) : NULL;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static bool was_seen(const struct search *s, struct rhz_span uri)
{
    uint64_t hash = rhz_hash64(uri);

    return s->seen->n && bsearch(&hash, s->seen->p, s->seen->n / sizeof hash, sizeof hash, by_hash);
}

static bool still_there(const struct search *s, struct rhz_span uri)
{
    const struct rhz_walk_file *f;
    size_t i;

    if (walked(s, uri) || was_seen(s, uri))
        return true;
    for (i = 0; i < uri.n; i++)
        if (uri.p[i] == '#' && (f = walked(s, rhz_span(uri.p, i))) != NULL && f->incomplete)
            return true; /* it may be in what could not be read */
    return false;
}

static rhz_status note_vanished(void *context, const struct rhz_address *a)
{
    struct search *s = context;

    return under_root(s->walk, a->uri) && !still_there(s, a->uri) ? keep(s->out, a->uri) : RHZ_OK;
}

rhz_status rhz_uris_vanished(struct rhz_batch *b, const struct rhz_walk *walk, struct rhz_buf *seen, struct rhz_uris *out,
                             struct rhz_error *err)
{
    struct search s = {.walk = walk, .seen = seen, .out = out};
    rhz_status st;

    if (seen->failed)
        return rhz_no_memory(err);
    if (seen->n)
        qsort(seen->p, seen->n / sizeof(uint64_t), sizeof(uint64_t), by_hash);
    st = rhz_batch_each_uri(b, note_vanished, &s, err);
    return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
}

static rhz_status note_named(void *context, const struct rhz_address *a)
{
    struct search *s = context;
    size_t n = strlen(s->name);

    if (a->uri.n < n || memcmp(a->uri.p, s->name, n) != 0 || (a->uri.n > n && a->uri.p[n] != '#'))
        return RHZ_OK;
    return keep(s->out, a->uri);
}

rhz_status rhz_uris_named(struct rhz_batch *b, const char *name, struct rhz_uris *out, struct rhz_error *err)
{
    struct search s = {.out = out, .name = name};
    rhz_status st = rhz_batch_each_uri(b, note_named, &s, err);

    return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
}
