/* test_base.c -- errors, spans, buffer, arena, UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base.h"
#include "property.h"

static void test_errors(void **state)
{
    struct rhz_error err;
    char accents[700] = "";

    (void)state;
    assert_int_equal(rhz_fail(NULL, RHZ_IO, "rien"), RHZ_IO);
    assert_int_equal(rhz_fail(&err, RHZ_BUSY, "La base « %s »", "x"), RHZ_BUSY);
    assert_int_equal(err.status, RHZ_BUSY);
    assert_string_equal(err.text, "La base « x »");
    assert_int_equal(rhz_no_memory(&err), RHZ_NO_MEMORY);
    /* Too long: cut between characters, whatever the shift. */
    memset(accents, 0, sizeof accents);
    for (size_t i = 0; i + 2 < sizeof accents; i += 2)
        memcpy(accents + i, "é", 2);
    rhz_fail(&err, RHZ_IO, "%s", accents);
    assert_int_equal(rhz_utf8_valid(rhz_span_of(err.text)), strlen(err.text));
    assert_true(strlen(err.text) >= RHZ_ERROR_TEXT - 3);
    rhz_fail(&err, RHZ_IO, "x%s", accents);
    assert_int_equal(rhz_utf8_valid(rhz_span_of(err.text)), strlen(err.text));
}

static void test_spans(void **state)
{
    (void)state;
    assert_true(rhz_span_eq(rhz_span_of(NULL), RHZ_SPAN("")));
    assert_true(rhz_span_eq(rhz_span(NULL, 0), RHZ_SPAN("")));
    assert_false(rhz_span_eq(RHZ_SPAN("a"), RHZ_SPAN("b")));
    assert_true(rhz_span_cmp(RHZ_SPAN("a"), RHZ_SPAN("ab")) < 0);
    assert_true(rhz_span_cmp(RHZ_SPAN("b"), RHZ_SPAN("ab")) > 0);
    assert_true(rhz_span_cmp(RHZ_SPAN("\xFF"), RHZ_SPAN("a")) > 0);
    assert_int_equal(rhz_span_cmp(RHZ_SPAN("ab"), RHZ_SPAN("ab")), 0);
    assert_true(rhz_span_eq(rhz_span_trim(RHZ_SPAN(" \t à la une \r\n")), RHZ_SPAN("à la une")));
    assert_int_equal(rhz_span_trim(RHZ_SPAN(" \n ")).n, 0);
}

static void test_buffer(void **state)
{
    struct rhz_buf b = {0};
    size_t i;

    (void)state;
    assert_int_equal(rhz_buf_view(&b).n, 0);
    assert_non_null(rhz_buf_view(&b).p);
    for (i = 0; i < 1000; i++)
        rhz_buf_byte(&b, (unsigned char)i);
    assert_int_equal(b.n, 1000);
    assert_int_equal((unsigned char)b.p[999], 999 & 255);
    rhz_buf_reset(&b);
    rhz_buf_printf(&b, "%d %s", 12, "mois");
    rhz_buf_str(&b, " et ");
    rhz_buf_span(&b, RHZ_SPAN("demi"));
    assert_true(rhz_span_eq(rhz_buf_view(&b), RHZ_SPAN("12 mois et demi")));
    assert_false(rhz_buf_reserve(&b, SIZE_MAX - 4)); /* sticks */
    assert_true(b.failed);
    rhz_buf_str(&b, "perdu");
    rhz_buf_byte(&b, 'x');
    assert_int_equal(b.n, 15);
    rhz_buf_reset(&b);
    assert_false(b.failed);
    rhz_buf_free(&b);
    rhz_buf_free(&b);
}

