/* graph_build.c -- the graph of a base, made afresh from the facts of its live documents.
 *
 * Made afresh, not amended: what the graph says is then a function of the set of documents, and a document that was
 * removed is as if it had never been there. It costs a few seconds for tens of thousands of documents; text is never
 * read, only the facts that extraction left in FACTS.
 *
 * Documents are read in order of their least uri, never of their number, so that nothing below can depend on the
 * order in which they came.
 */
#include "graph_build.h"

#include <stdlib.h>

#include "graph_state.h"

rhz_status rhz_build_within_budget(const struct graph_build *g, struct rhz_error *err)
{
    const struct rhz_buf *const all[] = {&g->documents, &g->entities, &g->variants, &g->forms, &g->definitions, &g->links, &g->values,
                                         &g->nodes, &g->members, &g->node_variants, &g->aliases, &g->edges, &g->properties};
    size_t used = rhz_strings_memory(&g->strings) + rhz_strings_memory(&g->variant_keys) + rhz_strings_memory(&g->form_keys) +
                  rhz_strings_memory(&g->definition_keys);
    bool failed = false;
    size_t i;

    for (i = 0; i < sizeof all / sizeof *all; i++) {
        used += all[i]->cap;
        failed = failed || all[i]->failed;
    }
    if (failed)
        return rhz_no_memory(err);
    if (g->memory_bytes && used > g->memory_bytes)
        return rhz_fail(err, RHZ_NO_MEMORY,
                        "Le graphe de cette base demande plus des %zu Mio de mémoire accordés : accordez-en davantage.",
                        g->memory_bytes >> 20);
    return RHZ_OK;
}

/* ---- which documents, in which order ---- */

