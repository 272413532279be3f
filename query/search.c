/* search.c -- rhz_search(): plan, collect, describe, within the limits given. */
#include <stdlib.h>

#include "analyzer.h"
#include "hits.h"
#include "imported.h"

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

/* Best passages first -> the best of each document. Returns how many are left of the first `n`. */
static rhz_status one_a_document(struct rhz_collector *c, size_t *n, struct rhz_arena *arena, struct rhz_error *err)
{
    const struct rhz_publication *p = &c->snapshot->publication;
    unsigned char *seen = rhz_arena_zalloc(arena, p->next_document / 8 + 1, 1);
    size_t kept = 0;

    if (!seen)
        return rhz_no_memory(err);
    for (size_t i = 0; i < *n; i++) {
        struct rhz_candidate x = c->top.v[i];

        if (!x.document)
            x.document = rhz_segment_document_of(rhz_collect_segment(c, x.passage)->segment, x.passage);
        if (x.document >= p->next_document)
            return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un passage n'est d'aucun document.");
        if (seen[x.document / 8] >> x.document % 8 & 1)
            continue;
        seen[x.document / 8] |= (unsigned char)(1u << x.document % 8);
        c->top.v[kept++] = x;
    }
    *n = kept;
    return RHZ_OK;
}

/* Passages are asked for in growing numbers until they come from enough documents. */
static rhz_status collect_documents(struct rhz_collector *c, const struct rhz_search_options *o, struct rhz_error *err)
{
    uint64_t wanted = (uint64_t)o->offset + o->limit, asked = wanted + wanted / 2 + RHZ_RERANKED;
    rhz_status st;

    for (;; asked *= 2) {
        size_t n;
        bool more;

        if (asked > UINT32_MAX)
            asked = UINT32_MAX;
        if ((st = rhz_collect_best(c, o->mode, 0, (size_t)asked, err)) != RHZ_OK)
            return st;
        n = c->top.n;
        more = n == asked && asked < UINT32_MAX;
        if ((st = one_a_document(c, &n, c->snapshot->arena, err)) != RHZ_OK)
            return st;
        if (n >= wanted || !more) {
            c->top.n = n;
            return RHZ_OK;
        }
    }
}

static rhz_status collect(struct rhz_collector *c, const struct rhz_search_options *o, struct rhz_error *err)
{
    rhz_status st = rhz_collect_open(c, err);

    if (st != RHZ_OK)
        return st;
    if (o->count_only)
        return rhz_collect(c, o->mode, 0, err);
    return o->by_document ? collect_documents(c, o, err) : rhz_collect_best(c, o->mode, o->offset, o->limit, err);
}

static rhz_status search(struct rhz_snapshot *s, struct rhz_span query, const struct rhz_search_options *o,
                         struct rhz_analyzer *analyzer, struct rhz_hits *hits, struct rhz_error *err)
{
    struct rhz_plan plan;
    bool imported;
    struct rhz_collector c = {.snapshot = s, .plan = &plan, .params = &rhz_rank_defaults};
    size_t n;
    rhz_status st;

    c.patience.until_us = rhz_now_us() + (uint64_t)o->deadline_ms * 1000;
    if ((st = rhz_plan_make(query, o->strict, analyzer, s->arena, &plan, err)) != RHZ_OK || (st = collect(&c, o, err)) != RHZ_OK)
        return st;
    hits->total = c.total;
    if ((st = rhz_imported_is(s->txn, &imported, err)) != RHZ_OK)
        return st;
    if (imported) /* no text, so no hit: say why */
        plan.hint = "Cette base vient d'un graphe importé, sans les textes : la recherche n'y trouve rien ; fiche, liens et "
                    "entites y répondent.";
    if (!(hits->hint = rhz_arena_str(hits->arena, rhz_span_of(*plan.hint || !c.hint ? plan.hint : c.hint))))
        return rhz_no_memory(err);
    n = c.top.n > o->offset ? c.top.n - o->offset : 0;
    if (n > o->limit)
        n = o->limit;
    return rhz_hits_fill(hits, &c, c.top.v + (n ? o->offset : 0), n, analyzer, o->bare ? 0 : o->snippet_words, err);
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

const char *rhz_hits_hint(const struct rhz_hits *h)
{
    return h->hint;
}

void rhz_hits_free(struct rhz_hits *h)
{
    if (h)
        rhz_arena_free(h->arena);
}
