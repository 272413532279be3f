/* catalogue.c -- which documents are alive, under which uris, and which of them a person means.
 *
 * Everything comes from one walk of the addresses. It costs a fraction of a microsecond a document; an index of ends
 * of uris would have to be kept right by every writer, for a question that people ask by hand.
 */
#include "catalogue.h"

#include <stdlib.h>

#include "analyzer.h"

/* ---- all documents ---- */

struct address {
    uint32_t document, order; /* order: place of the uri among all */
    struct rhz_span uri;
};

struct walk {
    struct rhz_snapshot *s;
    struct address *v;
    size_t n, cap;
};

static rhz_status note(void *context, const struct rhz_address *a)
{
    struct walk *w = context;
    struct address x = {a->document, (uint32_t)w->n, {NULL, 0}};

    if (a->document == 0 || !rhz_publication_alive(&w->s->publication, a->document))
        return RHZ_OK;
    x.uri = rhz_arena_copy(w->s->arena, a->uri);
    if (!x.uri.p || !RHZ_PUSH(w->s->arena, w->v, w->n, w->cap))
        return RHZ_NO_MEMORY;
    w->v[w->n++] = x;
    return RHZ_OK;
}

static int by_document(const void *a, const void *b)
{
    const struct address *x = a, *y = b;

    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return rhz_span_cmp(x->uri, y->uri);
}

static int by_uri(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct rhz_catalogue_entry *)a)->uri, ((const struct rhz_catalogue_entry *)b)->uri);
}

/* Addresses sorted by document become one entry each. */
static bool group(struct walk *w, struct rhz_catalogue_entry **out, size_t *n)
{
    struct rhz_span *uris = rhz_arena_alloc(w->s->arena, (w->n + 1) * sizeof *uris);
    struct rhz_catalogue_entry *e = rhz_arena_alloc(w->s->arena, (w->n + 1) * sizeof *e);
    size_t i;

    *out = e;
    *n = 0;
    if (!uris || !e)
        return false;
    for (i = 0; i < w->n; i++) {
        uris[i] = w->v[i].uri;
        if (i && w->v[i].document == w->v[i - 1].document)
            e[*n - 1].n_other_uris++;
        else
            e[(*n)++] = (struct rhz_catalogue_entry){w->v[i].document, uris[i], &uris[i + 1], 0};
    }
    return true;
}

rhz_status rhz_catalogue_read(struct rhz_snapshot *s, struct rhz_catalogue_entry **out, size_t *n, struct rhz_error *err)
{
    struct walk w = {.s = s};
    rhz_status st = RHZ_OK;

    *out = NULL;
    *n = 0;
    if (s->publication.number)
        st = rhz_address_each(s->txn, s->publication.number, note, &w, err);
    if (st != RHZ_OK)
        return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
    if (w.n)
        qsort(w.v, w.n, sizeof *w.v, by_document);
    if (!group(&w, out, n))
        return rhz_no_memory(err);
    qsort(*out, *n, sizeof **out, by_uri);
    return RHZ_OK;
}

/* ---- one document, as a person names it ---- */

/* How an end of a uri fits, best first. */
enum fit { WHOLE_NAME, AN_END, FOLDED_NAME, FOLDED_END, NO_FIT };

static bool ends_with(struct rhz_span uri, struct rhz_span end, bool *at_name)
{
    size_t at = uri.n - end.n;

    if (uri.n < end.n || memcmp(uri.p + at, end.p, end.n) != 0)
        return false;
    *at_name = at == 0 || uri.p[at - 1] == '/' || uri.p[at - 1] == '#';
    return true;
}

static enum fit fit_uri(struct rhz_span uri, struct rhz_span name, struct rhz_span folded_name, struct rhz_buf *folded)
{
    bool at_name;

