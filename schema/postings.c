/* postings.c -- reading a posting list: blocks decoded one at a time, skipped by their table, positions on demand.
 *
 * A list of several blocks begins with two arrays, last passages and offsets, searched in place by galloping: what is
 * skipped is neither decoded nor touched. The competitive triples stand at the head of each block, so that asking for
 * a bound costs one cache line of the block it bounds. A list of one block has no table, and its triples are computed.
 */
#include "segment_state.h"

struct rhz_postings_state {
    struct rhz_segment *segment;
    struct rhz_arena *arena;
    struct rhz_piece_reader postings, positions;
    uint32_t df, n_forms, n_blocks;
    uint64_t postings_at, positions_at;
    uint32_t block;               /* the decoded one; n_blocks: past the end */
    uint64_t decoded;
    struct rhz_posting_block now; /* numbers relative to the segment */
    /* one block: */
    uint8_t place;
    struct rhz_span lists;
    uint32_t single_position;
    struct rhz_frontier frontier;
    bool has_frontier;
    /* several: */
    const unsigned char *lasts;   /* numbers of `wide` bytes */
    const char *offsets, *position_offsets; /* le32 each; the second is found when positions are asked for */
    unsigned wide;
    /* positions of the current block: */
    struct rhz_reader after;      /* inline lists: where the positions begin */
    struct rhz_position_block where;
    bool has_where;
    uint32_t *entries, *forms;    /* room for `cap` */
    size_t cap;
};

static void damaged(struct rhz_postings *p)
{
    p->corrupt = true;
    p->passage = RHZ_NONE;
    p->n = p->at = 0;
    p->frequency = p->context_frequency = 0;
    p->forms = 0;
    p->state->block = p->state->n_blocks;
}

static void at_end(struct rhz_postings *p)
{
    bool corrupt = p->corrupt;

    damaged(p);
    p->corrupt = corrupt;
}

static void show(struct rhz_postings *p, uint32_t at)
{
    p->at = at;
    p->passage = p->passages[at];
    p->frequency = p->frequencies[at];
    p->context_frequency = p->context_frequencies[at];
    p->forms = p->form_sets[at];
}

static uint32_t last_of(const struct rhz_postings_state *s, uint32_t block)
{
    return rhz_load_wide(s->lasts + s->wide * (size_t)block, s->wide);
}

/* ---- blocks ---- */

static bool long_piece(struct rhz_postings_state *s, uint32_t block, struct rhz_reader *r)
{
    struct rhz_span bytes;
    uint64_t address = s->postings_at + rhz_le32(s->offsets + 4 * (size_t)block);

    if (rhz_piece_read(&s->postings, address, &bytes, NULL) != RHZ_OK)
        return false;
    *r = rhz_reader(bytes);
    return true;
}

/* Find the bytes of a block, and what its gaps count from. */
static bool block_bytes(struct rhz_postings_state *s, uint32_t block, struct rhz_reader *r, uint32_t *base)
{
    struct rhz_span bytes;

    *base = 0;
    if (s->n_blocks > 1) {
        if (!long_piece(s, block, r))
            return false;
        rhz_frontier_skip(r);
        *base = block ? last_of(s, block - 1) + 1 : 0;
        return !r->bad;
    }
    if (s->place == 1) {
        *r = rhz_reader(s->lists);
        return true;
    }
    if (rhz_piece_read(&s->postings, s->postings_at, &bytes, NULL) != RHZ_OK)
        return false;
    *r = rhz_reader(bytes);
    return true;
}

static bool decode(struct rhz_postings_state *s, uint32_t block)
{
    struct rhz_posting_block *b = &s->now;
    uint32_t base;

    b->n = block + 1 < s->n_blocks ? RHZ_BLOCK : s->df - block * RHZ_BLOCK;
    if (s->place == 0)
        return true; /* filled at opening */
    if (!block_bytes(s, block, &s->after, &base) ||
        !rhz_posting_block_get(&s->after, b, base, s->segment->info.n_passages, s->n_forms))
        return false;
    return s->n_blocks == 1 || b->passages[b->n - 1] == last_of(s, block);
}

static void enter_block(struct rhz_postings *p, uint32_t block)
{
    struct rhz_postings_state *s = p->state;
    uint32_t first = s->segment->info.first_passage, i;

    if (block >= s->n_blocks) {
        at_end(p);
        return;
    }
    s->has_where = false;
    if (!decode(s, block)) {
        damaged(p);
        return;
    }
    s->block = block;
    s->decoded++;
    p->n = s->now.n;
    for (i = 0; i < p->n; i++)
        p->passages[i] = first + s->now.passages[i];
    memcpy(p->frequencies, s->now.frequencies, sizeof p->frequencies);
    memcpy(p->context_frequencies, s->now.contexts, sizeof p->context_frequencies);
    memcpy(p->form_sets, s->now.sets, sizeof p->form_sets);
    show(p, 0);
}

/* ---- opening ---- */

