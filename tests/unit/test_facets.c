/* test_facets.c -- facets, orders, explanations and suggestions over the sample documents, each against another way to it:
 * the count of a facet's value is that of the same search with its field; the parts of a score sum to it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_folder.h"
#include "random.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "suggest.h"

static char path[256];
static struct rhz_base *base;

static int open_base(void **state)
{
    const char *const folder = "corpus/documents";
    struct rhz_index_options o = {.size = sizeof o};
    struct rhz_index_report report;
    struct rhz_error err = {0};

    (void)state;
    folder_make(path);
    if (rhz_index(path, &folder, 1, &o, &report, &err) != RHZ_OK || rhz_base_open(path, &base, &err) != RHZ_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return 0;
}

static int close_base(void **state)
{
    (void)state;
    rhz_base_close(base);
    folder_remove(path);
    return 0;
}

static struct rhz_hits *ask(const char *query, const struct rhz_search_options *o)
{
    struct rhz_hits *h = NULL;
    struct rhz_error err = {0};

    if (rhz_search(base, query, strlen(query), o, &h, &err) != RHZ_OK)
        fail_msg("%s: %s", query, err.text);
    return h;
}

static uint64_t count(const char *query)
{
    struct rhz_search_options o = {.size = sizeof o, .mode = RHZ_SEARCH_ALL, .count_only = true};
    struct rhz_hits *h = ask(query, &o);
    uint64_t n = rhz_hits_total(h);

    rhz_hits_free(h);
    return n;
}

/* The same count by the hits of a flat list: documents of this type or year. */
static uint64_t scan(const struct rhz_hits *all, enum rhz_facet_kind kind, const char *value)
{
    uint64_t n = 0;

    for (size_t i = 0; i < rhz_hits_count(all); i++) {
        const struct rhz_hit *h = rhz_hits_get(all, i);

        n += kind == RHZ_FACET_TYPE ? strcmp(h->type, value) == 0 : strncmp(h->date, value, 4) == 0;
    }
    return n;
}

static void compare_facets(const char *query)
{
    struct rhz_search_options o = {.size = sizeof o, .mode = RHZ_SEARCH_ALL, .limit = 1000, .facets = 1000};
    struct rhz_hits *h = ask(query, &o);
    char with_field[400];

    for (int f = 0; f < RHZ_FACETS; f++) {
        enum rhz_facet_kind kind = (enum rhz_facet_kind)f;
        uint64_t all, sum = 0;
        size_t n = rhz_hits_facet_count(h, kind, &all);

        assert_int_equal(n, all);
        for (size_t i = 0; i < n; i++) {
            const struct rhz_facet *x = rhz_hits_facet(h, kind, i);

            if (i)
                assert_true(x->passages <= rhz_hits_facet(h, kind, i - 1)->passages);
            assert_true(x->passages > 0);
            sum += x->passages;
            if (x->entity)
                snprintf(with_field, sizeof with_field, "%s %s:#%" PRIu64, query, rhz_facet_name(kind), x->entity);
            else
                snprintf(with_field, sizeof with_field, "%s %s:%s", query, rhz_facet_name(kind), x->value);
            if (count(with_field) != x->passages)
                fail_msg("%s: %" PRIu64 " in the facet, %" PRIu64 " by the field", with_field, x->passages, count(with_field));
            if (kind <= RHZ_FACET_YEAR)
                assert_int_equal(scan(h, kind, x->value), x->passages);
        }
        if (kind == RHZ_FACET_TYPE) /* every document has one */
            assert_int_equal(sum, rhz_hits_total(h));
        if (n > 2) { /* fewer values asked for: the first ones, and how many there are */
            o.facets = 2;
            struct rhz_hits *few = ask(query, &o);

            assert_int_equal(rhz_hits_facet_count(few, kind, &all), 2);
            assert_int_equal(all, n);
            assert_string_equal(rhz_hits_facet(few, kind, 1)->value, rhz_hits_facet(h, kind, 1)->value);
            rhz_hits_free(few);
            o.facets = 1000;
        }
    }
    rhz_hits_free(h);
}

static const char *const words[] = {"programme", "subvention", "région", "conseil", "haies", "habitantes", "marées", "ville",
                                    "trésorière", "ademe", "ateliers", "2023", "commune", "littoral", "budget"};

static void random_query(uint64_t *seed, char out[200])
{
    uint32_t n = 1 + random_below(seed, 3);

    *out = 0;
    for (uint32_t i = 0; i < n; i++) {
        strcat(out, i ? " " : "");
        strcat(out, random_below(seed, 6) == 0 ? "+" : "");
        strcat(out, words[random_below(seed, sizeof words / sizeof *words)]);
    }
}

static void test_facets(void **state)
{
    uint64_t seed = 5;
    char query[200];

    (void)state;
    printf("seed 5\n");
    for (int i = 0; i < 12; i++) {
        random_query(&seed, query);
        compare_facets(query);
    }
}

static void test_facets_of_a_field(void **state)
{
    (void)state;
    compare_facets("type:proces-verbal");
    compare_facets("annee:2020..2023 ademe");
}

