/* forget.c -- a person's name out of a base: out of its corrections, texts, index and graph, then out of its files.
 *
 * In this order, so that being killed in between loses nothing and leaves no way back: the corrections file (hashes only; lines that
 * name the person go), the documents and the graph, then the whole base rewritten, for freed pages keep what they held.
 */
#include "rhizome_index.h"

#include <errno.h>
#include <sys/random.h>

#include "batch.h"
#include "corrections.h"
#include "corrections_file.h"
#include "document_parts.h"
#include "folder.h"
#include "imported.h"
#include "segment.h"

enum { MEMORY = 256 << 20 };

struct forgetting {
    const char *base;
    struct rhz_arena *arena, *unit;
    struct rhz_buf file, line;        /* corrections as they are; what is to be added */
    const struct rhz_mask *mask;      /* of `line` alone */
    bool known;                       /* the file has it already: a run was stopped before the base followed */
    struct rhz_forget_report *report;
    /* while counting: */
    struct rhz_txn *txn;
    struct rhz_publication publication;
    unsigned char *seen;              /* by document */
    struct rhz_error *err;
};

/* Spellings that differ by case, accents or order have the same keys, which are said once. */
static bool put_form(struct forgetting *f, const unsigned char salt[RHZ_MASK_SALT], struct rhz_span form)
{
    struct rhz_buf keys = {0};
    bool some = rhz_mask_put_form(&keys, salt, form) > 0;

    f->line.failed |= keys.failed;
    if (some && !f->line.failed && !memmem(f->line.p, f->line.n, keys.p, keys.n))
        rhz_buf_span(&f->line, rhz_buf_view(&keys));
    rhz_buf_free(&keys);
    return some;
}

static rhz_status make_line(struct forgetting *f, const char *const *forms, size_t n, struct rhz_error *err)
{
    unsigned char salt[RHZ_MASK_SALT];
    const struct rhz_mask *known = NULL;
    size_t i;

    if (!rhz_mask_read(rhz_buf_view(&f->file), f->arena, &known))
        return rhz_no_memory(err);
    /* One salt for a file: each further one costs a hash for each word of the documents. */
    if (!rhz_mask_salt(known, salt) && getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
        return rhz_fail_system(err, "getrandom", errno);
    rhz_buf_str(&f->line, "oublier ");
    rhz_mask_put_salt(&f->line, salt);
    for (i = 0; i < n; i++)
        if (!put_form(f, salt, rhz_span_of(forms[i])))
            return rhz_fail(err, RHZ_INVALID, "« %.100s » n'est pas un nom : il faut une lettre au moins, et huit mots au plus.", forms[i]);
    if (f->line.failed || !rhz_mask_read(rhz_buf_view(&f->line), f->arena, &f->mask))
        return rhz_no_memory(err);
    f->known = f->mask && rhz_mask_within(f->mask, known);
    return f->mask ? RHZ_OK : rhz_fail(err, RHZ_INVALID, "Il manque le nom à oublier.");
}

/* ---- counting ---- */

static rhz_status read_document(struct forgetting *f, uint32_t number, struct rhz_document *d, struct rhz_error *err)
{
    struct rhz_document_record r;
    struct rhz_span value, body;
    unsigned char key[4];
    rhz_status st;

    rhz_store_be32(key, number);
    if ((st = rhz_txn_get(f->txn, RHZ_DB_DOCUMENT, rhz_span((const char *)key, 4), &value, err)) != RHZ_OK ||
        (st = rhz_document_record_get(value, f->unit, &r, err)) != RHZ_OK ||
        (st = rhz_body_find(f->txn, &f->publication, number, &r, err)) != RHZ_OK ||
        (st = rhz_text_read(f->txn, r.segment, r.body_offset, (size_t)r.text_bytes + r.layout_bytes, f->unit, &body, err)) != RHZ_OK)
        return st == RHZ_NOT_FOUND ? rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : la description d'un document manque.") : st;
    *d = (struct rhz_document){.text = rhz_span(body.p, r.text_bytes), .title = r.title, .type = r.type, .url = r.url};
    return rhz_layout_get(rhz_span(body.p + r.text_bytes, r.layout_bytes), f->unit, d, err);
}

static rhz_status count_address(void *context, const struct rhz_address *a)
{
    struct forgetting *f = context;
    struct rhz_document d;
    struct rhz_span ignored;
    size_t in_address = 0, in_document = 0;
    rhz_status st;

    rhz_arena_reset(f->unit);
    if (!rhz_mask_text(f->mask, a->uri, true, f->unit, &ignored, &in_address))
        return rhz_no_memory(f->err);
    f->report->addresses += in_address > 0;
    if (a->document >= f->publication.next_document || f->seen[a->document])
        return RHZ_OK;
    f->seen[a->document] = 1;
    if ((st = read_document(f, a->document, &d, f->err)) != RHZ_OK)
        return st;
    if (!rhz_mask_document(f->mask, &d, f->unit, &in_document))
        return rhz_no_memory(f->err);
    f->report->documents += in_document > 0;
    f->report->places += in_document;
    return RHZ_OK;
}

/* What holds the names now; also refuses a base whose documents cannot be changed. */
static rhz_status count(struct forgetting *f, struct rhz_error *err)
{
    struct rhz_store *store = NULL;
    rhz_status st = rhz_store_open(f->base, RHZ_STORE_READ, 0, &store, err);

    f->err = err;
    if (st == RHZ_OK && (st = rhz_txn_begin(store, false, &f->txn, err)) == RHZ_OK && (st = rhz_imported_refuse(f->txn, err)) == RHZ_OK &&
        (st = rhz_publication_get(f->txn, f->arena, &f->publication, err)) == RHZ_OK) {
        f->seen = rhz_arena_zalloc(f->arena, (size_t)f->publication.next_document + 1, 1);
        st = f->seen ? rhz_address_each(f->txn, f->publication.number, count_address, f, err) : rhz_no_memory(err);
    }
    rhz_txn_abort(f->txn);
    rhz_store_close(store);
    f->txn = NULL;
    return st;
}

/* ---- doing it ---- */

/* The corrections without the lines, comments too, that hold the name; then the new line. */
static rhz_status rewrite_corrections(struct forgetting *f, struct rhz_buf *out, struct rhz_error *err)
{
    const char *p = f->file.p, *end = p ? p + f->file.n : p;
    struct rhz_span masked;

    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p)), *next = nl ? nl + 1 : end;
        size_t n = 0;
        rhz_arena_reset(f->unit);
        if (!rhz_mask_text(f->mask, rhz_span(p, (size_t)(next - p)), false, f->unit, &masked, &n))
            return rhz_no_memory(err);
        if (n)
            f->report->corrections++;
        else
            rhz_buf_append(out, p, (size_t)(next - p));
        p = next;
    }
    if (out->n && out->p[out->n - 1] != '\n')
        rhz_buf_byte(out, '\n');
    if (!f->known) {
        rhz_buf_span(out, rhz_buf_view(&f->line));
        rhz_buf_byte(out, '\n');
    }
    return out->failed ? rhz_no_memory(err) : RHZ_OK;
}

