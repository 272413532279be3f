/* test_graph_build.c -- what becomes one edge, what contradicts what, how a node is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "graph_base.h"
#include "rhizome.h"

enum { MOST = 6 };

struct place {
    char root[256];
    unsigned bases;
    struct made_document *docs[MOST];
    size_t n;
    struct rhz_base *base;
};

static int group_setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    folder_make(p->root);
    *state = p;
    return 0;
}

static int group_teardown(void **state)
{
    struct place *p = *state;

    folder_remove(p->root);
    free(p);
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    rhz_base_close(p->base);
    p->base = NULL;
    while (p->n)
        made_free(p->docs[--p->n]);
    return 0;
}

static struct made_document *add(struct place *p)
{
    char uri[32];

    assert_true(p->n < MOST);
    snprintf(uri, sizeof uri, "racine/d%u.txt", (unsigned)p->n);
    return p->docs[p->n++] = made_new(uri, 20240000);
}

/* One more document in which ADEME gives this to Toits partagés in 2023. */
static struct rhz_statement *grant(struct place *p, int64_t cents)
{
    struct made_document *d = add(p);
    uint32_t from = made_entity(d, RHZ_ORGANISATION, "ADEME"), to = made_entity(d, RHZ_PROGRAMME, "Toits partagés");

    made_line(d, "ADEME, Toits partagés, 2023");
    return made_grant(d, from, to, 2023, cents);
}

static struct rhz_links *links_of(struct place *p, const char *name)
{
    char path[300];
    struct rhz_entities *e;
    struct rhz_links *l;
    struct rhz_error err = {0};

    if (!p->base) {
        snprintf(path, sizeof path, "%s/b%u.rhz", p->root, p->bases++);
        base_write(path, p->docs, p->n, p->n);
        must(rhz_base_open(path, &p->base, &err), &err, "open");
    }
    must(rhz_entities_find(p->base, name, NULL, 0, &e, &err), &err, "find");
    assert_int_equal(rhz_entities_count(e), 1);
    must(rhz_links_of(p->base, rhz_entities_get(e, 0)->id, NULL, &l, &err), &err, "links");
    rhz_entities_free(e);
    return l;
}

/* The links of ADEME: how many, and how many of them diverge. */
static void assert_links(struct place *p, size_t n, size_t divergent)
{
    struct rhz_links *l = links_of(p, "ADEME");
    size_t i, found = 0;

    assert_int_equal(rhz_links_count(l), n);
    for (i = 0; i < n; i++)
        found += rhz_links_get(l, i)->divergent;
    assert_int_equal(found, divergent);
    rhz_links_free(l);
}

static void test_same_figure(void **state)
{
    grant(*state, 4250000);
    grant(*state, 4250000)->unit = RHZ_SPAN(""); /* euros unless said */
    assert_links(*state, 1, 0);
}

static void test_divergent(void **state)
{
    grant(*state, 4250000);
    grant(*state, 3500000);
    assert_links(*state, 2, 2);
}

static void test_rounded(void **state)
{
    grant(*state, 4250040);
    grant(*state, 4250000);
    assert_links(*state, 2, 0);
}

static void test_rounded_to_thousands(void **state)
{
    grant(*state, 131239900);
    grant(*state, 131200000);
    grant(*state, 131000000);
    assert_links(*state, 3, 0);
}

static void test_not_a_rounding(void **state)
{
    grant(*state, 4250000);
    grant(*state, 4000000);
    assert_links(*state, 2, 2);
}

static void test_forecast_and_outcome(void **state)
{
    grant(*state, 4250000)->nature = RHZ_NATURE_PREVISIONNEL;
    grant(*state, 3500000)->nature = RHZ_NATURE_REALISE;
    assert_links(*state, 2, 0);
}

static void test_other_currency(void **state)
{
    grant(*state, 4250000);
    grant(*state, 3500000)->unit = RHZ_SPAN("USD");
    assert_links(*state, 2, 0);
}

/* Two amounts of one document are two grants; a document that gives one of them does not contradict it. */
static void test_two_grants(void **state)
{
    struct place *p = *state;
    struct made_document *d;

    grant(p, 4250000);
    d = p->docs[0];
    made_line(d, "ADEME, Toits partagés, 2023, second versement");
    made_grant(d, 0, 1, 2023, 3500000);
    assert_links(p, 2, 0);
    teardown(state);
    grant(p, 4250000);
    made_line(p->docs[0], "ADEME, Toits partagés, 2023, second versement");
    made_grant(p->docs[0], 0, 1, 2023, 3500000);
    grant(p, 3500000);
    assert_links(p, 2, 0);
}

