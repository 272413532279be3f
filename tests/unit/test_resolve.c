/* test_resolve.c -- components are a function of kinds and keys alone, whatever the order in which entities come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "intern.h"
#include "resolve.h"

static const uint64_t SEED = 7;
static const struct rhz_resolve_input nothing_more = {0};

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static void test_same_key_same_kind(void **state)
{
    struct rhz_resolve_entity v[] = {
        {.kind = RHZ_ORGANISATION, .key = RHZ_SPAN("ademe"), .component = 9}, {.kind = RHZ_PERSONNE, .key = RHZ_SPAN("ferrandin odile"), .component = 9},
        {.kind = RHZ_ORGANISATION, .key = RHZ_SPAN("ademe"), .component = 9}, {.kind = RHZ_PROGRAMME, .key = RHZ_SPAN("ademe"), .component = 9},
        {.kind = RHZ_ORGANISATION, .key = RHZ_SPAN(""), .component = 9},      {.kind = RHZ_ORGANISATION, .key = RHZ_SPAN("ademe bretagne"), .component = 9},
    };
    size_t n;

    (void)state;
    assert_int_equal(rhz_resolve(v, 6, &nothing_more, &n, NULL), RHZ_OK);
    assert_int_equal(n, 4);
    assert_int_equal(v[1].component, 0); /* persons come first */
    assert_int_equal(v[0].component, 1);
    assert_int_equal(v[2].component, 1);
    assert_int_equal(v[5].component, 2);
    assert_int_equal(v[3].component, 3);
    assert_int_equal(v[4].component, RHZ_NONE);
}

#define BODY(text, s, r) {.kind = RHZ_ORGANISATION, .key = RHZ_SPAN(text), .name = RHZ_SPAN(text), .siren = RHZ_SPAN(s), .rna = RHZ_SPAN(r)}
#define FIRST "123456782"
#define SECOND "812345676"

/* Numbers of registers, in every order: components are told by names and numbers alone. */
static void test_numbers(void **state)
{
    static const struct rhz_resolve_entity all[] = {
        BODY("haie vive", FIRST, ""),         BODY("haie vive", SECOND, ""),           BODY("haie vive", "", ""),
        BODY("bocage uni", SECOND, ""),       BODY("bocage uni", "", ""),              BODY("ville de rennes", FIRST, ""),
        BODY("talus", "", "W351234567"),      BODY("fougere", FIRST, "W351234567"),    BODY("federation des ecluses bretonnes", "304159262", ""),
        BODY("federation des ecluses bretones", "456789122", ""), BODY("federation des ecluses du nord", "", ""), BODY("federation des ecluses du nord", "456789122", "")};
    enum { N = sizeof all / sizeof *all };
    static const int expected[N] = {0, 1, 2, 1, 1, 3, 0, 0, 4, 5, 5, 5}; /* same number: same component */
    struct rhz_resolve_entity v[N];
    uint64_t seed = SEED;
    unsigned place[N];
    size_t n, i, j;

    (void)state;
    for (i = 0; i < N; i++)
        place[i] = (unsigned)i;
    for (unsigned round = 0; round < 20; round++) {
        for (i = N; i > 1; i--) {
            j = next_random(&seed) % i;
            unsigned x = place[i - 1];
            place[i - 1] = place[j];
            place[j] = x;
        }
        for (i = 0; i < N; i++)
            v[i] = all[place[i]];
        assert_int_equal(rhz_resolve(v, N, &nothing_more, &n, NULL), RHZ_OK);
        for (i = 0; i < N; i++)
            for (j = 0; j < N; j++)
                if ((v[i].component == v[j].component) != (expected[place[i]] == expected[place[j]]))
                    fail_msg("round %u: %.*s %.*s and %.*s %.*s", round, (int)v[i].key.n, v[i].key.p, (int)v[i].siren.n, v[i].siren.p,
                             (int)v[j].key.n, v[j].key.p, (int)v[j].siren.n, v[j].siren.p);
    }
}

