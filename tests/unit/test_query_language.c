/* test_query_language.c -- relationship queries over a small open graph: tests/data/requete/cases.txt, one case after another. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base_folder.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "rhizome_json.h"

enum { ROWS = 64 };

static char folder[512];
static struct rhz_base *base;

static void make_base(void)
{
    struct rhz_error err = {RHZ_OK, ""};

    folder_make(folder);
    if (rhz_import(folder, "tests/data/requete/graph.jsonl", true, 0, NULL, &err) != RHZ_OK || rhz_base_open(folder, &base, &err) != RHZ_OK)
        fail_msg("%s", err.text);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Rows as JSON arrays; -1 and the sentence after an error. */
static int run(const char *text, char *rows[ROWS], struct rhz_error *err)
{
    struct rhz_query *q;
    struct rhz_json *j = rhz_json_new();
    rhz_status st = rhz_query_prepare(base, text, strlen(text), NULL, NULL, &q, err);
    bool have;
    int n = 0;
    size_t i;

    while (st == RHZ_OK && (st = rhz_query_step(q, &have, err)) == RHZ_OK && have && n < ROWS) {
        rhz_json_reset(j);
        rhz_json_array(j);
        for (i = 0; i < rhz_query_columns(q); i++)
            assert_int_equal(rhz_query_json(q, rhz_query_value(q, i), j, err), RHZ_OK);
        rhz_json_end(j);
        rows[n++] = strdup(rhz_json_text(j).p);
    }
    rhz_query_free(q);
    rhz_json_free(j);
    return st == RHZ_OK ? n : -1;
}

struct expected {
    char query[2048], error[256];
    char *rows[ROWS];
    int n, line;
    bool ordered, any;
};

static void check(struct expected *e)
{
    struct rhz_error err = {RHZ_OK, ""};
    char *rows[ROWS];
    int n, i;

    if (!e->any)
        return;
    n = run(e->query, rows, &err);
    if (e->error[0]) {
        if (n >= 0 || !strstr(err.text, e->error))
            fail_msg("line %d: %s\n  expected the error « %s »\n  got %s", e->line, e->query, e->error, n >= 0 ? "rows" : err.text);
    } else {
        if (n != e->n)
            fail_msg("line %d: %s\n  expected %d rows, got %d: %s", e->line, e->query, e->n, n, n < 0 ? err.text : n ? rows[0] : "");
        if (!e->ordered && n) {
            qsort(rows, (size_t)n, sizeof *rows, by_text);
            qsort(e->rows, (size_t)n, sizeof *rows, by_text);
        }
        for (i = 0; i < n; i++)
            if (strcmp(rows[i], e->rows[i]) != 0)
                fail_msg("line %d: %s\n  expected %s\n  got      %s", e->line, e->query, e->rows[i], rows[i]);
    }
    for (i = 0; i < n; i++)
        free(rows[i]);
    for (i = 0; i < e->n; i++)
        free(e->rows[i]);
}

static void test_cases(void **state)
{
    FILE *f = fopen("tests/data/requete/cases.txt", "r");
    struct expected e = {.any = false};
    char line[2048];
    int number = 0, cases = 0;

    (void)state;
    assert_non_null(f);
    make_base();
    while (fgets(line, sizeof line, f)) {
        number++;
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '?') {
            check(&e);
            e = (struct expected){.any = true, .line = number};
            snprintf(e.query, sizeof e.query, "%s", line + 1 + (line[1] == ' '));
            cases++;
        } else if (line[0] == '!') {
            snprintf(e.error, sizeof e.error, "%.250s", line + 2);
        } else if (line[0] == '=' && e.n < ROWS) {
            e.ordered = line[1] == '>';
            e.rows[e.n++] = strdup(line + (e.ordered ? 3 : 2));
        }
    }
    check(&e);
    fclose(f);
    print_message("%d cases\n", cases);
    assert_true(cases > 130);
    rhz_base_close(base);
    folder_remove(folder);
}

