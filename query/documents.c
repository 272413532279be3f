/* documents.c -- lists of documents as results that own what they give. */
#include <stdlib.h>

#include "catalogue.h"
#include "view.h"

struct rhz_documents {
    struct rhz_arena *arena;
    struct rhz_document_info *v;
    size_t n;
    uint64_t total;
};

rhz_status rhz_documents_new(size_t room, struct rhz_documents **out, struct rhz_error *err)
{
    struct rhz_documents *d = calloc(1, sizeof *d);

    *out = d;
    if (!d)
        return rhz_no_memory(err);
    d->arena = rhz_arena_new();
    d->v = d->arena ? rhz_arena_zalloc(d->arena, room, sizeof *d->v) : NULL;
    return d->v ? RHZ_OK : rhz_no_memory(err);
}

rhz_status rhz_documents_add(struct rhz_documents *d, const struct rhz_catalogue_entry *e,
                             const struct rhz_document_record *r, uint32_t mentions, struct rhz_error *err)
{
    struct rhz_document_info *x = &d->v[d->n];
    char id[17], date[11];

    rhz_id_text(rhz_document_id(e->uri), id);
    rhz_date_text(r->date, date);
    *x = (struct rhz_document_info){.pages = r->n_pages, .passages = (uint32_t)r->n_passages, .lines = r->n_lines,
                                    .text_bytes = r->text_bytes, .n_other_uris = e->n_other_uris,
                                    .mentions = mentions,
                                    .internal = (r->flags & RHZ_DOCUMENT_INTERNAL) != 0};
    x->id = rhz_arena_str(d->arena, rhz_span_of(id));
    x->uri = rhz_arena_str(d->arena, e->uri);
    x->title = rhz_arena_str(d->arena, r->title);
    x->type = rhz_arena_str(d->arena, r->type);
    x->date = rhz_arena_str(d->arena, rhz_span_of(date));
    x->url = rhz_arena_str(d->arena, r->url);
    if (!x->url || !x->id || !x->uri || !x->title || !x->type || !x->date ||
        !rhz_copy_strings(d->arena, e->other_uris, e->n_other_uris, &x->other_uris))
        return rhz_no_memory(err);
    d->n++;
    return RHZ_OK;
}

void rhz_documents_set_total(struct rhz_documents *d, uint64_t total)
{
    d->total = total;
}

size_t rhz_documents_count(const struct rhz_documents *d)
{
    return d->n;
}

uint64_t rhz_documents_total(const struct rhz_documents *d)
{
    return d->total;
}

const struct rhz_document_info *rhz_documents_get(const struct rhz_documents *d, size_t i)
{
    return i < d->n ? &d->v[i] : NULL;
}

void rhz_documents_free(struct rhz_documents *d)
{
    if (!d)
        return;
    rhz_arena_free(d->arena);
    free(d);
}

/* ---- choosing and ordering ---- */

struct row {
    const struct rhz_catalogue_entry *entry;
    uint32_t date, mentions;
};

/* Most mentions (when counted), then latest, then by uri: entries are in order of uri. */
static int by_interest(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->mentions != y->mentions)
        return x->mentions > y->mentions ? -1 : 1;
    if (x->date != y->date)
        return x->date > y->date ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static rhz_status give(struct rhz_snapshot *s, struct row *rows, size_t n, uint32_t offset, uint32_t limit,
                       struct rhz_documents **out, struct rhz_error *err)
{
    struct rhz_arena *scratch = rhz_arena_new();
    size_t from = offset < n ? offset : n, i, most = n - from;
    struct rhz_document_record r;
    rhz_status st = scratch ? RHZ_OK : rhz_no_memory(err);

    if (limit && limit < most)
        most = limit;
    for (i = 0; i < n && st == RHZ_OK; i++) {
        rhz_arena_reset(scratch);
        st = rhz_snapshot_document(s, rows[i].entry->document, scratch, &r, err);
        rows[i].date = r.date;
    }
    if (st == RHZ_OK && n)
        qsort(rows, n, sizeof *rows, by_interest);
    if (st == RHZ_OK && (st = rhz_documents_new(most, out, err)) == RHZ_OK)
        rhz_documents_set_total(*out, n);
    for (i = from; i < from + most && st == RHZ_OK; i++) {
        rhz_arena_reset(scratch);
        st = rhz_snapshot_document(s, rows[i].entry->document, scratch, &r, err);
        if (st == RHZ_OK)
            st = rhz_documents_add(*out, rows[i].entry, &r, rows[i].mentions, err);
    }
    rhz_arena_free(scratch);
    return st;
}