/* Not even a correction brings two numbers together; it does bring two names together. */
static void test_numbers_and_corrections(void **state)
{
    struct rhz_resolve_entity v[] = {BODY("haie vive", FIRST, ""), BODY("talus", SECOND, ""), BODY("fougere", "", "")};
    struct rhz_resolve_rule rules[] = {{.verb = RHZ_RULE_JOIN, .kind = RHZ_ORGANISATION, .a = RHZ_SPAN("haie vive"), .b = RHZ_SPAN("talus")},
                                       {.verb = RHZ_RULE_JOIN, .kind = RHZ_ORGANISATION, .a = RHZ_SPAN("talus"), .b = RHZ_SPAN("fougere")}};
    struct rhz_resolve_input input = {.rules = rules, .n_rules = 2};
    size_t n;

    (void)state;
    assert_int_equal(rhz_resolve(v, 3, &input, &n, NULL), RHZ_OK);
    assert_int_equal(n, 2);
    assert_int_not_equal(v[0].component, v[1].component);
    assert_int_equal(v[1].component, v[2].component);
    assert_int_equal(rules[0].effects, 0); /* and it is told */
    assert_int_equal(rules[1].effects, 2);
}

static void test_nothing(void **state)
{
    struct rhz_resolve_entity v = {.kind = RHZ_PERSONNE, .key = RHZ_SPAN("")};
    size_t n = 5;

    (void)state;
    assert_int_equal(rhz_resolve(&v, 0, &nothing_more, &n, NULL), RHZ_OK);
    assert_int_equal(n, 0);
    assert_int_equal(rhz_resolve(&v, 1, &nothing_more, &n, NULL), RHZ_OK);
    assert_int_equal(n, 0);
}

/* The component of each (kind, key) is the same in any order, and two of them never share one. */
static void test_any_order(void **state)
{
    enum { N = 3000, KEYS = 400 };
    static struct rhz_resolve_entity v[N];
    static char keys[KEYS][16];
    static uint32_t expected[KEYS][RHZ_KIND_COUNT];
    uint64_t seed = SEED;
    size_t i, n, n_first = 0;
    unsigned round;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)SEED);
    for (i = 0; i < KEYS; i++)
        snprintf(keys[i], sizeof keys[i], "nom %03u", (unsigned)i);
    memset(expected, 0xFF, sizeof expected);
    for (i = 0; i < N; i++) /* every pair at least now and then: the set must be the same in each round */
        v[i] = (struct rhz_resolve_entity){.kind = 1 + (enum rhz_kind)(i / KEYS % 4), .key = rhz_span_of(keys[i % KEYS])};
    for (round = 0; round < 5; round++) {
        for (i = N; i > 1; i--) {
            size_t j = next_random(&seed) % i;
            struct rhz_resolve_entity x = v[i - 1];
            v[i - 1] = v[j];
            v[j] = x;
        }
        assert_int_equal(rhz_resolve(v, N, &nothing_more, &n, NULL), RHZ_OK);
        n_first = n_first ? n_first : n;
        assert_int_equal(n, n_first);
        for (i = 0; i < N; i++) {
            uint32_t *want = &expected[atoi(v[i].key.p + 4)][v[i].kind];
            if (*want == UINT32_MAX)
                *want = v[i].component;
            assert_int_equal(v[i].component, *want);
        }
    }
    assert_int_equal(n_first, 4 * KEYS);
}

/* ---- variants ---- */

enum { VARIANTS_MOST = 12 };

struct variants {
    enum rhz_kind kind;
    const char *names[VARIANTS_MOST];
    enum rhz_subkind subs[VARIANTS_MOST];
    const char *classes; /* a letter for each name: those with one letter are one thing */
};

struct named_entities {
    struct rhz_resolve_entity v[VARIANTS_MOST];
    struct rhz_buf keys[VARIANTS_MOST];
    size_t n;
};

static void name_entities(struct named_entities *e, const struct variants *x)
{
    for (e->n = 0; e->n < VARIANTS_MOST && x->names[e->n]; e->n++) {
        struct rhz_span name = rhz_span_of(x->names[e->n]);
        rhz_name_key(x->kind, name, &e->keys[e->n]);
        e->v[e->n] = (struct rhz_resolve_entity){.kind = x->kind, .sub = x->subs[e->n], .name = name,
                                                 .document = (uint32_t)e->n, .key = rhz_buf_view(&e->keys[e->n])};
    }
}

