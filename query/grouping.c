/* grouping.c -- passages are asked for in growing numbers until they come from enough documents.
 *
 * A second passage of a document is shown when it is nearly as good as the first: all words as much as it, and half its
 * score. The rest is counted, not shown.
 */
#include "grouping.h"

/* Documents met so far: a table of open addresses from document to group. */
struct table {
    uint32_t *document, *group;
    size_t mask;
};

struct grouping {
    struct rhz_collector *c;
    uint32_t per_document;
    struct rhz_group *groups;
    size_t n;
    struct rhz_candidate *kept; /* `per_document` places a group */
    struct table table;
};

static bool table_new(struct table *t, size_t n, struct rhz_arena *arena)
{
    size_t size = 64;

    while (size < 2 * n)
        size *= 2;
    t->mask = size - 1;
    t->document = rhz_arena_zalloc(arena, size, sizeof *t->document);
    t->group = rhz_arena_zalloc(arena, size, sizeof *t->group);
    return t->document && t->group;
}

/* Where a document is, or the free place where it goes: 0 is no document. */
static size_t table_at(const struct table *t, uint32_t document)
{
    size_t at = document * UINT64_C(0x9E3779B97F4A7C15) >> 32;

    for (at &= t->mask; t->document[at] && t->document[at] != document; at = (at + 1) & t->mask)
        ;
    return at;
}

static bool is_worth_showing(const struct rhz_candidate *x, const struct rhz_candidate *best)
{
    return x->level == best->level && x->score >= best->score / 2;
}

static void add(struct grouping *g, const struct rhz_candidate *x)
{
    size_t at = table_at(&g->table, x->document);
    struct rhz_candidate *best;
    struct rhz_group *group;

    if (!g->table.document[at]) {
        g->table.document[at] = x->document;
        g->table.group[at] = (uint32_t)g->n;
        g->groups[g->n] = (struct rhz_group){(uint32_t)(g->n * g->per_document), 0, 0};
        g->n++;
    }
    group = &g->groups[g->table.group[at]];
    best = &g->kept[group->first];
    if (group->n == 0 || (group->n < g->per_document && is_worth_showing(x, best)))
        best[group->n++] = *x;
}

/* All passages that were found, by document. */
static rhz_status group(struct grouping *g, struct rhz_error *err)
{
    const struct rhz_top *top = &g->c->top;
    struct rhz_arena *arena = g->c->snapshot->arena;

    g->n = 0;
    g->groups = rhz_arena_zalloc(arena, top->n + 1, sizeof *g->groups);
    g->kept = rhz_arena_zalloc(arena, top->n + 1, g->per_document * sizeof *g->kept);
    if (!g->groups || !g->kept || !table_new(&g->table, top->n, arena))
        return rhz_no_memory(err);
    for (size_t i = 0; i < top->n; i++) {
        struct rhz_candidate *x = &top->v[i];

        if (!x->document)
            x->document = rhz_segment_document_of(rhz_collect_segment(g->c, x->passage)->segment, x->passage);
        if (!x->document || x->document >= g->c->snapshot->publication.next_document)
            return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : un passage n'est d'aucun document.");
        add(g, x);
    }
    return RHZ_OK;
}

/* Passages of a document that hold all words. */
static uint32_t count_matched(struct rhz_collector *c, const struct rhz_candidate *x)
{
    const struct rhz_searched *s = rhz_collect_segment(c, x->passage);
    uint32_t first, end, n = 0;

    if (!s->matched)
        return 0;
    rhz_segment_document_range(s->segment, x->passage, &first, &end);
    for (uint32_t i = first - s->first_passage; i < end - s->first_passage; i++)
        n += s->matched[i / 64] >> i % 64 & 1;
    return n;
}

/* The groups asked for become runs of the best. */
static rhz_status give(struct grouping *g, uint32_t offset, uint32_t limit, struct rhz_group **groups, size_t *n,
                       struct rhz_error *err)
{
    struct rhz_top *top = &g->c->top;
    size_t from = offset < g->n ? offset : g->n;
    rhz_status st;

    *groups = g->groups + from;
    *n = limit < g->n - from ? limit : g->n - from;
    top->n = 0;
    for (size_t i = 0; i < *n; i++) {
        struct rhz_group *x = &(*groups)[i];
        uint32_t first = (uint32_t)top->n;

        for (uint32_t k = 0; k < x->n; k++, top->n++) {
            top->v[top->n] = g->kept[x->first + k];
            if (!top->v[top->n].id && (st = rhz_collect_identify(g->c, &top->v[top->n], err)) != RHZ_OK)
                return st;
        }
        x->first = first;
        x->all = count_matched(g->c, &top->v[first]);
    }
    return RHZ_OK;
}

rhz_status rhz_collect_groups(struct rhz_collector *c, enum rhz_search_mode mode, uint32_t offset, uint32_t limit,
                              uint32_t per_document, struct rhz_group **groups, size_t *n, struct rhz_error *err)
{
    struct grouping g = {.c = c, .per_document = per_document};
    uint64_t wanted = (uint64_t)offset + limit, asked = wanted + wanted / 2 + RHZ_RERANKED;
    rhz_status st;

    for (;; asked *= 2) {
        if (asked > UINT32_MAX)
            asked = UINT32_MAX;
        if ((st = rhz_collect_best(c, mode, 0, (size_t)asked, err)) != RHZ_OK || (st = group(&g, err)) != RHZ_OK)
            return st;
        if (g.n >= wanted || c->top.n < asked || asked == UINT32_MAX)
            return give(&g, offset, limit, groups, n, err);
    }
}
