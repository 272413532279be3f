/* test_parser.c -- syntax trees, written as s-expressions; errors and where they point. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "parser.h"

static void print(const struct rhz_query_node *n, struct rhz_buf *out)
{
    static const char *const names[] = {"words", "prefix", "fuzzy", "phrase", "near", "field", "list", "et", "ou", "sauf"};

    if (n->sign)
        rhz_buf_byte(out, (unsigned char)n->sign);
    if (n->kind <= RHZ_NODE_FIELD) {
        rhz_buf_printf(out, "%s[%.*s]", names[n->kind], (int)n->text.n, n->text.p);
        if (n->kind == RHZ_NODE_NEAR)
            rhz_buf_printf(out, "~%u", (unsigned)n->distance);
        return;
    }
    rhz_buf_printf(out, "(%s", names[n->kind]);
    for (const struct rhz_query_node *c = n->first; c; c = c->next) {
        rhz_buf_byte(out, ' ');
        print(c, out);
    }
    rhz_buf_byte(out, ')');
}

static void test_trees(void **state)
{
    static const char *const cases[][2] = {
        {"un deux", "(list words[un deux])"},
        {"un +deux trois", "(list words[un] +words[deux] words[trois])"},
        {"+70 000", "(list +words[70] words[000])"},
        {"un \"deux trois\" -\"quatre\"", "(list words[un] phrase[deux trois] -phrase[quatre])"},
        {"a b OU c d", "(ou (list words[a b]) (list words[c d]))"},
        {"a ET b OU c SAUF d", "(ou (et (list words[a]) (list words[b])) (sauf (list words[c]) (list words[d])))"},
        {"a ET (b OU c)", "(et (list words[a]) (list (ou (list words[b]) (list words[c]))))"},
        {"(a)", "(list (list words[a]))"},
        {"mot* fin~", "(list prefix[mot] fuzzy[fin])"},
        {"annee:2019 budget", "(list field[2019] words[budget])"},
        {"\"reste ouvert", "(list phrase[reste ouvert])"},
        {"\"un deux\"~5", "(list near[un deux]~5)"},
        {"un -«deux trois»~100 quatre", "(list words[un] -near[deux trois]~100 words[quatre])"},
        {"+\"a b\"~007 \"c\"", "(list +near[a b]~7 phrase[c])"},
        {"(\"a b\"~1 OU c)", "(list (ou (list near[a b]~1) (list words[c])))"},
    };
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_query_tree tree;
    struct rhz_buf got = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rhz_error err = {0};

        if (rhz_query_parse(rhz_span_of(cases[i][0]), arena, &tree, NULL, &err) != RHZ_OK)
            fail_msg("%s: %s", cases[i][0], err.text);
        rhz_buf_reset(&got);
        print(tree.root, &got);
        rhz_buf_byte(&got, 0);
        assert_string_equal(got.p, cases[i][1]);
    }
    assert_int_equal(rhz_query_parse(RHZ_SPAN("  "), arena, &tree, NULL, NULL), RHZ_OK);
    assert_null(tree.root);
    rhz_buf_free(&got);
    rhz_arena_free(arena);
}

static void test_errors(void **state)
{
    static const struct {
        const char *query;
        uint32_t offset;
        const char *text;
    } cases[] = {
        {"été ET", 8, "La requête s'arrête trop tôt (caractère 7) : un mot"},
        {"OU a", 0, "« OU » au caractère 1 : un mot était attendu avant cet opérateur"},
        {"a ET OU b", 5, "« OU » au caractère 6"},
        {"(a OU b", 0, "La parenthèse ouverte au caractère 1 n'est pas fermée."},
        {"é (a", 3, "La parenthèse ouverte au caractère 3 n'est pas fermée."},
        {"a) b", 1, "« ) » au caractère 2 : cette parenthèse fermante"},
        {"()", 1, "« ) » au caractère 2 : un mot"},
        {"titre:(a)", 6, "« ( » au caractère 7 : une valeur"},
        {"a *mot", 2, "« *mot » au caractère 3 : l'étoile ne va qu'à la fin d'un mot"},
        {"é \"a b\"~0", 8, "« ~0 » au caractère 8 : la distance va de 1 à 100 mots"},
        {"\"a b\"~101 c", 5, "« ~101 » au caractère 6 : la distance va"},
        {"\"a b\"~4294967297", 5, "« ~4294967297 » au caractère 6 : la distance va"},
        {"\"a b\"~", 5, "« ~ » au caractère 6 : un nombre de mots"},
        {"\"a b\"~-3", 5, "« ~-3 » au caractère 6 : un nombre de mots"},
        {"\"a b\"~5~5", 5, "« ~5~5 » au caractère 6 : un nombre de mots"},
        {"titre:\"a b\"~3", 11, "« ~3 » au caractère 12 : un champ n'a pas de distance"},
        {"a \xFF", 2, "La requête n'est pas de l'UTF-8 bien formé (caractère 3)."},
    };
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_query_tree tree;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rhz_error err = {0};
        uint32_t offset = 999;

        assert_int_equal(rhz_query_parse(rhz_span_of(cases[i].query), arena, &tree, &offset, &err), RHZ_INVALID);
        if (strncmp(err.text, cases[i].text, strlen(cases[i].text)) != 0)
            fail_msg("%s: %s", cases[i].query, err.text);
        assert_int_equal(offset, cases[i].offset);
    }
    rhz_arena_free(arena);
}

/* Sizes that a person would not type: an answer or one sentence, at once. */
static void test_bounds(void **state)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_query_tree tree;
    struct rhz_error err = {0};
    size_t n = 1 << 20;
    char *big = malloc(n);

    (void)state;
    memset(big, 'a', n);
    assert_int_equal(rhz_query_parse(rhz_span(big, n), arena, &tree, NULL, &err), RHZ_INVALID);
    memset(big, '(', n);
    assert_int_equal(rhz_query_parse(rhz_span(big, 1000), arena, &tree, NULL, &err), RHZ_INVALID);
    assert_non_null(strstr(err.text, "imbriquées"));
    memset(big + RHZ_QUERY_DEPTH, 'a', 1);
    memset(big + RHZ_QUERY_DEPTH + 1, ')', RHZ_QUERY_DEPTH);
    assert_int_equal(rhz_query_parse(rhz_span(big, 2 * RHZ_QUERY_DEPTH + 1), arena, &tree, NULL, &err), RHZ_OK);
    for (size_t i = 0; i < RHZ_QUERY_BYTES; i++)
        big[i] = "a "[i % 2];
    assert_int_equal(rhz_query_parse(rhz_span(big, RHZ_QUERY_BYTES), arena, &tree, NULL, &err), RHZ_OK);
    assert_true(rhz_arena_used(arena) < 1 << 20);
    free(big);
    rhz_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_trees), cmocka_unit_test(test_errors),
                                       cmocka_unit_test(test_bounds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
