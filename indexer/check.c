/* check.c -- is a base what its documents say? Structure first, then each thing that was computed, computed again.
 *
 * One read transaction serves from beginning to end, so that a writer beside changes nothing under our feet; the file may
 * grow meanwhile. Damage is told and the verification goes on: a user wants to know all that is wrong, and whether it
 * is one document or the disk. Pages of LMDB that no longer make sense may kill the process: it has no checksums.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

void rhz_check_finding(struct check *c, const char *format, ...)
{
    char text[RHZ_ERROR_TEXT];
    va_list list;

    c->report->findings++;
    if (!c->o.on_finding)
        return;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    c->o.on_finding(c->o.context, text);
}

rhz_status rhz_check_soft(struct check *c, rhz_status st, const struct rhz_error *why, const char *where,
                          struct rhz_error *err)
{
    switch (st) {
    case RHZ_OK:
        return RHZ_OK;
    case RHZ_NOT_FOUND:
        rhz_check_finding(c, "%s : il manque un enregistrement.", where);
        return RHZ_OK;
    case RHZ_CORRUPT:
    case RHZ_INVALID:
    case RHZ_LIMIT:
    case RHZ_FORMAT:
        rhz_check_finding(c, "%s : %s", where, why->text);
        return RHZ_OK;
    default:
        return rhz_fail(err, st, "%s", why->text);
    }
}

const char *rhz_check_name(struct check *c, uint32_t document)
{
    struct rhz_span *uris;
    const char *name = NULL;
    size_t n = 0;

    if (rhz_document_uris(c->txn, document, c->publication.number, c->unit, &uris, &n, NULL) == RHZ_OK && n)
        name = rhz_arena_str(c->unit, uris[0]);
    if (!name)
        name = rhz_arena_printf(c->unit, "document numéro %u", document);
    return name ? name : "document";
}

/* ---- addresses ---- */

struct addresses {
    struct check *c;
    struct rhz_arena *arena;
    struct rhz_error *err;
};

static bool has_uri(const struct rhz_span *uris, size_t n, struct rhz_span uri)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (rhz_span_eq(uris[i], uri))
            return true;
    return false;
}

/* Both look-ups of an address must lead back to it. */
static rhz_status check_address(void *context, const struct rhz_address *a)
{
    struct addresses *x = context;
    struct check *c = x->c;
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_span *uris;
    char where[128];
    uint32_t found;
    size_t n = 0;
    rhz_status st;

    c->report->addresses++;
    rhz_arena_reset(x->arena);
    snprintf(where, sizeof where, "Adresse « %.*s »", a->uri.n < 90 ? (int)a->uri.n : 90, a->uri.p);
    if (!rhz_publication_alive(&c->publication, a->document)) {
        rhz_check_finding(c, "%s : elle mène au document %u, qui n'existe pas.", where, a->document);
        return RHZ_OK;
    }
    st = rhz_document_uris(c->txn, a->document, c->publication.number, x->arena, &uris, &n, &why);
    if (st == RHZ_OK ? !has_uri(uris, n, a->uri) : st == RHZ_NOT_FOUND)
        rhz_check_finding(c, "%s : son document ne la connaît pas.", where);
    else if ((st = rhz_check_soft(c, st, &why, where, x->err)) != RHZ_OK)
        return st;
    st = rhz_content_find(c->txn, a->content, a->sidecar, &c->publication, &found, &why);
    if (st == RHZ_NOT_FOUND)
        rhz_check_finding(c, "%s : son contenu n'est pas dans la table des contenus.", where);
    else if (st != RHZ_OK)
        return rhz_check_soft(c, st, &why, where, x->err);
    return RHZ_OK;
}

static rhz_status check_addresses(struct check *c, struct rhz_error *err)
{
    struct addresses x = {.c = c, .arena = c->unit, .err = err};
    struct rhz_error why = {RHZ_OK, ""};
    rhz_status st = rhz_address_each(c->txn, c->publication.number, check_address, &x, &why);

    if (st == RHZ_NO_MEMORY || st == RHZ_IO)
        return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : rhz_fail(err, st, "%s", why.text);
    return rhz_check_soft(c, st, &why, "Adresses", err);
}

