/* check_document.c -- the records of each live document against its own text.
 *
 * What can be computed from text and layout is computed again: places of passages, words, facts. The rest (its title
 * beside its words, type, date, public address) is told by nothing else in the base and is only decoded.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"

/* Lexemes of the analyzer, dropped between documents when they are many. */
enum { LEXEMES_MOST = 500000 };

struct reading {
    uint32_t number;
    char where[256];
    struct rhz_document_record record;
    struct rhz_document document; /* text and layout; description from the record */
    struct rhz_facts facts;
    struct rhz_span stored_facts; /* empty: none */
};

/* Number -> value, in the map. */
static rhz_status get_numbered(struct check *c, enum rhz_db db, uint32_t number, struct rhz_span *value, struct rhz_error *err)
{
    unsigned char key[4];

    rhz_store_be32(key, number);
    return rhz_txn_get(c->txn, db, rhz_span((const char *)key, sizeof key), value, err);
}

static rhz_status get_record(struct check *c, struct reading *x, struct rhz_error *err)
{
    const struct rhz_segment_info *info = c->info;
    struct rhz_document_record *r = &x->record;
    struct rhz_span value;
    rhz_status st;

    if ((st = get_numbered(c, RHZ_DB_DOCUMENT, x->number, &value, err)) != RHZ_OK ||
        (st = rhz_document_record_get(value, c->unit, r, err)) != RHZ_OK ||
        (st = rhz_body_find(c->txn, &c->publication, x->number, r, err)) != RHZ_OK)
        return st;
    if (r->segment != info->number || r->first_passage < info->first_passage ||
        (uint64_t)r->first_passage + r->n_passages > (uint64_t)info->first_passage + info->n_passages)
        return rhz_fail(err, RHZ_CORRUPT, "ses passages ne sont pas ceux de son segment.");
    return RHZ_OK;
}

static rhz_status get_facts(struct check *c, struct reading *x, struct rhz_error *err)
{
    rhz_status st = get_numbered(c, RHZ_DB_FACTS, x->number, &x->stored_facts, err);

    if (st == RHZ_OK)
        return rhz_facts_get(x->stored_facts, c->unit, &x->facts, err);
    x->stored_facts = rhz_span("", 0);
    x->facts.publisher = RHZ_NONE;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st; /* a document that says nothing */
}

/* Every proof within the text. */
static void check_places(struct check *c, const struct reading *x)
{
    uint32_t end = x->record.text_bytes;
    size_t i, k;

    for (i = 0; i < x->facts.n_entities; i++)
        for (k = 0; k < x->facts.entities[i].n_mentions; k++)
            if (x->facts.entities[i].mentions[k].end > end) {
                rhz_check_finding(c, "%s : une entité est citée hors du texte.", x->where);
                return;
            }
    for (i = 0; i < x->facts.n_statements; i++) {
        const struct rhz_statement *s = &x->facts.statements[i];
        bool outside = s->start > s->end || s->end > end;
        for (k = 0; k < s->n_supports; k++)
            outside = outside || s->supports[k].start > s->supports[k].limit || s->supports[k].limit > end;
        if (outside) {
            rhz_check_finding(c, "%s : la preuve d'un énoncé est hors du texte.", x->where);
            return;
        }
    }
}

/* ---- text ---- */

static rhz_status get_text(struct check *c, struct reading *x, struct rhz_error *err)
{
    const struct rhz_document_record *r = &x->record;
    struct rhz_document *d = &x->document;
    struct rhz_span body;
    rhz_status st = rhz_text_read(c->txn, r->segment, r->body_offset, (size_t)r->text_bytes + r->layout_bytes, c->unit,
                                  &body, err);

    if (st != RHZ_OK)
        return st;
    *d = (struct rhz_document){.text = rhz_span(body.p, r->text_bytes), .title = r->title, .type = r->type,
                               .language = r->language, .url = r->url, .date = r->date, .flags = r->flags,
                               .n_repairs = r->n_repairs};
    if (rhz_utf8_valid(d->text) != d->text.n)
        return rhz_fail(err, RHZ_CORRUPT, "son texte n'est pas de l'UTF-8.");
    return rhz_layout_get(rhz_span(body.p + r->text_bytes, r->layout_bytes), c->unit, d, err);
}

static bool same_passage(const struct rhz_document *d, const struct rhz_passage *p, const struct rhz_passage_record *r)
{
    return p->start == r->start && p->end == r->end && rhz_document_page(d, p->start, NULL) == r->page &&
           rhz_document_line(d, p->start) == r->line_from &&
           rhz_document_line(d, p->end > p->start ? p->end - 1 : p->start) == r->line_to;
}

