/* Pairs of names, one in each of two documents: one thing, or two. All persons, programmes and associations are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "resolve.h"

struct pair {
    const char *a, *b;
};

static struct rhz_gazetteer *gazetteer;

static int open_table(void **state)
{
    (void)state;
    return rhz_gazetteer_open(&gazetteer, NULL) == RHZ_OK ? 0 : -1;
}

static int close_table(void **state)
{
    (void)state;
    rhz_gazetteer_close(gazetteer);
    return 0;
}

static bool are_one(enum rhz_kind kind, const char *a, const char *b)
{
    struct rhz_buf ka = {0}, kb = {0};
    struct rhz_resolve_input input = {.gazetteer = gazetteer};
    size_t n;

    rhz_name_key(kind, rhz_span_of(a), &ka);
    rhz_name_key(kind, rhz_span_of(b), &kb);
    struct rhz_resolve_entity v[] = {{.kind = kind, .document = 1, .name = rhz_span_of(a), .key = rhz_buf_view(&ka)},
                                     {.kind = kind, .document = 2, .name = rhz_span_of(b), .key = rhz_buf_view(&kb)}};
    if (rhz_resolve(v, 2, &input, &n, NULL) != RHZ_OK)
        abort();
    rhz_buf_free(&ka);
    rhz_buf_free(&kb);
    return v[0].component == v[1].component;
}

static void check(enum rhz_kind kind, const struct pair *v, size_t n, bool one)
{
    size_t wrong = 0;

    for (size_t i = 0; i < n; i++)
        if (are_one(kind, v[i].a, v[i].b) != one || are_one(kind, v[i].b, v[i].a) != one) {
            print_message("« %s » and « %s » are %s one\n", v[i].a, v[i].b, one ? "not" : "taken for");
            wrong++;
        }
    assert_int_equal(wrong, 0);
}
#define CHECK(kind, table, one) check(kind, table, sizeof table / sizeof *table, one)

static const struct pair same_person[] = {
    {"Odile Ferrandin", "FERRANDIN Odile"},
    {"Odile Ferrandin", "Odile FERRANDIN"},
    {"Maëlle Tirvaudin", "Maelle Tirvaudin"},
    {"Maëlle Tirvaudin", "TIRVAUDIN MAELLE"},
    {"Jean-Marc Estrevel", "Jean Marc Estrevel"},
    {"Jean-Marc Estrevel", "ESTREVEL Jean-Marc"},
    {"Jean-Marc Estrevel", "J.-M. Estrevel"},
    {"Odile Ferrandin", "O. Ferrandin"},
    {"Anne-Laure Quintrec", "A.-L. Quintrec"},
    {"Ysaline de Kervadec", "Ysaline De Kervadec"},
    {"Ysaline de Kervadec", "de KERVADEC Ysaline"},
    {"Hermine Le Vaillandic", "LE VAILLANDIC Hermine"},
    {"Loïc L'Haridonnec", "Loïc L’Haridonnec"},
    {"Gaspard Vuillermozet", "Gaspard Vuillermoset"},
    {"Nadia Wolfferding", "Nadia Wolferding"},
    {"Corentin Plouzennoc", "Corentin Plouzenoc"},
    {"Clémentine Baudouard", "Clementine Baudouart"},
    {"Inès Œuvrardin", "Ines Oeuvrardin"},
    {"François Grégorianne", "Francois GREGORIANNE"},
    {"Maud Échardouze", "Maud Echardouze"},
    {"Zoé Tréhoudard-Kolbert", "Zoé TREHOUDARD KOLBERT"},
    {"Zoé Tréhoudard-Kolbert", "Zoé Tréhoudard"},
    {"Fatoumata Sissokoré", "SISSOKORÉ Fatoumata"},
    {"Thérèse d'Argentillac", "Thérèse D'ARGENTILLAC"},
    {"Éloïse Morvanec", "Eloise Morvanec"},
    {"Noël Vaucansier", "VAUCANSIER Noel"},
};

static const struct pair two_persons[] = {
    {"Odile Ferrandin", "Colette Ferrandin"},
    {"Odile Ferrandin", "Odile Marchevel"},
    {"Odile Ferrandin", "P. Ferrandin"},
    {"Jean Estrevel", "Jeanne Estrevel"},
    {"Jean Estrevel", "Jean-Marc Estrevel"},
    {"Michel Durand", "Michèle Durand"},
    {"Daniel Martin", "Danielle Martin"},
    {"Marie Petit", "Marie Petitjean"},
    {"Paul Martin", "Paul Martins"},
    {"Luc Morel", "Luc Moret"},
    {"Claire Dubois", "Claire Duboc"},
    {"Anne-Laure Quintrec", "Anne Quintrec"},
    {"Anne-Laure Quintrec", "Anne-Lise Quintrec"},
    {"Pierre Simon", "Simone Pierre"},
    {"Louis Bernard", "Louise Bernard"},
    {"Camille Lefèvre", "Camille Lefort"},
    {"Julien Blanc", "Julien Leblanc"},
    {"René Kerjean", "Renée Kerjean"},
    {"Frédéric Lambert", "Frédérique Lambert"},
    {"Gaël Roux", "Gaëlle Roux"},
    {"Dominique Garnier", "Monique Garnier"},
};

static const struct pair same_body[] = {
    {"Ville de Rennes", "VILLE DE RENNES"},
    {"Ville de Rennes", "Mairie de Rennes"},
    {"Ville de Rennes", "Commune de Rennes"},
    {"Région Bretagne", "Conseil régional de Bretagne"},
    {"Région Bretagne", "Région de Bretagne"},
    {"Département de la Gironde", "Département de Gironde"},
    {"Département de la Gironde", "Conseil départemental de la Gironde"},
    {"Département de la Gironde", "Conseil général de la Gironde"},
    {"Communauté de communes du Haut-Estuaire", "CC du Haut Estuaire"},
    {"Communauté urbaine de Dunkerque", "CU de Dunkerque"},
    {"Grenoble-Alpes Métropole", "Grenoble Alpes Métropole"},
    {"Nantes Métropole", "NANTES METROPOLE"},
    {"Métropole européenne de Lille", "MEL"},
    {"Métropole européenne de Lille", "Métropole Européenne de Lille (MEL)"},
    {"ADEME", "Ademe"},
    {"ADEME", "A.D.E.M.E."},
    {"ADEME", "Agence de la transition écologique"},
    {"ADEME", "L'ADEME"},
    {"Caisse des dépôts et consignations", "Caisse des dépôts"},
    {"Association Rives partagées", "Rives partagées"},
    {"La Fabrique des lisières", "Fabrique des lisières"},
    {"Les Ateliers du Vent Debout", "Ateliers du Vent Debout"},
    {"Réseau des jardins maritimes", "RESEAU DES JARDINS MARITIMES"},
    {"Fédération des chorales du Pays Bleu", "Fédération des Chorales du Pays-Bleu"},
    {"Université Gustave Eiffel", "UNIVERSITÉ GUSTAVE EIFFEL"},
    {"École nationale des estrans", "Ecole Nationale des Estrans"},
    {"Parc naturel régional des Estrans", "PNR des Estrans"},
    {"Ministère de la culture", "Ministère de la Culture"},
    {"Coopérative Maritima", "COOPÉRATIVE MARITIMA"},
};

static const struct pair two_bodies[] = {
    {"Ville de Grenoble", "Grenoble-Alpes Métropole"},
    {"Ville de Rennes", "Rennes Métropole"},
    {"Ville de Lyon", "Métropole de Lyon"},
    {"Ville de Paris", "Région Île-de-France"},
    {"Région Bretagne", "Région Normandie"},
    {"Département de la Loire", "Département de la Haute-Loire"},
    {"Département du Rhône", "Métropole de Lyon"},
    {"Communauté de communes du Haut-Estuaire", "Communauté d'agglomération du Haut-Estuaire"},
    {"Communauté de communes du Haut-Estuaire", "Communauté de communes du Bas-Estuaire"},
    {"Sciences Po", "Sciences Po Lyon"},
    {"Sciences Po Lille", "Sciences Po Lyon"},
    {"Université de Nantes", "Ville de Nantes"},
    {"Fondation de France", "Fondation Abbé Pierre"},
    {"Fondation Rives", "Association Rives"},
    {"Association nationale des estrans", "Nationale des estrans"},
    {"Association des parents du Haut-Estuaire", "Association des parents du Bas-Estuaire"},
    {"Ligue des estrans", "Ligue des estuaires"},
    {"Ministère de la culture", "Ministère de l'agriculture"},
    {"Ministère du travail", "Ministère des sports"},
    {"Parc naturel régional des Estrans", "Parc national des Estrans"},
    {"CAF de Nantes", "CAF de Rennes"},
    {"DRAC Bretagne", "DRAC Normandie"},
    {"CCAS de Rennes", "Ville de Rennes"},
    {"Préfecture de la Gironde", "Département de la Gironde"},
    {"ADEME", "ADEME Bretagne"},
    {"Club nautique de Sète", "Club nautique de Royan"},
    {"Lycée Émile-Zola", "Collège Émile-Zola"},
    {"Agence du Nord", "Agence du Sud"},
};

static const struct pair same_programme[] = {
    {"Rives partagées", "RIVES PARTAGÉES"},
    {"Rives partagées", "Rives Partagees"},
    {"L'Atlas des haies", "Atlas des haies"},
    {"Les Passeurs", "Passeurs"},
    {"Ciel-ouvert", "Ciel ouvert"},
    {"Cœur de bourg", "Coeur de bourg"},
    {"Grandes Marées", "grandes marées"},
    {"La Ronde des cours", "Ronde des Cours"},
};

static const struct pair two_programmes[] = {
    {"Rives partagées", "Rives habitées"},
    {"Atlas des haies", "Atlas des mares"},
    {"Grandes Marées", "Petites Marées"},
    {"Nord Littoral", "Littoral Nord"},
    {"Sols vivants 1", "Sols vivants 2"},
    {"Toits partagés", "Jardins partagés"},
    {"Passeurs de rives", "Passeurs de rêves"},
    {"Cycle 2021", "Cycle 2022"},
};

static void persons(void **state)
{
    (void)state;
    CHECK(RHZ_PERSONNE, same_person, true);
    CHECK(RHZ_PERSONNE, two_persons, false);
}

static void bodies(void **state)
{
    (void)state;
    CHECK(RHZ_ORGANISATION, same_body, true);
    CHECK(RHZ_ORGANISATION, two_bodies, false);
}

static void programmes(void **state)
{
    (void)state;
    CHECK(RHZ_PROGRAMME, same_programme, true);
    CHECK(RHZ_PROGRAMME, two_programmes, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(persons), cmocka_unit_test(bodies), cmocka_unit_test(programmes)};
    return cmocka_run_group_tests(tests, open_table, close_table);
}
