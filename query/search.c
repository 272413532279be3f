/* search.c -- rhz_search(): plan, collect, describe, within the limits given. */
#include <stdlib.h>

#include "acronyms.h"
#include "analyzer.h"
#include "explain.h"
#include "grouping.h"
#include "hits.h"
#include "imported.h"
#include "suggest.h"
#include "variants.h"
#include "view.h"

enum {
    DEFAULT_LIMIT = 20,
    DEFAULT_DEADLINE_MS = 10000,
    DEFAULT_MEMORY = 64 << 20,
    DEFAULT_SNIPPET_WORDS = 40,
    LEAST_SNIPPET_WORDS = 5,
    MOST_SNIPPET_WORDS = 1000
};

static struct rhz_search_options complete(const struct rhz_search_options *given)
{
    struct rhz_search_options o = {0};

    if (given)
        memcpy(&o, given, given->size < sizeof o ? given->size : sizeof o);
    o.limit = o.limit ? o.limit : DEFAULT_LIMIT;
    o.deadline_ms = o.deadline_ms ? o.deadline_ms : DEFAULT_DEADLINE_MS;
    o.memory_bytes = o.memory_bytes ? o.memory_bytes : DEFAULT_MEMORY;
    o.snippet_words = o.snippet_words ? o.snippet_words : DEFAULT_SNIPPET_WORDS;
    if (o.snippet_words < LEAST_SNIPPET_WORDS)
        o.snippet_words = LEAST_SNIPPET_WORDS;
    if (o.snippet_words > MOST_SNIPPET_WORDS)
        o.snippet_words = MOST_SNIPPET_WORDS;
    return o;
}

struct rhz_session {
    struct rhz_base *base;
    struct rhz_snapshot snapshot;
    struct rhz_analyzer *analyzer;
};

/* The passages to describe: c->top.v from `from` on, `n` of them; as groups when they are asked for by document. */
struct page {
    size_t from, n;
    struct rhz_group *groups;
    size_t n_groups;
};

static rhz_status collect_groups(struct rhz_collector *c, const struct rhz_search_options *o, struct page *page,
                                 struct rhz_error *err)
{
    uint32_t per_document = o->per_document ? o->per_document : 1;
    rhz_status st = rhz_collect_groups(c, o->mode, o->offset, o->limit, per_document, &page->groups, &page->n_groups, err);
    page->n = c->top.n;
    return st;
}

static rhz_status collect(struct rhz_collector *c, const struct rhz_search_options *o, struct page *page,
                          struct rhz_error *err)
{
    rhz_status st;

    *page = (struct page){0};
    if ((((o->count_only || o->by_document) && !o->bare) || o->facets) && (st = rhz_collect_mark(c, err)) != RHZ_OK)
        return st;
    if (o->sort == RHZ_SORT_DATE && (st = rhz_collect_by_date(c, err)) != RHZ_OK)
        return st;
    if (o->count_only)
        return rhz_collect(c, o->mode, 0, err);
    if (o->by_document)
        return collect_groups(c, o, page, err);
    if ((st = rhz_collect_best(c, o->mode, o->offset, o->limit, err)) != RHZ_OK)
        return st;
    page->from = o->offset < c->top.n ? o->offset : c->top.n;
    page->n = o->limit < c->top.n - page->from ? o->limit : c->top.n - page->from;
    return RHZ_OK;
}

static rhz_status fill(struct rhz_hits *hits, struct rhz_collector *c, const struct page *page,
                       const struct rhz_search_options *o, struct rhz_analyzer *analyzer, struct rhz_error *err)
{
    rhz_status st = rhz_hits_fill(hits, c, c->top.v + page->from, page->n, analyzer, o->bare ? 0 : o->snippet_words, err);

    if (st == RHZ_OK && o->explain)
        st = rhz_explain(hits, c, c->top.v + page->from, page->n, err);
    if (st == RHZ_OK && o->facets)
        st = rhz_facets_count(c, o->facets, hits->arena, hits->facets, err);
    for (size_t i = 0; st == RHZ_OK && i < page->n_groups; i++)
        for (uint32_t k = 0; k < page->groups[i].n; k++)
            hits->v[page->groups[i].first + k].in_document = page->groups[i].all;
    return st;
}