static struct rhz_gazetteer *gazetteer;

/* As they are told, and shuffled: the components are the same. */
static void assert_classes(const struct variants *x)
{
    struct named_entities e = {.n = 0};
    struct rhz_resolve_input input = {.gazetteer = gazetteer};
    uint32_t order[VARIANTS_MOST], component[VARIANTS_MOST];
    uint64_t seed = SEED;
    size_t i, j, n, round;

    name_entities(&e, x);
    assert_int_equal(strlen(x->classes), e.n);
    for (i = 0; i < e.n; i++)
        order[i] = (uint32_t)i;
    for (round = 0; round < 6; round++) {
        struct rhz_resolve_entity shuffled[VARIANTS_MOST];
        for (i = 0; i < e.n; i++)
            shuffled[i] = e.v[order[i]];
        assert_int_equal(rhz_resolve(shuffled, e.n, &input, &n, NULL), RHZ_OK);
        for (i = 0; i < e.n; i++)
            component[order[i]] = shuffled[i].component;
        for (i = 0; i < e.n; i++)
            for (j = 0; j < i; j++)
                if ((component[i] == component[j]) != (x->classes[i] == x->classes[j]))
                    fail_msg("« %s » and « %s » are %s one", x->names[j], x->names[i],
                             component[i] == component[j] ? "taken for" : "not");
        for (i = e.n; i > 1; i--) {
            uint32_t swap = order[i - 1];
            j = next_random(&seed) % i;
            order[i - 1] = order[j];
            order[j] = swap;
        }
    }
    for (i = 0; i < e.n; i++)
        rhz_buf_free(&e.keys[i]);
}

