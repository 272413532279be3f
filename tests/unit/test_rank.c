/* test_rank.c -- the best k against a full sort, ties included; the shape of BM25F. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "rank.h"

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Public ids are in no relation to passage numbers; four passages a document. */
static rhz_status identify(void *context, struct rhz_candidate *c, struct rhz_error *err)
{
    (void)err;
    ++*(size_t *)context;
    c->document = c->passage / 4 + 1;
    c->id = (c->document * UINT64_C(0x9E3779B97F4A7C15)) >> 20;
    return RHZ_OK;
}

static int full_order(const void *a, const void *b)
{
    const struct rhz_candidate *p = a, *q = b;

    if (p->level != q->level)
        return p->level < q->level ? -1 : 1;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    if (p->id != q->id)
        return p->id < q->id ? -1 : 1;
    return p->passage < q->passage ? -1 : p->passage > q->passage;
}

static void one_round(uint64_t seed, size_t n, size_t k, unsigned scores)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_candidate *all = calloc(n + 1, sizeof *all);
    size_t looked_up = 0, ignored = 0;
    struct rhz_top top;

    rhz_top_init(&top, arena, k);
    for (size_t i = 0; i < n; i++) {
        uint32_t level = (uint32_t)(next(&seed) % 3);
        float score = (float)(next(&seed) % scores) / 7.0f;

        all[i] = (struct rhz_candidate){.score = score, .level = level, .passage = (uint32_t)i + 1};
        identify(&ignored, &all[i], NULL);
        if (rhz_top_wants(&top, level, 0, score))
            rhz_top_add(&top, level, 0, score, (uint32_t)i + 1);
    }
    qsort(all, n, sizeof *all, full_order);
    assert_int_equal(rhz_top_finish(&top, identify, &looked_up, NULL), RHZ_OK);
    assert_int_equal(top.n, n < k ? n : k);
    if (scores > 1000000)
        assert_true(looked_up < 20); /* distinct scores cost no look-up */
    assert_int_equal(rhz_candidates_sort(top.v, top.n, 0, top.n, identify, &looked_up, NULL), RHZ_OK);
    for (size_t i = 0; i < top.n; i++)
        assert_int_equal(top.v[i].passage, all[i].passage);
    free(all);
    rhz_arena_free(arena);
}

static void test_top_is_full_sort(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++)
        one_round(seed, (size_t)(seed * 37 % 3000), (size_t)(seed * 13 % 150), (unsigned)(seed % 5 ? seed % 50 + 1 : 1 << 30));
}

static void test_bm25f(void **state)
{
    struct rhz_scorer s;

    (void)state;
    rhz_scorer_init(&s, &rhz_rank_defaults, 120, 8);
    assert_true(rhz_score(&s, 1, 2, 0, 60, 5, false) > rhz_score(&s, 1, 1, 0, 60, 5, false));
    assert_true(rhz_score(&s, 1, 1, 0, 30, 5, false) > rhz_score(&s, 1, 1, 0, 60, 5, false));
    assert_true(rhz_score(&s, 1, 1, 1, 60, 5, false) > rhz_score(&s, 1, 1, 0, 60, 5, false));
    assert_true(rhz_score(&s, 1, 1, 0, 60, 5, true) > rhz_score(&s, 1, 1, 0, 60, 5, false));
    /* Saturation: a hundred occurrences are not worth three. */
    assert_true(rhz_score(&s, 1, 100, 100, 0, 0, false) < 1);
    /* An empty base, a word that no passage holds: finite. */
    rhz_scorer_init(&s, &rhz_rank_defaults, 0, 0);
    assert_true(rhz_leaf_weight(&rhz_rank_defaults, 0, 0, 1) > 0);
    assert_true(rhz_leaf_weight(&rhz_rank_defaults, 10, 10, 1) > 0);
    assert_true(rhz_leaf_weight(&rhz_rank_defaults, 10, 1, 1) > rhz_leaf_weight(&rhz_rank_defaults, 10, 2, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_top_is_full_sort), cmocka_unit_test(test_bm25f)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
