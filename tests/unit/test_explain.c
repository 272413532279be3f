/* Contradictions between documents, and why names were taken for an entity: bases made by hand, asked through the library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "graph_base.h"
#include "rhizome.h"

enum { DOCUMENTS = 4 };

static char folder[256], path[300];
static struct rhz_base *base;

/* Who chairs, what was granted, what was spent, in one document of 2022. */
static struct made_document *report(const char *uri, const char *chair, const char *role, int64_t grant, int64_t spent, bool forecast)
{
    struct made_document *d = made_new(uri, 20220600);
    uint32_t who = made_entity(d, RHZ_PERSONNE, chair), asso = made_entity(d, RHZ_ORGANISATION, "Vertaubier");
    uint32_t funder = made_entity(d, RHZ_ORGANISATION, "ADEME"), what = made_entity(d, RHZ_PROGRAMME, "Toits partagés");
    struct rhz_statement *s;

    made_line(d, "ADEME finance Toits partagés, que porte Vertaubier");
    s = made_grant(d, funder, what, 2022, grant);
    s->nature = forecast ? RHZ_NATURE_PREVISIONNEL : RHZ_NATURE_REALISE;
    made_figure(d, asso, "Loyers", 2022, spent);
    made_line(d, "Odile Ferrandin, Odile Ferrandain, O. Ferrandin, Ysaline Morvan et Vertaubier");
    s = made_link(d, RHZ_ADMINISTRE, who, asso);
    s->year = 2022;
    s->role = rhz_span_of(role);
    return d;
}

static int set_up(void **state)
{
    struct made_document *docs[DOCUMENTS] = {
        report("r/a.txt", "Odile Ferrandin", "Présidente", 1500000, 400000, false),
        report("r/b.txt", "Odile Ferrandain", "présidente", 1800000, 410000, false),
        report("r/c.txt", "Ysaline Morvan", "Présidente de l'association", 1500000, 400000, false),
        report("r/d.txt", "Ysaline Morvan", "Co-présidente", 9900000, 400000, true)};
    struct rhz_error err;

    (void)state;
    folder_make(folder);
    snprintf(path, sizeof path, "%s/b.rhz", folder);
    made_form(docs[0], 0, "FERRANDIN Odile");
    base_write(path, docs, DOCUMENTS, DOCUMENTS);
    for (size_t i = 0; i < DOCUMENTS; i++)
        made_free(docs[i]);
    return rhz_base_open(path, &base, &err) == RHZ_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    rhz_base_close(base);
    folder_remove(folder);
    return 0;
}

static struct rhz_divergences *ask(struct rhz_divergence_filter filter)
{
    struct rhz_divergences *d;
    struct rhz_error err;