static void test_persons(void **state)
{
    static const struct variants cases[] = {
        /* order, accents, case: one key */
        {RHZ_PERSONNE, {"Odile Ferrandin", "FERRANDIN Odile", "Odile Férrandin"}, {0}, "aaa"},
        /* initials, when one full name alone has them */
        {RHZ_PERSONNE, {"Jean-Marie Tournebize", "J.-M. Tournebize", "J. Tournebize", "J. M. Tournebize"}, {0}, "aaaa"},
        {RHZ_PERSONNE, {"J. Tournebize", "Jeanne Tournebize", "Jérôme Tournebize"}, {0}, "abc"},
        {RHZ_PERSONNE, {"J.-M. Tournebize", "Jean Tournebize"}, {0}, "ab"},
        {RHZ_PERSONNE, {"J. Martin", "Jeanne Martin"}, {0}, "ab"}, /* too many of them */
        /* halves of a compound surname */
        {RHZ_PERSONNE, {"Aïcha Benslama", "Aïcha Benslama-Torrigiani", "Aïcha BENSLAMA TORRIGIANI"}, {0}, "aaa"},
        {RHZ_PERSONNE, {"Aïcha Benslama", "Aïcha Benslama-Torrigiani", "Aïcha Benslama-Quéméner"}, {0}, "abc"},
        {RHZ_PERSONNE, {"Aïcha Benslama", "Inès Benslama-Torrigiani"}, {0}, "ab"},
        {RHZ_PERSONNE, {"Marie Tournebize", "Marie Pierre Tournebize"}, {0}, "ab"}, /* a second given name */
        {RHZ_PERSONNE, {"Marie Martin", "Marie Martin-Tournebize"}, {0}, "ab"},
        {RHZ_PERSONNE, {"Yann Gall", "Yann Le Gall", "Yann Legall"}, {0}, "abb"},
        /* a letter astray in a long surname */
        {RHZ_PERSONNE, {"Nadia Tournebize", "Nadia Tournbize", "Nadia Tournebise"}, {0}, "aaa"},
        {RHZ_PERSONNE, {"Nadia Tournebize", "Nadia Tounrebize"}, {0}, "aa"},
        {RHZ_PERSONNE, {"Nadia Tournebize", "Nadine Tournbize"}, {0}, "ab"},
        {RHZ_PERSONNE, {"Nadia Dupont", "Nadia Dupond"}, {0}, "ab"}, /* both are usual names */
        {RHZ_PERSONNE, {"Nadia Loz", "Nadia Luz"}, {0}, "ab"},
        /* a first name says nothing */
        {RHZ_PERSONNE, {"Nadia", "Nadia Tournebize", "N. Tournebize"}, {0}, "abb"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_classes(&cases[i]);
}

static void test_territories(void **state)
{
    static const struct variants cases[] = {
        {RHZ_ORGANISATION, {"Ville de Grenoble", "villes de Grenoble", "Mairie de Grenoble", "Grenoble-Alpes Métropole",
                            "Grenoble Alpes Métropole", "Métropole de Grenoble", "Alpes-Grenoble Métropole",
                            "métropoles de Grenoble"},
         {0, 0, 0, RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI}, "aaabbbbb"},
        {RHZ_ORGANISATION, {"Métropole européenne de Lille", "Lille Métropole", "MEL", "Ville de Lille"},
         {RHZ_SUB_EPCI, RHZ_SUB_EPCI, 0, RHZ_SUB_COMMUNE}, "aaab"},
        {RHZ_ORGANISATION, {"Communauté de communes du Haut Pays", "CC du Haut-Pays", "Communauté d'agglomération du Haut Pays",
                            "Haut Pays Agglomération", "CA du Haut Pays"},
         {RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI}, "aabbb"},
        {RHZ_ORGANISATION, {"Département de la Manche", "Conseil départemental de la Manche", "Conseil général de la Manche",
                            "Manche", "Manche"},
         {0, 0, 0, RHZ_SUB_DEPARTEMENT, 0}, "aaaab"},
        {RHZ_ORGANISATION, {"Région Bretagne", "Conseil régional de Bretagne", "Bretagne"}, {0, 0, RHZ_SUB_REGION}, "aaa"},
        {RHZ_ORGANISATION, {"Nantes Métropole", "Agence d'urbanisme de Nantes Métropole", "Ville de Nantes"},
         {RHZ_SUB_EPCI, 0, RHZ_SUB_COMMUNE}, "abc"},
        {RHZ_ORGANISATION, {"Provence Métropole", "Aix-Marseille Provence Métropole", "Toulon Provence Méditerranée"},
         {RHZ_SUB_EPCI, RHZ_SUB_EPCI, RHZ_SUB_EPCI}, "abc"}, /* of two */
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_classes(&cases[i]);
}

static void test_bodies(void **state)
{
    static const struct variants cases[] = {
        {RHZ_ORGANISATION, {"ANCT", "Agence nationale de la cohésion des territoires", "Agence Nationale de Cohésion des Territoires"},
         {0}, "aaa"},
        {RHZ_ORGANISATION, {"Parc naturel régional (PNR) des Monts Sauvages", "PNR Monts Sauvages", "PNR des Monts Sauvage"},
         {0}, "aaa"},
        {RHZ_ORGANISATION, {"Ministère de la culture", "Ministère de la culture et de la communication",
                            "Ministère de l'agriculture"}, {0}, "aab"},
        {RHZ_ORGANISATION, {"Ministère de la culture", "Ministère de la culture et de la communication",
                            "Ministère de la culture et des sports"}, {0}, "abc"},
        {RHZ_ORGANISATION, {"Syndicat des apiculteurs de Bretagne", "Syndicat des aviculteurs de Bretagne"}, {0}, "ab"},
        {RHZ_ORGANISATION, {"Ville de Marsac", "Ville de Marssac"}, {0}, "ab"},
        {RHZ_ORGANISATION, {"Fédération des Haltes fluviales", "Fédération des Haltes fluvialles"}, {0}, "aa"},
        {RHZ_PROGRAMME, {"Jardins nourriciers", "Le Jardin nourricier", "Jardins nourriciers de Loire", "Écho", "Échos"},
         {0}, "aabcd"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_classes(&cases[i]);
}

/* ---- what documents define ---- */

static struct rhz_resolve_entity body_of(const char *key, uint32_t document)
{
    return (struct rhz_resolve_entity){.kind = RHZ_ORGANISATION, .document = document, .key = rhz_span_of(key),
                                       .name = rhz_span_of(key)};
}

static void test_definitions_agree(void **state)
{
    static const struct rhz_definition d[] = {
        {RHZ_ORGANISATION, 1, RHZ_SPAN("zqx"), RHZ_SPAN("zone quart xylophone"), true},
        {RHZ_ORGANISATION, 2, RHZ_SPAN("zqx"), RHZ_SPAN("zone quart xylophone"), true},
        {RHZ_ORGANISATION, 3, RHZ_SPAN("zqy"), RHZ_SPAN("zone quart yourte"), false},
    };
    struct rhz_resolve_input input = {.definitions = d, .n_definitions = 3};
    struct rhz_resolve_entity v[] = {body_of("zone quart xylophone", 1), body_of("zqx", 2), body_of("zqx bretagne", 4),
                                     body_of("zone quart xylophone bretagne", 5), body_of("zqy", 3),
                                     body_of("zqy", 4), body_of("zone quart yourte", 3)};
    size_t n;

    (void)state;
    assert_int_equal(rhz_resolve(v, 7, &input, &n, NULL), RHZ_OK);
    assert_int_equal(v[0].component, v[1].component);
    assert_int_equal(v[2].component, v[3].component);
    assert_int_equal(v[4].component, v[6].component);
    assert_int_not_equal(v[5].component, v[6].component); /* holds in document 3 only */
    assert_int_equal(n, 4);
}

static void test_definitions_differ(void **state)
{
    static const struct rhz_definition d[] = {
        {RHZ_ORGANISATION, 1, RHZ_SPAN("zqx"), RHZ_SPAN("zone quart xylophone"), true},
        {RHZ_ORGANISATION, 2, RHZ_SPAN("zqx"), RHZ_SPAN("zouave quand xeres"), true},
        {RHZ_ORGANISATION, 3, RHZ_SPAN("anct"), RHZ_SPAN("amicale nageurs cher tranquilles"), true}, /* not the shipped one */
    };
    struct rhz_resolve_input input = {.definitions = d, .n_definitions = 3};
    struct rhz_resolve_entity v[] = {body_of("zone quart xylophone", 1), body_of("zqx", 1), body_of("zouave quand xeres", 2),
                                     body_of("zqx", 2), body_of("zqx", 4), body_of("anct", 3), body_of("anct", 4),
                                     body_of("amicale nageurs cher tranquilles", 3),
                                     body_of("agence nationale cohesion territoire", 5)};
    size_t n;

    (void)state;
    assert_int_equal(rhz_resolve(v, 9, &input, &n, NULL), RHZ_OK);
    assert_int_equal(v[0].component, v[1].component);
    assert_int_equal(v[2].component, v[3].component);
    assert_int_equal(v[5].component, v[7].component);
    assert_int_equal(v[6].component, v[8].component);
    assert_int_equal(n, 5); /* and zqx of document 4, by itself */
}

/* ---- generated names ---- */

static const char *const given_parts[] = {"Odile", "Jean-Marie", "J.-M.", "J.", "O.", "Nadia", "Nadine", "N."};
static const char *const surname_parts[] = {"Tournebize", "Tournbize", "Tournebise", "Ferrandin", "Ferrandin-Tournebize",
                                            "Tournebize-Ferrandin", "Le Gallec", "Legallec", "Martin", "Marrtin"};

/* Any set of names gives the same components in any order, and no chain of variants makes two given names one. */
static void test_generated_names(void **state)
{
    enum { N = 160, ROUNDS = 60 };
    static char names[N][64];
    static struct rhz_buf keys[N];
    static struct rhz_resolve_entity v[N];
    struct rhz_resolve_input input = {.gazetteer = gazetteer};
    uint64_t seed = SEED;
    unsigned round;
    size_t i, j, n, n_again;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)SEED);
    for (round = 0; round < ROUNDS; round++) {
        size_t count = 2 + next_random(&seed) % (N - 2);
        uint32_t component[N];
        for (i = 0; i < count; i++) {
            struct rhz_span name;
            snprintf(names[i], sizeof names[i], "%s %s", given_parts[next_random(&seed) % 8],
                     surname_parts[next_random(&seed) % 10]);
            name = rhz_span_of(names[i]);
            rhz_name_key(RHZ_PERSONNE, name, &keys[i]);
            v[i] = (struct rhz_resolve_entity){.kind = RHZ_PERSONNE, .name = name, .key = rhz_buf_view(&keys[i]),
                                               .document = (uint32_t)i, .component = (uint32_t)i};
        }
        assert_int_equal(rhz_resolve(v, count, &input, &n, NULL), RHZ_OK);
        for (i = 0; i < count; i++)
            component[v[i].document] = v[i].component;
        for (i = count; i > 1; i--) {
            struct rhz_resolve_entity x = v[i - 1];
            j = next_random(&seed) % i;
            v[i - 1] = v[j];
            v[j] = x;
        }
        for (i = 0; i < count; i++)
            v[i].document = (uint32_t)(1000 - v[i].document); /* numbers are only compared */
        assert_int_equal(rhz_resolve(v, count, &input, &n_again, NULL), RHZ_OK);
        assert_int_equal(n, n_again);
        for (i = 0; i < count; i++)
            assert_int_equal(v[i].component, component[1000 - v[i].document]);
        for (i = 0; i < count; i++) /* Nadia is never Nadine, whatever stands between them */
            for (j = 0; j < i; j++)
                if (v[i].component == v[j].component)
                    assert_false(strncmp(v[i].name.p, "Nadia", 5) == 0 && strncmp(v[j].name.p, "Nadine", 6) == 0);
    }
    for (i = 0; i < N; i++)
        rhz_buf_free(&keys[i]);
}

/* A block of thousands is still compared in bounded time, and its neighbours meet. */
static void test_large_block(void **state)
{
    enum { N = 20000 };
    struct rhz_resolve_entity *v = calloc(N, sizeof *v);
    char(*names)[40] = calloc(N, sizeof *names);
    char(*keys)[40] = calloc(N, sizeof *keys);
    size_t i, n;

    (void)state;
    assert_true(v && names && keys);
    for (i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "Odile Tournebize%c%c%c%c", (char)('a' + i % 26), (char)('a' + i / 26 % 26),
                 (char)('a' + i / 676 % 26), (char)('a' + i / 17576));
        snprintf(keys[i], sizeof keys[i], "odile tournebize%s", names[i] + 16);
        v[i] = (struct rhz_resolve_entity){.kind = RHZ_PERSONNE, .name = rhz_span_of(names[i]), .key = rhz_span_of(keys[i])};
    }
    assert_int_equal(rhz_resolve(v, N, &nothing_more, &n, NULL), RHZ_OK);
    assert_true(n > 0 && n < N);
    free(v);
    free(names);
    free(keys);
}

static int open_gazetteer(void **state)
{
    (void)state;
    return rhz_gazetteer_open(&gazetteer, NULL) == RHZ_OK ? 0 : -1;
}

static int close_gazetteer(void **state)
{
    (void)state;
    rhz_gazetteer_close(gazetteer);
    return 0;
}

static void test_strings_are_kept_once(void **state)
{
    struct rhz_strings s = {0};
    char text[16];
    uint32_t i;

    (void)state;
    for (i = 0; i < 3000; i++) {
        snprintf(text, sizeof text, "%u", (unsigned)i % 1000);
        assert_int_equal(rhz_strings_add(&s, rhz_span_of(text)), i % 1000);
    }
    assert_int_equal(s.n, 1000);
    assert_true(rhz_span_eq(rhz_strings_at(&s, 999), RHZ_SPAN("999")));
    assert_int_equal(rhz_strings_add(&s, RHZ_SPAN("")), 1000);
    assert_int_equal(rhz_strings_at(&s, 1000).n, 0);
    assert_int_equal(rhz_strings_at(&s, 5000).n, 0);
    rhz_strings_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_key_same_kind), cmocka_unit_test(test_numbers), cmocka_unit_test(test_numbers_and_corrections), cmocka_unit_test(test_nothing), cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_persons), cmocka_unit_test(test_territories), cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_definitions_agree), cmocka_unit_test(test_definitions_differ),
        cmocka_unit_test(test_generated_names), cmocka_unit_test(test_large_block),
        cmocka_unit_test(test_strings_are_kept_once),
    };

    return cmocka_run_group_tests(tests, open_gazetteer, close_gazetteer);
}