static void test_roles(void **state)
{
    struct place *p = *state;
    struct rhz_links *l;

    grant(p, 4250000)->role = RHZ_SPAN("Sur place");
    grant(p, 4250000)->role = RHZ_SPAN("SUR PLACE");
    grant(p, 4250000)->role = RHZ_SPAN("à distance");
    l = links_of(p, "ADEME");
    assert_int_equal(rhz_links_count(l), 2); /* the role is in the key of FINANCE, case aside */
    assert_int_equal(rhz_links_get(l, 0)->n_roles + rhz_links_get(l, 1)->n_roles, 3);
    rhz_links_free(l);
}

static void test_joint_and_year(void **state)
{
    struct place *p = *state;
    struct rhz_links *l;

    grant(p, 4250000)->group = 1;
    p->docs[0]->statements[0].flags = RHZ_STATEMENT_YEAR_OF_DOCUMENT;
    l = links_of(p, "ADEME");
    assert_true(rhz_links_get(l, 0)->joint);
    assert_true(rhz_links_get(l, 0)->year_of_document);
    rhz_links_free(l);
}

static void test_interval(void **state)
{
    struct place *p = *state;
    struct made_document *d;
    struct rhz_links *l;
    size_t i;

    for (i = 0; i < 2; i++) {
        struct rhz_statement *s;
        d = add(p);
        s = made_link((made_entity(d, RHZ_PERSONNE, "Odile Ferrandin"), made_entity(d, RHZ_ORGANISATION, "ADEME"),
                       made_line(d, "Odile Ferrandin, ADEME, de 2019 à 2021"), d),
                      RHZ_AFFILIE_A, 0, 1);
        s->from = 20190000;
        s->to = i ? 20210000 : 20210630;
    }
    l = links_of(p, "ADEME");
    assert_int_equal(rhz_links_count(l), 2);
    assert_string_equal(rhz_links_get(l, 0)->date_from, "2019");
    rhz_links_free(l);
}

static void test_self_loop_and_nameless(void **state)
{
    struct place *p = *state;
    struct made_document *d = add(p);
    uint32_t a = made_entity(d, RHZ_ORGANISATION, "ADEME"), b = made_entity(d, RHZ_ORGANISATION, "Ademe");
    uint32_t nothing = made_entity(d, RHZ_ORGANISATION, "…");

    made_line(d, "ADEME finance Ademe et …");
    made_grant(d, a, b, 2023, 100);
    made_grant(d, a, nothing, 2023, 100);
    made_figure(d, nothing, "Total", 2023, 100);
    assert_links(p, 0, 0);
}

/* A first name stands for the person in its document only: it neither names the node nor joins two people. */
static void test_first_names(void **state)
{
    struct place *p = *state;
    static const char *const people[] = {"Odile Ferrandin", "Odile Quorvalle"};
    struct rhz_entities *e;
    struct rhz_error err = {0};
    size_t i;

    for (i = 0; i < 2; i++) {
        struct made_document *d = add(p);
        uint32_t who = made_entity(d, RHZ_PERSONNE, people[i]), body = made_entity(d, RHZ_ORGANISATION, "ADEME");
        made_form(d, who, "Odile");
        made_line(d, "Odile, de l'ADEME");
        made_link(d, RHZ_AFFILIE_A, who, body);
    }
    assert_links(p, 2, 0);
    must(rhz_entities_find(p->base, "Odile", "Personne", 0, &e, &err), &err, "find");
    assert_int_equal(rhz_entities_count(e), 2);
    assert_string_equal(rhz_entities_get(e, 0)->name, "Odile Ferrandin");
    assert_string_equal(rhz_entities_get(e, 0)->aliases[0], "Odile");
    rhz_entities_free(e);
}