    if (ends_with(uri, name, &at_name))
        return at_name ? WHOLE_NAME : AN_END;
    rhz_buf_reset(folded);
    rhz_fold(uri, folded);
    if (ends_with(rhz_buf_view(folded), folded_name, &at_name))
        return at_name ? FOLDED_NAME : FOLDED_END;
    return NO_FIT;
}

static enum fit fit_entry(const struct rhz_catalogue_entry *e, struct rhz_span name, struct rhz_span folded_name,
                          struct rhz_buf *folded)
{
    enum fit best = fit_uri(e->uri, name, folded_name, folded), fit;
    size_t i;

    for (i = 0; i < e->n_other_uris; i++)
        if ((fit = fit_uri(e->other_uris[i], name, folded_name, folded)) < best)
            best = fit;
    return best;
}

static rhz_status several(const char *name, const struct rhz_catalogue_entry *all, const size_t *found, size_t n,
                          struct rhz_error *err)
{
    struct rhz_buf list = {0};
    rhz_status st;
    size_t i;

    for (i = 0; i < n && i < 4; i++)
        rhz_buf_printf(&list, "%s%.*s", i ? ", " : "", (int)(all[found[i]].uri.n < 80 ? all[found[i]].uri.n : 80),
                       all[found[i]].uri.p);
    if (n > 4)
        rhz_buf_str(&list, "…");
    rhz_buf_byte(&list, 0);
    st = list.failed ? rhz_no_memory(err)
                     : rhz_fail(err, RHZ_INVALID, "« %.100s » désigne %zu documents : %s.", name, n, list.p);
    rhz_buf_free(&list);
    return st;
}

static rhz_status find_by_end(const struct rhz_catalogue_entry *all, size_t n, const char *name, struct rhz_arena *arena,
                              size_t *at, struct rhz_error *err)
{
    struct rhz_buf folded_name = {0}, folded = {0};
    size_t *found = rhz_arena_alloc(arena, (n + 1) * sizeof *found), n_found = 0, i;
    enum fit best = NO_FIT, fit;
    rhz_status st = RHZ_OK;

    rhz_fold(rhz_span_of(name), &folded_name);
    for (i = 0; found && i < n && *name; i++) {
        fit = fit_entry(&all[i], rhz_span_of(name), rhz_buf_view(&folded_name), &folded);
        if (fit < best) {
            best = fit;
            n_found = 0;
        }
        if (fit == best && fit != NO_FIT)
            found[n_found++] = i;
    }
    if (!found || folded.failed || folded_name.failed)
        st = rhz_no_memory(err);
    else if (n_found == 0)
        st = rhz_fail(err, RHZ_NOT_FOUND, "La base n'a pas de document « %.200s ».", name);
    else if (n_found > 1)
        st = several(name, all, found, n_found, err);
    else
        *at = found[0];
    rhz_buf_free(&folded_name);
    rhz_buf_free(&folded);
    return st;
}

static bool is_id(const char *name, uint64_t *id)
{
    char *end;

    if (strlen(name) != 16 || strspn(name, "0123456789abcdefABCDEF") != 16)
        return false;
    *id = strtoull(name, &end, 16);
    return true;
}

rhz_status rhz_catalogue_find(struct rhz_snapshot *s, const char *name, struct rhz_catalogue_entry *out,
                              struct rhz_error *err)
{
    struct rhz_catalogue_entry *all;
    size_t n, i, at = 0;
    uint64_t id;
    bool by_id = is_id(name, &id);
    rhz_status st = rhz_catalogue_read(s, &all, &n, err);

    if (st != RHZ_OK)
        return st;
    for (i = 0; i < n; i++)
        if (rhz_span_eq(all[i].uri, rhz_span_of(name)) || (by_id && rhz_document_id(all[i].uri) == id)) {
            *out = all[i];
            return RHZ_OK;
        }
    if ((st = find_by_end(all, n, name, s->arena, &at, err)) == RHZ_OK)
        *out = all[at];
    return st;
}
