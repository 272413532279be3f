/* fuzz_graph.c -- every record of the graph, from hostile bytes; what decodes is encoded and decoded again. */
#include "graph.h"

#include "fuzz.h"

static void again(struct rhz_buf *b, rhz_status st)
{
    if (!b->failed && st != RHZ_OK)
        __builtin_trap();
    rhz_buf_reset(b);
}

static void decode(struct rhz_span v, struct rhz_arena *arena)
{
    struct rhz_graph_counts c;
    struct rhz_graph_node node;
    struct rhz_graph_edge e;
    struct rhz_graph_property p;
    struct rhz_entity_ref *refs;
    struct rhz_graph_variant *variants;
    struct rhz_tally *longer;
    struct rhz_span shorter;
    struct rhz_buf b = {0};
    size_t n;

    if (rhz_graph_counts_get(v, &c, NULL) == RHZ_OK) {
        rhz_graph_counts_put(&b, &c);
        again(&b, rhz_graph_counts_get(rhz_buf_view(&b), &c, NULL));
    }
    if (rhz_graph_node_get(v, arena, &node, NULL) == RHZ_OK && node.kind) {
        rhz_graph_node_put(&b, &node);
        again(&b, rhz_graph_node_get(rhz_buf_view(&b), arena, &node, NULL));
    }
    if (rhz_graph_edge_get(v, arena, &e, NULL) == RHZ_OK && e.relation) {
        rhz_graph_edge_put(&b, &e);
        again(&b, rhz_graph_edge_get(rhz_buf_view(&b), arena, &e, NULL));
    }
    if (rhz_graph_property_get(v, arena, &p, NULL) == RHZ_OK && p.property) {
        rhz_graph_property_put(&b, &p);
        again(&b, rhz_graph_property_get(rhz_buf_view(&b), arena, &p, NULL));
    }
    if (rhz_graph_members_get(v, arena, &refs, &n, NULL) == RHZ_OK) {
        rhz_graph_members_put(&b, refs, n);
        again(&b, rhz_graph_members_get(rhz_buf_view(&b), arena, &refs, &n, NULL));
    }
    if (rhz_graph_variants_get(v, arena, &variants, &n, NULL) == RHZ_OK) {
        rhz_graph_variants_put(&b, variants, n);
        again(&b, rhz_graph_variants_get(rhz_buf_view(&b), arena, &variants, &n, NULL));
    }
    if (rhz_graph_definitions_get(v, arena, &shorter, &longer, &n, NULL) == RHZ_OK) {
        rhz_graph_definitions_put(&b, shorter, longer, n);
        again(&b, rhz_graph_definitions_get(rhz_buf_view(&b), arena, &shorter, &longer, &n, NULL));
    }
    rhz_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rhz_arena *arena = rhz_arena_new();

    if (!arena)
        return 0;
    decode(rhz_span((const char *)data, n), arena);
    rhz_arena_free(arena);
    return 0;
}
