/* graph_maker.h -- a made graph whose degrees follow a power law, the same for a seed: what bench_graphe gives to us and to a peer.
 *
 * Nodes have ids from 1: persons, organisations, programmes, events, in this order. Edge i has id i + 1.
 */
#ifndef GRAPH_MAKER_H
#define GRAPH_MAKER_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum made_relation { MADE_FINANCE, MADE_PARTENAIRE_DE, MADE_AFFILIE_A, MADE_PRESENT_A, MADE_PARTICIPE_A, MADE_RELATIONS };
static const char *const made_relations[] = {"FINANCE", "PARTENAIRE_DE", "AFFILIE_A", "PRESENT_A", "PARTICIPE_A"};
static const char *const made_kinds[] = {"Personne", "Organisation", "Programme", "Evenement"};

struct made_graph {
    uint32_t nodes, edges, documents;
    uint32_t first[5]; /* of each kind; the last: past the end */
};

struct made_edge {
    uint32_t from, to, year, document; /* ids; document from 0 */
    enum made_relation relation;
    int64_t cents;                     /* FINANCE */
};

static inline struct made_graph made_graph(uint32_t nodes, uint32_t edges)
{
    struct made_graph g = {nodes, edges, nodes / 10 + 1, {1, 1 + nodes / 10 * 6, 1 + nodes / 100 * 85, 1 + nodes / 100 * 95, nodes + 1}};
    return g;
}

static inline uint64_t made_hash(uint64_t v)
{
    v ^= v >> 30;
    v *= 0xBF58476D1CE4E5B9u;
    v ^= v >> 27;
    v *= 0x94D049BB133111EBu;
    return v ^ v >> 31;
}

/* From 0 to 1. */
static inline double made_share(uint64_t seed, uint64_t i, unsigned which)
{
    return (double)(made_hash(seed * 1000003 + i * 8 + which) >> 11) / 9007199254740992.0;
}

/* A node of a kind; the first of it are met far more often than the last. */
static inline uint32_t made_pick(const struct made_graph *g, unsigned kind, double share)
{
    uint32_t n = g->first[kind + 1] - g->first[kind], at = (uint32_t)(pow(share, 2.5) * n);
    return g->first[kind] + (at < n ? at : n - 1);
}

static inline struct made_edge made_edge(const struct made_graph *g, uint64_t seed, uint32_t i)
{
    static const unsigned ends[][2] = {{1, 2}, {1, 2}, {0, 1}, {0, 3}, {0, 2}};
    static const double shares[] = {0.1, 0.25, 0.6, 0.8, 1.1};
    double s = made_share(seed, i, 0);
    struct made_edge e = {.relation = MADE_FINANCE};

    while (s >= shares[e.relation])
        e.relation++;
    e.from = made_pick(g, ends[e.relation][0], made_share(seed, i, 1));
    e.to = made_pick(g, ends[e.relation][1], made_share(seed, i, 2));
    e.year = 2010 + (uint32_t)(made_share(seed, i, 3) * 15);
    e.document = (uint32_t)(made_share(seed, i, 4) * g->documents);
    if (e.relation == MADE_FINANCE)
        e.cents = 100000 * (1 + (int64_t)(made_share(seed, i, 5) * 500));
    return e;
}

static inline unsigned made_kind(const struct made_graph *g, uint32_t id)
{
    unsigned k = 0;

    while (id >= g->first[k + 1])
        k++;
    return k;
}

/* Distinct names that begin alike: a name's last syllables count up. */
static inline void made_name(const struct made_graph *g, uint32_t id, char out[64])
{
    static const char *const syllables[] = {"ta", "vro", "li", "me", "quor", "zan", "dou", "fer", "bri", "no", "gal", "su", "pe", "mi", "ro", "cha"};
    static const char *const heads[] = {"Odile ", "Atelier ", "Saison ", "Assemblée "};
    uint32_t v = id;
    int n = snprintf(out, 64, "%s", heads[made_kind(g, id)]), i;

    for (i = 0; i < 6; i++) {
        n += snprintf(out + n, 64 - (size_t)n, "%s", syllables[v >> (20 - 4 * i) & 15]);
        if (i == 0 && out[n - 1])
            out[n - (int)snprintf(NULL, 0, "%s", syllables[v >> 20 & 15])] -= 32;
    }
}

#endif
