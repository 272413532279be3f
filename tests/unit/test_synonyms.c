/* test_synonyms.c -- synonym files in both forms, their errors, and what a search makes of them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base_maker.h"
#include "names.h"
#include "rhizome.h"
#include "synonyms.h"

static struct rhz_synonyms *parse(const char *text)
{
    struct rhz_synonyms *s;
    struct rhz_error err = {0};

    if (rhz_synonyms_parse(text, strlen(text), &s, &err) != RHZ_OK)
        fail_msg("%s: %s", text, err.text);
    return s;
}

static void expect_group(const struct rhz_synonyms *s, size_t i, size_t n, const char *first, const char *last)
{
    assert_true(i < s->n_groups);
    assert_int_equal(s->group_sizes[i], n);
    assert_true(rhz_span_eq(s->groups[i][0], rhz_span_of(first)));
    assert_true(rhz_span_eq(s->groups[i][n - 1], rhz_span_of(last)));
}

static void test_columns(void **state)
{
    struct rhz_synonyms *s = parse("# commentaire\nvélo\tbicyclette\n\nchargé de projet ; cheffe de projet;pilote\r\n   \nhaie\tbocage");
    const struct rhz_synonym *found;
    struct rhz_analyzer *a = rhz_analyzer_new();
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_span key;

    (void)state;
    assert_int_equal(rhz_synonyms_count(s), 3);
    expect_group(s, 0, 2, "vélo", "bicyclette");
    expect_group(s, 1, 3, "chargé de projet", "pilote");
    expect_group(s, 2, 2, "haie", "bocage");
    assert_int_equal(rhz_synonym_key(a, RHZ_SPAN("Chargées des projets"), arena, &key, NULL), RHZ_OK);
    assert_int_equal(rhz_synonyms_find(s, key, &found), 1);
    assert_int_equal(found->group, 1);
    assert_int_equal(rhz_synonym_key(a, RHZ_SPAN("projet"), arena, &key, NULL), RHZ_OK);
    assert_int_equal(rhz_synonyms_find(s, key, &found), 0);
    rhz_arena_free(arena);
    rhz_analyzer_free(a);
    rhz_synonyms_free(s);
}

static void test_turtle(void **state)
{
    struct rhz_synonyms *s = parse(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\nPREFIX ex: <http://exemple.fr/>\n"
        "ex:velo a skos:Concept ; # un commentaire\n  skos:prefLabel \"vélo\"@fr, \"bicycle\"@en ;\n"
        "  skos:altLabel '''bicyclette''' , 'petite \\u0072eine'@fr-FR ;\n  skos:definition \"a \\\"b\\\" . ; c\"@fr ;\n"
        "  skos:related [ skos:prefLabel \"non\"@fr ; ex:x ( \"y\" 3.5 true ) ] .\n"
        "<http://exemple.fr/haie> <http://www.w3.org/2004/02/skos/core#prefLabel> \"haie\"^^<http://x#string> ;\n"
        "  skos:hiddenLabel \"hait\" .\nex:seul skos:prefLabel \"seul\"@fr .");

    (void)state;
    assert_int_equal(rhz_synonyms_count(s), 2);
    expect_group(s, 0, 3, "vélo", "petite reine");
    expect_group(s, 1, 2, "haie", "hait");
    rhz_synonyms_free(s);
}

static void expect_error(const char *text, const char *what)
{
    struct rhz_synonyms *s;
    struct rhz_error err = {0};

    assert_int_equal(rhz_synonyms_parse(text, strlen(text), &s, &err), RHZ_INVALID);
    assert_null(s);
    if (!strstr(err.text, what))
        fail_msg("%s: %s", text, err.text);
}

static void test_errors(void **state)
{
    struct rhz_synonyms *s;
    struct rhz_error err;

    (void)state;
    expect_error("vélo\tbicyclette\nseul\n", "ligne 2 : deux expressions");
    expect_error("a\tb\n\n\nvél\xFFo\tc\n", "ligne 4 : ce n'est pas de l'UTF-8");
    expect_error("ex:a skos:prefLabel \"jamais\nferm\xC3\xA9 .", "ligne 1 : un texte entre guillemets n'est pas fermé");
    expect_error("\nex:a skos:prefLabel <http .\n", "ligne 2 : une adresse");
    expect_error("ex:a skos:prefLabel \"a\"", "milieu d'un énoncé");
    expect_error("\"a\" skos:prefLabel \"a\" .", "suit le nom");
    expect_error("ex:a skos:prefLabel \"a\" ] .", "ce crochet");
    expect_error("ex:a skos:prefLabel \"\\u00zz\" .", "\\u mal formée");
    assert_int_equal(rhz_synonyms_load("/nulle/part.tsv", &s, &err), RHZ_NOT_FOUND);
    assert_int_equal(rhz_synonyms_parse("", 0, &s, &err), RHZ_OK);
    assert_int_equal(rhz_synonyms_count(s), 0);
    rhz_synonyms_free(s);
}

static uint64_t total(struct rhz_base *base, const char *query, const struct rhz_search_options *o)
{
    struct rhz_error err = {0};
    struct rhz_hits *h = NULL;
    uint64_t n;

    must(rhz_search(base, query, strlen(query), o, &h, &err), &err);
    n = rhz_hits_total(h);
    rhz_hits_free(h);
    return n;
}

static void test_search(void **state)
{
    static const char *const texts[] = {"La cheffe de projet roule à vélo.", "Deux bicyclettes.", "Un chargé de projet.",
                                        "Chef, le projet avance.", "L'assemblée générale vote.", "Une AG extraordinaire."};
    struct made_document d = {"a.txt", "", NULL, texts, 6};
    struct rhz_synonyms *s = parse("vélo\tbicyclette\nchargé de projet\tcheffe de projet\n");
    struct rhz_search_options o = {.size = sizeof o, .mode = RHZ_SEARCH_ALL, .synonyms = s}, plain = o;
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_error err;

    (void)state;
    plain.literal = true;
    maker_begin(&m);
    maker_segment(&m);
    maker_add(&m, &d);
    maker_segment_end(&m);
    maker_publish(&m);
    must(rhz_base_open(m.path, &base, &err), &err);
    assert_int_equal(total(base, "vélos", &o), 2);
    assert_int_equal(total(base, "vélos", &plain), 1);
    assert_int_equal(total(base, "bicyclette", &o), 2);
    assert_int_equal(total(base, "+bicyclette", &o), 1);
    assert_int_equal(total(base, "chargée de projet ET projet", &o), 2);
    assert_int_equal(total(base, "AG", &o), 2); /* a usual acronym needs no file */
    assert_int_equal(total(base, "assemblées générales", &o), 2);
    assert_int_equal(total(base, "AG", &plain), 1);
    rhz_base_close(base);
    maker_end(&m);
    rhz_synonyms_free(s);
}