/* The description says of the text what its layout says. */
static void check_description(struct check *c, const struct reading *x)
{
    const struct rhz_document *d = &x->document;
    const struct rhz_document_record *r = &x->record;
    bool same = r->n_blocks == d->n_blocks && r->n_passages == d->n_passages &&
                r->n_pages == (d->n_pages ? d->pages[d->n_pages - 1].page : 0) &&
                r->n_lines == rhz_document_line(d, d->text.n ? (uint32_t)d->text.n - 1 : 0);
    size_t i;

    for (i = 0; same && i < d->n_passages; i++)
        same = same_passage(d, &d->passages[i], &r->passages[i]);
    if (!same)
        rhz_check_finding(c, "%s : sa description et son texte ne disent pas les mêmes pages, lignes ou passages.", x->where);
}

static rhz_status check_content(struct check *c, const struct reading *x, struct rhz_error *err)
{
    struct rhz_span *uris;
    struct rhz_address a;
    size_t n = 0;
    rhz_status st = rhz_document_uris(c->txn, x->number, c->publication.number, c->unit, &uris, &n, err);

    if (st == RHZ_NOT_FOUND || (st == RHZ_OK && n == 0))
        return rhz_fail(err, RHZ_CORRUPT, "il n'a aucune adresse.");
    if (st == RHZ_OK)
        st = rhz_address_get(c->txn, uris[0], c->publication.number, &a, err);
    if (st == RHZ_OK && memcmp(a.content, x->record.content, sizeof a.content) != 0)
        return rhz_fail(err, RHZ_CORRUPT, "son adresse et sa description ne donnent pas le même contenu.");
    return st;
}

/* ---- facts ---- */

/* The same rules on the same text find the same facts. Older rules found other ones. */
static rhz_status check_facts(struct check *c, const struct reading *x, struct rhz_error *err)
{
    struct rhz_span *uris;
    struct rhz_address a;
    struct rhz_facts again = {0};
    size_t n = 0;
    rhz_status st;

    if ((st = rhz_document_uris(c->txn, x->number, c->publication.number, c->unit, &uris, &n, err)) != RHZ_OK || n == 0 ||
        (st = rhz_address_get(c->txn, uris[0], c->publication.number, &a, err)) != RHZ_OK)
        return st;
    if (rhz_rules_of(a.rules_version) != RHZ_RULES_VERSION)
        return RHZ_OK;
    if ((st = rhz_extract(c->gazetteer, &x->document, c->unit, &again, err)) != RHZ_OK)
        return st;
    rhz_buf_reset(&c->bytes);
    if (again.n_entities)
        rhz_facts_put(&c->bytes, &again);
    if (c->bytes.failed)
        return rhz_no_memory(err);
    if (!rhz_span_eq(rhz_buf_view(&c->bytes), x->stored_facts))
        rhz_check_finding(c, "%s : ses énoncés ne sont pas ceux que l'on tire de son texte.", x->where);
    return RHZ_OK;
}

/* ---- words ---- */

