/* test_graph.c -- records of the graph: what is put is got, and no cut or changed byte does worse than RHZ_CORRUPT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "graph.h"

static const uint64_t SEED = 11;

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static struct rhz_span words[] = {{"", 0}, {"ADEME", 5}, {"trésorière", 12}, {"EUR", 3}, {"Toits partagés", 15}};

/* Decode each kind of record; all must be safe on any bytes. */
typedef rhz_status decoder(struct rhz_span value, struct rhz_arena *arena);

static rhz_status get_counts(struct rhz_span value, struct rhz_arena *arena)
{
    struct rhz_graph_counts c;
    (void)arena;
    return rhz_graph_counts_get(value, &c, NULL);
}
static rhz_status get_node(struct rhz_span value, struct rhz_arena *arena)
{
    struct rhz_graph_node n;
    return rhz_graph_node_get(value, arena, &n, NULL);
}
static rhz_status get_edge(struct rhz_span value, struct rhz_arena *arena)
{
    struct rhz_graph_edge e;
    return rhz_graph_edge_get(value, arena, &e, NULL);
}
static rhz_status get_property(struct rhz_span value, struct rhz_arena *arena)
{
    struct rhz_graph_property p;
    return rhz_graph_property_get(value, arena, &p, NULL);
}
static rhz_status get_members(struct rhz_span value, struct rhz_arena *arena)
{
    struct rhz_entity_ref *refs;
    size_t n;
    return rhz_graph_members_get(value, arena, &refs, &n, NULL);
}

/* A copy of the exact size lets a sanitizer see a read past its end. */
static rhz_status decode_copy(decoder *get, const char *p, size_t n)
{
    struct rhz_arena *arena = rhz_arena_new();
    char *copy = malloc(n ? n : 1);
    rhz_status st;

    assert_non_null(arena);
    assert_non_null(copy);
    memcpy(copy, p, n);
    st = get(rhz_span(copy, n), arena);
    free(copy);
    rhz_arena_free(arena);
    return st;
}

static void damage(decoder *get, struct rhz_buf *b, uint64_t *seed)
{
    size_t i;
    unsigned round;

    assert_int_equal(decode_copy(get, b->p, b->n), RHZ_OK);
    /* Nothing at all is what a number that stands for nothing has. */
    for (i = get == get_node || get == get_edge || get == get_property; i < b->n; i++)
        assert_int_equal(decode_copy(get, b->p, i), RHZ_CORRUPT);
    rhz_buf_byte(b, 0);
    assert_int_equal(decode_copy(get, b->p, b->n), RHZ_CORRUPT);
    b->n--;
    for (round = 0; round < 200; round++) {
        size_t at = next_random(seed) % b->n;
        char kept = b->p[at];
        rhz_status st;
        b->p[at] = (char)next_random(seed);
        st = decode_copy(get, b->p, b->n);
        assert_true(st == RHZ_OK || st == RHZ_CORRUPT);
        b->p[at] = kept;
    }
}

static void assert_span(struct rhz_span a, struct rhz_span b)
{
    assert_int_equal(a.n, b.n);
    assert_true(rhz_span_eq(a, b));
}

static void assert_spans(const struct rhz_span *a, size_t n_a, const struct rhz_span *b, size_t n_b)
{
    size_t i;

    assert_int_equal(n_a, n_b);
    for (i = 0; i < n_a; i++)
        assert_span(a[i], b[i]);
}

static void assert_proofs(const struct rhz_statement_ref *a, size_t n_a, const struct rhz_statement_ref *b, size_t n_b)
{
    assert_int_equal(n_a, n_b);
    assert_memory_equal(a, b, n_a * sizeof *a);
}

