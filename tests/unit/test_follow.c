/* Paths, money, company, comparison: each against what a plain reading of the same links says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "graph_base.h"
#include "random.h"
#include "rhizome.h"

enum { PEOPLE = 20, DOCS = 6, LINKS = 9 };

struct place {
    char root[256], path[300];
    struct rhz_base *base;
};

static const char *const names[PEOPLE] = {
    "Achille Bournavel", "Bérénice Tarquenot", "Cyprien Valdormay", "Doriane Mestrelon", "Élie Quervadec", "Flora Sampigneux",
    "Gontran Lebuisson", "Héloïse Tramontel", "Isidore Pancheval", "Joséphine Arbelot", "Kilian Montrouget", "Lison Chaberteau",
    "Maxence Ridouard", "Noémie Falguerac", "Octave Simandreux", "Pénélope Gratigny", "Quentin Orvaloux", "Rosalie Demuynard",
    "Sylvère Contamin", "Tiphaine Vercoutre"};

static void open_place(struct place *p, struct made_document **docs, size_t n)
{
    struct rhz_error err = {0};

    folder_make(p->root);
    snprintf(p->path, sizeof p->path, "%s/asso.rhz", p->root);
    base_write(p->path, docs, n, 2);
    must(rhz_base_open(p->path, &p->base, &err), &err, "open");
}

static void close_place(struct place *p, struct made_document **docs, size_t n)
{
    rhz_base_close(p->base);
    for (size_t i = 0; i < n; i++)
        made_free(docs[i]);
    folder_remove(p->root);
}

static uint64_t id_of(struct place *p, const char *name)
{
    struct rhz_entities *e;
    struct rhz_error err = {0};
    uint64_t id;

    must(rhz_entities_find(p->base, name, NULL, 0, &e, &err), &err, name);
    id = rhz_entities_count(e) ? rhz_entities_get(e, 0)->id : 0;
    rhz_entities_free(e);
    return id;
}

/* ---- paths ---- */

/* Random links between people, and the distances that Floyd and Warshall give. */
static void make_links(uint64_t *seed, struct made_document **docs, unsigned distance[PEOPLE][PEOPLE], unsigned ways[PEOPLE][PEOPLE])
{
    char uri[64], line[128];
    bool linked[PEOPLE][PEOPLE] = {{false}};

    for (size_t d = 0; d < DOCS; d++) {
        snprintf(uri, sizeof uri, "racine/%zu.txt", d);
        docs[d] = made_new(uri, 20200000);
        for (size_t i = 0; i < LINKS; i++) {
            uint32_t a = random_below(seed, PEOPLE), b = random_below(seed, PEOPLE);
            if (a == b || linked[a][b])
                continue;
            uint32_t x = made_entity(docs[d], RHZ_PERSONNE, names[a]), y = made_entity(docs[d], RHZ_PERSONNE, names[b]);
            snprintf(line, sizeof line, "%s, %s", names[a], names[b]);
            made_line(docs[d], line);
            made_link(docs[d], random_below(seed, 2) ? RHZ_PARTENAIRE_DE : RHZ_PORTE, x, y);
            linked[a][b] = linked[b][a] = true;
        }
    }
    for (size_t i = 0; i < PEOPLE; i++)
        for (size_t j = 0; j < PEOPLE; j++)
            distance[i][j] = i == j ? 0 : linked[i][j] ? 1 : 1000;
    for (size_t k = 0; k < PEOPLE; k++)
        for (size_t i = 0; i < PEOPLE; i++)
            for (size_t j = 0; j < PEOPLE; j++)
                if (distance[i][k] + distance[k][j] < distance[i][j])
                    distance[i][j] = distance[i][k] + distance[k][j];
    for (size_t i = 0; i < PEOPLE; i++)
        for (unsigned level = 0; level < PEOPLE; level++)
            for (size_t j = 0; j < PEOPLE; j++) {
                if (distance[i][j] != level)
                    continue;
                ways[i][j] = level == 0;
                for (size_t k = 0; level && k < PEOPLE; k++)
                    ways[i][j] += linked[k][j] && distance[i][k] + 1 == level ? ways[i][k] : 0;
            }
}

