/* test_body_names.c -- the shipped table of bodies, what documents define, which form names a node. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "best_name.h"
#include "definitions.h"
#include "known_bodies.h"
#include "resolve_rules.h"

static void assert_span(struct rhz_span s, const char *expected)
{
    if (s.n != strlen(expected) || (s.n && memcmp(s.p, expected, s.n) != 0))
        fail_msg("« %.*s » instead of « %s »", (int)s.n, s.p, expected);
}

/* Keys of the table are made by a script: they must be what rhz_name_key makes of themselves. */
static void test_keys_of_the_table(void **state)
{
    FILE *f = fopen("indexer/gazetteers/bodies.txt", "r");
    char line[256], previous[256] = "";
    struct rhz_buf key = {0};
    size_t n = 0;

    (void)state;
    if (!f)
        skip();
    while (fgets(line, sizeof line, f)) {
        char *tab = strchr(line, '\t');
        struct rhz_span name;
        assert_non_null(tab);
        assert_true(strcmp(previous, line) < 0);
        memcpy(previous, line, sizeof line);
        line[strcspn(line, "\n")] = '\0';
        name = line[0] == 'a' ? rhz_span_of(tab + 1) : rhz_span(line + 2, (size_t)(tab - line - 2));
        rhz_name_key(RHZ_ORGANISATION, name, &key);
        if (!rhz_span_eq(rhz_buf_view(&key), name))
            fail_msg("« %.*s » is no key: « %.*s »", (int)name.n, name.p, (int)key.n, key.p);
        n++;
    }
    assert_true(n > 2000);
    rhz_buf_free(&key);
    fclose(f);
}

static void test_look_up(void **state)
{
    enum rhz_territory_kind kind = RHZ_TERRITORY_METROPOLE;
    struct rhz_span words;

    (void)state;
    assert_span(rhz_known_expansion(RHZ_SPAN("anct")), "agence nationale cohesion territoire");
    assert_span(rhz_known_expansion(RHZ_SPAN("ars")), "agence regionale sante"); /* the allowance is no body */
    assert_span(rhz_known_expansion(RHZ_SPAN("pnr")), "");                       /* there are many */
    assert_span(rhz_known_expansion(RHZ_SPAN("")), "");
    assert_span(rhz_known_expansion(RHZ_SPAN("zzzz")), "");
    assert_true(rhz_known_territory(RHZ_SPAN("grenoble"), &kind, &words));
    assert_span(words, "alpe grenoble");
    assert_int_equal(kind, 'M');
    assert_true(rhz_known_territory(RHZ_SPAN("nime"), &kind, &words)); /* calls itself métropole */
    assert_int_equal(kind, 'A');
    kind = RHZ_TERRITORY_COMMUNES;
    assert_false(rhz_known_territory(RHZ_SPAN("grenoble"), &kind, &words));
    kind = RHZ_TERRITORY_METROPOLE;
    assert_false(rhz_known_territory(RHZ_SPAN("provence"), &kind, &words)); /* of several */
    assert_false(rhz_known_territory(RHZ_SPAN(""), &kind, &words));
}

static void test_letters_apart(void **state)
{
    static const struct {
        const char *a, *b;
        bool one, two;
    } cases[] = {
        {"ferrandin", "ferandin", true, true},   {"ferrandin", "ferranddin", true, true},
        {"ferrandin", "ferrandim", true, true},  {"ferrandin", "ferradnin", true, true},
        {"ferrandin", "fernadin", false, true}, {"ferrandin", "ferrandin", false, true},
        {"ferrandin", "tournebize", false, false}, {"", "a", true, true}, {"", "", false, true},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rhz_span a = rhz_span_of(cases[i].a), b = rhz_span_of(cases[i].b);
        assert_int_equal(rhz_one_letter_apart(a, b), cases[i].one);
        assert_int_equal(rhz_one_letter_apart(b, a), cases[i].one);
        assert_int_equal(rhz_two_letters_apart(a, b), cases[i].two);
        assert_int_equal(rhz_two_letters_apart(b, a), cases[i].two);
    }
}

/* ---- definitions ---- */

enum { MOST = 8 };

struct sample {
    struct rhz_arena *arena;
    struct rhz_document_entity e[MOST];
    struct rhz_mention m[MOST];
    struct rhz_span keys[MOST];
    struct rhz_buf key[MOST];
    struct rhz_facts facts;
    struct rhz_definition *found;
    size_t n;
};

static void sample_add(struct sample *s, enum rhz_kind kind, const char *name, uint32_t start, uint32_t end)
{
    size_t i = s->facts.n_entities++;

    s->m[i] = (struct rhz_mention){start, end};
    s->e[i] = (struct rhz_document_entity){.kind = (uint8_t)kind, .name = rhz_span_of(name), .mentions = &s->m[i],
                                           .n_mentions = end > start};
    rhz_name_key(kind, s->e[i].name, &s->key[i]);
    s->keys[i] = rhz_buf_view(&s->key[i]);
}

static void sample_find(struct sample *s)
{
    s->arena = rhz_arena_new();
    s->facts.entities = s->e;
    assert_true(rhz_definitions_find(&s->facts, s->keys, s->arena, &s->found, &s->n));
}

static void sample_free(struct sample *s)
{
    size_t i;

    for (i = 0; i < MOST; i++)
        rhz_buf_free(&s->key[i]);
    rhz_arena_free(s->arena);
}