static void drop_on_error(rhz_status st, struct rhz_documents **out)
{
    if (st == RHZ_OK)
        return;
    rhz_documents_free(*out);
    *out = NULL;
}

rhz_status rhz_documents_list(struct rhz_base *b, uint32_t offset, uint32_t limit, struct rhz_documents **out,
                              struct rhz_error *err)
{
    struct rhz_catalogue_entry *all;
    struct rhz_snapshot s;
    struct row *rows = NULL;
    size_t n, i;
    rhz_status st = rhz_snapshot_open(b, &s, err);

    *out = NULL;
    if (st == RHZ_OK)
        st = rhz_catalogue_read(&s, &all, &n, err);
    if (st == RHZ_OK && !(rows = rhz_arena_zalloc(s.arena, n, sizeof *rows)))
        st = rhz_no_memory(err);
    if (st == RHZ_OK) {
        for (i = 0; i < n; i++)
            rows[i].entry = &all[i];
        st = give(&s, rows, n, offset, limit, out, err);
    }
    rhz_snapshot_close(&s);
    drop_on_error(st, out);
    return st;
}

/* ---- documents of an entity ---- */

static int by_document(const void *a, const void *b)
{
    const struct rhz_catalogue_entry *x = *(const struct rhz_catalogue_entry *const *)a;
    const struct rhz_catalogue_entry *y = *(const struct rhz_catalogue_entry *const *)b;

    return (x->document > y->document) - (x->document < y->document);
}

/* Members and catalogue, both by document number, meet in one pass. */
static rhz_status join(struct rhz_snapshot *s, const struct rhz_entity_ref *refs, size_t n_refs, struct row **rows,
                       size_t *n_rows, struct rhz_error *err)
{
    struct rhz_catalogue_entry *all;
    const struct rhz_catalogue_entry **sorted;
    size_t n, i, j = 0;
    rhz_status st = rhz_catalogue_read(s, &all, &n, err);

    if (st != RHZ_OK)
        return st;
    sorted = rhz_arena_alloc(s->arena, (n + 1) * sizeof *sorted);
    *rows = rhz_arena_zalloc(s->arena, n, sizeof **rows);
    *n_rows = 0;
    if (!sorted || !*rows)
        return rhz_no_memory(err);
    for (i = 0; i < n; i++)
        sorted[i] = &all[i];
    qsort(sorted, n, sizeof *sorted, by_document);
    for (i = 0; i < n; i++) {
        struct row x = {.entry = sorted[i]};
        while (j < n_refs && refs[j].document < sorted[i]->document)
            j++;
        if (j == n_refs || refs[j].document != sorted[i]->document)
            continue;
        for (; j < n_refs && refs[j].document == sorted[i]->document; j++)
            x.mentions += refs[j].n_mentions;
        (*rows)[(*n_rows)++] = x;
    }
    return RHZ_OK;
}

rhz_status rhz_documents_of(struct rhz_base *b, uint64_t id, uint32_t limit, struct rhz_documents **out,
                            struct rhz_error *err)
{
    struct rhz_view v = {0};
    struct rhz_entity_ref *refs;
    struct row *rows;
    size_t n_refs, n;
    uint32_t node;
    rhz_status st = rhz_view_open(b, &v, err);

    *out = NULL;
    if (st == RHZ_OK)
        st = rhz_view_find(&v, id, &node, err);
    if (st == RHZ_OK)
        st = rhz_graph_members(&v.graph, node, v.snapshot.arena, &refs, &n_refs, err);
    if (st == RHZ_OK)
        st = join(&v.snapshot, refs, n_refs, &rows, &n, err);
    if (st == RHZ_OK)
        st = give(&v.snapshot, rows, n, 0, limit, out, err);
    rhz_view_close(&v);
    drop_on_error(st, out);
    return st;
}

rhz_status rhz_document_find(struct rhz_base *b, const char *uri, struct rhz_documents **out, struct rhz_error *err)
{
    struct rhz_catalogue_entry e;
    struct rhz_document_record r;
    struct rhz_snapshot s;
    rhz_status st = rhz_snapshot_open(b, &s, err);

    *out = NULL;
    if (st == RHZ_OK)
        st = rhz_catalogue_find(&s, uri, &e, err);
    if (st == RHZ_OK)
        st = rhz_snapshot_document(&s, e.document, s.arena, &r, err);
    if (st == RHZ_OK && (st = rhz_documents_new(1, out, err)) == RHZ_OK) {
        rhz_documents_set_total(*out, 1);
        st = rhz_documents_add(*out, &e, &r, 0, err);
    }
    rhz_snapshot_close(&s);
    drop_on_error(st, out);
    return st;
}