static void check_path(struct place *p, size_t i, size_t j, unsigned distance, unsigned ways)
{
    struct rhz_path_options o = {.size = sizeof o, .max_hops = PEOPLE, .limit = 500};
    struct rhz_paths *paths;
    struct rhz_error err = {0};
    size_t n;

    must(rhz_paths_between(p->base, id_of(p, names[i]), id_of(p, names[j]), &o, &paths, &err), &err, "paths");
    assert_int_equal(rhz_paths_count(paths), distance == 1000 ? 0 : ways);
    if (distance != 1000)
        assert_int_equal(rhz_paths_length(paths), distance);
    for (size_t k = 0; k < rhz_paths_count(paths); k++) {
        assert_string_equal(rhz_paths_entity(paths, k, 0)->name, names[i]);
        assert_string_equal(rhz_paths_entity(paths, k, distance)->name, names[j]);
        for (size_t hop = 0; hop < distance; hop++) {
            const struct rhz_link *l = rhz_paths_links(paths, k, hop, &n);
            uint64_t a = rhz_paths_entity(paths, k, hop)->id, b = rhz_paths_entity(paths, k, hop + 1)->id;
            assert_true(n > 0 && l->n_evidence > 0);
            assert_true((l->from.id == a && l->to.id == b) || (l->from.id == b && l->to.id == a));
        }
    }
    rhz_paths_free(paths);
}

static void test_shortest(void **state)
{
    unsigned distance[PEOPLE][PEOPLE], ways[PEOPLE][PEOPLE] = {{0}};

    (void)state;
    for (uint64_t round = 1; round <= 3; round++) {
        struct made_document *docs[DOCS];
        struct place p;
        uint64_t seed = round;
        make_links(&seed, docs, distance, ways);
        open_place(&p, docs, DOCS);
        for (size_t i = 0; i < PEOPLE; i++)
            for (size_t j = i + 1; j < PEOPLE; j++)
                if (id_of(&p, names[i]) && id_of(&p, names[j]))
                    check_path(&p, i, j, distance[i][j], ways[i][j]);
        close_place(&p, docs, DOCS);
    }
}

/* A chain by offices of 2018 to 2022, and a short cut by presence. */
static void test_path_options(void **state)
{
    struct made_document *d = made_new("racine/a.txt", 20200000);
    uint32_t a = made_entity(d, RHZ_PERSONNE, names[0]), b = made_entity(d, RHZ_PERSONNE, names[1]),
             body = made_entity(d, RHZ_ORGANISATION, "Les Vergers mobiles"), event = made_entity(d, RHZ_EVENEMENT, "Assemblée des vergers");
    struct rhz_path_options o = {.size = sizeof o};
    struct rhz_statement *s;
    struct rhz_paths *paths;
    struct rhz_error err = {0};
    struct place p;

    (void)state;
    made_line(d, "Achille Bournavel administre Les Vergers mobiles de 2018 à 2022");
    s = made_link(d, RHZ_ADMINISTRE, a, body);
    s->from = 20180000;
    s->to = 20220000;
    made_line(d, "Bérénice Tarquenot administre Les Vergers mobiles en 2021");
    made_link(d, RHZ_ADMINISTRE, b, body)->year = 2021;
    made_line(d, "Achille Bournavel et Bérénice Tarquenot sont à l'Assemblée des vergers");
    made_link(d, RHZ_PRESENT_A, a, event)->year = 2024;
    made_link(d, RHZ_PRESENT_A, b, event)->year = 2024;
    open_place(&p, &d, 1);
    must(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[1]), NULL, &paths, &err), &err, "default");
    assert_int_equal(rhz_paths_count(paths), 1);
    assert_string_equal(rhz_paths_entity(paths, 0, 1)->name, "Les Vergers mobiles");
    rhz_paths_free(paths);
    o.relations = "present_a";
    must(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[1]), &o, &paths, &err), &err, "presence");
    assert_string_equal(rhz_paths_entity(paths, 0, 1)->name, "Assemblée des vergers");
    rhz_paths_free(paths);
    o.relations = NULL;
    o.period = (struct rhz_period){20210101, 20211231};
    must(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[1]), &o, &paths, &err), &err, "2021");
    assert_int_equal(rhz_paths_count(paths), 1);
    rhz_paths_free(paths);
    o.period = (struct rhz_period){20200101, 20201231};
    must(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[1]), &o, &paths, &err), &err, "2020");
    assert_int_equal(rhz_paths_count(paths), 0);
    rhz_paths_free(paths);
    o.period = (struct rhz_period){0, 0};
    o.max_hops = 1;
    must(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[1]), &o, &paths, &err), &err, "one hop");
    assert_int_equal(rhz_paths_count(paths), 0);
    rhz_paths_free(paths);
    o.relations = "AIME";
    assert_int_equal(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[1]), &o, &paths, &err), RHZ_INVALID);
    assert_int_equal(rhz_paths_between(p.base, id_of(&p, names[0]), id_of(&p, names[0]), NULL, &paths, &err), RHZ_INVALID);
    assert_int_equal(rhz_paths_between(p.base, 12345, id_of(&p, names[0]), NULL, &paths, &err), RHZ_NOT_FOUND);
    close_place(&p, &d, 1);
}

