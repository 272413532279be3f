/* test_codec.c -- numbers <-> bytes: worked examples, edges, random values, damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec.h"
#include "property.h"

static void assert_bytes(struct rhz_buf *b, const char *expected, size_t n)
{
    assert_false(b->failed);
    assert_int_equal(b->n, n);
    assert_memory_equal(b->p, expected, n);
    rhz_buf_reset(b);
}
#define ASSERT_BYTES(b, literal) assert_bytes((b), (literal), sizeof(literal) - 1)

static void test_worked_bytes(void **state)
{
    struct rhz_buf b = {0};

    (void)state;
    rhz_put_varint(&b, 0), rhz_put_varint(&b, 127), rhz_put_varint(&b, 300);
    ASSERT_BYTES(&b, "\x00\x7F\xAC\x02");
    rhz_put_varint(&b, UINT64_MAX);
    ASSERT_BYTES(&b, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01");
    rhz_put_signed(&b, 0), rhz_put_signed(&b, -1), rhz_put_signed(&b, 1), rhz_put_signed(&b, -64);
    ASSERT_BYTES(&b, "\x00\x01\x02\x7F");
    rhz_put_le16(&b, 0x0102), rhz_put_le32(&b, 0x01020304), rhz_put_le64(&b, 0x0102030405060708);
    ASSERT_BYTES(&b, "\x02\x01\x04\x03\x02\x01\x08\x07\x06\x05\x04\x03\x02\x01");
    rhz_put_be32(&b, 0x01020304), rhz_put_be64(&b, 0x0102030405060708);
    ASSERT_BYTES(&b, "\x01\x02\x03\x04\x01\x02\x03\x04\x05\x06\x07\x08");
    rhz_put_bytes(&b, RHZ_SPAN("été"));
    ASSERT_BYTES(&b, "\x05\xC3\xA9t\xC3\xA9");
    rhz_put_from(&b, 5, 7), rhz_put_from(&b, 0, UINT32_MAX);
    ASSERT_BYTES(&b, "\x03\xFD\xFF\xFF\xFF\x1F");
    rhz_put_le32(&b, 0), rhz_buf_byte(&b, 9), rhz_patch_le32(&b, 1, 0xAABBCCDD), rhz_patch_le32(&b, 2, 0);
    ASSERT_BYTES(&b, "\x00\xDD\xCC\xBB\xAA");
    rhz_buf_free(&b);
}

static void test_numbers_return(void **state)
{
    uint64_t seed = 31;
    struct rhz_buf b = {0};
    int i;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 20000; i++) {
        uint64_t v = random_next(&seed) >> random_below(&seed, 64);
        int64_t s = (int64_t)random_next(&seed) >> random_below(&seed, 64);
        uint32_t a = random_number(&seed), base = random_number(&seed);
        struct rhz_reader r;
        rhz_buf_reset(&b);
        rhz_put_varint(&b, v), rhz_put_signed(&b, s), rhz_put_from(&b, a, base), rhz_put_le64(&b, v), rhz_put_be64(&b, v);
        rhz_put_le32(&b, a), rhz_put_be32(&b, a), rhz_put_le16(&b, (uint16_t)a);
        r = rhz_reader(rhz_buf_view(&b));
        assert_true(rhz_get_varint(&r) == v);
        assert_true(rhz_get_signed(&r) == s);
        assert_int_equal(rhz_get_from(&r, base), a);
        assert_true(rhz_get_le64(&r) == v && rhz_get_be64(&r) == v);
        assert_true(rhz_get_le32(&r) == a && rhz_get_be32(&r) == a && rhz_get_le16(&r) == (uint16_t)a);
        assert_true(!r.bad && rhz_left(&r) == 0);
    }
    rhz_buf_free(&b);
}

static void test_extremes(void **state)
{
    static const int64_t values[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX};
    struct rhz_buf b = {0};
    struct rhz_reader r;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof values / sizeof values[0]; i++) {
        rhz_buf_reset(&b);
        rhz_put_signed(&b, values[i]);
        r = rhz_reader(rhz_buf_view(&b));
        assert_true(rhz_get_signed(&r) == values[i] && !r.bad);
        /* As a distance these leave 32 bits, but for the small ones. */
        r = rhz_reader(rhz_buf_view(&b));
        rhz_get_from(&r, 1);
        assert_int_equal(r.bad, values[i] < -1 || values[i] > 1);
    }
    rhz_buf_free(&b);
}

