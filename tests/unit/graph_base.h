/* graph_base.h -- for tests of the graph: documents made by hand, written through the store without any reader.
 *
 *     struct made_document *d = made_new("racine/a.txt", 20240606);
 *     uint32_t who = made_entity(d, RHZ_PERSONNE, "Odile Ferrandin"), what = made_entity(d, RHZ_ORGANISATION, "ADEME");
 *     made_line(d, "Odile Ferrandin, agente de l'ADEME");
 *     made_link(d, RHZ_AFFILIE_A, who, what)->year = 2024;      quotes the last line
 *     base_write(path, docs, n, options);
 *
 * All names are invented; public bodies are real.
 */
#ifndef GRAPH_BASE_H
#define GRAPH_BASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_folder.h"
#include "graph_build.h"
#include "names.h"
#include "segment.h"

enum { MADE_ENTITIES = 24, MADE_STATEMENTS = 64, MADE_LINES = 96, MADE_FORMS = 4 };

struct made_document {
    char uri[64], title[64];
    uint32_t date;
    bool dead;              /* written, then replaced before the last publication */
    struct rhz_buf text;
    struct rhz_block blocks[MADE_LINES];
    struct rhz_line_mark lines[MADE_LINES];
    struct rhz_page_mark pages[8];
    size_t n_lines, n_pages;
    struct rhz_document_entity entities[MADE_ENTITIES];
    struct rhz_span forms[MADE_ENTITIES][MADE_FORMS];
    struct rhz_mention mentions[MADE_ENTITIES][MADE_LINES];
    size_t n_entities;
    struct rhz_statement statements[MADE_STATEMENTS];
    struct rhz_support supports[MADE_STATEMENTS][2];
    size_t n_statements;
};

static inline void must(rhz_status st, const struct rhz_error *err, const char *what)
{
    if (st != RHZ_OK) {
        fprintf(stderr, "%s: status %d: %s\n", what, st, err->text);
        abort();
    }
}

static inline struct made_document *made_new(const char *uri, uint32_t date)
{
    struct made_document *d = calloc(1, sizeof *d);

    if (!d)
        abort();
    snprintf(d->uri, sizeof d->uri, "%s", uri);
    snprintf(d->title, sizeof d->title, "Titre de %.40s", uri);
    d->date = date;
    return d;
}

static inline void made_free(struct made_document *d)
{
    rhz_buf_free(&d->text);
    free(d);
}

/** The entity of that kind and name; names must be literals or outlive the document. */
static inline uint32_t made_entity(struct made_document *d, enum rhz_kind kind, const char *name)
{
    struct rhz_document_entity *e;
    size_t i;

    for (i = 0; i < d->n_entities; i++)
        if (d->entities[i].kind == kind && rhz_span_eq(d->entities[i].name, rhz_span_of(name)))
            return (uint32_t)i;
    if (i == MADE_ENTITIES)
        abort();
    e = &d->entities[d->n_entities++];
    *e = (struct rhz_document_entity){.kind = (uint8_t)kind, .name = rhz_span_of(name), .n_forms = 1};
    e->forms = d->forms[i];
    e->mentions = d->mentions[i];
    e->forms[0] = e->name;
    return (uint32_t)i;
}

static inline void made_form(struct made_document *d, uint32_t entity, const char *form)
{
    struct rhz_document_entity *e = &d->entities[entity];

    if (e->n_forms == MADE_FORMS)
        abort();
    e->forms[e->n_forms++] = rhz_span_of(form);
}

/** Begin a page before the next line. */
static inline void made_page(struct made_document *d, uint32_t page)
{
    d->pages[d->n_pages++] = (struct rhz_page_mark){(uint32_t)d->text.n, page, {"", 0}};
}

