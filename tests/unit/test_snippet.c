/* test_snippet.c -- what is shown and what is lit up. Highlights are written [so] in the expected text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "random.h"
#include "snippet.h"

static struct rhz_analyzer *analyzer;

static struct rhz_snippet make(struct rhz_arena *arena, const char *query, struct rhz_span passage, uint32_t words)
{
    struct rhz_snippet s = {0};
    struct rhz_snippet_memo memo = {.arena = arena};
    struct rhz_error err = {0};
    struct rhz_plan plan;
    float weights[RHZ_PLAN_LEAVES];

    for (size_t i = 0; i < RHZ_PLAN_LEAVES; i++)
        weights[i] = 1;
    if (rhz_plan_make(rhz_span_of(query), true, analyzer, arena, &plan, &err) != RHZ_OK)
        fail_msg("%s: %s", query, err.text);
    assert_int_equal(rhz_snippet_make(&plan, weights, analyzer, &memo, passage, words, arena, &s, &err), RHZ_OK);
    return s;
}

static void show(const struct rhz_snippet *s, struct rhz_buf *out)
{
    uint32_t at = 0;

    rhz_buf_reset(out);
    for (size_t i = 0; i < s->n_highlights; i++) {
        rhz_buf_append(out, s->text + at, s->highlights[i].start - at);
        rhz_buf_printf(out, "[%.*s]", (int)(s->highlights[i].end - s->highlights[i].start),
                       s->text + s->highlights[i].start);
        at = s->highlights[i].end;
    }
    rhz_buf_append(out, s->text + at, s->n - at + 1);
}

static void test_highlights(void **state)
{
    static const char *const cases[][3] = {
        {"avocat", "Elle a vu l'avocat, puis L’avocate.", "Elle a vu l'[avocat], puis L’[avocate]."},
        {"subvention", "Les subventions\tde\n2019.", "Les [subventions] | de · 2019."},
        {"trésorière", "La TRESORIERE parle.", "La [TRESORIERE] parle."},
        {"tresoriere", "La trésorière parle.", "La [trésorière] parle."},
        {"\"conseil d'administration\"", "Le conseil vote. Le conseil d’administration vote.",
         "Le conseil vote. Le [conseil] d’[administration] vote."},
        {"\"conseils\"", "Le conseil des conseils.", "Le conseil des [conseils]."},
        {"conseil -vote", "Le conseil vote.", "Le [conseil] vote."},
        {"adhérente", "Les adhérent·e·s votent.", "Les [adhérent·e·s] votent."},
        {"subv*", "La subvention, les subventions.", "La [subvention], les [subventions]."},
        {"le la", "La part de la ville.", "[La] part de [la] ville."},
        {"70 000", "Soit 70 000 euros.", "Soit [70 000] euros."},
        {"\"vote conseil\"~3", "Le vote. Ni l'un ni l'autre. Le conseil d’administration vote. Le conseil part.",
         "Le vote. Ni l'un ni l'autre. Le [conseil] d’administration [vote]. Le [conseil] part."},
        {"\"conseil vote\"~3", "Le conseil des conseils, puis un vote.", "Le conseil des conseils, puis un vote."},
        {"\"vote vote\"~3", "Un vote, loin de là un autre vote. Un vote vote.", "Un vote, loin de là un autre [vote]. Un [vote] [vote]."},
        {"\"votent adhérente\"~2", "Les adhérent·e·s ne votent plus.", "Les [adhérent·e·s] ne [votent] plus."},
        {"\"avocat maire\"~4", "Le maire et l'avocat.", "Le [maire] et l'[avocat]."},
        {"\"euros 70 000\"~1", "Soit 70 000 euros.", "Soit [70 000] [euros]."},
        {"absent", "Rien ici.", "Rien ici."},
        {"mot", "", ""},
        {"mot", "...", "..."},
    };
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf got = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rhz_snippet s = make(arena, cases[i][0], rhz_span_of(cases[i][1]), 40);

        show(&s, &got);
        assert_string_equal(got.p, cases[i][2]);
    }
    rhz_buf_free(&got);
    rhz_arena_free(arena);
}

static void test_window(void **state)
{
    static const char passage[] =
        "Un début sans rapport avec ce qui suit, assez long pour être laissé. La commune de Nantes prête une salle. "
        "Le budget de la fête passe ensuite au vote, et le budget est adopté. Puis chacun rentre chez soi par le pont.";
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf got = {0};
    struct rhz_snippet s;

    (void)state;
    s = make(arena, "budget vote", rhz_span_of(passage), 15);
    show(&s, &got);
    assert_string_equal(got.p, "… Le [budget] de la fête passe ensuite au [vote], et le [budget] est adopté. …");
    s = make(arena, "salle", rhz_span_of(passage), 10);
    show(&s, &got);
    assert_string_equal(got.p, "… La commune de Nantes prête une [salle]. …");
    s = make(arena, "pont", rhz_span_of(passage), 9);
    show(&s, &got);
    assert_string_equal(got.p, "… Puis chacun rentre chez soi par le [pont].");
    s = make(arena, "début", rhz_span_of(passage), 5);
    show(&s, &got);
    assert_string_equal(got.p, "Un [début] sans rapport avec …");
    rhz_buf_free(&got);
    rhz_arena_free(arena);
}

/* Whatever the text: extents ascend, lie on character limits, and the window holds what it can of the query. */
static void test_random_passages(void **state)
{
    static const char *const pieces[] = {"mairie ", "Élève ", "l'", "été\n", "œuvre. ", "a\t", "— ", "« salle » ", "…",
                                         "adhérent(e)s ", "70 000 € ", "É́", "budget, ", "voté! ", "\xF0\x9F\x8C\xB1 "};
    uint64_t seed = 42;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 2000; round++) {
        struct rhz_arena *arena = rhz_arena_new();
        uint32_t n = random_below(&seed, 120), last = 0;
        struct rhz_buf text = {0};
        struct rhz_snippet s;

        for (uint32_t i = 0; i < n; i++)
            rhz_buf_str(&text, pieces[random_below(&seed, sizeof pieces / sizeof *pieces)]);
        s = make(arena, "élève \"mairie salle\" \"mairie élève mairie\"~9 budget voté", rhz_buf_view(&text), 5 + random_below(&seed, 30));
        assert_int_equal(rhz_utf8_valid(rhz_span(s.text, s.n)), s.n);
        for (size_t i = 0; i < s.n_highlights; i++) {
            struct rhz_highlight h = s.highlights[i];

            assert_true(h.start >= last && h.end > h.start && h.end <= s.n);
            assert_int_equal(rhz_utf8_floor(rhz_span(s.text, s.n), h.start), h.start);
            assert_int_equal(rhz_utf8_floor(rhz_span(s.text, s.n), h.end), h.end);
            last = h.end;
        }
        for (size_t i = 0; i + 1 < s.n; i++)
            assert_false(s.text[i] == '\n' || s.text[i] == '\t' || (s.text[i] == ' ' && s.text[i + 1] == ' '));
        if (text.n && memmem(text.p, text.n, "budget", 6))
            assert_true(s.n_highlights > 0);
        rhz_buf_free(&text);
        rhz_arena_free(arena);
    }
}

static int setup(void **state)
{
    (void)state;
    analyzer = rhz_analyzer_new();
    return analyzer ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    rhz_analyzer_free(analyzer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_highlights), cmocka_unit_test(test_window),
                                       cmocka_unit_test(test_random_passages)};

    return cmocka_run_group_tests(tests, setup, teardown);
}