/* An imported base has no text, so no hit: say why. */
static rhz_status say_imported(struct rhz_snapshot *s, struct rhz_plan *plan, struct rhz_error *err)
{
    bool imported;
    rhz_status st = rhz_imported_is(s->txn, &imported, err);

    if (st == RHZ_OK && imported)
        plan->hint = "Cette base vient d'un graphe importé, sans les textes : la recherche n'y trouve rien ; fiche, liens et "
                     "entites y répondent.";
    return st;
}

/* What the user says first, then what the base knows, what its texts say, and what is usual. */
static rhz_status add_variants(struct rhz_collector *c, struct rhz_span query, const struct rhz_search_options *o,
                               struct rhz_analyzer *analyzer, struct rhz_error *err)
{
    struct rhz_snapshot *s = c->snapshot;
    struct rhz_graph graph;
    rhz_status st;

    if (o->literal)
        return RHZ_OK;
    if ((st = rhz_variants_of_synonyms(c->plan, query, o->synonyms, analyzer, s->arena, err)) != RHZ_OK ||
        (st = rhz_graph_open(s->txn, s->publication.graph, &graph, err)) != RHZ_OK ||
        (st = rhz_variants_of_names(c->plan, query, &graph, analyzer, s->arena, err)) != RHZ_OK ||
        (st = rhz_acronyms_find(c, query, analyzer, err)) != RHZ_OK)
        return st;
    return rhz_variants_of_usage(c->plan, query, analyzer, s->arena, err);
}

/* The variants that found something. */
static rhz_status tell_variants(struct rhz_hits *hits, const struct rhz_plan *plan, struct rhz_error *err)
{
    if (!(hits->also = rhz_arena_zalloc(hits->arena, plan->n_variants + 1, sizeof *hits->also)))
        return rhz_no_memory(err);
    for (size_t i = 0; i < plan->n_variants; i++) {
        const struct rhz_variant *v = &plan->variants[i];
        struct rhz_also *also = &hits->also[hits->n_also];

        if (!v->found)
            continue;
        *also = (struct rhz_also){rhz_arena_str(hits->arena, v->typed), NULL, v->n_names, v->entity};
        if (!also->typed || !rhz_copy_strings(hits->arena, v->names, v->n_names, &also->names))
            return rhz_no_memory(err);
        hits->n_also++;
    }
    return RHZ_OK;
}

/* Plan, lists and variants: what is common to a search and to the count of what another would find. */
static rhz_status prepare(struct rhz_collector *c, struct rhz_span query, const struct rhz_search_options *o,
                          struct rhz_analyzer *analyzer, struct rhz_error *err)
{
    rhz_status st;

    if ((st = rhz_plan_make(query, o->strict, analyzer, c->snapshot->arena, c->plan, err)) != RHZ_OK ||
        (st = rhz_collect_segments(c, err)) != RHZ_OK || (st = add_variants(c, query, o, analyzer, err)) != RHZ_OK)
        return st;
    return rhz_collect_open(c, err);
}