/** Append a paragraph of one line; entities whose forms it holds are mentioned there. */
static inline void made_line(struct made_document *d, const char *text)
{
    uint32_t start = (uint32_t)d->text.n;
    size_t i, f;

    if (d->n_lines == MADE_LINES)
        abort();
    rhz_buf_str(&d->text, text);
    d->blocks[d->n_lines] = (struct rhz_block){.kind = RHZ_BLOCK_PARAGRAPH, .start = start, .heading = RHZ_NONE,
                                               .end = (uint32_t)d->text.n};
    d->lines[d->n_lines] = (struct rhz_line_mark){start, (uint32_t)(10 * d->n_lines + 1)};
    d->n_lines++;
    rhz_buf_byte(&d->text, '\n');
    for (i = 0; i < d->n_entities; i++) {
        struct rhz_document_entity *e = &d->entities[i];
        for (f = 0; f < e->n_forms; f++) {
            char *at = strstr(text, e->forms[f].p);
            if (!at)
                continue;
            e->mentions[e->n_mentions].start = start + (uint32_t)(at - text);
            e->mentions[e->n_mentions].end = start + (uint32_t)(at - text) + (uint32_t)e->forms[f].n;
            e->n_mentions++;
            break;
        }
    }
}

static inline struct rhz_statement *made_statement(struct made_document *d, uint32_t subject)
{
    const struct rhz_block *b = &d->blocks[d->n_lines - 1];
    struct rhz_statement *s;

    if (d->n_statements == MADE_STATEMENTS || d->n_lines == 0)
        abort();
    s = &d->statements[d->n_statements];
    *s = (struct rhz_statement){.subject = subject, .object = RHZ_NONE, .rule = RHZ_SPAN("essai"), .start = b->start,
                                .end = b->end, .supports = d->supports[d->n_statements], .unit = RHZ_SPAN(""),
                                .role = RHZ_SPAN(""), .label = RHZ_SPAN("")};
    d->n_statements++;
    return s;
}

static inline struct rhz_statement *made_link(struct made_document *d, enum rhz_relation relation, uint32_t subject,
                                              uint32_t object)
{
    struct rhz_statement *s = made_statement(d, subject);

    s->relation = (uint8_t)relation;
    s->object = object;
    return s;
}

static inline struct rhz_statement *made_grant(struct made_document *d, uint32_t from, uint32_t to, uint32_t year,
                                               int64_t cents)
{
    struct rhz_statement *s = made_link(d, RHZ_FINANCE, from, to);

    s->year = year;
    s->has_amount = true;
    s->cents = cents;
    s->unit = RHZ_SPAN("EUR");
    return s;
}

static inline struct rhz_statement *made_figure(struct made_document *d, uint32_t body, const char *label, uint32_t year,
                                                int64_t cents)
{
    struct rhz_statement *s = made_statement(d, body);

    s->property = RHZ_PROPERTY_CHIFFRE;
    s->label = rhz_span_of(label);
    s->year = year;
    s->has_amount = true;
    s->cents = cents;
    s->unit = RHZ_SPAN("EUR");
    s->sense = RHZ_SENSE_CHARGE;
    return s;
}

/** Support the last statement's end by line `line` (from 0). */
static inline void made_support(struct made_document *d, enum rhz_support_end end, enum rhz_support_why why, size_t line)
{
    struct rhz_statement *s = &d->statements[d->n_statements - 1];

    s->supports[s->n_supports++] =
        (struct rhz_support){(uint8_t)end, (uint8_t)why, d->blocks[line].start, d->blocks[line].end};
}

/* ---- writing ---- */

struct base_writer {
    struct rhz_store *store;
    struct rhz_txn *txn;
    struct rhz_publication p;
    struct rhz_segment_info segments[64];
    uint32_t dead[512];
};

static inline void writer_open(struct base_writer *w, const char *path)
{
    struct rhz_error err = {0};

    *w = (struct base_writer){.p = {.next_document = 1, .next_passage = 1, .next_segment = 1}};
    w->p.segments = w->segments;
    w->p.dead = w->dead;
    must(rhz_store_open(path, RHZ_STORE_CREATE, 0, &w->store, &err), &err, "open");
    must(rhz_txn_begin(w->store, true, &w->txn, &err), &err, "begin");
}

static inline void writer_put(struct base_writer *w, enum rhz_db db, uint32_t number, struct rhz_buf *value)
{
    struct rhz_buf key = {0};
    struct rhz_error err = {0};

    rhz_put_be32(&key, number);
    must(rhz_txn_put(w->txn, db, rhz_buf_view(&key), rhz_buf_view(value), &err), &err, "put");
    rhz_buf_free(&key);
    rhz_buf_reset(value);
}

static inline void writer_describe(struct base_writer *w, const struct made_document *d, uint32_t number,
                                   struct rhz_document_record *r)
{
    struct rhz_passage_record passage = {.start = 0, .end = r->text_bytes - 1, .page = d->n_pages ? d->pages[0].page : 0,
                                         .line_from = 1, .line_to = (uint32_t)d->n_lines};
    struct rhz_buf value = {0};