static void test_sub_kind(void **state)
{
    struct place *p = *state;
    static const uint8_t subs[] = {RHZ_SUB_AUTRE, RHZ_SUB_AUTRE, RHZ_SUB_FONDATION, RHZ_SUB_NONE};
    struct rhz_entities *e;
    struct rhz_error err = {0};
    size_t i;

    for (i = 0; i < 4; i++) {
        grant(p, 100);
        p->docs[i]->entities[0].sub = subs[i];
    }
    assert_links(p, 1, 0);
    must(rhz_entities_find(p->base, "ADEME", NULL, 0, &e, &err), &err, "find");
    assert_string_equal(rhz_entities_get(e, 0)->sub, "fondation");
    rhz_entities_free(e);
}

static void test_budget_of_memory(void **state)
{
    struct place *p = *state;
    char path[300];
    struct base_writer w;
    struct rhz_error err = {0};

    grant(p, 100);
    snprintf(path, sizeof path, "%s/petit.rhz", p->root);
    writer_open(&w, path);
    writer_segment(&w, p->docs, p->n);
    assert_int_equal(rhz_graph_build(w.store, &w.txn, &w.p, 1, rhz_span("", 0), 100, &err), RHZ_NO_MEMORY);
    assert_non_null(strstr(err.text, "mémoire"));
    writer_graph(&w); /* and with enough, it goes on */
    writer_close(&w);
}

/* A generation is read by its own number: an older one that still lies in the store is not mixed in. */
static void test_second_generation(void **state)
{
    struct place *p = *state;
    char path[300];
    struct base_writer w;
    struct rhz_error err = {0};

    grant(p, 100);
    grant(p, 200);
    snprintf(path, sizeof path, "%s/deux.rhz", p->root);
    writer_open(&w, path);
    writer_segment(&w, p->docs, 2);
    writer_graph(&w);
    writer_remove(&w, p->docs[1]->uri, 2);
    writer_graph(&w);
    writer_close(&w);
    must(rhz_base_open(path, &p->base, &err), &err, "open");
    assert_links(p, 1, 0);
}

/* The same content under two uris is one document with two addresses and one proof; the least uri names it. */
static void test_two_addresses(void **state)
{
    struct place *p = *state;
    struct rhz_address a = {.uri = RHZ_SPAN("racine/copie.txt"), .document = 1};
    char path[300];
    struct base_writer w;
    struct rhz_documents *d;
    struct rhz_links *l;
    struct rhz_error err = {0};

    grant(p, 100);
    snprintf(path, sizeof path, "%s/copie.rhz", p->root);
    writer_open(&w, path);
    writer_segment(&w, p->docs, 1);
    must(rhz_address_put(w.txn, &a, w.p.number, &err), &err, "address");
    writer_graph(&w);
    writer_close(&w);
    must(rhz_base_open(path, &p->base, &err), &err, "open");
    must(rhz_document_find(p->base, "d0.txt", &d, &err), &err, "find");
    assert_string_equal(rhz_documents_get(d, 0)->uri, "racine/copie.txt");
    assert_int_equal(rhz_documents_get(d, 0)->n_other_uris, 1);
    assert_string_equal(rhz_documents_get(d, 0)->other_uris[0], "racine/d0.txt");
    rhz_documents_free(d);
    l = links_of(p, "ADEME");
    assert_int_equal(rhz_links_get(l, 0)->n_evidence, 1);
    assert_string_equal(rhz_links_get(l, 0)->evidence[0].uri, "racine/copie.txt");
    rhz_links_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_same_figure, teardown),
        cmocka_unit_test_teardown(test_divergent, teardown),
        cmocka_unit_test_teardown(test_rounded, teardown),
        cmocka_unit_test_teardown(test_rounded_to_thousands, teardown),
        cmocka_unit_test_teardown(test_not_a_rounding, teardown),
        cmocka_unit_test_teardown(test_forecast_and_outcome, teardown),
        cmocka_unit_test_teardown(test_other_currency, teardown),
        cmocka_unit_test_teardown(test_two_grants, teardown),
        cmocka_unit_test_teardown(test_roles, teardown),
        cmocka_unit_test_teardown(test_joint_and_year, teardown),
        cmocka_unit_test_teardown(test_interval, teardown),
        cmocka_unit_test_teardown(test_self_loop_and_nameless, teardown),
        cmocka_unit_test_teardown(test_first_names, teardown),
        cmocka_unit_test_teardown(test_sub_kind, teardown),
        cmocka_unit_test_teardown(test_budget_of_memory, teardown),
        cmocka_unit_test_teardown(test_second_generation, teardown),
        cmocka_unit_test_teardown(test_two_addresses, teardown),
    };

    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
