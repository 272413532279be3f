/* test_complete.c -- completion over the sample documents: what begins so, most used first, and nothing of what was removed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "analyzer.h"
#include "base_folder.h"
#include "rhizome.h"
#include "rhizome_index.h"

static char path[256];
static struct rhz_base *base;

static int open_base(void **state)
{
    const char *const folder = "corpus/documents";
    struct rhz_index_report report;
    struct rhz_error err = {0};

    (void)state;
    folder_make(path);
    if (rhz_index(path, &folder, 1, NULL, &report, &err) != RHZ_OK || rhz_base_open(path, &base, &err) != RHZ_OK) {
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

static struct rhz_completions *complete(const char *typed, uint32_t limit)
{
    struct rhz_completions *c = NULL;
    struct rhz_error err = {0};

    if (rhz_complete(base, typed, strlen(typed), limit, &c, &err) != RHZ_OK)
        fail_msg("%s: %s", typed, err.text);
    return c;
}

static const struct rhz_completion *find(const struct rhz_completions *c, const char *text)
{
    for (size_t i = 0; i < rhz_completions_count(c); i++)
        if (strcmp(rhz_completions_get(c, i)->text, text) == 0)
            return rhz_completions_get(c, i);
    return NULL;
}

static void expect_first(const char *typed, const char *text, const char *kind)
{
    struct rhz_completions *c = complete(typed, 5);

    assert_true(rhz_completions_count(c) > 0 && rhz_completions_count(c) <= 5);
    assert_string_equal(rhz_completions_get(c, 0)->text, text);
    assert_string_equal(rhz_completions_get(c, 0)->kind, kind);
    rhz_completions_free(c);
}

static void test_entities(void **state)
{
    struct rhz_completions *c;

    (void)state;
    expect_first("ademe", "ADEME", "Organisation");
    expect_first("KERM", "Odile Kermarrec", "Personne");
    expect_first("odile kerm", "Odile Kermarrec", "Personne");
    expect_first("kermarrec o", "Odile Kermarrec", "Personne");
    expect_first("marees gr", "Grandes Marées", "Programme");
    expect_first("la ronde des c", "La Ronde des cours", "Programme");
    expect_first("l'atlas ", "L'Atlas des haies", "Programme");
    c = complete("", 5);
    assert_int_equal(rhz_completions_count(c), 0);
    rhz_completions_free(c);
    c = complete("xyzzy", 5);
    assert_int_equal(rhz_completions_count(c), 0);
    rhz_completions_free(c);
}

/* Every beginning of a word of the base leads to it, accents or not; all that is given begins so. */
static void test_words(void **state)
{
    static const char *const words[][2] = {{"trésorière", "tresoriere"}, {"écologique", "ecologique"}, {"communes", "communes"}};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (size_t n = 2; n <= strlen(words[i][1]); n++) {
            char typed[64];
            struct rhz_completions *c;
            bool there = false;
            uint64_t uses = UINT64_MAX;

            snprintf(typed, sizeof typed, "\"le %.*s", (int)n, words[i][1]);
            c = complete(typed, 1000);
            for (size_t k = 0; k < rhz_completions_count(c); k++) {
                const struct rhz_completion *x = rhz_completions_get(c, k);
                struct rhz_buf b = {0};

                if (*x->kind)
                    continue;
                assert_memory_equal(x->text, "\"le ", 4);
                rhz_fold(rhz_span_of(x->text + 4), &b);
                assert_true(b.n >= n && memcmp(b.p, words[i][1], n) == 0);
                /* Any form of the word will do: the most frequent one is shown. */
                there |= b.n >= 5 && memcmp(b.p, words[i][1], n < 5 ? 5 : n) == 0;
                assert_true(x->uses <= uses && x->uses > 0);
                uses = x->uses;
                rhz_buf_free(&b);
            }
            if (!there)
                fail_msg("%s does not lead to %s", typed, words[i][0]);
            rhz_completions_free(c);
        }
}

static void test_bad_input(void **state)
{
    struct rhz_completions *c;
    struct rhz_error err;
    char big[300];

    (void)state;
    memset(big, 'a', sizeof big);
    assert_int_equal(rhz_complete(base, big, sizeof big, 5, &c, &err), RHZ_INVALID);
    assert_int_equal(rhz_complete(base, "\xFF", 1, 5, &c, &err), RHZ_INVALID);
    assert_null(c);
    assert_int_equal(rhz_complete(base, "%*~(\"", 5, 5, &c, &err), RHZ_OK);
    rhz_completions_free(c);
}

/* What only a removed document said is not proposed, before any merge. */
static void test_removed(void **state)
{
    const char *uri = "documents/atlas-des-haies.md";
    struct rhz_index_report report;
    struct rhz_error err;
    struct rhz_completions *c = complete("longu", 10);

    (void)state;
    assert_non_null(find(c, "longueur"));
    rhz_completions_free(c);
    assert_int_equal(rhz_remove(path, &uri, 1, NULL, &report, &err), RHZ_OK);
    c = complete("longu", 10);
    assert_int_equal(rhz_completions_count(c), 0);
    rhz_completions_free(c);
    c = complete("haie", 10); /* others say it */
    assert_true(rhz_completions_count(c) > 0);
    rhz_completions_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_entities), cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_bad_input), cmocka_unit_test(test_removed)};

    return cmocka_run_group_tests(tests, open_base, close_base);
}