/* Parameters: missing, unknown, of every type; a statement runs again with others. */
static void test_parameters(void **state)
{
    const char *text = "UNWIND $l AS x RETURN x + $n AS y, $t AS t";
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_query *q;
    bool have;

    (void)state;
    make_base();
    assert_int_equal(rhz_query_prepare(base, text, strlen(text), NULL, NULL, &q, &err), RHZ_OK);
    assert_int_equal(rhz_query_parameters(q), 3);
    assert_int_equal(rhz_query_step(q, &have, &err), RHZ_INVALID);
    assert_int_equal(rhz_query_bind_integer(q, "zz", 1, &err), RHZ_NOT_FOUND);
    assert_int_equal(rhz_query_bind_constant(q, "l", "[1, 2]", 6, &err), RHZ_OK);
    assert_int_equal(rhz_query_bind_constant(q, "l", "1 + x", 5, &err), RHZ_INVALID);
    assert_int_equal(rhz_query_bind_integer(q, "n", 10, &err), RHZ_OK);
    assert_int_equal(rhz_query_bind_text(q, "t", "é", 2, &err), RHZ_OK);
    assert_int_equal(rhz_query_step(q, &have, &err), RHZ_OK);
    assert_int_equal(rhz_value_integer(rhz_query_value(q, 0)), 11);
    assert_int_equal(rhz_value_text(rhz_query_value(q, 1)).n, 2);
    assert_int_equal(rhz_query_rewind(q, &err), RHZ_OK);
    assert_int_equal(rhz_query_bind_real(q, "n", 0.5, &err), RHZ_OK);
    assert_int_equal(rhz_query_step(q, &have, &err), RHZ_OK);
    assert_true(rhz_value_real(rhz_query_value(q, 0)) == 1.5);
    rhz_query_free(q);
    rhz_base_close(base);
    folder_remove(folder);
}

/* What would run for ever, or fill the memory, is stopped and says by what. */
static void limited(const char *text, struct rhz_query_options o, const char *why)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_query *q;
    bool have = true;
    rhz_status st;

    o.size = sizeof o;
    assert_int_equal(rhz_query_prepare(base, text, strlen(text), &o, NULL, &q, &err), RHZ_OK);
    while ((st = rhz_query_step(q, &have, &err)) == RHZ_OK && have)
        ;
    assert_int_equal(st, RHZ_LIMIT);
    assert_non_null(strstr(err.text, why));
    rhz_query_free(q);
}

static void test_limits(void **state)
{
    (void)state;
    make_base();
    limited("UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*)", (struct rhz_query_options){.deadline_ms = 50}, "délai");
    limited("UNWIND range(1, 100000) AS a UNWIND range(1, 100) AS b RETURN collect([a, b])", (struct rhz_query_options){.memory_bytes = 4 << 20}, "mémoire");
    limited("RETURN range(1, 1000000000)", (struct rhz_query_options){.memory_bytes = 4 << 20}, "mémoire");
    limited("UNWIND range(1, 1000) AS a RETURN a", (struct rhz_query_options){.rows = 10}, "lignes");
    rhz_base_close(base);
    folder_remove(folder);
}

/* Nesting is bounded wherever it may happen, and refused in good time. */
static void test_nesting(void **state)
{
    static const char *const shapes[][3] = {{"RETURN ", "(", "1"},  {"RETURN ", "[", "1"},      {"RETURN ", "{a:", "1"}, {"RETURN ", "NOT ", "true"},
                                            {"RETURN ", "-", "1"},  {"RETURN ", "size([", "1"}, {"RETURN ", "1+", "1"},  {"MATCH ", "(a {b: (", "1"},
                                            {"MATCH ", "()--", "()"}, {"RETURN ", "[x IN [", "1"}, {"RETURN ", "CASE WHEN ", "1"},
                                            {"MATCH (a) WHERE ", "(a)--(", "b"}};
    struct rhz_error err;
    size_t i, k;

    (void)state;
    make_base();
    for (i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        size_t one = strlen(shapes[i][1]), n = 100000;
        char *text = malloc(n * one + 64), *p = text;
        struct rhz_query *q;
        p += sprintf(p, "%s", shapes[i][0]);
        for (k = 0; k < n; k++, p += one)
            memcpy(p, shapes[i][1], one);
        sprintf(p, "%s", shapes[i][2]);
        assert_int_equal(rhz_query_prepare(base, text, strlen(text), NULL, NULL, &q, &err), RHZ_INVALID);
        assert_null(q);
        free(text);
    }
    rhz_base_close(base);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_parameters), cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_nesting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