/* ---- segments ---- */

static rhz_status check_segment(struct check *c, const struct rhz_segment_info *info, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    char where[64];
    rhz_status st;

    rhz_arena_reset(c->segment_arena);
    c->info = info;
    c->segment = NULL;
    c->passages = NULL;
    c->words = NULL;
    c->report->segments++;
    snprintf(where, sizeof where, "Segment %u", info->number);
    st = rhz_segment_open(c->txn, info, c->segment_arena, &c->segment, &why);
    if (st != RHZ_OK) {
        c->segment = NULL;
        if ((st = rhz_check_soft(c, st, &why, where, err)) != RHZ_OK)
            return st;
    }
    if (!c->o.quick &&
        (!(c->passages = rhz_arena_zalloc(c->segment_arena, (size_t)info->n_passages + 1, sizeof *c->passages)) ||
         !(c->words = rhz_arena_zalloc(c->segment_arena, (size_t)info->n_documents + 1, 2 * sizeof *c->words))))
        return rhz_no_memory(err);
    if ((st = rhz_check_documents(c, err)) != RHZ_OK)
        return st;
    return c->segment ? rhz_check_index(c, err) : RHZ_OK;
}

static rhz_status check_all(struct check *c, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    size_t i;
    rhz_status st = rhz_publication_get(c->txn, c->arena, &c->publication, &why);

    if (st != RHZ_OK)
        return rhz_check_soft(c, st, &why, "Publication", err);
    if (c->publication.number == 0)
        return RHZ_OK;
    if ((st = rhz_check_imported(c, err)) != RHZ_OK || (st = check_addresses(c, err)) != RHZ_OK)
        return st;
    for (i = 0; i < c->publication.n_segments && st == RHZ_OK; i++)
        st = check_segment(c, &c->publication.segments[i], err);
    return st == RHZ_OK ? rhz_check_graph(c, err) : st;
}

static rhz_status make_tools(struct check *c, struct rhz_error *err)
{
    c->arena = rhz_arena_new();
    c->segment_arena = rhz_arena_new();
    c->unit = rhz_arena_new();
    c->analyzer = rhz_analyzer_new();
    c->context = rhz_context_new();
    if (!c->arena || !c->segment_arena || !c->unit || !c->analyzer || !c->context)
        return rhz_no_memory(err);
    return rhz_gazetteer_open(&c->gazetteer, err);
}

static void free_tools(struct check *c)
{
    rhz_gazetteer_close(c->gazetteer);
    rhz_context_free(c->context);
    rhz_analyzer_free(c->analyzer);
    rhz_buf_free(&c->hashes);
    rhz_buf_free(&c->bytes);
    rhz_arena_free(c->unit);
    rhz_arena_free(c->segment_arena);
    rhz_arena_free(c->arena);
}

rhz_status rhz_check(const char *base, const struct rhz_check_options *options, struct rhz_check_report *report,
                     struct rhz_error *err)
{
    struct rhz_check_report ignored;
    struct rhz_error why = {RHZ_OK, ""};
    struct check c = {.report = report ? report : &ignored};
    uint64_t start = rhz_now_us();
    rhz_status st;

    memset(c.report, 0, sizeof *c.report);
    if (options)
        memcpy(&c.o, options, options->size < sizeof c.o ? options->size : sizeof c.o);
    if (!c.o.memory_bytes)
        c.o.memory_bytes = (uint64_t)256 << 20;
    st = rhz_store_open(base, RHZ_STORE_READ, 0, &c.store, &why);
    if (st == RHZ_CORRUPT) /* so damaged that it does not open: what a verification is asked to say */
        return rhz_check_soft(&c, st, &why, base, err);
    if (st != RHZ_OK)
        return rhz_fail(err, st, "%s", why.text);
    if ((st = make_tools(&c, err)) == RHZ_OK && (st = rhz_txn_begin(c.store, false, &c.txn, err)) == RHZ_OK)
        st = check_all(&c, err);
    rhz_txn_abort(c.txn);
    free_tools(&c);
    rhz_store_close(c.store);
    c.report->seconds = (double)(rhz_now_us() - start) / 1e6;
    return st;
}