/* ---- money ---- */

static int64_t total_of(const struct rhz_funding *f, uint32_t year, enum rhz_funding_column column)
{
    for (size_t i = 0; i < rhz_funding_totals(f); i++) {
        const struct rhz_funding_total *t = rhz_funding_total(f, i);
        if (!t->group && t->year == year && t->column == column)
            return t->cents;
    }
    return 0;
}

static struct rhz_statement *grant(struct made_document *d, const char *line, uint32_t from, uint32_t to, uint32_t year,
                                   int64_t cents, enum rhz_nature nature)
{
    struct rhz_statement *s;

    made_line(d, line);
    s = made_grant(d, from, to, year, cents);
    s->nature = (uint8_t)nature;
    return s;
}

static void test_totals(void **state)
{
    struct made_document *docs[2] = {made_new("racine/a.txt", 20240000), made_new("racine/b.txt", 20240000)};
    struct rhz_funding_options o = {.size = sizeof o};
    struct rhz_funding *f;
    struct rhz_error err = {0};
    struct rhz_statement *s;
    struct place p;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct made_document *d = docs[i];
        uint32_t asso = made_entity(d, RHZ_ORGANISATION, "Les Vergers mobiles"), prog = made_entity(d, RHZ_PROGRAMME, "Greffes"),
                 other = made_entity(d, RHZ_PROGRAMME, "Semis"), town = made_entity(d, RHZ_ORGANISATION, "Ville de Brest"),
                 state_agency = made_entity(d, RHZ_ORGANISATION, "ADEME"), region = made_entity(d, RHZ_ORGANISATION, "Région Bretagne");
        /* said in both documents: one line, two proofs */
        grant(d, "ADEME : 10 000 € pour Greffes en 2023", state_agency, prog, 2023, 1000000, RHZ_NATURE_REALISE);
        if (i == 0) {
            /* the same sum, said of the association */
            grant(d, "ADEME : 10 000 € à Les Vergers mobiles en 2023", state_agency, asso, 2023, 1000000, RHZ_NATURE_REALISE);
            /* the same outcome, without its nature */
            grant(d, "ADEME aide Greffes : 10 000 €, 2023", state_agency, prog, 2023, 1000000, RHZ_NATURE_NONE);
            /* a forecast and a receivable stay apart */
            grant(d, "ADEME : 12 000 € prévus pour Greffes en 2023", state_agency, prog, 2023, 1200000, RHZ_NATURE_PREVISIONNEL);
            grant(d, "ADEME : 4 000 € à recevoir pour Greffes en 2023", state_agency, prog, 2023, 400000, RHZ_NATURE_A_RECEVOIR);
            /* one amount for two funders */
            made_line(d, "Ville de Brest et Région Bretagne : 6 000 € pour Semis en 2023");
            s = made_grant(d, town, other, 2023, 600000);
            s->nature = RHZ_NATURE_REALISE;
            s->group = 1;
            s = made_grant(d, region, other, 2023, 600000);
            s->nature = RHZ_NATURE_REALISE;
            s->group = 1;
        }
        /* the documents diverge: 5 000 in one, 5 500 in the other */
        grant(d, i ? "Ville de Brest : 5 500 € pour Greffes en 2023" : "Ville de Brest : 5 000 € pour Greffes en 2023", town, prog, 2023,
              i ? 550000 : 500000, RHZ_NATURE_REALISE);
    }
    open_place(&p, docs, 2);
    must(rhz_funding_of(p.base, &o, &f, &err), &err, "funding");
    assert_int_equal(total_of(f, 2023, RHZ_OUTCOME), 1000000 + 600000 + 550000);
    assert_int_equal(total_of(f, 2023, RHZ_FORECAST), 1200000);
    assert_int_equal(total_of(f, 2023, RHZ_RECEIVABLE), 400000);
    assert_int_equal(rhz_funding_count(f), 9);
    for (size_t i = 0; i < rhz_funding_count(f); i++)
        assert_true(rhz_funding_get(f, i)->link.n_evidence > 0);
    rhz_funding_free(f);
    o.entity = id_of(&p, "Semis");
    must(rhz_funding_of(p.base, &o, &f, &err), &err, "one programme");
    assert_int_equal(total_of(f, 2023, RHZ_OUTCOME), 600000);
    rhz_funding_free(f);
    o.entity = 0;
    o.period = (struct rhz_period){20220101, 20221231};
    must(rhz_funding_of(p.base, &o, &f, &err), &err, "another year");
    assert_int_equal(rhz_funding_count(f), 0);
    rhz_funding_free(f);
    close_place(&p, docs, 2);
}

