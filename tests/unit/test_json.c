/* test_json.c -- the JSON writer: commas, escapes, numbers; output that is always valid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <jansson.h>
#include <locale.h>
#include <math.h>

#include "property.h"
#include "rhizome_json.h"

static void assert_text(struct rhz_json *j, const char *expected)
{
    assert_false(rhz_json_failed(j));
    assert_string_equal(rhz_json_text(j).p, expected);
    assert_int_equal(rhz_json_text(j).n, strlen(expected));
    rhz_json_reset(j);
}

static void test_structure(void **state)
{
    struct rhz_json *j = rhz_json_new();

    (void)state;
    assert_text(j, "");
    rhz_json_object(j);
    rhz_json_pair(j, "nom", "Échange");
    rhz_json_pair(j, "rien", NULL);
    rhz_json_pair_unsigned(j, "n", UINT64_MAX);
    rhz_json_key(j, "liste");
    rhz_json_array(j);
    rhz_json_integer(j, INT64_MIN);
    rhz_json_bool(j, true);
    rhz_json_bool(j, false);
    rhz_json_object(j);
    rhz_json_end(j);
    rhz_json_array(j);
    rhz_json_end(j);
    rhz_json_end(j);
    rhz_json_end(j);
    rhz_json_end(j); /* one too many: ignored */
    assert_text(j, "{\"nom\":\"Échange\",\"rien\":null,\"n\":18446744073709551615,"
                   "\"liste\":[-9223372036854775808,true,false,{},[]]}");
    rhz_json_object(j), rhz_json_end(j), rhz_json_newline(j), rhz_json_object(j), rhz_json_end(j), rhz_json_newline(j);
    assert_text(j, "{}\n{}\n");
    rhz_json_free(j);
    rhz_json_free(NULL);
}

static void test_strings(void **state)
{
    struct rhz_json *j = rhz_json_new();

    (void)state;
    rhz_json_string(j, "\"\\/\n\t\r\x01\x7F", 8);
    assert_text(j, "\"\\\"\\\\/\\n\\t\\u000d\\u0001\\u007f\"");
    rhz_json_string(j, "a\0b", 3);
    assert_text(j, "\"a\\u0000b\"");
    rhz_json_cstring(j, "ok \xC3 \xED\xA0\x80!\xE2\x82");
    assert_text(j, "\"ok \xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD!\xEF\xBF\xBD\xEF\xBF\xBD\"");
    rhz_json_cstring(j, "\xEF\xBF\xBD\xF0\x9F\x8C\xB1");
    assert_text(j, "\"\xEF\xBF\xBD\xF0\x9F\x8C\xB1\"");
    rhz_json_free(j);
}

static void test_numbers(void **state)
{
    static const struct {
        int64_t cents;
        const char *text;
    } amounts[] = {{4250000, "42500.00"}, {5, "0.05"}, {-5, "-0.05"}, {-12345, "-123.45"}, {0, "0.00"},
                   {INT64_MIN, "-92233720368547758.08"}, {INT64_MAX, "92233720368547758.07"}};
    struct rhz_json *j = rhz_json_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        rhz_json_cents(j, amounts[i].cents);
        assert_text(j, amounts[i].text);
    }
    rhz_json_real(j, 3.5);
    assert_text(j, "3.5");
    rhz_json_real(j, 0.1);
    assert_text(j, "0.1");
    rhz_json_real(j, NAN);
    assert_text(j, "null");
    rhz_json_real(j, -INFINITY);
    assert_text(j, "null");
    rhz_json_free(j);
}

static void test_reals_return(void **state)
{
    static const double values[] = {0, 1.0 / 3, 1e300, -2.5e-300, DBL_MAX, DBL_MIN, 12.3456789012345678, 4503599627370497.5};
    struct rhz_json *j = rhz_json_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof values / sizeof values[0]; i++) {
        rhz_json_real(j, values[i]);
        assert_true(strtod(rhz_json_text(j).p, NULL) == values[i]);
        rhz_json_reset(j);
    }
    /* A host program may have chosen a decimal comma; skipped in effect where that locale is not installed. */
    if (setlocale(LC_NUMERIC, "fr_FR.UTF-8")) {
        rhz_json_real(j, 3.25);
        assert_text(j, "3.25");
        setlocale(LC_NUMERIC, "C");
    }
    rhz_json_free(j);
}

static void test_too_deep(void **state)
{
    struct rhz_json *j = rhz_json_new();
    int i;

    (void)state;
    for (i = 0; i < 64; i++)
        rhz_json_array(j);
    assert_false(rhz_json_failed(j));
    rhz_json_array(j);
    assert_true(rhz_json_failed(j));
    rhz_json_reset(j);
    rhz_json_integer(j, 1);
    assert_text(j, "1");
    rhz_json_free(j);
}

/** Whatever the bytes, another parser reads them back, valid UTF-8 unchanged. */
static void test_any_bytes(void **state)
{
    struct rhz_json *j = rhz_json_new();
    uint64_t seed = 64;
    int i;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 3000; i++) {
        char bytes[40];
        size_t n = random_below(&seed, sizeof bytes), at;
        json_t *value;
        for (at = 0; at < n; at++)
            bytes[at] = (char)(i % 2 ? random_next(&seed) : random_below(&seed, 128));
        rhz_json_string(j, bytes, n);
        value = json_loadb(rhz_json_text(j).p, rhz_json_text(j).n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(value);
        if (rhz_utf8_valid(rhz_span(bytes, n)) == n) {
            assert_int_equal(json_string_length(value), n);
            assert_memory_equal(json_string_value(value), bytes, n);
        }
        json_decref(value);
        rhz_json_reset(j);
    }
    rhz_json_free(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structure), cmocka_unit_test(test_strings), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_reals_return), cmocka_unit_test(test_too_deep), cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
