/* make_graph.c -- print the made graph of graph_maker.h in the open form. usage: make_graph NODES EDGES [SEED] */
#include <stdlib.h>

#include "../bench/graph_maker.h"

static void print_edge(const struct made_graph *g, uint64_t seed, uint32_t i)
{
    struct made_edge e = made_edge(g, seed, i);

    printf("{\"t\":\"edge\",\"id\":%u,\"relation\":\"%s\",\"from\":%u,\"to\":%u,\"divergent\":false,\"props\":{\"annee\":%u", i + 1,
           made_relations[e.relation], e.from, e.to, e.year);
    if (e.relation == MADE_FINANCE)
        printf(",\"montant\":%lld.00,\"nature\":\"realise\"", (long long)(e.cents / 100));
    printf("},\"evidence\":[{\"document\":\"%016llx\",\"start\":%u,\"end\":%u,\"line\":%u,\"quote\":\"Ligne %u du tableau.\"}]}\n",
           (unsigned long long)made_hash(e.document + 1), i % 100000, i % 100000 + 20, i % 4000 + 1, i % 4000 + 1);
}

int main(int argc, char **argv)
{
    struct made_graph g;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    uint32_t i;
    char name[64];

    if (argc < 3)
        return fprintf(stderr, "usage: make_graph NODES EDGES [SEED]\n"), 2;
    g = made_graph((uint32_t)strtoul(argv[1], NULL, 10), (uint32_t)strtoul(argv[2], NULL, 10));
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    puts("{\"t\":\"header\",\"format\":1,\"rhizome\":\"0.1.0\"}");
    for (i = 0; i < g.documents; i++)
        printf("{\"t\":\"document\",\"id\":\"%016llx\",\"uri\":\"made/%06u.txt\",\"title\":\"Rapport %u\",\"date\":\"%u\"}\n",
               (unsigned long long)made_hash(i + 1), i, i, 2010 + i % 15);
    for (i = 1; i <= g.nodes; i++) {
        made_name(&g, i, name);
        printf("{\"t\":\"node\",\"id\":%u,\"kind\":\"%s\",\"name\":\"%s\"}\n", i, made_kinds[made_kind(&g, i)], name);
    }
    for (i = 0; i < g.edges; i++)
        print_edge(&g, seed, i);
    return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
