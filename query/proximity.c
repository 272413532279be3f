/* proximity.c -- words that stand near one another are worth more.
 *
 * Two neighbouring words of the query add a share of the rarer one, divided by how far their distance in the passage is
 * from that in the query; and the window of a sentence's length that holds most of the words adds a share of these. Only
 * the best candidates are looked at: it takes positions, which ranking never touches.
 */
#include <stdlib.h>

#include "collect.h"
#include "places.h"

static int by_passage(const void *a, const void *b)
{
    const struct rhz_candidate *p = *(struct rhz_candidate *const *)a, *q = *(struct rhz_candidate *const *)b;

    return (p->passage > q->passage) - (p->passage < q->passage);
}

/* How far from `wanted` the distance from a position of `a` to one of `b` stays, at least. Both ascend. */
static uint32_t least_strain(const struct rhz_place *a, const struct rhz_place *b, uint32_t wanted)
{
    uint32_t least = UINT32_MAX;
    size_t j = 0;

    for (size_t i = 0; i < a->n_positions && least; i++) {
        uint64_t aim = (uint64_t)a->positions[i] + wanted;

        while (j < b->n_positions && b->positions[j] < aim)
            j++;
        if (j < b->n_positions && b->positions[j] - aim < least)
            least = (uint32_t)(b->positions[j] - aim);
        if (j && aim - b->positions[j - 1] < least)
            least = (uint32_t)(aim - b->positions[j - 1]);
    }
    return least;
}

/* A word of the query at a place of the passage. */
struct stand {
    uint32_t position, leaf;
};

/* A crafted passage may hold the words everywhere: the first places decide. */
enum { MOST_STANDS = 512 };

/* The words of the query that have places, in one segment. */
struct words {
    struct rhz_place *places; /* per leaf */
    const struct rhz_collector *c;
    struct stand *stands;     /* of one passage, by position */
    size_t n_stands;
    uint32_t *held;           /* per leaf: how often the window holds it */
};

static bool has_places(const struct rhz_leaf *leaf)
{
    return leaf->scored && leaf->kind == RHZ_LEAF_WORD;
}

static rhz_status open_words(struct rhz_collector *c, struct rhz_searched *s, struct words *out, struct rhz_error *err)
{
    const struct rhz_plan *plan = c->plan;
    rhz_status st;

    *out = (struct words){.c = c};
    out->places = rhz_arena_zalloc(c->snapshot->arena, plan->n_leaves, sizeof *out->places);
    out->stands = rhz_arena_zalloc(c->snapshot->arena, MOST_STANDS, sizeof *out->stands);
    out->held = rhz_arena_zalloc(c->snapshot->arena, plan->n_leaves, sizeof *out->held);
    if (!out->places || !out->stands || !out->held)
        return rhz_no_memory(err);
    for (size_t i = 0; i < plan->n_leaves; i++)
        if (has_places(&plan->leaves[i]) &&
            (st = rhz_place_open(s->segment, &plan->leaves[i], plan->leaves[i].slots, c->snapshot->arena,
                                 &out->places[i], err)) != RHZ_OK)
            return st;
    return RHZ_OK;
}

/* Places of one leaf, ascending, go among those of the leaves before it. */
static void add_stands(struct words *w, const struct rhz_place *p, uint32_t leaf)
{
    size_t n = p->n_positions < MOST_STANDS - w->n_stands ? p->n_positions : MOST_STANDS - w->n_stands;
    size_t to = w->n_stands + n, from = w->n_stands;

    w->n_stands = to;
    while (n) {
        if (from && w->stands[from - 1].position > p->positions[n - 1])
            w->stands[--to] = w->stands[--from];
        else
            w->stands[--to] = (struct stand){p->positions[--n], leaf};
    }
}

/* Weight of the words in the window that holds most. */
static float best_window(struct words *w)
{
    double sum = 0, best = 0;
    size_t first = 0;

    memset(w->held, 0, w->c->plan->n_leaves * sizeof *w->held);
    for (size_t last = 0; last < w->n_stands; last++) {
        for (; w->stands[last].position - w->stands[first].position >= RHZ_WINDOW_WORDS; first++)
            if (--w->held[w->stands[first].leaf] == 0)
                sum -= (double)w->c->weights[w->stands[first].leaf];
        if (w->held[w->stands[last].leaf]++ == 0)
            sum += (double)w->c->weights[w->stands[last].leaf];
        best = sum > best ? sum : best;
    }
    return (float)best;
}

static rhz_status bonus(struct words *w, uint32_t passage, float *out, struct rhz_error *err)
{
    const struct rhz_plan *plan = w->c->plan;
    const float *weights = w->c->weights;
    size_t last = SIZE_MAX;
    bool corrupt = false;
    rhz_status st;

    *out = 0;
    w->n_stands = 0;
    for (size_t i = 0; i < plan->n_leaves; i++) {
        struct rhz_place *p = &w->places[i];

        if (!p->n || rhz_place_seek(p, passage, &corrupt) != passage)
            continue;
        if ((st = rhz_place_load(p, passage, w->c->snapshot->arena, &corrupt, err)) != RHZ_OK)
            return st;
        if (!p->n_positions)
            continue;
        add_stands(w, p, (uint32_t)i);
        if (last != SIZE_MAX) {
            uint32_t strain = least_strain(&w->places[last], p, plan->leaves[i].position - plan->leaves[last].position);
            float rarer = weights[i] < weights[last] ? weights[i] : weights[last];

            *out += w->c->params->proximity * rarer / (1 + (float)strain);
        }
        last = i;
    }
    *out += w->c->params->window * best_window(w);
    return corrupt ? rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : des positions ne se lisent pas.") : RHZ_OK;
}

rhz_status rhz_collect_proximity(struct rhz_collector *c, struct rhz_candidate *v, size_t n, struct rhz_error *err)
{
    struct rhz_candidate **sorted = rhz_arena_zalloc(c->snapshot->arena, n, sizeof *sorted);
    struct rhz_searched *at = NULL;
    struct words words = {.c = c};
    size_t n_words = 0;
    rhz_status st;

    for (size_t i = 0; i < c->plan->n_leaves; i++)
        n_words += has_places(&c->plan->leaves[i]);
    if (n_words < 2 || !n)
        return RHZ_OK;
    if (!sorted)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &v[i];
    qsort(sorted, n, sizeof *sorted, by_passage);
    for (size_t i = 0; i < n; i++) {
        struct rhz_searched *s = rhz_collect_segment(c, sorted[i]->passage);
        float more;

        if (s != at && (st = open_words(c, s, &words, err)) != RHZ_OK)
            return st;
        at = s;
        if ((st = bonus(&words, sorted[i]->passage, &more, err)) != RHZ_OK ||
            (st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            return st;
        sorted[i]->score += more;
    }
    return RHZ_OK;
}