static uint64_t term_hash(const struct rhz_lexeme *l)
{
    char room[RHZ_TERM_MAX];

    return rhz_hash64(rhz_term_key(l->term, room));
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Words of a text, each once by term, form and position. */
static rhz_status add_text(struct check *c, struct rhz_span text, struct check_passage *out, uint64_t *total)
{
    const struct rhz_token *t;
    uint32_t words = 0;
    uint64_t *v;
    size_t n, i;
    rhz_status st = rhz_analyze(c->analyzer, text, &t, &n);

    if (st != RHZ_OK)
        return st;
    rhz_buf_reset(&c->hashes);
    if (!rhz_buf_reserve(&c->hashes, (n + 1) * sizeof *v))
        return RHZ_NO_MEMORY;
    v = (uint64_t *)(void *)c->hashes.p;
    for (i = 0; i < n; i++) {
        v[i] = rhz_check_word(term_hash(t[i].lexeme), rhz_hash64(t[i].lexeme->form), t[i].position);
        words += i == 0 || t[i].position != t[i - 1].position;
    }
    qsort(v, n, sizeof *v, by_value);
    for (i = 0; i < n; i++)
        if (i == 0 || v[i] != v[i - 1])
            out->words += v[i];
    out->text_length = rhz_length_code(words);
    *total += words;
    return RHZ_OK;
}

static rhz_status add_context(struct check *c, const struct rhz_document *d, uint32_t heading, struct check_passage *out,
                              uint64_t *total)
{
    const struct rhz_context_word *w;
    uint32_t words = 0;
    size_t n, i;
    rhz_status st = rhz_context_of(c->context, c->analyzer, d, heading, &w, &n);

    for (i = 0; st == RHZ_OK && i < n; i++) {
        out->words += rhz_check_context_word(term_hash(w[i].lexeme), w[i].occurrences);
        words += w[i].occurrences;
    }
    out->context_length = rhz_length_code(words);
    *total += words;
    return st;
}

static rhz_status note_words(struct check *c, const struct reading *x, struct rhz_error *err)
{
    const struct rhz_document *d = &x->document;
    uint64_t *words = c->words + 2 * (size_t)(x->number - c->info->first_document);
    size_t i;

    rhz_context_document(c->context);
    for (i = 0; i < d->n_passages && i < x->record.n_passages; i++) {
        const struct rhz_passage *p = &d->passages[i];
        struct check_passage *out = &c->passages[x->record.first_passage - c->info->first_passage + i];
        *out = (struct check_passage){.live = true, .document = x->number};
        if (p->start > p->end || p->end > d->text.n)
            return rhz_fail(err, RHZ_CORRUPT, "un passage sort de son texte.");
        if (add_context(c, d, p->heading, out, words + 1) != RHZ_OK ||
            add_text(c, rhz_span(d->text.p + p->start, p->end - p->start), out, words) != RHZ_OK)
            return rhz_no_memory(err);
        c->report->passages++;
    }
    if (rhz_analyzer_lexemes(c->analyzer) > LEXEMES_MOST)
        rhz_analyzer_forget(c->analyzer);
    return RHZ_OK;
}

/* ---- mentions ---- */

static size_t passage_of(const struct rhz_document *d, uint32_t at)
{
    size_t i = 0;

    while (i < d->n_passages && (at < d->passages[i].start || at >= d->passages[i].end))
        i++;
    return i;
}

/* The index lists the passages that mention each entity of the document. */
static rhz_status check_mentions(struct check *c, const struct reading *x, struct rhz_error *err)
{
    const struct rhz_document *d = &x->document;
    size_t i, k, n, seen;
    uint32_t *listed;
    rhz_status st;

    for (i = 0; i < x->facts.n_entities; i++) {
        const struct rhz_document_entity *e = &x->facts.entities[i];
        size_t last = SIZE_MAX;
        bool same = true;
        if ((st = rhz_segment_mentions(c->segment, x->number, (uint32_t)i, c->unit, &listed, &n, err)) != RHZ_OK)
            return st;
        for (k = seen = 0; k < e->n_mentions; k++) {
            size_t at = passage_of(d, e->mentions[k].start);
            if (at == d->n_passages || (last != SIZE_MAX && at <= last))
                continue;
            same = same && seen < n && listed[seen] == x->record.first_passage + at;
            last = at;
            seen++;
        }
        if (!same || seen != n) {
            rhz_check_finding(c, "%s : l'index ne dit pas les passages qui citent ses entités.", x->where);
            return RHZ_OK;
        }
    }
    return RHZ_OK;
}

/* ---- all of it ---- */

static rhz_status soft(struct check *c, const struct reading *x, rhz_status st, const struct rhz_error *why,
                       struct rhz_error *err)
{
    return rhz_check_soft(c, st, why, x->where, err);
}

static rhz_status check_deeply(struct check *c, struct reading *x, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    rhz_status st;

    if ((st = get_text(c, x, &why)) != RHZ_OK)
        return soft(c, x, st, &why, err);
    check_description(c, x);
    if ((st = soft(c, x, check_facts(c, x, &why), &why, err)) != RHZ_OK)
        return st;
    if (c->segment && (st = soft(c, x, check_mentions(c, x, &why), &why, err)) != RHZ_OK)
        return st;
    return soft(c, x, note_words(c, x, &why), &why, err);
}

static rhz_status check_document(struct check *c, uint32_t number, struct rhz_error *err)
{
    struct reading x = {.number = number};
    struct rhz_error why = {RHZ_OK, ""};
    rhz_status st;

    rhz_arena_reset(c->unit);
    c->report->documents++;
    snprintf(x.where, sizeof x.where, "%s", rhz_check_name(c, number));
    if ((st = get_record(c, &x, &why)) != RHZ_OK)
        return soft(c, &x, st, &why, err);
    if ((st = soft(c, &x, check_content(c, &x, &why), &why, err)) != RHZ_OK)
        return st;
    if ((st = get_facts(c, &x, &why)) != RHZ_OK)
        return soft(c, &x, st, &why, err);
    c->report->statements += x.facts.n_statements;
    check_places(c, &x);
    return c->o.quick ? RHZ_OK : check_deeply(c, &x, err);
}

rhz_status rhz_check_documents(struct check *c, struct rhz_error *err)
{
    uint32_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < c->info->n_documents && st == RHZ_OK; i++)
        if (rhz_publication_alive(&c->publication, c->info->first_document + i))
            st = check_document(c, c->info->first_document + i, err);
    return st;
}
