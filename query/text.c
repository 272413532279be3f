/* text.c -- the text of a document, block by block, for reading it around a proof. */
#include <stdlib.h>

#include "catalogue.h"
#include "imported.h"
#include "segment.h"

struct rhz_text {
    struct rhz_arena *arena;
    struct rhz_documents *document;
    struct rhz_text_block *v;
    size_t n;
};

/* What part of the document is wanted; zeros: no bound. */
struct part {
    uint32_t page, line_from, line_to;
};

static const char *kind_name(uint8_t kind)
{
    static const char *const names[] = {"", "heading", "paragraph", "list-item", "table-row", "speaker"};

    return kind < sizeof names / sizeof names[0] ? names[kind] : "";
}

/* A block is in a part when any of its text is. */
static bool in_part(const struct rhz_document *d, const struct rhz_block *b, const struct part *part)
{
    uint32_t last = b->end > b->start ? b->end - 1 : b->start;

    if (part->page &&
        (rhz_document_page(d, b->start, NULL) > part->page || rhz_document_page(d, last, NULL) < part->page))
        return false;
    if (part->line_from && rhz_document_line(d, last) < part->line_from)
        return false;
    return !part->line_to || rhz_document_line(d, b->start) <= part->line_to;
}

static rhz_status read_document(struct rhz_snapshot *s, const struct rhz_document_record *r, struct rhz_document *d,
                                struct rhz_error *err)
{
    struct rhz_span body;
    bool imported;
    rhz_status st = rhz_imported_is(s->txn, &imported, err);

    *d = (struct rhz_document){0};
    if (st == RHZ_OK && imported)
        return rhz_fail(err, RHZ_NOT_FOUND, "Cette base vient d'un graphe importé : elle ne contient pas le texte des documents.");
    if (st == RHZ_OK)
        st = rhz_text_read(s->txn, r->segment, r->body_offset, (size_t)r->text_bytes + r->layout_bytes, s->arena,
                           &body, err);
    if (st != RHZ_OK)
        return st;
    d->text = rhz_span(body.p, r->text_bytes);
    return rhz_layout_get(rhz_span(body.p + r->text_bytes, r->layout_bytes), s->arena, d, err);
}

static rhz_status copy_blocks(struct rhz_text *t, const struct rhz_document *d, const struct part *part,
                              struct rhz_error *err)
{
    size_t i;

    t->v = rhz_arena_zalloc(t->arena, d->n_blocks, sizeof *t->v);
    if (!t->v)
        return rhz_no_memory(err);
    for (i = 0; i < d->n_blocks; i++) {
        const struct rhz_block *b = &d->blocks[i];
        struct rhz_text_block *x = &t->v[t->n];
        if (!in_part(d, b, part))
            continue;
        *x = (struct rhz_text_block){.kind = kind_name(b->kind), .level = b->level, .start = b->start, .end = b->end};
        x->page = rhz_document_page(d, b->start, NULL);
        x->line = rhz_document_line(d, b->start);
        x->text = rhz_arena_str(t->arena, rhz_document_slice(d, b->start, b->end));
        if (!x->text)
            return rhz_no_memory(err);
        t->n++;
    }
    return RHZ_OK;
}

static rhz_status fill(struct rhz_text *t, struct rhz_snapshot *s, const char *uri, const struct part *part,
                       struct rhz_error *err)
{
    struct rhz_catalogue_entry e;
    struct rhz_document_record r;
    struct rhz_document d;
    rhz_status st;

    if ((st = rhz_catalogue_find(s, uri, &e, err)) != RHZ_OK)
        return st;
    if ((st = rhz_snapshot_document(s, e.document, s->arena, &r, err)) != RHZ_OK)
        return st;
    if ((st = rhz_documents_new(1, &t->document, err)) != RHZ_OK)
        return st;
    if ((st = rhz_documents_add(t->document, &e, &r, 0, err)) != RHZ_OK)
        return st;
    if ((st = read_document(s, &r, &d, err)) != RHZ_OK)
        return st;
    return copy_blocks(t, &d, part, err);
}

rhz_status rhz_text_open(struct rhz_base *b, const char *uri, uint32_t page, uint32_t line_from, uint32_t line_to,
                         struct rhz_text **out, struct rhz_error *err)
{
    struct part part = {page, line_from, line_to};
    struct rhz_text *t = calloc(1, sizeof *t);
    struct rhz_snapshot s = {0};
    rhz_status st;

    *out = NULL;
    if (!t || !(t->arena = rhz_arena_new()))
        st = rhz_no_memory(err);
    else if ((st = rhz_snapshot_open(b, &s, err)) == RHZ_OK)
        st = fill(t, &s, uri, &part, err);
    rhz_snapshot_close(&s);
    if (st == RHZ_OK)
        *out = t;
    else
        rhz_text_free(t);
    return st;
}

const struct rhz_document_info *rhz_text_document(const struct rhz_text *t)
{
    return rhz_documents_get(t->document, 0);
}

size_t rhz_text_count(const struct rhz_text *t)
{
    return t->n;
}

const struct rhz_text_block *rhz_text_get(const struct rhz_text *t, size_t i)
{
    return i < t->n ? &t->v[i] : NULL;
}

void rhz_text_free(struct rhz_text *t)
{
    if (!t)
        return;
    rhz_documents_free(t->document);
    rhz_arena_free(t->arena);
    free(t);
}
