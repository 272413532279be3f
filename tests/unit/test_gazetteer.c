/* The shipped table: what it knows, folding of keys, and that it opens quickly. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "gazetteer.h"

static struct rhz_gazetteer *g;

static int open_table(void **state)
{
    (void)state;
    return rhz_gazetteer_open(&g, NULL) == RHZ_OK ? 0 : -1;
}

static int close_table(void **state)
{
    (void)state;
    rhz_gazetteer_close(g);
    return 0;
}

static unsigned look(const char *s)
{
    return rhz_gazetteer_look(g, rhz_span_of(s));
}

static void knows_names_and_places(void **state)
{
    (void)state;
    assert_int_equal(rhz_gaz_given(look("Marie")), 3);
    assert_int_equal(rhz_gaz_given(look("Jean-Marie")), 3);
    assert_true(rhz_gaz_given(look("HÉLÈNE")) >= 2);
    assert_int_equal(rhz_gaz_surname(look("Martin")), 3);
    assert_true(rhz_gaz_word(look("rose")) >= 1);
    assert_int_equal(rhz_gaz_word(look("le")), 3);
    assert_int_equal(rhz_gaz_commune(look("Nantes")), 3);
    assert_int_equal(rhz_gaz_commune(look("Bourg-d’Oueil")), 1);
    assert_true(look("Seine-Saint-Denis") & RHZ_GAZ_DEPARTEMENT);
    assert_true(look("Provence-Alpes-Côte d'Azur") & RHZ_GAZ_REGION);
    assert_true(look("ADEME") & RHZ_GAZ_SIGLE);
    assert_true(look("sciences po lyon") & RHZ_GAZ_SCHOOL);
    assert_int_equal(look("Xyzzyqua"), 0);
    assert_int_equal(look(""), 0);
    assert_int_equal(look("-"), 0);
}

static void folds_keys(void **state)
{
    (void)state;
    static const struct {
        const char *written, *key;
    } cases[] = {
        {"Jean-Marie", "jean marie"}, {"L’Haÿ-les-Roses", "l hay les roses"}, {"Œuvre", "oeuvre"},
        {"  d'Été  ", "d ete"},       {"Łódź", "lodz"},                      {"Straße", "strasse"},
        {"…", ""},                    {"27e", "27e"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char key[RHZ_FOLD_MAX];
        size_t n = rhz_fold_key(rhz_span_of(cases[i].written), key);
        assert_int_equal(n, strlen(cases[i].key));
        assert_memory_equal(key, cases[i].key, n);
    }
}

static void refuses_long_and_broken_text(void **state)
{
    (void)state;
    char key[RHZ_FOLD_MAX], text[400];
    memset(text, 'a', sizeof text);
    assert_int_equal(rhz_fold_key(rhz_span(text, sizeof text), key), 0);
    assert_int_equal(rhz_fold_key(rhz_span(text, RHZ_FOLD_MAX - 1), key), RHZ_FOLD_MAX - 1);
    assert_int_equal(rhz_fold_key(rhz_span("\xff\xc3", 2), key), 0);
    for (size_t n = 0; n <= RHZ_FOLD_MAX + 2; n++)
        (void)rhz_gazetteer_find(g, text, n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_names_and_places),
        cmocka_unit_test(folds_keys),
        cmocka_unit_test(refuses_long_and_broken_text),
    };
    return cmocka_run_group_tests(tests, open_table, close_table);
}