static void test_arena(void **state)
{
    struct rhz_arena *a = rhz_arena_new();
    uint32_t *v = NULL;
    size_t n = 0, cap = 0, i;
    char *big, *zero;

    (void)state;
    assert_string_equal(rhz_arena_str(a, rhz_span("abcdef", 3)), "abc");
    assert_string_equal(rhz_arena_printf(a, "%d %s", 3, "voix"), "3 voix");
    for (i = 0; i < 10000; i++) {
        assert_true(RHZ_PUSH(a, v, n, cap));
        v[n++] = (uint32_t)i;
    }
    for (i = 0; i < n; i++)
        assert_int_equal(v[i], i);
    big = rhz_arena_alloc(a, 3 << 20); /* beyond the largest block */
    assert_non_null(big);
    memset(big, 1, 3 << 20);
    assert_int_equal((uintptr_t)rhz_arena_alloc(a, 1) % _Alignof(max_align_t), 0);
    zero = rhz_arena_zalloc(a, 10, 10);
    for (i = 0; i < 100; i++)
        assert_int_equal(zero[i], 0);
    assert_non_null(rhz_arena_zalloc(a, 0, 8));
    assert_null(rhz_arena_zalloc(a, SIZE_MAX / 4, 8));
    assert_null(rhz_arena_alloc(a, SIZE_MAX));
    assert_null(rhz_arena_copy(a, rhz_span("", SIZE_MAX - 1)).p);
    rhz_arena_reset(a);
    assert_int_equal(rhz_arena_used(a), 0);
    rhz_arena_limit(a, 1000);
    assert_non_null(rhz_arena_alloc(a, 900));
    assert_null(rhz_arena_alloc(a, 200));
    assert_null(rhz_arena_alloc(a, 2000));
    rhz_arena_free(a);
    rhz_arena_free(NULL);
}

/* ---- UTF-8 ---- */

static void test_utf8_all_code_points(void **state)
{
    uint32_t c;
    char bytes[4];
    unsigned n, m;

    (void)state;
    for (c = 1; c <= 0x10FFFF; c++) {
        if (c == 0xD800)
            c = 0xE000;
        n = rhz_utf8_put(bytes, c);
        if (rhz_utf8_next(bytes, bytes + n, &m) != c || m != n || rhz_utf8_valid(rhz_span(bytes, n)) != n)
            fail_msg("U+%04X", c);
        if (n > 1 && (rhz_utf8_next(bytes, bytes + n - 1, &m) != 0xFFFD || m != 1))
            fail_msg("cut U+%04X", c);
    }
    rhz_utf8_put(bytes, 0xD800);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    rhz_utf8_put(bytes, 0x110000);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
}

static void test_utf8_ill_formed(void **state)
{
    static const char *const bad[] = {"\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                                      "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3(", "\xE2\x82", "\xE2(\xA1"};
    size_t i;
    unsigned n;

    (void)state;
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(rhz_utf8_next(bad[i], bad[i] + strlen(bad[i]), &n), 0xFFFD);
        assert_int_equal(n, 1);
        assert_int_equal(rhz_utf8_valid(rhz_span_of(bad[i])), 0);
    }
    assert_int_equal(rhz_utf8_valid(RHZ_SPAN("été\xC3")), 5);
    assert_int_equal(rhz_utf8_valid(RHZ_SPAN("\xEF\xBF\xBD!")), 4); /* U+FFFD itself is well formed */
}

static void test_utf8_places(void **state)
{
    struct rhz_span s = RHZ_SPAN("a€é");

    (void)state;
    assert_int_equal(rhz_utf8_length(s), 3);
    assert_int_equal(rhz_utf8_floor(s, 0), 0);
    assert_int_equal(rhz_utf8_floor(s, 1), 1);
    assert_int_equal(rhz_utf8_floor(s, 2), 1);
    assert_int_equal(rhz_utf8_floor(s, 3), 1);
    assert_int_equal(rhz_utf8_floor(s, 4), 4);
    assert_int_equal(rhz_utf8_floor(s, 5), 4);
    assert_int_equal(rhz_utf8_floor(s, 6), 6);
    assert_int_equal(rhz_utf8_floor(s, 60), 6);
}

static void test_utf8_any_bytes(void **state)
{
    uint64_t seed = 8;
    int i;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 5000; i++) {
        char tmp[12], *heap;
        struct rhz_span s;
        size_t at = 0, n = random_below(&seed, 12);
        for (size_t j = 0; j < n; j++)
            tmp[j] = (char)(random_one_in(&seed, 2) ? random_next(&seed) : 0xC3 + random_below(&seed, 2));
        s = exact_copy(rhz_span(tmp, n), &heap);
        assert_true(rhz_utf8_valid(s) <= n);
        while (at < n) {
            unsigned step;
            rhz_utf8_next(s.p + at, s.p + n, &step);
            assert_true(step >= 1 && step <= n - at);
            at += step;
        }
        free(heap);
    }
}

static void test_clock(void **state)
{
    uint64_t a = rhz_now_us();

    (void)state;
    assert_true(rhz_now_us() >= a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors), cmocka_unit_test(test_spans), cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_arena), cmocka_unit_test(test_utf8_all_code_points), cmocka_unit_test(test_utf8_ill_formed),
        cmocka_unit_test(test_utf8_places), cmocka_unit_test(test_utf8_any_bytes), cmocka_unit_test(test_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
