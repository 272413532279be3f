/* chains.h -- very many growing byte strings in little memory: the postings of each term while a segment is gathered.
 *
 * A chain is a list of chunks, each twice the last, cut from slabs of 1 MiB; a chunk ends with the address of the next.
 * Half the terms of a text need one chunk of twelve bytes, where a malloc would take 32. One thread at a time.
 */
#ifndef RHZ_CHAINS_H
#define RHZ_CHAINS_H

#include "base.h"

struct rhz_chains {
    unsigned char **slabs;
    size_t n_slabs, cap;
    size_t used; /* bytes of the last slab */
};

/** Zero-initialise. */
struct rhz_chain {
    unsigned char *at, *end; /* where the next byte goes; end of the chunk's room */
    uint32_t first;          /* address of the first chunk; slab << 20 | offset */
    uint32_t size;           /* bytes of the current chunk; 0: none yet */
};

void rhz_chains_free(struct rhz_chains *c);
/** Bytes taken from the system. */
size_t rhz_chains_memory(const struct rhz_chains *c);
/** Append a varint; false when memory is out. */
bool rhz_chain_put_slow(struct rhz_chains *c, struct rhz_chain *chain, uint64_t v);
static inline bool rhz_chain_put(struct rhz_chains *c, struct rhz_chain *chain, uint64_t v)
{
    if (v >= 0x80 || chain->at == chain->end)
        return rhz_chain_put_slow(c, chain, v);
    *chain->at++ = (unsigned char)v;
    return true;
}

struct rhz_chain_reader {
    const struct rhz_chains *chains;
    const struct rhz_chain *chain;
    const unsigned char *p, *end;
    uint32_t size;
};
void rhz_chain_open(struct rhz_chain_reader *r, const struct rhz_chains *c, const struct rhz_chain *chain);
/** Is there another number? */
bool rhz_chain_more(const struct rhz_chain_reader *r);
uint64_t rhz_chain_get(struct rhz_chain_reader *r);

#endif
