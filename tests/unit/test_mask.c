/* test_mask.c -- names that are to be forgotten: where they are found in text and addresses, what is left of a document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read_text.h"

#define M RHZ_MASK

static const unsigned char SALT[RHZ_MASK_SALT] = {1, 2, 3, 4, 5, 6, 7, 8};

static const struct rhz_mask *mask_of(struct rhz_arena *arena, const char *const *forms)
{
    const struct rhz_mask *m;
    struct rhz_buf b = {0};
    struct rhz_span line;

    rhz_buf_str(&b, "# note\noublier ");
    rhz_mask_put_salt(&b, SALT);
    for (; *forms; forms++)
        assert_true(rhz_mask_put_form(&b, SALT, rhz_span_of(*forms)) > 0);
    line = rhz_arena_copy(arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    assert_true(rhz_mask_read(line, arena, &m));
    assert_non_null(m);
    return m;
}

static void test_text(void **state)
{
    static const char *const forms[] = {"Éléonore Brévigné", "Mme Brévigné", "Jean-Luc d'Orval", NULL};
    static const struct {
        const char *text, *masked;
    } cases[] = {
        {"Éléonore Brévigné ouvre.", M " ouvre."},
        {"ELEONORE BREVIGNE, ÉLÉONORE BRÉVIGNÉ", M ", " M},
        {"E\xCC\x81le\xCC\x81onore Bre\xCC\x81vigne\xCC\x81 signe", M " signe"},
        {"BRÉVIGNÉ Éléonore2", M "2"},
        {"avis d'Éléonore\xC2\xA0" "Brévigné.", "avis d'" M "."},
        {"BRÉVIGNÉ\tÉléonore\tmairie", M "\t" M "\tmairie"},
        {"voir Brévigné, Éléonore (2021)", "voir " M " (2021)"},
        {"Anne Brévigné, Éléonore Tixier", "Anne Brévigné, Éléonore Tixier"},
        {"Tixier, Brévigné, Éléonore, Kolb", "Tixier, Brévigné, Éléonore, Kolb"},
        {"Éléonore Brévigné-Kolb et Marie-Éléonore Brévigné", "Éléonore Brévigné-Kolb et Marie-Éléonore Brévigné"},
        {"eleonore.brevigne@rives.example", M "@rives.example"},
        {"@EleonoreBrevigne et #brevigneeleonore", "@" M " et #" M},
        {"Mme Brévigné, M. Brévigné", M ", M. Brévigné"},
        {"Jean Luc D’ORVAL et Orval", M " et Orval"},
        {"Éléonore. Ailleurs Brévigné", "Éléonore. Ailleurs Brévigné"},
        {M " et " M, M " et " M},
        {"", ""},
    };
    struct rhz_arena *arena = rhz_arena_new();
    const struct rhz_mask *m = mask_of(arena, forms);
    struct rhz_span out, again;
    size_t i, n;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        n = 0;
        assert_true(rhz_mask_text(m, rhz_span_of(cases[i].text), false, arena, &out, &n));
        if (!rhz_span_eq(out, rhz_span_of(cases[i].masked)))
            fail_msg("« %s » gives « %.*s »", cases[i].text, (int)out.n, out.p);
        assert_int_equal(n > 0, strcmp(cases[i].text, cases[i].masked) != 0);
        n = 0;
        assert_true(rhz_mask_text(m, out, false, arena, &again, &n));
        assert_int_equal(n, 0); /* what is masked stays as it is */
    }
    rhz_arena_free(arena);
}

static void test_addresses(void **state)
{
    static const char *const forms[] = {"Zoé Tixier", NULL};
    struct rhz_arena *arena = rhz_arena_new();
    const struct rhz_mask *m = mask_of(arena, forms);
    struct rhz_span a, b, c;
    size_t n = 0;

    (void)state;
    assert_true(rhz_mask_text(m, RHZ_SPAN("docs/CV-Zoe-Tixier-2019.pdf"), true, arena, &a, &n));
    assert_true(rhz_mask_text(m, RHZ_SPAN("docs/CV-Tixier_Zoé-2019.pdf"), true, arena, &b, &n));
    assert_true(rhz_mask_text(m, RHZ_SPAN("https://a.example/zoe%20tixier"), true, arena, &c, &n));
    assert_int_equal(n, 3);
    assert_int_equal(a.n, strlen("docs/CV-oubli-01234567-2019.pdf"));
    assert_memory_equal(a.p, "docs/CV-oubli-", 14);
    assert_false(rhz_span_eq(a, b)); /* two files stay two */
    assert_memory_equal(c.p, "https://a.example/oubli-", 24);
    rhz_arena_free(arena);
}

