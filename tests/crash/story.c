/* story.c -- see story.h. Texts are made of a few sentences by a fixed sequence of numbers: enough that every kind of
 * record is written, few enough that thousands of images can be read and indexed again. */
#include "story.h"

#include <stdio.h>

#include "batch.h"
#include "rhizome.h"

enum { DOCUMENTS = 14, MEMORY = 32 << 20 };

/* In which steps a document is written anew; a copy is a second address of the document before it. */
static bool told_in(unsigned document, unsigned step)
{
    return document % STORY_STEPS == step || (step > 0 && document % 5 == step % 5 && document / 6 < step);
}

static bool is_copy(unsigned document)
{
    return document % 7 == 6;
}

static unsigned version_at(unsigned document, unsigned step)
{
    unsigned s, version = 0;

    for (s = 0; s <= step && s < STORY_STEPS; s++)
        version += told_in(document, s);
    return version;
}

static unsigned draw(unsigned *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

static void minutes(struct rhz_buf *b, unsigned *state, unsigned day, unsigned year)
{
    static const char *const people[] = {"Maëlle Guivarch", "Corentin Plouzennec", "Solenn Tanguy", "Ewen Kerdraon",
                                         "Odile Kermarrec", "Bastien Loubeyre", "Inès Belhadj"};
    static const char *const bodies[] = {"Ville de Rennes", "Région Bretagne", "ADEME", "Nantes Métropole"};
    unsigned i, first = draw(state) % 7;

    rhz_buf_printf(b, "PROCÈS-VERBAL DE L'ASSEMBLÉE GÉNÉRALE DE LA PASSERELLE DES LISIÈRES\n\n%u MAI %u\n\nPrésents :\n\n", day, year);
    for (i = 0; i < 4; i++)
        rhz_buf_printf(b, "- %s (%s)\n", people[(first + i) % 7], bodies[draw(state) % 4]);
    rhz_buf_printf(b, "\nExcusés : %s (%s).\n\nCOMPTES %u\n\n", people[(first + 5) % 7], bodies[draw(state) % 4], year - 1);
    rhz_buf_printf(b, "PRODUITS\t\tRéalisé %u\n", year - 1);
    for (i = 0; i < 3; i++)
        rhz_buf_printf(b, "Subvention %s\t\t%u 000\n", bodies[i], draw(state) % 50 + 1);
    rhz_buf_str(b, "\nDÉBATS\n\n");
}

static void sentence(struct rhz_buf *b, unsigned *state)
{
    static const char *const words[] = {"l'atelier", "la clairière", "un compost", "les semences", "le verger", "une fontaine",
                                        "des ruches", "la halle", "trois jardins", "le hangar", "les outils", "la mare"};
    unsigned i;

    for (i = 0; i < 12; i++)
        rhz_buf_printf(b, "%s %s%u%s", words[draw(state) % 12], i % 3 ? "et " : "numéro ", draw(state) % 3000, i == 11 ? ".\n\n" : " ");
}

/* One document in four has several pages, one is longer than a block of text. */
static void text_of(unsigned document, unsigned version, struct rhz_buf *b)
{
    unsigned state, i, sentences;

    if (is_copy(document)) { /* the text of another document, which may have changed since */
        document--;
        version = 1;
    }
    state = document * 100 + version;
    sentences = document == 3 ? 160 : 4 + document % 4 * 10;
    rhz_buf_reset(b);
    minutes(b, &state, document % 28 + 1, version + 2015);
    for (i = 0; i < sentences; i++) {
        sentence(b, &state);
        if (i % 12 == 11)
            rhz_buf_byte(b, '\f');
    }
}

static rhz_status add(struct rhz_batch *batch, unsigned document, unsigned version, struct rhz_buf *text, struct rhz_error *err)
{
    char uri[64];
    struct rhz_source s = {.reader = &rhz_reader_txt, .first_line = 1};
    enum rhz_batch_outcome outcome;
    uint32_t repairs;

    snprintf(uri, sizeof uri, "compte-rendus/%02u.txt", document);
    text_of(document, version, text);
    if (text->failed)
        return rhz_no_memory(err);
    s.uri = rhz_span_of(uri);
    s.bytes = rhz_buf_view(text);
    return rhz_batch_add(batch, &s, &outcome, &repairs, err);
}

static uint64_t number_of(struct rhz_store *store)
{
    struct rhz_publication p = {0};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_txn *t = NULL;

    if (!arena || rhz_txn_begin(store, false, &t, NULL) != RHZ_OK || rhz_publication_get(t, arena, &p, NULL) != RHZ_OK)
        p.number = UINT64_MAX;
    rhz_txn_abort(t);
    rhz_arena_free(arena);
    return p.number;
}

/* Half of the documents of a step are published, then the others, then the graph. */
static rhz_status step(struct rhz_store *store, unsigned k, story_published *published, void *context, struct rhz_error *err)
{
    struct rhz_batch *batch = NULL;
    struct rhz_buf text = {0};
    rhz_status st = rhz_batch_new(store, MEMORY, &batch, err);
    unsigned d;

    for (d = 0; d < DOCUMENTS && st == RHZ_OK; d++) {
        if (told_in(d, k))
            st = add(batch, d, version_at(d, k), &text, err);
        if (st == RHZ_OK && d == DOCUMENTS / 2 && (st = rhz_batch_publish(batch, err)) == RHZ_OK)
            published(context, number_of(store));
    }
    if (st == RHZ_OK && (st = rhz_batch_publish(batch, err)) == RHZ_OK)
        published(context, number_of(store));
    if (st == RHZ_OK && (st = rhz_batch_publish_graph(batch, err)) == RHZ_OK)
        published(context, number_of(store));
    rhz_batch_free(batch);
    rhz_buf_free(&text);
    return st;
}

rhz_status story_live(const char *base, story_published *published, void *context, struct rhz_error *err)
{
    unsigned k;
    rhz_status st = RHZ_OK;

    for (k = 0; k < STORY_STEPS && st == RHZ_OK; k++) {
        struct rhz_store *store;
        if ((st = rhz_store_open(base, RHZ_STORE_CREATE, 0, &store, err)) != RHZ_OK)
            return st;
        if (k == 0)
            published(context, 0);
        st = step(store, k, published, context, err);
        rhz_store_close(store);
    }
    return st;
}

rhz_status story_end(const char *base, struct rhz_error *err)
{
    struct rhz_store *store;
    struct rhz_batch *batch = NULL;
    struct rhz_buf text = {0};
    unsigned d;
    rhz_status st = rhz_store_open(base, RHZ_STORE_CREATE, 0, &store, err);

    if (st != RHZ_OK)
        return st;
    st = rhz_batch_new(store, MEMORY, &batch, err);
    for (d = 0; d < DOCUMENTS && st == RHZ_OK; d++)
        st = add(batch, d, version_at(d, STORY_STEPS), &text, err);
    if (st == RHZ_OK)
        st = rhz_batch_publish(batch, err);
    if (st == RHZ_OK)
        st = rhz_batch_publish_graph(batch, err);
    rhz_batch_free(batch);
    rhz_store_close(store);
    rhz_buf_free(&text);
    return st;
}

static rhz_status keep(void *context, const char *bytes, size_t n)
{
    struct rhz_buf *b = context;

    rhz_buf_append(b, bytes, n);
    return b->failed ? RHZ_NO_MEMORY : RHZ_OK;
}

rhz_status story_export(const char *base, struct rhz_buf *out, struct rhz_error *err)
{
    struct rhz_base *b;
    rhz_status st = rhz_base_open(base, &b, err);

    if (st != RHZ_OK)
        return st;
    st = rhz_export_jsonl(b, keep, out, err);
    rhz_base_close(b);
    return st;
}