    r->segment = w->p.next_segment;
    r->first_passage = w->p.next_passage;
    r->title = rhz_span_of(d->title);
    r->type = RHZ_SPAN("autre");
    r->language = RHZ_SPAN("fr");
    r->url = RHZ_SPAN("");
    r->date = d->date;
    r->n_blocks = (uint32_t)d->n_lines;
    r->n_pages = (uint32_t)d->n_pages;
    r->n_lines = (uint32_t)d->n_lines;
    r->n_passages = 1;
    r->passages = &passage;
    rhz_document_record_put(&value, r);
    writer_put(w, RHZ_DB_DOCUMENT, number, &value);
    rhz_buf_free(&value);
}

static inline void writer_document(struct base_writer *w, struct made_document *d, struct rhz_text_writer *text)
{
    struct rhz_passage passage = {0, d->blocks[d->n_lines - 1].end, 0, (uint32_t)d->n_lines, RHZ_NONE};
    struct rhz_document layout = {.text = rhz_buf_view(&d->text), .blocks = d->blocks, .n_blocks = d->n_lines,
                                  .passages = &passage, .n_passages = 1, .lines = d->lines, .n_lines = d->n_lines,
                                  .pages = d->pages, .n_pages = d->n_pages};
    struct rhz_facts facts = {d->entities, d->n_entities, d->statements, d->n_statements, RHZ_NONE};
    struct rhz_document_record r = {.text_bytes = (uint32_t)d->text.n};
    struct rhz_address a = {.uri = rhz_span_of(d->uri), .document = w->p.next_document};
    struct rhz_buf b = {0};
    struct rhz_error err = {0};

    rhz_hash128(rhz_buf_view(&d->text), a.content);
    rhz_buf_span(&b, rhz_buf_view(&d->text));
    rhz_layout_put(&b, &layout);
    r.layout_bytes = (uint32_t)(b.n - d->text.n);
    must(rhz_text_writer_add(text, rhz_buf_view(&b), &r.body_offset, &err), &err, "text");
    writer_describe(w, d, a.document, &r);
    rhz_buf_reset(&b);
    rhz_facts_put(&b, &facts);
    writer_put(w, RHZ_DB_FACTS, a.document, &b);
    must(rhz_address_put(w->txn, &a, w->p.number + 1, &err), &err, "address");
    if (rhz_txn_written(w->txn) > RHZ_TXN_DIRTY / 2) {
        must(rhz_txn_commit(w->txn, &err), &err, "commit");
        must(rhz_txn_begin(w->store, true, &w->txn, &err), &err, "begin");
    }
    w->p.next_document++;
    w->p.next_passage++;
    rhz_buf_free(&b);
}

/** Write documents as one segment and publish them; the graph is left as it was. */
static inline void writer_segment(struct base_writer *w, struct made_document **docs, size_t n)
{
    struct rhz_segment_info info = {.number = w->p.next_segment, .first_document = w->p.next_document,
                                    .n_documents = (uint32_t)n, .first_passage = w->p.next_passage,
                                    .n_passages = (uint32_t)n};
    struct rhz_text_writer *text;
    struct rhz_error err = {0};
    size_t i;

    must(rhz_text_writer_new(w->store, &w->txn, info.number, &text, &err), &err, "text writer");
    for (i = 0; i < n; i++)
        writer_document(w, docs[i], text);
    must(rhz_text_writer_finish(text, &err), &err, "text end");
    rhz_text_writer_free(text);
    w->segments[w->p.n_segments++] = info;
    w->p.next_segment++;
    w->p.number++;
    must(rhz_publication_put(w->txn, &w->p, &err), &err, "publish");
}

/** Withdraw document `number` at this uri, as a run does that finds the file gone. */
static inline void writer_remove(struct base_writer *w, const char *uri, uint32_t number)
{
    struct rhz_address a = {.uri = rhz_span_of(uri)};
    struct rhz_error err = {0};
    size_t i = w->p.n_dead++;

    for (; i && w->dead[i - 1] > number; i--)
        w->dead[i] = w->dead[i - 1];
    w->dead[i] = number;
    w->p.number++;
    must(rhz_address_put(w->txn, &a, w->p.number, &err), &err, "withdraw");
    must(rhz_publication_put(w->txn, &w->p, &err), &err, "publish");
}

