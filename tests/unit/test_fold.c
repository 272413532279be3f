/* test_fold.c -- folding: the table against utf8proc, spellings that must meet, properties over all characters. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <utf8proc.h>

#include "analyzer.h"
#include "fold.h"

static void check(const char *text, const char *folded)
{
    struct rhz_buf b = {0};

    rhz_fold(rhz_span_of(text), &b);
    rhz_buf_byte(&b, 0);
    assert_false(b.failed);
    assert_string_equal(b.p, folded);
    rhz_buf_free(&b);
}

static void spellings(void **state)
{
    (void)state;
    check("Élève À l’ŒUVRE", "eleve a l'oeuvre");
    check("e\xCC\x81le\xCC\x80ve", "eleve");
    check("ﬁn 1ᵉʳ CO₂ Straße", "fin 1er co2 strasse");
    check("sub\xC2\xADvention\xE2\x80\x8B", "subvention");
    check("12\xE2\x80\xAF" "000\xC2\xA0€", "12 000 €");
    check("Łódź Ærø İzmir ıi ĳ ŀl", "lodz aero izmir ii ij ll");
    check("ＡＢＣ ʼ‘`´", "abc ''''");
    check("a\xE2\x80\x91" "b", "a-b");
    check("« é »", "« e »");
}

/* Where NFKD and STRIPMARK give one letter, the table gives the same. */
static void table_agrees(void **state)
{
    uint32_t c;

    (void)state;
    for (c = 0xC0; c < 0x250; c++) {
        char raw[5] = {0}, folded[16];
        utf8proc_uint8_t *expected = NULL;
        unsigned n = rhz_utf8_put(raw, c);
        size_t m = rhz_fold_into(rhz_span(raw, n), folded, sizeof folded);
        utf8proc_ssize_t k = utf8proc_map((const utf8proc_uint8_t *)raw, (utf8proc_ssize_t)n, &expected,
                                          UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
        assert_true(k >= 0);
        if (k == 1 && (m != 1 || folded[0] != (char)expected[0]))
            fail_msg("U+%04X folds to %.*s, not %s", (unsigned)c, (int)m, folded, (char *)expected);
        free(expected);
    }
}

/* Every character: folding twice is folding once; what a form folds to is what its raw word folds to. */
static void every_character(void **state)
{
    uint32_t c;

    (void)state;
    for (c = 1; c <= 0x10FFFF; c++) {
        char raw[5], one[96], two[96], form[RHZ_WORD_BYTES + 4];
        size_t n, m;
        enum rhz_char k;
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        n = rhz_fold_into(rhz_span(raw, rhz_utf8_put(raw, c)), one, sizeof one);
        m = rhz_fold_into(rhz_span(one, n), two, sizeof two);
        if (!rhz_span_eq(rhz_span(one, n), rhz_span(two, m)))
            fail_msg("U+%04X folds to %.*s, then to %.*s", (unsigned)c, (int)n, one, (int)m, two);
        k = rhz_char_class(c);
        if (k != RHZ_CHAR_LETTER && k != RHZ_CHAR_DIGIT)
            continue;
        m = rhz_word_form(rhz_span(raw, rhz_utf8_put(raw, c)), form);
        m = rhz_fold_into(rhz_span(form, m), two, sizeof two);
        if (!rhz_span_eq(rhz_span(one, n), rhz_span(two, m)))
            fail_msg("U+%04X folds to %.*s, its form to %.*s", (unsigned)c, (int)n, one, (int)m, two);
    }
}

static void forms(void **state)
{
    static const char *const cases[][2] = {
        {"ÉTÉ", "été"}, {"e\xCC\x81t\xC2\xAD" "e\xCC\x81", "été"}, {"Œuvre", "oeuvre"}, {"ﬁn", "fin"}, {"ＡＢ", "ab"},
        {"27ᵉ", "27e"}, {"Straße", "strasse"}, {"ŁÓDŹ", "łódź"},
    };
    char out[RHZ_WORD_BYTES + 4];
    size_t i, n;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        n = rhz_word_form(rhz_span_of(cases[i][0]), out);
        out[n] = 0;
        assert_string_equal(out, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings), cmocka_unit_test(table_agrees), cmocka_unit_test(every_character), cmocka_unit_test(forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
