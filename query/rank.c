/* rank.c -- BM25F and the selection of the best.
 *
 * A word's occurrences in the text and in the context (title, headings) are each divided by their length, weighed,
 * added, and only then saturated: a word in both fields is not worth two words. Against a heap, a buffer that is cut in
 * two now and then costs a few comparisons per candidate, and keeps ties without deciding them.
 */
#include "rank.h"

#include <math.h>
#include <stdlib.h>

#include "segment.h"

const struct rhz_rank_params rhz_rank_defaults = {
    .k1 = 0.7f, .b_text = 0.8f, .w_context = 1.0f, .b_context = 0.5f, .exact = 0.5f, .proximity = 0.4f, .window = 0.2f,
    .elsewhere = 0.15f, .asked = 0.3f, .guess = 0.7f, .idf_power = 1.3f};

void rhz_scorer_init(struct rhz_scorer *s, const struct rhz_rank_params *p, double average_text,
                     double average_context)
{
    if (average_text < 1)
        average_text = 1;
    if (average_context < 1)
        average_context = 1;
    for (unsigned code = 0; code < 256; code++) {
        double length = rhz_length_of((uint8_t)code);

        s->text[code] = (float)(1 / (1 - p->b_text + p->b_text * length / average_text));
        s->context[code] = (float)(p->w_context / (1 - p->b_context + p->b_context * length / average_context));
    }
    s->k1 = p->k1;
    s->exact = 1 + p->exact;
}

float rhz_leaf_weight(const struct rhz_rank_params *p, uint64_t n_passages, uint64_t df, uint32_t times)
{
    double n = (double)n_passages, d = (double)(df < n_passages ? df : n_passages);

    return (float)(pow(log(1 + (n - d + 0.5) / (d + 0.5)), p->idf_power) * (p->k1 + 1) * times);
}

/* ---- the best k ---- */

void rhz_top_init(struct rhz_top *t, struct rhz_arena *arena, size_t k)
{
    *t = (struct rhz_top){.arena = arena, .k = k, .next_cut = 2 * k + 64};
}

static int by_score(const void *a, const void *b)
{
    const struct rhz_candidate *p = a, *q = b;

    if (p->level != q->level)
        return p->level < q->level ? -1 : 1;
    if (p->date != q->date)
        return p->date > q->date ? -1 : 1;
    return (p->score < q->score) - (p->score > q->score);
}

static void swap(struct rhz_candidate *a, struct rhz_candidate *b)
{
    struct rhz_candidate c = *a;

    *a = *b;
    *b = c;
}

/* The k-th best of `n` (k < n, from 0), by Hoare's selection around the middle of three; leaves `v` in some order. */
static struct rhz_candidate select_best(struct rhz_candidate *v, size_t n, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, wanted = (ptrdiff_t)k;

    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2, i = low, j = high;
        struct rhz_candidate pivot;

        if (by_score(&v[middle], &v[low]) < 0)
            swap(&v[middle], &v[low]);
        if (by_score(&v[high], &v[low]) < 0)
            swap(&v[high], &v[low]);
        if (by_score(&v[high], &v[middle]) < 0)
            swap(&v[high], &v[middle]);
        pivot = v[middle];
        while (i <= j) {
            while (by_score(&v[i], &pivot) < 0)
                i++;
            while (by_score(&v[j], &pivot) > 0)
                j--;
            if (i <= j)
                swap(&v[i++], &v[j--]);
        }
        if (wanted > j && wanted < i)
            break;
        if (wanted <= j)
            high = j;
        else
            low = i;
    }
    return v[k];
}

/* Drop what is worse than the k-th. */
static void cut(struct rhz_top *t)
{
    struct rhz_candidate last;
    size_t n = 0;

    if (t->n < t->k || t->k == 0)
        return;
    last = select_best(t->v, t->n, t->k - 1);
    t->full = true;
    t->level = last.level;
    t->date = last.date;
    t->score = last.score;
    for (size_t i = 0; i < t->n; i++)
        if (by_score(&t->v[i], &last) <= 0)
            t->v[n++] = t->v[i];
    t->n = n;
    t->next_cut = 2 * n + 64;
}

void rhz_top_add(struct rhz_top *t, uint32_t level, uint32_t date, float score, uint32_t passage)
{
    if (t->k == 0)
        return;
    if (!RHZ_PUSH(t->arena, t->v, t->n, t->cap)) {
        t->failed = true;
        return;
    }
    t->v[t->n++] = (struct rhz_candidate){.score = score, .level = level, .date = date, .passage = passage};
    if (t->n >= t->next_cut)
        cut(t);
}

/* Document ids are hashes: if two documents shared one, the passage would still decide. */
static int in_order(const void *a, const void *b)
{
    const struct rhz_candidate *p = a, *q = b;
    int c = by_score(a, b);

    if (c)
        return c;
    if (p->id != q->id)
        return p->id < q->id ? -1 : 1;
    return (p->passage > q->passage) - (p->passage < q->passage);
}

rhz_status rhz_candidates_sort(struct rhz_candidate *v, size_t n, size_t from, size_t to, rhz_identify *identify,
                               void *context, struct rhz_error *err)
{
    rhz_status st;

    if (n < 2)
        return RHZ_OK;
    qsort(v, n, sizeof *v, by_score);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && by_score(&v[i], &v[end]) == 0; end++)
            ;
        if (end == i + 1 || i >= to || end <= from)
            continue;
        for (size_t j = i; j < end; j++)
            if (!v[j].document && (st = identify(context, &v[j], err)) != RHZ_OK)
                return st;
        qsort(v + i, end - i, sizeof *v, in_order);
    }
    return RHZ_OK;
}

rhz_status rhz_top_finish(struct rhz_top *t, rhz_identify *identify, void *context, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    if (t->failed)
        return rhz_no_memory(err);
    cut(t);
    /* Only a tie of the k-th with the next decides who stays. */
    if (t->n > t->k && t->k)
        st = rhz_candidates_sort(t->v, t->n, t->k - 1, t->k, identify, context, err);
    else if (t->n)
        qsort(t->v, t->n, sizeof *t->v, by_score);
    if (t->n > t->k)
        t->n = t->k;
    return st;
}