/* Every line of the table is found under its key, and the key is that of a name. */
static void test_usual_acronyms(void **state)
{
    bool capitals;
    struct rhz_buf key = {0};

    (void)state;
    assert_true(rhz_span_eq(rhz_usual_acronym(RHZ_SPAN("copil"), &capitals), RHZ_SPAN("comité de pilotage")));
    assert_false(capitals);
    rhz_name_key(RHZ_ORGANISATION, RHZ_SPAN("Comités de pilotage"), &key);
    assert_true(rhz_span_eq(rhz_usual_acronym(rhz_buf_view(&key), &capitals), RHZ_SPAN("COPIL")));
    rhz_name_key(RHZ_ORGANISATION, RHZ_SPAN("Direction interministérielle de la transformation publique"), &key);
    assert_true(rhz_span_eq(rhz_usual_acronym(rhz_buf_view(&key), &capitals), RHZ_SPAN("DITP")));
    assert_int_equal(rhz_usual_acronym(RHZ_SPAN("ami"), &capitals).n > 0, 1);
    assert_true(capitals);
    assert_int_equal(rhz_usual_acronym(RHZ_SPAN("zzz"), &capitals).n, 0);
    assert_int_equal(rhz_usual_acronym(RHZ_SPAN(""), &capitals).n, 0);
    assert_int_equal(rhz_usual_acronym(RHZ_SPAN("\xFF"), &capitals).n, 0);
    rhz_buf_free(&key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_columns), cmocka_unit_test(test_turtle),
                                       cmocka_unit_test(test_errors), cmocka_unit_test(test_search),
                                       cmocka_unit_test(test_usual_acronyms)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