static void test_nodes(void **state)
{
    uint64_t seed = SEED;
    struct rhz_arena *arena = rhz_arena_new();
    unsigned round;

    (void)state;
    for (round = 0; round < 20; round++) {
        struct rhz_graph_node in = {.id = ((uint64_t)next_random(&seed) << 20) + round,
                                    .kind = (uint8_t)(1 + next_random(&seed) % (RHZ_KIND_COUNT - 1)),
                                    .sub = (uint8_t)(next_random(&seed) % RHZ_SUB_COUNT), .name = words[round % 5],
                                    .aliases = words, .n_aliases = round % 6, .n_documents = next_random(&seed),
                                    .n_mentions = next_random(&seed), .n_edges = round, .n_properties = UINT32_MAX};
        struct rhz_graph_node out;
        struct rhz_buf b = {0};
        rhz_graph_node_put(&b, &in);
        assert_int_equal(rhz_graph_node_get(rhz_buf_view(&b), arena, &out, NULL), RHZ_OK);
        assert_true(in.id == out.id && in.kind == out.kind && in.sub == out.sub);
        assert_true(in.n_documents == out.n_documents && in.n_mentions == out.n_mentions);
        assert_true(in.n_edges == out.n_edges && in.n_properties == out.n_properties);
        assert_span(in.name, out.name);
        assert_spans(in.aliases, in.n_aliases, out.aliases, out.n_aliases);
        damage(get_node, &b, &seed);
        rhz_buf_free(&b);
    }
    rhz_arena_free(arena);
}

static void test_edges(void **state)
{
    uint64_t seed = SEED + 1;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_statement_ref proofs[] = {{7, 0}, {3, 12}, {UINT32_MAX, UINT32_MAX}};
    unsigned round;

    (void)state;
    for (round = 0; round < 20; round++) {
        struct rhz_graph_edge in = {.id = next_random(&seed), .relation = (uint8_t)(1 + round % (RHZ_RELATION_COUNT - 1)),
                                    .nature = (uint8_t)(round % RHZ_NATURE_COUNT), .from = next_random(&seed),
                                    .to = next_random(&seed), .year = round % 2 ? 2023 : 0, .date_from = 20190000,
                                    .date_to = round % 3 ? 0 : 20210630, .has_amount = round % 2, .joint = round % 3 == 0,
                                    .divergent = round % 5 == 0, .year_of_document = round % 7 == 0,
                                    .unit = words[round % 5], .roles = words, .n_roles = round % 4, .proofs = proofs,
                                    .n_proofs = 1 + round % 3};
        struct rhz_graph_edge out;
        struct rhz_buf b = {0};
        in.cents = in.has_amount ? (round % 4 == 1 ? INT64_MIN : 4250040) : 0;
        rhz_graph_edge_put(&b, &in);
        assert_int_equal(rhz_graph_edge_get(rhz_buf_view(&b), arena, &out, NULL), RHZ_OK);
        assert_true(in.id == out.id && in.relation == out.relation && in.nature == out.nature);
        assert_true(in.from == out.from && in.to == out.to && in.year == out.year && in.cents == out.cents);
        assert_true(in.date_from == out.date_from && in.date_to == out.date_to && in.has_amount == out.has_amount);
        assert_true(in.joint == out.joint && in.divergent == out.divergent &&
                    in.year_of_document == out.year_of_document);
        assert_span(in.unit, out.unit);
        assert_spans(in.roles, in.n_roles, out.roles, out.n_roles);
        assert_proofs(in.proofs, in.n_proofs, out.proofs, out.n_proofs);
        damage(get_edge, &b, &seed);
        rhz_buf_free(&b);
    }
    rhz_arena_free(arena);
}

static void test_properties(void **state)
{
    uint64_t seed = SEED + 2;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_statement_ref proofs[] = {{7, 0}, {3, 12}};
    unsigned round;

    (void)state;
    for (round = 0; round < 20; round++) {
        struct rhz_graph_property in = {.id = next_random(&seed), .node = next_random(&seed),
                                        .property = (uint8_t)(1 + round % (RHZ_PROPERTY_COUNT - 1)),
                                        .nature = (uint8_t)(round % RHZ_NATURE_COUNT),
                                        .sense = (uint8_t)(round % RHZ_SENSE_COUNT), .year = 2023, .has_amount = round % 2,
                                        .total = round % 3 == 0, .divergent = round % 4 == 0, .unit = words[round % 5],
                                        .year_of_document = round % 5 == 0, .label = words[(round + 1) % 5],
                                        .cents = round % 2 ? -1 : 0, .proofs = proofs, .n_proofs = 1 + round % 2};
        struct rhz_graph_property out;
        struct rhz_buf b = {0};
        rhz_graph_property_put(&b, &in);
        assert_int_equal(rhz_graph_property_get(rhz_buf_view(&b), arena, &out, NULL), RHZ_OK);
        assert_true(in.id == out.id && in.node == out.node && in.property == out.property && in.nature == out.nature);
        assert_true(in.sense == out.sense && in.year == out.year && in.cents == out.cents && in.total == out.total);
        assert_true(in.divergent == out.divergent && in.has_amount == out.has_amount);
        assert_span(in.unit, out.unit);
        assert_span(in.label, out.label);
        assert_proofs(in.proofs, in.n_proofs, out.proofs, out.n_proofs);
        damage(get_property, &b, &seed);
        rhz_buf_free(&b);
    }
    rhz_arena_free(arena);
}

