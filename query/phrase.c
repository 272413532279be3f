/* phrase.c -- words together: passages that hold every word, then the places where they stand in order, or near one
 * another.
 *
 * Rarest word first, by leapfrog, so that positions are read only where all words occur. The readings of a word share
 * its place, in the query and in the document, so a phrase crosses inclusive writing.
 */
#include <stdlib.h>

#include "near.h"
#include "places.h"

static int by_df(const void *a, const void *b)
{
    const struct rhz_place *p = a, *q = b;

    return (p->df > q->df) - (p->df < q->df);
}

/* First passage >= target that holds all words, RHZ_NONE: no more. */
static uint32_t all_seek(struct rhz_place *places, size_t n, uint32_t target, bool *corrupt)
{
    for (size_t i = 0; i < n && target != RHZ_NONE;) {
        uint32_t at = rhz_place_seek(&places[i], target, corrupt);

        i = at == target ? i + 1 : at == RHZ_NONE ? n : i ? 0 : 1;
        target = at;
    }
    return target;
}

/* Keep in a[0..n) what b holds too; both ascend. */
static size_t intersect(uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t kept = 0, j = 0;

    for (size_t i = 0; i < n; i++) {
        while (j < m && b[j] < a[i])
            j++;
        if (j < m && b[j] == a[i])
            a[kept++] = a[i];
    }
    return kept;
}

/* Number of places in `passage` where the phrase begins. */
static rhz_status occurrences(struct rhz_place *places, size_t n, uint32_t passage, struct rhz_arena *arena, bool *corrupt,
                              uint32_t *out, struct rhz_error *err)
{
    rhz_status st;

    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if ((st = rhz_place_load(&places[i], passage, arena, corrupt, err)) != RHZ_OK)
            return st;
        if (i)
            places[0].n_positions = intersect(places[0].positions, places[0].n_positions, places[i].positions,
                                              places[i].n_positions);
        if (!places[0].n_positions)
            return RHZ_OK;
    }
    *out = (uint32_t)places[0].n_positions;
    return RHZ_OK;
}

/* Number of windows, none of which touches another, where the words stand near one another. */
static rhz_status near_occurrences(struct rhz_place *places, struct rhz_near *near, uint32_t passage,
                                   struct rhz_arena *arena, bool *corrupt, uint32_t *out, struct rhz_error *err)
{
    uint32_t first, last;
    rhz_status st;

    *out = 0;
    for (size_t i = 0; i < near->n; i++) {
        if ((st = rhz_place_load(&places[i], passage, arena, corrupt, err)) != RHZ_OK)
            return st;
        if (!places[i].n_positions)
            return RHZ_OK;
        near->words[i] = (struct rhz_near_word){.positions = places[i].positions, .n = places[i].n_positions};
    }
    for (near->from = 0; rhz_near_next(near, &first, &last); near->from = last + 1)
        ++*out;
    return RHZ_OK;
}

rhz_status rhz_list_gather_phrase(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                                  struct rhz_patience *patience, struct rhz_error *err)
{
    struct rhz_place *places = rhz_arena_zalloc(arena, leaf->n_slots, sizeof *places);
    struct rhz_near near = {.n = leaf->n_slots, .distance = leaf->distance};
    struct rhz_gathered g = {0};
    bool in_order = leaf->kind != RHZ_LEAF_NEAR;
    uint32_t passage, n;
    rhz_status st;

    if (!places || (!in_order && !(near.words = rhz_arena_zalloc(arena, near.n, sizeof *near.words))))
        return rhz_no_memory(err);
    for (size_t i = 0; i < leaf->n_slots; i++) {
        if ((st = rhz_place_open(l->segment, leaf, &leaf->slots[i], arena, &places[i], err)) != RHZ_OK)
            return st;
        if (!places[i].n)
            return RHZ_OK;
    }
    qsort(places, leaf->n_slots, sizeof *places, by_df);
    for (passage = 0; (passage = all_seek(places, leaf->n_slots, passage, &l->corrupt)) != RHZ_NONE; passage++) {
        st = in_order ? occurrences(places, leaf->n_slots, passage, arena, &l->corrupt, &n, err)
                      : near_occurrences(places, &near, passage, arena, &l->corrupt, &n, err);
        patience->steps += in_order ? 0 : 63; /* a long passage of common words takes long to match */
        if (st != RHZ_OK || (st = rhz_patience_check(patience, err)) != RHZ_OK)
            return st;
        if (n && !rhz_gathered_push(&g, arena, passage, n, 0, true))
            return rhz_no_memory(err);
    }
    rhz_gathered_finish(&g, l);
    return RHZ_OK;
}