/* "Vouliez-vous dire" is said only of what finds more. */
static rhz_status suggest(struct rhz_hits *hits, struct rhz_collector *c, struct rhz_span query,
                          const struct rhz_search_options *o, struct rhz_analyzer *analyzer, struct rhz_error *err)
{
    struct rhz_plan plan;
    struct rhz_collector other = {.snapshot = c->snapshot, .plan = &plan, .params = c->params, .patience = c->patience};
    struct rhz_span better;
    rhz_status st;

    hits->suggestion = "";
    if (o->bare || (st = rhz_suggest(c, query, &better, err)) != RHZ_OK)
        return o->bare ? RHZ_OK : st;
    if (!better.n)
        return RHZ_OK;
    st = prepare(&other, better, o, analyzer, err);
    if (st == RHZ_OK)
        st = rhz_collect(&other, RHZ_SEARCH_ALL, 0, err);
    if (st == RHZ_INVALID) { /* the word that was put in reads otherwise: no matter */
        if (err)
            *err = (struct rhz_error){RHZ_OK, ""};
        return RHZ_OK;
    }
    if (st == RHZ_OK && other.total > c->total && !(hits->suggestion = rhz_arena_str(hits->arena, better)))
        return rhz_no_memory(err);
    return st;
}

static rhz_status search(struct rhz_snapshot *s, struct rhz_span query, const struct rhz_search_options *o,
                         struct rhz_analyzer *analyzer, struct rhz_hits *hits, struct rhz_error *err)
{
    struct rhz_plan plan;
    struct rhz_collector c = {.snapshot = s, .plan = &plan, .params = &rhz_rank_defaults,
                              .guess = o->mode == RHZ_SEARCH_ANY};
    struct page page;
    rhz_status st;

    c.patience.until_us = rhz_now_us() + (uint64_t)o->deadline_ms * 1000;
    if ((st = prepare(&c, query, o, analyzer, err)) != RHZ_OK || (st = collect(&c, o, &page, err)) != RHZ_OK ||
        (st = say_imported(s, &plan, err)) != RHZ_OK)
        return st;
    hits->total = c.total;
    hits->total_here = c.total_here;
    hits->documents = rhz_collect_documents(&c);
    if (!(hits->hint = rhz_arena_str(hits->arena, rhz_span_of(*plan.hint || !c.hint ? plan.hint : c.hint))))
        return rhz_no_memory(err);
    if ((st = tell_variants(hits, &plan, err)) != RHZ_OK || (st = fill(hits, &c, &page, o, analyzer, err)) != RHZ_OK)
        return st;
    return suggest(hits, &c, query, o, analyzer, err);
}

/* Memory that ran out because of the query's budget is the query's fault, and says what to do. */
static rhz_status blame(const struct rhz_snapshot *s, const struct rhz_search_options *o, rhz_status st,
                        struct rhz_error *err)
{
    if (st != RHZ_NO_MEMORY || !s->arena || rhz_arena_used(s->arena) < o->memory_bytes / 4)
        return st;
    return rhz_fail(err, RHZ_LIMIT, "La recherche demande plus de %llu Mio de mémoire : précisez la requête.",
                    (unsigned long long)(o->memory_bytes >> 20));
}

/* A search through an open snapshot, whose arena is the search's own. */
static rhz_status run(struct rhz_snapshot *s, struct rhz_span query, const struct rhz_search_options *o,
                      struct rhz_analyzer *analyzer, struct rhz_hits **out, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_hits *hits = arena ? rhz_arena_zalloc(arena, 1, sizeof *hits) : NULL;
    rhz_status st;

    *out = NULL;
    if (hits) {
        hits->arena = arena;
        rhz_arena_limit(s->arena, o->memory_bytes);
        st = blame(s, o, search(s, query, o, analyzer, hits, err), err);
    } else {
        st = rhz_no_memory(err);
    }
    if (st == RHZ_OK)
        *out = hits;
    else
        rhz_arena_free(arena);
    return st;
}

rhz_status rhz_search(struct rhz_base *b, const char *query, size_t n, const struct rhz_search_options *options,
                      struct rhz_hits **out, struct rhz_error *err)
{
    struct rhz_search_options o = complete(options);
    struct rhz_analyzer *analyzer = rhz_base_take_analyzer(b);
    struct rhz_snapshot snapshot = {0};
    rhz_status st;