static void test_date_order(void **state)
{
    struct rhz_search_options o = {.size = sizeof o, .mode = RHZ_SEARCH_ALL, .limit = 1000}, dated = o;
    uint64_t seed = 11;
    char query[200];

    (void)state;
    dated.sort = RHZ_SORT_DATE;
    for (int i = 0; i < 30; i++) {
        struct rhz_hits *plain, *by_date;

        random_query(&seed, query);
        plain = ask(query, &o);
        by_date = ask(query, &dated);
        assert_int_equal(rhz_hits_count(plain), rhz_hits_count(by_date));
        assert_int_equal(rhz_hits_total(plain), rhz_hits_total(by_date));
        for (size_t k = 1; k < rhz_hits_count(by_date); k++) {
            const struct rhz_hit *a = rhz_hits_get(by_date, k - 1), *b = rhz_hits_get(by_date, k);

            if (!a->n_elsewhere == !b->n_elsewhere)
                assert_true(strcmp(a->date, b->date) >= 0);
            else
                assert_true(!a->n_elsewhere);
        }
        dated.limit = 3; /* the first page is the beginning of the whole */
        struct rhz_hits *page = ask(query, &dated);

        for (size_t k = 0; k < rhz_hits_count(page); k++) {
            assert_string_equal(rhz_hits_get(page, k)->document, rhz_hits_get(by_date, k)->document);
            assert_int_equal(rhz_hits_get(page, k)->ordinal, rhz_hits_get(by_date, k)->ordinal);
        }
        dated.limit = 1000;
        rhz_hits_free(page);
        rhz_hits_free(plain);
        rhz_hits_free(by_date);
    }
}

static void test_explanations(void **state)
{
    struct rhz_search_options o = {.size = sizeof o, .limit = 1000, .explain = true};
    uint64_t seed = 17;
    char query[200];
    size_t near = 0;

    (void)state;
    for (int i = 0; i < 30; i++) {
        struct rhz_hits *h;

        random_query(&seed, query);
        h = ask(query, &o);
        for (size_t k = 0; k < rhz_hits_count(h); k++) {
            const struct rhz_hit *x = rhz_hits_get(h, k);
            double sum = 0;

            for (size_t p = 0; p < x->n_parts; p++) {
                sum += x->parts[p].score;
                near += !*x->parts[p].word && !x->parts[p].elsewhere;
                if (*x->parts[p].word)
                    assert_true(x->parts[p].frequency + x->parts[p].context_frequency > 0 && x->parts[p].passages > 0);
                else
                    assert_true(x->parts[p].score > 0 && (p + 1 == x->n_parts || !*x->parts[p + 1].word)); /* after the words */
            }
            assert_true(fabs(sum - x->score) <= 1e-4 * (1 + x->score));
        }
        rhz_hits_free(h);
    }
    assert_true(near > 0);
}

static void expect_suggestion(const char *query, const char *wanted)
{
    struct rhz_hits *h = ask(query, NULL);

    if (strcmp(rhz_hits_suggestion(h), wanted) != 0)
        fail_msg("%s: « %s », expected « %s »", query, rhz_hits_suggestion(h), wanted);
    if (*wanted)
        assert_true(count(wanted) > count(query));
    rhz_hits_free(h);
}

static void test_suggestions(void **state)
{
    (void)state;
    expect_suggestion("trézorière", "trésorière");
    expect_suggestion("TREZORIERE", "trésorière");
    expect_suggestion("litoral", "littoral");
    expect_suggestion("litorral", "littoral");
    expect_suggestion("marréees programe", "marées programme");
    expect_suggestion("kermarec budget", "kermarrec budget");
    /* Right, unknown altogether, too short, a number, meant literally: nothing is proposed. */
    expect_suggestion("littoral", "");
    expect_suggestion("xylophone", "");
    expect_suggestion("zzz", "");
    expect_suggestion("2o23", "");
    expect_suggestion("\"litoral\"", "");
    expect_suggestion("+litoral", "");
}

static void test_distances(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned d;
    } pairs[] = {{"subvention", "subvention", 0}, {"subvnetion", "subvention", 2}, {"literal", "litteral", 1},
                 {"abc", "xbc", 2},               {"abc", "abcd", 2},              {"ab", "ba", 2}};
    static const char *const same[][2] = {{"fotographie", "photographie"}, {"eaux", "o"}, {"assosiation", "association"},
                                          {"ocsigene", "oxygene"}};
    struct rhz_buf a = {0}, b = {0};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(rhz_word_distance(rhz_span_of(pairs[i].a), rhz_span_of(pairs[i].b), 3), pairs[i].d);
        assert_int_equal(rhz_word_distance(rhz_span_of(pairs[i].b), rhz_span_of(pairs[i].a), 3), pairs[i].d);
    }
    assert_true(rhz_word_distance(RHZ_SPAN("port"), RHZ_SPAN("commune"), 2) > 4);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        rhz_buf_reset(&a);
        rhz_buf_reset(&b);
        rhz_word_sound(rhz_span_of(same[i][0]), &a);
        rhz_word_sound(rhz_span_of(same[i][1]), &b);
        if (!rhz_span_eq(rhz_buf_view(&a), rhz_buf_view(&b)))
            fail_msg("%s %.*s, %s %.*s", same[i][0], (int)a.n, a.p, same[i][1], (int)b.n, b.p);
    }
    rhz_buf_free(&a);
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facets),       cmocka_unit_test(test_facets_of_a_field), cmocka_unit_test(test_date_order),
        cmocka_unit_test(test_explanations), cmocka_unit_test(test_suggestions),       cmocka_unit_test(test_distances)};

    return cmocka_run_group_tests(tests, open_base, close_base);
}