static void test_lines(void **state)
{
    static const char *const one[] = {"Zoé Tixier", NULL}, *const two[] = {"Zoé Tixier", "Anne Kolb", NULL},
                      *const turned[] = {"KOLB Anne", "Tixier Zoe", "Zoé TIXIER", NULL};
    static const char *const wrong[] = {"", "0102", "0102030405060708", "0102030405060708 2", "0102030405060708 2:00", "0102030405060708 \"Zoé Tixier\"",
                                        "0102030405060708 9:00112233445566778899aabbccddeeff", "010203040506070 2:00112233445566778899aabbccddeeff"};
    struct rhz_arena *arena = rhz_arena_new();
    const struct rhz_mask *a = mask_of(arena, one), *b = mask_of(arena, two), *c = mask_of(arena, turned), *none;
    struct rhz_buf keys = {0};
    size_t i;

    (void)state;
    assert_int_equal(rhz_mask_digest(b), rhz_mask_digest(c));
    assert_int_not_equal(rhz_mask_digest(a), rhz_mask_digest(b));
    assert_true(rhz_mask_digest(a) != 0 && rhz_mask_digest(a) < 1 << 24 && rhz_mask_digest(NULL) == 0);
    assert_true(rhz_mask_within(a, b) && rhz_mask_within(b, c) && rhz_mask_within(c, b) && rhz_mask_within(NULL, a));
    assert_false(rhz_mask_within(b, a) || rhz_mask_within(a, NULL));
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(rhz_mask_valid(rhz_span_of(wrong[i])));
    assert_true(rhz_mask_read(RHZ_SPAN("oublier Personne \"Zoé Tixier\"\nrejeter Personne \"Zoé Tixier\"\n"), arena, &none));
    assert_null(none);
    assert_int_equal(rhz_mask_put_form(&keys, SALT, RHZ_SPAN("12 --")), 0);
    assert_int_equal(rhz_mask_put_form(&keys, SALT, RHZ_SPAN("a b c d e f g h i")), 0);
    assert_int_equal(keys.n, 0);
    rhz_buf_free(&keys);
    rhz_arena_free(arena);
}

/* Masked while it is built, or after: one document, whose lines, pages and blocks still stand. */
static void test_document(void **state)
{
    static const char *const forms[] = {"Zoé Tixier", NULL};
    static const char text[] = "PROCÈS-VERBAL DE ZOÉ TIXIER\n\nLe compte rendu de la séance du mois dernier est lu aux personnes présentes par Zoé\n"
                               "Tixier, puis il est adopté sans changement par le bureau, qui remercie la trésorière\naussi.\n\nUn mot.\f\n"
                               "Zoé Tixier : Bonjour à toutes et à tous.\n\nPaul Dupin : Merci Zoé Tixier.\n";
    struct read_text t;
    struct rhz_document_hints hints = {.internal = 0};
    struct rhz_document built, after;
    size_t n = 0, i;
    const char *at;

    (void)state;
    read_with(&t, &rhz_reader_txt, rhz_span_of(text), 1);
    after = t.d;
    hints.mask = mask_of(t.arena, forms);
    assert_int_equal(rhz_document_build(rhz_buf_view(&t.events), &hints, t.arena, &built, NULL), RHZ_OK);
    assert_null(read_broken_promise(&built));
    assert_null(memmem(built.text.p, built.text.n, "Tixier", 6));
    assert_null(memmem(built.title.p, built.title.n, "ixier", 5));
    assert_non_null(at = memmem(built.text.p, built.text.n, "aussi", 5));
    assert_int_equal(rhz_document_line(&built, (uint32_t)(at - built.text.p)), 5);
    assert_non_null(at = memmem(built.text.p, built.text.n, "Bonjour", 7));
    assert_int_equal(rhz_document_page(&built, (uint32_t)(at - built.text.p), NULL), 2);
    assert_true(rhz_mask_document(hints.mask, &after, t.arena, &n));
    assert_true(n >= 4);
    assert_true(rhz_span_eq(after.text, built.text) && rhz_span_eq(after.title, built.title));
    assert_int_equal(after.n_blocks, built.n_blocks);
    for (i = 0; i < built.n_blocks; i++)
        assert_true(built.blocks[i].start == after.blocks[i].start && built.blocks[i].end == after.blocks[i].end &&
                    built.blocks[i].speaker_end == after.blocks[i].speaker_end);
    assert_int_equal(after.n_lines, built.n_lines);
    read_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_text), cmocka_unit_test(test_addresses), cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_document)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
