/* chains.c -- byte strings in slabs; see chains.h. The idea of slices linked by address is Lucene's. */
#include "chains.h"

#include <stdlib.h>

enum { SLAB = 1 << 20, SLAB_BITS = 20, FIRST = 12, LARGEST = 1 << 14, LINK = 4 };

void rhz_chains_free(struct rhz_chains *c)
{
    size_t i;

    for (i = 0; i < c->n_slabs; i++)
        free(c->slabs[i]);
    free(c->slabs);
    *c = (struct rhz_chains){0};
}

size_t rhz_chains_memory(const struct rhz_chains *c)
{
    return c->n_slabs * SLAB + c->cap * sizeof *c->slabs;
}

static bool add_slab(struct rhz_chains *c)
{
    size_t cap = c->cap ? c->cap * 2 : 16;
    unsigned char **slabs;

    if (c->n_slabs == (size_t)1 << (32 - SLAB_BITS)) /* addresses have 32 bits */
        return false;
    if (c->n_slabs == c->cap) {
        slabs = realloc(c->slabs, cap * sizeof *slabs);
        if (!slabs)
            return false;
        c->slabs = slabs;
        c->cap = cap;
    }
    c->slabs[c->n_slabs] = malloc(SLAB);
    if (!c->slabs[c->n_slabs])
        return false;
    c->n_slabs++;
    c->used = 0;
    return true;
}

static unsigned char *chunk_at(const struct rhz_chains *c, uint32_t address)
{
    return c->slabs[address >> SLAB_BITS] + (address & (SLAB - 1));
}

static bool extend(struct rhz_chains *c, struct rhz_chain *chain)
{
    uint32_t size = chain->size ? chain->size * 2 : FIRST, address;

    if (size > LARGEST)
        size = LARGEST;
    if ((!c->n_slabs || SLAB - c->used < size) && !add_slab(c))
        return false;
    address = (uint32_t)((c->n_slabs - 1) << SLAB_BITS | c->used);
    c->used += size;
    if (chain->size)
        memcpy(chain->end, &address, LINK);
    else
        chain->first = address;
    chain->size = size;
    chain->at = chunk_at(c, address);
    chain->end = chain->at + size - LINK;
    return true;
}

bool rhz_chain_put_slow(struct rhz_chains *c, struct rhz_chain *chain, uint64_t v)
{
    for (;;) {
        if (chain->at == chain->end && !extend(c, chain))
            return false;
        if (v < 0x80) {
            *chain->at++ = (unsigned char)v;
            return true;
        }
        *chain->at++ = (unsigned char)(v | 0x80);
        v >>= 7;
    }
}

/* ---- reading ---- */

static void enter(struct rhz_chain_reader *r, uint32_t address)
{
    r->p = chunk_at(r->chains, address);
    r->end = r->p + r->size - LINK;
}

void rhz_chain_open(struct rhz_chain_reader *r, const struct rhz_chains *c, const struct rhz_chain *chain)
{
    *r = (struct rhz_chain_reader){c, chain, chain->at, chain->end, FIRST};
    if (chain->size)
        enter(r, chain->first);
}

bool rhz_chain_more(const struct rhz_chain_reader *r)
{
    return r->p != r->chain->at;
}

static unsigned char next_byte(struct rhz_chain_reader *r)
{
    if (r->p == r->end) {
        uint32_t address;
        memcpy(&address, r->end, LINK);
        r->size = r->size * 2 > LARGEST ? LARGEST : r->size * 2;
        enter(r, address);
    }
    return *r->p++;
}

uint64_t rhz_chain_get(struct rhz_chain_reader *r)
{
    uint64_t v = 0;
    unsigned shift = 0;
    unsigned char c;

    do {
        c = next_byte(r);
        v |= (uint64_t)(c & 0x7F) << shift;
        shift += 7;
    } while (c >= 0x80);
    return v;
}