static void test_bad_readers(void **state)
{
    struct rhz_reader r;

    (void)state;
    r = rhz_reader(RHZ_SPAN("\x80\x80")); /* a varint without end */
    assert_true(rhz_get_varint(&r) == 0 && r.bad);
    assert_true(rhz_left(&r) == 0 && rhz_get_byte(&r) == 0 && rhz_get_raw(&r, 0).n == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02")); /* 65 bits */
    assert_true(rhz_get_varint(&r) == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x81\x01")); /* 11 bytes */
    assert_true(rhz_get_varint(&r) == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("\x05ete"));
    assert_true(rhz_get_bytes(&r).n == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01x"));
    assert_true(rhz_get_bytes(&r).n == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("\x0A\x0B"));
    assert_true(rhz_get_at_most(&r, 10) == 10 && !r.bad && rhz_get_at_most(&r, 10) == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("abc"));
    assert_true(rhz_get_le32(&r) == 0 && r.bad);
    r = rhz_reader(RHZ_SPAN("\x03\x02")); /* two below 1 */
    assert_true(rhz_get_from(&r, 1) == 0 && r.bad);
}

static void test_key_order(void **state)
{
    uint64_t seed = 5;
    struct rhz_buf a = {0}, b = {0};
    int i;

    (void)state;
    for (i = 0; i < 2000; i++) {
        uint32_t x = random_number(&seed), y = random_number(&seed);
        rhz_buf_reset(&a), rhz_buf_reset(&b);
        rhz_put_be32(&a, x), rhz_put_be32(&b, y);
        assert_int_equal(rhz_span_cmp(rhz_buf_view(&a), rhz_buf_view(&b)) < 0, x < y);
    }
    rhz_buf_free(&a);
    rhz_buf_free(&b);
}

static void test_packed_blocks(void **state)
{
    uint64_t seed = 128;
    unsigned width, i;

    (void)state;
    for (width = 0; width <= 32; width++) {
        uint32_t v[RHZ_BLOCK], back[RHZ_BLOCK];
        struct rhz_buf b = {0};
        char *p;
        for (i = 0; i < RHZ_BLOCK; i++)
            v[i] = width ? (uint32_t)random_next(&seed) >> (32 - width) : 0;
        if (width)
            v[random_below(&seed, RHZ_BLOCK)] |= (uint32_t)1 << (width - 1);
        assert_int_equal(rhz_pack_width(v), width);
        rhz_pack(&b, v, width);
        assert_int_equal(b.n, rhz_pack_bytes(width));
        rhz_unpack((const unsigned char *)exact_copy(rhz_buf_view(&b), &p).p, width, back);
        assert_memory_equal(v, back, sizeof v);
        free(p);
        rhz_buf_free(&b);
    }
}

/** Ids and content hashes are stored: the values may never change. */
static void test_hashes(void **state)
{
    unsigned char h[16];

    (void)state;
    assert_true(rhz_hash64(RHZ_SPAN("")) == 0x2D06800538D394C2u);
    assert_true(rhz_hash64(RHZ_SPAN("rhizome")) == rhz_hash64(RHZ_SPAN("rhizome")));
    assert_true(rhz_hash64(RHZ_SPAN("rhizome")) != rhz_hash64(RHZ_SPAN("rhizomf")));
    rhz_hash128(RHZ_SPAN(""), h);
    assert_memory_equal(h, "\x99\xAA\x06\xD3\x01\x47\x98\xD8\x60\x01\xC3\x24\x46\x8D\x49\x7F", 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_bytes), cmocka_unit_test(test_numbers_return), cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_bad_readers), cmocka_unit_test(test_key_order), cmocka_unit_test(test_packed_blocks),
        cmocka_unit_test(test_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