static void test_members(void **state)
{
    struct rhz_entity_ref in[] = {{1, 0, 5, 0}, {1, 3, 0, 7}, {70000, 2, 1, 1}, {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}}, *out;
    uint64_t seed = SEED + 3;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf b = {0};
    size_t n;

    (void)state;
    rhz_graph_members_put(&b, in, 4);
    assert_int_equal(rhz_graph_members_get(rhz_buf_view(&b), arena, &out, &n, NULL), RHZ_OK);
    assert_int_equal(n, 4);
    assert_memory_equal(in, out, sizeof in);
    damage(get_members, &b, &seed);
    rhz_buf_free(&b);
    rhz_arena_free(arena);
}

static void test_counts(void **state)
{
    struct rhz_graph_counts in = {.nodes = 5, .edges = 300, .properties = 2, .documents = 9, .statements = 1u << 20}, out;
    uint64_t seed = SEED + 4;
    struct rhz_buf b = {0};

    (void)state;
    in.nodes_by_kind[RHZ_PROGRAMME] = 4;
    in.edges_by_relation[RHZ_AUDITE] = 77;
    rhz_graph_counts_put(&b, &in);
    assert_int_equal(rhz_graph_counts_get(rhz_buf_view(&b), &out, NULL), RHZ_OK);
    assert_memory_equal(&in, &out, sizeof in);
    damage(get_counts, &b, &seed);
    rhz_buf_free(&b);
}

/* A base written before the model grew has shorter tables. */
static void test_counts_of_a_smaller_model(void **state)
{
    static const unsigned char bytes[] = {5, 3, 0, 1, 7, 2, 0, 5, 2, 0, 3, 1, 0, 0, 1};
    struct rhz_graph_counts out;

    (void)state;
    assert_int_equal(rhz_graph_counts_get(rhz_span((const char *)bytes, sizeof bytes), &out, NULL), RHZ_OK);
    assert_int_equal(out.nodes_by_kind[1], 5);
    assert_int_equal(out.edges_by_relation[1], 3);
    assert_int_equal(out.edges_by_relation[2], 0);
    assert_int_equal(out.retired_nodes, 1);
    assert_true(out.amended && !out.shifted);
}

static rhz_status get_variants(struct rhz_span v, struct rhz_arena *arena)
{
    struct rhz_graph_variant *out;
    size_t n;

    return rhz_graph_variants_get(v, arena, &out, &n, NULL);
}

static rhz_status get_definitions(struct rhz_span v, struct rhz_arena *arena)
{
    struct rhz_span shorter;
    struct rhz_tally *out;
    size_t n;

    return rhz_graph_definitions_get(v, arena, &shorter, &out, &n, NULL);
}

