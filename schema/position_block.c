/* position_block.c -- where the words of a block's postings stand, apart from the postings so that ranking never reads it.
 *
 *     [extras: 0 or 1; when 1, a column: entries beyond the frequency, of each mixed posting]   some posting is mixed
 *     a run of gaps, of all postings one after another
 *     [a run of form ranks, of the mixed postings]
 *
 * A posting of one form needs no form numbers: its set says it. A mixed one gives each position the rank of its form
 * in the set. Readings of one word (inclusive writing: adhérents and adhérentes at one place) are entries that repeat
 * the position in another form; they do not count in the frequency.
 */
#include "segment_parts.h"

void rhz_position_gather_reset(struct rhz_position_gather *g)
{
    rhz_buf_reset(&g->gaps);
    rhz_buf_reset(&g->ranks);
    g->n_mixed = 0;
    g->any_extra = false;
}

void rhz_position_gather_free(struct rhz_position_gather *g)
{
    rhz_buf_free(&g->gaps);
    rhz_buf_free(&g->ranks);
}

static void add_number(struct rhz_buf *b, uint32_t v)
{
    rhz_buf_append(b, &v, sizeof v);
}

void rhz_position_gather_add(struct rhz_position_gather *g, uint8_t set, uint32_t frequency, const uint32_t *positions,
                             const uint32_t *forms, uint32_t n)
{
    bool mixed = rhz_set_mixed(set);
    uint32_t i, step = n == frequency; /* positions that ascend strictly are stored less by one */

    for (i = 0; i < n; i++) {
        add_number(&g->gaps, i ? positions[i] - positions[i - 1] - step : positions[0]);
        if (mixed)
            add_number(&g->ranks, rhz_form_rank(set, forms[i]));
    }
    if (mixed) {
        g->extras[g->n_mixed++] = n - frequency;
        g->any_extra |= n != frequency;
    }
}

void rhz_position_block_put(struct rhz_buf *b, const struct rhz_position_gather *g)
{
    if (g->gaps.failed || g->ranks.failed) {
        b->failed = true;
        return;
    }
    if (g->n_mixed) {
        rhz_buf_byte(b, g->any_extra);
        if (g->any_extra)
            rhz_column_put(b, g->extras, g->n_mixed);
    }
    /* malloc's memory, filled by whole numbers from its start: aligned. */
    rhz_run_put(b, (const uint32_t *)(const void *)g->gaps.p, g->gaps.n / sizeof(uint32_t));
    rhz_run_put(b, (const uint32_t *)(const void *)g->ranks.p, g->ranks.n / sizeof(uint32_t));
}

static bool extras_get(struct rhz_position_block *p, struct rhz_reader *r, unsigned n)
{
    uint32_t extras[RHZ_BLOCK] = {0};
    unsigned i, mixed = 0;
    unsigned char any;

    for (i = 0; i < n; i++)
        mixed += rhz_set_mixed(p->sets[i]);
    memset(p->extras, 0, sizeof p->extras);
    if (!mixed)
        return true;
    any = rhz_get_byte(r);
    if (any > 1)
        return false;
    if (any)
        rhz_column_get(r, extras, mixed);
    for (i = mixed = 0; i < n; i++)
        if (rhz_set_mixed(p->sets[i]))
            p->extras[i] = extras[mixed++];
    return !r->bad;
}

bool rhz_position_block_open(struct rhz_position_block *p, struct rhz_reader r, const uint32_t *frequencies,
                             const uint8_t *sets, unsigned n)
{
    struct rhz_reader ranks;
    unsigned i;

    p->frequencies = frequencies;
    p->sets = sets;
    if (n > RHZ_BLOCK || !extras_get(p, &r, n))
        return false;
    p->first[0] = p->first_rank[0] = 0;
    for (i = 0; i < n; i++) {
        uint64_t entries = (uint64_t)frequencies[i] + p->extras[i];
        p->first[i + 1] = p->first[i] + entries;
        p->first_rank[i + 1] = p->first_rank[i] + (rhz_set_mixed(sets[i]) ? entries : 0);
    }
    /* A column of 128 takes a byte at least: a block that claims more values than its bytes could hold is damaged. */
    if (p->first[n] > (uint64_t)(rhz_left(&r) + 1) * RHZ_BLOCK)
        return false;
    rhz_run_open(&p->gaps, r, p->first[n]);
    ranks = r;
    if (p->first_rank[n]) {
        struct rhz_run whole = p->gaps;
        ranks = rhz_run_end(&whole);
    }
    rhz_run_open(&p->ranks, ranks, p->first_rank[n]);
    return !ranks.bad;
}

uint64_t rhz_position_block_entries(const struct rhz_position_block *p, unsigned i)
{
    return p->first[i + 1] - p->first[i];
}

static bool forms_get(struct rhz_position_block *p, unsigned i, uint32_t n, uint32_t *forms)
{
    uint32_t j;

    if (!rhz_set_mixed(p->sets[i])) {
        for (j = 0; j < n; j++)
            forms[j] = rhz_bit_length(p->sets[i]) - 1;
        return true;
    }
    if (!rhz_run_get(&p->ranks, p->first_rank[i], n, forms))
        return false;
    for (j = 0; j < n; j++) {
        forms[j] = rhz_form_of_rank(p->sets[i], forms[j]);
        if (forms[j] == RHZ_NONE)
            return false;
    }
    return true;
}

bool rhz_position_block_get(struct rhz_position_block *p, unsigned i, uint32_t *positions, uint32_t *forms)
{
    uint32_t n = (uint32_t)rhz_position_block_entries(p, i), j, step = p->extras[i] == 0;
    uint64_t at;

    if (!rhz_run_get(&p->gaps, p->first[i], n, positions))
        return false;
    for (j = 1; j < n; j++) {
        at = (uint64_t)positions[j - 1] + positions[j] + step;
        if (at >= RHZ_NONE)
            return false;
        positions[j] = (uint32_t)at;
    }
    return !forms || forms_get(p, i, n, forms);
}
