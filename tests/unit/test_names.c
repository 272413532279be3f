/* test_names.c -- keys, order of forms and ids of invented names. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "names.h"

static void check_key(enum rhz_kind kind, const char *name, const char *key)
{
    struct rhz_buf b = {0};

    rhz_name_key(kind, rhz_span_of(name), &b);
    rhz_buf_byte(&b, 0);
    assert_false(b.failed);
    assert_string_equal(b.p, key);
    rhz_buf_free(&b);
}

static void keys(void **state)
{
    (void)state;
    check_key(RHZ_PERSONNE, "VERLAINE Jean-Luc", "jean luc verlaine");
    check_key(RHZ_PERSONNE, "Jean-Luc  Verlaine", "jean luc verlaine");
    check_key(RHZ_PERSONNE, "Élodie N’Diaye-Le Goff", "diaye elodie goff le n");
    check_key(RHZ_PERSONNE, "J.-M. Dupontel", "dupontel j m");
    check_key(RHZ_PERSONNE, "J.M. Dupontel", "dupontel j m");
    check_key(RHZ_PERSONNE, "A B", "a b");
    check_key(RHZ_PERSONNE, "", "");
    check_key(RHZ_PERSONNE, "...", "");
    check_key(RHZ_ORGANISATION, "La Ville de Nantes", "ville nante");
    check_key(RHZ_ORGANISATION, "L’Atelier du Cœur", "atelier coeur");
    check_key(RHZ_ORGANISATION, "Les", "les");
    check_key(RHZ_ORGANISATION, "C.A.F. de l'Isère", "caf isere");
    check_key(RHZ_ORGANISATION, "M.E.L", "mel");
    check_key(RHZ_ORGANISATION, "S. Martin", "s martin");
    check_key(RHZ_ORGANISATION, "ADEME\xC2\xAD (direction)", "ademe direction");
    check_key(RHZ_ORGANISATION, "Département des Landes", "departement lande");
    check_key(RHZ_ORGANISATION, "Départements de la Lande", "departement lande");
    check_key(RHZ_ORGANISATION, "INSEE Paris", "insee pari");
    check_key(RHZ_ORGANISATION, "ENS", "ens");
    check_key(RHZ_PROGRAMME, "Rhône-Alpes 2030", "rhone alpes 2030");
}

static void folded(void **state)
{
    struct rhz_buf b = {0};

    (void)state;
    rhz_name_fold(rhz_span_of(" La Ville de  NANTES "), &b);
    rhz_buf_byte(&b, 0);
    assert_string_equal(b.p, "la ville de nantes");
    rhz_buf_free(&b);
}

static void check_better(enum rhz_kind kind, const char *a, const char *b)
{
    assert_true(rhz_name_better(kind, rhz_span_of(a), rhz_span_of(b)) < 0);
    assert_true(rhz_name_better(kind, rhz_span_of(b), rhz_span_of(a)) > 0);
    assert_int_equal(rhz_name_better(kind, rhz_span_of(a), rhz_span_of(a)), 0);
}

static void better(void **state)
{
    (void)state;
    check_better(RHZ_PERSONNE, "Élodie Verlaine", "VERLAINE Elodie");
    check_better(RHZ_PERSONNE, "Élodie Verlaine", "VERLAINE Élodie");
    check_better(RHZ_PERSONNE, "Élodie Verlaine", "Elodie Verlaine");
    check_better(RHZ_PERSONNE, "Élodie Verlaine", "ÉLODIE VERLAINE");
    check_better(RHZ_PERSONNE, "Jean Verlaine", "Jean VERLAINE");
    check_better(RHZ_PERSONNE, "Élodie Verlaine", "É. Verlaine");
    check_better(RHZ_PERSONNE, "Jean Verlaine", "jean verlaine");
    check_better(RHZ_ORGANISATION, "Métropole de Lyon", "METROPOLE DE LYON");
    check_better(RHZ_ORGANISATION, "Métropole de Lyon", "Metropole de Lyon");
}

/* A total order: transitive over all triples of these. */
static void total_order(void **state)
{
    static const char *const names[] = {"Élodie Verlaine", "VERLAINE Élodie", "elodie verlaine", "E. Verlaine", "VERLAINE",
                                        "Élodie VERLAINE", "", "1", "Elodie Verlaine-Roux", "verlaine Élodie"};
    enum { N = sizeof names / sizeof names[0] };
    int a, b, c;

    (void)state;
#define LESS(x, y) (rhz_name_better(RHZ_PERSONNE, rhz_span_of(names[x]), rhz_span_of(names[y])) < 0)
    for (a = 0; a < N; a++)
        for (b = 0; b < N; b++) {
            assert_true(a == b || LESS(a, b) != LESS(b, a));
            for (c = 0; c < N; c++)
                if (LESS(a, b) && LESS(b, c))
                    assert_true(LESS(a, c));
        }
}

static void ids(void **state)
{
    struct rhz_span none = RHZ_SPAN(""), key = RHZ_SPAN("ville de nantes");
    uint64_t id = rhz_node_id(RHZ_ORGANISATION, key, none);

    (void)state;
    assert_true(id < (uint64_t)1 << 52);
    assert_true(id == rhz_node_id(RHZ_ORGANISATION, key, none));
    assert_true(id != rhz_node_id(RHZ_PROGRAMME, key, none));
    assert_true(id != rhz_node_id(RHZ_ORGANISATION, key, RHZ_SPAN("a.txt")));
    assert_true(rhz_node_id(RHZ_PERSONNE, RHZ_SPAN("ab"), none) != rhz_node_id(RHZ_PERSONNE, RHZ_SPAN("a"), RHZ_SPAN("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),        cmocka_unit_test(folded), cmocka_unit_test(better),
        cmocka_unit_test(total_order), cmocka_unit_test(ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
