/* posting_block.c -- one block of postings: gaps, frequencies, context frequencies, sets of forms.
 *
 *     head: frequencies | contexts << 1 | sets << 2 (is the column there?) | gap width << 3 (31: a patched column)
 *     gaps; [frequencies]; [contexts]; [sets]
 *
 * A column left out says the usual thing: every frequency 1, no context, the first form alone. Gaps are less by one,
 * for passages ascend strictly; so are frequencies where no posting stands in a context alone. A set of forms becomes a number such that the usual sets are the small ones: the number
 * of its form when it has one, then the mixed sets by value.
 */
#include "segment_parts.h"

enum { HAS_FREQUENCIES = 1, HAS_CONTEXTS = 2, HAS_SETS = 4, GAP_SHIFT = 3, GAP_PATCHED = 31 };

/* Forms that a set tells apart: the eighth bit stands for all the others. */
static unsigned set_bits(uint32_t n_forms)
{
    return n_forms < 8 ? n_forms : 8;
}

static uint32_t set_code(uint8_t set, uint32_t n_forms)
{
    unsigned top = rhz_bit_length(set) - 1;

    if (!(set & (set - 1)))
        return top;
    /* Below a mixed set lie set - 1 others, top + 1 of them of one form. */
    return set_bits(n_forms) + (set - 1u) - (top + 1);
}

/* 0 when no set has this code. */
static uint8_t set_of_code(uint32_t code, uint32_t n_forms)
{
    unsigned bits = set_bits(n_forms), top;

    if (code < bits)
        return (uint8_t)(1u << code);
    code -= bits;
    for (top = 1; top < bits; top++)
        if (code < (2u << top) - top - 2)
            return (uint8_t)(code + top + 2);
    return 0;
}

uint32_t rhz_form_rank(uint8_t set, uint32_t form)
{
    uint32_t below = set & 0x7F;
    unsigned bit = form < 7 ? (unsigned)form : 7;

    if (!(set >> bit & 1))
        return RHZ_NONE;
    below &= (1u << bit) - 1;
    return (uint32_t)__builtin_popcount(below) + (form < 7 ? 0 : form - 7);
}

uint32_t rhz_form_of_rank(uint8_t set, uint32_t rank)
{
    uint32_t form;

    for (form = 0; form < 7; form++)
        if (set >> form & 1 && rank-- == 0)
            return form;
    return set & 0x80 && rank < RHZ_NONE - 7 ? rank + 7 : RHZ_NONE;
}

static void gaps_put(struct rhz_buf *b, unsigned flags, const uint32_t *gaps, unsigned n)
{
    size_t at = b->n, patched;
    unsigned width = 0, i;
    struct rhz_span bytes;

    for (i = 0; i < n; i++)
        if (rhz_bit_length(gaps[i]) > width)
            width = rhz_bit_length(gaps[i]);
    rhz_buf_byte(b, (unsigned char)(flags | GAP_PATCHED << GAP_SHIFT));
    rhz_column_put(b, gaps, n);
    patched = b->n - at;
    bytes = rhz_buf_view(b);
    /* Without outliers the column's own head is a byte too many. */
    if (!b->failed && width < GAP_PATCHED && 1 + rhz_bits_bytes(n, width) <= patched && bytes.n) {
        b->n = at;
        rhz_buf_byte(b, (unsigned char)(flags | width << GAP_SHIFT));
        rhz_bits_put(b, gaps, n, width);
    }
}

void rhz_posting_block_put(struct rhz_buf *b, const struct rhz_posting_block *block, uint32_t base, uint32_t n_forms)
{
    uint32_t v[RHZ_BLOCK];
    unsigned flags = 0, i;

    for (i = 0; i < block->n; i++) {
        flags |= block->frequencies[i] != 1 ? HAS_FREQUENCIES : 0;
        flags |= block->contexts[i] != 0 ? HAS_CONTEXTS : 0;
        flags |= block->sets[i] != 1 ? HAS_SETS : 0;
        v[i] = block->passages[i] - base;
        base = block->passages[i] + 1;
    }
    gaps_put(b, flags, v, block->n);
    if (flags & HAS_FREQUENCIES) {
        uint32_t least = flags & HAS_CONTEXTS ? 0 : 1;
        for (i = 0; i < block->n; i++)
            v[i] = block->frequencies[i] - least;
        rhz_column_put(b, v, block->n);
    }
    if (flags & HAS_CONTEXTS)
        rhz_column_put(b, block->contexts, block->n);
    if (flags & HAS_SETS) {
        for (i = 0; i < block->n; i++)
            v[i] = set_code(block->sets[i], n_forms);
        rhz_column_put(b, v, block->n);
    }
}

static bool gaps_get(struct rhz_reader *r, unsigned head, struct rhz_posting_block *block, uint32_t base, uint32_t limit)
{
    uint64_t at = base;
    unsigned i;

    if (head >> GAP_SHIFT == GAP_PATCHED)
        rhz_column_get(r, block->passages, block->n);
    else
        rhz_bits_get(r, block->passages, block->n, head >> GAP_SHIFT);
    for (i = 0; i < block->n; i++) {
        at += block->passages[i];
        block->passages[i] = (uint32_t)at++;
    }
    return at <= limit; /* 128 gaps cannot wrap 64 bits: the last one being in range, all are */
}

static bool sets_get(struct rhz_reader *r, struct rhz_posting_block *block, uint32_t n_forms)
{
    uint32_t codes[RHZ_BLOCK];
    bool sound = true;
    unsigned i;

    rhz_column_get(r, codes, block->n);
    for (i = 0; i < block->n; i++) {
        block->sets[i] = set_of_code(codes[i], n_forms);
        sound &= block->sets[i] != 0;
    }
    return sound;
}

bool rhz_posting_block_get(struct rhz_reader *r, struct rhz_posting_block *block, uint32_t base, uint32_t limit,
                           uint32_t n_forms)
{
    unsigned head = rhz_get_byte(r), i;
    bool sound = block->n && block->n <= RHZ_BLOCK && gaps_get(r, head, block, base, limit);

    if (sound && head & HAS_FREQUENCIES)
        rhz_column_get(r, block->frequencies, block->n);
    else
        memset(block->frequencies, 0, sizeof block->frequencies);
    /* Stored less by one, or all 1 and not stored: both are one too few. */
    if (!(head & HAS_FREQUENCIES) || !(head & HAS_CONTEXTS))
        for (i = 0; i < block->n; i++)
            block->frequencies[i]++;
    if (sound && head & HAS_CONTEXTS)
        rhz_column_get(r, block->contexts, block->n);
    else
        memset(block->contexts, 0, sizeof block->contexts);
    if (sound && head & HAS_SETS)
        sound = sets_get(r, block, n_forms);
    else
        memset(block->sets, 1, sizeof block->sets);
    if (!sound)
        r->bad = true;
    return !r->bad;
}