static rhz_status make_base(const char *base, struct rhz_span corrections, uint64_t memory, struct rhz_error *err)
{
    struct rhz_store *store = NULL;
    struct rhz_batch *b = NULL;
    rhz_status st = rhz_store_open(base, RHZ_STORE_WRITE, 0, &store, err);

    if (st == RHZ_OK && (st = rhz_corrections_save(base, corrections, err)) == RHZ_OK && (st = rhz_batch_new(store, memory, &b, err)) == RHZ_OK)
        st = rhz_batch_publish_graph(b, err);
    rhz_batch_free(b);
    rhz_store_close(store);
    return st;
}

static rhz_status forget(struct forgetting *f, uint64_t memory, struct rhz_error *err)
{
    struct rhz_compact_report compacted;
    struct rhz_corrections lines;
    struct rhz_buf text = {0};
    rhz_status st = rewrite_corrections(f, &text, err);

    if (st == RHZ_OK && !rhz_corrections_read(rhz_buf_view(&text), f->arena, &lines))
        st = rhz_no_memory(err);
    if (st == RHZ_OK) {
        f->report->number = f->known ? 0 : (uint32_t)lines.n;
        st = make_base(f->base, rhz_buf_view(&text), memory, err);
    }
    rhz_buf_free(&text);
    return st == RHZ_OK ? rhz_compact(f->base, memory, &compacted, err) : st;
}

rhz_status rhz_forget(const char *base, const char *const *forms, size_t n, const struct rhz_forget_options *options,
                      struct rhz_forget_report *report, struct rhz_error *err)
{
    struct rhz_forget_options o = {.size = sizeof o};
    struct rhz_forget_report ignored;
    struct forgetting f = {.base = base, .arena = rhz_arena_new(), .unit = rhz_arena_new(), .report = report ? report : &ignored};
    uint64_t start = rhz_now_us();
    rhz_status st = f.arena && f.unit ? RHZ_OK : rhz_no_memory(err);

    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    memset(f.report, 0, sizeof *f.report);
    if (st == RHZ_OK && (st = rhz_corrections_load(base, &f.file, err)) == RHZ_OK && (st = make_line(&f, forms, n, err)) == RHZ_OK)
        st = count(&f, err);
    /* A name that is already forgotten: a run may have been stopped between masking and rewriting the base. */
    if (st == RHZ_OK && f.report->places == 0 && f.report->addresses == 0 && (!f.known || o.dry_run))
        st = rhz_fail(err, RHZ_NOT_FOUND, "Aucun document de la base ne porte ce nom : rien n'a été changé.");
    if (st == RHZ_OK && !o.dry_run)
        st = forget(&f, o.memory_bytes ? o.memory_bytes : MEMORY, err);
    rhz_buf_free(&f.file);
    rhz_buf_free(&f.line);
    rhz_arena_free(f.unit);
    rhz_arena_free(f.arena);
    f.report->seconds = (double)(rhz_now_us() - start) / 1e6;
    return st;
}
