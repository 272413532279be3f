/* search.c -- rhz_search(): plan, collect, describe, within the limits given. */
#include "analyzer.h"
#include "hits.h"

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

static rhz_status search(struct rhz_snapshot *s, struct rhz_span query, const struct rhz_search_options *o,
                         struct rhz_analyzer *analyzer, struct rhz_hits *hits, struct rhz_error *err)
{
    struct rhz_plan plan;
    struct rhz_collector c = {.snapshot = s, .plan = &plan, .params = &rhz_rank_defaults};
    size_t n;
    rhz_status st;

    c.patience.until_us = rhz_now_us() + (uint64_t)o->deadline_ms * 1000;
    if ((st = rhz_plan_make(query, analyzer, s->arena, &plan, err)) != RHZ_OK ||
        (st = rhz_collect_open(&c, err)) != RHZ_OK ||
        (st = rhz_collect_best(&c, o->mode, o->offset, o->limit, err)) != RHZ_OK)
        return st;
    hits->total = c.total;
    if (!(hits->hint = rhz_arena_str(hits->arena, rhz_span_of(plan.hint))))
        return rhz_no_memory(err);
    n = c.top.n > o->offset ? c.top.n - o->offset : 0;
    if (n > o->limit)
        n = o->limit;
    return rhz_hits_fill(hits, &c, c.top.v + (n ? o->offset : 0), n, analyzer, o->snippet_words, err);
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

rhz_status rhz_search(struct rhz_base *b, const char *query, size_t n, const struct rhz_search_options *options,
                      struct rhz_hits **out, struct rhz_error *err)
{
    struct rhz_search_options o = complete(options);
    struct rhz_snapshot snapshot = {0};
    struct rhz_analyzer *analyzer = NULL;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_hits *hits = arena ? rhz_arena_zalloc(arena, 1, sizeof *hits) : NULL;
    rhz_status st;

    *out = NULL;
    if (!hits || !(analyzer = rhz_base_take_analyzer(b))) {
        st = rhz_no_memory(err);
        goto done;
    }
    hits->arena = arena;
    if ((st = rhz_snapshot_open(b, &snapshot, err)) != RHZ_OK)
        goto done;
    rhz_arena_limit(snapshot.arena, o.memory_bytes);
    st = blame(&snapshot, &o, search(&snapshot, rhz_span(query, n), &o, analyzer, hits, err), err);
done:
    rhz_base_give_analyzer(b, analyzer);
    rhz_snapshot_close(&snapshot);
    if (st == RHZ_OK)
        *out = hits;
    else
        rhz_arena_free(arena);
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