static void open_single(struct rhz_postings_state *s, const struct rhz_term *t)
{
    s->now.passages[0] = t->single_passage;
    s->now.frequencies[0] = 1;
    s->now.contexts[0] = 0;
    s->now.sets[0] = 1;
    s->single_position = t->single_position;
}

static rhz_status open_table(struct rhz_postings_state *s, struct rhz_error *err)
{
    struct rhz_span bytes;
    rhz_status st = rhz_piece_read(&s->postings, s->postings_at, &bytes, err);

    if (st != RHZ_OK)
        return st;
    s->wide = rhz_wide(s->segment->info.n_passages);
    if (bytes.n / (s->wide + 4) < s->n_blocks)
        return rhz_segment_damaged(err, s->segment->info.number, "table de liste");
    s->lasts = (const unsigned char *)bytes.p;
    s->offsets = bytes.p + s->wide * (size_t)s->n_blocks;
    return RHZ_OK;
}

rhz_status rhz_postings_open(struct rhz_segment *seg, const struct rhz_term *t, struct rhz_arena *arena,
                             struct rhz_postings **out, struct rhz_error *err)
{
    struct rhz_postings *p = rhz_arena_zalloc(arena, 1, sizeof *p);
    struct rhz_postings_state *s = rhz_arena_zalloc(arena, 1, sizeof *s);
    rhz_status st;

    *out = NULL;
    if (!p || !s)
        return rhz_no_memory(err);
    if (t->segment != seg->info.number || !t->document_frequency)
        return rhz_fail(err, RHZ_INVALID, "Ce terme n'est pas du segment %u.", (unsigned)seg->info.number);
    p->state = s;
    s->segment = seg;
    s->arena = arena;
    s->df = t->document_frequency;
    s->n_forms = t->n_forms;
    s->n_blocks = (s->df - 1) / RHZ_BLOCK + 1;
    s->place = t->place;
    s->lists = t->lists;
    s->postings_at = t->postings_at;
    s->positions_at = t->positions_at;
    s->postings = (struct rhz_piece_reader){seg->txn, seg->info.number, RHZ_PART_POSTINGS, 0, {"", 0}, false};
    s->positions = (struct rhz_piece_reader){seg->txn, seg->info.number, RHZ_PART_POSITIONS, 0, {"", 0}, false};
    if (s->place == 0)
        open_single(s, t);
    if (s->n_blocks > 1 && s->place != 2)
        return rhz_segment_damaged(err, seg->info.number, "dictionnaire");
    if (s->n_blocks > 1 && (st = open_table(s, err)) != RHZ_OK)
        return st;
    enter_block(p, 0);
    if (p->corrupt)
        return rhz_segment_damaged(err, seg->info.number, "liste");
    *out = p;
    return RHZ_OK;
}

/* ---- moving ---- */

void rhz_postings_next(struct rhz_postings *p)
{
    if (p->at + 1 < p->n)
        show(p, p->at + 1);
    else
        rhz_postings_next_block(p);
}

void rhz_postings_next_block(struct rhz_postings *p)
{
    if (p->passage != RHZ_NONE)
        enter_block(p, p->state->block + 1);
}

