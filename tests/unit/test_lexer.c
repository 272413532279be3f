/* test_lexer.c -- tokens of the query language, as kinds and texts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "lexer.h"

/* One letter a kind: w word, p prefix, f fuzzy, q phrase, Q phrase left open, F field, ~ distance, + - ( ) A O X. */
static void shape(const char *query, struct rhz_buf *out)
{
    static const char letters[] = " wpfqF~+-()AOX";
    struct rhz_lexer l = rhz_lexer(rhz_span_of(query));
    struct rhz_query_token t;
    uint32_t last = 0;

    rhz_buf_reset(out);
    while ((t = rhz_lexer_next(&l)).kind != RHZ_QUERY_END) {
        assert_true(t.start >= last && t.end > t.start && t.end <= l.query.n);
        last = t.end;
        rhz_buf_byte(out, t.open ? 'Q' : (unsigned char)letters[t.kind]);
        if (t.kind <= RHZ_QUERY_DISTANCE)
            rhz_buf_printf(out, "[%.*s]", (int)t.text.n, t.text.p);
    }
    rhz_buf_byte(out, 0);
}

static void test_shapes(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {" \t\n\xC2\xA0\xE2\x80\xAF", ""},
        {"assemblée  générale", "w[assemblée]w[générale]"},
        {"\"bon soir\"", "q[bon soir]"},
        {"« bon soir »", "q[ bon soir ]"},
        {"“bon soir”", "q[bon soir]"},
        {"\"bon soir”", "q[bon soir]"},
        {"«un \"deux\" trois»", "q[un \"deux\" trois]"},
        {"\"sans fin", "Q[sans fin]"},
        {"«", "Q[]"},
        {"mot\"suite\"", "w[mot]q[suite]"},
        {"+nantes -lille", "+w[nantes]-w[lille]"},
        {"+\"a b\" -\"c\"", "+q[a b]-q[c]"},
        {"Jean-Marie a-t-il C++", "w[Jean-Marie]w[a-t-il]w[C++]"},
        {"- + a", "w[-]w[+]w[a]"},
        {"--a", "-w[-a]"},
        {"l'avocat l’avocat", "w[l'avocat]w[l’avocat]"},
        {"ET et OU ou SAUF", "Aw[et]Ow[ou]X"},
        {"(a OU b)", "(w[a]Ow[b])"},
        {"adhérent(e)s chercheur(euse)s", "w[adhérent(e)s]w[chercheur(euse)s]"},
        {"f(x y)", "w[f](w[x]w[y])"},
        {"budget(2019)", "w[budget](w[2019])"},
        {"subvent* tresorrier~ * ~", "p[subvent]f[tresorrier]w[*]w[~]"},
        {"annee:2019 année:2019 titre:\"a b\"", "F[annee]w[2019]F[année]w[2019]F[titre]q[a b]"},
        {"titre: rapport", "w[titre:]w[rapport]"},
        {"https://example.org 10:30", "w[https://example.org]w[10:30]"},
        {"\"a b\"~5 c", "q[a b]~[5]w[c]"},
        {"«a b»~10 “a b”~2", "q[a b]~[10]q[a b]~[2]"},
        {"(\"a b\"~5)", "(q[a b]~[5])"},
        {"\"a b\"~5\"c\"", "q[a b]~[5]q[c]"},
        {"\"a b\"~", "q[a b]~[]"},
        {"\"a b\"~cinq", "q[a b]~[cinq]"},
        {"\"a b\"~5~6", "q[a b]~[5~6]"},
        {"\"a b\" ~5 ~6", "q[a b]w[~5]w[~6]"},
        {"titre:\"a b\"~5", "F[titre]q[a b]~[5]"},
        {"\"a b~5", "Q[a b~5]"},
        {"(", "("},
        {"a)", "w[a])"},
    };
    struct rhz_buf got = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        shape(cases[i][0], &got);
        assert_string_equal(got.p, cases[i][1]);
    }
    rhz_buf_free(&got);
}

/* Whatever the bytes, the lexer advances and ends. */
static void test_always_ends(void **state)
{
    uint64_t seed = 20240606;
    char bytes[64];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t n = (seed >> 33) % sizeof bytes;

        for (size_t i = 0; i < n; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = "ab \"+-()*~:\xC2\xAB\xBB\xE2\x80\x9C\x9DO"[(seed >> 40) % 18];
        }
        seed = seed * 6364136223846793005u + 1;
        struct rhz_lexer l = rhz_lexer(rhz_span(bytes, n));
        size_t tokens = 0;

        while (rhz_lexer_next(&l).kind != RHZ_QUERY_END)
            assert_true(++tokens <= n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shapes), cmocka_unit_test(test_always_ends)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
