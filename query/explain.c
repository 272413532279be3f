/* explain.c -- the score of a passage, word by word, by the very function that ranked it; then what words elsewhere in its document
 * add; what remains is nearness.
 *
 * Computed afresh for the hits that are shown: ranking keeps nothing for it.
 */
#include "explain.h"

#include <math.h>
#include <stdlib.h>

struct explained {
    const struct rhz_candidate *candidate;
    struct rhz_hit *hit;
};

static int by_passage(const void *a, const void *b)
{
    const struct explained *p = a, *q = b;

    return (p->candidate->passage > q->candidate->passage) - (p->candidate->passage < q->candidate->passage);
}

static struct rhz_score_part part_of(const struct rhz_collector *c, const struct rhz_searched *s, size_t leaf,
                                     const struct rhz_list *l)
{
    uint8_t text = s->text_lengths[l->passage - s->first_passage], context = s->context_lengths[l->passage - s->first_passage];
    struct rhz_score_part p = {.weight = c->weights[leaf], .passages = c->df[leaf], .frequency = l->frequencies[l->at],
                               .context_frequency = l->context_frequencies[l->at], .words = rhz_length_of(text),
                               .context_words = rhz_length_of(context), .exact = l->form_sets[l->at] & l->exact};

    p.score = (double)rhz_score(&c->scorer, c->weights[leaf], p.frequency, p.context_frequency, text, context, p.exact);
    return p;
}

static rhz_status explain_hit(struct rhz_hits *hits, const struct rhz_collector *c, const struct rhz_searched *s,
                              struct rhz_list **lists, const struct explained *x, struct rhz_error *err)
{
    struct rhz_score_part *parts = rhz_arena_zalloc(hits->arena, c->plan->n_leaves + 2, sizeof *parts);
    double rest = (double)x->candidate->score;
    size_t n = 0;

    if (!parts)
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->plan->n_leaves; i++) {
        if (!c->plan->leaves[i].scored)
            continue;
        rhz_list_seek(lists[i], x->candidate->passage);
        if (lists[i]->passage != x->candidate->passage)
            continue;
        parts[n] = part_of(c, s, i, lists[i]);
        rest -= parts[n].score;
        if (!(parts[n++].word = rhz_arena_str(hits->arena, c->plan->leaves[i].typed)))
            return rhz_no_memory(err);
    }
    if (x->candidate->elsewhere > 0) {
        parts[n++] = (struct rhz_score_part){.word = "", .elsewhere = true, .score = (double)x->candidate->elsewhere};
        rest -= (double)x->candidate->elsewhere;
    }
    if (fabs(rest) > 1e-5 * fabs((double)x->candidate->score)) /* beyond what the order of a sum changes */
        parts[n++] = (struct rhz_score_part){.word = "", .score = rest};
    x->hit->parts = parts;
    x->hit->n_parts = n;
    return RHZ_OK;
}

rhz_status rhz_explain(struct rhz_hits *hits, struct rhz_collector *c, const struct rhz_candidate *v, size_t n,
                       struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    struct explained *x = rhz_arena_zalloc(arena, n + 1, sizeof *x);
    struct rhz_list **lists = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *lists);
    struct rhz_searched *at = NULL;
    rhz_status st;

    if (!x || !lists)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++)
        x[i] = (struct explained){&v[i], &hits->v[i]};
    qsort(x, n, sizeof *x, by_passage);
    for (size_t i = 0; i < n; i++) {
        struct rhz_searched *s = rhz_collect_segment(c, x[i].candidate->passage);

        for (size_t k = 0; s != at && k < c->plan->n_leaves; k++)
            if ((st = rhz_list_copy(s->lists[k], arena, &lists[k], err)) != RHZ_OK)
                return st;
        at = s;
        if ((st = explain_hit(hits, c, s, lists, &x[i], err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}