/* First block from `from` on whose last passage is >= `target` (relative); n_blocks when none is. */
static uint32_t block_of(const struct rhz_postings_state *s, uint32_t from, uint32_t target)
{
    uint32_t step = 1, low = from, high = from;

    if (s->n_blocks == 1)
        return from;
    while (high < s->n_blocks && last_of(s, high) < target) {
        low = high + 1;
        high = s->n_blocks - high > step ? high + step : s->n_blocks;
        step *= 2;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (last_of(s, middle) < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t find_in_block(const struct rhz_postings *p, uint32_t target)
{
    uint32_t low = p->at, high = p->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (p->passages[middle] < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void rhz_postings_seek(struct rhz_postings *p, uint32_t target)
{
    struct rhz_postings_state *s = p->state;
    uint32_t at;

    if (p->passage >= target) /* also past the end */
        return;
    if (p->passages[p->n - 1] < target) {
        enter_block(p, s->block + 1 < s->n_blocks ? block_of(s, s->block + 1, target - s->segment->info.first_passage)
                                                  : s->n_blocks);
        if (p->passage >= target)
            return;
    }
    at = find_in_block(p, target);
    if (at < p->n)
        show(p, at);
    else
        rhz_postings_next_block(p);
}

uint64_t rhz_postings_decoded(const struct rhz_postings *p)
{
    return p->state->decoded;
}

/* ---- bounds ---- */

static void own_frontier(struct rhz_postings_state *s)
{
    unsigned i;

    s->frontier.n = 0;
    for (i = 0; i < s->now.n; i++)
        rhz_frontier_add(&s->frontier, s->now.frequencies[i], s->now.contexts[i],
                         s->segment->text_lengths[s->now.passages[i]]);
    rhz_frontier_reduce(&s->frontier, RHZ_COMPETITORS);
    s->has_frontier = true;
}

static bool stored_frontier(struct rhz_postings_state *s, uint32_t block, struct rhz_frontier *f)
{
    struct rhz_reader r;

    return long_piece(s, block, &r) && rhz_frontier_get(&r, f);
}

size_t rhz_postings_block_max(struct rhz_postings *p, uint32_t target, uint32_t *last_passage,
                              struct rhz_competitor *out, size_t most)
{
    struct rhz_postings_state *s = p->state;
    uint32_t first = s->segment->info.first_passage, block = s->block;
    struct rhz_frontier f = {0};
    size_t i;

    *last_passage = RHZ_NONE;
    if (p->passage == RHZ_NONE || !most)
        return 0;
    if (p->passages[p->n - 1] < target)
        block = block + 1 < s->n_blocks ? block_of(s, block + 1, target > first ? target - first : 0) : s->n_blocks;
    if (block >= s->n_blocks)
        return 0;
    if (s->n_blocks == 1) {
        if (!s->has_frontier)
            own_frontier(s);
        f = s->frontier;
    } else if (!stored_frontier(s, block, &f)) {
        damaged(p);
        return 0;
    }
    *last_passage = s->n_blocks == 1 ? p->passages[p->n - 1] : first + last_of(s, block);
    if (f.n > most)
        rhz_frontier_reduce(&f, (unsigned)most);
    for (i = 0; i < f.n; i++) {
        out[i].frequency = rhz_frequency_bound(f.at[i].frequency);
        out[i].context_frequency = rhz_frequency_bound(f.at[i].context);
        out[i].length_code = f.at[i].length;
    }
    return f.n;
}

/* ---- positions ---- */

static bool long_positions(struct rhz_postings_state *s, struct rhz_reader *r)
{
    struct rhz_span bytes;

    if (!s->position_offsets) {
        if (rhz_piece_read(&s->positions, s->positions_at, &bytes, NULL) != RHZ_OK || bytes.n / 4 < s->n_blocks)
            return false;
        s->position_offsets = bytes.p;
    }
    if (rhz_piece_read(&s->positions, s->positions_at + rhz_le32(s->position_offsets + 4 * (size_t)s->block), &bytes,
                       NULL) != RHZ_OK)
        return false;
    *r = rhz_reader(bytes);
    return true;
}

static bool open_positions(struct rhz_postings_state *s)
{
    struct rhz_reader r = s->after;
    struct rhz_span bytes;

    if (s->n_blocks > 1) {
        if (!long_positions(s, &r))
            return false;
    } else if (s->place == 2) {
        if (rhz_piece_read(&s->positions, s->positions_at, &bytes, NULL) != RHZ_OK)
            return false;
        r = rhz_reader(bytes);
    }
    s->has_where = rhz_position_block_open(&s->where, r, s->now.frequencies, s->now.sets, s->now.n);
    return s->has_where;
}

static bool reserve(struct rhz_postings_state *s, uint64_t n)
{
    size_t cap = 64;

    if (n <= s->cap)
        return true;
    if (n > UINT32_MAX)
        return false;
    while (cap < n)
        cap *= 2;
    s->entries = rhz_arena_zalloc(s->arena, cap, sizeof *s->entries);
    s->forms = rhz_arena_zalloc(s->arena, cap, sizeof *s->forms);
    s->cap = s->entries && s->forms ? cap : 0;
    return s->cap != 0;
}

bool rhz_postings_entries(struct rhz_postings *p, const uint32_t **positions, const uint32_t **forms, size_t *n)
{
    struct rhz_postings_state *s = p->state;
    uint64_t entries;

    *n = 0;
    if (p->passage == RHZ_NONE)
        return false;
    if (s->place == 0) {
        if (!reserve(s, 1)) {
            p->no_memory = true;
            return false;
        }
        s->entries[0] = s->single_position;
        s->forms[0] = 0;
        entries = 1;
    } else {
        if (p->frequency == 0) {
            *positions = *forms = NULL;
            return true;
        }
        if (!s->has_where && !open_positions(s))
            return false;
        entries = rhz_position_block_entries(&s->where, p->at);
        if (!reserve(s, entries)) {
            p->no_memory = entries <= UINT32_MAX;
            return false;
        }
        if (!rhz_position_block_get(&s->where, p->at, s->entries, s->forms))
            return false;
    }
    *positions = s->entries;
    *forms = s->forms;
    *n = (size_t)entries;
    return true;
}

const uint32_t *rhz_postings_positions(struct rhz_postings *p, const uint32_t **forms)
{
    const uint32_t *positions, *all;
    struct rhz_postings_state *s = p->state;
    size_t n, i, kept = 0;

    if (!rhz_postings_entries(p, &positions, &all, &n) || !n)
        return NULL;
    if (n != p->frequency) {
        /* Readings share positions: keep the first of each, in place. */
        for (i = 0; i < n; i++)
            if (i == 0 || s->entries[i] != s->entries[kept - 1]) {
                s->entries[kept] = s->entries[i];
                s->forms[kept++] = s->forms[i];
            }
        if (kept != p->frequency)
            return NULL;
    }
    if (forms)
        *forms = s->forms;
    return s->entries;
}
