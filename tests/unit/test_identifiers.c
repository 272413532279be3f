/* test_identifiers.c -- numbers of registers: how they are written, and whose documents say they are. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "extract_files.h"
#include "identifiers.h"

static struct rhz_gazetteer *gazetteer;
static struct rhz_arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = rhz_arena_new();
    return arena && rhz_gazetteer_open(&gazetteer, NULL) == RHZ_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    rhz_gazetteer_close(gazetteer);
    rhz_arena_free(arena);
    return 0;
}

/* ---- forms ---- */

static void expect_read(const char *text, unsigned property, const char *value)
{
    struct rhz_identifier id;
    size_t used = 0;

    if (!rhz_identifier_at(rhz_span_of(text), &id, &used))
        fail_msg("%s: nothing read", text);
    if (id.property != (enum rhz_property)property || strcmp(id.value, value) != 0)
        fail_msg("%s: %s", text, id.value);
    assert_true(used <= strlen(text));
}

static void expect_none(const char *text)
{
    struct rhz_identifier id;
    size_t used;

    if (rhz_identifier_at(rhz_span_of(text), &id, &used))
        fail_msg("%s: %s", text, id.value);
}

static void test_forms(void **state)
{
    (void)state;
    expect_read("123456782", RHZ_PROPERTY_SIREN, "123456782");
    expect_read("123 456 782", RHZ_PROPERTY_SIREN, "123456782");
    expect_read("123.456.782", RHZ_PROPERTY_SIREN, "123456782");
    expect_read("123\xC2\xA0" "456\xE2\x80\xAF" "782", RHZ_PROPERTY_SIREN, "123456782");
    expect_read("1 2 3 4 5 6 7 8 2", RHZ_PROPERTY_SIREN, "123456782");
    expect_read("123 456 782 00002", RHZ_PROPERTY_SIRET, "12345678200002");
    expect_read("12345678200002, rue", RHZ_PROPERTY_SIRET, "12345678200002");
    expect_read("123 456 782 35000 Rennes", RHZ_PROPERTY_SIREN, "123456782"); /* a post code behind it */
    expect_read("W351234567", RHZ_PROPERTY_RNA, "W351234567");
    expect_read("W 351 234 567", RHZ_PROPERTY_RNA, "W351234567");
    expect_read("W9R1234567", RHZ_PROPERTY_RNA, "W9R1234567");
    expect_none("123456789");         /* wrong key */
    expect_none("1234567820");        /* ten in one group */
    expect_none("06 12 34 56 78");    /* a telephone */
    expect_none("000 000 000");
    expect_none("12345678200003");    /* wrong key */
    expect_none("123456782A");
    expect_none("W35123456");
    expect_none("W3512345678");
    expect_none("W351234567B");
    expect_none("");
    expect_none("W");
}

/* Every digit that is changed is found out, which is what the key is for. */
static void test_key(void **state)
{
    char text[] = "12345678200002";

    (void)state;
    for (size_t i = 0; text[i]; i++)
        for (char d = '0'; d <= '9'; d++) {
            char kept = text[i];
            text[i] = d;
            if (d != kept)
                expect_none(text);
            text[i] = kept;
        }
    assert_int_equal(rhz_identifier_siren(RHZ_PROPERTY_SIRET, rhz_span_of(text)).n, RHZ_SIREN_BYTES);
    assert_int_equal(rhz_identifier_siren(RHZ_PROPERTY_RNA, RHZ_SPAN("W351234567")).n, 0);
}

/* ---- whose ---- */

