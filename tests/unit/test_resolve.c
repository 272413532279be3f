/* test_resolve.c -- components are a function of kinds and keys alone, whatever the order in which entities come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "intern.h"
#include "resolve.h"

static const uint64_t SEED = 7;

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static void test_same_key_same_kind(void **state)
{
    struct rhz_resolve_entity v[] = {
        {RHZ_ORGANISATION, RHZ_SPAN("ademe"), 9}, {RHZ_PERSONNE, RHZ_SPAN("ferrandin odile"), 9},
        {RHZ_ORGANISATION, RHZ_SPAN("ademe"), 9}, {RHZ_PROGRAMME, RHZ_SPAN("ademe"), 9},
        {RHZ_ORGANISATION, RHZ_SPAN(""), 9},      {RHZ_ORGANISATION, RHZ_SPAN("ademe bretagne"), 9},
    };
    size_t n;

    (void)state;
    assert_int_equal(rhz_resolve(v, 6, &n, NULL), RHZ_OK);
    assert_int_equal(n, 4);
    assert_int_equal(v[1].component, 0); /* persons come first */
    assert_int_equal(v[0].component, 1);
    assert_int_equal(v[2].component, 1);
    assert_int_equal(v[5].component, 2);
    assert_int_equal(v[3].component, 3);
    assert_int_equal(v[4].component, RHZ_NONE);
}

static void test_nothing(void **state)
{
    struct rhz_resolve_entity v = {RHZ_PERSONNE, RHZ_SPAN(""), 0};
    size_t n = 5;

    (void)state;
    assert_int_equal(rhz_resolve(&v, 0, &n, NULL), RHZ_OK);
    assert_int_equal(n, 0);
    assert_int_equal(rhz_resolve(&v, 1, &n, NULL), RHZ_OK);
    assert_int_equal(n, 0);
}

/* The component of each (kind, key) is the same in any order, and two of them never share one. */
static void test_any_order(void **state)
{
    enum { N = 3000, KEYS = 400 };
    static struct rhz_resolve_entity v[N];
    static char keys[KEYS][16];
    static uint32_t expected[KEYS][RHZ_KIND_COUNT];
    uint64_t seed = SEED;
    size_t i, n, n_first = 0;
    unsigned round;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)SEED);
    for (i = 0; i < KEYS; i++)
        snprintf(keys[i], sizeof keys[i], "nom %03u", (unsigned)i);
    memset(expected, 0xFF, sizeof expected);
    for (i = 0; i < N; i++) /* every pair at least now and then: the set must be the same in each round */
        v[i] = (struct rhz_resolve_entity){1 + (enum rhz_kind)(i / KEYS % 4), rhz_span_of(keys[i % KEYS]), 0};
    for (round = 0; round < 5; round++) {
        for (i = N; i > 1; i--) {
            size_t j = next_random(&seed) % i;
            struct rhz_resolve_entity x = v[i - 1];
            v[i - 1] = v[j];
            v[j] = x;
        }
        assert_int_equal(rhz_resolve(v, N, &n, NULL), RHZ_OK);
        n_first = n_first ? n_first : n;
        assert_int_equal(n, n_first);
        for (i = 0; i < N; i++) {
            uint32_t *want = &expected[atoi(v[i].key.p + 4)][v[i].kind];
            if (*want == UINT32_MAX)
                *want = v[i].component;
            assert_int_equal(v[i].component, *want);
        }
    }
    assert_int_equal(n_first, 4 * KEYS);
}

static void test_strings_are_kept_once(void **state)
{
    struct rhz_strings s = {0};
    char text[16];
    uint32_t i;

    (void)state;
    for (i = 0; i < 3000; i++) {
        snprintf(text, sizeof text, "%u", (unsigned)i % 1000);
        assert_int_equal(rhz_strings_add(&s, rhz_span_of(text)), i % 1000);
    }
    assert_int_equal(s.n, 1000);
    assert_true(rhz_span_eq(rhz_strings_at(&s, 999), RHZ_SPAN("999")));
    assert_int_equal(rhz_strings_add(&s, RHZ_SPAN("")), 1000);
    assert_int_equal(rhz_strings_at(&s, 1000).n, 0);
    assert_int_equal(rhz_strings_at(&s, 5000).n, 0);
    rhz_strings_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_key_same_kind), cmocka_unit_test(test_nothing), cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_strings_are_kept_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
