/* elsewhere.c -- a word that the passage lacks and its document has is worth a little.
 *
 * A long document says once what it is about. Only the best candidates are looked at, in the order of their passages, so
 * that one cursor per word goes once over the documents.
 */
#include <stdlib.h>

#include "collect.h"

/* The document at hand. */
struct around {
    struct rhz_searched *searched;
    struct rhz_list **lists; /* per leaf; NULL until a document of several passages comes */
    uint32_t document, first, last; /* its passages */
    bool *holds;             /* per leaf */
};

static int by_passage(const void *a, const void *b)
{
    const struct rhz_candidate *p = *(struct rhz_candidate *const *)a, *q = *(struct rhz_candidate *const *)b;

    return (p->passage > q->passage) - (p->passage < q->passage);
}

static bool may_lack(const struct rhz_leaf *leaf)
{
    return leaf->scored && leaf->kind != RHZ_LEAF_FIELD;
}

static bool is_of(const struct around *a, uint32_t passage)
{
    const struct rhz_searched *s = a->searched;

    return passage >= s->first_passage && passage - s->first_passage < s->n_passages &&
           rhz_segment_document_of(s->segment, passage) == a->document;
}

/* The passages of a document stand together: leap away from `passage`, then step back. */
static void find_passages(struct around *a, uint32_t passage)
{
    uint32_t step;

    a->document = rhz_segment_document_of(a->searched->segment, passage);
    a->first = a->last = passage;
    for (step = 1; step && a->first >= step && is_of(a, a->first - step); step *= 2)
        a->first -= step;
    for (; step; step /= 2)
        if (a->first >= step && is_of(a, a->first - step))
            a->first -= step;
    for (step = 1; step && is_of(a, a->last + step); step *= 2)
        a->last += step;
    for (; step; step /= 2)
        if (is_of(a, a->last + step))
            a->last += step;
}

static rhz_status copy_lists(struct rhz_collector *c, struct around *a, struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    rhz_status st = RHZ_OK;

    a->lists = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *a->lists);
    if (!a->lists || (!a->holds && !(a->holds = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *a->holds))))
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->plan->n_leaves && st == RHZ_OK; i++)
        if (may_lack(&c->plan->leaves[i]))
            st = rhz_list_copy(a->searched->lists[i], arena, &a->lists[i], err);
    return st;
}

/* Make `a` the document of `passage`. */
static rhz_status move(struct rhz_collector *c, struct around *a, uint32_t passage, struct rhz_error *err)
{
    struct rhz_searched *s = rhz_collect_segment(c, passage);
    rhz_status st;

    if (s == a->searched && rhz_segment_document_of(s->segment, passage) == a->document)
        return RHZ_OK;
    if (s != a->searched)
        a->lists = NULL;
    a->searched = s;
    find_passages(a, passage);
    if (a->first == a->last)
        return RHZ_OK;
    if (!a->lists && (st = copy_lists(c, a, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < c->plan->n_leaves; i++) {
        if (!a->lists[i])
            continue;
        rhz_list_seek(a->lists[i], a->first);
        a->holds[i] = a->lists[i]->passage <= a->last;
    }
    return RHZ_OK;
}

static float worth(struct rhz_collector *c, struct around *a, uint32_t passage)
{
    float sum = 0;

    for (size_t i = 0; a->first != a->last && i < c->plan->n_leaves; i++) {
        if (!a->lists[i] || !a->holds[i])
            continue;
        rhz_list_seek(a->lists[i], passage);
        if (a->lists[i]->passage != passage)
            sum += c->weights[i];
    }
    return c->params->elsewhere * sum;
}

rhz_status rhz_collect_elsewhere(struct rhz_collector *c, struct rhz_candidate *v, size_t n, struct rhz_error *err)
{
    struct rhz_candidate **sorted = rhz_arena_zalloc(c->snapshot->arena, n + 1, sizeof *sorted);
    struct around around = {0};
    size_t words = 0;
    rhz_status st;

    for (size_t i = 0; i < c->plan->n_leaves; i++)
        words += may_lack(&c->plan->leaves[i]);
    if (words < 2)
        return RHZ_OK;
    if (!sorted)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &v[i];
    qsort(sorted, n, sizeof *sorted, by_passage);
    for (size_t i = 0; i < n; i++) {
        if ((st = move(c, &around, sorted[i]->passage, err)) != RHZ_OK || (st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            return st;
        sorted[i]->elsewhere = worth(c, &around, sorted[i]->passage);
        sorted[i]->score += sorted[i]->elsewhere;
    }
    return RHZ_OK;
}
