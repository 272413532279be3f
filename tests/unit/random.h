/* random.h -- numbers that a test can repeat: splitmix64 from a printed seed. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/** From 0 to n - 1. */
static inline uint32_t random_below(uint64_t *seed, uint32_t n)
{
    return n ? (uint32_t)(random_next(seed) >> 32) % n : 0;
}

/** Mostly small, sometimes up to 2^bits: the shape of gaps and frequencies. */
static inline uint32_t random_skewed(uint64_t *seed, unsigned bits)
{
    unsigned b = random_below(seed, 8) ? random_below(seed, bits < 4 ? bits + 1 : 4) : random_below(seed, bits + 1);

    return b ? (uint32_t)(random_next(seed) >> 32) >> (32 - b) : 0;
}

#endif
