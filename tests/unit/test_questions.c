/* Questions over corpus/, by the dozen: tests/questions/ says what each group of paraphrases must answer. */
#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base_folder.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "store.h"

enum { LINE = 1024, SET = 64 };

struct world {
    char folder[256], path[300];
    struct rhz_base *base;
};

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    const char *const paths[] = {"corpus/documents"};
    struct rhz_index_options o = {.size = sizeof o};
    struct rhz_index_report r;
    struct rhz_error err = {RHZ_OK, ""};

    folder_make(w->folder);
    snprintf(w->path, sizeof w->path, "%s/base.rhz", w->folder);
    if (rhz_index(w->path, paths, 1, &o, &r, &err) != RHZ_OK || rhz_base_open(w->path, &w->base, &err) != RHZ_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    rhz_base_close(w->base);
    folder_remove(w->folder);
    free(w);
    return 0;
}

/* ---- answers as text ---- */

static void write_answer(const struct rhz_answer *x, char out[256])
{
    if (x->name)
        snprintf(out, 256, "%s", x->name);
    else if (x->has_value && *x->unit && strcmp(x->kind, "nombre") == 0 && strcmp(x->unit, "EUR") == 0)
        snprintf(out, 256, "%lld %s", (long long)(x->cents / 100), x->unit);
    else if (x->has_value)
        snprintf(out, 256, "%lld", (long long)(x->cents / 100));
    else
        snprintf(out, 256, "%s", x->text ? x->text : "");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All answers, sorted, between bars. */
static void write_answers(const struct rhz_answers *a, char *out, size_t size)
{
    static char texts[SET][256];
    char *order[SET];
    size_t n = 0, at = 0;

    for (size_t i = 0; i < rhz_answers_count(a) && n < SET; i++) {
        write_answer(rhz_answers_get(a, i), texts[n]);
        order[n] = texts[n];
        n++;
    }
    if (n)
        qsort(order, n, sizeof *order, by_text);
    out[0] = 0;
    for (size_t i = 0; i < n && at + 260 < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " | " : "", order[i]);
}

static bool holds(const char *answers, const char *one)
{
    const char *p = answers;
    size_t n = strlen(one);

    while ((p = strstr(p, one))) {
        if ((p == answers || strncmp(p - 3, " | ", 3) == 0) && (p[n] == 0 || strncmp(p + n, " | ", 3) == 0))
            return true;
        p++;
    }
    return false;
}

/* ---- one question ---- */

static void check_proofs(const struct rhz_answers *a, const char *question)
{
    for (size_t i = 0; i < rhz_answers_count(a); i++) {
        const struct rhz_answer *x = rhz_answers_get(a, i);
        if (x->n_evidence == 0)
            fail_msg("« %s »: an answer without proof", question);
        for (size_t k = 0; k < x->n_evidence; k++)
            assert_true(x->evidence[k].quote[0] && x->evidence[k].uri[0]);
    }
}

/* What is wrong with the answers to a question, or NULL. */
static const char *judge(const struct rhz_answers *a, char kind, const char *expected, const char *first, const char *answers)
{
    static char wrong[4 * LINE];
    char copy[LINE], *save = NULL;

    if (kind == '?')
        return rhz_answers_count(a) || rhz_answers_outcome(a) == RHZ_ANSWERED ? "has an answer" : NULL;
    if (kind == '~')
        return rhz_answers_outcome(a) == RHZ_AMBIGUOUS ? NULL : "is not asked back";
    if (kind == '=' && strcmp(expected, answers) != 0) {
        snprintf(wrong, sizeof wrong, "does not answer « %s »", expected);
        return wrong;
    }
    snprintf(copy, sizeof copy, "%s", expected);
    for (char *one = strtok_r(copy, "|", &save); one; one = strtok_r(NULL, "|", &save)) {
        while (*one == ' ')
            one++;
        while (*one && one[strlen(one) - 1] == ' ')
            one[strlen(one) - 1] = 0;
        if (!holds(answers, one)) {
            snprintf(wrong, sizeof wrong, "misses « %s »", one);
            return wrong;
        }
    }
    if (*first && strcmp(first, answers) != 0) {
        snprintf(wrong, sizeof wrong, "differs from the first of its group: %s", first);
        return wrong;
    }
    return NULL;
}

static unsigned ask(struct world *w, const char *question, char kind, const char *expected, char *first, size_t size)
{
    static char answers[8 * LINE];
    struct rhz_answers *a;
    struct rhz_error err = {RHZ_OK, ""};
    const char *wrong;

    if (rhz_ask(w->base, question, strlen(question), &a, &err) != RHZ_OK)
        fail_msg("« %s »: %s", question, err.text);
    check_proofs(a, question);
    assert_true(rhz_answers_query(a)[0] != 0);
    write_answers(a, answers, sizeof answers);
    wrong = judge(a, kind, expected, first, answers);
    if (wrong)
        printf("  « %s » %s\n      answers: %s\n      read as: %s\n", question, wrong, answers, rhz_answers_query(a));
    if (!*first)
        snprintf(first, size, "%s", answers);
    rhz_answers_free(a);
    return wrong != NULL;
}

static void test_paraphrases(void **state)
{
    static char line[LINE], expected[LINE], first[8 * LINE];
    unsigned asked = 0, wrong = 0;
    char kind = '?';
    glob_t files;

    assert_int_equal(glob("tests/questions/*.test", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        FILE *f = fopen(files.gl_pathv[i], "r");
        assert_non_null(f);
        while (fgets(line, sizeof line, f)) {
            line[strcspn(line, "\n")] = 0;
            if (!line[0] || line[0] == '#')
                continue;
            if (strchr("+=?~", line[0]) && (line[1] == ' ' || !line[1])) {
                kind = line[0];
                snprintf(expected, sizeof expected, "%s", line[1] ? line + 2 : "");
                first[0] = 0;
                continue;
            }
            asked++;
            wrong += ask(*state, line, kind, expected, first, sizeof first);
        }
        fclose(f);
    }
    globfree(&files);
    printf("  %u of %u questions answered right\n", asked - wrong, asked);
    assert_true(asked > 300);
    assert_int_equal(wrong, 0);
}

/* ---- the query shown is the one that answers ---- */

struct rows {
    uint64_t ids[512];
    int64_t cents[512];
    size_t n_ids, n_cents;
    bool truth;
};

static void take(struct rhz_query *query, const struct rhz_value *v, struct rows *out)
{
    struct rhz_node_value node;
    struct rhz_error err;

    switch (rhz_value_type(v)) {
    case RHZ_VALUE_NODE:
        assert_int_equal(rhz_query_node(query, v, &node, &err), RHZ_OK);
        for (size_t i = 0; i < out->n_ids; i++)
            if (out->ids[i] == node.id)
                return;
        if (node.what == 'n' && out->n_ids < 512)
            out->ids[out->n_ids++] = node.id;
        break;
    case RHZ_VALUE_BOOL:
        out->truth |= rhz_value_bool(v);
        break;
    case RHZ_VALUE_INTEGER:
    case RHZ_VALUE_REAL:
        if (out->n_cents < 512)
            out->cents[out->n_cents++] = (int64_t)(100 * rhz_value_real(v) + (rhz_value_real(v) < 0 ? -0.5 : 0.5));
        break;
    default:
        break;
    }
}

static void run(struct world *w, const char *text, struct rows *out)
{
    struct rhz_query *query;
    struct rhz_error err = {RHZ_OK, ""};
    bool have;

    *out = (struct rows){.n_ids = 0};
    if (rhz_query_prepare(w->base, text, strlen(text), NULL, NULL, &query, &err) != RHZ_OK)
        fail_msg("%s\n%s", text, err.text);
    while (rhz_query_step(query, &have, &err) == RHZ_OK && have)
        for (size_t i = 0; i < rhz_query_columns(query); i++)
            take(query, rhz_query_value(query, i), out);
    rhz_query_free(query);
}

static bool gives(const struct rows *r, const struct rhz_answer *x)
{
    int64_t value = x->has_value ? x->cents : x->year && x->text && strlen(x->text) == 4 ? 100 * (int64_t)x->year : 0;

    for (size_t i = 0; i < r->n_ids; i++)
        if (x->id && r->ids[i] == x->id)
            return true;
    for (size_t i = 0; i < r->n_cents; i++)
        if (!x->id && value && r->cents[i] == value)
            return true;
    return strcmp(x->kind, "oui") == 0 && r->truth;
}

/* Dates and counts that sentences say, and roles, are not rows of the graph. */
static bool is_row(const struct rhz_answers *a, const struct rhz_answer *x)
{
    return !strstr(rhz_answers_query(a), "recherche(") && !(x->text && !x->year) && !strstr(x->evidence->rule, "sentence");
}

static unsigned check_query(struct world *w, const char *question)
{
    struct rhz_answers *a;
    struct rhz_error err = {RHZ_OK, ""};
    struct rows rows;
    unsigned wrong = 0;

    assert_int_equal(rhz_ask(w->base, question, strlen(question), &a, &err), RHZ_OK);
    run(w, rhz_answers_query(a), &rows);
    for (size_t i = 0; i < rhz_answers_count(a) && !wrong; i++)
        wrong = is_row(a, rhz_answers_get(a, i)) && !gives(&rows, rhz_answers_get(a, i));
    /* Entities: those answers and no other. */
    if (!wrong && rhz_answers_count(a) && rhz_answers_get(a, 0)->id && rows.n_ids != rhz_answers_count(a))
        wrong = 1;
    if (wrong)
        printf("  « %s »: %zu answers, %zu entities and %zu numbers from\n      %s\n", question, rhz_answers_count(a), rows.n_ids,
               rows.n_cents, rhz_answers_query(a));
    rhz_answers_free(a);
    return wrong;
}

static void test_queries(void **state)
{
    static char line[LINE];
    unsigned asked = 0, wrong = 0;
    FILE *f = fopen("tests/questions/paraphrases.test", "r");

    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        if (!line[0] || line[0] == '#' || (strchr("+=?~", line[0]) && (line[1] == ' ' || !line[1])))
            continue;
        wrong += check_query(*state, line);
        asked++;
    }
    fclose(f);
    printf("  %u of %u queries give the answers of their questions\n", asked - wrong, asked);
    assert_int_equal(wrong, 0);
}

/* ---- what is no question ---- */

static void test_refused(void **state)
{
    struct world *w = *state;
    struct rhz_answers *a;
    struct rhz_error err;
    static char many[5000];

    assert_int_equal(rhz_ask(w->base, "", 0, &a, &err), RHZ_INVALID);
    assert_null(a);
    assert_int_equal(rhz_ask(w->base, "?!… —", strlen("?!… —"), &a, &err), RHZ_INVALID);
    memset(many, 'a', sizeof many);
    assert_int_equal(rhz_ask(w->base, many, sizeof many, &a, &err), RHZ_INVALID);
    for (size_t i = 0; i + 1 < 200; i += 2) {
        many[i] = 'b';
        many[i + 1] = ' ';
    }
    assert_int_equal(rhz_ask(w->base, many, 200, &a, &err), RHZ_INVALID);
    assert_int_equal(rhz_ask(w->base, "qui \xff\xfe finance \xc3", 16, &a, &err), RHZ_OK);
    rhz_answers_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paraphrases),
        cmocka_unit_test(test_queries),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