    filter.size = sizeof filter;
    if (rhz_divergences_of(base, &filter, &d, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    return d;
}

/* 15 000 against 18 000 realised, once; the forecast of 99 000 contradicts nobody. */
static void amounts(void **state)
{
    struct rhz_divergences *all = ask((struct rhz_divergence_filter){.what = RHZ_DIVERGENT_AMOUNT});
    const struct rhz_divergence *d = rhz_divergences_get(all, 0);

    (void)state;
    assert_int_equal(rhz_divergences_count(all), 1);
    assert_string_equal(d->body.name, "ADEME");
    assert_string_equal(d->other.name, "Toits partagés");
    assert_string_equal(d->nature, "realise");
    assert_int_equal(d->gap, 300000);
    assert_int_equal(d->n, 2);
    for (size_t i = 0; i < d->n; i++)
        assert_true(d->links[i].n_evidence >= 1 && (d->links[i].cents == 1500000 || d->links[i].cents == 1800000));
    rhz_divergences_free(all);
}

static void figures(void **state)
{
    struct rhz_divergences *all = ask((struct rhz_divergence_filter){.what = RHZ_DIVERGENT_FIGURE});
    const struct rhz_divergence *d = rhz_divergences_get(all, 0);

    (void)state;
    assert_int_equal(rhz_divergences_count(all), 1);
    assert_string_equal(d->label, "Loyers");
    assert_int_equal(d->n, 2);
    assert_int_equal(d->gap, 10000);
    rhz_divergences_free(all);
}

/* Two presidents of one year in documents that do not know of each other; a co-president is no rival. */
static void offices(void **state)
{
    struct rhz_divergences *all = ask((struct rhz_divergence_filter){.what = RHZ_DIVERGENT_OFFICE});
    const struct rhz_divergence *d = rhz_divergences_get(all, 0);

    (void)state;
    assert_int_equal(rhz_divergences_count(all), 1);
    assert_string_equal(d->body.name, "Vertaubier");
    assert_string_equal(d->label, "présidence");
    assert_int_equal(d->n, 2);
    assert_string_not_equal(d->links[0].from.name, d->links[1].from.name);
    rhz_divergences_free(all);
}

static void filters(void **state)
{
    struct rhz_divergences *all;
    struct rhz_divergence_filter small = {.size = 4};
    struct rhz_entities *e;
    struct rhz_error err;

    (void)state;
    all = ask((struct rhz_divergence_filter){.period = {20230101, 20231231}});
    assert_int_equal(rhz_divergences_count(all), 0);
    rhz_divergences_free(all);
    all = ask((struct rhz_divergence_filter){.relation = "FINANCE", .period = {20220101, 20221231}});
    assert_int_equal(rhz_divergences_count(all), 1);
    rhz_divergences_free(all);
    assert_int_equal(rhz_entities_find(base, "vertaubier", NULL, 1, &e, &err), RHZ_OK);
    all = ask((struct rhz_divergence_filter){.entity = rhz_entities_get(e, 0)->id});
    assert_int_equal(rhz_divergences_count(all), 2); /* its accounts, its chair */
    assert_int_equal(rhz_divergences_get(all, 1)->what, RHZ_DIVERGENT_OFFICE); /* offices last */
    rhz_divergences_free(all);
    rhz_entities_free(e);
    assert_int_equal(rhz_divergences_of(base, &small, &all, &err), RHZ_INVALID);
    assert_int_equal(rhz_divergences_of(base, &(struct rhz_divergence_filter){.size = sizeof small, .relation = "AIME"}, &all, &err), RHZ_INVALID);
    assert_int_equal(rhz_divergences_of(base, &(struct rhz_divergence_filter){.size = sizeof small, .entity = 12}, &all, &err), RHZ_NOT_FOUND);
}

static void assert_reason(const struct rhz_namings *n, const char *form, const char *reason)
{
    for (size_t i = 0; i < rhz_namings_count(n); i++)
        if (strcmp(rhz_namings_get(n, i)->form, form) == 0) {
            assert_string_equal(rhz_namings_get(n, i)->reason, reason);
            return;
        }
    fail_msg("no form « %s »", form);
}

static void namings(void **state)
{
    struct rhz_entities *e;
    struct rhz_namings *n;
    struct rhz_error err;

    (void)state;
    assert_int_equal(rhz_entities_find(base, "odile ferrandin", "Personne", 1, &e, &err), RHZ_OK);
    assert_int_equal(rhz_namings_of(base, rhz_entities_get(e, 0)->id, &n, &err), RHZ_OK);
    assert_int_equal(rhz_namings_count(n), 3);
    assert_reason(n, rhz_entities_get(e, 0)->name, "le nom retenu");
    assert_string_equal(rhz_namings_get(n, 0)->reason, "le nom retenu");
    assert_reason(n, "FERRANDIN Odile", strcmp(rhz_entities_get(e, 0)->name, "Odile Ferrandin") == 0 ? "mêmes mots dans un autre ordre" : "une lettre de différence");
    rhz_namings_free(n);
    rhz_entities_free(e);
    assert_int_equal(rhz_namings_of(base, 12, &n, &err), RHZ_NOT_FOUND);
    assert_string_equal(rhz_rule_label("people-list"), "liste de personnes");
    assert_string_equal(rhz_rule_label("essai"), "essai");
}

/* Every link is found by its id, and no other is. */
static void links_by_id(void **state)
{
    struct rhz_entities *e;
    struct rhz_links *all, *one;
    struct rhz_error err;

    (void)state;
    assert_int_equal(rhz_entities_find(base, "vertaubier", NULL, 1, &e, &err), RHZ_OK);
    assert_int_equal(rhz_links_of(base, rhz_entities_get(e, 0)->id, NULL, &all, &err), RHZ_OK);
    assert_true(rhz_links_count(all) >= 2);
    for (size_t i = 0; i < rhz_links_count(all); i++) {
        assert_int_equal(rhz_link_by_id(base, rhz_links_get(all, i)->id, &one, &err), RHZ_OK);
        assert_int_equal(rhz_links_count(one), 1);
        assert_int_equal(rhz_links_get(one, 0)->id, rhz_links_get(all, i)->id);
        rhz_links_free(one);
        assert_int_equal(rhz_link_by_id(base, rhz_links_get(all, i)->id + 1, &one, &err), RHZ_NOT_FOUND);
    }
    rhz_links_free(all);
    rhz_entities_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(amounts), cmocka_unit_test(figures),  cmocka_unit_test(offices),
                                       cmocka_unit_test(filters), cmocka_unit_test(namings), cmocka_unit_test(links_by_id)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