/** Build the graph of what is alive and publish it. */
static inline void writer_graph(struct base_writer *w)
{
    struct rhz_error err = {0};

    must(rhz_graph_build(w->store, &w->txn, &w->p, w->p.graph + 1, rhz_span("", 0), 0, &err), &err, "graph");
    w->p.graph++;
    w->p.number++;
    w->p.graph_publication = w->p.number;
    must(rhz_publication_put(w->txn, &w->p, &err), &err, "publish");
}

static inline void writer_close(struct base_writer *w)
{
    struct rhz_error err = {0};

    must(rhz_txn_commit(w->txn, &err), &err, "commit");
    rhz_store_close(w->store);
}

/** Documents in this order, in segments of `per_segment`; those marked dead are removed again before the graph. */
static inline void base_write(const char *path, struct made_document **docs, size_t n, size_t per_segment)
{
    struct base_writer w;
    size_t i;

    writer_open(&w, path);
    for (i = 0; i < n; i += per_segment)
        writer_segment(&w, docs + i, n - i < per_segment ? n - i : per_segment);
    for (i = 0; i < n; i++)
        if (docs[i]->dead)
            writer_remove(&w, docs[i]->uri, (uint32_t)i + 1);
    writer_graph(&w);
    writer_close(&w);
}

/* ---- random documents ---- */

static inline uint32_t made_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

/** A document of `lines` lines about invented people, bodies and programmes; the same seed gives the same document. */
static inline struct made_document *made_anything(const char *uri, uint64_t seed, size_t lines)
{
    static const char *const people[] = {"Odile Ferrandin", "FERRANDIN Odile", "Étienne Quorvalle", "QUORVALLE Etienne",
                                         "Maëlle Tirvaudin", "Bastien Oulmières", "Zoé Larquemin"};
    static const char *const bodies[] = {"ADEME", "Ademe", "Ville de Nantes", "la Ville de Nantes", "Association Vertaubier",
                                         "Métropole européenne de Lille", "Metropole Europeenne de Lille"};
    static const char *const programmes[] = {"Toits partagés", "TOITS PARTAGES", "Rivages ouverts", "Cantines d'hiver"};
    static const char *const roles[] = {"", "trésorière", "Trésorière", "secrétaire"};
    struct made_document *d = made_new(uri, 20150000 + 10000 * (made_random(&seed) % 10) + 606);
    char line[256];
    size_t i;

    for (i = 0; i < lines; i++) {
        uint32_t who = made_entity(d, RHZ_PERSONNE, people[made_random(&seed) % 7]);
        uint32_t body = made_entity(d, RHZ_ORGANISATION, bodies[made_random(&seed) % 7]);
        uint32_t what = made_entity(d, RHZ_PROGRAMME, programmes[made_random(&seed) % 4]);
        uint32_t year = 2018 + made_random(&seed) % 3;
        int64_t cents = 100000 * (int64_t)(1 + made_random(&seed) % 3) + (made_random(&seed) % 4 == 0 ? 40 : 0);
        struct rhz_statement *s;
        snprintf(line, sizeof line, "%s, de %s, suit « %s » en %u pour %d €.", d->entities[who].name.p,
                 d->entities[body].name.p, d->entities[what].name.p, (unsigned)year, (int)(cents / 100));
        made_line(d, line);
        switch (made_random(&seed) % 4) {
        case 0:
            s = made_link(d, RHZ_ADMINISTRE, who, body);
            s->year = year;
            s->role = rhz_span_of(roles[made_random(&seed) % 4]);
            if (made_random(&seed) % 2)
                s->flags = RHZ_STATEMENT_YEAR_OF_DOCUMENT;
            break;
        case 1:
            s = made_grant(d, body, what, year, cents);
            s->nature = (uint8_t)(made_random(&seed) % 3);
            break;
        case 2:
            made_figure(d, body, made_random(&seed) % 2 ? "64 - Charges de personnel" : "64 – charges de personnel", year,
                        cents);
            break;
        default:
            made_link(d, RHZ_PARTICIPE_A, who, what);
            if (i)
                made_support(d, RHZ_END_SUBJECT, RHZ_SUPPORT_LIST, 0);
        }
    }
    return d;
}

#endif