/* ---- company and comparison ---- */

static void test_company(void **state)
{
    struct made_document *d = made_new("racine/a.txt", 20240000);
    uint32_t a = made_entity(d, RHZ_PERSONNE, names[0]), b = made_entity(d, RHZ_PERSONNE, names[1]),
             prog = made_entity(d, RHZ_PROGRAMME, "Greffes"), other = made_entity(d, RHZ_PROGRAMME, "Semis");
    struct rhz_neighbours *n;
    struct rhz_comparison *c;
    struct rhz_error err = {0};
    struct rhz_period always = {0, 0}, then = {20210101, 20211231};
    struct place p;

    (void)state;
    made_line(d, "Achille Bournavel et Bérénice Tarquenot portent Greffes");
    made_link(d, RHZ_PORTE, a, prog)->year = 2021;
    made_link(d, RHZ_PORTE, b, prog)->year = 2022;
    made_line(d, "Achille Bournavel porte Semis");
    made_link(d, RHZ_PORTE, a, other);
    open_place(&p, &d, 1);
    must(rhz_neighbours_of(p.base, id_of(&p, names[1]), NULL, always, 0, &n, &err), &err, "neighbours");
    assert_true(rhz_neighbours_count(n) >= 2);
    assert_true(strstr(rhz_neighbours_get(n, 0)->evidence.quote, "Tarquenot") != NULL);
    rhz_neighbours_free(n);
    must(rhz_neighbours_of(p.base, id_of(&p, names[1]), "Programme", always, 1, &n, &err), &err, "programmes");
    assert_int_equal(rhz_neighbours_count(n), 1);
    assert_string_equal(rhz_neighbours_get(n, 0)->entity.kind, "Programme");
    rhz_neighbours_free(n);
    must(rhz_neighbours_of(p.base, id_of(&p, names[1]), NULL, then, 0, &n, &err), &err, "another year");
    assert_int_equal(rhz_neighbours_count(n), 0);
    rhz_neighbours_free(n);
    must(rhz_compare(p.base, id_of(&p, names[0]), id_of(&p, names[1]), always, &c, &err), &err, "compare");
    assert_int_equal(rhz_comparison_count(c), 2);
    assert_string_equal(rhz_comparison_get(c, 0)->other.name, "Greffes");
    assert_true(rhz_comparison_get(c, 0)->a && rhz_comparison_get(c, 0)->b);
    assert_string_equal(rhz_comparison_get(c, 1)->other.name, "Semis");
    assert_true(rhz_comparison_get(c, 1)->a && !rhz_comparison_get(c, 1)->b);
    rhz_comparison_free(c);
    assert_int_equal(rhz_compare(p.base, id_of(&p, names[0]), id_of(&p, names[0]), always, &c, &err), RHZ_INVALID);
    close_place(&p, &d, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortest),
        cmocka_unit_test(test_path_options),
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_company),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