static rhz_status note_address(void *context, const struct rhz_address *a)
{
    struct graph_build *g = context;
    struct build_document d = {.document = a->document};

    if (a->document == 0 || !rhz_publication_alive(g->publication, a->document))
        return RHZ_OK;
    d.rank = (uint32_t)BUILD_COUNT(struct build_document, g->documents);
    rhz_buf_append(&g->documents, &d, sizeof d);
    return g->documents.failed ? RHZ_NO_MEMORY : RHZ_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct build_document *x = a, *y = b;

    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_rank(const void *a, const void *b)
{
    const struct build_document *x = a, *y = b;

    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Addresses come in byte order of uri: the first of a document is its least. */
static rhz_status list_documents(struct graph_build *g, struct rhz_error *err)
{
    struct build_document *v;
    size_t n, i, kept = 0;
    rhz_status st = rhz_address_each(*g->txn, g->publication->number, note_address, g, err);

    if (st != RHZ_OK)
        return g->documents.failed ? rhz_no_memory(err) : st;
    v = BUILD_ARRAY(struct build_document, g->documents);
    n = BUILD_COUNT(struct build_document, g->documents);
    if (n == 0)
        return RHZ_OK;
    qsort(v, n, sizeof *v, by_number);
    for (i = 0; i < n; i++)
        if (i == 0 || v[i].document != v[i - 1].document)
            v[kept++] = v[i];
    qsort(v, kept, sizeof *v, by_rank);
    g->documents.n = kept * sizeof *v;
    return RHZ_OK;
}

/* ---- facts of a document ---- */

bool rhz_build_take_statement(struct graph_build *g, const struct rhz_statement *s, const struct build_document *d,
                              uint32_t index)
{
    struct build_fact f = {.cents = s->cents, .document = d->document, .rank = d->rank, .start = s->start,
                           .statement = index, .subject = d->first_entity + s->subject, .object = RHZ_NONE,
                           .year = s->year, .from = s->from, .to = s->to, .flags = s->flags, .group = s->group,
                           .relation = s->relation, .property = s->property, .nature = s->nature, .sense = s->sense,
                           .has_amount = s->has_amount};

    if (s->relation)
        f.object = d->first_entity + s->object;
    f.unit = rhz_strings_add(&g->strings, s->unit);
    f.role = rhz_strings_add(&g->strings, s->role);
    f.label = rhz_strings_add(&g->strings, s->label);
    if (f.unit == RHZ_NONE || f.role == RHZ_NONE || f.label == RHZ_NONE)
        return false;
    rhz_buf_append(s->relation ? &g->links : &g->values, &f, sizeof f);
    return true;
}

rhz_status rhz_build_check_ends(const struct rhz_facts *f, const struct rhz_statement *s, struct rhz_error *err)
{
    if (s->subject >= f->n_entities || (s->relation && s->object >= f->n_entities))
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un lien relevé n'a pas ses deux bouts.");
    return RHZ_OK;
}

static rhz_status keep_facts(struct graph_build *g, const struct rhz_facts *facts, struct build_document *d,
                             struct rhz_arena *arena, struct rhz_error *err)
{
    rhz_status st = rhz_build_take_entities(g, facts, d, 1, arena, err);
    size_t i;

    for (i = 0; i < facts->n_statements && st == RHZ_OK; i++)
        if ((st = rhz_build_check_ends(facts, &facts->statements[i], err)) == RHZ_OK &&
            !rhz_build_take_statement(g, &facts->statements[i], d, (uint32_t)i))
            st = rhz_no_memory(err);
    return st;
}

rhz_status rhz_build_facts_of(struct graph_build *g, uint32_t document, struct rhz_arena *arena, struct rhz_facts *out,
                              struct rhz_error *err)
{
    unsigned char key[4];
    struct rhz_span value;
    rhz_status st;

    rhz_store_be32(key, document);
    st = rhz_txn_get(*g->txn, RHZ_DB_FACTS, rhz_span((const char *)key, 4), &value, err);
    return st == RHZ_OK ? rhz_facts_get(value, arena, out, err) : st;
}

static rhz_status read_facts(struct graph_build *g, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    rhz_status st = arena ? RHZ_OK : rhz_no_memory(err);
    size_t i, n = BUILD_COUNT(struct build_document, g->documents);

    for (i = 0; i < n && st == RHZ_OK; i++) {
        struct build_document *d = &BUILD_ARRAY(struct build_document, g->documents)[i];
        struct rhz_facts facts;
        if ((st = rhz_build_facts_of(g, d->document, arena, &facts, err)) == RHZ_NOT_FOUND) { /* it says nothing */
            st = RHZ_OK;
            continue;
        }
        if (st == RHZ_OK)
            st = keep_facts(g, &facts, d, arena, err);
        if (st == RHZ_OK)
            st = rhz_build_within_budget(g, err);
        rhz_arena_reset(arena);
    }
    rhz_arena_free(arena);
    rhz_build_sort_forms(g);
    return st;
}

void rhz_build_free(struct graph_build *g)
{
    rhz_strings_free(&g->strings);
    rhz_strings_free(&g->variant_keys);
    rhz_strings_free(&g->form_keys);
    rhz_strings_free(&g->definition_keys);
    rhz_buf_free(&g->documents);
    rhz_buf_free(&g->entities);
    rhz_buf_free(&g->variants);
    rhz_buf_free(&g->forms);
    rhz_buf_free(&g->definitions);
    rhz_buf_free(&g->links);
    rhz_buf_free(&g->values);
    rhz_buf_free(&g->nodes);
    rhz_buf_free(&g->members);
    rhz_buf_free(&g->node_variants);
    rhz_buf_free(&g->aliases);
    rhz_buf_free(&g->edges);
    rhz_buf_free(&g->properties);
}

rhz_status rhz_graph_build(struct rhz_store *store, struct rhz_txn **txn, const struct rhz_publication *p,
                           uint32_t generation, struct rhz_span corrections, size_t memory_bytes, struct rhz_error *err)
{
    struct graph_build g = {.store = store, .txn = txn, .publication = p, .generation = generation,
                            .memory_bytes = memory_bytes};
    rhz_status st;

    /* Always the shipped table, whoever asks: the graph must be the same. */
    if ((st = rhz_gazetteer_open(&g.gazetteer, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_build_read_corrections(&g, corrections, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_build_find_documents(&g, p->number, err)) != RHZ_OK)
        goto done;
    if ((st = list_documents(&g, err)) != RHZ_OK)
        goto done;
    if ((st = read_facts(&g, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_build_nodes(&g, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_build_edges(&g, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_build_write(&g, err)) != RHZ_OK)
        goto done;
    st = rhz_build_keep_corrections(&g, err);
done:
    rhz_gazetteer_close(g.gazetteer);
    rhz_build_free_corrections(&g);
    rhz_build_free(&g);
    return st;
}
