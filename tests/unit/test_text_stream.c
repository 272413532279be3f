/* test_text_stream.c -- bodies go in one after another and come out by offset; damaged blocks are told, never read past. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer.h"
#include "base_folder.h"
#include "document.h"
#include "random.h"
#include "segment.h"

__attribute__((weak)) const char *rhz_analyzer_fingerprint(void)
{
    return "test";
}

enum { BODIES = 60, SEGMENT = 3 };

struct place {
    char root[256];
    struct rhz_store *store;
    struct rhz_buf whole;
    uint64_t offsets[BODIES];
    size_t sizes[BODIES];
};

static void must(rhz_status st, const struct rhz_error *err)
{
    if (st != RHZ_OK)
        fail_msg("status %d: %s", st, err->text);
}

static void write_bodies(struct place *p)
{
    struct rhz_text_writer *w;
    struct rhz_error err = {0};
    struct rhz_txn *t;
    uint64_t seed = 6;
    size_t i, j;

    must(rhz_txn_begin(p->store, true, &t, &err), &err);
    must(rhz_text_writer_new(p->store, &t, SEGMENT, &w, &err), &err);
    for (i = 0; i < BODIES; i++) {
        size_t from = p->whole.n;
        p->sizes[i] = i % 7 == 3 ? 0 : i % 7 == 5 ? random_below(&seed, 300000) : random_below(&seed, 40000);
        for (j = 0; j < p->sizes[i]; j++)
            rhz_buf_byte(&p->whole, (unsigned char)(i % 5 ? 'a' + random_below(&seed, 4) : random_below(&seed, 256)));
        must(rhz_text_writer_add(w, rhz_span(p->whole.p + from, p->sizes[i]), &p->offsets[i], &err), &err);
        assert_int_equal(p->offsets[i], from);
    }
    must(rhz_text_writer_finish(w, &err), &err);
    rhz_text_writer_free(w);
    must(rhz_txn_commit(t, &err), &err);
}

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct rhz_error err = {0};
    char base[300];

    folder_make(p->root);
    snprintf(base, sizeof base, "%s/asso.rhz", p->root);
    must(rhz_store_open(base, RHZ_STORE_CREATE, 0, &p->store, &err), &err);
    rhz_buf_reserve(&p->whole, 1);
    write_bodies(p);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    rhz_store_close(p->store);
    folder_remove(p->root);
    rhz_buf_free(&p->whole);
    free(p);
    return 0;
}

static void test_read_back(void **state)
{
    struct place *p = *state;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_error err = {0};
    struct rhz_txn *t;
    struct rhz_span got;
    uint64_t seed = 12;
    unsigned i;

    must(rhz_txn_begin(p->store, false, &t, &err), &err);
    for (i = 0; i < BODIES; i++) {
        must(rhz_text_read(t, SEGMENT, p->offsets[i], p->sizes[i], arena, &got, &err), &err);
        assert_true(rhz_span_eq(got, rhz_span(p->whole.p + p->offsets[i], p->sizes[i])));
    }
    for (i = 0; i < 300; i++) {
        size_t from = random_below(&seed, (uint32_t)p->whole.n), n = random_below(&seed, (uint32_t)(p->whole.n - from) + 1);
        if (i % 4)
            n %= 3000;
        must(rhz_text_read(t, SEGMENT, from, n, arena, &got, &err), &err);
        assert_true(rhz_span_eq(got, rhz_span(p->whole.p + from, n)));
    }
    assert_int_equal(rhz_text_read(t, SEGMENT, p->whole.n - 10, 11, arena, &got, &err), RHZ_CORRUPT);
    assert_int_equal(rhz_text_read(t, SEGMENT, UINT64_MAX - 5, 5, arena, &got, &err), RHZ_CORRUPT);
    assert_int_equal(rhz_text_read(t, SEGMENT + 1, 0, 1, arena, &got, &err), RHZ_CORRUPT);
    rhz_txn_abort(t);
    rhz_arena_free(arena);
}

/* Bytes flipped or cut in the stored group: an error or other text, nothing worse. */
static void test_damage(void **state)
{
    struct place *p = *state;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf key = {0}, value = {0};
    struct rhz_error err = {0};
    struct rhz_txn *t;
    struct rhz_span v;
    uint64_t seed = 13;
    unsigned round, refused = 0;

    rhz_put_be32(&key, SEGMENT);
    rhz_put_be32(&key, 0);
    must(rhz_txn_begin(p->store, true, &t, &err), &err);
    must(rhz_txn_get(t, RHZ_DB_TEXT, rhz_buf_view(&key), &v, &err), &err);
    rhz_buf_span(&value, v);
    for (round = 0; round < 300; round++) {
        struct rhz_span damaged = rhz_buf_view(&value), got;
        uint32_t at = random_below(&seed, round % 2 ? 260 : (uint32_t)value.n);
        char before = value.p[at];
        value.p[at] ^= (char)(1 + random_below(&seed, 255));
        if (round % 3 == 0)
            damaged.n = random_below(&seed, round % 2 ? 400 : (uint32_t)value.n);
        must(rhz_txn_put(t, RHZ_DB_TEXT, rhz_buf_view(&key), damaged, &err), &err);
        if (rhz_text_read(t, SEGMENT, 0, 900000, arena, &got, &err) != RHZ_OK)
            refused++;
        value.p[at] = before;
        rhz_arena_reset(arena);
    }
    assert_true(refused > 150);
    rhz_txn_abort(t);
    rhz_arena_free(arena);
    rhz_buf_free(&key);
    rhz_buf_free(&value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read_back), cmocka_unit_test(test_damage)};

    return cmocka_run_group_tests(tests, setup, teardown);
}