static void test_what_amending_needs(void **state)
{
    struct rhz_tally forms[] = {{RHZ_SPAN("l'ANL"), 2}, {RHZ_SPAN("Anl"), 300}};
    struct rhz_graph_variant in[] = {
        {.sub = 1, .key = RHZ_SPAN("anl"), .name = RHZ_SPAN("ANL"), .whole = RHZ_SPAN("agence nationale lisiere"), .learnt = RHZ_SPAN(""),
         .salt = RHZ_SPAN("a.txt"), .n_entities = 302, .n_mentions = 70000, .forms = forms, .n_forms = 2},
        {.key = RHZ_SPAN("b"), .name = RHZ_SPAN("B"), .whole = RHZ_SPAN(""), .learnt = RHZ_SPAN("c"), .salt = RHZ_SPAN(""), .n_entities = 1}};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_graph_variant *out;
    struct rhz_tally *longer;
    struct rhz_span shorter;
    struct rhz_buf b = {0};
    uint64_t seed = SEED + 6;
    size_t n;

    (void)state;
    assert_non_null(arena);
    rhz_graph_variants_put(&b, in, 2);
    assert_int_equal(rhz_graph_variants_get(rhz_buf_view(&b), arena, &out, &n, NULL), RHZ_OK);
    assert_int_equal(n, 2);
    assert_true(rhz_span_eq(out[0].whole, in[0].whole) && rhz_span_eq(out[0].salt, in[0].salt) && out[0].learnt.n == 0);
    assert_true(rhz_span_eq(out[1].learnt, in[1].learnt) && out[1].n_forms == 0 && out[1].n_entities == 1);
    assert_true(out[0].n_mentions == 70000 && rhz_span_eq(out[0].forms[1].text, forms[1].text) && out[0].forms[1].n == 300);
    damage(get_variants, &b, &seed);
    rhz_buf_reset(&b);
    rhz_graph_definitions_put(&b, RHZ_SPAN("anl"), forms, 2);
    assert_int_equal(rhz_graph_definitions_get(rhz_buf_view(&b), arena, &shorter, &longer, &n, NULL), RHZ_OK);
    assert_true(n == 2 && rhz_span_eq(shorter, RHZ_SPAN("anl")) && longer[0].n == 2);
    damage(get_definitions, &b, &seed);
    rhz_buf_free(&b);
    rhz_arena_free(arena);
}

static void test_long_names_in_keys(void **state)
{
    char a[600], b[600];
    struct rhz_buf x = {0}, y = {0};

    (void)state;
    memset(a, 'a', sizeof a);
    memcpy(b, a, sizeof b);
    b[599] = 'b';
    rhz_graph_key(&x, 1, RHZ_GRAPH_WORD);
    rhz_graph_key_name(&x, rhz_span(a, sizeof a));
    rhz_graph_key(&y, 1, RHZ_GRAPH_WORD);
    rhz_graph_key_name(&y, rhz_span(b, sizeof b));
    assert_true(x.n <= RHZ_KEY_MAX && y.n <= RHZ_KEY_MAX);
    assert_false(rhz_span_eq(rhz_buf_view(&x), rhz_buf_view(&y)));
    rhz_buf_free(&x);
    rhz_buf_free(&y);
}

static void test_worked_bytes(void **state)
{
    /* The example of doc/format.md. */
    static const unsigned char expected[] = {0x63, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x03, 0x01, 0x02, 0x00, 0xE7, 0x0F, 0x00, 0x00,
                                             0xA0, 0xE6, 0x86, 0x04, 0x03, 'E', 'U', 'R', 0x00, 0x01, 0x0C, 0x07};
    struct rhz_statement_ref proof = {12, 7};
    struct rhz_graph_edge e = {.id = 99, .relation = RHZ_FINANCE, .nature = RHZ_NATURE_A_RECEVOIR, .from = 2, .to = 0,
                               .year = 2023, .has_amount = true, .cents = 4250000, .unit = RHZ_SPAN("EUR"),
                               .proofs = &proof, .n_proofs = 1};
    struct rhz_buf b = {0};

    (void)state;
    rhz_graph_edge_put(&b, &e);
    assert_int_equal(b.n, sizeof expected);
    assert_memory_equal(b.p, expected, sizeof expected);
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),   cmocka_unit_test(test_edges),
        cmocka_unit_test(test_properties), cmocka_unit_test(test_members),
        cmocka_unit_test(test_counts),  cmocka_unit_test(test_counts_of_a_smaller_model),
        cmocka_unit_test(test_what_amending_needs), cmocka_unit_test(test_long_names_in_keys), cmocka_unit_test(test_worked_bytes),
    };

    print_message("seed %llu\n", (unsigned long long)SEED);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
