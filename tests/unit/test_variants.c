/* test_variants.c -- other ways to say what a query says: what texts define, what stands where, and what is said of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "acronyms.h"
#include "base_maker.h"
#include "rhizome.h"

static void expect_words(const char *text, const char *acronym, const char *words)
{
    struct rhz_span found;
    bool yes = rhz_acronym_in(rhz_span_of(text), rhz_span_of(acronym), &found);

    if (yes != (words != NULL) || (yes && !rhz_span_eq(found, rhz_span_of(words))))
        fail_msg("%s in « %s »: « %.*s »", acronym, text, yes ? (int)found.n : 0, yes ? found.p : "");
}

static void test_definitions(void **state)
{
    (void)state;
    expect_words("Avec l'Agence du littoral breton (ALB), on verra.", "alb", "Agence du littoral breton");
    expect_words("L'ALB (Agence du littoral breton) finance.", "alb", "Agence du littoral breton");
    expect_words("Un schéma de cohérence des haies (SCH).", "sch", "schéma de cohérence des haies");
    expect_words("le Bureau d’étude de l’estran (BEE)", "bee", "Bureau d’étude de l’estran");
    expect_words("le Centre d'études et d'expertise sur les rivages (CER)", "cer", "Centre d'études et d'expertise sur les rivages");
    expect_words("Bonjour. Agence bretonne (ALB)", "alb", NULL);
    expect_words("(ALB)", "alb", NULL);
    expect_words("Agence. Le littoral breton (ALB)", "alb", NULL); /* another sentence */
    expect_words("les élus (voir le plan)", "vlp", NULL);
    expect_words("Odile (trésorière) et l'Agence du littoral breton (ALB", "alb", NULL); /* never closed */
    expect_words("", "alb", NULL);
}

static void small_base(struct base_maker *m)
{
    static const char *const first[] = {"Nous travaillons avec l'Agence bretonne de la biodiversité littorale (ABBL)."};
    static const char *const second[] = {"L'Agence bretonne de la biodiversité littorale renouvelle sa subvention."};
    static const char *const third[] = {"L'ABBL ne verse plus de subvention.", "Rien ici."};
    static const char *const fourth[] = {"Le comité des rives (CDR) siège.", "Le CDR vote."};
    static const char *const fifth[] = {"Le collectif des rues (CDR) proteste."};
    const struct made_document d[] = {{"a.txt", "A", NULL, first, 1}, {"b.txt", "B", NULL, second, 1}, {"c.txt", "C", NULL, third, 2},
                                      {"d.txt", "D", NULL, fourth, 2}, {"e.txt", "E", NULL, fifth, 1}};

    maker_begin(m);
    for (size_t i = 0; i < sizeof d / sizeof *d; i++) {
        if (i % 2 == 0)
            maker_segment(m);
        maker_add(m, &d[i]);
        if (i % 2 == 1 || i == 4)
            maker_segment_end(m);
    }
    maker_publish(m);
}

static void expect_found(struct rhz_base *base, const char *query, uint64_t total, const char *also)
{
    struct rhz_search_options o = {.size = sizeof o, .mode = RHZ_SEARCH_ALL};
    struct rhz_error err = {0};
    struct rhz_hits *h = NULL;

    if (rhz_search(base, query, strlen(query), &o, &h, &err) != RHZ_OK)
        fail_msg("%s: %s", query, err.text);
    if (rhz_hits_total(h) != total || rhz_hits_also_count(h) != (also ? 1 : 0))
        fail_msg("%s: %zu found, %zu said", query, (size_t)rhz_hits_total(h), rhz_hits_also_count(h));
    if (also)
        assert_string_equal(rhz_hits_also(h, 0)->names[0], also);
    for (size_t i = 0; i < rhz_hits_count(h); i++)
        assert_true(rhz_hits_get(h, i)->n_highlights > 0);
    rhz_hits_free(h);
}

static void test_learnt_acronyms(void **state)
{
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_error err;

    (void)state;
    small_base(&m);
    must(rhz_base_open(m.path, &base, &err), &err);
    expect_found(base, "abbl", 3, "Agence bretonne de la biodiversité littorale");
    expect_found(base, "ABBL subvention", 2, "Agence bretonne de la biodiversité littorale");
    expect_found(base, "agence bretonne de la biodiversite littorale", 3, "ABBL");
    expect_found(base, "agence bretonne biodiversité littorale", 3, "ABBL");
    expect_found(base, "l'agence bretonne de la biodiversité littorale et sa subvention", 2, "ABBL");
    expect_found(base, "abbl ET subvention", 2, "Agence bretonne de la biodiversité littorale");
    /* What is written to be taken literally is. */
    expect_found(base, "+abbl", 2, NULL);
    expect_found(base, "\"abbl\"", 2, NULL);
    expect_found(base, "+(abbl subvention)", 1, NULL);
    expect_found(base, "subvention -abbl", 1, NULL);
    /* Two texts, two meanings: none is followed. */
    expect_found(base, "cdr", 3, NULL);
    expect_found(base, "comité des rives", 1, NULL);
    rhz_base_close(base);
    maker_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_definitions), cmocka_unit_test(test_learnt_acronyms)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