static void test_acronym_beside(void **state)
{
    struct sample s = {0};

    (void)state;
    sample_add(&s, RHZ_ORGANISATION, "Agence nationale des haltes et canaux", 10, 47);
    sample_add(&s, RHZ_ORGANISATION, "ANHC", 49, 53); /* " (" between */
    sample_add(&s, RHZ_ORGANISATION, "Centre des Haltes Libres", 100, 124);
    sample_add(&s, RHZ_ORGANISATION, "CHL", 300, 303);
    sample_find(&s);
    assert_int_equal(s.n, 2);
    assert_span(s.found[0].shorter, "anhc");
    assert_span(s.found[0].longer, "agence nationale halte et canaux");
    assert_true(s.found[0].everywhere);
    assert_span(s.found[1].longer, "centre halte libre");
    assert_false(s.found[1].everywhere);
    sample_free(&s);
}

static void test_acronym_of_two(void **state)
{
    struct sample s = {0};

    (void)state;
    sample_add(&s, RHZ_ORGANISATION, "Centre des Haltes Libres", 0, 0);
    sample_add(&s, RHZ_ORGANISATION, "Cercle des Hydrologues Lointains", 0, 0);
    sample_add(&s, RHZ_ORGANISATION, "CHL", 300, 303);
    sample_add(&s, RHZ_ORGANISATION, "Agence nationale des haltes (ANH) de Bretagne", 0, 0);
    sample_find(&s);
    assert_int_equal(s.n, 1);
    assert_span(s.found[0].shorter, "anh");
    assert_span(s.found[0].longer, "agence nationale halte");
    sample_free(&s);
}

static void test_local_names(void **state)
{
    struct sample s = {0};

    (void)state;
    sample_add(&s, RHZ_PERSONNE, "O. Ferrandin", 0, 0);
    sample_add(&s, RHZ_PERSONNE, "Odile Ferrandin", 0, 0);
    sample_add(&s, RHZ_PERSONNE, "J. Tournebize", 0, 0);
    sample_add(&s, RHZ_PERSONNE, "Jean Tournebize", 0, 0);
    sample_add(&s, RHZ_PERSONNE, "Jeanne Tournebize", 0, 0);
    sample_add(&s, RHZ_PROGRAMME, "Rives part", 0, 0);
    sample_add(&s, RHZ_PROGRAMME, "Rives partagées", 0, 0);
    sample_add(&s, RHZ_PROGRAMME, "Rives", 0, 0);
    sample_find(&s);
    assert_int_equal(s.n, 2);
    assert_span(s.found[0].shorter, "ferrandin o");
    assert_span(s.found[0].longer, "ferrandin odile");
    assert_span(s.found[1].shorter, "rives part");
    assert_false(s.found[0].everywhere || s.found[1].everywhere);
    sample_free(&s);
}

/* ---- names ---- */

/* The first of the forms is the best, whichever way two are compared; weights are those of the keys. */
static void test_best_names(void **state)
{
    static const struct {
        enum rhz_kind kind;
        const char *best, *other;
        uint64_t weight, other_weight;
    } cases[] = {
        {RHZ_PERSONNE, "Jean-Marie Tournebize", "J.-M. Tournebize", 1, 9},
        {RHZ_PERSONNE, "Aïcha Benslama-Torrigiani", "Aïcha Benslama", 1, 9},
        {RHZ_PERSONNE, "Nadia Tournebize", "Nadia Tournebizze", 4, 1},
        {RHZ_PERSONNE, "Odile Ferrandin", "FERRANDIN Odile", 1, 1},
        {RHZ_ORGANISATION, "Ville de Thiers", "villes de Thiers", 1, 1},
        {RHZ_ORGANISATION, "Métropole européenne de Lille", "Lille Métropole", 1, 9},
        {RHZ_ORGANISATION, "PNR des Monts", "PNR) des Monts Sauvages", 1, 9},
        {RHZ_ORGANISATION, "Agence nationale des haltes", "ANH", 1, 9},
    };
    struct rhz_buf x = {0}, y = {0};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rhz_name_candidate a = {.form = rhz_span_of(cases[i].best), .weight = cases[i].weight};
        struct rhz_name_candidate b = {.form = rhz_span_of(cases[i].other), .weight = cases[i].other_weight};
        rhz_name_key(cases[i].kind, a.form, &x);
        rhz_name_key(cases[i].kind, b.form, &y);
        a.key = rhz_buf_view(&x);
        b.key = rhz_buf_view(&y);
        if (rhz_best_name(cases[i].kind, &a, &b) >= 0 || rhz_best_name(cases[i].kind, &b, &a) <= 0)
            fail_msg("« %s » should win", cases[i].best);
    }
    rhz_buf_free(&x);
    rhz_buf_free(&y);
}

static void test_written_alone(void **state)
{
    struct rhz_buf out = {0};

    (void)state;
    rhz_body_name(RHZ_SPAN("villes de Thiers"), &out);
    assert_span(rhz_buf_view(&out), "Ville de Thiers");
    rhz_body_name(RHZ_SPAN("école des Beaux-Arts"), &out);
    assert_span(rhz_buf_view(&out), "École des Beaux-Arts");
    rhz_body_name(RHZ_SPAN("makerspace"), &out);
    assert_span(rhz_buf_view(&out), "makerspace");
    rhz_body_name(RHZ_SPAN(""), &out);
    assert_span(rhz_buf_view(&out), "");
    rhz_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_of_the_table), cmocka_unit_test(test_look_up), cmocka_unit_test(test_letters_apart),
        cmocka_unit_test(test_acronym_beside), cmocka_unit_test(test_acronym_of_two), cmocka_unit_test(test_local_names),
        cmocka_unit_test(test_best_names), cmocka_unit_test(test_written_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