/* "property value: name" of each number that the text gives, in order, joined by "; ". */
static const char *numbers_of(const char *text)
{
    struct rhz_document d;
    struct rhz_facts f;
    struct rhz_buf out = {0};

    rhz_arena_reset(arena);
    extract_text(gazetteer, rhz_span_of(text), arena, &d, &f);
    for (size_t i = 0; i < f.n_statements; i++) {
        const struct rhz_statement *s = &f.statements[i];
        if (!rhz_is_identifier(s->property))
            continue;
        const struct rhz_document_entity *e = &f.entities[s->subject];
        bool named = false;
        for (size_t m = 0; m < e->n_mentions && !named; m++) {
            named = e->mentions[m].start >= s->start && e->mentions[m].end <= s->end;
            for (size_t k = 0; k < s->n_supports; k++)
                named = named || (e->mentions[m].start >= s->supports[k].start && e->mentions[m].end <= s->supports[k].limit);
        }
        if (!named)
            fail_msg("%s: neither quote nor support names %.*s", text, (int)e->name.n, e->name.p);
        rhz_buf_printf(&out, "%s%s %.*s: %.*s", out.n ? "; " : "", rhz_property_word(s->property)->name, (int)s->label.n, s->label.p,
                       (int)e->name.n, e->name.p);
    }
    struct rhz_span kept = rhz_arena_copy(arena, rhz_buf_view(&out));
    rhz_buf_free(&out);
    return kept.p;
}

static void expect(const char *text, const char *numbers)
{
    const char *got = numbers_of(text);

    if (strcmp(got, numbers) != 0)
        fail_msg("%s\nexpected %s\ngot      %s", text, numbers, got);
}

static void test_beside(void **state)
{
    (void)state;
    expect("Compte rendu du 3 mai 2022\n\nLa Fondation Chantepie (n° SIREN 812345676) et la Ville de Rennes, SIREN : 304 159 262, signent.\n",
           "siren 812345676: Fondation Chantepie; siren 304159262: Ville de Rennes");
    expect("Compte rendu du 3 mai 2022\n\nL'Association Les Talus (W352000111, SIRET 123 456 782 00002) adhère.\n",
           "rna W352000111: Les Talus; siret 12345678200002: Les Talus");
    expect("Compte rendu du 3 mai 2022\n\nLa Fondation Chantepie, immatriculée sous le numéro SIREN 812345676, adhère.\n",
           "siren 812345676: Fondation Chantepie");
    expect("Structure\tN° SIREN\tMontant\nFondation Chantepie\t812 345 676\t456789122\nVille de Rennes\t304159262\t12 000 €\n",
           "siren 812345676: Fondation Chantepie; siren 304159262: Ville de Rennes");
    expect("Demande de subvention\n\nNom de la structure : Fondation Chantepie\n\nN° SIRET : 812 345 676 00009\n", "siret 81234567600009: Fondation Chantepie");
}

static void test_letterhead(void **state)
{
    (void)state;
    expect("Fondation Chantepie\n\n12 rue des Aubépines, 35000 Rennes - SIRET : 812 345 676 00009\n\nCompte rendu du 3 mai 2022\n\nPrésents : Odile Ferrandin.\n",
           "siret 81234567600009: Fondation Chantepie");
}

static void test_not_numbers(void **state)
{
    (void)state;
    expect("Compte rendu du 3 mai 2022\n\nLa Fondation Chantepie verse 812 345 676 €.\n", "");
    expect("Compte rendu du 3 mai 2022\n\nLa Fondation Chantepie, SIREN à venir, verse 812 345 676 €.\n", "");
    expect("Compte rendu du 3 mai 2022\n\nLa Fondation Chantepie, dossier 812345676, adhère.\n", "");
    expect("Compte rendu du 3 mai 2022\n\nFondation Chantepie, SIRET en cours, tél. 06 12 34 56 78.\n", "");
    expect("Compte rendu du 3 mai 2022\n\nLa Fondation Chantepie (SIREN 812345675) adhère.\n", "");
    expect("Compte rendu du 3 mai 2022\n\nLa Ville de Rennes (W352000111) adhère.\n", ""); /* no association */
    expect("Compte rendu du 3 mai 2022\n\nLa Ville de Rennes et la Fondation Chantepie ont signé hier une convention ; le SIREN 812345676 y figure.\n", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_key),
        cmocka_unit_test_setup_teardown(test_beside, begin, end),
        cmocka_unit_test_setup_teardown(test_letterhead, begin, end),
        cmocka_unit_test_setup_teardown(test_not_numbers, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
