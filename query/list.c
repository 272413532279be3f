/* list.c -- reading a leaf in one segment, and choosing between reading in place and gathering. */
#include "list.h"

rhz_status rhz_patience_check(struct rhz_patience *p, struct rhz_error *err)
{
    if (p->steps++ % 64 || rhz_now_us() < p->until_us)
        return RHZ_OK;
    return rhz_fail(err, RHZ_LIMIT, "La recherche a dépassé le temps permis : précisez la requête, ou allongez le délai.");
}

static void empty(struct rhz_list *l)
{
    static const uint32_t none[1];
    static const uint8_t no_set[1];

    l->passage = RHZ_NONE;
    l->at = l->n = 0;
    l->passages = l->frequencies = l->context_frequencies = none;
    l->form_sets = no_set;
}

/* The block that the postings stand on becomes ours. */
static void adopt_block(struct rhz_list *l)
{
    struct rhz_postings *p = l->postings;

    l->corrupt |= p->corrupt;
    if (p->passage == RHZ_NONE || p->corrupt) {
        empty(l);
        return;
    }
    l->passage = p->passage;
    l->at = p->at;
    l->n = p->n;
    l->passages = p->passages;
    l->frequencies = p->frequencies;
    l->context_frequencies = p->context_frequencies;
    l->form_sets = p->form_sets;
}

void rhz_list_next_block(struct rhz_list *l)
{
    if (!l->postings || l->passage == RHZ_NONE) {
        l->passage = RHZ_NONE;
        return;
    }
    rhz_postings_next_block(l->postings);
    adopt_block(l);
}

void rhz_list_seek_far(struct rhz_list *l, uint32_t target)
{
    if (!l->postings || l->passage == RHZ_NONE) {
        l->passage = RHZ_NONE;
        return;
    }
    rhz_postings_seek(l->postings, target);
    adopt_block(l);
}

rhz_status rhz_list_copy(const struct rhz_list *l, struct rhz_arena *arena, struct rhz_list **out,
                         struct rhz_error *err)
{
    struct rhz_list *copy = rhz_arena_alloc(arena, sizeof *copy);
    rhz_status st = RHZ_OK;

    *out = copy;
    if (!copy)
        return rhz_no_memory(err);
    *copy = *l;
    copy->at = 0;
    if (!l->postings)
        copy->passage = l->n ? l->passages[0] : RHZ_NONE;
    else if ((st = rhz_postings_open(l->segment, &l->term, arena, &copy->postings, err)) == RHZ_OK)
        adopt_block(copy);
    return st;
}

/* One term whose typed form, if it occurs, has a bit of its own in the sets of forms: read in place. The terms of the
 * readings that do not occur in this segment leave no trace, so this depends on the segment, but its result does not. */
static rhz_status open_plain(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena, bool *plain,
                             struct rhz_error *err)
{
    const struct rhz_slot *slot = leaf->slots;
    struct rhz_form_choice typed;
    const struct rhz_reading *found = NULL;
    rhz_status st;

    *plain = false;
    for (size_t i = 0; i < slot->n_readings; i++) {
        struct rhz_term term;

        if (found && rhz_span_eq(found->term, slot->readings[i].term))
            continue;
        if ((st = rhz_segment_term(l->segment, slot->readings[i].term, &term, err)) == RHZ_NOT_FOUND)
            continue;
        if (st != RHZ_OK || found)
            return st;
        found = &slot->readings[i];
        l->term = term;
    }
    *plain = true;
    if (!found)
        return RHZ_OK;
    if ((st = rhz_form_choose(&l->term, leaf, slot, arena, &typed, err)) != RHZ_OK)
        return st;
    *plain = !(typed.low & 0x80);
    if (!*plain)
        return RHZ_OK;
    l->exact = typed.low;
    l->df = l->term.document_frequency;
    if ((st = rhz_postings_open(l->segment, &l->term, arena, &l->postings, err)) == RHZ_OK)
        adopt_block(l);
    return st;
}

rhz_status rhz_list_open(struct rhz_segment *s, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                         struct rhz_patience *patience, struct rhz_list **out, struct rhz_error *err)
{
    struct rhz_list *l = rhz_arena_zalloc(arena, 1, sizeof *l);
    bool plain = false;
    rhz_status st = RHZ_OK;

    *out = l;
    if (!l)
        return rhz_no_memory(err);
    l->segment = s;
    empty(l);
    if (leaf->kind == RHZ_LEAF_WORD && (st = open_plain(l, leaf, arena, &plain, err)) != RHZ_OK)
        return st;
    if (!plain)
        st = leaf->n_slots > 1 ? rhz_list_gather_phrase(l, leaf, arena, patience, err)
                               : rhz_list_gather(l, leaf, arena, patience, err);
    if (st == RHZ_OK && l->corrupt)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une liste de passages ne se lit pas.");
    return st;
}

rhz_status rhz_list_of(struct rhz_segment *s, const uint32_t *passages, size_t n, struct rhz_arena *arena,
                       struct rhz_list **out, struct rhz_error *err)
{
    struct rhz_list *l = rhz_arena_zalloc(arena, 1, sizeof *l);
    uint32_t *zeros = rhz_arena_zalloc(arena, n + 1, sizeof *zeros);

    *out = l;
    if (!l || !zeros)
        return rhz_no_memory(err);
    l->segment = s;
    empty(l);
    if (!n)
        return RHZ_OK;
    l->passages = passages;
    l->frequencies = l->context_frequencies = zeros;
    l->form_sets = (const uint8_t *)zeros;
    l->n = (uint32_t)n;
    l->passage = passages[0];
    l->df = n;
    return RHZ_OK;
}

rhz_status rhz_list_join(struct rhz_list **list, const uint32_t *more, size_t n, struct rhz_arena *arena,
                         struct rhz_patience *patience, uint64_t *added, struct rhz_error *err)
{
    struct rhz_list *l = *list, *joined;
    struct rhz_gathered g = {0};
    rhz_status st;

    if (!n)
        return RHZ_OK;
    if ((st = rhz_list_of(l->segment, NULL, 0, arena, &joined, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < n || l->passage != RHZ_NONE;) {
        bool ours = l->passage != RHZ_NONE && (i == n || l->passage <= more[i]);
        bool theirs = i < n && more[i] <= l->passage; /* RHZ_NONE is greater than any passage */

        if (!rhz_gathered_push(&g, arena, ours ? l->passage : more[i], ours ? l->frequencies[l->at] : 1,
                               ours ? l->context_frequencies[l->at] : 0,
                               ours && (theirs || (l->form_sets[l->at] & l->exact))))
            return rhz_no_memory(err);
        *added += !ours;
        i += theirs;
        if (ours)
            rhz_list_next(l);
        if ((st = rhz_patience_check(patience, err)) != RHZ_OK)
            return st;
    }
    joined->corrupt = l->corrupt;
    rhz_gathered_finish(&g, joined);
    *list = joined;
    return RHZ_OK;
}