    *out = NULL;
    if (!analyzer)
        return rhz_no_memory(err);
    if ((st = rhz_snapshot_open(b, &snapshot, err)) == RHZ_OK)
        st = run(&snapshot, rhz_span(query, n), &o, analyzer, out, err);
    rhz_snapshot_close(&snapshot);
    rhz_base_give_analyzer(b, analyzer);
    return st;
}

/* ---- many searches ---- */

rhz_status rhz_session_open(struct rhz_base *b, struct rhz_session **out, struct rhz_error *err)
{
    struct rhz_session *s = calloc(1, sizeof *s);
    rhz_status st = RHZ_OK;

    *out = NULL;
    if (!s || !(s->analyzer = rhz_base_take_analyzer(b)))
        st = rhz_no_memory(err);
    if (s)
        s->base = b;
    if (st == RHZ_OK)
        st = rhz_snapshot_open(b, &s->snapshot, err);
    if (st == RHZ_OK)
        *out = s;
    else
        rhz_session_close(s);
    return st;
}

void rhz_session_close(struct rhz_session *s)
{
    if (!s)
        return;
    rhz_snapshot_close(&s->snapshot);
    rhz_base_give_analyzer(s->base, s->analyzer);
    free(s);
}

/* The publication stays in the session's arena; each search has one that it may fill. */
rhz_status rhz_session_search(struct rhz_session *s, const char *query, size_t n, const struct rhz_search_options *options,
                              struct rhz_hits **out, struct rhz_error *err)
{
    struct rhz_search_options o = complete(options);
    struct rhz_snapshot view = s->snapshot;
    rhz_status st;

    *out = NULL;
    if (!s->analyzer || !(view.arena = rhz_arena_new()))
        return rhz_no_memory(err);
    st = run(&view, rhz_span(query, n), &o, s->analyzer, out, err);
    rhz_arena_free(view.arena);
    /* Given and taken again, it forgets what it has learnt when that grows too large. */
    rhz_base_give_analyzer(s->base, s->analyzer);
    if (!(s->analyzer = rhz_base_take_analyzer(s->base)) && st == RHZ_OK) {
        rhz_hits_free(*out);
        *out = NULL;
        st = rhz_no_memory(err);
    }
    return st;
}

size_t rhz_hits_count(const struct rhz_hits *h)
{
    return h->n;
}

const struct rhz_hit *rhz_hits_get(const struct rhz_hits *h, size_t i)
{
    return i < h->n ? &h->v[i] : NULL;
}

uint64_t rhz_hits_total(const struct rhz_hits *h)
{
    return h->total;
}

uint64_t rhz_hits_total_here(const struct rhz_hits *h)
{
    return h->total_here;
}

uint64_t rhz_hits_documents(const struct rhz_hits *h)
{
    return h->documents;
}

const char *rhz_hits_hint(const struct rhz_hits *h)
{
    return h->hint;
}

const char *rhz_hits_suggestion(const struct rhz_hits *h)
{
    return h->suggestion;
}

size_t rhz_hits_facet_count(const struct rhz_hits *h, enum rhz_facet_kind kind, uint64_t *all)
{
    bool known = (unsigned)kind < RHZ_FACETS;

    if (all)
        *all = known ? h->facets[kind].n_values : 0;
    return known ? h->facets[kind].n : 0;
}

const struct rhz_facet *rhz_hits_facet(const struct rhz_hits *h, enum rhz_facet_kind kind, size_t i)
{
    return i < rhz_hits_facet_count(h, kind, NULL) ? &h->facets[kind].v[i] : NULL;
}

size_t rhz_hits_also_count(const struct rhz_hits *h)
{
    return h->n_also;
}

const struct rhz_also *rhz_hits_also(const struct rhz_hits *h, size_t i)
{
    return i < h->n_also ? &h->also[i] : NULL;
}

void rhz_hits_free(struct rhz_hits *h)
{
    if (h)
        rhz_arena_free(h->arena);
}
