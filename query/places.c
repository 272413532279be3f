/* places.c -- positions of a word of the query: the readings of one word are one word, at one place. */
#include "places.h"

#include <stdlib.h>

rhz_status rhz_place_open(struct rhz_segment *s, const struct rhz_leaf *leaf, const struct rhz_slot *slot,
                          struct rhz_arena *arena, struct rhz_place *out, struct rhz_error *err)
{
    rhz_status st;

    *out = (struct rhz_place){.offset = slot->offset};
    if (!(out->alternatives = rhz_arena_zalloc(arena, slot->n_readings, sizeof *out->alternatives)))
        return rhz_no_memory(err);
    for (size_t i = 0, j; i < slot->n_readings; i++) {
        struct rhz_alternative *a = &out->alternatives[out->n];
        struct rhz_term term;

        for (j = 0; j < i && !rhz_span_eq(slot->readings[j].term, slot->readings[i].term); j++)
            ;
        if (j < i)
            continue;
        if ((st = rhz_segment_term(s, slot->readings[i].term, &term, err)) == RHZ_NOT_FOUND)
            continue;
        if (st != RHZ_OK)
            return st;
        a->choice = (struct rhz_form_choice){.all = true, .low = 0xFF};
        if (rhz_leaf_by_form(leaf) && (st = rhz_form_choose(&term, leaf, slot, arena, &a->choice, err)) != RHZ_OK)
            return st;
        if (!a->choice.low)
            continue;
        if ((st = rhz_postings_open(s, &term, arena, &a->postings, err)) != RHZ_OK)
            return st;
        out->df += term.document_frequency;
        out->n++;
    }
    return RHZ_OK;
}

/* First passage >= target that one of the alternatives holds. */
uint32_t rhz_place_seek(struct rhz_place *p, uint32_t target, bool *corrupt)
{
    uint32_t first = RHZ_NONE;

    for (size_t i = 0; i < p->n; i++) {
        struct rhz_postings *q = p->alternatives[i].postings;

        if (q->passage < target)
            rhz_postings_seek(q, target);
        *corrupt |= q->corrupt;
        if (q->passage < first)
            first = q->passage;
    }
    return first;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static rhz_status add_positions(struct rhz_place *p, struct rhz_alternative *a, struct rhz_arena *arena, bool *corrupt,
                                struct rhz_error *err)
{
    const uint32_t *forms, *positions;
    size_t n;

    if (!rhz_postings_entries(a->postings, &positions, &forms, &n)) {
        if (a->postings->no_memory)
            return rhz_no_memory(err);
        *corrupt = true;
        return RHZ_OK;
    }
    for (size_t i = 0; i < n; i++) {
        if (positions[i] < p->offset || !rhz_form_chosen(&a->choice, forms[i]))
            continue;
        if (!RHZ_PUSH(arena, p->positions, p->n_positions, p->cap))
            return rhz_no_memory(err);
        p->positions[p->n_positions++] = positions[i] - p->offset;
    }
    return RHZ_OK;
}

rhz_status rhz_place_load(struct rhz_place *p, uint32_t passage, struct rhz_arena *arena, bool *corrupt,
                                 struct rhz_error *err)
{
    rhz_status st;
    size_t n = 0;

    p->n_positions = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->alternatives[i].postings->passage == passage &&
            (st = add_positions(p, &p->alternatives[i], arena, corrupt, err)) != RHZ_OK)
            return st;
    if (p->n > 1 && p->n_positions > 1)
        qsort(p->positions, p->n_positions, sizeof *p->positions, by_value);
    for (size_t i = 0; i < p->n_positions; i++)
        if (!n || p->positions[i] != p->positions[n - 1])
            p->positions[n++] = p->positions[i];
    p->n_positions = n;
    return RHZ_OK;
}
